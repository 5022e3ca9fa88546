"""The kinds of work that wait: how many, since or until which day, of which rows."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app import clocks
from app.access import Actor
from app.admin_units import level_of
from app.appraisal.tables import Sitting, SittingList, SittingSeat, SittingVote
from app.core.clock import VIETNAM
from app.decisions.tables import RefusalNoticeGiven
from app.dossiers import Stage
from app.dossiers.tables import Batch, BatchList, DossierHistory, DossierList, DossierStage
from app.payouts.tables import (
    OrderCancellation,
    OrderToSend,
    PayoutLease,
    PayoutOrder,
    PayoutRun,
)
from app.policy.tables import EnactmentPaper
from app.postings.tables import Objection, Posting
from app.reconciliation.tables import (
    ExceptionSettlement,
    OrderOutcome,
    RunClosing,
    StatementException,
)
from app.reports.tables import IssuedReport
from app.supervision.tables import Complaint, ComplaintEvent, InspectionSample, SampleLine
from app.supervision.tables import SampleResult as Found


class Ask:
    """Who asks, on which day, and the dossiers that stand at a step, counted once for all kinds.

    Places for what `values_of` tells: the statements are put together once.
    """

    unit: Final = bindparam("unit", type_=Text())
    officer: Final = bindparam("officer", type_=BigInteger())
    province: Final = bindparam("province", type_=Text())
    council: Final = bindparam("council", type_=Text())
    """The stage at which the council of the asker's office hears."""
    today: Final = bindparam("today", type_=Date())

    def __init__(self) -> None:
        self.standing: CTE = clocks.standing_at().cte("standing")


def values_of(actor: Actor, today: date) -> dict[str, Any]:
    """What stands in the places of an `Ask`."""
    stages = {"commune": Stage.AT_COMMUNE, "district": Stage.AT_DISTRICT}
    return {
        "unit": actor.unit_path, "officer": actor.officer_id,
        "province": actor.standing.province, "today": today,
        "council": stages.get(level_of(actor.unit_path), Stage.AT_PROVINCE),
    }  # fmt: skip


Counted = tuple[ColumnElement[int], Any, Select[Any]]


def _of(rows: Select[Any], day: Any = None, count: Any = None) -> Counted:
    on = null() if day is None else func.min(day)
    return func.count() if count is None else count, on, rows


def _day(moment: Any) -> Any:
    """The Vietnamese day of a moment."""
    return cast(func.timezone(VIETNAM.key, moment), Date)


def _own_lists(ask: Ask, *where: ColumnElement[bool]) -> Counted:
    return _of(select(DossierList.id).where(DossierList.unit_path == ask.unit, *where))


def _to_submit(ask: Ask) -> Counted:
    return _own_lists(
        ask, DossierList.state == "read", DossierList.good_count > 0, DossierList.faulty_count == 0
    )


def _faulty(ask: Ask) -> Counted:
    return _own_lists(ask, DossierList.state == "read", DossierList.faulty_count > 0)


def _unreadable(ask: Ask) -> Counted:
    return _own_lists(ask, DossierList.state == "unreadable")


def _standing(ask: Ask, *where: ColumnElement[bool]) -> Counted:
    """Lists with dossiers that stand somewhere, until the earliest day of their clocks."""
    one = ask.standing.c
    rows = select(one.list_id).where(*where)
    return _of(rows, one.due_on, func.count(one.list_id.distinct()))


def _to_post(ask: Ask) -> Counted:
    one = ask.standing.c
    own = one.area_path == ask.unit
    return _standing(ask, one.stage == Stage.SUBMITTED, own)


def _postings_over(ask: Ask) -> Counted:
    over = select(Posting.id).where(Posting.state == "open", Posting.ends_on < ask.today)
    return _of(over, Posting.ends_on)


def _objections(ask: Ask) -> Counted:
    return _of(select(Objection.id).where(Objection.answered_at.is_(None)), Objection.received_on)


