"""What no rule could settle: suspense, two people, and the controls that break each promise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import funds, payouts, reconciliation
from app.access import Actor, Role
from app.core.errors import NotFound
from app.reconciliation import closings, comparison, exceptions
from app.reconciliation.comparison import Cut
from app.reconciliation.rules import (
    ExceptionSettled,
    FollowedMeanwhile,
    Resolution,
    ResolutionUnfit,
    RunClosed,
    RunDoesNotClose,
    SamePerson,
)
from app.reconciliation.schemas import SettlementOrder, StatementOrder
from tests.money_rows import (
    FINANCE,
    POST,
    TODAY,
    acting,
    actor,
    approved,
    held_by,
    leased,
    orders_of,
    owning,
    run_on,
    stand_still,
)

OTHER = replace(actor(Role.DEPARTMENT_REPORTER), officer_id=9)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


def line(order: Any, result: str = "paid", **other: Any) -> dict[str, Any]:
    told = {"reference": order.reference, "amount_dong": order.amount_dong, "result": result}
    return {**told, "done_on": TODAY, **other}


async def report(number: str, *lines: dict[str, Any]) -> int:
    facts = {"number": number, "made_on": TODAY, "mode": "lenient", "lines": list(lines)}
    async with acting(POST) as session:
        order = StatementOrder.model_validate(facts)
        return (await reconciliation.receive_statement(session, POST, order)).id


async def propose(
    statement_id: int, number: int, resolution: str, who: Actor = FINANCE, **other: Any
) -> int:
    order = SettlementOrder(
        resolution=Resolution(resolution), words="Đã đối chiếu chứng từ", **other
    )
    async with acting(who) as session:
        return (await exceptions.propose(session, who, statement_id, number, order)).id


async def rule(settlement_id: int, who: Actor = OTHER, *, agreed: bool = True) -> None:
    async with acting(who) as session:
        await exceptions.rule(session, who, settlement_id, agreed=agreed)


async def suspended() -> int:
    """What stands in the suspense of the post office (đồng)."""
    query = (
        "select coalesce(sum(e.amount_dong), 0) from journal_entry e join fund_source s"
        " on s.id = e.source_id where e.account = 'suspense' and s.code = 'TREO-BUUDIEN'"
    )
    async with acting(FINANCE) as session:
        return int(await session.scalar(text(query)) or 0)


async def state_of(order_id: int) -> str:
    async with acting(FINANCE) as session:
        query = text("select state from order_standing where order_id = :id")
        return str(await session.scalar(query, {"id": order_id}))


async def test_a_mistyped_reference_is_matched_by_two_people(house: str) -> None:
    before = await suspended()
    decision = await approved(house, 2)
    (one, other) = await orders_of(await leased(decision))
    told = await report("mistyped", line(one, reference="AS4200000000000"), line(other))
    assert await suspended() == before + 750_000
    assert await held_by(decision.source_id) == (1_500_000, 0, 0, 750_000, 750_000)
    settlement = await propose(told, 1, "match", reference=one.reference)
    assert await state_of(one.id) == "sent"
    await rule(settlement)
    assert await state_of(one.id) == "paid"
    assert await suspended() == before
    assert await held_by(decision.source_id) == (1_500_000, 0, 0, 0, 1_500_000)


async def test_what_is_dismissed_moves_nothing_but_its_claim(house: str) -> None:
    before = await suspended()
    decision = await approved(house, 1)
    (order,) = await orders_of(await leased(decision))
    told = await report("dismissed", line(order, amount_dong=7))
    assert await suspended() == before + 7
    await rule(await propose(told, 1, "dismiss"))
    assert (await suspended(), await state_of(order.id)) == (before, "sent")


async def test_a_smaller_amount_is_accepted_as_a_part(house: str) -> None:
    decision = await approved(house, 1)
    (order,) = await orders_of(await leased(decision))
    told = await report("a part", line(order, amount_dong=300_000))
    await rule(await propose(told, 1, "accept"))
    assert await state_of(order.id) == "partial"
    assert await held_by(decision.source_id) == (750_000, 0, 450_000, 0, 300_000)


async def test_neither_alone_nor_by_whoever_sent_it(house: str) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    told = await report("alone", line(order, amount_dong=5))
    settlement = await propose(told, 1, "dismiss")
    with pytest.raises(SamePerson):
        await rule(settlement, FINANCE)
    with pytest.raises(NotFound):
        await rule(settlement, POST)
    sender = replace(FINANCE, officer_id=POST.officer_id)
    with pytest.raises(SamePerson):
        await rule(settlement, sender)
    with pytest.raises(ExceptionSettled):
        await propose(told, 1, "dismiss", OTHER)
    await rule(settlement, agreed=False)
    again = await propose(told, 1, "dismiss", OTHER)
    await rule(again, FINANCE)
    with pytest.raises(ExceptionSettled):
        await rule(again, FINANCE)


async def test_control_without_the_check_one_person_settles_alone(house: str) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    settlement = await propose(await report("control", line(order, amount_dong=5)), 1, "dismiss")
    check = "ck_exception_settlement_two_people"
    async with owning(house) as session:
        await session.execute(text(f"alter table exception_settlement drop constraint {check}"))
    try:
        await rule(settlement, FINANCE)
    finally:
        async with owning(house) as session:
            await session.execute(
                text(
                    f"alter table exception_settlement add constraint {check}"
                    " check (ruled_by <> proposed_by) not valid"
                )
            )


async def test_a_line_is_settled_only_in_a_way_that_fits_it(house: str) -> None:
    one, other = await orders_of(await leased(await approved(house, 2)))
    told = await report(
        "unfit", line(one, reference="AS4200000000001"), line(other, amount_dong=10**7)
    )
    with pytest.raises(ResolutionUnfit):
        await propose(told, 2, "accept")
    with pytest.raises(ResolutionUnfit):
        await propose(told, 2, "match", reference=other.reference)


async def test_an_order_that_another_follows_is_not_accepted_as_paid(house: str) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    await report("failed first", line(order, "failed"))
    async with acting(FINANCE) as session:
        await payouts.reissue(session, FINANCE, order.id)
    told = await report("paid after all", line(order))
    with pytest.raises(FollowedMeanwhile):
        await rule(await propose(told, 1, "accept"))


async def test_a_run_closes_when_every_order_has_ended(house: str) -> None:
    run_id = await leased(await approved(house, 2))
    one, other = await orders_of(run_id)
    told = await report("half", line(one), line(other, amount_dong=1))
    with pytest.raises(RunDoesNotClose) as refused:
        await close(run_id)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    assert {error["code"] for error in errors} == {"sent_dong", "exceptions_dong"}
    await rule(await propose(told, 1 + 1, "dismiss"))
    await report("the rest", line(other, "failed"))
    closed = await close(run_id)
    assert (closed.total_dong, closed.paid_dong, closed.failed_dong) == (
        1_500_000,
        750_000,
        750_000,
    )
    with pytest.raises(RunClosed):
        await close(run_id)
    with pytest.raises(RunClosed):
        await report("too late", line(one, "returned"))


async def test_raw_sql_closes_no_run_that_is_open(house: str) -> None:
    run_id = await leased(await approved(house, 1))
    query = (
        "insert into run_closing (run_id, order_count, total_dong, paid_dong, failed_dong,"
        " returned_dong, cancelled_dong, closed_by, agent_code, area_path)"
        " select id, 1, 750000, 750000, 0, 0, 0, 7, agent_code, area_path from payout_run"
        " where id = :run"
    )
    with pytest.raises(DBAPIError, match="does not close"):
        async with acting(FINANCE) as session:
            await session.execute(text(query), {"run": run_id})


async def test_ours_stands_beside_theirs(house: str) -> None:
    decision = await approved(house, 3)
    run_id = await leased(decision)
    one, other, third = await orders_of(run_id)
    await report("compared", line(one), line(other, "failed"), line(third, amount_dong=9))
    cut = Cut(run_id=run_id)
    async with acting(FINANCE) as session:
        found = await comparison.bridge(session, Cut(decision_id=decision.decision_id))
        days = await comparison.days(session, cut)
        rows = await comparison.orders_after(session, cut, 0, 10, differing=False)
        odd = await comparison.orders_after(session, cut, 0, 10, differing=True)
    assert found["approved_dong"] == found["sent_dong"] == 2_250_000
    parts = ("paid_dong", "failed_dong", "returned_dong", "cancelled_dong", "left_dong")
    assert [found[name] for name in parts] == [750_000, 750_000, 0, 0, 750_000]
    (day,) = days
    assert (day["our_paid_dong"], day["their_paid_dong"]) == (750_000, 750_009)
    assert (day["waiting"], day["waiting_dong"]) == (1, 9)
    assert [row["state"] for row in rows] == ["paid", "failed", "sent"]
    assert [row["order_id"] for row in odd] == [third.id]


async def close(run_id: int) -> Any:
    async with acting(FINANCE) as session:
        return await closings.close_run(session, FINANCE, run_id)


async def test_suspense_is_no_source_of_money(house: str) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    await report("no source", line(order, amount_dong=3))
    async with acting(FINANCE) as session:
        assert all(one.level != "suspense" for one in await funds.balances(session))
