"""Pages of later decisions: lines found, changed, checked and signed; a whole decision revoked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import decisions, policy
from app.access import Actor, Confirmed, Desk, Desktop, Permission, Reading, Writing, allow
from app.adjustments import commands
from app.core import clock
from app.core.errors import Refused
from app.core.html import Wrong
from app.core.settings import settings
from app.core.web.forms import Form, FormWrong, filled
from app.core.web.page import Posted, page_doors, see
from app.decisions.schemas import AdjustmentOrder, DecisionRevocation, LineChange

router = page_doors()
Signer = Annotated[Actor, allow(Permission.DECIDE)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
Chosen = Annotated[list[Annotated[int, Query(ge=1, lt=2**62)]], Query(max_length=100)]
_HERE = Path(__file__).parent / "templates"
_CORRECTED = ("months", "amount_dong", "payee_name", "id_number")


class NoLineChosen(Refused):
    """No line of the decision was chosen; look for one and tick it first."""

    status = 422
    vi = "Chưa chọn dòng nào của quyết định; hãy tìm và đánh dấu dòng cần điều chỉnh."


# --- lines to be changed ------------------------------------------------------------------------


@router.get("/quyet-dinh/{decision_id}/dieu-chinh")
async def choose(actor: Signer, session: Reading, desk: Desk, decision_id: Number) -> str:
    """Look for the lines to be changed, by name or by the number of the dossier."""
    return await _found_page(session, desk, decision_id, "")


@router.post("/quyet-dinh/{decision_id}/dieu-chinh", operation_id="findDecisionLines")
async def find(
    actor: Signer, posted: Posted, session: Reading, desk: Desk, decision_id: Number
) -> str:
    """The lines found; a name is sent in the form, never in the address."""
    return await _found_page(session, desk, decision_id, posted.get("tim", "").strip())


async def _found_page(session: Reading, desk: Desktop, decision_id: int, wanted: str) -> str:
    decision = await decisions.decision_of(session, decision_id)
    rows = await decisions.lines_like(session, decision_id, wanted) if wanted else []
    return desk.show(
        _HERE / "find.html", decision=decision, wanted=wanted, rows=rows,
        called=policy.group_called,
        places=await decisions.places(session),
        stands=await decisions.in_force_of(session, decision),
    )  # fmt: skip


@router.get("/quyet-dinh/{decision_id}/dieu-chinh/soan")
async def compose(
    actor: Signer, session: Reading, desk: Desk, decision_id: Number, ho_so: Chosen = ()  # type: ignore[assignment]
) -> str:  # fmt: skip
    """What is to become of each chosen line, and the instrument that says so."""
    return await _compose_page(session, desk, decision_id, ho_so)


async def _compose_page(
    session: Reading, desk: Desktop, decision_id: int, chosen: Sequence[int]
) -> str:
    decision = await decisions.decision_of(session, decision_id)
    rows = await decisions.lines_named(session, decision_id, chosen)
    if not rows:
        raise NoLineChosen
    stands = await decisions.in_force_of(session, decision)
    return desk.show(
        _HERE / "compose.html", decision=decision, rows=rows, root=stands.root.hex(),
        query=_query(chosen), reasons=_reasons(session), places=await decisions.places(session),
        today=clock.today(session),
    )  # fmt: skip


def _query(chosen: Sequence[int]) -> str:
    return "&".join(f"ho_so={number}" for number in chosen)


def _reasons(session: Reading) -> list[tuple[str, str]]:
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    return policy.reasons_in_words(rules)


@router.post("/quyet-dinh/{decision_id}/dieu-chinh/soan", operation_id="rehearseAdjustment")
async def check(
    actor: Signer, posted: Posted, session: Reading, desk: Desk, decision_id: Number
) -> str:
    """Exactly what the signature changes: the act is rehearsed, and nothing of it is kept."""
    return await _check_page(session, desk, decision_id, posted)


async def _check_page(session: Reading, desk: Desktop, decision_id: int, form: Form) -> str:
    order = _order_of(form)
    told = await commands.foretell(desk.actor, decision_id, order)
    numbers = [one.dossier_id for one in order.lines]
    before = await decisions.lines_named(session, decision_id, numbers)
    kept = [(name, text) for name, text in form.pairs if name not in {"ma-trang", "ma-6-so"}]
    return desk.show(
        _HERE / "check.html", decision=await decisions.decision_of(session, decision_id),
        order=order, told=told.lines, made=told.made, kept=kept, query=_query(numbers),
        before={row["dossier_id"]: row for row in before},
        change={one.dossier_id: one for one in order.lines}, reasons=dict(_reasons(session)),
    )  # fmt: skip


@router.get("/quyet-dinh/{decision_id}/dieu-chinh/ky")
async def ask_again(
    actor: Signer, session: Reading, desk: Desk, decision_id: Number, ho_so: Chosen = ()  # type: ignore[assignment]
) -> str:  # fmt: skip
    """After a wrong code the same check once more; after anything else the lines anew."""
    typed = desk.typed
    if not typed.error("ma-6-so"):
        return await _compose_page(session, desk, decision_id, ho_so)
    single = [(name, text) for name, text in typed.values.items() if name != "ho_so"]
    form = Form([*single, *(("ho_so", str(number)) for number in ho_so)])
    return await _check_page(session, desk, decision_id, form)


@router.post("/quyet-dinh/{decision_id}/dieu-chinh/ky", operation_id="adjustDecision")
async def adjust(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    decision_id: Number,
) -> str:
    """Sign: remove or correct named lines of a decision; orders and money follow."""
    await commands.adjust(session, actor, decision_id, _order_of(posted))
    return see(response, f"/quyet-dinh/{decision_id}?xong=dieu-chinh")


def _order_of(form: Form) -> AdjustmentOrder:
    """The order of a form whose fields of a line end with the number of its dossier."""
    numbers = [int(one) for one in form.all("ho_so") if one.isdecimal() and len(one) < 19]
    if not numbers:
        raise NoLineChosen
    lines = [_line_of(form, number) for number in numbers]
    return filled(AdjustmentOrder, form, lines=lines)


def _line_of(form: Form, number: int) -> LineChange:
    given = {name: form.get(f"{name}-{number}", "") for name in _CORRECTED}
    if form.get(f"act-{number}") == "remove":
        if not form.get(f"reason_code-{number}"):
            raise form.wrong(f"reason_code-{number}", "chọn lý do hủy bỏ")
        known = {"act": "remove", "reason_code": form[f"reason_code-{number}"]}
        return _filled_line(number, {}, known)
    if form.get(f"act-{number}") != "correct":
        raise form.wrong(f"act-{number}", "chọn hủy bỏ hay sửa")
    if not any(text.strip() for text in given.values()):
        raise form.wrong(f"months-{number}", "ghi số tháng, số tiền hoặc người nhận cần sửa")
    payee = any(given[name].strip() for name in ("payee_name", "id_number"))
    code = "PAYEE_WRONG" if payee else "AMOUNT_WRONG"
    return _filled_line(number, given, {"act": "correct", "reason_code": code})


def _filled_line(number: int, given: Mapping[str, str], known: Mapping[str, Any]) -> LineChange:
    """A line from its own fields; what is wrong is told beside the field of that line."""
    try:
        return filled(LineChange, Form(given.items()), dossier_id=number, **known)
    except FormWrong as wrong:
        raise FormWrong(
            Wrong(f"{one.field}-{number}" if one.field else "", one.label, one.words)
            for one in wrong.wrongs
        ) from None


# --- a whole decision ---------------------------------------------------------------------------


@router.get("/quyet-dinh/{decision_id}/thu-hoi")
async def ask_revocation(actor: Signer, session: Reading, desk: Desk, decision_id: Number) -> str:
    """What a revocation takes away, and the instrument that says so."""
    decision = await decisions.decision_of(session, decision_id)
    return desk.show(
        _HERE / "revoke.html", decision=decision, reasons=_reasons(session),
        stands=await decisions.in_force_of(session, decision), today=clock.today(session),
    )  # fmt: skip


@router.post("/quyet-dinh/{decision_id}/thu-hoi", operation_id="revokeDecision")
async def revoke(
    actor: Signer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    decision_id: Number,
) -> str:
    """Sign: take every line of a decision that is in force out of it."""
    await commands.revoke(session, actor, decision_id, filled(DecisionRevocation, posted))
    return see(response, f"/quyet-dinh/{decision_id}?xong=thu-hoi")
