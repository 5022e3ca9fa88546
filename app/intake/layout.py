"""Writes a filled list on its official form: A4 landscape, title block, repeated header, total."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.intake.forms import DECISION, Column, Form

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Sequence[Cell]
DamagedCells: TypeAlias = Mapping[tuple[int, str], Cell]

HEADER_ROW = 6
FIRST_DATA_ROW = HEADER_ROW + 2

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_FACE = {"font_name": "Times New Roman", "font_size": 11}
_NUMBER_FIELDS = frozenset({"allowance_dong", "amount_dong"})

# User text is written with write_string only, and these options are the second lock: nothing that
# a person typed becomes a formula, a number or a link. in_memory spares a temporary file per part.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

_SPECIAL = re.compile("[&<>]|_x").search


@dataclass(frozen=True)
class _Looks:
    """The formats of one workbook, made once: xlsxwriter looks formats up by object."""

    heading: Any
    strong: Any
    italic: Any
    header: Any
    numbers: Any
    text: Any
    plain: Any
    money: Any
    total: Any
    total_money: Any


def _looks(book: Any) -> _Looks:
    def look(**extra: object) -> Any:
        return book.add_format(_FACE | extra)

    centre = {"align": "center", "valign": "vcenter", "text_wrap": True}
    return _Looks(
        heading=look(**centre),
        strong=look(bold=True, **centre),
        italic=look(italic=True, **centre),
        header=look(bold=True, border=1, bg_color="#E7EEF7", **centre),
        numbers=look(italic=True, border=1, align="center"),
        text=look(num_format="@", border=1),
        plain=look(border=1),
        money=look(num_format="#,##0", border=1),
        total=look(bold=True, border=1),
        total_money=look(bold=True, border=1, num_format="#,##0"),
    )


def write_workbook(  # noqa: PLR0913 - one call tells a whole paper
    form: Form,
    rows: Sequence[Row],
    *,
    unit_name: str,
    parent_name: str,
    day: date,
    out: Path | BinaryIO,
    damaged_cells: DamagedCells | None = None,
) -> None:
    """Write one list on its form; rows are cells in the order of the form's columns, money in đồng.

    `damaged_cells` maps (index of the data row from 0, field) to what shall stand there instead.
    """
    if any(len(row) != len(form.columns) for row in rows):
        raise ValueError(f"a row of form {form.code} has {len(form.columns)} cells")
    book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS)
    looks = _looks(book)
    made_on = datetime(*day.timetuple()[:3])  # noqa: DTZ001 - Excel knows no zones
    book.set_properties({"title": form.title, "created": made_on})
    sheet = book.add_worksheet(f"Mau {form.code}", worksheet_class=_ListSheet)
    _page(sheet, form)
    _title_block(sheet, looks, form, unit_name, parent_name, day)
    _headers(sheet, looks, form)
    sheet.list_rows = _damaged(form, rows, damaged_cells)
    sheet.list_formats = [_column_look(looks, column) for column in form.columns]
    _foot(sheet, looks, form, rows, unit_name, day)
    book.close()


def _page(sheet: Any, form: Form) -> None:
    last = len(form.columns) - 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.5, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
    sheet.freeze_panes(FIRST_DATA_ROW, 2)
    sheet.set_footer("&CTrang &P/&N")
    for index, column in enumerate(form.columns):
        sheet.set_column(index, index, column.width)
    sheet.set_column(last + 1, last + 1, 2, None, {"hidden": True})
    sheet.write_string(0, last + 1, form.version_mark)


def _title_block(
    sheet: Any, looks: _Looks, form: Form, unit_name: str, parent_name: str, day: date
) -> None:
    last = len(form.columns) - 1
    half = last // 2
    sheet.merge_range(0, 0, 0, half, parent_name.upper(), looks.heading)
    sheet.merge_range(0, half + 1, 0, last, _NATION, looks.strong)
    sheet.merge_range(1, 0, 1, half, unit_name.upper(), looks.strong)
    sheet.merge_range(1, half + 1, 1, last, _MOTTO, looks.strong)
    sheet.merge_range(2, half + 1, 2, last, f"PHỤ LỤC - {form.annex}", looks.italic)
    sheet.merge_range(3, 0, 3, last, form.title, looks.strong)
    sheet.merge_range(4, 0, 4, last, f"(Danh sách lập {spoken_day(day)})", looks.italic)
    sheet.merge_range(5, 0, 5, last, DECISION, looks.italic)


def _headers(sheet: Any, looks: _Looks, form: Form) -> None:
    sheet.set_row(HEADER_ROW, 48)
    for index, column in enumerate(form.columns):
        sheet.write_string(HEADER_ROW, index, column.header, looks.header)
        sheet.write_string(HEADER_ROW + 1, index, f"({index + 1})", looks.numbers)


def _damaged(form: Form, rows: Sequence[Row], damaged: DamagedCells | None) -> Sequence[Row]:
    if not damaged:
        return rows
    copies = [list(row) for row in rows]
    for (index, field), cell in damaged.items():
        copies[index][form.fields.index(field)] = cell
    return copies


class _ListSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose data rows are written in one piece.

    xlsxwriter keeps and formats an object per cell (8,000 rows/s here); a list has thousands of
    rows of one shape, so its rows come from one template with inline strings (6 times as fast).
    All else on the sheet is xlsxwriter's own work.
    """

    dim_rowmin: int
    dim_rowmax: int
    list_rows: Sequence[Row] = ()
    list_formats: Sequence[Any] = ()

    def _write_rows(self) -> None:
        first, end = FIRST_DATA_ROW, FIRST_DATA_ROW + len(self.list_rows)
        bottom = self.dim_rowmax
        self.dim_rowmax = first - 1
        super()._write_rows()
        self.fh.write("".join(self._list_xml()))
        self.dim_rowmin, self.dim_rowmax = end, bottom
        super()._write_rows()

    def _list_xml(self) -> Iterator[str]:
        shape = [
            (f'<c r="{xl_col_to_name(index)}', f'" s="{look._get_xf_index()}"')
            for index, look in enumerate(self.list_formats)
        ]
        for number, row in enumerate(self.list_rows, FIRST_DATA_ROW + 1):
            yield f'<row r="{number}">'
            for (head, style), cell in zip(shape, row, strict=True):
                if cell is None or cell == "":
                    yield f"{head}{number}{style}/>"
                elif isinstance(cell, str):
                    yield f'{head}{number}{style} t="inlineStr"><is>{self._text(cell)}</is></c>'
                else:
                    yield f"{head}{number}{style}><v>{cell:.16G}</v></c>"
            yield "</row>"

    def _text(self, text: str) -> str:
        if text.isprintable() and not _SPECIAL(text) and text == text.strip():
            return f"<t>{text}</t>"
        escaped = self._escape_control_characters(self._escape_data(text))
        return f'<t xml:space="preserve">{escaped}</t>'


