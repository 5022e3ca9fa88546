"""Pages where a batch is signed: approved, refused, stopped or let go on."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Response

from app import funds, policy
from app.access import Actor, Confirmed, Desk, Desktop, Permission, Reading, Writing, allow
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.decisions import batch_reading as reading
from app.decisions import commands, suspensions
from app.decisions.batch_sheet import Sheet, checks_of, raised_on, sheet_of, today_of
from app.decisions.schemas import ApprovalOrder, RefusalOrder, SuspensionOrder

router = page_doors()
Signer = Annotated[Actor, allow(Permission.DECIDE)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"


@router.get("/dot/{batch_id}/phe-duyet")
async def check(actor: Signer, session: Reading, desk: Desk, batch_id: Number) -> str:
    """Exactly what the signature changes, and the questions that only the signer answers."""
    sheet = await sheet_of(session, batch_id)
    if sheet.decision is not None:
        return _decided(desk, sheet)
    sources = await funds.balances(session)
    checks = await checks_of(session, sheet, await raised_on(session, sheet), sources)
    return desk.show(
        _HERE / "approve.html", sheet=sheet, wrong=[one for one in checks if not one.passed],
        places=await reading.places(session), today=today_of(session),
        sources=sources, agents=await reading.payment_agents(session),
    )  # fmt: skip


def _decided(desk: Desktop, sheet: Sheet) -> str:
    """Whoever comes back to a form of a decided batch finds the decision, not the form."""
    return desk.show(_HERE / "decided.html", sheet=sheet)


@router.post("/dot/{batch_id}/phe-duyet", operation_id="approveBatch")
async def approve(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    batch_id: Number,
) -> str:
    """Sign: approve the batch and its money, exactly as seen."""
    made = await commands.approve(session, actor, batch_id, filled(ApprovalOrder, posted))
    return see(response, f"/quyet-dinh/{made.id}?xong=phe-duyet")


@router.get("/dot/{batch_id}/tu-choi")
async def ask_refusal(actor: Signer, session: Reading, desk: Desk, batch_id: Number) -> str:
    """What a refusal of the whole batch does, and the reason that everybody is told."""
    sheet = await sheet_of(session, batch_id)
    if sheet.decision is not None:
        return _decided(desk, sheet)
    return desk.show(
        _HERE / "refuse.html", sheet=sheet, today=today_of(session),
        reasons=policy.reasons_in_words(sheet.rules),
    )  # fmt: skip


@router.post("/dot/{batch_id}/tu-choi", operation_id="refuseBatch")
async def refuse(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    batch_id: Number,
) -> str:
    """Sign: refuse the whole batch, with the reason."""
    made = await commands.refuse(session, actor, batch_id, filled(RefusalOrder, posted))
    return see(response, f"/quyet-dinh/{made.id}?xong=tu-choi")


@router.get("/dot/{batch_id}/tam-dung")
async def ask_suspension(actor: Signer, session: Reading, desk: Desk, batch_id: Number) -> str:
    """What stopping a batch does, and the signed word that stops it."""
    return await _word_page(session, desk, batch_id, stops=True)


async def _word_page(session: Reading, desk: Desktop, batch_id: int, *, stops: bool) -> str:
    sheet = await sheet_of(session, batch_id)
    facts: dict[str, Any] = {"sheet": sheet, "stops": stops, "today": today_of(session)}
    return desk.show(_HERE / "suspend.html", **facts)


@router.post("/dot/{batch_id}/tam-dung", operation_id="suspendBatch")
async def suspend(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    batch_id: Number,
) -> str:
    """Sign: stop a batch, decided or not, and every payment that follows from it."""
    await suspensions.suspend(session, actor, batch_id, filled(SuspensionOrder, posted))
    return see(response, f"/dot/{batch_id}?xong=tam-dung")


@router.get("/dot/{batch_id}/tiep-tuc")
async def ask_resumption(actor: Signer, session: Reading, desk: Desk, batch_id: Number) -> str:
    """The signed word that lets a stopped batch go on."""
    return await _word_page(session, desk, batch_id, stops=False)


@router.post("/dot/{batch_id}/tiep-tuc", operation_id="resumeBatch")
async def resume(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    batch_id: Number,
) -> str:
    """Sign: let a stopped batch go on."""
    await suspensions.resume(session, actor, batch_id, filled(SuspensionOrder, posted))
    return see(response, f"/dot/{batch_id}?xong=tiep-tuc")
