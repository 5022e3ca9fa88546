"""Doors of the councils."""

from typing import Annotated

from fastapi import APIRouter

from app.access import Actor, Permission, Reading, Writing, allow
from app.appraisal import commands, queries
from app.appraisal.rules import SUGGESTED
from app.appraisal.schemas import (
    Closing,
    ClosingOrder,
    FindingShown,
    OpinionOrder,
    OpinionsTaken,
    SittingOrder,
    SittingShown,
)
from app.core.web import Door

router = APIRouter(tags=["appraisal"], route_class=Door)
Secretary = Annotated[Actor, allow(Permission.HOLD_SITTING)]
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]


@router.post("/sittings", status_code=201, operation_id="openSitting")
async def open_sitting(actor: Secretary, session: Writing, order: SittingOrder) -> SittingShown:
    """Open a session of the actor's council over submitted lists."""
    return await commands.open_sitting(session, actor, order)


@router.get("/sittings/{sitting_id}", operation_id="readSitting")
async def read_sitting(actor: Reader, session: Reading, sitting_id: int) -> SittingShown:
    """One sitting, and how many of its findings still wait for an answer."""
    sitting = await queries.sitting_of(session, sitting_id)
    left = await queries.unanswered(session, sitting_id)
    return SittingShown.model_validate({**vars(sitting), "findings": left})


@router.get("/sittings/{sitting_id}/findings", operation_id="readFindings")
async def read_findings(actor: Reader, session: Reading, sitting_id: int) -> list[FindingShown]:
    """What the service found in the dossiers before a sitting, with what the policy points to."""
    await queries.sitting_of(session, sitting_id)
    found = await queries.findings_of(session, sitting_id)
    return [
        FindingShown.model_validate(
            {**one, "suggested_verdict": SUGGESTED[one["code"]][0],
             "suggested_reason": SUGGESTED[one["code"]][1]}
        )
        for one in found
    ]  # fmt: skip


@router.post("/sittings/{sitting_id}/opinions", operation_id="recordOpinions")
async def record_opinions(
    actor: Secretary, session: Writing, sitting_id: int, order: OpinionOrder
) -> OpinionsTaken:
    """The council's exceptions; all other dossiers before it are favourable."""
    return OpinionsTaken(opinions=await commands.record_opinions(session, actor, sitting_id, order))


@router.post("/sittings/{sitting_id}/closing", operation_id="closeSitting")
async def close_sitting(
    actor: Secretary, session: Writing, sitting_id: int, order: ClosingOrder
) -> Closing:
    """Close the session: the favoured go up, the others where the council's word sends them."""
    return await commands.close_sitting(session, actor, sitting_id, order)
