"""A marked copy of a list on our own layout: of CSV, of JSON, and of workbooks too long to edit.

The rows stand as they were given, in the order of the form's columns, each in the row it had where
there is room for the header above; they are written as they are read, whatever the length.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import chain
from typing import Any

import xlsxwriter

from app.intake.forms import Form, header_key
from app.intake.marks import (
    AUTHOR,
    ERRORS,
    MOST_COMMENTS,
    REMARKS,
    SUMMARY_SHEET,
    MarkingTask,
    RowMarks,
    counted,
    doubt_sentence,
    errors_of,
    remarks_of,
    summary_lines,
    unpacked,
)
from app.intake.search import Search
from app.intake.sources import JSON, Raw, Source, open_source

_FACE = {"font_name": "Times New Roman", "font_size": 11}
_YELLOW, _ORANGE, _RED = "#FFE066", "#F8B26A", "#B00020"
# Rows leave memory as they are written; text is written as text only, whatever it begins with.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_SENT_ROW = "Dòng đã gửi"
_COPY_NOTE = (
    "Tệp này là bản chép theo cột của mẫu; cột ngoài mẫu và định dạng riêng của tệp đã gửi không "
    "có ở đây."
)


def marked_copy(content: bytes, packed: bytes, task: MarkingTask) -> bytes:
    """The rows of a list with their marks, as a new workbook."""
    form = task.form
    source = open_source(form, content, task.media_type, task.limits, task.mapping)
    rows = source.rows()
    if task.media_type == JSON:  # only there the rows may come in another order
        rows = iter(sorted(rows, key=lambda row: row[0]))
    first = next(rows)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    counts = counted(packed)
    start = _first_row(source, first[0])
    page = _Page(book, form, bool(counts.warnings or counts.doubts), start)
    page.write_top(source, _headers(Search(form, task.mapping), source))
    for number, raw, marks in _joined(chain([first], rows), unpacked(packed)):
        page.write_row(number, raw, marks)
    _write_summary(book, summary_lines(task, counts, [_COPY_NOTE]))
    book.close()
    return out.getvalue()


def _headers(search: Search, source: Source) -> dict[str, str]:
    """The office's own header of each field: by these an office's mapping knows them again."""
    known = search.known
    said = ((known.get(header_key(text)), text) for text in source.headers if text)
    return {field: text for field, text in said if field}


def _joined(
    rows: Iterable[tuple[int, Raw]], marks: Iterator[RowMarks]
) -> Iterator[tuple[int, Raw, RowMarks | None]]:
    """Each row with its marks; both come in the order of the rows."""
    waiting = next(marks, None)
    for number, raw in rows:
        while waiting is not None and waiting.row_number < number:
            waiting = next(marks, None)
        own = waiting if waiting is not None and waiting.row_number == number else None
        yield number, raw, own


@dataclass(frozen=True)
class _Start:
    """Where the header stands (rows count from 0) and how far the rows move down."""

    header: int
    shift: int


def _first_row(source: Source, number: int) -> _Start:
    """The rows keep their numbers where the title, the facts and the header fit above them."""
    needed = 2 + len(source.head)
    header = max(needed - 1, number - 2)
    return _Start(header, header + 2 - number)


class _Page:
    """The sheet of the list."""

    def __init__(self, book: Any, form: Form, remarks: bool, start: _Start) -> None:
        self.sheet = book.add_worksheet(f"Mau {form.code}")
        self.form, self.start = form, start
        self.looks = _Looks(book)
        self.width = len(form.columns)
        self.own = [_SENT_ROW] * bool(start.shift) + [ERRORS] + [REMARKS] * remarks
        self.comments = 0

    def write_top(self, source: Source, headers: Mapping[str, str]) -> None:
        """Title, facts above the table, header."""
        header = self.start.header
        for place, column in enumerate(self.form.columns):
            self.sheet.set_column(place, place, column.width)
        for place, text in enumerate(self.own, self.width):
            self.sheet.set_column(place, place, 60 if text != _SENT_ROW else 10)
        self.sheet.freeze_panes(header + 1, 2)
        self.sheet.write_string(0, 0, self.form.title, self.looks.strong)
        facts = (one for one in self.form.head if source.head.get(one.field) not in (None, ""))
        for row, fact in enumerate(facts, 1):
            self.sheet.write_string(row, 0, f"{fact.label}: {_as_text(source.head[fact.field])}")
        texts = chain((headers.get(c.field, c.header) for c in self.form.columns), self.own)
        for place, text in enumerate(texts):
            ours = place >= self.width and text != _SENT_ROW
            self.sheet.write_string(
                header, place, text, self.looks.own_header if ours else self.looks.header
            )

    def write_row(self, number: int, raw: Raw, marks: RowMarks | None) -> None:
        """One row as it was given, with its marks."""
        row = number - 1 + self.start.shift
        said = self.said_of(marks) if marks else {}
        doubts = marks.doubts if marks else ()
        for place, (column, cell) in enumerate(zip(self.form.columns, raw, strict=True)):
            sentences, look = said.get(column.field), ""
            if sentences:
                look = "empty" if cell in (None, "") else "faulty"
            elif doubts and column.field == self.form.naming_field:
                sentences, look = list(map(doubt_sentence, doubts)), "doubtful"
            self.write_cell(row, place, cell, look)
            if sentences and self.comments < MOST_COMMENTS:
                self.comments += 1
                options = {"author": AUTHOR, "x_scale": 2.5, "y_scale": 1.2}
                self.sheet.write_comment(row, place, "\n".join(sentences), options)
        self.write_own(row, number, marks)

    def said_of(self, marks: RowMarks) -> dict[str, list[str]]:
        """The sentences of each field."""
        said: dict[str, list[str]] = {}
        for one in marks.problems:
            said.setdefault(one.field, []).append(one.vi)
        return said

    def write_own(self, row: int, number: int, marks: RowMarks | None) -> None:
        """Our own columns: the row's old number where it moved, its errors, what to look at."""
        place = self.width
        if self.start.shift:
            self.sheet.write_number(row, place, number)
            place += 1
        if marks is None:
            return
        for text in (errors_of(marks), remarks_of(marks)):
            if text:
                self.sheet.write_string(row, place, text, self.looks.wrapped)
            place += 1

    def write_cell(self, row: int, place: int, cell: Any, look: str) -> None:
        """One cell as it was given: numbers and days as such, all else as text."""
        if cell is None or cell == "":
            if look:
                self.sheet.write_blank(row, place, None, self.looks.of("text", look))
        elif isinstance(cell, bool):
            self.sheet.write_string(
                row, place, "Có" if cell else "Không", self.looks.of("text", look)
            )
        elif isinstance(cell, int | float):
            self.sheet.write_number(row, place, cell, self.looks.of("number", look))
        elif isinstance(cell, date):
            day = cell if isinstance(cell, datetime) else datetime(*cell.timetuple()[:3])  # noqa: DTZ001 - Excel knows no zones
            self.sheet.write_datetime(row, place, day, self.looks.of("day", look))
        else:
            self.sheet.write_string(row, place, str(cell), self.looks.of("text", look))


