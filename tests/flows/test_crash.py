"""A worker killed in mid-import leaves the list whole or absent; the next one finishes it once."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from tests.builders import COMMUNE, Town, a_town, a_workbook, rows
from tests.grounds import a_house_of_its_own, owning, scalar

PEOPLE = 5_000
KILLS = 4
WHOLE = f"read {PEOPLE} {PEOPLE} {PEOPLE} {PEOPLE}"
ABSENT = "received 0 0 0 0"
STANDS = (
    "select concat_ws(' ', l.state,"
    " (select count(*) from list_row r where r.list_id = l.id),"
    " (select count(*) from dossier d where d.list_id = l.id),"
    " (select count(*) from dossier_stage s where s.list_id = l.id and s.stage = 'draft'),"
    " (select count(*) from dossier_history h join dossier d on d.id = h.dossier_id"
    "   where d.list_id = l.id and h.version = 1))"
    " from dossier_list l where l.id = :l"
)


@pytest.fixture
async def alone(house: str) -> AsyncIterator[str]:
    """A house of its own: a worker takes every job it finds."""
    async with a_house_of_its_own(house) as url:
        yield url


async def a_worker() -> asyncio.subprocess.Process:
    """The engine room as a process of its own, once it is ready."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import asyncio\nfrom app.worker import run\nasyncio.run(run())",
        env=os.environ | {"ANSINH_LOG_LEVEL": "INFO"}, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None
    async with asyncio.timeout(60):
        while b"worker ready" not in (line := await child.stdout.readline()):
            assert line, "the worker died before it was ready"
    return child


async def kill(child: asyncio.subprocess.Process) -> None:
    """No warning, no cleaning up: the process and the reader below it are gone."""
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)
    await child.communicate()


async def as_after_half_a_minute(url: str) -> None:
    """A dead worker's job is taken up once its heart has not beaten for half a minute."""
    async with owning(url) as session:
        await session.execute(
            text("update nation.pgqueuer set heartbeat = now() - interval '1 hour'")
        )
        await session.commit()


@pytest.mark.slow
async def test_killed_in_mid_import_the_list_is_whole_or_absent(alone: str) -> None:
    chance = random.Random(2020)
    async with a_town(alone) as town:
        list_id = await handed_in(town)
        seen = set()
        for turn in range(KILLS):
            child = await a_worker()
            await until_writing(alone, turn)
            await asyncio.sleep(chance.random() * 0.6)
            await kill(child)
            await backends_gone(alone)
            stands = str(await scalar(alone, STANDS, l=list_id))
            assert stands in (WHOLE, ABSENT)
            seen.add(stands)
            if stands == WHOLE:
                break
            await as_after_half_a_minute(alone)
        child = await a_worker()
        try:
            async with asyncio.timeout(90):
                while await scalar(alone, STANDS, l=list_id) == ABSENT:
                    await asyncio.sleep(0.1)
        finally:
            await kill(child)
        assert await scalar(alone, STANDS, l=list_id) == WHOLE
        assert ABSENT in seen, "no kill came in time to prove anything"
        people = "select count(*) from person"
        assert await scalar(alone, people) == PEOPLE
        shown = await (await town.at(COMMUNE)).list_of(list_id)
        assert (shown.good_count, shown.total_dong) == (PEOPLE, PEOPLE * 1_500_000)


async def handed_in(town: Town) -> int:
    officer = await town.at(COMMUNE)
    return (await officer.receive_list("07", a_workbook("07", rows("07", PEOPLE)))).id


async def until_writing(url: str, turn: int) -> None:
    """Wait until the import is under way: picked up on even turns, writing rows on odd ones."""
    picked = "select count(*) from nation.pgqueuer where status = 'picked'"
    writing = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and application_name = 'ansinh' and state = 'active' and query ilike 'insert into %'"
    )
    async with asyncio.timeout(60):
        while not await scalar(url, writing if turn % 2 else picked):
            if str(await scalar(url, "select state from dossier_list")) != "received":
                return
            broken = "select count(*) from nation.pgqueuer where status = 'failed'"
            assert not await scalar(url, broken), "the job broke by itself"
            await asyncio.sleep(0.005)


async def backends_gone(url: str) -> None:
    """What the dead worker's connection was doing has ended, one way or the other."""
    busy = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and application_name = 'ansinh' and pid <> pg_backend_pid()"
        " and state in ('active', 'idle in transaction')"
    )
    async with asyncio.timeout(30):
        while await scalar(url, busy):
            await asyncio.sleep(0.02)
