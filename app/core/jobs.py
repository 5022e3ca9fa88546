"""Work for later: enqueued inside the act's own transaction, done in the name of who asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from pgqueuer import AsyncpgDriver, PgQueuer
from pgqueuer.models import Job
from pgqueuer.queries import Queries
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Standing, engine, standing_of

log = structlog.get_logger("ansinh.jobs")
Handler = Callable[[Standing, dict[str, Any]], Awaitable[None]]


async def enqueue(
    session: AsyncSession, name: str, facts: Mapping[str, Any], standing: Standing | None = None
) -> None:
    """Ask for the job `name`; it is there if and only if this transaction commits.

    The name is text, so a lower room can wake an upper one without knowing it.
    """
    await _ask(session, name, [facts], standing or standing_of(session), None)


async def enqueue_each(
    session: AsyncSession,
    name: str,
    each: Sequence[Mapping[str, Any]],
    *,
    after: timedelta | None = None,
) -> None:
    """Ask for one job for each of these facts, all in one statement; `after` so long from now."""
    await _ask(session, name, each, standing_of(session), after)


async def _ask(
    session: AsyncSession,
    name: str,
    each: Sequence[Mapping[str, Any]],
    whose: Standing,
    after: timedelta | None,
) -> None:
    connection = await session.connection()
    raw: Any = (await connection.get_raw_connection()).driver_connection
    if not raw.is_in_transaction():
        raise RuntimeError("a job was asked for outside a transaction")
    asked = [{"standing": whose.as_json(), "facts": dict(facts)} for facts in each]
    payloads: list[bytes | None] = [json.dumps(one).encode() for one in asked]
    many = len(asked)
    await Queries(AsyncpgDriver(raw)).enqueue([name] * many, payloads, [0] * many, [after] * many)


_PAUSES_SECONDS = (0.5, 2.0, 8.0)


async def _tried(handler: Handler, standing: Standing, facts: dict[str, Any]) -> None:
    """Do the job; when the database fails it in passing, do it again a little later."""
    for pause in _PAUSES_SECONDS:
        try:
            return await handler(standing, facts)
        except (DBAPIError, PoolExhausted, OSError) as error:
            log.warning("job failed in passing", kind=type(error).__name__)
            await asyncio.sleep(pause)
    return await handler(standing, facts)


def engine_room(
    raw: Any, handlers: Mapping[str, Handler], at_once: Mapping[str, int] | None = None
) -> PgQueuer:
    """The loop that runs jobs, each handler under its name; failed jobs are kept to be seen.

    `at_once` says how many jobs of a name all workers together do at a time, where that is few.
    """
    few = at_once or {}
    queue = PgQueuer(AsyncpgDriver(raw))

    def attach(name: str, handler: Handler) -> None:
        @queue.entrypoint(name, on_failure="hold", concurrency_limit=few.get(name, 0))
        async def run(job: Job) -> None:
            asked = json.loads(job.payload or b"{}")
            await _tried(handler, Standing(**asked["standing"]), asked["facts"])

    for name, handler in handlers.items():
        attach(name, handler)
    return queue


async def raw_connection() -> Any:
    """A connection of its own for the loop: it listens all day, so the pool lets go of it."""
    borrowed = await (await engine().connect()).get_raw_connection()
    raw = borrowed.driver_connection
    borrowed.detach()
    return raw
