"""A list as it came (workbook, CSV, JSON) becomes rows of cells in the order of its form's columns.

Office files carry titles, facts above the table, a header of one or two rows, column numbers,
headings, totals, signatures and empty rows; columns stand in any order among strangers. What is no
person, employer or hamlet is passed over and counted. Nothing here judges a cell.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from app.intake.csv_cells import CSV as CSV
from app.intake.csv_cells import csv_rows
from app.intake.forms import Form, header_key
from app.intake.headers import Halves, Header, facts_above, is_number_row
from app.intake.json_rows import json_list
from app.intake.mapping import ColumnMapping
from app.intake.refusals import Limits, NoRows, TooManyRows
from app.intake.search import LOOKED_AT, Book, Search, Table
from app.intake.workbook import GLANCED_AT, guarded, sheets

Cell: TypeAlias = Any
Raw: TypeAlias = tuple[Cell, ...]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
MEDIA_TYPES = (XLSX, CSV, JSON)

_BLANK = (None, "")
_TOTAL = re.compile(r"tong cong.*|tong so.*|cong|cong (?:thon|xom|to|trang|xa|huyen)\b.*|tong")
_FOOT = re.compile(
    r"nguoi lap|thu truong|ke toan|chu tich|tm |kt |noi nhan|ky |bang chu|xac nhan|.*\bngay .*nam "
)
# Two of these filled make a person at once: no total, heading or signature fills two of them.
_ANCHORS = ("birth", "id_number", "insurance_number", "tax_code", "idle_from", "amount_dong")
_SEX_OF_HALF = ("Nam", "Nữ")


class Source:
    """One list being read: what stands above its table, its headers, and its rows, read once."""

    sheet = ""
    skipped = 0

    def __init__(self, form: Form, limits: Limits, head: Mapping[str, Cell]) -> None:
        self.form, self.limits, self.head = form, limits, dict(head)
        self.headers: tuple[str, ...] = form.fields

    def rows(self) -> Iterator[tuple[int, Raw]]:
        """Row number and cells in the order of the form's columns; None where a column is absent.

        Raises TooManyRows beyond the limit, NoRows when there was none.
        """
        found = 0
        for found, row in enumerate(self.found_rows(), 1):
            if found > self.limits.max_rows:
                raise TooManyRows(limit=self.limits.max_rows)
            yield row
        if not found:
            raise NoRows()

    def found_rows(self) -> Iterator[tuple[int, Raw]]:
        """The same without counting them."""
        raise NotImplementedError


def open_source(
    form: Form,
    content: bytes,
    media_type: str,
    limits: Limits,
    mapping: ColumnMapping | None = None,
) -> Source:
    """Open a list of a form: guarded, its header found, its rows still to be read.

    Refuses what is no such list; JSON that is none raises JSONDecodeError or ValidationError.
    """
    if media_type == JSON:
        return _JsonSource(form, limits, json_list(form, content))
    search = Search(form, mapping)
    if media_type == CSV:
        book = _csv_book(content, limits, search)
    else:
        book = sheets(guarded(content, limits))
    return _TableSource(form, limits, search.constants, search.table_in(book))


def look_at(
    form: Form, content: bytes, media_type: str, limits: Limits, mapping: ColumnMapping | None
) -> None:
    """Refuse what is no such list, without reading more of it than that takes.

    Rows are counted only where there may be too many of them.
    """
    if media_type != CSV:
        clean = guarded(content, limits)
        if clean.rows <= limits.max_rows:
            search = Search(form, mapping)
            book = sheets(clean, GLANCED_AT)
            next(_TableSource(form, limits, search.constants, search.table_in(book)).rows())
            return
    for _ in open_source(form, content, media_type, limits, mapping).rows():
        pass


def _csv_book(content: bytes, limits: Limits, search: Search) -> Book:
    yield "CSV", csv_rows(content, limits, lambda rows: bool(search.header_in(rows)), LOOKED_AT)


class _JsonSource(Source):
    """The rows of a checked JSON list; a row that names no `row_number` is counted from 1."""

    def __init__(self, form: Form, limits: Limits, sent: Mapping[str, Any]) -> None:
        super().__init__(form, limits, sent.get("head", {}))
        self.sent: list[dict[str, Any]] = sent["rows"]
        if len(self.sent) > limits.max_rows:
            raise TooManyRows(limit=limits.max_rows)

    def found_rows(self) -> Iterator[tuple[int, Raw]]:
        for number, row in enumerate(self.sent, 1):
            yield row.get("row_number", number), tuple(map(row.get, self.form.fields))


class _TableSource(Source):
    """The rows of a table; `skipped` counts the rows that were passed over so far."""

    def __init__(
        self, form: Form, limits: Limits, constants: Mapping[str, str], table: Table
    ) -> None:
        said = {fact.field: constants[fact.field] for fact in form.head if fact.field in constants}
        super().__init__(form, limits, said | facts_above(form, table.above))
        self.table, self.constants = table, constants
        self.sheet, self.headers = table.sheet, table.header.texts
        self.after_total = False

    def found_rows(self) -> Iterator[tuple[int, Raw]]:
        header = self.table.header
        cells_of = _taker(self.form, header, self.constants)
        mapped = [place for field, place in header.places.items() if field != "stt"]
        mapped += header.halves[1:] if header.halves else ()
        one, other = _anchors(header)
        first = header.last_row + 1
        for number, row in enumerate(self.table.below, first):
            row.append(None)  # where the absent columns (-1) point
            if number == first and is_number_row(row):
                self.skipped += 1
            elif not (row[one] in _BLANK or row[other] in _BLANK) or self.is_entry(row, mapped):
                yield number, cells_of(row)

    def is_entry(self, row: list[Cell], mapped: list[int]) -> bool:
        filled = [row[place] for place in mapped if row[place] not in _BLANK]
        if not filled and not any(isinstance(cell, str) and cell for cell in row):
            return False
        furniture = self.is_furniture(row, filled)
        self.skipped += furniture
        return not furniture

    def is_furniture(self, row: list[Cell], filled: list[Cell]) -> bool:
        words = [header_key(cell) for cell in row if isinstance(cell, str) and cell]
        if any(map(_TOTAL.fullmatch, words[:2])):
            self.after_total = True
            return True
        if self.after_total and len(filled) <= 3:
            return True
        # A heading such as "I. Thôn Đông" stands alone in its row; a person never does.
        return len(filled) <= 1 or (len(filled) <= 3 and any(map(_FOOT.match, words)))


def _anchors(header: Header) -> tuple[int, int]:
    places = [header.places[field] for field in _ANCHORS if field in header.places]
    # -1 is the blank cell at the end of every row: then every row is looked at closely.
    return (places[0], places[-1]) if len(places) > 1 else (-1, -1)


def _taker(form: Form, header: Header, constants: Mapping[str, str]) -> Callable[[list[Cell]], Raw]:
    """How a row's cells are brought into the order of the form's columns."""
    takes = tuple(header.places.get(field, -1) for field in form.fields)
    absent = [
        (index, constants[field])
        for index, field in enumerate(form.fields)
        if takes[index] < 0 and field in constants
    ]

    def plain(row: list[Cell]) -> Raw:
        return tuple([row[place] for place in takes])

    def composed(row: list[Cell]) -> Raw:
        cells = [row[place] for place in takes]
        for index, text in absent:
            cells[index] = text
        if header.halves:
            _join_halves(form, header.halves, row, cells)
        return tuple(cells)

    return composed if absent or header.halves else plain


def _join_halves(form: Form, halves: Halves, row: list[Cell], cells: list[Cell]) -> None:
    """Fill the split field, and the sex from the half that is filled, if nothing else tells it."""
    both = (row[halves.men], row[halves.women])
    filled = [half for half in both if half not in _BLANK]
    if halves.field == "birth":
        cells[form.fields.index("birth")] = _only(filled)
    sex = form.fields.index("sex")
    if cells[sex] in _BLANK and len(filled) == 1:
        cells[sex] = _SEX_OF_HALF[both.index(filled[0])]


def _only(filled: list[Cell]) -> Cell:
    """The one filled half; both together are shown as they are, for nobody has two births."""
    return filled[0] if len(filled) == 1 else " | ".join(map(str, filled)) or None
