"""From a decision to orders an agent executes, and the controls that break each promise."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import payouts
from app.access import Role
from app.core.errors import NotFound
from app.payouts import queries
from app.payouts.jobs import HANDLERS
from app.payouts.rules import (
    AlreadyOrdered,
    AlreadyReleased,
    OrdersDoNotMatch,
    OrdersExceedDecision,
    OrderStillLive,
    UnknownAgent,
    is_reference,
    reference_of,
)
from app.payouts.schemas import RunsWanted
from tests.money_rows import (
    BANK,
    CHAIRMAN,
    FINANCE,
    POST,
    acting,
    actor,
    approved,
    count_statements,
    held_by,
    orders_of,
    owning,
    prepared,
    released,
    run_on,
    runs_of,
    stand_still,
)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def test_a_decision_becomes_one_order_per_person(house: str) -> None:
    decision = await approved(house, 5)
    orders = await orders_of(await prepared(decision))
    assert [order.amount_dong for order in orders] == [750_000] * 5
    assert all(is_reference(order.reference) and order.live for order in orders)
    assert [order.reference for order in orders] == [
        reference_of("42", order.id) for order in orders
    ]
    assert {order.first_month for order in orders} == {date(2020, 4, 1)}


async def test_worker_groups_are_ordered_month_by_month_to_the_last_dong(house: str) -> None:
    decision = await approved(house, 2, group="NLD_TAMHOAN", months=3, amount=5_400_001)
    await prepared(decision)
    runs = await runs_of(decision)
    orders = [order for run in runs for order in await orders_of(run)]
    assert len(runs) == 3
    mine = [order for order in orders if order.dossier_id == orders[0].dossier_id]
    assert [(order.first_month.month, order.amount_dong) for order in mine] == [
        (4, 1_800_001), (5, 1_800_000), (6, 1_800_000),
    ]  # fmt: skip
    assert len(orders) == 6


async def test_the_job_run_twice_and_at_once_adds_nothing(house: str) -> None:
    decision = await approved(house, 4)
    job = HANDLERS["payouts.prepare_orders"]
    facts = {"decision_id": decision.decision_id, "agent_code": "BUUDIEN"}
    await asyncio.gather(*(job(CHAIRMAN.standing, facts) for _ in range(4)))
    await job(CHAIRMAN.standing, facts)
    async with acting(CHAIRMAN) as session:
        assert await payouts.prepare_orders(session, decision.decision_id, "BUUDIEN") == 0
        count = "select count(*) from payout_order join payout_run r on r.id = run_id"
        found = await session.scalar(
            text(f"{count} where decision_id = :id"), {"id": decision.decision_id}
        )
    assert found == 4


async def test_two_agents_never_pay_the_same_people(house: str) -> None:
    decision = await approved(house, 3)
    await prepared(decision)
    with pytest.raises(OrdersDoNotMatch) as refused:
        await prepared(decision, "NHCSXH")
    assert refused.value.facts["people"] == 0
    async with acting(CHAIRMAN) as session:
        runs = await session.scalars(
            text("select agent_code from payout_run where decision_id = :id"),
            {"id": decision.decision_id},
        )
        assert list(runs) == ["BUUDIEN"]


async def test_what_cannot_be_ordered_is_refused_by_name(house: str) -> None:
    decision = await approved(house, 1)
    async with acting(CHAIRMAN) as session:
        with pytest.raises(UnknownAgent):
            await payouts.prepare_orders(session, decision.decision_id, "NOBODY")
        with pytest.raises(NotFound):
            await payouts.prepare_orders(session, 2**40, "BUUDIEN")


async def test_preparing_costs_the_same_for_any_length(house: str) -> None:
    costs = []
    for people in (2, 400):
        decision = await approved(house, people)
        async with acting(CHAIRMAN) as session:
            seen = await count_statements(session)
            assert await payouts.prepare_orders(session, decision.decision_id, "BUUDIEN") == people
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 9


async def test_a_release_sends_the_money_once(house: str) -> None:
    decision = await approved(house, 2)
    run_id = await prepared(decision)

    async def release() -> None:
        async with acting(FINANCE) as session:
            await payouts.release(session, FINANCE, run_id)

    done = await asyncio.gather(*(release() for _ in range(4)), return_exceptions=True)
    assert sum(one is None for one in done) == 1
    assert all(one is None or isinstance(one, AlreadyReleased) for one in done)
    assert await held_by(decision.source_id) == (1_500_000, 0, 0, 1_500_000, 0)


async def test_an_agent_sees_its_own_runs_once_released(house: str) -> None:
    decision = await approved(house, 2)
    run_id = await prepared(decision)
    async with acting(POST) as session:
        with pytest.raises(NotFound):
            await queries.orders_after(session, run_id, 0, 10)
        assert run_id not in [
            run["id"] for run in await queries.runs_after(session, 0, 1000, RunsWanted())
        ]
    async with acting(FINANCE) as session:
        await payouts.release(session, FINANCE, run_id)
    async with acting(POST) as session:
        assert len(await queries.orders_after(session, run_id, 0, 10)) == 2
        assert run_id in [
            run["id"] for run in await queries.runs_after(session, 0, 1000, RunsWanted())
        ]
    for stranger in (BANK, actor(Role.FINANCE_OFFICER, "40."), actor(Role.AUDITOR, "42.437.")):
        async with acting(stranger) as session:
            with pytest.raises(NotFound):
                await queries.run_shown(session, run_id)


async def test_another_agent_sees_no_row_and_the_control_without_policies_does(house: str) -> None:
    run_id = await released(await approved(house, 2))
    query = text("select count(*) from payout_order where run_id = :run")
    async with acting(BANK) as session:
        assert await session.scalar(query, {"run": run_id}) == 0
    async with owning(house) as session:
        await session.execute(text("alter table payout_order disable row level security"))
    try:
        async with acting(BANK) as session:
            assert await session.scalar(query, {"run": run_id}) == 2
    finally:
        async with owning(house) as session:
            await session.execute(text("alter table payout_order enable row level security"))


_COPY = """
insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong, agent_code,
                          group_code, payee_name, payee_id_number, payee_hamlet, area_path)
