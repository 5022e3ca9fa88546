"""An order that no agent has is cancelled at once; one that an agent has is asked back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import payouts
from app.core.errors import NotFound
from app.payouts import cancelling, queries
from app.payouts.rules import AlreadyAnswered, AlreadyCancelled, NothingToFollow
from app.payouts.schemas import CancellationShown, FollowUpOrder
from tests.grounds import raw_service, refused
from tests.money_rows import (
    BANK,
    FINANCE,
    POST,
    acting,
    approved,
    held_by,
    leased,
    orders_of,
    prepared,
    released,
    run_on,
    stand_still,
    taken,
)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def cancelled(order_id: int) -> CancellationShown:
    async with acting(FINANCE) as session:
        return await payouts.cancel(session, FINANCE, order_id, "Người nhận đã chuyển đi")


async def told_to(who: Any, order_id: int) -> list[str]:
    """What somebody is told about an order's cancellation."""
    async with acting(who) as session:
        found = await queries.cancellations_after(session, order_id - 1, 1)
    return [row["kind"] for row in found if row["order_id"] == order_id]


async def test_before_any_lease_it_is_cancelled_with_its_money(house: str) -> None:
    made = await approved(house, 2)
    run_id = await released(made)
    first, second = await orders_of(run_id)
    done = await cancelled(first.id)
    assert (done.kind, done.live, done.reference) == ("direct", False, first.reference)
    assert await held_by(made.source_id) == (1_500_000, 0, 750_000, 750_000, 0)
    assert await told_to(POST, first.id) == []
    assert await told_to(FINANCE, first.id) == ["direct"]
    with pytest.raises(AlreadyCancelled):
        await cancelled(first.id)
    with pytest.raises(NothingToFollow):
        async with acting(FINANCE) as session:
            await payouts.follow_up(session, FollowUpOrder(run_ids=[run_id]))
    await taken(run_id)
    async with acting(POST) as session:
        sent = await session.scalars(
            text("select order_id from lease_order where run_id = :run"), {"run": run_id}
        )
        assert list(sent) == [second.id]
    async with acting(FINANCE) as session:
        again = await payouts.reissue(session, FINANCE, first.id)
    assert again.amount_dong == 750_000
    assert await held_by(made.source_id) == (1_500_000, 0, 0, 1_500_000, 0)


async def test_of_a_prepared_run_no_money_moves(house: str) -> None:
    made = await approved(house, 2)
    first, _ = await orders_of(await prepared(made))
    assert (await cancelled(first.id)).kind == "direct"
    assert await held_by(made.source_id) == (1_500_000, 0, 1_500_000, 0, 0)
    with pytest.raises(NotFound):
        await cancelled(2**40)


async def test_once_leased_it_is_only_asked_back(house: str) -> None:
    made = await approved(house, 1)
    run_id = await leased(made)
    (order,) = await orders_of(run_id)
    done = await cancelled(order.id)
    assert (done.kind, done.live) == ("requested", True)
    assert [one.live for one in await orders_of(run_id)] == [True]
    assert await held_by(made.source_id) == (750_000, 0, 0, 750_000, 0)
    assert await told_to(POST, order.id) == ["requested"]
    assert await told_to(BANK, order.id) == []
    with pytest.raises(AlreadyCancelled):
        await cancelled(order.id)


async def test_what_has_ended_is_not_cancelled(house: str) -> None:
    run_id = await leased(await approved(house, 1))
    (order,) = await orders_of(run_id)
    async with acting(FINANCE) as session:
        await session.execute(
            text("update payout_order set live = false where id = :o"), {"o": order.id}
        )
    with pytest.raises(AlreadyAnswered):
        await cancelled(order.id)
    row = (
        "insert into order_cancellation (order_id, kind, reason, requested_by, agent_code,"
        " area_path) select id, 'requested', 'x', 7, agent_code, area_path from payout_order"
        " where id = :o"
    )
    async with raw_service(house) as session:
        assert await refused(session, row, o=order.id) == "ck_order_cancellation_open"


# --- races --------------------------------------------------------------------------------------


async def take(run_id: int, system: int) -> None:
    who = replace(POST, account_id=system)
    async with acting(who) as session:
        await payouts.take(session, who, run_id, 7)


async def test_a_lease_and_a_cancellation_never_both_have_an_order(house: str) -> None:
    made = await approved(house, 30)
    run_id = await released(made)
    numbers = [order.id for order in await orders_of(run_id)]
    acts = [cancelled(number) for number in numbers[::2]]
    acts += [take(run_id, run_id * 100 + system) for system in range(6)]  # type: ignore[misc]
    done = await asyncio.gather(*acts)
    kinds = {one.order_id: one.kind for one in done if one is not None}
    assert len(kinds) == 15
    async with acting(FINANCE) as session:
        rows = await session.execute(
            text(
                "select o.id, o.live, l.order_id is not null from payout_order o"
                " left join lease_order l on l.order_id = o.id"
                " where o.run_id = :run and o.payee_name not like '(%'"
            ),
            {"run": run_id},
        )
        stands = {number: (live, leased) for number, live, leased in rows}
    for number, kind in kinds.items():
        assert stands[number] == ((True, True) if kind == "requested" else (False, False))
    direct = sum(kind == "direct" for kind in kinds.values())
    money = (30 - direct) * 750_000
    assert await held_by(made.source_id) == (22_500_000, 0, 22_500_000 - money, money, 0)


async def _while_it_is_taken(run_id: int, order_id: int) -> Any:
    """A cancellation that begins while an agent is just taking the order."""
    async with acting(POST) as session:
        assert await payouts.take(session, POST, run_id, 10) is not None
        late = asyncio.create_task(cancelled(order_id))
        await asyncio.sleep(0.3)
        assert not late.done()
    return (await asyncio.gather(late, return_exceptions=True))[0]


async def test_who_comes_while_it_is_taken_waits_and_asks_back(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    await free_desk()
    assert (await _while_it_is_taken(run_id, order.id)).kind == "requested"

    # The control: without the lock it looks too early, and only the last guard stops it.
    async def unlocked(session: Any, order_id: int) -> Any:
        query = text("select live, agent_code, area_path from payout_order where id = :o")
        return (await session.execute(query, {"o": order_id})).one()

    monkeypatch.setattr(cancelling, "_hold", unlocked)
    await free_desk()
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    late = await _while_it_is_taken(run_id, order.id)
    assert isinstance(late, DBAPIError)
    assert "cannot be cancelled so" in str(late)
    await free_desk()


async def free_desk() -> None:
    """What the post office was given it has by now."""
    async with acting(POST) as session:
        await session.execute(
            text("update payout_lease set acknowledged_at = now() where acknowledged_at is null")
        )
