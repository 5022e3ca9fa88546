"""Reading what was paid on the lines of a decision, and what is to come back."""

from typing import Any

from sqlalchemy import BigInteger, Date, Select, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app.adjustments.tables import RecoveryCase
from app.decisions import Payments
from app.decisions.tables import LINE_IN_FORCE, AdjustmentLine
from app.payouts.tables import PayoutOrder, PayoutRun
from app.reconciliation.tables import OrderOutcome

_CASE = (
    RecoveryCase.adjustment_id, RecoveryCase.decision_id, RecoveryCase.dossier_id,
    RecoveryCase.group_code, RecoveryCase.owed_dong, RecoveryCase.whole, RecoveryCase.since,
    RecoveryCase.recorded_at, RecoveryCase.area_path,
)  # fmt: skip


def payments_of(decision_id: int) -> Payments:
    """What was paid on a line in force, and the orders of its decision that are with a payer."""
    paid = (
        select(
            cast(func.coalesce(func.sum(OrderOutcome.amount_dong), 0), BigInteger).label(
                "paid_dong"
            )
        )
        .join(PayoutOrder, PayoutOrder.id == OrderOutcome.order_id)
        # An order that failed is not live any more.
        .where(PayoutOrder.dossier_id == LINE_IN_FORCE.c.dossier_id, PayoutOrder.live)
        .correlate(LINE_IN_FORCE)
        .lateral("paid")
    )
    under_way = (
        select(PayoutOrder.dossier_id, PayoutOrder.amount_dong)
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .outerjoin(OrderOutcome, OrderOutcome.order_id == PayoutOrder.id)
        .where(
            PayoutRun.decision_id == decision_id,
            PayoutRun.state == "released",
            PayoutOrder.live,
            OrderOutcome.order_id.is_(None),
        )
        .subquery("under_way")
    )
    return Payments(paid, under_way)


def owed_by(adjustment_id: int) -> Select[*tuple[Any, ...]]:
    """The rows of the cases that a later decision opens."""
    line = AdjustmentLine
    paid = (
        select(func.max(OrderOutcome.done_on).label("done_on"))
        .join(PayoutOrder, PayoutOrder.id == OrderOutcome.order_id)
        .where(PayoutOrder.dossier_id == line.dossier_id, PayoutOrder.live)
        .correlate(line)
        .lateral("paid")
    )
    return (
        select(
            line.adjustment_id, line.dossier_id, line.decision_id, line.group_code, line.owed_dong,
            (line.act == "removed").label("whole"),
            cast(func.greatest(line.signed_on, paid.c.done_on), Date).label("since"),
            line.area_path,
        )
        .join(paid, true())
        .where(line.adjustment_id == adjustment_id, line.owed_dong > 0)
    )  # fmt: skip


async def recoveries_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Cases of the territory by dossier, page by page; all cases of one dossier on one page."""
    numbers = (
        select(RecoveryCase.dossier_id)
        .where(RecoveryCase.dossier_id > after)
        .distinct()
        .order_by(RecoveryCase.dossier_id)
        .limit(limit)
    )
    query = select(*_CASE).where(RecoveryCase.dossier_id.in_(numbers))
    found = await session.execute(
        query.order_by(RecoveryCase.dossier_id, RecoveryCase.adjustment_id)
    )
    return [dict(row) for row in found.mappings()]
