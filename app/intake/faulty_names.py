"""The names in rows with faults: read from the kept file once, and remembered by this process."""

from collections.abc import Coroutine
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.remembered import Remembered
from app.intake import markings
from app.intake.reading import reader
from app.intake.refusals import WorkbookRefused
from app.intake.row_names import names_in
from app.intake.tables import ListRow

_QUICKLY_READ: Final = 5_000
"""Rows of a list that is read while somebody waits."""
_known: Final = Remembered[tuple[int, int, str], dict[int, str]]({}, most=500)


async def faulty_names(
    session: AsyncSession, list_id: int, version: dict[str, Any]
) -> dict[int, str]:
    """Row with faults -> whom it names, of a list that is not too long."""
    if not version["faulty_count"] or version["row_count"] > _QUICKLY_READ:
        return {}

    async def begin() -> Coroutine[Any, Any, dict[int, str]]:
        order = await markings.original_of(session, list_id, version["version"])
        query = select(ListRow.row_number).where(
            ListRow.list_id == list_id, ListRow.version == version["version"], ~ListRow.good
        )
        return _names(order, set(await session.scalars(query)), version["conversion"])

    return await _known.of((list_id, version["version"], version["sha256"]), begin)


async def _names(
    order: markings.Order | None, rows: set[int], encoding: str | None
) -> dict[int, str]:
    if order is None:
        return {}
    try:
        return await reader().run(names_in, order.content, order.task, rows, encoding)
    except WorkbookRefused:  # the child died: the page goes on without names
        return {}