def _refusals(ask: Ask) -> Counted:
    step, given = DossierHistory, RefusalNoticeGiven
    rows = (
        select(DossierStage.dossier_id)
        .join(
            step,
            and_(
                step.dossier_id == DossierStage.dossier_id, step.version == DossierStage.version
            ),
        )
        .outerjoin(
            given,
            and_(
                given.dossier_id == DossierStage.dossier_id, given.version == DossierStage.version
            ),
        )
        .where(
            DossierStage.list_id.in_(clocks.lists_at(Stage.REFUSED)),
            DossierStage.stage == Stage.REFUSED, given.number.is_(None),
        )
    )  # fmt: skip
    return _of(rows, _day(step.at))


def _not_received(ask: Ask) -> Counted:
    """Orders that ended because nobody was there, and nothing has followed."""
    one, later, other = OrderOutcome, aliased(PayoutOrder), aliased(OrderOutcome)
    followed = exists().where(later.replaces_id == one.order_id)
    settled = exists().where(
        other.order_id == one.order_id,
        other.kind.in_(("paid", "partial", "returned", "cancelled")),
    )
    rows = select(one.order_id).where(
        one.kind == "failed", or_(one.reason_code.is_(None), one.reason_code.in_(_ABSENT)),
        ~followed, ~settled,
    )  # fmt: skip
    return _of(rows, one.done_on)


_ABSENT: Final = ("absent", "other")


def _to_hear(ask: Ask) -> Counted:
    """Lists before the actor's own council that no open sitting has taken up."""
    one = ask.standing.c
    taken = exists().where(
        SittingList.list_id == one.list_id, SittingList.sitting_id == Sitting.id,
        Sitting.state == "open", Sitting.area_path == ask.unit,
    )  # fmt: skip
    return _standing(ask, one.stage == ask.council, ~one.again, ~taken)


def _sittings(ask: Ask) -> Counted:
    own = Sitting.area_path == ask.unit
    return _of(select(Sitting.id).where(Sitting.state == "open", own), _day(Sitting.opened_at))


def _votes(ask: Ask) -> Counted:
    officer = ask.officer
    seated = exists().where(SittingSeat.sitting_id == Sitting.id, SittingSeat.officer_id == officer)
    voted = exists().where(SittingVote.sitting_id == Sitting.id, SittingVote.officer_id == officer)
    rows = select(Sitting.id).where(
        Sitting.state == "open", Sitting.votes_needed > 0, seated, ~voted
    )
    return _of(rows, _day(Sitting.opened_at))


def _to_gather(ask: Ask) -> Counted:
    """Lists that the provincial council has judged and no batch has taken up."""
    one = ask.standing.c
    gathered = exists().where(BatchList.list_id == one.list_id, BatchList.undecided)
    return _standing(ask, one.stage == Stage.AT_PROVINCE, one.again, ~gathered)


def _to_sign(ask: Ask) -> Counted:
    one = ask.standing.c
    rows = (
        select(Batch.id)
        .join(BatchList, BatchList.batch_id == Batch.id)
        .outerjoin(
            ask.standing,
            (one.list_id == BatchList.list_id) & (one.stage == Stage.AT_PROVINCE),
        )
        .where(Batch.state == "open")
    )
    return _of(rows, one.due_on, func.count(Batch.id.distinct()))


def _late_offices(ask: Ask) -> Counted:
    one = ask.standing.c
    district, commune = (func.split_part(one.area_path, ".", place) for place in (2, 3))
    office = case(
        (one.level == "province", ""), (one.level == "district", district),
        else_=func.concat(district, ".", commune),
    )  # fmt: skip
    rows = select(one.list_id).where(one.due_on < ask.today)
    return _of(rows, one.due_on, func.count(office.distinct()))


def _complaints(ask: Ask, *where: ColumnElement[bool]) -> Counted:
    """Complaints without an answer, by their last day."""
    last, own, answer = aliased(ComplaintEvent), aliased(ComplaintEvent), aliased(ComplaintEvent)
    newest = select(func.max(own.id)).where(own.complaint_id == Complaint.id).scalar_subquery()
    answered = exists().where(answer.complaint_id == Complaint.id, answer.kind == "answered")
    rows = select(Complaint.id).join(last, last.id == newest).where(~answered)
    if where:
        rows = rows.where(last.office_path == ask.unit)
    return _of(rows, last.due_on)


