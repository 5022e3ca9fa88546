"""Everything that happened to one dossier, from all rooms, in one statement and in order."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor, Permission
from app.dossiers.tables import BatchList, Declination, Hold
from app.home import heard_events as heard
from app.home import money_events as money
from app.home.event_columns import ASKED, Whose, as_
from app.supervision.tables import Complaint, ComplaintEvent

_P = Permission
_MANY: Final = 400
Made = Callable[[Whose], Select[Any]]


async def happened_to(session: AsyncSession, actor: Actor, whose: Whose) -> list[dict[str, Any]]:
    """Every event that the actor may read of a dossier, the first first."""
    sources = tuple(
        make
        for make, permissions in _SOURCES
        if not permissions or any(actor.may(one) for one in permissions)
    )
    found = await session.execute(_told(sources), whose._asdict())
    return [dict(row) for row in found.mappings()]


@cache
def _told(sources: tuple[Made, ...]) -> Select[Any]:
    """The statement over some sources; put together once, it is long."""
    rows = union_all(*(make(ASKED) for make in sources)).subquery("rows")
    return select(rows).order_by(rows.c.at, rows.c.rank, rows.c.nth).limit(_MANY)


def declinations(one: Whose) -> Select[Any]:
    """The person does not take the support."""
    told = Declination
    return select(
        *as_(
            45, "declined", at=told.recorded_at, words=told.statement, number=told.witness,
            officer_id=told.recorded_by,
        )
    ).where(told.dossier_id == one.dossier_id)  # fmt: skip


def revocations(one: Whose) -> Select[Any]:
    """The person took that back."""
    told = Declination
    return select(
        *as_(
            46, "declination_revoked", at=told.revoked_at, words=told.revocation,
            officer_id=told.revoked_by,
        )
    ).where(told.dossier_id == one.dossier_id, told.revoked_at.is_not(None))  # fmt: skip


def _about(table: Any, one: Whose) -> Any:
    """Complaints and holds of the dossier, of its list, and of the batches of that."""
    batches = select(BatchList.batch_id).where(BatchList.list_id == one.list_id)
    return or_(
        table.dossier_id == one.dossier_id, table.list_id == one.list_id,
        table.batch_id.in_(batches),
    )  # fmt: skip


def complaints(one: Whose) -> Select[Any]:
    """What was brought against it, and done about that."""
    told = ComplaintEvent
    words = func.coalesce(func.nullif(told.words, ""), Complaint.words)
    return (
        select(
            *as_(
                80, "complaint", at=told.at, code=told.kind, number=told.document_number,
                words=words, officer_id=told.officer_id, place=told.office_path, ref=Complaint.id,
            )
        )
        .join(Complaint, Complaint.id == told.complaint_id)
        .where(_about(Complaint, one), told.kind.not_in(("held", "let_go")))
    )  # fmt: skip


def holds(one: Whose) -> Select[Any]:
    """It was made to stand still."""
    told = Hold
    return select(
        *as_(
            81, "held", at=told.placed_at, code=told.about, words=told.reason,
            officer_id=told.placed_by, place=told.office_path, ref=told.id,
        )
    ).where(_about(told, one))  # fmt: skip


def releases(one: Whose) -> Select[Any]:
    """It was let go on."""
    told = Hold
    return select(
        *as_(
            82, "let_go", at=told.released_at, code=told.about, words=told.release_words,
            officer_id=told.released_by, place=told.office_path, ref=told.id,
        )
    ).where(_about(told, one), told.released_at.is_not(None))  # fmt: skip


_PAY = (_P.READ_PAYOUT, _P.READ_HANDOVER)
_HEARD = (_P.READ_SITTING, _P.ANSWER_QUESTION)
_SOURCES: Final[tuple[tuple[Made, tuple[Permission, ...]], ...]] = (
    (heard.received, ()), (heard.versions, ()), (heard.steps, ()), (heard.postings, ()),
    (heard.objections, ()), (heard.objection_answers, ()), (heard.findings, (_P.READ_SITTING,)),
    (heard.opinions, _HEARD), (heard.questions, _HEARD), (heard.answers, _HEARD),
    (heard.confirmations, (_P.READ_CONFIRMATION,)), (heard.loans, ()),
    (money.batches, (_P.READ_BATCH,)), (money.decisions, ()), (money.adjustments, ()),
    (money.suspensions, (_P.READ_BATCH,)), (money.supersessions, ()), (money.benefits, ()),
    (money.notices, ()), (money.arrangements, _PAY), (money.arrangement_ends, _PAY),
    (money.orders, _PAY), (money.taken, _PAY), (money.outcomes, _PAY),
    (money.cancellations, _PAY), (money.receipts, _PAY), (money.recoveries, (_P.READ_RECOVERY,)),
    (money.recovered, (_P.READ_RECOVERY,)), (declinations, ()), (revocations, ()),
    (complaints, (_P.READ_COMPLAINT,)), (holds, (_P.READ_COMPLAINT,)),
    (releases, (_P.READ_COMPLAINT,)),
)  # fmt: skip
"""What is read, and by whom: each kind needs one of its permissions, or none beyond the page's."""
