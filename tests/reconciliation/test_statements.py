"""What agents report: verdicts, races, repeats, and the controls that break each promise."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import admin_units, payouts, reconciliation
from app.access import Actor, Role
from app.core.errors import Forbidden
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from app.payouts.rules import AlreadyOrdered
from app.reconciliation import queries
from app.reconciliation.rules import (
    MadeInTheFuture,
    StatementNotClean,
    StatementNumberReused,
    TotalsDiffer,
    Verdict,
)
from app.reconciliation.schemas import StatementOrder, StatementShown
from tests.money_rows import (
    BANK,
    FINANCE,
    POST,
    TODAY,
    acting,
    actor,
    approved,
    count_statements,
    held_by,
    leased,
    orders_of,
    owning,
    prepared,
    run_on,
    stand_still,
    taken,
    told_in,
)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


def line(order: Any, result: str = "paid", **other: Any) -> dict[str, Any]:
    """A line that reports an order as it was made."""
    told = {"reference": order.reference, "amount_dong": order.amount_dong, "result": result}
    return {**told, "done_on": TODAY, **other}


def statement(number: str, lines: Sequence[dict[str, Any]], **other: Any) -> StatementOrder:
    return StatementOrder.model_validate(
        {"number": number, "made_on": TODAY, "mode": "lenient", "lines": list(lines), **other}
    )


async def report(order: StatementOrder, who: Actor = POST) -> StatementShown:
    async with acting(who) as session:
        return await reconciliation.receive_statement(session, who, order)


def counts(answer: StatementShown) -> dict[str, int]:
    return {str(verdict): tally.count for verdict, tally in answer.verdicts.items() if tally.count}


async def verdicts(answer: StatementShown, who: Actor = POST) -> list[str]:
    query = "select verdict from statement_line where statement_id = :id order by line_number"
    async with acting(who) as session:
        return list(await session.scalars(text(query), {"id": answer.id}))


async def test_every_line_has_its_verdict_and_nothing_is_lost(house: str) -> None:
    decision = await approved(house, 6)
    run_id = await leased(decision)
    orders = await orders_of(run_id)
    answer = await report(
        statement(
            "every-verdict",
            [
                line(orders[0]),
                line(orders[1], "failed", reason="Vắng mặt"),
                line(orders[0]),
                line(orders[1]),
                line(orders[2], amount_dong=1),
                line(orders[3], reference="AS4299999999999"),
                line(orders[4], done_on=date(2020, 5, 6)),
                line(orders[5], done_on=date(2020, 5, 4)),
            ],
        )
    )
    assert await verdicts(answer) == [
        "paid", "failed", "duplicate", "paid", "wrong_amount", "unknown",
        "wrong_state", "wrong_state",
    ]  # fmt: skip
    assert (answer.line_count, answer.total_dong) == (8, 7 * 750_000 + 1)
    assert sum(tally.total_dong for tally in answer.verdicts.values()) == answer.total_dong
    assert [order.live for order in await orders_of(run_id)] == [True] * 6
    assert await held_by(decision.source_id) == (4_500_000, 0, 0, 3_000_000, 1_500_000)


async def test_the_same_statement_again_gives_the_first_verdicts(house: str) -> None:
    decision = await approved(house, 3)
    orders = await orders_of(await leased(decision))
    told = statement("again", [line(orders[0]), line(orders[1]), line(orders[1])])
    first = await report(told)
    assert [await report(told) for _ in range(3)] == [first] * 3
    assert counts(first) == {"paid": 2, "duplicate": 1}
    assert (await held_by(decision.source_id))[4] == 1_500_000
    with pytest.raises(StatementNumberReused):
        await report(statement("again", [line(orders[2])]))
    late = await report(statement("another number", [line(orders[0])]))
    assert counts(late) == {"duplicate": 1}


async def test_the_same_statement_at_once_is_taken_once(house: str) -> None:
    decision = await approved(house, 50)
    orders = await orders_of(await leased(decision))
    told = statement("at-once", [line(order) for order in orders])
    answers = await asyncio.gather(*(report(told) for _ in range(12)))
    assert all(answer == answers[0] for answer in answers)
    assert counts(answers[0]) == {"paid": 50}
    assert (await held_by(decision.source_id))[4] == decision.total_dong


async def _race(orders: Sequence[Any], who: Actor = POST) -> list[StatementShown]:
    """32 statements over the same orders, each with most of them and in an order of its own."""
    chance = random.Random(2020)

    async def one(number: int) -> StatementShown:
        chosen = chance.sample(list(orders), len(orders) * 3 // 4)
        return await report(statement(f"race-{number}", [line(order) for order in chosen]), who)

    return await asyncio.gather(*(one(number) for number in range(32)))


async def test_32_rivals_pay_each_order_once(house: str) -> None:
    decision = await approved(house, 200)
    orders = await orders_of(await leased(decision))
    answers = await _race(orders)
    paid = sum(answer.verdicts[Verdict.PAID].count for answer in answers)
    assert paid == 200
    assert {verdict for answer in answers for verdict in counts(answer)} <= {"paid", "duplicate"}
    assert await held_by(decision.source_id) == (
        decision.total_dong, 0, 0, 0, decision.total_dong,
    )  # fmt: skip


async def _nobody_waits(session: Any, agent: str, number: str, line_count: int) -> None:
    """Instead of the locks on the agent's orders."""


