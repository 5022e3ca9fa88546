"""Agents pull their orders: the same again until they have them, never two systems the same."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from app import payouts
from app.access import Actor
from app.payouts.tables import PayoutLease
from tests.money_rows import BANK, POST, acting, approved, orders_of, released, run_on, stand_still


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


def system(number: int, who: Actor = POST) -> Actor:
    """Another system of the same agent."""
    return replace(who, account_id=number)


async def pull(who: Actor, run_id: int | None, limit: int = 1000) -> PayoutLease | None:
    async with acting(who) as session:
        return await payouts.take(session, who, run_id, limit)


async def held_in(lease: PayoutLease | None) -> list[int]:
    assert lease is not None
    query = "select order_id from lease_order where lease_id = :id order by order_id"
    async with acting(POST) as session:
        return list(await session.scalars(text(query), {"id": lease.id}))


async def test_a_pull_gives_the_same_orders_until_they_are_acknowledged(house: str) -> None:
    run_id = await released(await approved(house, 5))
    numbers = [order.id for order in await orders_of(run_id)]
    mine = system(run_id * 10)
    first = await pull(mine, run_id, 3)
    assert await held_in(first) == numbers[:3]
    assert await held_in(await pull(mine, run_id, 1000)) == numbers[:3]
    assert first is not None
    async with acting(mine) as session:
        done = await payouts.acknowledge(session, mine, first.id)
        assert await payouts.acknowledge(session, mine, first.id) is done
    assert await held_in(await pull(mine, run_id)) == numbers[3:]


async def test_systems_of_one_agent_never_get_the_same_order(house: str) -> None:
    run_id = await released(await approved(house, 120))
    given = await asyncio.gather(
        *(pull(system(run_id * 100 + number), run_id, 10) for number in range(16))
    )
    leased = [order for lease in given if lease for order in await held_in(lease)]
    assert len(leased) == len(set(leased)) > 0


async def test_another_agent_gets_nothing(house: str) -> None:
    run_id = await released(await approved(house, 1))
    assert await pull(system(run_id * 1000, BANK), run_id) is None
