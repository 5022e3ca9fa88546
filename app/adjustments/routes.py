"""Doors of later decisions."""

from typing import Annotated

from fastapi import Path

from app.access import Actor, Permission, Writing, allow
from app.adjustments import commands
from app.core.web import Doors
from app.decisions.schemas import AdjustmentOrder, AdjustmentShown, DecisionRevocation

router = Doors(tags=["adjustments"])
Signer = Annotated[Actor, allow(Permission.DECIDE)]
Number = Annotated[int, Path(ge=1, lt=2**62)]


@router.post("/decisions/{decision_id}/adjustments", status_code=201, operation_id="adjustDecision")
async def adjust(
    actor: Signer, session: Writing, decision_id: Number, order: AdjustmentOrder
) -> AdjustmentShown:
    """Sign: remove or correct named lines of a decision; orders and money follow."""
    made = await commands.adjust(session, actor, decision_id, order)
    return AdjustmentShown.model_validate(made)


@router.post("/decisions/{decision_id}/revocation", status_code=201, operation_id="revokeDecision")
async def revoke(
    actor: Signer, session: Writing, decision_id: Number, order: DecisionRevocation
) -> AdjustmentShown:
    """Sign: take every line of a decision that is in force out of it."""
    made = await commands.revoke(session, actor, decision_id, order)
    return AdjustmentShown.model_validate(made)
