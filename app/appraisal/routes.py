"""Doors of the councils."""

from typing import Annotated

from fastapi import APIRouter

from app import policy
from app.access import Actor, Permission, Reading, Writing, allow
from app.appraisal import commands, queries
from app.appraisal.rules import SENTENCES, sentence_of, suggestion_of
from app.appraisal.schemas import (
    AlertAnswer,
    AlertShown,
    Closing,
    ClosingOrder,
    FindingShown,
    OpinionOrder,
    OpinionsTaken,
    SittingOrder,
    SittingShown,
)
from app.core.settings import settings
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
    held = await queries.held_before(session, sitting)
    return SittingShown.model_validate({**vars(sitting), "findings": left, "held": held})


@router.get("/sittings/{sitting_id}/findings", operation_id="readFindings")
async def read_findings(actor: Reader, session: Reading, sitting_id: int) -> list[FindingShown]:
    """What the service found in the dossiers before a sitting, with what the policy points to."""
    sitting = await queries.sitting_of(session, sitting_id)
    rules = policy.policy_at(sitting.held_on, settings().policy_overrides)
    found = []
    for one in await queries.findings_of(session, sitting_id):
        verdict, reason = suggestion_of(one["code"])
        told = {
            "vi": sentence_of(one["code"], rules.refusal_reasons),
            "suggested_verdict": verdict, "suggested_reason": reason,
        }  # fmt: skip
        found.append(FindingShown.model_validate(one | told))
    return found


@router.get("/sittings/{sitting_id}/alerts", operation_id="readAlerts")
async def read_alerts(actor: Reader, session: Reading, sitting_id: int) -> list[AlertShown]:
    """What is odd about the lists of a sitting; each must be answered before it closes."""
    await queries.sitting_of(session, sitting_id)
    found = await queries.alerts_of(session, sitting_id)
    return [AlertShown.model_validate(one | {"vi": SENTENCES[one["code"]]}) for one in found]


@router.post("/sittings/{sitting_id}/alerts/{alert_id}/answer", operation_id="answerAlert")
async def answer_alert(
    actor: Secretary, session: Writing, sitting_id: int, alert_id: int, order: AlertAnswer
) -> list[AlertShown]:
    """The council's answer to an alert, in words, once."""
    await commands.answer_alert(session, actor, sitting_id, alert_id, order.answer)
    found = await queries.alerts_of(session, sitting_id)
    return [AlertShown.model_validate(one | {"vi": SENTENCES[one["code"]]}) for one in found]


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
