"""What opens a case, what voids it, and that nothing is called back twice; with controls."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from app import reports
from app.recoveries import opening, queries
from app.recoveries.jobs import open_cases
from tests.adjustments.conftest import still as a_province
from tests.adjustments.lines import AGENT as PAYER
from tests.adjustments.lines import HERE, PROVINCE, REPORTER, adjusted, lines_of, removal, standing
from tests.grounds import raw_service, refused
from tests.money_rows import (
    POST,
    TODAY,
    acting,
    approved,
    leased,
    orders_of,
    owning,
    prepared,
    released,
)
from tests.recoveries.cases import CLERK, asked_back, told

still = a_province
__all__ = ["still"]


async def cases(**wanted: Any) -> list[dict[str, Any]]:
    async with acting(REPORTER) as session:
        return await queries.cases_after(session, queries.Wanted(**wanted), 0, 100)


async def paid_people_and_dong() -> tuple[int, int]:
    async with acting(REPORTER) as session:
        table = await reports.coverage_at(session, TODAY)
        assert (await reports.conservation(session)).closes
    return table.rows[-1].paid_people, table.rows[-1].paid_dong


async def ask_back(url: str, dossiers: list[int]) -> None:
    query = (
        "insert into order_cancellation (order_id, kind, reason, requested_by, agent_code,"
        " area_path) select id, 'requested', 'x', 7, agent_code, area_path from payout_order"
        " where dossier_id = any(:dossiers)"
    )
    async with owning(url, PROVINCE) as session:
        await session.execute(text(query), {"dossiers": dossiers})


async def report_paid(run_id: int) -> int:
    """The payer's statement that a whole run was paid; its number."""
    from app import reconciliation
    from app.reconciliation.schemas import StatementOrder

    lines = [
        {"reference": o.reference, "amount_dong": o.amount_dong, "result": "paid",
         "done_on": TODAY} for o in await orders_of(run_id, HERE)
    ]  # fmt: skip
    order = StatementOrder.model_validate(
        {"number": f"M-{run_id}", "made_on": TODAY, "lines": lines, "mode": "strict"}
    )
    async with acting(PAYER) as session:
        return (await reconciliation.receive_statement(session, PAYER, order)).id


@pytest.mark.parametrize("void", [True, False])
@pytest.mark.parametrize("decision_first", [True, False])
@pytest.mark.usefixtures("still")
async def test_no_payment_is_called_back_twice(
    house: str, monkeypatch: pytest.MonkeyPatch, decision_first: bool, void: bool
) -> None:
    """Asked back, paid, and removed by a later decision: in whatever order, once; and a control."""
    if not void:
        monkeypatch.setattr(opening, "_void_excess", _nothing)
    made = await standing(house, 3)
    run_id = await released(made, path=HERE)
    await _lease(run_id)
    first, _, third = await lines_of(house, made.decision_id)
    await ask_back(house, [first, third])
    statement = await report_paid(run_id)
    assert await paid_people_and_dong() == (3, 2_250_000)
    job = (PAYER.standing, {"statement_id": statement})
    if not decision_first:
        await open_cases(*job)
        assert await paid_people_and_dong() == (1, 750_000)
    await adjusted(made.decision_id, [removal(first)])
    if decision_first:
        assert await paid_people_and_dong() == (2, 1_500_000)
        await open_cases(*job)
    found = await cases(dossier_id=first)
    assert {one["cause"] for one in found} == {"decision", "after_cancel"}
    assert sum(one["balance_dong"] for one in found) == (750_000 if void else 1_500_000)
    assert [one["balance_dong"] for one in await cases(dossier_id=third)] == [750_000]
    if void:
        assert await paid_people_and_dong() == (1, 750_000)


async def _nothing(*_: Any) -> None:
    """In the place of what voids."""


async def _lease(run_id: int) -> None:
    from tests.money_rows import taken

    await taken(run_id, path=HERE)


@pytest.mark.usefixtures("noon")
async def test_only_what_was_asked_back_and_not_returned_opens_a_case(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 3)))
    await asked_back(house, orders[:1])
    statement = await told(orders[:2])
    failed = await told(orders[2:], "failed")
    for number in (statement, failed, statement):
        await open_cases(POST.standing, {"statement_id": number})
    async with acting(CLERK) as session:
        found = [
            one["order_id"]
            for order in orders
            for one in await queries.cases_after(
                session, queries.Wanted(dossier_id=order.dossier_id), 0, 10
            )
        ]
    assert found == [orders[0].id]


@pytest.fixture
async def noted(house: str, noon: None) -> AsyncIterator[int]:
    """A settlement of two benefits that calls 200,000 đồng back; its number."""
    made = await approved(house, 2)
    await prepared(made)
    query = (
        "insert into benefit_adjustment (kind, dossier_id, other_id, amount_dong, state, area_path)"
        " select 'recovery', min(dossier_id), max(dossier_id), 200000, 'open', min(area_path)"
        " from decision_line where decision_id = :d returning id"
    )
    async with owning(house) as session:
        number = await session.scalar(text(query), {"d": made.decision_id})
    assert isinstance(number, int)
    yield number
    async with owning(house) as session:
        done = text("update benefit_adjustment set state = 'settled' where id = :id")
        await session.execute(done, {"id": number})


async def test_what_two_benefits_paid_too_much_is_a_case_while_its_ground_stands(
    house: str, noted: int
) -> None:
    for _ in range(2):
        await open_cases(CLERK.standing, {"benefit": True})
    shown = await benefit(noted)
    assert (shown["state"], shown["done_dong"], shown["amount_dong"]) == ("open", 0, 200_000)
    (case,) = await of_benefit(noted)
    assert case["id"] == shown["case_id"]
    query = "update benefit_adjustment set state = 'settled' where id = :id"
    async with owning(house) as session:
        await session.execute(text(query), {"id": noted})
    await open_cases(CLERK.standing, {"benefit": True})
    (case,) = await of_benefit(noted)
    assert (case["balance_dong"], case["void_dong"]) == (0, 200_000)
    assert (await benefit(noted))["state"] == "settled"


async def benefit(number: int) -> dict[str, Any]:
    async with acting(CLERK) as session:
        (found,) = await queries.benefit_adjustments_after(session, "recovery", None, number - 1, 1)
    return found


async def of_benefit(number: int) -> list[dict[str, Any]]:
    async with acting(CLERK) as session:
        rows = await queries.cases_after(session, queries.Wanted(cause="double_benefit"), 0, 1000)
    return [one for one in rows if one["benefit_adjustment_id"] == number]


async def test_raw_sql_opens_no_case_that_no_settlement_says(house: str, noted: int) -> None:
    case = (
        "insert into recovery_case (cause, benefit_adjustment_id, dossier_id, decision_id,"
        " source_id, group_code, owed_dong, whole, since, area_path) select 'double_benefit', b.id,"
        " b.dossier_id, l.decision_id, d.source_id, l.group_code, :owed, false, '2020-05-05',"
        " b.area_path from benefit_adjustment b join decision_line l using (dossier_id)"
        " join decision d on d.id = l.decision_id where b.id = :b"
    )
    async with raw_service(house) as session:
        why = await refused(session, case, b=noted, owed=200_001)
        assert why == "ck_recovery_case_benefit"
        assert await refused(session, case, b=noted, owed=200_000) is None
