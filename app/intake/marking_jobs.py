"""Marking workbooks in the worker, in a bounded child of its own: no reading waits for it."""

from dataclasses import replace
from functools import cache
from typing import Any

from app.core.db import Standing, transaction
from app.intake import markings
from app.intake.child import BoundedChild
from app.intake.marking import mark_file
from app.intake.refusals import WorkbookUnreadable

_MOST_SECONDS = 180


@cache
def marker() -> BoundedChild:
    """The child process that marks, replaced when it dies."""
    return BoundedChild(cpu_seconds=_MOST_SECONDS)


async def mark_workbook(standing: Standing, facts: dict[str, Any]) -> None:
    """Mark one version of a list; done again, or by two workers at once, one file is kept."""
    list_id, version = facts["list_id"], facts["version"]
    async with transaction(standing) as session:
        order = await markings.order_of(session, list_id, version)
        if order is None:
            return
        packed = await markings.packed_marks(session, list_id, version)
    try:
        marked = await marker().run(mark_file, order.content, packed, order.task)
    except WorkbookUnreadable:  # too much for one sheet in memory: a copy is written row by row
        task = replace(order.task, in_place=False)
        marked = await marker().run(mark_file, order.content, packed, task)
    async with transaction(standing, "markWorkbook") as session:
        await markings.keep_marked(session, order, standing.officer_id or 0, marked)
