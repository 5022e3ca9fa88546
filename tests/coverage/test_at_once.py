"""Many at once: statements arrive, deltas are folded and tables are read in the same moments."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from app import adjustments, coverage, reconciliation
from app.access import Role
from app.core.db import enter, transaction
from app.core.owner import owner_transaction
from app.decisions.schemas import AdjustmentOrder
from app.reconciliation.schemas import StatementOrder
from tests.adjustments.lines import CHAIRMAN, adjusted, removal, seen, standing
from tests.coverage.histories import CODE, HERE, as_numbers, kept
from tests.money_rows import (
    TODAY,
    acting,
    actor,
    approved,
    leased,
    orders_of,
    run_on,
    runs_of,
    stand_still,
    taken,
)

AGENT = actor(Role.PAYMENT_AGENT, HERE.scope, "BUUDIEN")
PEOPLE, MONTHS = 6, 3
_numbers = count(1)


@pytest.fixture(autouse=True)
async def _still(own_province: str) -> AsyncIterator[None]:
    await stand_still(own_province)
    yield
    async with owning(own_province) as session:
        await coverage.recount(session, CODE)
    await run_on(own_province)


@asynccontextmanager
async def owning(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction of the owner in the province."""
    async with owner_transaction(url) as session:
        await enter(session, HERE)
        yield session


