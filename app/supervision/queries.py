"""Reading complaints, samples and leaves."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import decisions, policy
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.errors import NotFound
from app.core.settings import settings
from app.decisions.tables import Decision, DecisionLine
from app.dossiers import Target
from app.dossiers.tables import Batch, Dossier, DossierList, Hold
from app.payouts.tables import PayoutOrder
from app.supervision.rules import DUE_WITHIN_DAYS, OneTarget, State, state_of
from app.supervision.schemas import ComplaintOrder
from app.supervision.tables import (
    Complaint,
    ComplaintEvent,
    InspectionSample,
    SampleLine,
    SampleResult,
)

_LAST, _ANSWER = aliased(ComplaintEvent), aliased(ComplaintEvent)


def rules_today(session: AsyncSession) -> policy.Policy:
    """The policy in force today."""
    return policy.policy_at(clock.today(session), settings().policy_overrides)


# --- what a complaint is about ------------------------------------------------------------------


async def target_of(session: AsyncSession, order: ComplaintOrder) -> Target:
    """The one thing an order names, and where it lies; raises OneTarget, NotFound."""
    named = [
        (about, number)
        for about, number in (
            ("dossier", order.dossier_id), ("list", order.list_id), ("batch", order.batch_id),
            ("order", order.order_id),
        )
        if number is not None
    ]  # fmt: skip
    if len(named) != 1:
        raise OneTarget
    return await named_target(session, *named[0])


async def named_target(session: AsyncSession, about: str, number: int) -> Target:
    """A dossier, list, batch or payment order by its number; raises NotFound."""
    query, what = _WHERE[about]
    row = (await session.execute(query.where(query.selected_columns[0] == number))).first()
    if row is None:
        raise NotFound(what=what)
    if about == "order":
        return Target("order", row[1], row[2], order_id=number, first_month=row[3])
    which: dict[str, Any] = {f"{about}_id": number}
    return Target(about, row[1], **which)


_WHERE: dict[str, tuple[Any, str]] = {
    "dossier": (select(Dossier.id, Dossier.area_path), "hồ sơ"),
    "list": (select(DossierList.id, DossierList.unit_path), "danh sách"),
    "batch": (select(Batch.id, Batch.area_path), "đợt"),
    "order": (
        select(
            PayoutOrder.id, PayoutOrder.area_path, PayoutOrder.dossier_id, PayoutOrder.first_month
        ),
        "lệnh chi",
    ),
}


# --- complaints ---------------------------------------------------------------------------------


def _complaints() -> Any:
    """Every complaint with its last event and its answer; never its sender."""
    own = aliased(ComplaintEvent)
    latest = select(func.max(own.id)).where(own.complaint_id == Complaint.id).scalar_subquery()
    holding = aliased(ComplaintEvent)
    held = exists().where(
        holding.complaint_id == Complaint.id, Hold.id == holding.hold_id, Hold.state == "live"
    )
    return (
        select(
            Complaint.id, Complaint.kind, Complaint.about, Complaint.dossier_id,
            Complaint.list_id, Complaint.batch_id, Complaint.order_id, Complaint.words,
            Complaint.means, Complaint.received_on, Complaint.recorded_by, Complaint.area_path,
            _LAST.office_path, _LAST.due_on, _ANSWER.outcome,
            _ANSWER.document_on.label("answered_on"), held.label("held"),
        )
        .select_from(Complaint)
        .join(_LAST, _LAST.id == latest)
        .outerjoin(
            _ANSWER, (_ANSWER.complaint_id == Complaint.id) & (_ANSWER.kind == "answered")
        )
    )  # fmt: skip


async def complaint_of(session: AsyncSession, complaint_id: int) -> dict[str, Any]:
    """One complaint as it stands today; raises NotFound outside the territory."""
    query = _complaints().where(Complaint.id == complaint_id)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound(what="phản ánh")
    return _shown(row, clock.today(session), rules_today(session))


async def complaints_after(
    session: AsyncSession, after: int, limit: int, state: State | None, office: str | None
) -> list[dict[str, Any]]:
    """Complaints of the territory by number; `open` is every one without an answer."""
    query = _complaints().where(Complaint.id > after).order_by(Complaint.id).limit(limit)
    today = clock.today(session)
    if office is not None:
        query = query.where(_LAST.office_path == office)
    rules = rules_today(session)
    found = await session.execute(_of_state(query, state, today))
    return [_shown(row, today, rules) for row in found]


def _of_state(query: Any, state: State | None, today: date) -> Any:
    if state is State.ANSWERED:
        return query.where(_ANSWER.id.is_not(None))
    if state is not None:
        query = query.where(_ANSWER.id.is_(None))
    if state is State.OVERDUE:
        return query.where(_LAST.due_on < today)
    if state is State.DUE:
        soon = today + timedelta(days=DUE_WITHIN_DAYS)
        return query.where(_LAST.due_on.between(today, soon))
    return query


def _shown(row: Row[Any], today: date, rules: policy.Policy) -> dict[str, Any]:
    found = dict(row._mapping)
    ended = found["answered_on"] or today
    late = rules.working_days_between(found["due_on"], ended)
    state = state_of(found["due_on"], found["answered_on"] is not None, today)
    return found | {"state": state, "late_days": max(late, 0)}


async def events_of(session: AsyncSession, complaint_id: int) -> list[ComplaintEvent]:
    """What was done with a complaint, in order."""
    query = select(ComplaintEvent).where(ComplaintEvent.complaint_id == complaint_id)
    return list(await session.scalars(query.order_by(ComplaintEvent.id)))


async def sender_of(session: AsyncSession, complaint_id: int) -> str | None:
    """Who brought a complaint; raises NotFound."""
    query = select(Complaint.sender).where(Complaint.id == complaint_id)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound(what="phản ánh")
    sender: str | None = row[0]
    return sender


async def summary(session: AsyncSession) -> list[dict[str, Any]]:
    """Complaints of the territory counted by kind, office responsible and outcome."""
    found = _complaints().subquery("found")
    one = found.c
    query = (
        select(
            one.kind, one.office_path, one.outcome, func.count().label("count"),
            func.count()
            .filter(one.answered_on.is_(None), one.due_on < clock.today(session))
            .label("overdue"),
            func.count().filter(one.answered_on > one.due_on).label("late"),
        )
        .group_by(one.kind, one.office_path, one.outcome)
        .order_by(one.office_path, one.kind, one.outcome)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


# --- samples ------------------------------------------------------------------------------------


async def sample_of(session: AsyncSession, sample_id: int) -> InspectionSample:
    """One sample; raises NotFound outside the territory."""
    found = await session.get(InspectionSample, sample_id)
    if found is None:
        raise NotFound(what="mẫu kiểm tra")
    return found


async def decision_number(session: AsyncSession, decision_id: int) -> str | None:
    """The number of a decision; None outside the territory."""
    return await session.scalar(select(Decision.number).where(Decision.id == decision_id))


async def samples_of(session: AsyncSession, decision_id: int) -> list[InspectionSample]:
    """Every sample that was ever drawn from a decision, in order; raises NotFound."""
    await decisions.decision_of(session, decision_id)
    query = select(InspectionSample).where(InspectionSample.decision_id == decision_id)
    return list(await session.scalars(query.order_by(InspectionSample.id)))


async def lines_of(session: AsyncSession, sample_id: int) -> list[dict[str, Any]]:
    """The lines of a sample in the order of the draw, with what was found of them."""
    query = (
        select(
            SampleLine.dossier_id, SampleLine.place, Dossier.list_id, Dossier.row_number,
            DecisionLine.leaf, SampleLine.area_path, SampleResult.result, SampleResult.words,
            SampleResult.seen_on, SampleResult.complaint_id,
        )
        .join(DecisionLine, DecisionLine.dossier_id == SampleLine.dossier_id)
        .join(Dossier, Dossier.id == SampleLine.dossier_id)
        .outerjoin(
            SampleResult,
            (SampleResult.sample_id == SampleLine.sample_id)
            & (SampleResult.dossier_id == SampleLine.dossier_id),
        )
        .where(SampleLine.sample_id == sample_id)
        .order_by(SampleLine.place)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def leaves_after(
    session: AsyncSession, decision_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """The leaves of a decision in order of dossier, page by page; raises NotFound."""
    await decisions.decision_of(session, decision_id)
    query = (
        select(DecisionLine.dossier_id, DecisionLine.leaf)
        .where(DecisionLine.decision_id == decision_id, DecisionLine.dossier_id > after)
        .order_by(DecisionLine.dossier_id)
        .limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


# --- for pages: newest first, and the names of offices --------------------------------------------


async def complaints_before(
    session: AsyncSession, before: int | None, limit: int, state: State | None
) -> list[dict[str, Any]]:
    """Complaints of the territory, the newest first."""
    query = _of_state(_complaints(), state, clock.today(session))
    if before is not None:
        query = query.where(Complaint.id < before)
    found = await session.execute(query.order_by(Complaint.id.desc()).limit(limit))
    today, rules = clock.today(session), rules_today(session)
    return [_shown(row, today, rules) for row in found]


async def samples_before(
    session: AsyncSession, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Samples of the territory, the newest first, with how many lines were looked at."""
    one = InspectionSample
    looked = select(func.count()).where(SampleResult.sample_id == one.id)
    query = (
        select(
            one.id, one.decision_id, Decision.number, one.size, one.population, one.drawn_at,
            looked.scalar_subquery().label("looked"),
            looked.where(SampleResult.result == "finding").scalar_subquery().label("faults"),
        )
        .outerjoin(Decision, Decision.id == one.decision_id)
        .order_by(one.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        query = query.where(one.id < before)
    return [dict(row) for row in (await session.execute(query)).mappings()]


_NEWEST = 100


async def decisions_to_inspect(session: AsyncSession) -> list[tuple[int, str]]:
    """The newest approving decisions of the territory: number of the service, and in words."""
    query = (
        select(Decision.id, Decision.number, Decision.signed_on, Decision.case_count)
        .where(Decision.kind == "approved", Decision.case_count > 0)
        .order_by(Decision.id.desc())
        .limit(_NEWEST)
    )
    return [
        (number, f"{name}, {day:%d/%m/%Y}, {count} hồ sơ")
        for number, name, day, count in await session.execute(query)
    ]


async def units_called(session: AsyncSession, paths: list[str]) -> dict[str, str]:
    """What the units at these paths are called: "42.436." -> "thành phố Hà Tĩnh"."""
    query = select(AdminUnit.path, AdminUnit.kind, AdminUnit.name).where(AdminUnit.path.in_(paths))
    return {path: f"{kind} {name}" for path, kind, name in await session.execute(query)}


async def offices_over(session: AsyncSession, area_path: str) -> list[tuple[str, str]]:
    """The commune, district and province that a place lies in, the nearest first."""
    codes = area_path.split(".")[:-1]
    paths = [".".join(codes[:depth]) + "." for depth in range(len(codes), 0, -1)]
    names = await units_called(session, paths)
    return [(path, names[path]) for path in paths if path in names]
