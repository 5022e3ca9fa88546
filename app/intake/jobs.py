"""Reading lists in the worker: the file in a bounded child process, the rows in one transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.core.db import Standing, transaction
from app.core.errors import Refused
from app.intake import commands, queries
from app.intake.queries import Waiting
from app.intake.reader import Task, read_parts
from app.intake.reading import reader
from app.intake.stage import Incoming
from app.intake.tasks import commune_paths, task_of

_TELL_EVERY_SECONDS = 1.0


async def read_list(standing: Standing, facts: dict[str, Any]) -> None:
    """Read one version of a list; done again, or by two workers at once, the result is the same."""
    list_id, version = facts["list_id"], facts.get("version", 1)
    async with transaction(standing) as session:
        waiting = await queries.waiting_version(session, list_id, version)
        if waiting is None:
            return
        task = await task_of(session, waiting)
        paths = await commune_paths(session, waiting.unit_path)
    try:
        await _enter(standing, waiting, task, paths)
    except Refused as refusal:
        async with transaction(standing, "readList") as session:
            await commands.mark_unreadable(session, waiting, refusal)


async def _enter(standing: Standing, waiting: Waiting, task: Task, paths: dict[str, str]) -> None:
    parts = reader().stream(read_parts, waiting.content, task)
    incoming = Incoming(parts, waiting.unit_path, paths)
    async with _telling(standing, waiting, incoming), transaction(standing, "readList") as session:
        await queries.alone_with(session, waiting.list_id)
        if not await queries.still_waits(session, waiting.list_id, waiting.version):
            await parts.aclose()
            return
        summary = await commands.take_in(session, incoming)
        incoming.phase = "register"
        await commands.enter_rows(session, waiting, summary, standing.officer_id or 0)


@contextlib.asynccontextmanager
async def _telling(standing: Standing, waiting: Waiting, incoming: Incoming) -> AsyncIterator[None]:
    """Tell those who wait how far the reading has come, while it goes on.

    Told beside the list's own transaction, which nobody sees until it is done.
    """

    async def tell() -> None:
        while True:
            await asyncio.sleep(_TELL_EVERY_SECONDS)
            with contextlib.suppress(DBAPIError):
                await _tell(standing, waiting, incoming)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling


async def _tell(standing: Standing, waiting: Waiting, incoming: Incoming) -> None:
    async with transaction(standing, "readList") as session:
        await commands.tell_progress(session, waiting, incoming.phase, incoming.rows)