@asynccontextmanager
async def standing_still(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction that sees the province as it was when it began."""
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    try:
        async with AsyncSession(engine) as session, session.begin():
            await enter(session, HERE)
            yield session
    finally:
        await engine.dispose()


async def months_of_people(url: str) -> list[list[Any]]:
    """Orders with their payer, a list for each month, of the same people."""
    made = await approved(
        url, PEOPLE, group="NLD_TAMHOAN", months=MONTHS, amount=5_400_000, area="45.461.19336."
    )
    await leased(made, path=HERE.scope)
    runs = await runs_of(made, path=HERE.scope)
    for run_id in runs[1:]:
        await taken(run_id, path=HERE.scope)
    return [await orders_of(run_id, HERE.scope) for run_id in runs]


def _told(orders: Sequence[Any], result: str = "paid") -> StatementOrder:
    lines = [
        {"reference": one.reference, "amount_dong": one.amount_dong, "result": result,
         "done_on": TODAY}
        for one in orders
    ]  # fmt: skip
    head = {"number": f"ĐT-{next(_numbers)}", "made_on": TODAY, "mode": "strict", "lines": lines}
    return StatementOrder.model_validate(head)


async def tell(orders: Sequence[Any], result: str = "paid") -> None:
    async with acting(AGENT) as session:
        await reconciliation.receive_statement(session, AGENT, _told(orders, result))


async def two_months_at_once(url: str) -> tuple[int, int]:
    """People that are paid more after two overlapping acts, and cells that differ then."""
    before = await people_paid(url)
    first, second, _ = await months_of_people(url)
    async with acting(AGENT) as session:
        await reconciliation.receive_statement(session, AGENT, _told(first))
        other = asyncio.create_task(tell(second))
        await asyncio.sleep(0.3)
        assert not other.done()
    await other
    async with owning(url) as session:
        differing = await coverage.differing(session, CODE)
    return await people_paid(url) - before, differing


async def people_paid(url: str) -> int:
    async with owning(url) as session:
        (cell,) = await coverage.counted(session, TODAY)
    return cell.paid_people


async def test_two_months_paid_at_the_same_moment_are_one_person(own_province: str) -> None:
    assert await two_months_at_once(own_province) == (PEOPLE, 0)


async def test_a_return_and_a_later_decision_on_the_same_people_wait_for_one_another(
    own_province: str,
) -> None:
    """Whichever comes first; what is called back and comes back counts once."""
    made = await standing(own_province, 4)
    run_id = await leased(made, path=HERE.scope)
    orders = await orders_of(run_id, HERE.scope)
    await tell(orders)
    async with acting(AGENT) as session:
        await reconciliation.receive_statement(session, AGENT, _told(orders[:1], "returned"))
        later = asyncio.create_task(adjusted(made.decision_id, [_removal(orders[0])]))
        await asyncio.sleep(0.3)
        assert not later.done()
    await later
    facts = {
        "number": "9/QĐ-ĐC", "signed_on": TODAY, "reason": "Rà soát lại",
        "expected_root": await seen(made.decision_id), "lines": [_removal(orders[1])],
    }  # fmt: skip
    async with acting(CHAIRMAN) as session:
        order = AdjustmentOrder.model_validate(facts)
        await adjustments.adjust(session, CHAIRMAN, made.decision_id, order)
        back = asyncio.create_task(tell(orders[1:2], "returned"))
        await asyncio.sleep(0.3)
        assert not back.done()
    await back
    async with owning(own_province) as session:
        assert await coverage.differing(session, CODE) == 0


def _removal(order: Any) -> dict[str, Any]:
    return removal(order.dossier_id)


_WAITING = re.compile(r"    execute format\(\n\s*'select from %I.decision_line.*?\);\n", re.DOTALL)


async def test_control_without_waiting_they_are_two(own_province: str) -> None:
    query = "select pg_get_functiondef('nation.keep_paid_deltas()'::regprocedure)"
    async with owner_transaction(own_province) as session:
        whole = str(await session.scalar(text(query)))
        hasty, taken_away = _WAITING.subn("", whole)
        assert taken_away == 1
        await session.execute(text(hasty.replace(":=", r"\:=")))
    try:
        people, differing = await two_months_at_once(own_province)
    finally:
        async with owner_transaction(own_province) as session:
            await session.execute(text(whole.replace(":=", r"\:=")))
    assert people == 2 * PEOPLE
    assert differing > 0


async def test_no_reader_sees_a_wrong_sum(own_province: str) -> None:
    """Three months arrive in small pieces, some come back; two fold, two read all the while."""
    months = await months_of_people(own_province)
    over = asyncio.Event()

    async def report(orders: Sequence[Any]) -> None:
        for at in range(0, len(orders), 2):
            await tell(orders[at : at + 2])
            if at % 4:
                await tell(orders[at : at + 1], "returned")

    async def fold() -> int:
        folded = 0
        while not over.is_set():
            async with transaction(HERE) as session:
                folded += await coverage.fold(session, CODE)
        return folded

    async def read() -> set[int]:
        seen = set()
        while not over.is_set():
            async with standing_still(own_province) as session:
                by = ("group", "district")
                cells = await coverage.counted(session, TODAY, None, by)
                wanted = as_numbers(await coverage.recount_of(session, TODAY, None, by))
                found = as_numbers(cells)
                assert wanted.items() <= found.items()
                whole = found["total", "total"]
                assert whole == tuple(map(sum, zip(*wanted.values(), strict=True)))
                seen.add(whole[-1])
        return seen

    folders = [asyncio.create_task(fold()) for _ in range(2)]
    readers = [asyncio.create_task(read()) for _ in range(2)]
    try:
        await asyncio.gather(*(report(orders) for orders in months))
    finally:
        over.set()
    assert sum(await asyncio.gather(*folders)) > 0
    assert len(set().union(*await asyncio.gather(*readers))) > 2
    async with owning(own_province) as session:
        assert await coverage.differing(session, CODE) == 0


async def _fold_and_die() -> None:
    async with transaction(HERE) as session:
        assert await coverage.fold(session, CODE) > 0
        raise ZeroDivisionError


async def test_a_fold_that_dies_loses_nothing(own_province: str) -> None:
    first, *_ = await months_of_people(own_province)
    await tell(first)
    async with owning(own_province) as session:
        before = sorted(map(tuple, await kept(session)))
    with pytest.raises(ZeroDivisionError):
        await _fold_and_die()
    async with owning(own_province) as session:
        assert sorted(map(tuple, await kept(session))) == before
        assert await coverage.differing(session, CODE) == 0


async def test_of_two_folders_one_goes_on(own_province: str) -> None:
    first, *_ = await months_of_people(own_province)
    await tell(first)
    async with transaction(HERE) as one:
        assert await coverage.fold(one, CODE) > 0
        async with transaction(HERE) as other:
            assert await coverage.fold(other, CODE) == 0
    async with owning(own_province) as session:
        assert await coverage.differing(session, CODE) == 0
