"""Who waits where is counted as dossiers move: by many at once, and for what stood there before."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, clocks
from app.clocks.rules import COUNTED
from app.core.embedded import Server
from app.core.schema import downgrade_schema, upgrade
from app.dossiers.rules import Stage
from tests.clocks.walks import stand_on, start, walk
from tests.grounds import become_service
from tests.migrations.dump import fresh_database
from tests.migrations.test_migrations import on
from tests.money_rows import owning

APRIL_27, APRIL_28, MAY_4 = date(2020, 4, 27), date(2020, 4, 28), date(2020, 5, 4)
MOVE = (
    "update dossier_stage s set stage = :stage from dossier d where d.id = s.dossier_id"
    " and s.list_id = :list and d.row_number = any (:rows)"
)


async def kept_of(house: str, list_id: int) -> list[tuple[Any, ...]]:
    """(stage, again, since, resumed, dossiers) as the rows of a list have it."""
    async with owning(house, "45") as session:
        found = await session.execute(
            text(
                "select stage, again, since, resumed, dossiers from standing_count"
                " where list_id = :list order by 1, 2, 3, 4, 5"
            ),
            {"list": list_id},
        )
        return [tuple(row) for row in found]


async def told_of(house: str, list_id: int) -> dict[tuple[str, bool], int]:
    """(stage, again) -> dossiers, as the readers of the counts see it."""
    standing = clocks.standing_at().subquery()
    query = (
        select(standing.c.stage, standing.c.again, func.sum(standing.c.dossiers))
        .where(standing.c.list_id == list_id)
        .group_by(standing.c.stage, standing.c.again)
    )
    async with owning(house, "45") as session:
        return {(stage, again): int(n) for stage, again, n in await session.execute(query)}


async def wrong_in(house: str) -> int:
    async with owning(house, "45") as session:
        return await clocks.miscounted(session)


@asynccontextmanager
async def mover(house: str, patience: str = "500ms") -> AsyncIterator[AsyncSession]:
    """A transaction of the service that waits for nobody longer than this."""
    async with owning(house, "45") as session:
        await become_service(session)
        await stand_on(session, MAY_4)
        await session.execute(text(f"set local lock_timeout = '{patience}'"))
        yield session


async def move(session: AsyncSession, list_id: int, stage: str, *rows: int) -> None:
    await session.execute(text(MOVE), {"stage": stage, "list": list_id, "rows": list(rows)})


async def test_counts_follow_the_dossiers_and_what_is_empty_is_gone(house: str) -> None:
    found = await start(house, people=5)
    assert [one[:2] + one[3:] for one in await kept_of(house, found)] == [("draft", False, 0, 5)]
    await walk(house, found, (APRIL_27, "submitted"), (APRIL_28, "posted"), (MAY_4, "at_commune"))
    await walk(house, found, (MAY_4, "at_district"), rows=[1, 2, 3])
    await walk(house, found, (MAY_4, "refused"), rows=[3])
    await walk(house, found, (MAY_4, "at_province"), (MAY_4, "at_province"), rows=[1])
    assert await kept_of(house, found) == [
        ("at_commune", False, APRIL_27, 0, 2), ("at_district", False, MAY_4, 0, 1),
        ("at_province", True, MAY_4, 0, 1), ("refused", False, MAY_4, 0, 1),
    ]  # fmt: skip
    await walk(house, found, (MAY_4, "approved"), rows=[1])
    await walk(house, found, (MAY_4, "at_province"), (MAY_4, "declined"), rows=[2])
    await walk(house, found, (MAY_4, "withdrawn"), rows=[4, 5])
    assert await kept_of(house, found) == [("refused", False, MAY_4, 0, 1)]
    assert await told_of(house, found) == {}
    assert await wrong_in(house) == 0


async def test_sent_back_is_counted_with_the_days_it_had_left(house: str) -> None:
    found = await start(house, people=2)
    await walk(house, found, (APRIL_27, "submitted"), (APRIL_27, "posted"))
    await walk(house, found, (APRIL_28, "at_commune"), (APRIL_28, "at_district"))
    await walk(house, found, (APRIL_28, "at_commune"), (MAY_4, "at_district"), rows=[2])
    assert await kept_of(house, found) == [
        ("at_district", False, APRIL_28, 0, 1), ("at_district", False, MAY_4, 2, 1),
    ]  # fmt: skip
    assert await wrong_in(house) == 0


async def test_two_who_move_dossiers_of_one_list_do_not_wait_and_both_count(house: str) -> None:
    found = await start(house, people=6)
    await walk(house, found, (APRIL_27, "submitted"))
    async with mover(house) as first:
        await move(first, found, "posted", 1, 2)
        async with mover(house) as second:
            await move(second, found, "posted", 3)
            await move(second, found, "withdrawn", 4)
        assert await told_of(house, found) == {("submitted", False): 4, ("posted", False): 1}
        await move(first, found, "withdrawn", 5)
    assert await told_of(house, found) == {("submitted", False): 1, ("posted", False): 3}
    assert await wrong_in(house) == 0
    assert len(await kept_of(house, found)) > len(await told_of(house, found))
    await walk(house, found, (MAY_4, "posted"), rows=[6])
    assert [one[0::4] for one in await kept_of(house, found)] == [("posted", 4)]


async def test_who_turns_back_leaves_the_counts_of_the_other(house: str) -> None:
    found = await start(house, people=4)
    await walk(house, found, (APRIL_27, "submitted"))
    async with mover(house) as first:
        await move(first, found, "posted", 1, 2)
        async with mover(house) as second:
            await move(second, found, "posted", 3)
        await first.rollback()
    assert await told_of(house, found) == {("submitted", False): 3, ("posted", False): 1}
    assert await wrong_in(house) == 0


async def test_control_with_one_row_for_each_place_the_second_would_wait(house: str) -> None:
    found = await start(house, people=4)
    await walk(house, found, (APRIL_27, "submitted"))
    async with owning(house, "45") as first, owning(house, "45") as second:
        count = text("update standing_count set dossiers = dossiers - 1 where list_id = :list")
        await first.execute(count, {"list": found})
        await second.execute(text("set local lock_timeout = '100ms'"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            await second.execute(count, {"list": found})
        for session in (first, second):
            await session.rollback()


async def test_many_at_once_end_with_right_counts(house: str) -> None:
    people = 24
    found = await start(house, people=people)
    chance = random.Random(7)

    async def some(rows: list[int]) -> None:
        for stage in ("submitted", "posted", "at_commune", "at_district", "at_province"):
            async with mover(house, "1min") as session:
                for row in chance.sample(rows, len(rows)):
                    await move(session, found, stage, row)
                    await asyncio.sleep(0)

    await asyncio.gather(*(some(list(range(one, people + 1, 6))) for one in range(1, 7)))
    assert await told_of(house, found) == {("at_province", False): people}
    assert await wrong_in(house) == 0


@pytest.mark.parametrize(
    "breach",
    [
        "update standing_count set dossiers = dossiers + 1 where list_id = :list",
        "delete from standing_count where list_id = :list",
        "insert into standing_count (list_id, area_path, stage, again, since, resumed, dossiers)"
        " values (:list, '45.461.19336.', 'posted', false, '2020-05-04', 0, 2)",
    ],
)
async def test_control_counts_bent_by_hand_are_found_and_counted_anew(
    house: str, breach: str
) -> None:
    found = await start(house, people=2)
    async with owning(house, "45") as session:
        before = await kept_of(house, found)
        await session.execute(text(breach), {"list": found})
    assert await wrong_in(house) == 1
    async with owning(house, "45") as session:
        assert await clocks.recount(session, "45") == 1
    assert await wrong_in(house) == 0
    assert await kept_of(house, found) == before


async def test_a_commune_counts_its_own_only(house: str) -> None:
    found = await start(house)
    seen = []
    for scope, agent in (("45.461.19336.", ""), ("45.461.19339.", ""), ("45.", "BUUDIEN")):
        async with owning(house, "45") as session:
            await become_service(session)
            await session.execute(
                text("select set_config('app.scope', :s, true), set_config('app.agent', :a, true)"),
                {"s": scope, "a": agent},
            )
            seen.append(list(await session.scalars(clocks.lists_at("draft"))))
    assert seen == [[found], [], []]


async def test_the_database_counts_at_the_stages_the_rooms_mean(house: str) -> None:
    async with owning(house, "45") as session:
        for stage in Stage:
            asked = {"stage": str(stage)}
            counted = await session.scalar(text("select nation.is_standing(:stage)"), asked)
            assert counted is (stage in COUNTED), stage


@pytest.fixture
async def url(server: Server | None) -> AsyncIterator[str]:
    """A database of its own."""
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_standing_{os.getpid()}") as made:
        yield made


async def test_what_stood_there_before_is_counted_by_the_migration(url: str) -> None:
    await upgrade(url, ("45",))
    async with owning(url, "45") as session:
        await admin_units.load_units(session)
        await admin_units.open_province(session, "45")
    found = await start(url, people=3)
    await walk(url, found, (APRIL_27, "submitted"), rows=[1, 2])
    before = await kept_of(url, found)
    assert len(before) == 2
    for schema in ("p45", "nation"):
        await on(url, downgrade_schema, schema, "0023_sessions")
    await walk(url, found, (APRIL_28, "posted"), rows=[1])
    await upgrade(url)
    assert await wrong_in(url) == 0
    assert await told_of(url, found) == {
        ("draft", False): 1, ("submitted", False): 1, ("posted", False): 1,
    }  # fmt: skip
