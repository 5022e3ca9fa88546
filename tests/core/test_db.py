"""The opener: place, territory and actor with the first statement; all or nothing; fails closed."""

import asyncio
import logging
import random
import traceback
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock, db
from app.core.db import NOBODY, Standing
from app.core.errors import BeyondTerritory, Refused
from app.core.owner import owner_transaction
from app.core.settings import settings

COMMUNE = Standing(scope="42.436.18070.", account_id=7, officer_id=8)
PROVINCE = Standing(scope="42.")
ADD = text(
    "insert into household (area_path, hamlet_key, list_year, kind, number, head_name)"
    " values (:path, 'thon 1', 2020, 'HN', :number, 'Trần Văn Thử')"
)
COUNT = text("select count(*) from p42.household where hamlet_key = 'thon 1'")
STRANGE = text("select count(*) from household where area_path not like :prefix || '%'")


@pytest.fixture
async def one_connection(house: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A pool of one: whatever comes next is served by a connection that has served before."""
    chosen = settings().model_copy(update={"pool_size": 1})
    await db.dispose()
    with monkeypatch.context() as patch:
        patch.setattr(db, "settings", lambda: chosen)
        db.engine()
    yield
    await db.dispose()


async def add(standing: Standing, number: str) -> None:
    async with db.transaction(standing) as session:
        await session.execute(ADD, {"path": standing.scope, "number": number})


async def value(session: AsyncSession, setting: str) -> str | None:
    found: str | None = await session.scalar(
        text("select current_setting(:s, true)"), {"s": setting}
    )
    return found


async def backend(session: AsyncSession) -> int:
    return int(await session.scalar(text("select pg_backend_pid()")) or 0)


async def test_the_first_statement_tells_the_database_everything(house: str) -> None:
    standing = Standing("42.436.", 7, 8, "BUUDIEN")
    async with db.transaction(standing) as session:
        names = ("scope", "account_id", "officer_id", "agent")
        told = [await value(session, f"app.{name}") for name in names]
        assert told == ["42.436.", "7", "8", "BUUDIEN"]
        assert await value(session, "search_path") == "p42, nation"
        assert await session.scalar(text("select current_user")) == db.SERVICE_ROLE
        assert db.standing_of(session) == standing
        moment = await session.scalar(text("select nation.house_now()"))
        assert moment == clock.now(session)


async def test_a_connection_that_has_served_shows_nothing_to_nobody(one_connection: None) -> None:
    await add(COMMUNE, "served-1")
    async with db.transaction(COMMUNE) as session:
        served = await backend(session)
        assert await session.scalar(COUNT) == 1
    async with db.transaction(NOBODY) as session:
        assert await backend(session) == served
        assert await session.scalar(COUNT) == 0
        assert await value(session, "search_path") == "nation"
    async with db.engine().connect() as connection:  # not even through the opener
        assert (await connection.execute(text("select pg_backend_pid()"))).scalar() == served
        assert (await connection.execute(COUNT)).scalar() == 0
        path = await connection.execute(text("show search_path"))
        assert path.scalar() == "nation"


@pytest.fixture
async def textbook(house: str) -> AsyncIterator[None]:
    """The policy as textbooks write it, and ours, on two equal tables."""
    shapes = {
        "textbook": "path like current_setting('app.scope', true) || '%'",
        "closed": "path >= nullif(current_setting('app.scope', true), '')"
        " and path < nullif(current_setting('app.scope', true), '') || '~'",
    }
    async with owner_transaction(house) as session:
        await session.execute(text("create schema control"))
        await session.execute(text("grant usage on schema control to house_app"))
        for name, shape in shapes.items():
            for sql in (
                f'create table control.{name} (path text collate "C")',
                f"insert into control.{name} values ('42.436.'), ('42.43.'), ('40.412.')",
                f"alter table control.{name} enable row level security",
                f"create policy territory on control.{name} using ({shape})",
                f"grant select on control.{name} to house_app",
            ):
                await session.execute(text(sql))
    yield
    async with owner_transaction(house) as session:
        await session.execute(text("drop schema control cascade"))


async def test_the_textbook_policy_would_show_everything(
    one_connection: None, textbook: None
) -> None:
    """The control: on a used connection the setting is '' and not NULL, and `like '%'` is all."""
    count = "select count(*) from control.{}"
    async with db.transaction(COMMUNE):
        pass
    async with db.engine().connect() as connection:
        seen = [
            (await connection.execute(text(count.format(name)))).scalar()
            for name in ("textbook", "closed")
        ]
    assert seen == [3, 0]


async def test_both_ends_of_a_territory_are_closed(house: str, textbook: None) -> None:
    """'42.43' is no territory: district 436 is not inside it."""
    async with db.transaction(Standing(scope="42.43.")) as session:
        seen = await session.scalars(text("select path from control.closed"))
        assert list(seen) == ["42.43."]


async def test_nobody_writes_outside_their_territory(house: str) -> None:
    for path in ("42.437.18100.", "42.436.18071.", "42.436.", "40.412.16000."):
        with pytest.raises(BeyondTerritory) as refusal:
            async with db.transaction(COMMUNE) as session:
                await session.execute(ADD, {"path": path, "number": "trespass"})
        assert "row-level security" in str(refusal.value.__cause__)


@pytest.mark.parametrize("scope", ["4", "4x.", "p42.", "42; drop schema p42", "'"])
async def test_a_strange_territory_opens_nothing(house: str, scope: str) -> None:
    with pytest.raises(ValueError, match="not a province code"):
        async with db.transaction(Standing(scope=scope)):
            pytest.fail("opened")


async def test_all_or_nothing(house: str) -> None:
    class Broken(Exception):
        pass

    async def break_half_way() -> None:
        async with db.transaction(COMMUNE) as session:
            await session.execute(ADD, {"path": COMMUNE.scope, "number": "half"})
            raise Broken

    with pytest.raises(Broken):
        await break_half_way()
    assert await numbers() & {"half"} == set()


async def numbers() -> set[str]:
    async with db.transaction(PROVINCE) as session:
        return set(await session.scalars(text("select number from household")))


UNBALANCED = (
    "insert into fund_source (code, name, level) values (:code, 'Nguồn thử', 'province')",
    "insert into journal (source_id, kind, document_number, booked_on)"
    " select id, 'allotment', '1/QĐ', '2020-04-20' from fund_source where code = :code",
    "insert into journal_entry (journal_id, account, source_id, amount_dong)"
    " select j.id, 'available', j.source_id, 5 from journal j"
    " join fund_source s on s.id = j.source_id where s.code = :code",
)


async def unbalance(session: AsyncSession, code: str) -> None:
    """One leg of a journal: every statement passes, the commit does not."""
    for sql in UNBALANCED:
        await session.execute(text(sql), {"code": code})


async def test_a_constraint_that_waits_for_the_commit_reaches_the_caller(house: str) -> None:
    passed = []

    async def commit() -> None:
        async with db.transaction(PROVINCE) as session:
            await unbalance(session, "waits")
            passed.append("every statement")

    with pytest.raises((Refused, IntegrityError)):
        await commit()
    assert passed == ["every statement"]
    assert await sources() & {"waits"} == set()


async def sources() -> set[str]:
    async with db.transaction(PROVINCE) as session:
        return set(await session.scalars(text("select code from fund_source")))


async def test_a_rehearsal_keeps_nothing(house: str) -> None:
    async with db.rehearsal(COMMUNE) as session:
        await session.execute(ADD, {"path": COMMUNE.scope, "number": "rehearsed"})
        found = await session.scalar(text("select 1 from household where number = 'rehearsed'"))
        assert found == 1
    assert await numbers() & {"rehearsed"} == set()
    await add(COMMUNE, "performed")
    assert await numbers() >= {"performed"}


async def test_a_rehearsal_gives_the_answer_the_act_would_give(house: str) -> None:
    """Also where a constraint waits for a commit that never comes."""
    for opened in (db.transaction, db.rehearsal):
        with pytest.raises((Refused, IntegrityError)) as refusal:
            async with opened(PROVINCE) as session:
                await unbalance(session, "rehearsed")
        assert "sums to" in str(refusal.value) or isinstance(refusal.value, Refused)


class Twice(Refused):
    """This household is there already."""

    vi = "Hộ này đã có."


async def test_a_broken_constraint_leaves_as_its_refusal(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(COMMUNE, "once")
    monkeypatch.setitem(db._REFUSALS, "uq_household_number", Twice)
    with pytest.raises(Twice):
        await add(COMMUNE, "once")


async def test_an_unknown_constraint_stays_a_bug_that_quotes_nobody(house: str) -> None:
    number = str(2**61)  # a value that stands in no line of code
    await add(COMMUNE, number)
    with pytest.raises(IntegrityError) as bug:
        await add(COMMUNE, number)
    told = "".join(traceback.format_exception(bug.value))
    assert "uq_household_number" in told
    assert number not in told
    assert bug.value.__cause__ is not bug.value


@pytest.mark.parametrize("opened", [db.transaction, db.rehearsal])
async def test_a_clock_that_stands_is_the_moment_of_every_act(house: str, opened: object) -> None:
    stands = datetime(2020, 4, 29, 23, 30, tzinfo=UTC)
    async with db.transaction(NOBODY) as session:
        await clock.stand_at(session, stands)
    try:
        assert callable(opened)
        opening: AbstractAsyncContextManager[AsyncSession] = opened(PROVINCE)
        async with opening as session:
            assert clock.now(session) == stands
            assert clock.today(session).isoformat() == "2020-04-30"  # it is morning in Vietnam
            assert await session.scalar(text("select nation.house_now()")) == stands
    finally:
        async with db.transaction(NOBODY) as session:
            await clock.stand_at(session, None)
    async with db.transaction(NOBODY) as session:
        assert clock.now(session).year > 2020


async def test_a_cancellation_storm_loses_nothing_and_mixes_nobody(
    house: str, caplog: pytest.LogCaptureFixture
) -> None:
    """1,000 clients, most of whom hang up: what was acknowledged is there, and in its own place."""
    dice = random.Random(2020)
    acknowledged: set[str] = set()
    strangers: list[str] = []
    gate = asyncio.Semaphore(24)
    caplog.set_level(logging.CRITICAL, "sqlalchemy.pool")

    async def act(number: str, scope: str) -> None:
        async with gate:
            async with db.transaction(Standing(scope=scope)) as session:
                await session.execute(ADD, {"path": f"{scope}001.00001.", "number": number})
                if await session.scalar(STRANGE, {"prefix": scope}):
                    strangers.append(number)
                if await value(session, "app.scope") != scope:
                    strangers.append(number)
            acknowledged.add(number)

    async def hang_up(task: "asyncio.Task[None]", after: float) -> None:
        await asyncio.sleep(after)
        task.cancel()

    tasks = [
        asyncio.create_task(act(f"storm-{turn}", dice.choice(("42.", "40."))))
        for turn in range(1000)
    ]
    hangs = [asyncio.create_task(hang_up(task, dice.uniform(0, 2.5))) for task in tasks]
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*hangs)

    cancelled = sum(isinstance(end, asyncio.CancelledError) for end in ends)
    assert {type(end) for end in ends} <= {type(None), asyncio.CancelledError}
    assert strangers == []
    assert acknowledged, "nobody got through: the storm proves nothing"
    assert cancelled > 100, "hardly anybody hung up: the storm proves nothing"
    async with owner_transaction(house) as session:
        kept = await session.scalars(
            text("select number from p42.household union all select number from p40.household")
        )
        assert acknowledged - set(kept) == set()
        idle = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"  # noqa: E501
        assert await session.scalar(text(idle)) == 0


OFTEN = text("select count(*) from household where list_year = :year")
PLANNED = text(
    "select generic_plans, custom_plans from pg_prepared_statements"
    " where statement like 'select count(*) from household where list_year%'"
)


async def test_a_statement_asked_often_is_planned_for_what_it_asks(one_connection: None) -> None:
    """Row policies hide from the planner how much a plan for all arguments would read."""
    async with db.transaction(PROVINCE) as session:
        for year in range(2001, 2013):
            await session.execute(OFTEN, {"year": year})
        assert (await session.execute(PLANNED)).all() == [(0, 12)]


async def test_control_left_to_itself_the_server_plans_it_once_for_all(
    one_connection: None,
) -> None:
    async with db.transaction(PROVINCE) as session:
        await session.execute(text("set local plan_cache_mode = auto"))
        for year in range(2001, 2013):
            await session.execute(OFTEN, {"year": year})
        ((generic, _),) = (await session.execute(PLANNED)).all()
        assert generic > 0
