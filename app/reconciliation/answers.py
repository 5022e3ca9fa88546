"""What an agent is told of its lines that did not agree: what two people made of them, and when.

Proposals, their words and who made them are the house's own.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.payouts.tables import PayoutOrder
from app.reconciliation.tables import ExceptionSettlement, OrderOutcome

_SAME_LINE = (OrderOutcome.statement_id == ExceptionSettlement.statement_id) & (
    OrderOutcome.line_number == ExceptionSettlement.line_number
)


async def answers_of(session: AsyncSession, statement_id: int) -> dict[int, dict[str, Any]]:
    """By line what two people made of it: the fact entered for an order, or a dismissal."""
    ruled = ExceptionSettlement
    query = (
        select(
            ruled.line_number, ruled.ruled_at.label("at"), OrderOutcome.kind, PayoutOrder.reference
        )
        .outerjoin(OrderOutcome, _SAME_LINE)
        .outerjoin(PayoutOrder, PayoutOrder.id == ruled.order_id)
        .where(ruled.statement_id == statement_id, ruled.state == "confirmed")
    )
    return {row["line_number"]: dict(row) for row in (await session.execute(query)).mappings()}
