"""The kit judges as the service does: random histories told to both, line by line, to the end."""

import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from app import payouts, reconciliation
from app.kit import judging
from app.kit.judging import End, Held, Ledger, NumberReused
from app.reconciliation import StatementOrder
from app.reconciliation.rules import StatementNumberReused
from tests.money_rows import (
    AMOUNTS,
    FINANCE,
    POST,
    acting,
    approved,
    leased,
    orders_of,
    run_on,
    stand_still,
)

_TAKEN = date(2020, 5, 5)
_DAYS = 3
_ORDERS = 5
_DUE = AMOUNTS["HN"]
_RESULTS = ("paid", "failed", "partial", "returned", "not_paid")
_STATEMENTS = 9
_numbers = count(1)
History = list[tuple[str, date, list[dict[str, Any]]]]


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house, _noon(_TAKEN))
    yield
    await run_on(house)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


async def _held(house: str, dice: random.Random) -> dict[str, Held]:
    """A few real orders in the agent's hands, some asked back."""
    orders = await orders_of(await leased(await approved(house, _ORDERS)))
    back = dice.sample(orders, 2)
    async with acting(FINANCE) as session:
        for order in back:
            await payouts.cancel(session, FINANCE, order.id, "Người hưởng đã chết")
    return {one.reference: Held(one.amount_dong, _TAKEN, one in back) for one in orders}


def _line(dice: random.Random, references: Sequence[str]) -> dict[str, Any]:
    """A line that is mostly about an order, mostly of its amount, on a day that mostly fits."""
    result = dice.choice(_RESULTS)
    amount = dice.choice((100_000, 300_000)) if result == "partial" else _DUE
    if dice.random() < 0.06:
        amount = _DUE + dice.choice((-1, 0, 1))
    known = dice.choice(references)
    return {
        "reference": known if dice.random() > 0.04 else f"AS42{dice.randint(0, 10**10):011d}",
        "amount_dong": amount, "result": result,
        "done_on": _TAKEN + timedelta(days=dice.choice((-1, 0, 0, 1, 1, 2, 2, 3, 4))),
    }  # fmt: skip


def _history(dice: random.Random, references: Sequence[str]) -> History:
    """Statements on days that only go on, some of them sent again, or under a number that is."""
    days = sorted(dice.randint(0, _DAYS) for _ in range(_STATEMENTS))
    found: History = []
    for day in days:
        lines = [_line(dice, references) for _ in range(dice.randint(1, 7))]
        found.append((f"drift-{next(_numbers)}", _TAKEN + timedelta(days=day), lines))
    again = [dice.choice(found) for _ in range(2)]
    return [*found, *again, (found[0][0], found[-1][1], found[-1][2])]


def _kit_says(ledger: Ledger, number: str, day: date, lines: Any) -> list[str] | str:
    try:
        return [str(one) for one in ledger.judge(number, day, lines)]
    except NumberReused:
        return "refused"


async def _service_says(number: str, day: date, lines: Any) -> list[str] | str:
    told = {"number": number, "made_on": day, "mode": "lenient", "lines": lines}
    order = StatementOrder.model_validate(told)
    query = text("select verdict from statement_line where statement_id = :id order by line_number")
    try:
        async with acting(POST) as session:
            shown = await reconciliation.receive_statement(session, POST, order)
            return list(await session.scalars(query, {"id": shown.id}))
    except StatementNumberReused:
        return "refused"


_ENDS = """
select o.reference, array_agg(f.kind) filter (where f.kind is not null) as kinds,
       coalesce(max(f.amount_dong) filter (where f.kind in ('paid', 'partial')), 0) as given
  from payout_order o left join order_outcome f on f.order_id = o.id
 where o.reference = any(:references) group by o.reference
"""


async def _ends(references: Sequence[str]) -> dict[str, End]:
    """What became of orders, by the service's own facts."""
    rank = [str(one) for one in judging.SETTLING]
    found = {}
    async with acting(FINANCE) as session:
        rows = await session.execute(text(_ENDS), {"references": list(references)})
        for reference, kinds, given in rows:
            state = judging.SETTLING[max(rank.index(one) for one in kinds)] if kinds else None
            found[reference] = End(state, 0 if state == "returned" else given)
    return found


async def _drifts(house: str, seed: int) -> list[str]:
    """Where kit and service do not say the same of one history."""
    dice = random.Random(seed)
    held = await _held(house, dice)
    ledger, drifts = Ledger(held), []
    latest = _TAKEN
    for number, day, lines in _history(dice, sorted(held)):
        latest = max(latest, day)
        await stand_still(house, _noon(latest))
        kit = _kit_says(ledger, number, day, lines)
        service = await _service_says(number, day, lines)
        if kit != service:
            drifts.append(f"{seed} {number}: {kit} {service}")
    if ledger.ends() != await _ends(sorted(held)):
        drifts.append(f"{seed}: ends")
    return drifts


SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
async def test_kit_and_service_say_the_same(house: str, seed: int) -> None:
    assert await _drifts(house, seed) == []


def _first_come(_line: Any, _near: Any) -> Any:
    return _line.fact.kind


CONTROLS: dict[str, tuple[str, Callable[..., Any]]] = {
    "lines of one statement do not meet": ("among_neighbours", _first_come),
    "no result is less than another": ("_is_less_than", lambda *_: False),
    "any amount will do": ("_at_hand", lambda *_: True),
}


@pytest.mark.parametrize("without", CONTROLS)
async def test_control_a_kit_that_drifts_is_seen(
    house: str, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    monkeypatch.setattr(judging, *CONTROLS[without])
    assert [drift for seed in SEEDS[:2] for drift in await _drifts(house, seed)]
