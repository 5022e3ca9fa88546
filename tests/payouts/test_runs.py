"""Runs of one agent, commune and month; released together; what was not paid follows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app import payouts, reconciliation
from app.core.errors import NotFound
from app.payouts import queries
from app.payouts.rules import AlreadyReleased, NothingToFollow, UnknownAgent
from app.payouts.schemas import FollowUpMade, FollowUpOrder, RunsWanted
from app.reconciliation.schemas import StatementOrder
from tests.grounds import raw_service, refused
from tests.money_rows import (
    CHAIRMAN,
    COMMUNE,
    FINANCE,
    POST,
    TODAY,
    Approved,
    acting,
    approved,
    count_statements,
    held_by,
    leased,
    orders_of,
    owning,
    prepared,
    released,
    run_on,
    runs_of,
    stand_still,
    taken,
)

OTHER = "42.436.18073."


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def rows(query: str, **values: Any) -> list[Any]:
    async with acting(FINANCE) as session:
        return [tuple(row) for row in await session.execute(text(query), values)]


async def told(run_id: int, result: str, most: int = 1000) -> None:
    """The post office's account of the first live orders of a run."""
    async with acting(POST) as session:
        if lease := await payouts.take(session, POST, run_id, 1000):
            await payouts.acknowledge(session, POST, lease.id)
    live = [order for order in await orders_of(run_id) if order.live][:most]
    lines = [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": result,
            "done_on": TODAY,
        }
        for one in live
    ]  # fmt: skip
    number = f"{run_id}-{result}-{live[0].id}"
    facts = {"number": number, "made_on": TODAY, "lines": lines, "mode": "strict"}
    async with acting(POST) as session:
        await reconciliation.receive_statement(session, POST, StatementOrder.model_validate(facts))


# --- the grain ----------------------------------------------------------------------------------


async def test_a_run_is_one_agent_one_commune_one_month(house: str) -> None:
    made = await approved(
        house, 10, group="NLD_TAMHOAN", months=2, amount=3_600_000, banked=4,
        areas=[COMMUNE, OTHER],
    )  # fmt: skip
    await prepared(made)
    query = (
        "select agent_code, area_path, first_month, order_count, total_dong from payout_run"
        " where decision_id = :d"
    )
    months = [date(2020, 4, 1), date(2020, 5, 1)]
    assert set(await rows(query, d=made.decision_id)) == {
        (agent, area, month, count, count * 1_800_000)
        for agent, count in (("BUUDIEN", 3), ("NHCSXH", 2))
        for area in (COMMUNE, OTHER)
        for month in months
    }
    strange = (
        "select count(*) from payout_order o join payout_run r on r.id = o.run_id where"
        " r.decision_id = :d and (o.area_path, o.first_month, o.agent_code)"
        " is distinct from (r.area_path, r.first_month, r.agent_code)"
    )
    assert await rows(strange, d=made.decision_id) == [(0,)]
    async with acting(CHAIRMAN) as session:
        assert await payouts.prepare_orders(session, made.decision_id, "BUUDIEN") == 0


GONE = "update payout_order set live = false where run_id = :run"
MOVED = """
insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong, agent_code,
                          group_code, payee_name, payee_id_number, payee_hamlet, area_path)
select nextval('nation.order_number'), 'X' || currval('nation.order_number'), run_id, dossier_id,
       date '2020-06-01', amount_dong, agent_code, group_code, payee_name, payee_id_number,
       payee_hamlet, area_path from payout_order where run_id = :run
"""


async def test_an_order_of_another_month_is_refused_in_its_run(house: str) -> None:
    run_id = await prepared(await approved(house, 1))
    async with raw_service(house) as session:
        await session.execute(text(GONE), {"run": run_id})
        assert await refused(session, MOVED, run=run_id) == "ck_payout_order_run"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_payout_orders on payout_order"))
        await session.execute(text(GONE), {"run": run_id})
        assert await refused(session, MOVED, run=run_id) is None
        await session.rollback()


async def test_runs_are_found_by_what_they_are(house: str) -> None:
    made = await approved(house, 2, areas=[COMMUNE, OTHER])
    one, other = await _both(made)
    async with acting(FINANCE) as session:
        await payouts.release(session, FINANCE, one)

    async def found(**asked: Any) -> list[int]:
        wanted = RunsWanted(decision=made.decision_id, **asked)
        async with acting(FINANCE) as session:
            return [row["id"] for row in await queries.runs_after(session, 0, 100, wanted)]

    assert await found() == [one, other]
    assert await found(state="released") == [one]
    assert await found(area=OTHER) == [other]
    assert await found(area="42.436.") == [one, other]
    assert await found(month=date(2020, 4, 1), agent="BUUDIEN") == [one, other]
    assert await found(month=date(2020, 5, 1)) == await found(agent="NHCSXH") == []


