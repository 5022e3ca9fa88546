"""Pages on which a case moves: plans, receipts, mistakes taken back, the rest waived."""

from pathlib import Path as File
from typing import Annotated

from fastapi import Path, Query, Response

from app.access import Actor, Confirmed, Desk, Desktop, Permission, Reading, Writing, allow
from app.core import clock
from app.core.errors import NotFound
from app.core.html import Wrong
from app.core.web.forms import Form, FormWrong, day_in, filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.recoveries import commands, labels, queries
from app.recoveries.rules import CaseMovedOn
from app.recoveries.schemas import PlanOrder, ReceiptOrder, ReversalOrder, WaiverOrder

router = page_doors()
Keeper = Annotated[Actor, allow(Permission.MANAGE_RECOVERY)]
Signer = Annotated[Actor, allow(Permission.DECIDE)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Parts = Annotated[int, Query(alias="so_ky", ge=1, le=120)]
_HERE = File(__file__).parent / "templates"


async def _act_page(
    session: Reading, desk: Desktop, case_id: int, template: str, **facts: object
) -> str:
    case = await queries.case_detail(session, case_id)
    return desk.show(_HERE / template, case=case, today=clock.today(session), **facts)


def _check_seen(posted: Form, balance: int) -> None:
    """Refuse a page that showed another balance than there is now; raises CaseMovedOn."""
    if posted.get("con_lai") != str(balance):
        raise CaseMovedOn


@router.get("/thu-hoi/{case_id}/thoa-thuan")
async def plan_page(
    actor: Keeper, session: Reading, desk: Desk, case_id: Number, parts: Parts = 6
) -> str:
    """The form of a plan: for what is left, by instalments."""
    return await _act_page(session, desk, case_id, "plan.html", parts=parts)


@router.post("/thu-hoi/{case_id}/thoa-thuan", operation_id="agreeRecoveryPlan")
async def agree_plan(
    actor: Keeper, posted: Posted, session: Writing, response: Response, case_id: Number
) -> str:
    """Instalments agreed with the household; an earlier plan is kept."""
    order = filled(PlanOrder, posted, instalments=_instalments(posted))
    await commands.agree_plan(session, actor, case_id, order)
    return see(response, f"/thu-hoi/{case_id}?xong=thoa-thuan")


def _instalments(posted: Form) -> list[dict[str, object]]:
    """The lines that were filled in; raises FormWrong beside the cell that cannot be read."""
    found: list[dict[str, object]] = []
    wrongs: list[Wrong] = []
    for number in range(1, 121):
        day, amount = (posted.get(f"{name}-{number}", "").strip() for name in ("ngay", "tien"))
        if not day and not amount:
            continue
        due, dong = day_in(day), whole_in(amount)
        if due is None:
            wrongs.append(Wrong(f"ngay-{number}", "", "phải là ngày, ví dụ 1/6/2020"))
        if not dong:
            wrongs.append(Wrong(f"tien-{number}", "", "phải là số tiền, ví dụ 500.000"))
        found.append({"due_on": due, "amount_dong": dong})
    if not found:
        wrongs.append(Wrong("ngay-1", "", "chưa điền kỳ hoàn trả nào"))
    if wrongs:
        raise FormWrong(wrongs)
    return found


@router.get("/thu-hoi/{case_id}/bien-lai")
async def receipt_page(actor: Keeper, session: Reading, desk: Desk, case_id: Number) -> str:
    """The form of a receipt."""
    return await _act_page(
        session, desk, case_id, "receipt.html", payers=list(labels.PAYERS.items())
    )


@router.post("/thu-hoi/{case_id}/bien-lai", operation_id="recordRecoveryReceipt")
async def record_receipt(
    actor: Keeper, posted: Posted, session: Writing, response: Response, case_id: Number
) -> str:
    """Money came back; the same receipt again is the first entry."""
    payer = {"from": posted["from"]} if posted.get("from") else {}
    order = filled(ReceiptOrder, posted, **payer)
    await commands.record_receipt(session, actor, case_id, order)
    return see(response, f"/thu-hoi/{case_id}?xong=bien-lai")


@router.get("/thu-hoi/{case_id}/bien-lai/{entry_id}/huy")
async def reversal_page(
    actor: Keeper, session: Reading, desk: Desk, case_id: Number, entry_id: Number
) -> str:
    """A receipt once more, to be taken back."""
    case = await queries.case_detail(session, case_id)
    receipts = [one for one in case.entries if one.id == entry_id and one.kind == "receipt"]
    if not receipts:
        raise NotFound(what="biên lai thu hồi")
    names = await queries.names_of(session, {receipts[0].recorded_by})
    return desk.show(
        _HERE / "reversal.html", case=case, receipt=receipts[0], labels=labels, names=names,
        taken=any(one.reverses_id == entry_id for one in case.entries),
    )  # fmt: skip


@router.post("/thu-hoi/{case_id}/bien-lai/{entry_id}/huy", operation_id="reverseRecoveryReceipt")
async def reverse_receipt(
    actor: Keeper, posted: Posted, session: Writing, response: Response, case_id: Number,
    entry_id: Number,
) -> str:  # fmt: skip
    """Take a mistaken receipt back by a counter-entry of another person."""
    order = filled(ReversalOrder, posted)
    await commands.reverse_receipt(session, actor, case_id, entry_id, order)
    return see(response, f"/thu-hoi/{case_id}?xong=huy")


@router.get("/thu-hoi/{case_id}/mien")
async def waiver_page(actor: Signer, session: Reading, desk: Desk, case_id: Number) -> str:
    """What is left of the case, and the decision by which it is not called back."""
    return await _act_page(session, desk, case_id, "waiver.html")


@router.post("/thu-hoi/{case_id}/mien", operation_id="waiveRecovery")
async def waive(
    actor: Signer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    case_id: Number,
) -> str:  # fmt: skip
    """Sign: what the page showed as left is not called back; no money moves."""
    order = filled(WaiverOrder, posted)
    entry = await commands.waive(session, actor, case_id, order)
    _check_seen(posted, entry.amount_dong)
    return see(response, f"/thu-hoi/{case_id}?xong=mien")
