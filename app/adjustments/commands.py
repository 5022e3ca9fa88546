"""The acts: the decision is signed, its orders follow, what was paid too much is called back."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import decisions, payouts, recoveries
from app.access import Actor
from app.adjustments import queries
from app.decisions.schemas import AdjustmentOrder, DecisionRevocation
from app.decisions.tables import DecisionAdjustment


async def adjust(
    session: AsyncSession, actor: Actor, decision_id: int, order: AdjustmentOrder
) -> DecisionAdjustment:
    """Remove or correct named lines of a decision, with all that follows for the money.

    Raises NotFound, NotApproved, AlreadyRevoked, DecisionChanged (412), LinesUnfit,
    PaymentUnderWay, FundsShort, and what a signature raises.
    """
    decision = await decisions.hold(session, decision_id)
    await payouts.call_back(session, decision_id, [one.dossier_id for one in order.lines])
    payments = queries.payments_of(decision_id)
    made = await decisions.adjust(session, actor, decision, order, payments)
    await _follow(session, made)
    return made


async def revoke(
    session: AsyncSession, actor: Actor, decision_id: int, order: DecisionRevocation
) -> DecisionAdjustment:
    """Revoke a whole decision; raises what `adjust` raises, and CountedTowardAnother."""
    decision = await decisions.hold(session, decision_id)
    await payouts.call_back(session, decision_id)
    payments = queries.payments_of(decision_id)
    made = await decisions.revoke(session, actor, decision, order, payments)
    await _follow(session, made)
    return made


async def _follow(session: AsyncSession, made: DecisionAdjustment) -> None:
    await payouts.follow_adjustment(session, made.id)
    if made.owed_dong:
        await recoveries.open_cases(session, queries.owed_by(made.id))
