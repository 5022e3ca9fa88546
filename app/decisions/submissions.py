"""The submission paper (tờ trình) that takes a batch to the Chairman."""

from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers, policy, postings
from app.core.clock import VIETNAM
from app.core.settings import settings
from app.decisions.tables import Decision, DecisionLine
from app.documents.schemas import ListAnnex, Proof, SubmissionPaper
from app.dossiers import Filled, Stage
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
    decision, chosen = await cases_of(session, batch_id, lists)
    if decision is not None:
        return chosen, decision.root
    return chosen, (await dossiers.holding(session, lists)).root


async def cases_of(
    session: AsyncSession, batch_id: int, lists: list[int]
) -> tuple[Decision | None, Select[Any]]:
    """The cases of a batch with its decision: as they wait, were approved, or were refused."""
    query = select(Decision).where(Decision.batch_id == batch_id)
    decision = (await session.scalars(query)).first()
    if decision is None:
        waiting = select(*dossiers.CLAIMED).join(
            DossierStage, DossierStage.dossier_id == Dossier.id
        )
        here = (
            DossierStage.list_id == dossiers.any_of(lists),
            DossierStage.stage == Stage.AT_PROVINCE,
        )
        return None, waiting.where(*here)
    if decision.kind == "approved":
        return decision, approved_lines(decision.id)
    was_refused = exists().where(
        DossierHistory.dossier_id == Dossier.id, DossierHistory.to_stage == Stage.REFUSED,
        DossierHistory.because == f"decision {decision.number}",
    )  # fmt: skip
    named = select(*dossiers.CLAIMED).where(Dossier.list_id == dossiers.any_of(lists), was_refused)
    return decision, named


def approved_lines(decision_id: int) -> Select[Any]:
    """The frozen lines of a decision, as papers print them."""
    frozen: tuple[Any, ...] = (
        DecisionLine.dossier_id, DecisionLine.group_code, DecisionLine.months,
        DecisionLine.amount_dong,
    )  # fmt: skip
    return select(*frozen).where(DecisionLine.decision_id == decision_id)
