"""Writes the empty template of a form: locked header, lists to choose from, checks, a guide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter.utility import xl_rowcol_to_cell

from app.intake.forms import Column, Form, HeadField
from app.intake.guide import advice, example_of, how_to_fill
from app.intake.paper import (
    HEADER_ROW,
    ListSheet,
    Looks,
    facts_block,
    first_data_row,
    header_block,
    looks_of,
    new_book,
    set_page,
    signatures,
    title_block,
)

EMPTY_ROWS = 500
GUIDE_SHEET = "Hướng dẫn"
LISTS_SHEET = "DanhMuc"

_UNDATED = "…, ngày … tháng … năm …"
_ALLOWED = {
    "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True,
    "format_cells": True, "format_columns": True, "format_rows": True,
}  # fmt: skip

# Dates are typed as text, for a year alone must do: "12/03/1975", "2/3/1975" or "1942".
# {c} is the cell; the day is what stands before the first slash, the month before the second.
_DAY = 'LEFT({c},FIND("/",{c})-1)'
_MONTH = 'MID({c},FIND("/",{c})+1,LEN({c})-FIND("/",{c})-5)'
_REAL_DAY = f"AND(--{_MONTH}<=12,DAY(DATE(RIGHT({{c}},4),{_MONTH},{_DAY}))=--{_DAY})"
_A_DAY = f"={_REAL_DAY}"
_A_DAY_OR_YEAR = f"=IF(LEN({{c}})=4,AND(--{{c}}>=1890,--{{c}}<=2100),{_REAL_DAY})"
_DIGITS = "ISNUMBER(--{c})"


@dataclass(frozen=True)
class _Check:
    """What a cell may hold, as the options of a validation; `stop` leaves no way round it."""

    said: str
    options: Mapping[str, Any]
    stop: bool = True


def _formula(formula: str, said: str) -> _Check:
    return _Check(said, {"validate": "custom", "value": formula})


def _whole(most: int, said: str) -> _Check:
    bounds = {"criteria": "between", "minimum": 0, "maximum": most}
    return _Check(said, {"validate": "integer", **bounds})


def _length(least: int, most: int, said: str) -> _Check:
    bounds = {"criteria": "between", "minimum": least, "maximum": most}
    return _Check(said, {"validate": "length", **bounds})


_CHECKS: Mapping[str, _Check] = {
    "name": _length(2, 100, "Họ và tên dài từ 2 đến 100 ký tự."),
    "birth": _formula(
        _A_DAY_OR_YEAR, "Ghi ngày/tháng/năm (ví dụ 1/6/2020), hoặc chỉ năm sinh (4 số)."
    ),
    "day": _formula(_A_DAY, "Ghi đủ ngày/tháng/năm, ngày có thật, ví dụ 1/6/2020."),
    "identity": _formula(
        f"=AND({_DIGITS},OR(LEN({{c}})=9,LEN({{c}})=12))",
        "CMND có 9 chữ số, CCCD có 12 chữ số; không có thì để trống.",
    ),
    "insurance": _formula(f"=AND({_DIGITS},LEN({{c}})=10)", "Số sổ BHXH có 10 chữ số."),
    "tax_code": _formula(
        "=OR(LEN({c})=10,LEN({c})=13,LEN({c})=14)", "Mã số thuế có 10 hoặc 13 chữ số."
    ),
    "phone": _formula(
        f'=AND({_DIGITS},LEN({{c}})=10,LEFT({{c}})="0")', "Số điện thoại có 10 số, bắt đầu bằng 0."
    ),
    "account": _length(6, 19, "Số tài khoản dài từ 6 đến 19 ký tự, viết liền."),
    "words": _length(0, 300, "Nội dung dài không quá 300 ký tự."),
    "household_number": _length(1, 20, "Số hộ dài không quá 20 ký tự."),
    "month_count": _whole(12, "Số tháng là số nguyên từ 0 đến 12."),
    "money": _whole(10**12, "Số tiền là số nguyên đồng, không có dấu phân cách gõ tay."),
    "count": _whole(10**7, "Ghi số nguyên."),
}
_FROM_LIST = "Hãy chọn trong danh sách của ô (bấm mũi tên bên phải ô)."
_BETTER_FROM_LIST = "Nên chọn trong danh sách của ô; bấm Yes để giữ nội dung đã ghi."
_BINDING_KINDS = frozenset({"sex", "commune", "choice", "flag"})


@dataclass
class _Lists:
    """The lists to choose from, each a named range of the hidden sheet."""

    book: Any
    sheet: Any
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, key: str, items: Sequence[str]) -> str:
        """The name of the range that holds the items."""
        if key not in self.names:
            place = len(self.names)
            for row, item in enumerate(items):
                self.sheet.write_string(row, place, item)
            self.names[key] = f"ds_{key}"
            first = xl_rowcol_to_cell(0, place, row_abs=True, col_abs=True)
            last = xl_rowcol_to_cell(len(items) - 1, place, row_abs=True, col_abs=True)
            self.book.define_name(self.names[key], f"={LISTS_SHEET}!{first}:{last}")
        return self.names[key]


def write_template(  # noqa: PLR0913 - one call tells a whole paper
    form: Form,
    *,
    unit_name: str,
    parent_name: str,
    communes: Sequence[str],
    jobs: Sequence[str] = (),
    categories: Sequence[str] = (),
    day: date,
    out: Path | BinaryIO,
) -> None:
    """Write the empty template of a form, to be filled, printed, and handed in.

    `communes`, `jobs` and `categories` are what its cells offer; where jobs or categories are none,
    those of the form. The day is the file's own: a list is dated by who signs it.
    """
    book = new_book(form, day, out)
    looks = looks_of(book, locked=False)
    sheet = book.add_worksheet(f"Mau {form.code}", worksheet_class=ListSheet)
    guide = book.add_worksheet(GUIDE_SHEET)
    lists = _Lists(book, book.add_worksheet(LISTS_SHEET))
    lists.sheet.hide()
    offered = {"commune": communes, "job": jobs, "category": categories}
    _list_page(sheet, looks, form, (unit_name, parent_name))
    _checks(sheet, form, lists, offered)
    _guide_page(guide, looks, form)
    book.close()


def _list_page(sheet: Any, looks: Looks, form: Form, units: tuple[str, str]) -> None:
    first, last = first_data_row(form), len(form.columns) - 1
    set_page(sheet, form)
    title_block(sheet, looks, form, units, "(Danh sách lập ngày … tháng … năm …)")
    facts_block(sheet, looks, form, {})
    header_block(sheet, looks, form)
    sheet.list_first_row = first
    sheet.list_rows = [(None,) * (last + 1)] * EMPTY_ROWS
    sheet.list_formats = [looks.of(column) for column in form.columns]
    signatures(sheet, looks, form, first + EMPTY_ROWS + 1, _UNDATED)
    sheet.print_area(0, 0, first + EMPTY_ROWS + 6, last)
    sheet.protect("", _ALLOWED)


def _checks(sheet: Any, form: Form, lists: _Lists, offered: Mapping[str, Sequence[str]]) -> None:
    first = first_data_row(form)
    for place, column in enumerate(form.columns):
        span = (first, place, first + EMPTY_ROWS - 1, place)
        _add_check(sheet, span, column, lists, offered.get(column.field) or column.choices)
    for row, fact in enumerate(form.head, HEADER_ROW):
        _add_check(sheet, (row, 2, row, 2), fact, lists, fact.choices)


def _add_check(
    sheet: Any,
    span: tuple[int, int, int, int],
    column: Column | HeadField,
    lists: _Lists,
    choices: Sequence[str],
) -> None:
    check = _list_check(column, lists, choices) if choices else _CHECKS.get(column.kind)
    if check is None:
        return
    options = dict(check.options)
    if options["validate"] == "custom":
        options["value"] = options["value"].format(c=xl_rowcol_to_cell(*span[:2]))
    options |= {
        "error_title": column.header[:32],
        "error_message": check.said,
        "error_type": "stop" if check.stop else "warning",
    }
    sheet.data_validation(*span, options)


def _list_check(column: Column | HeadField, lists: _Lists, choices: Sequence[str]) -> _Check:
    binding = column.kind in _BINDING_KINDS
    options = {"validate": "list", "source": f"={lists.name_of(column.field, choices)}"}
    return _Check(_FROM_LIST if binding else _BETTER_FROM_LIST, options, stop=binding)


def _guide_page(sheet: Any, looks: Looks, form: Form) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for index, width in enumerate((34, 60, 40, 12)):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, f"HƯỚNG DẪN ĐIỀN {form.annex.upper()}", looks.strong)
    for row, line in enumerate(advice(form), 2):
        sheet.write_string(row, 0, line, looks.label)
    start = 3 + len(advice(form))
    for index, head in enumerate(("Cột", "Cách điền", "Ví dụ", "Bắt buộc")):
        sheet.write_string(start, index, head, looks.header)
    asked: tuple[Column | HeadField, ...] = (*form.head, *form.columns)
    for row, column in enumerate(asked, start + 1):
        name = column.header if isinstance(column, Column) else f"{column.label} (trên bảng)"
        needed = "Có" if column.required else "Không"
        for index, text in enumerate((name, how_to_fill(column), example_of(column), needed)):
            sheet.write_string(row, index, text, looks.guide)
    sheet.protect()
