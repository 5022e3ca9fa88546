"""Sheets as one workbook: a title, the facts, tables that print on A4, and the data dictionary.

The same sheets and facts give the same bytes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from app.sheets.rates import parsed_rate
from app.sheets.rules import Column, Kind, Row, Sheet, Value
from app.sheets.written import dictionary

DICTIONARY: Final = "Từ điển dữ liệu"
_MADE: Final = datetime(2020, 1, 1)  # noqa: DTZ001  (the file's own moment; workbooks know no zone)
_OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
_FONT: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_GRID: Final = {**_FONT, "border": 1, "border_color": "#808080"}
_FORMATS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    Kind.TEXT: {"align": "left", "text_wrap": True},
    Kind.COUNT: {"align": "right", "num_format": "#,##0"},
    Kind.DONG: {"align": "right", "num_format": "#,##0"},
    Kind.RATE: {"align": "right", "num_format": "0.00%"},
    Kind.DAY: {"align": "center", "num_format": "dd/mm/yyyy"},
    Kind.DAYS: {"align": "right", "num_format": "#,##0"},
}
_WIDEST: Final = 42
_LONG: Final = 20
"""A table of more rows than this can be filtered."""
_DICTIONARY_COLUMNS: Final = (
    ("sheet_title", "Bảng", 34), ("key", "Mã cột", 22), ("title", "Tên cột", 28),
    ("kind", "Loại", 9), ("unit", "Đơn vị", 16), ("meaning", "Ý nghĩa", 60),
)  # fmt: skip
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME_LENGTH: Final = 31


def to_xlsx(sheets: Sequence[Sheet], facts: Mapping[str, str]) -> bytes:
    """Sheets as a workbook, each with what holds for all of them (office, days) above its table."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": sheets[0].title if sheets else "", "created": _MADE})
    looks = _Looks(book)
    taken = {DICTIONARY.casefold()}
    for sheet in sheets:
        _write(book.add_worksheet(_name(sheet.title, taken)), sheet, facts, looks)
    _write_dictionary(book.add_worksheet(DICTIONARY), sheets, looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of one workbook, made once."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self.fact = book.add_format({**_FONT, "italic": True})
        self.note = book.add_format({**_FONT, "italic": True, "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {**_GRID, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE6F0"}
        )
        self.cells = {
            (kind, strong): book.add_format({**_GRID, **look, **_strong(strong)})
            for kind, look in _FORMATS.items()
            for strong in range(3)
        }
        self.blank = {
            strong: book.add_format({**_GRID, "align": "center", **_strong(strong)})
            for strong in range(3)
        }


def _strong(level: int) -> dict[str, Any]:
    return ({}, {"bold": True}, {"bold": True, "bg_color": "#F2F2F2"})[level]


def _name(title: str, taken: set[str]) -> str:
    """A worksheet's name: short, without what Excel forbids, and not given twice."""
    bare = " ".join(_NOT_IN_A_NAME.sub(" ", title).split()) or "Bảng"
    number, name = 1, bare[:_NAME_LENGTH].strip()
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        end = f" ({number})"
        name = bare[: _NAME_LENGTH - len(end)].strip() + end
    taken.add(name.casefold())
    return name


def _write(page: Any, sheet: Sheet, facts: Mapping[str, str], looks: _Looks) -> None:
    last = max(len(sheet.columns) - 1, 0)
    page.write_string(0, 0, _plain(sheet.title), looks.title)
    for number, (label, said) in enumerate(facts.items(), 1):
        page.write_string(number, 0, _plain(f"{label}: {said}"), looks.fact)
    head = len(facts) + 2
    page.set_row(head, 34)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, _width(sheet, column))
        page.write_string(head, at, _plain(column.title), looks.head)
    for number, row in enumerate(sheet.rows, head + 1):
        for at, column in enumerate(sheet.columns):
            _write_cell(page, (number, at), row, column, looks)
    end = head + len(sheet.rows)
    if sheet.note:
        if last:
            page.merge_range(end + 2, 0, end + 2, last, "", looks.note)
        page.write_string(end + 2, 0, _plain(sheet.note), looks.note)
        page.set_row(end + 2, 15 * (1 + len(sheet.note) // 110))
    if len(sheet.rows) > _LONG:
        page.autofilter(head, 0, end, last)
    _set_up(page, head)


def _set_up(page: Any, head: int) -> None:
    page.freeze_panes(head + 1, 1)
    page.repeat_rows(head)
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&CTrang &P/&N")


def _write_cell(page: Any, place: tuple[int, int], row: Row, column: Column, looks: _Looks) -> None:
    value, strong = row.cells.get(column.key), min(row.level, 2)
    look = looks.cells[column.kind, strong]
    rate = parsed_rate(value) if column.kind is Kind.RATE else None
    if value is None and column.kind is Kind.TEXT:
        page.write_blank(*place, None, look)
    elif value is None:
        page.write_string(*place, "–", looks.blank[strong])
    elif rate is not None:
        page.write_number(*place, rate[0] / 10 ** (rate[1] + 2), look)
    elif isinstance(value, date):
        page.write_datetime(*place, value, looks.cells[Kind.DAY, strong])
    elif isinstance(value, str):
        page.write_string(*place, _plain(value), look)
    else:
        page.write_number(*place, value, look)


def _plain(text: str) -> str:
    """Text that a workbook may hold."""
    return _NO_TEXT.sub(" ", text)[:32_000]


def _width(sheet: Sheet, column: Column) -> float:
    """Wide enough for the longest cell, within reason; heads break over two lines."""
    longest = max((len(_shown(row.cells.get(column.key))) for row in sheet.rows), default=0)
    word = max(map(len, column.title.split()), default=0)
    return min(max(longest * 1.1 + 2, word + 2, len(column.title) / 2 + 2, 8), _WIDEST)


def _shown(value: Value) -> str:
    return f"{value:,}" if type(value) is int else str(value or "")


def _write_dictionary(page: Any, sheets: Sequence[Sheet], looks: _Looks) -> None:
    page.write_string(0, 0, DICTIONARY, looks.title)
    for at, (_, title, width) in enumerate(_DICTIONARY_COLUMNS):
        page.set_column(at, at, width)
        page.write_string(2, at, title, looks.head)
    text = looks.cells[Kind.TEXT, 0]
    for number, entry in enumerate(dictionary(sheets), 3):
        for at, (key, _, _) in enumerate(_DICTIONARY_COLUMNS):
            page.write_string(number, at, _plain(entry[key]), text)
    _set_up(page, 2)
