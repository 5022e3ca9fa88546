"""Doors that read later decisions: what they changed, and what proves it."""

from typing import Annotated

from app.access import Actor, Permission, Reading, allow
from app.core.web import Cursor, Doors, PageSize, after
from app.decisions import in_force
from app.decisions.schemas import AdjustmentShown, ChangedLine, ChangedLinePage, ChangeProof

router = Doors(tags=["decisions"])
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]


@router.get("/decisions/{decision_id}/adjustments", operation_id="readAdjustments")
async def read_adjustments(
    actor: Reader, session: Reading, decision_id: int
) -> list[AdjustmentShown]:
    """The later decisions on one earlier one, in order."""
    found = await in_force.adjustments_of(session, decision_id)
    return [AdjustmentShown.model_validate(one) for one in found]


@router.get(
    "/decisions/{decision_id}/adjustments/{adjustment_id}/lines", operation_id="readChangedLines"
)
async def read_changed_lines(
    actor: Reader,
    session: Reading,
    decision_id: int,
    adjustment_id: int,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> ChangedLinePage:
    """The lines that a later decision changed, by dossier, without their payees."""
    rows = await in_force.changed_lines_after(session, decision_id, adjustment_id, last, limit)
    return ChangedLinePage(
        items=[ChangedLine.model_validate(row) for row in rows],
        next_after=after(rows, limit, "dossier_id"),
    )


@router.get(
    "/decisions/{decision_id}/adjustments/{adjustment_id}/lines/{dossier_id}/proof",
    operation_id="readChangeProof",
)
async def read_change_proof(
    actor: Reader, session: Reading, decision_id: int, adjustment_id: int, dossier_id: int
) -> ChangeProof:
    """That a later decision changed a line so, and how the line stood after it."""
    return await in_force.change_proof(session, decision_id, adjustment_id, dossier_id)