async def test_control_without_the_key_the_same_race_pays_twice(house: str) -> None:
    """The very same act in a province of its own whose outcomes have lost their primary key."""
    await upgrade(house, ("44",))
    try:
        async with owner_transaction(house) as session:
            await admin_units.open_province(session, "44")
            await session.execute(
                text("alter table p44.order_outcome drop constraint pk_order_outcome")
            )
            # Every later guard that would see the second payment looks away.
            await session.execute(
                text("alter table p44.statement_line drop constraint pk_statement_line")
            )
            await session.execute(
                text("alter table p44.journal_entry disable trigger check_accounts")
            )
        decision = await approved(house, 40, area="44.450.18859.")
        orders = await orders_of(await leased(decision, path="44."), "44.")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.funds.commands.check_cover", lambda *_: None)
            patch.setattr("app.reconciliation.rules.check_adds_up", lambda *_: None)
            patch.setattr("app.reconciliation.queries.wait_for_statements", _nobody_waits)
            await _race(orders, actor(Role.PAYMENT_AGENT, "44.", "BUUDIEN"))
        async with owning(house, "44") as session:
            outcomes = await session.scalar(text("select count(*) from order_outcome"))
        assert outcomes is not None
        assert outcomes > 40
    finally:
        async with owner_transaction(house) as session:
            await session.execute(text("drop schema p44 cascade"))
            await session.execute(text("delete from nation.province where code = '44'"))


async def _waits(told: StatementOrder) -> bool:
    """Whether a statement has to wait for what is going on."""
    try:
        await asyncio.wait_for(report(told), 1)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("alone", [False, True])
async def test_only_statements_on_the_same_orders_wait(house: str, alone: bool) -> None:
    """A short one on other orders goes by; where the agent is held alone, everybody waits."""
    mine, other = [(await orders_of(await leased(await approved(house, 2))))[0] for _ in range(2)]
    async with acting(POST) as session:
        if alone:
            await queries.one_at_a_time(session, "BUUDIEN", 1)
        else:
            first = statement(f"first-{mine.reference}", [line(mine)])
            await reconciliation.receive_statement(session, POST, first)
        assert await _waits(statement(f"same-{mine.reference}", [line(mine)]))
        assert await _waits(statement(f"other-{mine.reference}", [line(other)])) is alone


async def test_an_order_of_another_agent_is_unknown_and_nothing_is_told(house: str) -> None:
    mine = await orders_of(await leased(await approved(house, 1)))
    foreign = await orders_of(await leased(await approved(house, 1), "NHCSXH"))
    answer = await report(
        statement("foreign", [line(foreign[0]), line(foreign[0], amount_dong=5), line(mine[0])])
    )
    assert counts(answer) == {"unknown": 2, "paid": 1}
    assert await verdicts(answer) == ["not_yours", "not_yours", "paid"]  # to the province
    async with acting(POST) as session:
        told = await session.scalars(
            text("select order_id from statement_line where statement_id = :id"), {"id": answer.id}
        )
        assert list(told)[:2] == [None, None]
        shown = await queries.lines_after(session, answer.id, 0, 9, Verdict.UNKNOWN)
        assert [one["verdict"] for one in shown] == [Verdict.UNKNOWN] * 2
        assert await queries.lines_after(session, answer.id, 0, 9, Verdict.NOT_YOURS) == []
    async with acting(FINANCE) as session:
        shown = await queries.lines_after(session, answer.id, 0, 9, None)
        assert [one["verdict"] for one in shown][:2] == [Verdict.NOT_YOURS] * 2
    with pytest.raises(StatementNotClean) as refused:
        await report(statement("foreign-strict", [line(foreign[0])], mode="strict"))
    assert refused.value.facts["errors"][0]["code"] == "unknown"  # type: ignore[index]
    async with acting(BANK) as session:
        seen = text("select count(*) from statement where id = :id")
        assert await session.scalar(seen, {"id": answer.id}) == 0


