"""Papers of a closed sitting: what is sent up with the favoured cases, what goes back and why."""

from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers, policy, postings
from app.appraisal import queries
from app.appraisal.rules import COUNCILS, SittingStillOpen, Verdict
from app.appraisal.tables import Opinion, Sitting
from app.core.clock import VIETNAM
from app.core.errors import NotFound
from app.core.money import spoken
from app.core.settings import settings
from app.documents.schemas import (
    ListAnnex,
    Proof,
    ReturnedLine,
    ReturnSlip,
    SubmissionPaper,
)
from app.dossiers import Filled
from app.dossiers.tables import Dossier, DossierHistory, DossierList

_SUBJECT = "phê duyệt danh sách và kinh phí hỗ trợ người dân gặp khó khăn do đại dịch COVID-19"
_COUNCIL = {"province": "Tổ thẩm định cấp tỉnh"}


def submission_name(sitting_id: int) -> str:
    """Where a sitting's submission paper is read, by which it gets its number."""
    return f"sittings/{sitting_id}/submission"


def slip_name(sitting_id: int, list_id: int) -> str:
    """Where the slip of a returned list is read, by which it gets its number."""
    return f"sittings/{sitting_id}/return-slips/{list_id}"


async def submission_of(
    session: AsyncSession, sitting_id: int, area: str | None = None
) -> Filled[SubmissionPaper | ListAnnex]:
    """What an office sends up with the cases that its council favoured; a draft until numbered.

    With `area` (a path) the annex of that territory. Raises NotFound, SittingStillOpen,
    NothingToPrint, PaperTooLong.
    """
    sitting = await _closed(session, sitting_id)
    lists = await queries.agenda_of(session, sitting_id)
    day, path = sitting.held_on, sitting.area_path
    rules = policy.policy_at(day, settings().policy_overrides)
    issuer = await documents.issuer_at(session, path, day)
    number, dated = await documents.number_of(session, submission_name(sitting_id))
    chosen = _favoured(sitting, lists)
    found = await dossiers.listed(session, chosen, rules, path, day)
    council = _COUNCIL.get(sitting.level, f"Hội đồng thẩm định {issuer.unit}")
    favoured = spoken(found.count)
    said = f"{council} họp ngày {day:%d/%m/%Y}, thống nhất đề nghị hỗ trợ {favoured} hồ sơ"
    paper = SubmissionPaper(
        letterhead=issuer.letterhead("TTr", number, dated),
        subject=f"{_SUBJECT} trên địa bàn {issuer.unit}", signers=(issuer.signer,),
        recipients=("Như trên", "Lưu: VT"),
        proof=Proof(address="", batch_hash=await dossiers.root_of(session, chosen)),
        **found.parts(), addressee=issuer.superior or issuer.name,
        grounds=(rules.version.citation,),
        findings=(*await postings.findings_on(session, lists), said),
    )  # fmt: skip
    if area is not None:
        return await dossiers.annexed(session, paper, chosen, rules, area)
    return Filled(paper, dossiers.people_of(chosen) if found.lines else [])


async def slip_of(session: AsyncSession, sitting_id: int, list_id: int) -> ReturnSlip:
    """Which lines of a list a sitting sent back and why, without numbers of people.

    Raises NotFound, SittingStillOpen, NothingToPrint.
    """
    sitting = await _closed(session, sitting_id)
    if list_id not in await queries.agenda_of(session, sitting_id):
        raise NotFound(what="danh sách trong phiên họp")
    found = await session.get_one(DossierList, list_id)
    day = sitting.held_on
    lines = await _returned(session, sitting, list_id)
    documents.check_length(len(lines))
    issuer = await documents.issuer_at(session, sitting.area_path, day)
    maker = await documents.issuer_at(session, found.unit_path, day)
    number, dated = await documents.number_of(session, slip_name(sitting_id, list_id))
    name = f"danh sách số {list_id} theo mẫu {found.form}, lập ngày {found.compiled_on:%d/%m/%Y},"
    return ReturnSlip(
        letterhead=issuer.letterhead("PTL", number, dated),
        subject=f"trả lại hồ sơ của danh sách số {list_id}", signers=(issuer.signer,),
        recipients=("Như trên", "Lưu: VT"), proof=Proof(address=""), addressee=maker.name,
        list_name=name, listed=found.good_count or 0,
        received_on=found.submitted_at and found.submitted_at.astimezone(VIETNAM).date(),
        reason=f"phiên họp thẩm định ngày {day:%d/%m/%Y} kết luận có {spoken(len(lines))} hồ sơ "
               "phải bổ sung, chỉnh sửa",
        lines=lines,
    )  # fmt: skip


async def _closed(session: AsyncSession, sitting_id: int) -> Sitting:
    sitting = await queries.sitting_of(session, sitting_id)
    if sitting.state != "closed":
        raise SittingStillOpen
    return sitting


def _favoured(sitting: Sitting, lists: list[int]) -> Select[Any]:
    """The cases that the sitting moved on: history knows them, whatever became of them later."""
    moved = exists().where(
        DossierHistory.dossier_id == Dossier.id,
        DossierHistory.because == f"sitting {sitting.id}",
        DossierHistory.from_stage == COUNCILS[sitting.level].stage,
    )
    otherwise = exists().where(
        Opinion.sitting_id == sitting.id, Opinion.dossier_id == Dossier.id,
        Opinion.verdict != Verdict.FAVOURABLE,
    )  # fmt: skip
    on_agenda = Dossier.list_id == dossiers.any_of(lists)
    return select(*dossiers.CLAIMED).where(on_agenda, moved, ~otherwise)


async def _returned(
    session: AsyncSession, sitting: Sitting, list_id: int
) -> tuple[ReturnedLine, ...]:
    reasons = policy.policy_at(sitting.held_on, settings().policy_overrides).refusal_reasons
    query = (
        select(Dossier.row_number, Dossier.full_name, Opinion.reason_code, Opinion.answer)
        .join(Opinion, Opinion.dossier_id == Dossier.id)
        .where(
            Opinion.sitting_id == sitting.id, Opinion.verdict == Verdict.RETURNED,
            Dossier.list_id == list_id,
        )
        .order_by(Dossier.row_number)
    )  # fmt: skip
    return tuple(
        ReturnedLine(
            entry=row.row_number, name=row.full_name,
            reasons=tuple(
                one.rstrip(".") for one in (reasons[row.reason_code].vi, row.answer) if one
            ),
        )
        for row in await session.execute(query)
    )  # fmt: skip
