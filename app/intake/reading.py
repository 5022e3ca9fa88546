"""The reader of this process, and how large a list or a table may be."""

from datetime import date
from functools import cache
from typing import Any

from app.core.settings import settings
from app.intake.child import BoundedChild
from app.intake.refusals import Limits, NoRows
from app.intake.workbook import guarded, sheets


@cache
def reader() -> BoundedChild:
    """One bounded child process that reads files, replaced when it dies."""
    return BoundedChild()


def limits() -> Limits:
    """How large a list may be, by the operator's settings."""
    return Limits(max_bytes=settings().max_list_bytes, max_rows=settings().max_list_rows)


async def read_table(content: bytes) -> list[list[str]]:
    """The cells of a workbook's first filled sheet as text; refuses a hostile workbook."""
    return await reader().run(table_of, content, limits())


async def read_tables(content: bytes) -> list[list[list[str]]]:
    """The cells of every filled sheet of a workbook as text; refuses a hostile workbook."""
    return await reader().run(tables_of, content, limits())


async def read_named_tables(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """The same with the name of every sheet."""
    return await reader().run(named_tables_of, content, limits())


def tables_of(content: bytes, bounds: Limits) -> list[list[list[str]]]:
    """The same, in the child; refuses a workbook without a filled sheet."""
    return [table for _, table in named_tables_of(content, bounds)]


def named_tables_of(content: bytes, bounds: Limits) -> list[tuple[str, list[list[str]]]]:
    """The same, in the child, each under its name."""
    told = (
        (name, [[_as_text(cell) for cell in row] for row in rows])
        for name, rows in sheets(guarded(content, bounds))
    )
    if filled := [(name, table) for name, table in told if any(any(row) for row in table)]:
        return filled
    raise NoRows()


def table_of(content: bytes, bounds: Limits) -> list[list[str]]:
    """The same, in the child: whole numbers without a point, days as dd/mm/yyyy, blanks empty."""
    for _, rows in sheets(guarded(content, bounds)):
        table = [[_as_text(cell) for cell in row] for row in rows]
        if any(any(row) for row in table):
            return table
    raise NoRows()


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return "" if cell is None else str(cell).strip()
