"""Orders that were paid although they had been asked back, and what their cases then hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import text

from app import funds, reconciliation
from app.access import Actor, Role
from app.reconciliation.schemas import StatementOrder
from app.recoveries import commands, queries
from app.recoveries.jobs import open_cases
from app.recoveries.schemas import CaseShown, PlanOrder, ReceiptOrder, ReversalOrder
from tests.money_rows import (
    COMMUNE,
    POST,
    TODAY,
    acting,
    actor,
    approved,
    leased,
    orders_of,
    owning,
)

CLERK = replace(actor(Role.COMMUNE_OFFICER, COMMUNE), officer_id=21)
OTHER_CLERK = replace(CLERK, officer_id=22)
_numbers = count(1)


def a_number() -> str:
    """A number of a paper that nobody has."""
    return f"BL-{next(_numbers)}"


async def asked_back(url: str, orders: Sequence[Any]) -> None:
    """Orders with their payer, asked back from it."""
    query = (
        "insert into order_cancellation (order_id, kind, reason, requested_by, agent_code,"
        " area_path) select id, 'requested', 'x', 7, agent_code, area_path from payout_order"
        " where id = any(:orders)"
    )
    async with owning(url) as session:
        await session.execute(text(query), {"orders": [one.id for one in orders]})


async def told(
    orders: Sequence[Any],
    result: str = "paid",
    done_on: date = TODAY,
    reason_code: str | None = None,
    who: Actor = POST,
) -> int:
    """The agent's statement on orders; its number."""
    lines = [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": result,
            "done_on": done_on,
        } | ({"reason_code": reason_code} if reason_code else {})
        for one in orders
    ]  # fmt: skip
    order = StatementOrder.model_validate(
        {"number": f"TH-{a_number()}", "made_on": done_on, "lines": lines, "mode": "strict"}
    )
    async with acting(who) as session:
        return (await reconciliation.receive_statement(session, who, order)).id


async def paid_after_cancel(url: str, people: int = 1, amount: int = 750_000) -> list[CaseShown]:
    """Cases of orders that were asked back and paid, as the job opens them."""
    made = await approved(url, people, amount=amount)
    orders = await orders_of(await leased(made))
    await asked_back(url, orders)
    statement = await told(orders)
    await open_cases(POST.standing, {"statement_id": statement})
    async with acting(CLERK) as session:
        return [await case_of(session, one.dossier_id) for one in orders]


async def case_of(session: Any, dossier_id: int) -> CaseShown:
    """The case over a dossier."""
    rows = await queries.cases_after(session, queries.Wanted(dossier_id=dossier_id), 0, 10)
    (row,) = rows
    return CaseShown.model_validate(row)


async def paid_back(case: int, amount: int, who: Any = CLERK, **changes: Any) -> Any:
    """A receipt of a case."""
    facts = {
        "amount_dong": amount, "received_on": TODAY, "receipt_number": a_number(), "from": "payee",
    } | changes  # fmt: skip
    async with acting(who) as session:
        return await commands.record_receipt(session, who, case, ReceiptOrder.model_validate(facts))


async def taken_back(case: int, entry: int, who: Any = OTHER_CLERK) -> Any:
    """A receipt entered by mistake."""
    async with acting(who) as session:
        order = ReversalOrder(reason="Ghi nhầm hộ")
        return await commands.reverse_receipt(session, who, case, entry, order)


async def agreed(case: int, *parts: tuple[date, int], **changes: Any) -> Any:
    """A plan of instalments."""
    facts = {
        "paper_number": a_number(), "agreed_on": TODAY,
        "instalments": [{"due_on": day, "amount_dong": amount} for day, amount in parts],
    } | changes  # fmt: skip
    async with acting(CLERK) as session:
        return await commands.agree_plan(session, CLERK, case, PlanOrder.model_validate(facts))


async def detail(case: int) -> Any:
    """A case with its ledger."""
    async with acting(CLERK) as session:
        return await queries.case_detail(session, case)


async def booked(source_id: int) -> dict[str, int]:
    """What stands on the accounts of a source (đồng)."""
    from app.funds.queries import standing

    async with acting(CLERK) as session:
        found = await standing(session, [source_id])
    return {str(account): total for (_, account), total in found.items()}


RECOVERED = str(funds.Account.RECOVERED)
