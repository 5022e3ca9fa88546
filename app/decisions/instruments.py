"""The decision as a paper: its articles, its list, and annexes by area where the list is long."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers, policy
from app.access.tables import Officer, PaymentAgent
from app.core.clock import VIETNAM
from app.core.settings import settings
from app.decisions import queries
from app.decisions.rules import NotAnApproval
from app.decisions.submissions import SUBJECT, approved_lines
from app.decisions.tables import Decision, Delegation
from app.documents import Office
from app.documents.schemas import (
    ApprovalDecision,
    FundShare,
    Letterhead,
    ListAnnex,
    Proof,
    Signer,
)
from app.dossiers import Filled
from app.funds.tables import FundSource

_GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
    "Căn cứ Nghị quyết số 42/NQ-CP ngày 09 tháng 4 năm 2020 của Chính phủ",
)
_ANY_AGENT = "đơn vị chi trả được giao"


async def instrument_of(
    session: AsyncSession, decision_id: int, area: str | None = None
) -> Filled[ApprovalDecision | ListAnnex]:
    """The decision with its list, or with `area` (a path) the annex of that territory.

    A list too long for a paper is summed up area by area. Raises NotFound, NotAnApproval,
    NothingToPrint, PaperDoesNotFoot, PaperTooLong (an annex).
    """
    decision = await _approval(session, decision_id)
    day = decision.signed_on
    offices = await documents.offices_at(session, decision.area_path, day)
    province = offices[-1]
    rules = policy.policy_at(day, settings().policy_overrides)
    chosen = approved_lines(decision_id)
    found = await dossiers.listed(session, chosen, rules, decision.area_path, day)
    paper = ApprovalDecision(
        letterhead=_head(decision, province), subject=f"{SUBJECT} trên địa bàn {offices[0].unit}",
        signers=(await _signer(session, decision),),
        recipients=("Như Điều 4", "Thường trực Tỉnh ủy, HĐND tỉnh",
                    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Lưu: VT"),
        proof=Proof(address="", batch_hash=decision.root), lines=found.lines,
        areas=found.areas, groups=found.groups, count=decision.case_count,
        total=decision.total_dong, authority=f"Chủ tịch {province.name}",
        grounds=await _grounds(session, decision, rules), funds=await _funds(session, decision),
        payer=await _payer(session, decision), responsible=_responsible(offices),
    )  # fmt: skip
    if area is not None:
        return await dossiers.annexed(session, paper, chosen, rules, area)
    return Filled(paper, dossiers.people_of(chosen) if found.lines else [])


async def _approval(session: AsyncSession, decision_id: int) -> Decision:
    decision = await queries.decision_of(session, decision_id)
    if decision.kind != "approved":
        raise NotAnApproval
    return decision


def _head(decision: Decision, province: Office) -> Letterhead:
    """A delegate signs for the provincial Chairman, so the paper is the province's all the same."""
    return province.letterhead("QĐ", decision.number, decision.signed_on)


async def _signer(session: AsyncSession, decision: Decision) -> Signer:
    who = select(Officer.full_name).where(Officer.id == decision.signer_id)
    name = await session.scalar(who)
    if decision.delegation_id is None:
        return Signer(title="Chủ tịch", name=name)
    own = await _delegation(session, decision.delegation_id)
    unit = (await documents.offices_at(session, own.area_path, decision.signed_on))[0]
    return Signer(authority=("TUQ. Chủ tịch",), title=f"Chủ tịch {unit.name}", name=name)


async def _delegation(session: AsyncSession, delegation_id: int) -> Delegation:
    return await session.get_one(Delegation, delegation_id)


async def _grounds(
    session: AsyncSession, decision: Decision, rules: policy.Policy
) -> tuple[str, ...]:
    batch = await dossiers.batch_of(session, decision.batch_id)
    made_on = batch.made_at.astimezone(VIETNAM).date()
    asked = await documents.issuer_at(session, batch.area_path, made_on)
    delegated: tuple[str, ...] = ()
    if decision.delegation_id is not None:
        own = await _delegation(session, decision.delegation_id)
        delegated = (f"Căn cứ văn bản ủy quyền số {own.document_number}",)
    return (
        *_GROUNDS, f"Căn cứ {rules.version.citation}", *delegated,
        f"Xét đề nghị của {asked.name} tại Tờ trình số {batch.paper_number} "
        f"ngày {made_on:%d/%m/%Y}",
    )  # fmt: skip


async def _funds(session: AsyncSession, decision: Decision) -> tuple[FundShare, ...]:
    name = await session.scalar(select(FundSource.name).where(FundSource.id == decision.source_id))
    return (FundShare(source=name, amount=decision.total_dong),) if name else ()


async def _payer(session: AsyncSession, decision: Decision) -> str:
    if decision.agent_code is None:
        return _ANY_AGENT
    agent = await session.get(PaymentAgent, decision.agent_code)
    payer = agent.name if agent else _ANY_AGENT
    if decision.transfer_agent_code is None:
        return payer
    bank = await session.get(PaymentAgent, decision.transfer_agent_code)
    by_account = bank.name if bank else _ANY_AGENT
    return f"{payer} (chi tiền mặt) và {by_account} (chuyển vào tài khoản đã được phê duyệt)"


def _responsible(offices: list[Office]) -> str:
    """Who carries the decision out; the chairman of the district too whose decision it is."""
    said = (
        "Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc các Sở: Lao động - Thương binh và Xã hội, "
        "Tài chính"
    )
    heads = [f"Chủ tịch {one.name}" for one in offices[:-1]]
    return "; ".join([said, *heads, "Thủ trưởng các đơn vị có liên quan"])
