"""Doors of money called back: cases, plans, receipts, waivers, and differences of benefits."""

from typing import Annotated, Literal

from fastapi import Path, Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import AreaPathText
from app.core.web import Cursor, Doors, PageSize, after
from app.recoveries import commands, queries
from app.recoveries.rules import Cause
from app.recoveries.schemas import (
    BenefitAdjustmentPage,
    BenefitAdjustmentShown,
    CaseDetail,
    CasePage,
    CaseShown,
    EntryShown,
    PlanOrder,
    ReceiptOrder,
    ReversalOrder,
    WaiverOrder,
)

router = Doors(tags=["recoveries"])
Keeper = Annotated[Actor, allow(Permission.MANAGE_RECOVERY)]
Reader = Annotated[Actor, allow(Permission.READ_RECOVERY)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
State = Literal["open", "settled", "overdue"]


@router.get("/recovery-cases", operation_id="readRecoveryCases")
async def read_cases(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    state: State | None = None,
    area: AreaPathText | None = None,
    cause: Cause | None = None,
    dossier: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> CasePage:
    """What was paid and is to come back: balance, next instalment, days overdue; without names."""
    wanted = queries.Wanted(state, area, cause and str(cause), dossier)
    rows = await queries.cases_after(session, wanted, last, limit)
    return CasePage(
        items=[CaseShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/recovery-cases/{case_id}", operation_id="readRecoveryCase")
async def read_case(actor: Reader, session: Reading, case_id: Number) -> CaseDetail:
    """A case with every plan, the last first, and its whole ledger."""
    return await queries.case_detail(session, case_id)


@router.post("/recovery-cases/{case_id}/plan", status_code=201, operation_id="agreeRecoveryPlan")
async def agree_plan(
    actor: Keeper, session: Writing, case_id: Number, order: PlanOrder
) -> CaseDetail:
    """Instalments agreed with the household for what is left; an earlier plan is kept."""
    return await commands.agree_plan(session, actor, case_id, order)


@router.post(
    "/recovery-cases/{case_id}/receipts", status_code=201, operation_id="recordRecoveryReceipt"
)
async def record_receipt(
    actor: Keeper, session: Writing, case_id: Number, order: ReceiptOrder
) -> EntryShown:
    """Money came back, by a receipt; the same receipt again is the first entry."""
    return await commands.record_receipt(session, actor, case_id, order)


@router.post(
    "/recovery-cases/{case_id}/receipts/{entry_id}/reversal",
    status_code=201,
    operation_id="reverseRecoveryReceipt",
)
async def reverse_receipt(
    actor: Keeper, session: Writing, case_id: Number, entry_id: Number, order: ReversalOrder
) -> EntryShown:
    """Take a mistaken receipt back by a counter-entry; another person than who entered it."""
    return await commands.reverse_receipt(session, actor, case_id, entry_id, order)


@router.post("/recovery-cases/{case_id}/waiver", status_code=201, operation_id="waiveRecovery")
async def waive(
    actor: Annotated[Actor, allow(Permission.DECIDE)],
    session: Writing,
    case_id: Number,
    order: WaiverOrder,
) -> EntryShown:
    """Sign: what is left of a case is not called back; no money moves."""
    return await commands.waive(session, actor, case_id, order)


@router.get("/benefit-adjustments", operation_id="readBenefitAdjustments")
async def read_benefit_adjustments(
    actor: Reader,
    session: Reading,
    kind: Literal["top_up", "recovery"] | None = None,
    state: Literal["open", "settled"] | None = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> BenefitAdjustmentPage:
    """What higher benefits made of money already paid: differences due and paid, without names."""
    rows = await queries.benefit_adjustments_after(session, kind, state, last, limit)
    return BenefitAdjustmentPage(
        items=[BenefitAdjustmentShown.model_validate(row) for row in rows],
        next_after=after(rows, limit),
    )
