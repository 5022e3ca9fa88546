"""The acts: the decision is signed, its orders follow, what was paid too much is called back."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import decisions, payouts, recoveries
from app.access import Actor
from app.adjustments import queries
from app.core.db import rehearsal
from app.decisions.schemas import (
    AdjustmentOrder,
    AdjustmentShown,
    ChangedLine,
    DecisionRevocation,
)
from app.decisions.tables import DecisionAdjustment

_FORETOLD = 1000


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


class Foretold(NamedTuple):
    """What a later decision would change, line by line, and what would be left."""

    made: AdjustmentShown
    lines: list[ChangedLine]


async def foretell(actor: Actor, decision_id: int, order: AdjustmentOrder) -> Foretold:
    """The same as `adjust`, with the same refusals, and nothing of it kept."""
    async with rehearsal(actor.standing) as session:
        made = await adjust(session, actor, decision_id, order)
        rows = await decisions.changed_lines_after(session, decision_id, made.id, 0, _FORETOLD)
        lines = [ChangedLine.model_validate(row) for row in rows]
        return Foretold(AdjustmentShown.model_validate(made), lines)


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