select nextval('nation.order_number'), 'X' || currval('nation.order_number'), run_id, dossier_id,
       :month, :amount, agent_code, :group, payee_name, payee_id_number, payee_hamlet, area_path
  from payout_order where run_id = :run limit 1
"""


async def test_a_second_live_order_is_refused_and_the_control_without_the_index_takes_it(
    house: str,
) -> None:
    run_id = await prepared(await approved(house, 1, months=1, amount=250_000))
    # A tiny order, so that only the index stands in the way.
    await _shrink(house, run_id)
    copy = {"run": run_id, "month": date(2020, 4, 1), "amount": 1, "group": "HN"}
    with pytest.raises(AlreadyOrdered):
        async with acting(FINANCE) as session:
            await session.execute(text(_COPY), copy)
    async with owning(house) as session:
        await session.execute(text("drop index uq_payout_order_live"))
        await session.execute(text(_COPY), copy)
        assert await session.scalar(text(_LIVE), {"run": run_id}) == 2
        await session.rollback()


_LIVE = "select count(*) from payout_order where run_id = :run and live"


async def _shrink(house: str, run_id: int) -> None:
    async with owning(house) as session:
        await session.execute(
            text("update payout_order set amount_dong = 1 where run_id = :run"), {"run": run_id}
        )


@pytest.mark.parametrize(
    ("amount", "group"),
    [pytest.param(1, "HN", id="one đồng more"), pytest.param(1, "NCC", id="another group")],
)
async def test_orders_above_the_approved_amount_are_refused(
    house: str, amount: int, group: str
) -> None:
    run_id = await prepared(await approved(house, 1))
    copy = {"run": run_id, "month": date(2020, 5, 1), "amount": amount, "group": group}
    with pytest.raises(OrdersExceedDecision):
        async with acting(FINANCE) as session:
            await session.execute(text(_COPY), copy)
    async with owning(house) as session:
        await session.execute(text("alter table payout_order disable trigger check_payout_orders"))
        await session.execute(text(_COPY), copy)
        assert await session.scalar(text(_LIVE), {"run": run_id}) == 2
        await session.rollback()


@pytest.mark.parametrize(
    "act",
    [
        "update payout_order set amount_dong = 1",
        "update payout_order set payee_name = 'x'",
        "delete from payout_order",
        "update payout_run set total_dong = 1",
        "delete from payout_run",
    ],
)
async def test_what_is_ordered_cannot_be_rewritten(act: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with acting(FINANCE) as session:
            await session.execute(text(act))


async def test_only_a_failed_order_is_issued_again(house: str) -> None:
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    async with acting(FINANCE) as session:
        with pytest.raises(OrderStillLive):
            await payouts.reissue(session, FINANCE, order.id)
        with pytest.raises(NotFound):
            await payouts.reissue(session, FINANCE, 2**40)