def _as_text(value: Any) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else f"{value}"


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.known: dict[tuple[str, str], Any] = {}
        head = {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
        self.strong = self.make(bold=True)
        self.header = self.make(bg_color="#E7EEF7", **head)
        self.own_header = self.make(bg_color=_YELLOW, font_color=_RED, **head)
        self.wrapped = self.make(text_wrap=True, valign="top")
        self.big = self.make(bold=True, font_size=14)

    def make(self, **extra: object) -> Any:
        return self.book.add_format(_FACE | extra)

    def of(self, kind: str, look: str) -> Any:
        """The format of a kind of cell with a mark ('' is none)."""
        if (kind, look) not in self.known:
            formats = {"text": "@", "number": "General", "day": "dd/mm/yyyy"}
            marks: dict[str, dict[str, object]] = {
                "": {},
                "faulty": {"bg_color": _YELLOW, "bold": True, "font_color": _RED},
                "empty": {"pattern": 14, "fg_color": _RED, "bg_color": _YELLOW},
                "doubtful": {"bg_color": _ORANGE},
            }
            made = self.make(num_format=formats[kind], border=1, **marks[look])
            self.known[kind, look] = made
        return self.known[kind, look]


def _write_summary(book: Any, lines: list[list[str]]) -> None:
    looks = _Looks(book)
    sheet = book.add_worksheet(SUMMARY_SHEET)
    sheet.set_tab_color(_RED)
    sheet.set_column(0, 0, 90)
    sheet.set_column(1, 1, 14)
    for row, texts in enumerate(lines):
        strong = len(texts) == 2 and not texts[1].isdigit()
        look = looks.big if row == 0 else looks.strong if strong else looks.wrapped
        for place, text in enumerate(texts):
            if text.isdigit():
                sheet.write_number(row, place, int(text), look)
            else:
                sheet.write_string(row, place, text, look)
