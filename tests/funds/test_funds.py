"""Money of a source: what moves, what is refused, and the controls that break each promise."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import funds
from app.core.errors import BadInput, NotFound
from app.funds.rules import (
    AccountOverdrawn,
    FundsShort,
    JournalUnbalanced,
    SourceKnown,
)
from app.funds.schemas import AllotmentOrder, NewSource
from tests.money_rows import (
    AMOUNTS,
    FINANCE,
    acting,
    approved,
    funded,
    held_by,
    owning,
    run_on,
    stand_still,
)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def _commit(source_id: int, amount: int) -> None:
    async with acting(FINANCE) as session:
        await funds.commit_for(session, FINANCE, source_id, amount, 1, "1/QĐ")


async def test_money_goes_its_whole_road() -> None:
    source = await funded(1000)
    async with acting(FINANCE) as session:
        await funds.commit_for(session, FINANCE, source, 700, 1, "1/QĐ")
        await funds.release_for(session, FINANCE, source, 600, 1, "run 1")
        await funds.pay_for(session, FINANCE, source, 400, 1, "statement 1")
        await funds.return_to_committed(session, FINANCE, source, 50, 1, "statement 1")
    assert await held_by(source) == (1000, 300, 150, 150, 400)


async def test_balances_as_of_a_day_leave_out_what_was_booked_later() -> None:
    source = await funded(1000)
    async with acting(FINANCE) as session:
        later = await funds.balances(session, date(2020, 5, 5))
        before = await funds.balances(session, date(2020, 5, 4))
    assert [one.allotted_dong for one in later if one.id == source] == [1000]
    assert [one.allotted_dong for one in before if one.id == source] == [0]


async def test_a_source_that_is_short_is_named_with_its_figures() -> None:
    source = await funded(1000)
    with pytest.raises(FundsShort) as refused:
        await _commit(source, 1001)
    assert refused.value.facts == {
        "account": "available", "account_vi": "còn được dùng", "available": "1.000",
        "wanted": "1.001",
    }  # fmt: skip
    assert await held_by(source) == (1000, 1000, 0, 0, 0)


async def test_many_at_once_never_commit_more_than_there_is() -> None:
    source = await funded(1000)
    done = await asyncio.gather(*(_commit(source, 300) for _ in range(8)), return_exceptions=True)
    assert sum(one is None for one in done) == 3
    assert all(one is None or isinstance(one, FundsShort) for one in done)
    assert await held_by(source) == (1000, 100, 900, 0, 0)


async def test_control_without_the_look_the_database_still_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = await funded(1000)
    monkeypatch.setattr("app.funds.commands.check_cover", lambda *_: None)
    with pytest.raises(AccountOverdrawn):
        await _commit(source, 1001)
    assert await held_by(source) == (1000, 1000, 0, 0, 0)


async def test_control_without_trigger_and_look_money_is_spent_twice(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await funded(1000)
    monkeypatch.setattr("app.funds.commands.check_cover", lambda *_: None)
    with pytest.raises(AccountOverdrawn):
        await _commit(source, 5000)
    async with owning(house) as session:
        await session.execute(text("alter table journal_entry disable trigger check_accounts"))
    try:
        await _commit(source, 5000)
        assert (await held_by(source))[1] == -4000
    finally:
        async with owning(house) as session:
            await session.execute(text("alter table journal_entry enable trigger check_accounts"))


_JOURNAL = """
with one as (insert into journal (source_id, kind, document_number, booked_on)
             values (:source, 'allotment', 'x', '2020-05-05') returning id, source_id)
insert into journal_entry (journal_id, account, source_id, amount_dong)
select id, account, source_id, amount
  from one, (values ('allotment', -5), ('available', :second)) as leg (account, amount)
 where amount <> 0
"""


@pytest.mark.parametrize("second", [pytest.param(0, id="one leg"), pytest.param(4, id="not equal")])
async def test_a_journal_that_does_not_balance_is_refused_at_commit(second: int) -> None:
    source = await funded(1000)
    with pytest.raises(JournalUnbalanced):
        async with acting(FINANCE) as session:
            await session.execute(text(_JOURNAL), {"source": source, "second": second})
    async with acting(FINANCE) as session:
        await session.execute(text(_JOURNAL), {"source": source, "second": 5})
    assert await held_by(source) == (1005, 1005, 0, 0, 0)


@pytest.mark.parametrize("table", ["journal", "journal_entry"])
@pytest.mark.parametrize("act", ["update {} set source_id = source_id", "delete from {}"])
async def test_what_is_booked_stays_booked(house: str, table: str, act: str) -> None:
    await funded(1000)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with acting(FINANCE) as session:
            await session.execute(text(act.format(table)))
    with pytest.raises(DBAPIError, match="written once"):
        async with owning(house) as session:
            await session.execute(text(act.format(table)))


async def test_two_acts_that_point_at_a_source_and_move_its_money_do_not_block_each_other() -> None:
    """A key to the source is shared by both before either wants its money."""
    source = await funded(1000)

    async def act() -> None:
        async with acting(FINANCE) as session:
            made = await session.scalar(
                text(
                    "insert into journal (source_id, kind, document_number, booked_on)"
                    " values (:source, 'allotment', 'x', '2020-05-05') returning id"
                ),
                {"source": source},
            )
            await asyncio.sleep(0.05)
            await session.execute(
                text(
                    "insert into journal_entry (journal_id, account, source_id, amount_dong)"
                    " values (:made, 'allotment', :source, -1), (:made, 'available', :source, 1)"
                ),
                {"source": source, "made": made},
            )
            await funds.commit_for(session, FINANCE, source, 100, 1, "1/QĐ")

    await asyncio.gather(*(act() for _ in range(4)))
    assert await held_by(source) == (1004, 604, 400, 0, 0)


async def test_a_code_is_used_once() -> None:
    order = NewSource(code="TWICE", name="x", level="other")
    async with acting(FINANCE) as session:
        await funds.add_source(session, FINANCE, order)
    with pytest.raises(SourceKnown):
        async with acting(FINANCE) as session:
            await funds.add_source(session, FINANCE, order)


async def test_an_unknown_source_and_a_future_day_are_refused() -> None:
    order = AllotmentOrder(amount_dong=1, document_number="x", booked_on=date(2020, 5, 6))
    today = order.model_copy(update={"booked_on": date(2020, 5, 5)})
    async with acting(FINANCE) as session:
        with pytest.raises(BadInput):
            await funds.allot(session, FINANCE, 1, order)
        with pytest.raises(NotFound):
            await funds.allot(session, FINANCE, 2**40, today)


async def test_a_decision_commits_what_it_approves(house: str) -> None:
    decision = await approved(house, 3)
    assert await held_by(decision.source_id) == (2_250_000, 0, 2_250_000, 0, 0)
    assert decision.total_dong == 3 * AMOUNTS["HN"]
