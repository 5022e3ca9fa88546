"""Lines in any order, late or replayed, split over statements: the same state and balances."""

import random
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from app import reconciliation
from app.access import Actor
from app.reconciliation import judgement
from app.reconciliation.rules import StatementNotClean, Verdict
from app.reconciliation.schemas import StatementOrder
from tests.money_rows import (
    BANK,
    FINANCE,
    POST,
    TODAY,
    acting,
    approved,
    funded,
    leased,
    orders_of,
    run_on,
    stand_still,
)

_DAYS = 4
_ORDERS = 4
_numbers = count(1)
RANK = ("failed", "cancelled", "partial", "paid", "returned")
_FIRST = TODAY - timedelta(days=_DAYS)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


def random_lines(dice: random.Random, agents: Sequence[Actor]) -> list[tuple[int, dict[str, Any]]]:
    """Lines by the place of their order: every result, several days, some of them twice."""
    lines = []
    for place in range(_ORDERS * len(agents)):
        for _ in range(dice.randint(0, 5)):
            result = dice.choice(("paid", "failed", "partial", "returned"))
            amount = dice.choice((100_000, 300_000)) if result == "partial" else 750_000
            done_on = _FIRST + timedelta(days=dice.randint(0, _DAYS))
            lines.append((place, {"amount_dong": amount, "result": result, "done_on": done_on}))
    return lines + dice.sample(lines, len(lines) // 3)


def expected(lines: Sequence[tuple[int, dict[str, Any]]], cancelled: int) -> dict[int, int | None]:
    """What is paid of each order by the greatest of its facts; None: nothing was told."""
    paid: dict[int, int | None] = dict.fromkeys({place for place, _ in lines} | {cancelled})
    for place in paid:
        told = [line for at, line in lines if at == place]
        if place == cancelled:
            paid[place] = 0
            continue
        top = max((line["result"] for line in told), key=RANK.index)
        given = max((line["amount_dong"] for line in told if line["result"] == top), default=0)
        paid[place] = given if top in {"paid", "partial"} else 0
    return paid


async def sent(
    lines: Sequence[dict[str, Any]], who: Actor, mode: str = "lenient"
) -> reconciliation.StatementShown:
    """One statement."""
    order = StatementOrder.model_validate(
        {"number": f"S-{next(_numbers)}", "made_on": TODAY, "mode": mode, "lines": lines}
    )
    async with acting(who) as session:
        return await reconciliation.receive_statement(session, who, order)


async def live_through(
    dice: random.Random, house: str, lines: Sequence[tuple[int, dict[str, Any]]], cancelled: int
) -> tuple[dict[int, int], dict[int, bool], dict[str, int]]:
    """A history of its own with these lines: paid by order, live by order, accounts."""
    await stand_still(house, _noon(_FIRST))
    source_id = await funded(2 * _ORDERS * 750_000, booked_on=_FIRST)
    orders: list[tuple[Actor, Any]] = []
    for who in (POST, BANK):
        decision = await approved(house, _ORDERS, source_id=source_id)
        run_id = await leased(decision, str(who.agent))
        orders += [(who, order) for order in await orders_of(run_id)]
    await stand_still(house)
    who, order = orders[cancelled]
    await ask_back(order)
    told = {"reference": order.reference, "amount_dong": 750_000}
    await sent([{**told, "result": "not_paid", "done_on": TODAY}], who)
    await tell(dice, orders, lines)
    numbers = [order.id for _, order in orders]
    return await outcome(numbers, source_id)


def _noon(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


async def tell(
    dice: random.Random, orders: Sequence[tuple[Actor, Any]],
    lines: Sequence[tuple[int, dict[str, Any]]],
) -> None:  # fmt: skip
    """The lines in an order of their own, cut into statements of both modes, some sent again."""
    shuffled = dice.sample(list(lines), len(lines))
    while shuffled:
        cut = dice.randint(1, 6)
        part, shuffled = shuffled[:cut], shuffled[cut:]
        for who in (POST, BANK):
            mine = [
                {"reference": orders[place][1].reference, **line}
                for place, line in part
                if orders[place][0] is who
            ]
            if not mine:
                continue
            try:
                await sent(mine, who, dice.choice(("strict", "lenient")))
            except StatementNotClean:
                await sent(mine, who)
            if dice.random() < 0.3:
                await sent(mine, who)


async def ask_back(order: Any) -> None:
    async with acting(FINANCE) as session:
        await session.execute(
            text(
                "insert into order_cancellation (order_id, kind, reason, requested_by, agent_code,"
                " area_path) select id, 'requested', 'x', 7, agent_code, area_path"
                " from payout_order where id = :id"
            ),
            {"id": order.id},
        )


_PAID = """
select o.id, o.live, coalesce((
    select case when bool_or(e.kind = 'returned') then 0
                else coalesce(max(e.amount_dong) filter (where e.kind in ('paid', 'partial')), 0)
           end from order_outcome e where e.order_id = o.id group by e.order_id), -1) as paid
  from payout_order o where o.id = any(:ids) order by o.id
"""
_ACCOUNTS = """
select account, sum(amount_dong)::bigint from journal_entry where source_id = :source group by 1
"""


async def outcome(
    numbers: list[int], source_id: int
) -> tuple[dict[int, int], dict[int, bool], dict[str, int]]:
    async with acting(FINANCE) as session:
        rows = (await session.execute(text(_PAID), {"ids": numbers})).all()
        found = await session.execute(text(_ACCOUNTS), {"source": source_id})
        accounts = {account: total for account, total in found if total}
    paid = {place: row.paid for place, row in enumerate(rows)}
    return paid, {place: row.live for place, row in enumerate(rows)}, accounts


def due(paid: dict[int, int | None]) -> tuple[dict[int, int], dict[str, int]]:
    """The orders and the accounts as the lines want them."""
    whole = 2 * _ORDERS * 750_000
    orders = {place: -1 if (told := paid.get(place)) is None else told
              for place in range(2 * _ORDERS)}  # fmt: skip
    handed = sum(told for told in orders.values() if told > 0)
    waiting = sum(750_000 for told in orders.values() if told < 0)
    accounts = {
        "allotment": -whole, "paid": handed, "sent": waiting,
        "committed": whole - handed - waiting,
    }  # fmt: skip
    return orders, {account: total for account, total in accounts.items() if total}


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_ends_in_the_same_state(house: str, seed: int) -> None:
    dice = random.Random(seed)
    lines = random_lines(dice, (POST, BANK))
    cancelled = dice.randrange(2 * _ORDERS)
    wanted, accounts = due(expected(lines, cancelled))
    for _ in range(2):
        paid, live, found = await live_through(dice, house, lines, cancelled)
        assert paid == wanted
        assert found == accounts
        assert sum(found.values()) == 0
        assert live == {place: told in {-1, 750_000} for place, told in wanted.items()}


async def test_control_first_come_instead_of_the_join_depends_on_the_order(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the first fact of an order its last, two shuffles of the same lines would differ."""
    looked = judgement._looked

    def first_come(quoted: Any, stood: Any) -> Any:
        from sqlalchemy import Text, case, cast, select

        rows = looked(quoted, stood)
        others = [column for column in rows.c if column.name != "alone"]
        told = case((stood.c.order_id.is_not(None), "wrong_state"), else_=rows.c.alone)
        return (
            select(*others, cast(told, Text).label("alone"))
            .select_from(rows)
            .outerjoin(stood, stood.c.order_id == rows.c.order_id)
            .cte("first_come")
        )

    monkeypatch.setattr(judgement, "_looked", first_come)
    monkeypatch.setattr(judgement, "_judgement", judgement._judgement.__wrapped__)
    dice = random.Random(1)
    lines = [
        (place, {"amount_dong": 750_000, "result": result, "done_on": TODAY})
        for place in range(2 * _ORDERS - 1)
        for result in ("failed", "paid", "returned")
    ]
    ends = [await live_through(dice, house, lines, 2 * _ORDERS - 1) for _ in range(3)]
    assert any(end != ends[0] for end in ends[1:])


async def test_paid_after_all_lives_again_unless_something_followed(house: str) -> None:
    from app import payouts

    decision = await approved(house, 2)
    late, followed = await orders_of(await leased(decision))
    await sent([_told(late, "failed"), _told(followed, "failed")], POST)
    async with acting(FINANCE) as session:
        await payouts.reissue(session, FINANCE, followed.id)
    answer = await sent([_told(late, "paid"), _told(followed, "paid")], POST)
    assert answer.verdicts[Verdict.PAID].count == 1
    assert answer.verdicts[Verdict.WRONG_STATE].count == 1
    async with acting(FINANCE) as session:
        query = text("select live from payout_order where id = any(:ids) order by id")
        alive = await session.scalars(query, {"ids": [late.id, followed.id]})
        assert list(alive) == [True, False]


async def test_an_order_asked_back_is_paid_or_not_by_the_first_answer(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 3)))
    early = await sent([_told(orders[0], "not_paid")], POST)
    assert early.verdicts[Verdict.WRONG_STATE].count == 1  # nobody asked
    for order in orders:
        await ask_back(order)
    answer = await sent([_told(orders[0], "not_paid"), _told(orders[1], "paid")], POST)
    assert answer.verdicts[Verdict.CANCELLED].count == answer.verdicts[Verdict.PAID].count == 1
    answer = await sent([_told(orders[0], "paid"), _told(orders[1], "not_paid")], POST)
    assert answer.verdicts[Verdict.AFTER_CANCEL].count == 1
    assert answer.verdicts[Verdict.WRONG_STATE].count == 1
    answer = await sent([_told(orders[2], "not_paid"), _told(orders[2], "paid")], POST)
    assert answer.verdicts[Verdict.CANCELLED].count == 1
    assert answer.verdicts[Verdict.AFTER_CANCEL].count == 1


async def test_nothing_stays_without_a_verdict(house: str) -> None:
    """The database counts too: a statement whose lines do not add up never commits."""
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError, match="open"):
        async with acting(POST) as session:
            await session.execute(
                text(
                    "insert into statement (agent_code, number, made_on, sha256, line_count,"
                    " total_dong, received_by, area_path, format, mode) values ('BUUDIEN',"
                    " 'hollow', '2020-05-05', sha256('x'), 1, 1, 8, '42.', 'json', 'lenient')"
                )
            )


def _told(order: Any, result: str) -> dict[str, Any]:
    return {
        "reference": order.reference, "amount_dong": order.amount_dong, "result": result,
        "done_on": TODAY,
    }  # fmt: skip
