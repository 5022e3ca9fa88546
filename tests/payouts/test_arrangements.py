"""At home, by proxy, through a centre: who says so, until when, and what the agent is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from app import payouts
from app.access import Role
from app.core.digests import keyed_digest
from app.core.errors import NotFound
from app.core.owner import owner_transaction
from app.payouts import queries
from app.payouts.rules import ProxyRecordsItself, WithItsAgent
from app.payouts.schemas import ArrangementOrder, CentreOrder
from tests.grounds import raw_service, refused
from tests.money_rows import (
    BANK,
    COMMUNE,
    FINANCE,
    POST,
    acting,
    actor,
    approved,
    orders_of,
    owning,
    released,
    run_on,
    stand_still,
    taken,
)

CLERK = actor(Role.COMMUNE_OFFICER, COMMUNE)
DEPARTMENT = actor(Role.DEPARTMENT_REPORTER)
PROXY: dict[str, Any] = {
    "way": "proxy", "receiver_name": "Trần Văn Cháu", "receiver_id_number": "042090001234",
    "paper_number": "12/GUQ", "reason": "Già yếu",
}  # fmt: skip
HOME: dict[str, Any] = {"way": "home", "reason": "Không đi lại được"}


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def arranged(dossier_id: int, order: dict[str, Any], who: Any = CLERK) -> Any:
    async with acting(who) as session:
        return await payouts.arrange(session, who, dossier_id, ArrangementOrder(**order))


async def ended(dossier_id: int) -> None:
    async with acting(CLERK) as session:
        await payouts.end_arrangement(session, CLERK, dossier_id)


async def ways(run_id: int) -> list[tuple[Any, ...]]:
    query = (
        "select way, receiver_name, receiver_id_number, receiver_paper from lease_order"
        " where run_id = :run order by order_id"
    )
    async with acting(POST) as session:
        return [tuple(row) for row in await session.execute(text(query), {"run": run_id})]


async def test_the_agent_is_told_how_each_is_paid(house: str) -> None:
    run_id = await released(await approved(house, 4))
    home, proxy, centre, _ = [order.dossier_id for order in await orders_of(run_id)]
    shown = await arranged(proxy, PROXY)
    assert shown.receiver_id_number == "•••••••••234"
    await arranged(home, PROXY)
    await arranged(home, HOME)
    async with acting(DEPARTMENT) as session:
        order = CentreOrder(
            dossier_ids=[centre, centre], centre_name="Trung tâm Bảo trợ", list_number="3/DS",
            reason="Đang được nuôi dưỡng",
        )  # fmt: skip
        assert (await payouts.arrange_centre(session, DEPARTMENT, order)).count == 1
    await taken(run_id)
    assert await ways(run_id) == [
        ("home", None, None, None),
        ("proxy", "Trần Văn Cháu", "042090001234", "12/GUQ"),
        ("centre", "Trung tâm Bảo trợ", None, "3/DS"),
        ("counter", None, None, None),
    ]


async def test_an_account_is_paid_whatever_is_arranged(house: str) -> None:
    made = await approved(house, 1, banked=1)
    async with acting(FINANCE) as session:
        await payouts.prepare_orders(session, made.decision_id, "BUUDIEN")
        (run_id,) = await session.scalars(
            text("select id from payout_run where decision_id = :d"), {"d": made.decision_id}
        )
        await payouts.release(session, FINANCE, run_id)
    (order,) = await orders_of(run_id)
    await arranged(order.dossier_id, PROXY)
    await taken(run_id, "NHCSXH")
    async with acting(BANK) as session:
        query = text("select way, receiver_name from lease_order where run_id = :run")
        row = (await session.execute(query, {"run": run_id})).one()
    assert tuple(row) == ("transfer", None)


@pytest.mark.parametrize(
    "wrong",
    [
        PROXY | {"paper_number": None},
        PROXY | {"receiver_id_number": None},
        HOME | {"receiver_name": "Ai đó"},
        {"way": "centre", "receiver_name": "Trung tâm", "reason": "x"},
        {"way": "counter", "reason": "x"},
    ],
)
def test_what_does_not_name_the_receiver_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ArrangementOrder(**wrong)


async def test_once_an_agent_has_the_order_it_is_asked_back_first(house: str) -> None:
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    await arranged(order.dossier_id, HOME)
    await taken(run_id)
    with pytest.raises(WithItsAgent):
        await arranged(order.dossier_id, PROXY)
    with pytest.raises(WithItsAgent):
        await ended(order.dossier_id)
    row = (
        "update payee_arrangement set ended_at = now(), ended_by = 1"
        " where dossier_id = :d and ended_at is null"
    )
    async with raw_service(house) as session:
        why = await refused(session, row, d=order.dossier_id)
        assert why == "ck_payee_arrangement_taken"
    async with owning(house) as session:  # the control
        await session.execute(text("drop trigger check_ended_arrangements on payee_arrangement"))
        assert await refused(session, row, d=order.dossier_id) is None
        await session.rollback()
    async with acting(FINANCE) as session:  # as the agent's answer leaves it
        await session.execute(
            text("update payout_order set live = false where id = :o"), {"o": order.id}
        )
    assert (await arranged(order.dossier_id, PROXY)).way == "proxy"


async def test_a_change_while_the_agent_takes_the_order_waits_and_is_refused(house: str) -> None:
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    async with acting(POST) as session:
        lease = await payouts.take(session, POST, run_id, 10)
        assert lease is not None
        late = asyncio.create_task(arranged(order.dossier_id, HOME))
        await asyncio.sleep(0.3)
        assert not late.done()
        await payouts.acknowledge(session, POST, lease.id)
    with pytest.raises(WithItsAgent):
        await late


async def test_nobody_records_themselves_as_proxy(house: str) -> None:
    run_id = await released(await approved(house, 1))
    (order,) = await orders_of(run_id)
    query = "insert into nation.officer (full_name, identity_digest) values ('Y', :d) returning id"
    async with owner_transaction(house) as session:
        own = str(order.id).zfill(12)
        number = await session.scalar(text(query), {"d": keyed_digest("id", own)})
    clerk = type(CLERK)(1, number or 0, 1, Role.COMMUNE_OFFICER, COMMUNE)
    told = PROXY | {"receiver_id_number": own}
    with pytest.raises(ProxyRecordsItself):
        await arranged(order.dossier_id, told, clerk)
    assert (await arranged(order.dossier_id, told, CLERK)).way == "proxy"


async def test_only_ones_own_people_and_all_or_none(house: str) -> None:
    run_id = await released(await approved(house, 2))
    one, other = [order.dossier_id for order in await orders_of(run_id)]
    for stranger in (actor(Role.COMMUNE_OFFICER, "42.436.18073."), POST):
        with pytest.raises(NotFound):
            await arranged(one, HOME, stranger)
    people = CentreOrder(
        dossier_ids=[one, other, 2**40], centre_name="X", list_number="1", reason="x"
    )
    with pytest.raises(NotFound):
        async with acting(DEPARTMENT) as session:
            await payouts.arrange_centre(session, DEPARTMENT, people)
    async with acting(CLERK) as session:
        with pytest.raises(NotFound):
            await queries.arrangement_of(session, one)
    with pytest.raises(NotFound):
        await ended(one)
    await arranged(one, HOME)
    await ended(one)
    async with acting(CLERK) as session:
        with pytest.raises(NotFound):
            await queries.arrangement_of(session, one)
