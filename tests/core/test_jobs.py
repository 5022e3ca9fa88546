"""Jobs: there if and only if the act commits, done in the name of who asked."""

import asyncio
import gc
import time
from datetime import timedelta
from typing import Any

import pytest
from pgqueuer import AsyncpgDriver
from pgqueuer.queries import Queries
from pgqueuer.types import QueueExecutionMode
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import db, jobs
from app.core.db import Standing

ASKING = Standing("42.436.", 7, 8)


class Undone(Exception):
    """The act breaks after it has asked for work."""


async def waiting(name: str) -> int:
    async with db.transaction(db.NOBODY) as session:
        query = text("select count(*) from pgqueuer where entrypoint = :name")
        return int(await session.scalar(query, {"name": name}) or 0)


async def test_a_job_is_there_when_the_act_is(house: str) -> None:
    async with db.transaction(ASKING) as session:
        await jobs.enqueue(session, "test.kept", {"list_id": 1})
    assert await waiting("test.kept") == 1


async def test_a_job_of_an_undone_act_never_was(house: str) -> None:
    async def ask_and_break() -> None:
        async with db.transaction(ASKING) as session:
            await jobs.enqueue(session, "test.undone", {})
            raise Undone

    with pytest.raises(Undone):
        await ask_and_break()
    async with db.rehearsal(ASKING) as session:
        await jobs.enqueue(session, "test.undone", {})
    assert await waiting("test.undone") == 0


async def test_outside_a_transaction_a_job_would_escape(house: str) -> None:
    """The control: the driver's own enqueue, before any statement, is kept whatever comes after."""
    async with AsyncSession(db.engine()) as session:
        connection = await session.connection()
        raw: Any = (await connection.get_raw_connection()).driver_connection
        assert not raw.is_in_transaction()
        await Queries(AsyncpgDriver(raw)).enqueue(["test.escaped"], [b"{}"], [0])
        await session.rollback()
    assert await waiting("test.escaped") == 1


async def test_a_job_outside_a_transaction_is_refused(house: str) -> None:
    async with AsyncSession(db.engine()) as session:
        session.info["standing"] = ASKING
        with pytest.raises(RuntimeError, match="outside a transaction"):
            await jobs.enqueue(session, "test.refused", {})
    assert await waiting("test.refused") == 0


async def run_all(handlers: dict[str, jobs.Handler], at_once: dict[str, int] | None = None) -> None:
    raw = await jobs.raw_connection()
    gc.collect()  # nobody else holds the connection, and it must live on
    try:
        queue = jobs.engine_room(raw, handlers, at_once)
        await asyncio.wait_for(
            queue.qm.run(
                mode=QueueExecutionMode.drain, batch_size=2, dequeue_timeout=timedelta(seconds=1)
            ),
            timeout=30,
        )
    finally:
        await raw.close()


async def test_work_is_done_in_the_name_of_who_asked(house: str) -> None:
    done: list[tuple[Standing, dict[str, Any]]] = []

    async def handle(standing: Standing, facts: dict[str, Any]) -> None:
        done.append((standing, facts))

    other = Standing("40.", 9, 10, "VBSP")
    async with db.transaction(ASKING) as session:
        await jobs.enqueue(session, "test.named", {"list_id": 1, "tên": "Đợt 1"})
        await jobs.enqueue(session, "test.named", {}, standing=other)
    await run_all({"test.named": handle})
    assert sorted(done, key=lambda one: one[0].scope) == [
        (other, {}),
        (ASKING, {"list_id": 1, "tên": "Đợt 1"}),
    ]
    assert await waiting("test.named") == 0


async def test_a_job_that_breaks_is_kept_to_be_seen(house: str) -> None:
    async def handle(standing: Standing, facts: dict[str, Any]) -> None:
        raise Undone

    async with db.transaction(ASKING) as session:
        await jobs.enqueue(session, "test.breaks", {})
    await run_all({"test.breaks": handle})
    async with db.transaction(db.NOBODY) as session:
        state = text("select status::text from pgqueuer where entrypoint = 'test.breaks'")
        assert list(await session.scalars(state)) == ["failed"]


async def test_work_for_later_is_not_begun_before(house: str) -> None:
    begun, done = time.monotonic(), dict[int, float]()

    async def handle(standing: Standing, facts: dict[str, Any]) -> None:
        done[facts["n"]] = time.monotonic() - begun

    async with db.transaction(ASKING) as session:
        await jobs.enqueue_each(session, "test.later", [{"n": 1}], after=timedelta(seconds=2))
        await jobs.enqueue_each(session, "test.later", [{"n": 2}, {"n": 3}])
    await run_all({"test.later": handle})
    assert list(done)[-1] == 1
    assert max(done[2], done[3]) < 2 <= done[1]


@pytest.mark.parametrize(("at_once", "most"), [({"test.few": 1}, 1), ({}, 2)])
async def test_few_at_once_where_few_are_asked_for(
    house: str, at_once: dict[str, int], most: int
) -> None:
    running, seen = 0, 0

    async def handle(standing: Standing, facts: dict[str, Any]) -> None:
        nonlocal running, seen
        running += 1
        seen = max(seen, running)
        await asyncio.sleep(0.1)
        running -= 1

    async with db.transaction(ASKING) as session:
        await jobs.enqueue_each(session, "test.few", [{"n": n} for n in range(4)])
    await run_all({"test.few": handle}, at_once)
    assert (seen > 1) == (most > 1)
    assert await waiting("test.few") == 0


async def test_the_pool_forgets_the_connection_of_the_loop(house: str) -> None:
    """A borrowed connection that nobody holds would be taken back, listening, by the pool."""
    raw = await jobs.raw_connection()
    gc.collect()
    assert await raw.fetchval("select current_user") == db.SERVICE_ROLE
    mine = await raw.fetchval("select pg_backend_pid()")
    for _ in range(20):
        async with db.transaction(db.NOBODY) as session:
            assert await session.scalar(text("select pg_backend_pid()")) != mine
    await raw.close()
