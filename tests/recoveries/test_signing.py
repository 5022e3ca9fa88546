"""Who signed for the money: located faults, shortfalls, what is missing, and who may say so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.access import Actor
from app.recoveries import signing
from app.recoveries.rules import SignaturesUnfit
from app.recoveries.schemas import SignatureLine, SignaturesTaken
from tests.grounds import become_service, raw_service, refused
from tests.grounds import owning as undone
from tests.money_rows import (
    BANK,
    COMMUNE,
    POST,
    TODAY,
    acting,
    approved,
    leased,
    orders_of,
    owning,
    prepared,
)
from tests.recoveries.cases import CLERK, told

pytestmark = pytest.mark.usefixtures("noon")


def line(order: Any, amount: int | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "reference": order.reference, "amount_dong": amount or order.amount_dong,
        "signed_on": TODAY, "signer": "payee", "paper_number": "KN-1/tờ 2",
    } | changes  # fmt: skip


async def sign(lines: list[dict[str, Any]], who: Actor = POST) -> SignaturesTaken:
    async with acting(who) as session:
        given = [SignatureLine.model_validate(one) for one in lines]
        return await signing.record_signatures(session, who, given)


async def faults(lines: list[dict[str, Any]], who: Actor = POST) -> list[str]:
    with pytest.raises(SignaturesUnfit) as refusal:
        await sign(lines, who)
    errors: Any = refusal.value.facts["errors"]
    return [f"{one['pointer']} {one['code']}" for one in errors]


async def test_signatures_are_recorded_once_and_what_is_short_is_shown(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 3)))
    await told(orders)
    before = await missing()
    lines = [line(orders[0]), line(orders[1], 700_000, signer="receiver")]
    assert await sign(lines) == SignaturesTaken(recorded=2, known=0, shortfalls=1)
    assert await sign(lines, CLERK) == SignaturesTaken(recorded=0, known=2, shortfalls=1)
    assert (before - await missing()) == 2
    for who in (CLERK, POST):
        async with acting(who) as session:
            found = await signing.shortfalls_after(session, COMMUNE, orders[0].id - 1, 10)
        assert [(one["order_id"], one["due_dong"], one["amount_dong"]) for one in found] == [
            (orders[1].id, 750_000, 700_000)
        ]
    async with acting(BANK) as session:
        assert await signing.shortfalls_after(session, None, orders[0].id - 1, 10) == []


async def missing() -> int:
    async with acting(CLERK) as session:
        rows = await signing.unsigned(session, COMMUNE)
    return sum(row["order_count"] for row in rows if row["agent_code"] == "BUUDIEN")


async def test_every_faulty_line_is_named_and_nothing_is_recorded(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 5)))
    await told(orders[3:4], "failed")
    await sign([line(orders[4])])
    waiting = (await orders_of(await prepared(await approved(house, 1))))[0]
    tomorrow, earlier = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert await faults(
        [
            line(orders[0]), line(orders[0]), line(orders[1], 750_001),
            line(orders[2], signed_on=tomorrow), line(orders[3]), line(orders[4], 1),
            line(waiting), line(orders[1], reference="AS42x"),
        ]
    ) == [
        "#/lines/0 named_twice", "#/lines/1 named_twice", "#/lines/2 above_order",
        "#/lines/3 wrong_day", "#/lines/4 not_handed_over", "#/lines/5 signed_otherwise",
        "#/lines/6 not_sent", "#/lines/7 unknown",
    ]  # fmt: skip
    assert await faults([line(orders[0]), line(orders[2], signed_on=earlier)]) == [
        "#/lines/1 wrong_day"
    ]
    assert await faults([line(orders[0])], BANK) == ["#/lines/0 unknown"]
    assert await sign([line(orders[0])]) == SignaturesTaken(recorded=1, known=0, shortfalls=0)


async def test_the_maker_of_the_list_does_not_say_so(house: str) -> None:
    """Officer 1 made every list of these tests."""
    order, *_ = await orders_of(await leased(await approved(house, 1)))
    for who in (replace(CLERK, officer_id=1), replace(POST, officer_id=1)):
        assert await faults([line(order)], who) == ["#/lines/0 own_list"]
    raw = (
        "insert into payee_receipt (order_id, amount_dong, due_dong, signed_on, signer,"
        " paper_number, dossier_id, agent_code, recorded_by, area_path) select id, :amount,"
        " amount_dong, '2020-05-05', 'payee', 'x', dossier_id, agent_code, :who, area_path"
        " from payout_order where id = :o"
    )
    facts = {"o": order.id, "who": 1, "amount": 750_000}
    async with raw_service(house) as session:
        assert await refused(session, raw, **facts) == "ck_payee_receipt_other_hands"
        why = await refused(session, raw, **facts | {"who": 9, "amount": 750_001})
        assert why in ("ck_payee_receipt_amount", "ck_payee_receipt_order")
        assert await refused(session, raw, **facts | {"who": 9}) is None
    async with undone(house) as session:
        await session.execute(text("drop trigger check_payee_receipts on payee_receipt"))
        await become_service(session)
        assert await refused(session, raw, **facts) is None


async def test_many_lines_take_as_many_statements_as_one(house: str) -> None:
    from tests.grounds import statements

    few = await orders_of(await leased(await approved(house, 2)))
    many = await orders_of(await leased(await approved(house, 400)))
    with statements() as for_few:
        await sign([line(one) for one in few])
    with statements() as for_many:
        taken = await sign([line(one) for one in many])
    assert taken.recorded == 400
    assert len(for_many) == len(for_few)
    async with owning(house) as session:
        query = "select count(*) from payee_receipt where order_id = any(:o)"
        assert await session.scalar(text(query), {"o": [one.id for one in many]}) == 400
