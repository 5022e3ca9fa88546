"""What filled lists and empty templates share: looks, page, title block, facts and header."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.intake.forms import Column, Form

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Sequence[Cell]

HEADER_ROW = 6
FIRST_DATA_ROW = HEADER_ROW + 2

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_FACE = {"font_name": "Times New Roman", "font_size": 11}
_TITLE_LINE = 90
_SPECIAL = re.compile("[&<>]|_x").search

# User text is written with write_string only, and these options are the second lock: nothing that
# a person typed becomes a formula, a number or a link. in_memory spares a temporary file per part.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def header_row(form: Form) -> int:
    """The sheet row of the header, from 0: below the facts that the form asks for."""
    return HEADER_ROW + len(form.head)


def first_data_row(form: Form) -> int:
    """The first sheet row of the list itself, from 0."""
    return header_row(form) + 2


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook, made once: xlsxwriter looks formats up by object."""

    heading: Any
    strong: Any
    italic: Any
    dated: Any
    header: Any
    numbers: Any
    text: Any
    plain: Any
    money: Any
    total: Any
    total_money: Any
    label: Any
    fact: Any
    guide: Any

    def of(self, column: Column) -> Any:
        """How the cells of a column look."""
        if column.kind in {"money", "count"}:
            return self.money
        return self.text if column.as_text else self.plain


def looks_of(book: Any, **of_cells: object) -> Looks:
    """The formats of a workbook; `of_cells` are further properties of the cells to be filled."""

    def look(**extra: object) -> Any:
        return book.add_format(_FACE | extra)

    centre = {"align": "center", "valign": "vcenter", "text_wrap": True}
    return Looks(
        heading=look(**centre),
        strong=look(bold=True, **centre),
        italic=look(italic=True, **centre),
        dated=look(italic=True, **centre, **of_cells),
        header=look(bold=True, border=1, bg_color="#E7EEF7", **centre),
        numbers=look(italic=True, border=1, align="center"),
        text=look(num_format="@", border=1, **of_cells),
        plain=look(border=1, **of_cells),
        money=look(num_format="#,##0", border=1, **of_cells),
        total=look(bold=True, border=1),
        total_money=look(bold=True, border=1, num_format="#,##0"),
        label=look(),
        guide=look(border=1, text_wrap=True, valign="top"),
        fact=look(num_format="@", bottom=4, align="left", **of_cells),
    )


def new_book(form: Form, day: date, out: Path | BinaryIO) -> Any:
    """A workbook of a form, the same bytes for the same content."""
    book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS)
    made_on = datetime(*day.timetuple()[:3])  # noqa: DTZ001 - Excel knows no zones
    book.set_properties({"title": form.title, "created": made_on})
    return book


def set_page(sheet: Any, form: Form) -> None:
    """A4 landscape, one page wide, the header on every page, the form's mark in a hidden cell."""
    last, header = len(form.columns) - 1, header_row(form)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.5, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header, header + 1)
    sheet.freeze_panes(header + 2, 2)
    sheet.set_footer("&CTrang &P/&N")
    for index, column in enumerate(form.columns):
        sheet.set_column(index, index, column.width)
    sheet.set_column(last + 1, last + 1, 2, None, {"hidden": True})
    sheet.write_string(0, last + 1, form.version_mark)


def title_block(sheet: Any, looks: Looks, form: Form, units: tuple[str, str], day: str) -> None:
    """The unit and its parent, the nation and its motto, the form and its title."""
    last = len(form.columns) - 1
    half = last // 2
    unit, parent = units
    sheet.merge_range(0, 0, 0, half, parent.upper(), looks.heading)
    sheet.merge_range(0, half + 1, 0, last, _NATION, looks.strong)
    sheet.merge_range(1, 0, 1, half, unit.upper(), looks.strong)
    sheet.merge_range(1, half + 1, 1, last, _MOTTO, looks.strong)
    annex = f"PHỤ LỤC - {form.annex}" if form.issued_with else form.annex
    sheet.merge_range(2, half + 1, 2, last, annex, looks.italic)
    if len(form.title) > _TITLE_LINE:
        sheet.set_row(3, 32)
    sheet.merge_range(3, 0, 3, last, form.title, looks.strong)
    sheet.merge_range(4, 0, 4, last, day, looks.dated)
    if form.issued_with:
        sheet.merge_range(5, 0, 5, last, form.issued_with, looks.italic)


def facts_block(sheet: Any, looks: Looks, form: Form, facts: Mapping[str, Any]) -> None:
    """The facts above the table, a line each: label and value."""
    last = len(form.columns) - 1
    for row, fact in enumerate(form.head, HEADER_ROW):
        value = facts.get(fact.field)
        sheet.merge_range(row, 0, row, 1, f"{fact.label}:", looks.label)
        sheet.merge_range(row, 2, row, last // 2, "", looks.fact)
        if value not in (None, ""):
            sheet.write_string(row, 2, str(value), looks.fact)


def header_block(sheet: Any, looks: Looks, form: Form) -> None:
    """The header, and the column numbers below it."""
    row = header_row(form)
    sheet.set_row(row, 48)
    for index, column in enumerate(form.columns):
        sheet.write_string(row, index, column.header, looks.header)
        sheet.write_string(row + 1, index, f"({index + 1})", looks.numbers)


def signatures(sheet: Any, looks: Looks, form: Form, row: int, place_and_day: str) -> None:
    """Place, day and who signs, below the list."""
    last = len(form.columns) - 1
    half = last // 2
    sheet.merge_range(row, half + 1, row, last, place_and_day, looks.dated)
    sheet.merge_range(row + 1, 0, row + 1, half, "NGƯỜI LẬP BIỂU", looks.strong)
    sheet.merge_range(row + 1, half + 1, row + 1, last, "THỦ TRƯỞNG ĐƠN VỊ", looks.strong)


class ListSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose data rows are written in one piece.

    xlsxwriter keeps and formats an object per cell (8,000 rows/s here); a list has thousands of
    rows of one shape, so its rows come from one template with inline strings (6 times as fast).
    All else on the sheet is xlsxwriter's own work.
    """

    dim_rowmin: int
    dim_rowmax: int
    list_first_row: int = FIRST_DATA_ROW
    list_rows: Sequence[Row] = ()
    list_formats: Sequence[Any] = ()

    def _write_rows(self) -> None:
        first, end = self.list_first_row, self.list_first_row + len(self.list_rows)
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
        for number, row in enumerate(self.list_rows, self.list_first_row + 1):
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


def spoken_day(day: date) -> str:
    """04/06/2020 -> 'ngày 04 tháng 6 năm 2020' (day 1-9 and month 1-2 take a leading zero)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