async def _both(made: Approved) -> list[int]:
    await prepared(made)
    return await runs_of(made)


# --- who pays by account ------------------------------------------------------------------------


async def test_whose_line_names_an_account_is_paid_there_by_the_bank(house: str) -> None:
    made = await approved(house, 3, banked=1)
    cash = await leased(made)
    async with acting(FINANCE) as session:
        (bank_run,) = await runs_of(made, "NHCSXH")
        await payouts.release(session, FINANCE, bank_run)
    query = "select account_number, account_name, bank from payout_order where run_id = :run"
    assert await rows(query, run=bank_run) == [
        ("010100000001", "NGUYEN THI 1", "Ngân hàng Chính sách xã hội")
    ]
    assert await rows(query, run=cash) == [(None, None, None)] * 2
    await taken(bank_run, "NHCSXH")
    ways = "select distinct way from lease_order where run_id = :run"
    assert await rows(ways, run=bank_run) == [("transfer",)]
    assert await rows(ways, run=cash) == [("counter",)]


async def test_without_a_bank_all_are_paid_in_cash(house: str) -> None:
    made = await approved(house, 2, banked=1)
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text("update decision set transfer_agent_code = null where id = :d"),
            {"d": made.decision_id},
        )
    run_id = await prepared(made)
    count = "select count(*), count(account_number) from payout_order where run_id = :run"
    assert await rows(count, run=run_id) == [(2, 0)]


# --- release ------------------------------------------------------------------------------------


async def test_many_runs_go_out_in_one_act(house: str) -> None:
    made = await approved(house, 6, group="NLD_TAMHOAN", months=3, amount=5_400_000)
    runs = await _both(made)
    async with acting(FINANCE) as session:
        done = await payouts.release_runs(session, FINANCE, [*runs, runs[0]])
    assert [one.id for one in done.released] == runs
    assert {one.total_dong for one in done.released} == {6 * 1_800_000}
    assert await held_by(made.source_id) == (32_400_000, 0, 0, 32_400_000, 0)
    journals = "select subject_id from journal where kind = 'release' and source_id = :s order by 1"
    assert await rows(journals, s=made.source_id) == [(run,) for run in runs]
    async with acting(FINANCE) as session:
        with pytest.raises(AlreadyReleased):
            await payouts.release_runs(session, FINANCE, runs)
    async with acting(FINANCE) as session:
        with pytest.raises(NotFound):
            await payouts.release_runs(session, FINANCE, [2**40])


async def test_releasing_costs_the_same_for_any_number_of_runs(house: str) -> None:
    costs = []
    for communes in (2, 200):
        areas = [f"42.436.{18_000 + number:05}." for number in range(communes)]
        made = await approved(house, communes, areas=areas)
        runs = await _both(made)
        assert len(runs) == communes
        async with acting(FINANCE) as session:
            seen = await count_statements(session)
            await payouts.release_runs(session, FINANCE, runs)
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


async def test_a_run_goes_out_once_whoever_releases_it(house: str) -> None:
    made = await approved(house, 4, areas=[COMMUNE, OTHER])
    one, other = await _both(made)

    async def release(*runs: int) -> None:
        async with acting(FINANCE) as session:
            await payouts.release_runs(session, FINANCE, runs)

    acts = [release(one, other), release(other, one), release(one), release(other)]
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert all(one is None or isinstance(one, AlreadyReleased) for one in done)
    assert await held_by(made.source_id) == (3_000_000, 0, 0, 3_000_000, 0)


# --- follow-up ----------------------------------------------------------------------------------


async def follow(**asked: Any) -> FollowUpMade:
    async with acting(FINANCE) as session:
        return await payouts.follow_up(session, FollowUpOrder(**asked))


async def test_what_was_not_paid_follows_in_runs_of_the_same_grain(house: str) -> None:
    made = await approved(house, 4, areas=[COMMUNE, OTHER])
    runs = await _both(made)
    await released_all(runs)
    for run in runs:
        await told(run, "failed", 1)
        await told(run, "paid")
    made_after = await follow(decision_id=made.decision_id)
    assert (made_after.order_count, made_after.total_dong) == (2, 1_500_000)
    query = (
        "select area_path, first_month, agent_code, follows_run_id, state from payout_run"
        " where id = any(:runs) order by 1"
    )
    assert await rows(query, runs=made_after.run_ids) == [
        (area, date(2020, 4, 1), "BUUDIEN", run, "prepared")
        for area, run in zip((COMMUNE, OTHER), runs, strict=True)
    ]
    with pytest.raises(NothingToFollow):
        await follow(decision_id=made.decision_id)
    await released_all(made_after.run_ids)
    await told(made_after.run_ids[0], "failed")
    await told(made_after.run_ids[1], "paid")
    third = await follow(run_ids=made_after.run_ids)
    assert (third.order_count, len(third.run_ids)) == (1, 1)
    assert await held_by(made.source_id) == (3_000_000, 0, 750_000, 0, 2_250_000)


