"""Doors of complaints, and of what stands still because of them."""

from typing import Annotated

from fastapi import Query

from app import dossiers
from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import AreaPathText
from app.core.web import Cursor, Doors, PageSize, after
from app.supervision import commands, queries
from app.supervision.rules import VIETNAMESE, Kind, State
from app.supervision.schemas import (
    Answered,
    AnswerOrder,
    ComplaintDetail,
    ComplaintMade,
    ComplaintOrder,
    ComplaintPage,
    ComplaintShown,
    EventShown,
    ForwardingOrder,
    HoldMade,
    HoldPage,
    HoldShown,
    InterestOrder,
    InterestShown,
    SenderShown,
    SummaryRow,
    WordsOrder,
)

router = Doors(tags=["supervision"])
Recorder = Annotated[Actor, allow(Permission.RECORD_COMPLAINT)]
Reader = Annotated[Actor, allow(Permission.READ_COMPLAINT)]
Answerer = Annotated[Actor, allow(Permission.ANSWER_COMPLAINT)]
Holder = Annotated[Actor, allow(Permission.HOLD_CASE)]
Declarer = Annotated[Actor, allow(Permission.DECLARE_RELATIVE)]


@router.post("/complaints", status_code=201, operation_id="recordComplaint")
async def record(actor: Recorder, session: Writing, order: ComplaintOrder) -> ComplaintMade:
    """Record a complaint or finding against one dossier, list, batch or payment order."""
    return await commands.record(session, actor, order)


@router.get("/complaints", operation_id="readComplaints")
async def read_complaints(
    actor: Reader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    state: State | None = None,
    office: Annotated[AreaPathText | None, Query()] = None,
) -> ComplaintPage:
    """Complaints of the territory by number; open (no answer yet), due, overdue or answered."""
    rows = await queries.complaints_after(session, last, limit, state, office)
    return ComplaintPage(
        items=[ComplaintShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/complaints/summary", operation_id="readComplaintSummary")
async def read_summary(actor: Reader, session: Reading) -> list[SummaryRow]:
    """How many complaints of each kind each office has, with which outcome, how many late."""
    rows = await queries.summary(session)
    named = [row | {"kind_vi": VIETNAMESE[Kind(row["kind"])]} for row in rows]
    return [SummaryRow.model_validate(row) for row in named]


@router.get("/complaints/{complaint_id}", operation_id="readComplaint")
async def read_complaint(actor: Reader, session: Reading, complaint_id: int) -> ComplaintDetail:
    """One complaint with all that was done with it, without its sender."""
    return await _detail(session, complaint_id)


@router.get("/complaints/{complaint_id}/sender", operation_id="readComplainant")
async def read_sender(
    actor: Annotated[Actor, allow(Permission.READ_COMPLAINANT)],
    session: Reading,
    complaint_id: int,
) -> SenderShown:
    """Who brought a complaint; for inspectors and auditors alone."""
    return SenderShown(sender=await queries.sender_of(session, complaint_id))


@router.post("/complaints/{complaint_id}/forwarding", operation_id="forwardComplaint")
async def forward(
    actor: Answerer, session: Writing, complaint_id: int, order: ForwardingOrder
) -> ComplaintDetail:
    """Hand a complaint on to the office that is responsible; its last day stays."""
    await commands.forward(session, actor, complaint_id, order)
    return await _detail(session, complaint_id)


@router.post("/complaints/{complaint_id}/extension", operation_id="extendComplaint")
async def extend(
    actor: Answerer, session: Writing, complaint_id: int, order: WordsOrder
) -> ComplaintDetail:
    """Give a complaint more days, once, before its last day is over."""
    await commands.extend(session, actor, complaint_id, order.words)
    return await _detail(session, complaint_id)


@router.post("/complaints/{complaint_id}/answer", operation_id="answerComplaint")
async def answer(
    actor: Answerer, session: Writing, complaint_id: int, order: AnswerOrder
) -> Answered:
    """Answer a complaint, once; what it held goes on, unless it is to be kept."""
    return await commands.answer(session, actor, complaint_id, order)


@router.post("/complaints/{complaint_id}/hold", status_code=201, operation_id="holdForComplaint")
async def hold(actor: Holder, session: Writing, complaint_id: int, order: WordsOrder) -> HoldMade:
    """Let what a complaint is about stand still: not favoured, not signed, not paid."""
    return HoldMade(id=await commands.hold(session, actor, complaint_id, order.words))


@router.post("/complaints/{complaint_id}/release", operation_id="endHold")
async def let_go(
    actor: Holder, session: Writing, complaint_id: int, order: WordsOrder
) -> ComplaintDetail:
    """Let what a complaint holds go on; by the office that held it, or one above."""
    await commands.let_go(session, actor, complaint_id, order.words)
    return await _detail(session, complaint_id)


@router.get("/holds", operation_id="readHolds")
async def read_holds(
    actor: Reader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    list_id: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> HoldPage:
    """What stands still in the territory; of one list, if it is named."""
    rows = await dossiers.live_holds(session, last, limit, list_id)
    return HoldPage(
        items=[HoldShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.post("/lists/{list_id}/interests", status_code=201, operation_id="declareInterest")
async def declare_interest(
    actor: Declarer,
    session: Writing,
    list_id: int,
    order: InterestOrder,
    dossier_id: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> InterestShown:
    """Say that a list, or one dossier of it, concerns oneself or one's own: no part in it then."""
    said = await dossiers.declare_interest(session, actor, list_id, dossier_id, order.words)
    return InterestShown.model_validate(said)


@router.get("/lists/{list_id}/interests", operation_id="readInterests")
async def read_interests(actor: Reader, session: Reading, list_id: int) -> list[InterestShown]:
    """Who declared an interest in a list, and what they are to it."""
    rows = await dossiers.interests_in(session, list_id)
    return [InterestShown.model_validate(row) for row in rows]


async def _detail(session: Reading, complaint_id: int) -> ComplaintDetail:
    found = await queries.complaint_of(session, complaint_id)
    events = await queries.events_of(session, complaint_id)
    told = [EventShown.model_validate(one) for one in events]
    return ComplaintDetail.model_validate(found | {"events": told})
