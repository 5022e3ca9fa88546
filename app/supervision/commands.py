"""Recording a complaint, handing it on, holding what it is about, answering it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor, Permission
from app.core import clock
from app.core.db import refuse_as
from app.dossiers import Target
from app.supervision import queries
from app.supervision.rules import (
    AlreadyExtended,
    AlreadyHeld,
    ComplaintAnswered,
    MayNotHold,
    NotHeld,
    NotOverIt,
    NotResponsible,
    OutOfTime,
)
from app.supervision.schemas import (
    Answered,
    AnswerOrder,
    ComplaintMade,
    ComplaintOrder,
    ForwardingOrder,
)
from app.supervision.tables import Complaint, ComplaintEvent

refuse_as("uq_complaint_event_answered", ComplaintAnswered)
refuse_as("uq_complaint_event_extended", AlreadyExtended)
refuse_as("ck_complaint_event_party", dossiers.PartyToIt)


async def record(session: AsyncSession, actor: Actor, order: ComplaintOrder) -> ComplaintMade:
    """Record what was brought, with the day until which it is answered, and hold if asked to.

    Raises OneTarget, NotFound, OutOfTime, NotOverIt, MayNotHold.
    """
    target = await queries.target_of(session, order)
    if order.received_on > clock.today(session):
        raise OutOfTime
    if order.hold and not actor.may(Permission.HOLD_CASE):
        raise MayNotHold
    office = order.office_path or actor.unit_path
    _check_over(office, target.area_path)
    rules = queries.rules_today(session)
    due_on = rules.due_date(order.received_on, rules.complaint_days)
    complaint = Complaint(
        kind=order.kind, about=target.about, dossier_id=target.dossier_id,
        list_id=target.list_id, batch_id=target.batch_id, order_id=target.order_id,
        words=order.words, sender=order.sender, means=order.means,
        received_on=order.received_on, policy_version=rules.version.code,
        recorded_by=actor.officer_id, area_path=target.area_path,
    )  # fmt: skip
    session.add(complaint)
    await session.flush()
    whose = {"id": complaint.id, "area_path": target.area_path}
    state = whose | {"office_path": office, "due_on": due_on}
    await _write(session, actor, state, "received", order.means)
    held = await _hold(session, actor, state, target, order.hold) if order.hold else None
    return ComplaintMade(id=complaint.id, due_on=due_on, hold_id=held)


def _check_over(office: str, area_path: str) -> None:
    if not office or not area_path.startswith(office):
        raise NotOverIt


async def _write(
    session: AsyncSession,
    actor: Actor,
    state: dict[str, Any],
    kind: str,
    words: str,
    **more: Any,
) -> None:
    """One more event: what is not said anew stays as the last one told it."""
    now = {name: state[name] for name in ("office_path", "due_on")} | more
    session.add(
        ComplaintEvent(
            complaint_id=state["id"], kind=kind, words=words, officer_id=actor.officer_id,
            area_path=state["area_path"], **now,
        )
    )  # fmt: skip
    await session.flush()


async def _unanswered(session: AsyncSession, complaint_id: int) -> dict[str, Any]:
    state = await queries.complaint_of(session, complaint_id)
    if state["answered_on"] is not None:
        raise ComplaintAnswered
    return state


async def _own(session: AsyncSession, actor: Actor, complaint_id: int) -> dict[str, Any]:
    """A complaint without an answer for which the actor's office is responsible."""
    state = await _unanswered(session, complaint_id)
    if state["office_path"] != actor.unit_path:
        raise NotResponsible
    return state


async def forward(
    session: AsyncSession, actor: Actor, complaint_id: int, order: ForwardingOrder
) -> None:
    """Hand a complaint on to the office responsible; its last day stays.

    Raises NotFound, ComplaintAnswered, NotResponsible, NotOverIt.
    """
    state = await _own(session, actor, complaint_id)
    _check_over(order.office_path, state["area_path"])
    await _write(session, actor, state, "forwarded", order.words, office_path=order.office_path)


async def extend(session: AsyncSession, actor: Actor, complaint_id: int, words: str) -> None:
    """Give a complaint more working days, once and in time; raises AlreadyExtended and others."""
    state = await _own(session, actor, complaint_id)
    if clock.today(session) > state["due_on"]:
        raise AlreadyExtended
    rules = queries.rules_today(session)
    due_on = rules.due_date(state["due_on"], rules.complaint_extension)
    await _write(session, actor, state, "extended", words, due_on=due_on)


async def hold(session: AsyncSession, actor: Actor, complaint_id: int, reason: str) -> int:
    """Let what a complaint is about stand still; raises ComplaintAnswered, AlreadyHeld."""
    state = await _unanswered(session, complaint_id)
    if state["held"]:
        raise AlreadyHeld
    target = await _target(session, state)
    return await _hold(session, actor, state, target, reason)


async def _target(session: AsyncSession, state: dict[str, Any]) -> Target:
    about = state["about"]
    return await queries.named_target(session, about, state[f"{about}_id"])


async def _hold(
    session: AsyncSession, actor: Actor, state: dict[str, Any], target: Target, reason: str
) -> int:
    number = await dossiers.place_hold(session, actor, target, reason)
    await _write(session, actor, state, "held", reason, hold_id=number)
    return number


async def let_go(session: AsyncSession, actor: Actor, complaint_id: int, words: str) -> None:
    """Let what a complaint holds go on, before its answer or after it.

    Raises NotHeld, HeldFromAbove, PartyToIt.
    """
    state = await queries.complaint_of(session, complaint_id)
    holds = await _live_holds(session, complaint_id)
    if not holds:
        raise NotHeld
    for number, _ in holds:
        await dossiers.end_hold(session, actor, number, words)
        await _write(session, actor, state, "let_go", words, hold_id=number)


async def _live_holds(session: AsyncSession, complaint_id: int) -> list[tuple[int, str]]:
    """The holds of a complaint that stand, with the office that placed each."""
    events = await queries.events_of(session, complaint_id)
    numbers = [one.hold_id for one in events if one.hold_id is not None]
    return [(one.id, one.office_path) for one in await dossiers.holds_of(session, numbers)]


async def answer(
    session: AsyncSession, actor: Actor, complaint_id: int, order: AnswerOrder
) -> Answered:
    """Answer a complaint, once, by the office responsible and never by who made the list.

    What it held goes on with the answer, unless it is to be kept or a higher office holds it.
    Raises NotFound, ComplaintAnswered, NotResponsible, PartyToIt, OutOfTime.
    """
    state = await _own(session, actor, complaint_id)
    if not state["received_on"] <= order.document_on <= clock.today(session):
        raise OutOfTime
    if await dossiers.is_party(session, actor, await _target(session, state)):
        raise dossiers.PartyToIt
    await _write(
        session, actor, state, "answered", order.words, outcome=order.outcome,
        document_number=order.document_number, document_on=order.document_on,
    )  # fmt: skip
    still = await _live_holds(session, complaint_id)
    for number, office in list(still):
        if not order.keep_hold and dossiers.may_end(actor, office):
            words = order.document_number
            await dossiers.end_hold(session, actor, number, words)
            await _write(session, actor, state, "let_go", words, hold_id=number)
            still.remove((number, office))
    late = queries.rules_today(session).working_days_between(state["due_on"], order.document_on)
    return Answered(
        id=complaint_id, outcome=order.outcome, late_days=max(late, 0), still_held=bool(still)
    )
