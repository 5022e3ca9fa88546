"""Doors of later decisions, and of what they call back."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.access import Actor, Permission, Reading, Writing, allow
from app.adjustments import commands, queries
from app.adjustments.schemas import RecoveryPage, RecoveryShown
from app.core.web import Cursor, Door, PageSize
from app.decisions.schemas import AdjustmentOrder, AdjustmentShown, DecisionRevocation

router = APIRouter(tags=["adjustments"], route_class=Door)
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


@router.get("/recovery-cases", operation_id="readRecoveryCases")
async def read_recoveries(
    actor: Annotated[Actor, allow(Permission.READ_PAYOUT)],
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> RecoveryPage:
    """What was paid and is to come back by later decisions, by dossier, without names."""
    rows = await queries.recoveries_after(session, last, limit)
    dossiers = sorted({row["dossier_id"] for row in rows})
    return RecoveryPage(
        items=[RecoveryShown.model_validate(row) for row in rows],
        next_after=dossiers[-1] if len(dossiers) == limit else None,
    )