async def released_all(runs: list[int]) -> None:
    async with acting(FINANCE) as session:
        await payouts.release_runs(session, FINANCE, runs)


async def test_another_agent_pays_in_cash_what_the_bank_could_not(house: str) -> None:
    made = await approved(house, 2, banked=2)
    async with acting(CHAIRMAN) as session:
        await payouts.prepare_orders(session, made.decision_id, "BUUDIEN")
    (run,) = await runs_of(made, "NHCSXH")
    await close(house, run)
    with pytest.raises(UnknownAgent):
        await follow(run_ids=[run], agent_code="NOBODY")
    first, second = [order.id for order in await orders_of(run)]
    by_bank = await follow(order_ids=[first])
    by_post = await follow(order_ids=[second], agent_code="BUUDIEN")
    query = (
        "select agent_code, account_number is null, replaces_id from payout_order where run_id = :r"
    )
    assert await rows(query, r=by_bank.run_ids[0]) == [("NHCSXH", False, first)]
    assert await rows(query, r=by_post.run_ids[0]) == [("BUUDIEN", True, second)]


async def close(house: str, run_id: int) -> None:
    """The orders of a run end unpaid, without a statement."""
    async with owning(house) as session:
        await session.execute(
            text("update payout_order set live = false where run_id = :run"), {"run": run_id}
        )


async def test_only_the_rest_of_what_was_paid_in_part_follows(house: str) -> None:
    made = await approved(house, 2)
    run = await prepared(made)
    await close(house, run)
    first, second = await orders_of(run)
    part = (
        "insert into order_outcome (order_id, kind, done_on, amount_dong, group_code, dossier_id,"
        " statement_id, line_number, agent_code, area_path) select id, 'partial', '2020-05-05',"
        " 500000, group_code, dossier_id, 0, 1, agent_code, area_path from payout_order"
        " where id = :order"
    )
    async with owning(house) as session:
        session.info.update(standing=FINANCE.standing)
        await session.execute(text("alter table order_outcome drop constraint if exists"
                                   " ck_order_outcome_kind"))  # fmt: skip
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(text(part), {"order": first.id})
        await session.execute(text("set local session_replication_role = origin"))
        after = await payouts.follow_up(session, FollowUpOrder(run_ids=[run]))
        assert (after.order_count, after.total_dong) == (2, 250_000 + 750_000)
        await session.rollback()
    assert second.amount_dong == 750_000


async def test_rivals_follow_an_order_once(house: str) -> None:
    made = await approved(house, 5)
    run = await prepared(made)
    await close(house, run)
    done = await asyncio.gather(*(follow(run_ids=[run]) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, FollowUpMade) for one in done) == 1
    assert sum(isinstance(one, NothingToFollow) for one in done) == 3
    live = "select count(*) from payout_order o join payout_run r on r.id = o.run_id"
    found = await rows(f"{live} where o.live and r.decision_id = :d", d=made.decision_id)
    assert found == [(5,)]


async def test_what_is_held_or_gave_way_does_not_follow(house: str) -> None:
    run = await released(await approved(house, 3))
    await told(run, "failed")
    held, gone, free = await orders_of(run)
    async with owning(house) as session:
        await session.execute(
            text(
                "insert into hold (about, dossier_id, state, reason, office_path, placed_by,"
                " area_path) values ('dossier', :d, 'live', 'x', '42.', 1, :a)"
            ),
            {"d": held.dossier_id, "a": COMMUNE},
        )
        await session.execute(
            text("update nation.person_claim set state = 'closed' where dossier_id = :d"),
            {"d": gone.dossier_id},
        )
    made = await follow(run_ids=[run])
    query = "select replaces_id from payout_order where run_id = :r"
    assert await rows(query, r=made.run_ids[0]) == [(free.id,)]
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(text("delete from hold where dossier_id = :d"),
                              {"d": held.dossier_id})  # fmt: skip
    after = await follow(run_ids=[run])
    assert await rows(query, r=after.run_ids[0]) == [(held.id,)]
