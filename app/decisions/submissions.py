"""The submission paper (tờ trình) that takes a batch to the Chairman."""

from typing import Any, Final

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers, policy, postings
from app.core.clock import VIETNAM
from app.core.settings import settings
from app.decisions.tables import Decision, DecisionLine
from app.documents.schemas import ListAnnex, Proof, SubmissionPaper
from app.dossiers import Cases, Filled, Stage
from app.dossiers.tables import Dossier, DossierHistory, DossierStage

SUBJECT = "phê duyệt danh sách và kinh phí hỗ trợ người dân gặp khó khăn do đại dịch COVID-19"


async def submission_of(
    session: AsyncSession, batch_id: int, area: str | None = None
) -> Filled[SubmissionPaper | ListAnnex]:
    """What the paper says: the cases that wait for the signature, once decided those decided on.

    With `area` (a path) the annex of that territory. Raises NotFound, NothingToPrint, PaperTooLong.
    """
    batch = await dossiers.batch_of(session, batch_id)
    lists = await dossiers.lists_in(session, batch_id)
    day = batch.made_at.astimezone(VIETNAM).date()
    rules = policy.policy_at(day, settings().policy_overrides)
    issuer = await documents.issuer_at(session, batch.area_path, day)
    province = (await documents.offices_at(session, batch.area_path, day))[-1]
    chosen, root = await _cases(session, batch_id, lists)
    found = await dossiers.listed(session, chosen, rules, batch.area_path, day)
    paper = SubmissionPaper(
        letterhead=issuer.letterhead("TTr", batch.paper_number, day),
        subject=f"{SUBJECT} trên địa bàn {issuer.unit}", signers=(issuer.signer,),
        recipients=("Như trên", "Lưu: VT"), proof=Proof(address="", batch_hash=root),
        **found.parts(), addressee=f"Chủ tịch {province.name}", grounds=(rules.version.citation,),
        findings=await postings.findings_on(session, lists),
    )  # fmt: skip
    if area is not None:
        return await dossiers.annexed(session, paper, chosen, rules, area)
    return Filled(paper, dossiers.people_of(chosen) if found.lines else [])


async def _cases(
    session: AsyncSession, batch_id: int, lists: list[int]
) -> tuple[Select[Any], bytes]:
    decision, cases = await cases_of(session, batch_id, lists)
    if decision is not None:
        return cases.alone(), decision.root
    return cases.alone(), (await dossiers.holding(session, lists)).root


async def cases_of(
    session: AsyncSession, batch_id: int, lists: list[int]
) -> tuple[Decision | None, Cases]:
    """The cases of a batch with its decision: as they wait, were approved, or were refused."""
    query = select(Decision).where(Decision.batch_id == batch_id)
    decision = (await session.scalars(query)).first()
    if decision is None:
        return None, Cases(_WAITING, {"lists": lists})
    if decision.kind == "approved":
        return decision, Cases(_APPROVED, {"decision": decision.id})
    return decision, Cases(_REFUSED, {"lists": lists, "because": f"decision {decision.number}"})


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
