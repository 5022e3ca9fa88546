"""The submission paper (tờ trình) that takes a batch to the Chairman."""

from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers, policy, postings
from app.core.clock import VIETNAM
from app.core.errors import NotFound
from app.core.settings import settings
from app.decisions.tables import Decision, DecisionLine
from app.documents.schemas import ListAnnex, Proof, SubmissionPaper
from app.dossiers import Cases, Filled, Stage
from app.dossiers.tables import Batch, BatchList, Dossier, DossierHistory, DossierStage

SUBJECT = "phê duyệt danh sách và kinh phí hỗ trợ người dân gặp khó khăn do đại dịch COVID-19"


class BatchSeen(NamedTuple):
    """A batch with its lists, its decision once there is one, and its cases."""

    batch: Batch
    lists: list[int]
    decision: Decision | None
    cases: Cases
    """As they wait, were approved, or were refused."""


async def submission_of(
    session: AsyncSession, batch_id: int, area: str | None = None
) -> Filled[SubmissionPaper | ListAnnex]:
    """What the paper says: the cases that wait for the signature, once decided those decided on.

    With `area` (a path) the annex of that territory. Raises NotFound, NothingToPrint, PaperTooLong.
    """
    seen = await batch_seen(session, batch_id)
    batch = seen.batch
    day = batch.made_at.astimezone(VIETNAM).date()
    rules = policy.policy_at(day, settings().policy_overrides)
    issuer = await documents.issuer_at(session, batch.area_path, day)
    province = (await documents.offices_at(session, batch.area_path, day))[-1]
    chosen, root = seen.cases.alone(), await _root_of(session, seen)
    found = await dossiers.listed(session, chosen, rules, batch.area_path, day)
    paper = SubmissionPaper(
        letterhead=issuer.letterhead("TTr", batch.paper_number, day),
        subject=f"{SUBJECT} trên địa bàn {issuer.unit}", signers=(issuer.signer,),
        recipients=("Như trên", "Lưu: VT"), proof=Proof(address="", batch_hash=root),
        **found.parts(), addressee=f"Chủ tịch {province.name}", grounds=(rules.version.citation,),
        findings=await postings.findings_on(session, seen.lists),
    )  # fmt: skip
    if area is not None:
        return await dossiers.annexed(session, paper, chosen, rules, area)
    return Filled(paper, dossiers.people_of(chosen) if found.lines else [])


async def _root_of(session: AsyncSession, seen: BatchSeen) -> bytes:
    if seen.decision is not None:
        return seen.decision.root
    return (await dossiers.holding(session, seen.lists)).root


async def batch_seen(session: AsyncSession, batch_id: int) -> BatchSeen:
    """A batch as it stands; raises NotFound outside the territory."""
    row = (await session.execute(_BATCH, {"batch": batch_id})).first()
    if row is None:
        raise NotFound(what="đợt")
    batch, decision, lists = row
    return BatchSeen(batch, lists or [], decision, _cases_of(decision, lists or []))


_LISTS: Final = select(
    func.array_agg(aggregate_order_by(BatchList.list_id, BatchList.list_id))
).where(BatchList.batch_id == Batch.id)
_BATCH: Final = (
    select(Batch, Decision, _LISTS.scalar_subquery())
    .outerjoin(Decision, Decision.batch_id == Batch.id)
    .where(Batch.id == bindparam("batch"))
)


def _cases_of(decision: Decision | None, lists: list[int]) -> Cases:
    if decision is None:
        return Cases(_WAITING, {"lists": lists})
    if decision.kind == "approved":
        return Cases(_APPROVED, {"decision": decision.id})
    return Cases(_REFUSED, {"lists": lists, "because": f"decision {decision.number}"})


_WAITING: Final[Any] = (
    select(*dossiers.CLAIMED)
    .join(DossierStage, DossierStage.dossier_id == Dossier.id)
    .where(
        DossierStage.list_id == dossiers.any_given("lists"),
        DossierStage.stage == Stage.AT_PROVINCE,
    )
)
_APPROVED: Final[Any] = select(
    DecisionLine.dossier_id, DecisionLine.group_code, DecisionLine.months, DecisionLine.amount_dong
).where(DecisionLine.decision_id == bindparam("decision"))
_REFUSED: Final[Any] = select(*dossiers.CLAIMED).where(
    Dossier.list_id == dossiers.any_given("lists"),
    exists().where(
        DossierHistory.dossier_id == Dossier.id, DossierHistory.to_stage == Stage.REFUSED,
        DossierHistory.because == bindparam("because"),
    ),
)  # fmt: skip


def approved_lines(decision_id: int) -> Select[Any]:
    """The frozen lines of a decision, as papers print them."""
    lines: Select[Any] = _APPROVED.params(decision=decision_id)
    return lines