async def test_an_order_outside_the_agents_territory_is_unknown(house: str) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    elsewhere = actor(Role.PAYMENT_AGENT, "42.437.", "BUUDIEN")
    answer = await report(statement("elsewhere", [line(order)]), elsewhere)
    assert await verdicts(answer, elsewhere) == ["unknown"]


async def test_an_order_not_released_cannot_be_paid(house: str) -> None:
    decision = await approved(house, 1)
    (order,) = await orders_of(await prepared(decision))
    answer = await report(statement("unreleased", [line(order)]))
    assert counts(answer) == {"wrong_state": 1}
    assert (await held_by(decision.source_id))[2] == 750_000


async def test_a_strict_statement_is_taken_whole_or_not_at_all(house: str) -> None:
    decision = await approved(house, 3)
    orders = await orders_of(await leased(decision))
    told = [line(orders[0]), line(orders[1], amount_dong=7), line(orders[2]), line(orders[2])]
    with pytest.raises(StatementNotClean) as refused:
        await report(statement("strict", told, mode="strict"))
    assert refused.value.facts["count"] == 2
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("#/lines/1", "wrong_amount"), ("#/lines/3", "duplicate"),
    ]  # fmt: skip
    assert (await held_by(decision.source_id))[4] == 0
    clean = await report(statement("strict", [line(order) for order in orders], mode="strict"))
    assert counts(clean) == {"paid": 3}


async def test_a_failed_order_is_issued_again_and_paid(house: str) -> None:
    decision = await approved(house, 1)
    run_id = await leased(decision)
    (order,) = await orders_of(run_id)
    await report(statement("failed", [line(order, "failed", reason="Đã chuyển nơi ở")]))
    assert await held_by(decision.source_id) == (750_000, 0, 750_000, 0, 0)
    async with acting(FINANCE) as session:
        again = await payouts.reissue(session, FINANCE, order.id)
    assert await held_by(decision.source_id) == (750_000, 0, 0, 750_000, 0)
    with pytest.raises(AlreadyOrdered):
        async with acting(FINANCE) as session:
            await payouts.reissue(session, FINANCE, order.id)
    second = await told_in(await taken(run_id))
    assert again.reference in second.decode()
    assert order.reference not in second.decode()
    late = await report(statement("late", [line(order)]))
    assert counts(late) == {"wrong_state": 1}
    paid = await report(statement("paid again", [line(order, reference=again.reference)]))
    assert counts(paid) == {"paid": 1}
    assert await held_by(decision.source_id) == (750_000, 0, 0, 0, 750_000)


async def test_statements_in_any_order_end_the_same(house: str) -> None:
    """Shuffled and repeated, with the same orders in several: each is paid once."""
    decision = await approved(house, 30)
    orders = await orders_of(await leased(decision))
    parts = [
        statement(
            f"part-{decision.decision_id}-{start}-{end}", [line(one) for one in orders[start:end]]
        )
        for start, end in ((0, 12), (8, 20), (15, 30), (0, 30))
    ]
    sent = parts * 3
    random.Random(7).shuffle(sent)
    await asyncio.gather(*(report(one) for one in sent))
    assert await held_by(decision.source_id) == (
        decision.total_dong, 0, 0, 0, decision.total_dong,
    )  # fmt: skip


async def test_receiving_costs_the_same_for_any_length(house: str) -> None:
    costs = []
    for people in (2, 600):
        orders = await orders_of(await leased(await approved(house, people)))
        told = statement(
            f"cost-{people}",
            [
                line(order, "failed" if number % 2 else "paid")
                for number, order in enumerate(orders)
            ],
        )
        async with acting(POST) as session:
            seen = await count_statements(session)
            await reconciliation.receive_statement(session, POST, told)
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 14


@pytest.mark.parametrize("table", ["statement", "statement_line", "order_outcome"])
@pytest.mark.parametrize("act", ["update {} set area_path = area_path", "delete from {}"])
async def test_what_was_reported_stays_reported(house: str, table: str, act: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with acting(POST) as session:
            await session.execute(text(act.format(table)))
    with pytest.raises(DBAPIError, match="written once"):
        async with owning(house) as session:
            await session.execute(text(act.format(table)))


async def test_what_does_not_add_up_or_comes_from_tomorrow_is_refused(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 2)))
    lines = [line(order) for order in orders]
    with pytest.raises(TotalsDiffer):
        await report(statement("declared", lines, line_count=3))
    with pytest.raises(TotalsDiffer):
        await report(statement("declared", lines, total_dong=1))
    with pytest.raises(MadeInTheFuture):
        await report(statement("declared", lines, made_on=date(2020, 5, 6)))
    with pytest.raises(Forbidden):
        await report(statement("declared", lines), FINANCE)
    answer = await report(statement("declared", lines, line_count=2, total_dong=1_500_000))
    assert counts(answer) == {"paid": 2}
