"""Rows on their way in: a temporary table of this connection, filled by one COPY.

The row policies do not reach it and its rows vanish at the end of the transaction, so that whole
lists are compared and entered by a few statements, whatever their length.
"""

import re
from collections.abc import AsyncIterable, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.schema import CreateTable

TEMPORARY: dict[str, Any] = {
    "prefixes": ["TEMPORARY"], "schema": "pg_temp", "postgresql_on_commit": "DELETE ROWS",
}  # fmt: skip


_POSTGRESQL: Any = postgresql.dialect()  # type: ignore[no-untyped-call]


async def make_stage(session: AsyncSession, stage: Table) -> None:
    """The empty stage, made once for a connection.

    Told to the driver itself: a table made through the pool would have it prepare every statement
    of every connection anew.
    """
    create = CreateTable(stage, if_not_exists=True).compile(dialect=_POSTGRESQL)
    await (await _driver(session)).execute(str(create))


async def _driver(session: AsyncSession) -> Any:
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


async def fill_stage(
    session: AsyncSession, stage: Table, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]
) -> None:
    """Copy rows into the stage as they come (JSON as text); memory does not grow with them."""
    raw = await _driver(session)
    await raw.copy_records_to_table(
        stage.name, schema_name="pg_temp", columns=list(columns), records=rows
    )


async def count_stage(session: AsyncSession, stage: Table, columns: Sequence[str]) -> None:
    """Tell the planner how many rows are on the stage, and how these columns are spread.

    Only what statements join and choose by: reading every column of a wide row takes longer.
    """
    await session.execute(text(f"analyze pg_temp.{stage.name} ({', '.join(columns)})"))


class RowRefused(Exception):
    """A row of a CSV file that cannot be copied: which line of the data, and what is wrong."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(fault)
        self.line = line
        self.fault = fault
        """"encoding", "long", "short", "quotes" or "row"."""


_FAULTS = {"extra data": "long", "missing data": "short", "unterminated": "quotes"}
_LINE = re.compile(r"line ([0-9]+)")


async def copy_csv(
    session: AsyncSession,
    stage: Table,
    columns: Sequence[str],
    content: AsyncIterable[bytes],
    separator: str,
) -> None:
    """Have the database parse a CSV file in UTF-8, without its heading; raises RowRefused."""
    raw = await _driver(session)
    try:
        await raw.copy_to_table(
            stage.name, schema_name="pg_temp", columns=list(columns), source=content,
            format="csv", delimiter=separator, encoding="utf8",
        )  # fmt: skip
    except (asyncpg.BadCopyFileFormatError, asyncpg.DataError) as error:
        found = _LINE.search(error.context or "")
        fault = "row"
        if isinstance(error, asyncpg.CharacterNotInRepertoireError):
            fault = "encoding"
        for begins, name in _FAULTS.items():
            fault = name if str(error).startswith(begins) else fault
        raise RowRefused(int(found[1]) if found else 0, fault) from None
