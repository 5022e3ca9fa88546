"""The written notice of a refusal: what it says, whether it was given, and who still waits."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, policy
from app.access import Actor
from app.core import clock
from app.core.clock import VIETNAM
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.core.settings import settings
from app.decisions.rules import NoticeGiven, NoticeOutOfTime, NotRefused
from app.decisions.schemas import NoticeOrder
from app.decisions.tables import RefusalNoticeGiven
from app.documents.schemas import FailedCondition, Proof, RefusalNotice
from app.dossiers import Stage, ended_at
from app.dossiers.tables import Dossier, DossierHistory, DossierList, DossierStage

COMPLAINT_DAYS: Final = 90
"""Law on Complaints 02/2011/QH13, article 9: from the day the notice was received."""
refuse_as("pk_refusal_notice", NoticeGiven)


async def paper_of(session: AsyncSession, dossier_id: int) -> RefusalNotice:
    """What the notice of a refused dossier says.

    Without number and day until it is recorded as given. Raises NotFound, NotRefused.
    """
    case = await _refused(session, dossier_id)
    day = case.at.astimezone(VIETNAM).date()
    rules = policy.policy_at(day, settings().policy_overrides)
    reason = rules.refusal_reasons[case.reason_code]
    offices = await documents.offices_at(session, case.area_path, day)
    own, above = offices[0], offices[1]
    return RefusalNotice(
        letterhead=own.letterhead("TB", case.number, case.given_on),
        subject=f"hồ sơ không đủ điều kiện hỗ trợ theo {rules.version.citation}",
        signers=(own.signer,), recipients=("Ông (Bà) có tên trên", "Lưu: VT"),
        proof=Proof(address=""),
        name=case.full_name,
        address=", ".join([*filter(None, [case.hamlet]), *(one.unit for one in offices)]),
        group=rules.group(case.group_code).vi,
        filed_on=case.submitted_at and case.submitted_at.astimezone(VIETNAM).date(),
        reasons=(FailedCondition(article=_article(reason), condition=reason.vi.rstrip(".")),),
        appeal_to=f"{own.name} hoặc {above.name}",
        appeal_until=case.given_on and case.given_on + timedelta(COMPLAINT_DAYS),
    )  # fmt: skip


async def give(
    session: AsyncSession, actor: Actor, dossier_id: int, order: NoticeOrder
) -> RefusalNoticeGiven:
    """Record that the notice was handed over, once for each refusal.

    Raises NotFound, NotRefused, NoticeGiven, NoticeOutOfTime.
    """
    case = await _refused(session, dossier_id)
    if not case.at.astimezone(VIETNAM).date() <= order.given_on <= clock.today(session):
        raise NoticeOutOfTime
    given = RefusalNoticeGiven(
        dossier_id=dossier_id, version=case.version, number=order.number,
        given_on=order.given_on, given_by=actor.officer_id, area_path=case.area_path,
    )  # fmt: skip
    session.add(given)
    await session.flush()
    return given


async def unanswered_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Refused dossiers of the territory without a notice, page by page."""
    query = (
        select(
            DossierStage.dossier_id, DossierStage.list_id, Dossier.group_code,
            DossierStage.reason_code, DossierHistory.at.label("refused_at"),
            DossierStage.area_path,
        )
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .join(DossierHistory, _STEP)
        .where(
            ended_at(Stage.REFUSED), DossierStage.stage == Stage.REFUSED,
            DossierStage.dossier_id > after, ~exists().where(_ITS_NOTICE),
        )
        .order_by(DossierStage.dossier_id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


_STEP: Final = and_(
    DossierHistory.dossier_id == DossierStage.dossier_id,
    DossierHistory.version == DossierStage.version,
)
_ITS_NOTICE: Final = and_(
    RefusalNoticeGiven.dossier_id == DossierStage.dossier_id,
    RefusalNoticeGiven.version == DossierStage.version,
)


async def _refused(session: AsyncSession, dossier_id: int) -> Any:
    query = (
        select(
            Dossier.full_name, Dossier.hamlet, Dossier.group_code, Dossier.area_path,
            DossierStage.stage, DossierStage.version, DossierStage.reason_code,
            DossierHistory.at, DossierList.submitted_at, RefusalNoticeGiven.number,
            RefusalNoticeGiven.given_on,
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .join(DossierHistory, _STEP)
        .outerjoin(DossierList, DossierList.id == Dossier.list_id)
        .outerjoin(RefusalNoticeGiven, _ITS_NOTICE)
        .where(Dossier.id == dossier_id)
    )  # fmt: skip
    case = (await session.execute(query)).first()
    if case is None:
        raise NotFound(what="hồ sơ")
    if case.stage != Stage.REFUSED:
        raise NotRefused
    return case


def _article(reason: policy.Reason) -> str:
    """The article and its document; of an article that nobody has seen yet only the document."""
    cited = reason.source.citation
    return cited.document if cited.article == "?" else f"Điều {cited.article} {cited.document}"
