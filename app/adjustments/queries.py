"""Reading what was paid on the lines of a decision, and what is to come back."""

from typing import Any

from sqlalchemy import BigInteger, Date, Select, Text, cast, exists, func, literal, select, true

from app.decisions import Payments
from app.decisions.tables import LINE_IN_FORCE, AdjustmentLine, Decision
from app.payouts.tables import LeaseOrder, PayoutOrder, PayoutRun
from app.reconciliation.tables import OrderOutcome, paid_dong


def payments_of(decision_id: int) -> Payments:
    """What was paid on a line in force, and the orders of its decision that a payer has taken."""
    orders = _paid_orders(LINE_IN_FORCE.c.dossier_id, LINE_IN_FORCE)
    total = func.coalesce(func.sum(orders.c.paid_dong), 0)
    paid = select(cast(total, BigInteger).label("paid_dong")).lateral("paid")
    leased = exists().where(LeaseOrder.order_id == PayoutOrder.id)
    answered = exists().where(OrderOutcome.order_id == PayoutOrder.id)
    under_way = (
        select(PayoutOrder.dossier_id, PayoutOrder.amount_dong)
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .where(PayoutRun.decision_id == decision_id, PayoutOrder.live, leased, ~answered)
        .subquery("under_way")
    )
    return Payments(paid, under_way)


def _paid_orders(dossier_id: Any, of: Any) -> Any:
    """What the payee holds of each order of a line that its agent told of, and since when."""
    return (
        select(paid_dong().label("paid_dong"), func.max(OrderOutcome.done_on).label("done_on"))
        .join(PayoutOrder, PayoutOrder.id == OrderOutcome.order_id)
        .where(PayoutOrder.dossier_id == dossier_id)
        .group_by(OrderOutcome.order_id)
        .correlate(of)
        .lateral("orders")
    )


def owed_by(adjustment_id: int) -> Select[*tuple[Any, ...]]:
    """The rows of the cases that a later decision opens."""
    line = AdjustmentLine
    orders = _paid_orders(line.dossier_id, line)
    last = func.max(orders.c.done_on).filter(orders.c.paid_dong > 0)
    paid = select(last.label("done_on")).lateral("paid")
    return (
        select(
            literal("decision", Text()).label("cause"), line.adjustment_id, line.dossier_id,
            line.decision_id, Decision.source_id, line.group_code, line.owed_dong,
            (line.act == "removed").label("whole"),
            cast(func.greatest(line.signed_on, paid.c.done_on), Date).label("since"),
            line.area_path,
        )
        .join(Decision, Decision.id == line.decision_id)
        .join(paid, true())
        .where(line.adjustment_id == adjustment_id, line.owed_dong > 0)
    )  # fmt: skip