def _own_complaints(ask: Ask) -> Counted:
    return _complaints(ask, literal(value=True))


def _samples(ask: Ask) -> Counted:
    found = exists().where(
        Found.sample_id == SampleLine.sample_id, Found.dossier_id == SampleLine.dossier_id
    )
    rows = (
        select(InspectionSample.id)
        .join(SampleLine, SampleLine.sample_id == InspectionSample.id)
        .where(~found)
    )
    return _of(rows, None, func.count(InspectionSample.id.distinct()))


def _to_release(ask: Ask) -> Counted:
    rows = select(PayoutRun.id).where(PayoutRun.state == "prepared")
    return _of(rows, _day(PayoutRun.prepared_at))


def _to_close(ask: Ask) -> Counted:
    closed = exists().where(RunClosing.run_id == PayoutRun.id)
    rows = select(PayoutRun.id).where(PayoutRun.state == "released", ~closed)
    return _of(rows, _day(PayoutRun.released_at))


def _unsettled(*states: str) -> Select[Any]:
    settled = exists().where(
        ExceptionSettlement.statement_id == StatementException.statement_id,
        ExceptionSettlement.line_number == StatementException.line_number,
        ExceptionSettlement.state.in_(states),
    )
    return select(StatementException.statement_id).where(~settled)


def _exceptions(ask: Ask) -> Counted:
    return _of(_unsettled("proposed", "confirmed"))


def _own_exceptions(ask: Ask) -> Counted:
    return _of(_unsettled("confirmed"))


def _settlements(ask: Ask) -> Counted:
    one = ExceptionSettlement
    rows = select(one.id).where(one.state == "proposed", one.proposed_by != ask.officer)
    return _of(rows, _day(one.proposed_at))


def _to_pull(ask: Ask) -> Counted:
    return _of(select(OrderToSend.order_id))


def _leases(ask: Ask) -> Counted:
    rows = select(PayoutLease.id).where(PayoutLease.acknowledged_at.is_(None))
    return _of(rows, _day(PayoutLease.taken_at))


def _asked_back(ask: Ask) -> Counted:
    rows = (
        select(OrderCancellation.order_id)
        .join(PayoutOrder, PayoutOrder.id == OrderCancellation.order_id)
        .where(OrderCancellation.kind == "requested", PayoutOrder.live)
    )
    return _of(rows, _day(OrderCancellation.requested_at))


def _report(ask: Ask) -> Counted:
    """One thing to do while no report of this month has gone out."""
    first = cast(func.date_trunc("month", ask.today), Date)
    issued = exists().where(IssuedReport.dated >= first, IssuedReport.area_path == ask.unit)
    return _of(select(literal(1)).where(~issued))


def _loans(ask: Ask) -> Counted:
    return _standing(ask, ask.standing.c.stage == Stage.AT_BANK)


def _enactments(ask: Ask) -> Counted:
    one = EnactmentPaper
    own = one.province_code.is_not_distinct_from(ask.province)
    rows = select(one.id).where(one.revision.is_(None), one.entered_by != ask.officer, own)
    return _of(rows, _day(one.entered_at))


SELECTS: Final[dict[str, Callable[[Ask], Counted]]] = {
    "lists_to_submit": _to_submit,
    "lists_with_faults": _faulty,
    "lists_unreadable": _unreadable,
    "lists_to_post": _to_post,
    "postings_over": _postings_over,
    "objections": _objections,
    "refusals": _refusals,
    "not_received": _not_received,
    "lists_to_hear": _to_hear,
    "sittings_open": _sittings,
    "votes_asked": _votes,
    "lists_to_gather": _to_gather,
    "batches_to_sign": _to_sign,
    "late_offices": _late_offices,
    "complaints": _own_complaints,
    "complaints_watched": _complaints,
    "samples": _samples,
    "runs_to_release": _to_release,
    "runs_to_close": _to_close,
    "exceptions": _exceptions,
    "settlements": _settlements,
    "orders_to_pull": _to_pull,
    "leases": _leases,
    "asked_back": _asked_back,
    "own_exceptions": _own_exceptions,
    "report_of_month": _report,
    "loans": _loans,
    "enactments": _enactments,
}
