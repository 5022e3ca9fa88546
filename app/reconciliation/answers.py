"""What an agent may know of its lines that two people settled: what was entered, and when.

Proposals and their words are the house's own; what an agent sees are facts of its orders and
runs that are closed.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.payouts.tables import PayoutOrder
from app.reconciliation.tables import OrderOutcome, RunClosing, StatementException

_SAME_LINE = (StatementException.statement_id == OrderOutcome.statement_id) & (
    StatementException.line_number == OrderOutcome.line_number
)


async def entered_of(session: AsyncSession, statements: Collection[int]) -> list[dict[str, Any]]:
    """Facts that two people entered for lines of these statements, with the orders they tell of."""
    if not statements:
        return []
    query = (
        select(
            OrderOutcome.statement_id, OrderOutcome.line_number, OrderOutcome.kind,
            OrderOutcome.recorded_at, PayoutOrder.reference,
        )
        .join(StatementException, _SAME_LINE)
        .join(PayoutOrder, PayoutOrder.id == OrderOutcome.order_id)
        .where(OrderOutcome.statement_id.in_(statements))
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def answers_of(session: AsyncSession, statement_id: int) -> dict[int, dict[str, Any]]:
    """By line what became of it: the fact entered, or the end of its run without one."""
    query = (
        select(StatementException.line_number, RunClosing.closed_at)
        .join(PayoutOrder, PayoutOrder.id == StatementException.order_id)
        .join(RunClosing, RunClosing.run_id == PayoutOrder.run_id)
        .where(StatementException.statement_id == statement_id)
    )
    closed = {
        row.line_number: {"kind": None, "at": row.closed_at} for row in await session.execute(query)
    }
    entered = {
        one["line_number"]: {**one, "at": one["recorded_at"]}
        for one in await entered_of(session, [statement_id])
    }
    return closed | entered
