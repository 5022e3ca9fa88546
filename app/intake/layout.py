"""Writes a filled list on its form, as a workbook ready to print or as CSV."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from app.intake.csv_cells import csv_text
from app.intake.forms import Form
from app.intake.paper import (
    FIRST_DATA_ROW,
    HEADER_ROW,
    Cell,
    ListSheet,
    Looks,
    Row,
    facts_block,
    first_data_row,
    header_block,
    header_row,
    looks_of,
    new_book,
    set_page,
    signatures,
    spoken_day,
    title_block,
)

__all__ = [
    "FIRST_DATA_ROW",
    "HEADER_ROW",
    "Cell",
    "DamagedCells",
    "Row",
    "first_data_row",
    "header_row",
    "spoken_day",
    "write_csv",
    "write_workbook",
]

DamagedCells: TypeAlias = Mapping[tuple[int, str], Cell]

# What a total adds up; allowances, wages and incomes are each person's own.
_SUMMED = frozenset(
    {
        "amount_dong", "loan_dong", "poor_dong", "near_poor_dong", "poor_households",
        "near_poor_households", "poor_members", "near_poor_members", "workers", "idle_workers",
        "insured_workers", "stoppage_due_dong", "stoppage_paid_dong",
    }
)  # fmt: skip


def write_workbook(  # noqa: PLR0913 - one call tells a whole paper
    form: Form,
    rows: Sequence[Row],
    *,
    unit_name: str,
    parent_name: str,
    day: date,
    out: Path | BinaryIO,
    damaged_cells: DamagedCells | None = None,
    head: Mapping[str, Any] | None = None,
) -> None:
    """Write one list on its form; rows are cells in the order of the form's columns, money in đồng.

    `damaged_cells` maps (index of the data row from 0, field) to what shall stand there instead;
    `head` gives the facts above the table.
    """
    _check_widths(form, rows)
    book = new_book(form, day, out)
    looks = looks_of(book)
    sheet = book.add_worksheet(f"Mau {form.code}", worksheet_class=ListSheet)
    set_page(sheet, form)
    title_block(sheet, looks, form, (unit_name, parent_name), f"(Danh sách lập {spoken_day(day)})")
    facts_block(sheet, looks, form, head or {})
    header_block(sheet, looks, form)
    sheet.list_first_row = first_data_row(form)
    sheet.list_rows = _damaged(form, rows, damaged_cells)
    sheet.list_formats = [looks.of(column) for column in form.columns]
    below = first_data_row(form) + len(rows)
    _total(sheet, looks, form, rows, below)
    signatures(sheet, looks, form, below + 2, f"{unit_name}, {spoken_day(day)}")
    book.close()


def _check_widths(form: Form, rows: Sequence[Row]) -> None:
    if any(len(row) != len(form.columns) for row in rows):
        raise ValueError(f"a row of form {form.code} has {len(form.columns)} cells")


def _damaged(form: Form, rows: Sequence[Row], damaged: DamagedCells | None) -> Sequence[Row]:
    if not damaged:
        return rows
    copies = [list(row) for row in rows]
    for (index, field), cell in damaged.items():
        copies[index][form.fields.index(field)] = cell
    return copies


def _total(sheet: Any, looks: Looks, form: Form, rows: Sequence[Row], at: int) -> None:
    for index, field in enumerate(form.fields):
        if field in _SUMMED:
            total = sum(row[index] for row in rows if isinstance(row[index], int))  # type: ignore[misc]
            sheet.write_number(at, index, total, looks.total_money)
        else:
            sheet.write_blank(at, index, None, looks.total)
    sheet.write_string(at, 1, "Tổng cộng", looks.total)


def write_csv(
    form: Form, rows: Sequence[Row], out: BinaryIO, head: Mapping[str, Any] | None = None
) -> None:
    """Write one list as CSV: UTF-8 with its mark, semicolons, facts, official header, rows.

    No cell starts a formula: such a text is given a leading ', which reading takes away again.
    """
    _check_widths(form, rows)
    told = head or {}
    facts = [(f"{fact.label}:", told[fact.field]) for fact in form.head if told.get(fact.field)]
    header = [column.header for column in form.columns]
    out.write("\ufeff".encode())
    for line in csv_text([*facts, header, *rows]):
        out.write(line.encode())
