"""Money nobody has received: who is on the list, until when, and what follows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app import payouts, policy
from app.recoveries import waiting
from tests.money_rows import (
    BANK,
    COMMUNE,
    FINANCE,
    POST,
    TODAY,
    acting,
    approved,
    leased,
    orders_of,
    stand_still,
)
from tests.recoveries.cases import CLERK, asked_back, told
from tests.recoveries.days import days_written

pytestmark = pytest.mark.usefixtures("noon")
RULES = policy.policy_at(TODAY)
DEADLINE = RULES.due_date(TODAY, RULES.pay_by_days)


@pytest.fixture(autouse=True)
async def _days(house: str) -> None:
    await days_written(house)


async def listed(orders: list[Any], who: Any = CLERK, **sought: Any) -> list[dict[str, Any]]:
    async with acting(who) as session:
        found = await waiting.not_received_after(
            session, waiting.Sought(**sought), orders[0].id - 1, 100
        )
    return [one for one in found if one["order_id"] <= orders[-1].id]


async def test_who_was_absent_waits_until_the_deadline_and_the_silent_come_after_it(
    house: str,
) -> None:
    orders = await orders_of(await leased(await approved(house, 5)))
    await told(orders[:2], "failed")
    await told(orders[3:4])
    await asked_back(house, orders[4:])
    async with acting(FINANCE) as session:
        await payouts.reissue(session, FINANCE, orders[1].id)
    (only,) = await listed(orders)
    assert (only["order_id"], only["reference"], only["reason"], only["follows"]) == (
        orders[0].id, orders[0].reference, "not_told", "try_again",
    )  # fmt: skip
    assert (only["since"], only["deadline"], only["days_left"], only["due_back"]) == (
        TODAY, DEADLINE, 15, False,
    )  # fmt: skip
    assert await listed(orders, overdue=True) == []
    assert await listed(orders, BANK) == []
    assert await listed(orders, area="42.437.") == []
    await stand_still(house, datetime(2020, 5, 28, 5, tzinfo=UTC))
    for who in (CLERK, POST):
        found = await listed(orders, who, overdue=True, area=COMMUNE, agent="BUUDIEN")
        told_of = [(one["order_id"], one["reason"], one["follows"]) for one in found]
        assert told_of == [
            (orders[0].id, "not_told", "return_to_source"),
            (orders[2].id, "no_word", "agent_answers"),
        ]
        assert all(one["due_back"] and one["days_left"] == -2 for one in found)


def test_the_deadline_is_an_assumption_that_says_so() -> None:
    assert date(2020, 5, 26) == DEADLINE
    assert RULES.provisions["payment.pay_by_days"].source.mark is policy.Mark.ASSUMED