def _column_look(looks: _Looks, column: Column) -> Any:
    if column.field in _NUMBER_FIELDS:
        return looks.money
    return looks.text if column.as_text else looks.plain


def _foot(
    sheet: Any, looks: _Looks, form: Form, rows: Sequence[Row], unit_name: str, day: date
) -> None:
    last = len(form.columns) - 1
    amount = form.fields.index("amount_dong")
    row = FIRST_DATA_ROW + len(rows)
    total = sum(cells[amount] for cells in rows if isinstance(cells[amount], int))  # type: ignore[misc]
    for index in range(last + 1):
        sheet.write_blank(row, index, None, looks.total)
    sheet.write_string(row, 1, "Tổng cộng", looks.total)
    sheet.write_number(row, amount, total, looks.total_money)
    half = last // 2
    sheet.merge_range(
        row + 2, half + 1, row + 2, last, f"{unit_name}, {spoken_day(day)}", looks.italic
    )
    sheet.merge_range(row + 3, 0, row + 3, half, "NGƯỜI LẬP BIỂU", looks.strong)
    sheet.merge_range(row + 3, half + 1, row + 3, last, "THỦ TRƯỞNG ĐƠN VỊ", looks.strong)


def spoken_day(day: date) -> str:
    """04/06/2020 -> 'ngày 04 tháng 6 năm 2020' (day 1-9 and month 1-2 take a leading zero)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
