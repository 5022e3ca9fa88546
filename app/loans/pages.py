"""Pages of the policy bank: the lists that wait for its answer, and the answer.

The bank answers a list in one act, so its exceptions travel in hidden fields from page to page of
the one form until it is sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import dossiers
from app.access import Actor, Desk, Desktop, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import TEMPLATES, dong
from app.core.language import speaker
from app.core.settings import settings
from app.core.web import following
from app.core.web.carried import carried, retyped, sendable, step_of
from app.core.web.forms import Form, filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.dossiers import Stage
from app.loans import commands, queries
from app.loans.rules import Outcome
from app.loans.schemas import LoanLine, LoanOrder
from app.loans.words import OUTCOMES
from app.policy import policy_at, reasons_in_words

router = page_doors()
Lender = Annotated[Actor, allow(Permission.ANSWER_LOAN)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))
_ROWS = 50


@router.get("/khoan-vay")
async def waiting(
    actor: Lender,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    xong: bool = False,
) -> str:
    """Lists with workers that wait for the bank."""
    rows = await queries.waiting_lists(session, sau, _ROWS)
    return desk.show(
        _HERE / "waiting.html", rows=rows, after=sau, done=xong, today=clock.today(session),
        next=following(rows, _ROWS, "list_id"),
    )  # fmt: skip


@router.get("/khoan-vay/{list_id}")
async def loans(actor: Lender, session: Reading, desk: Desk, list_id: Number) -> str:
    """The answer to a list, empty or with what was refused."""
    lines = carried(LoanLine, desk.typed)
    if desk.typed.value("buoc") == "ghi":
        dossier_id = whole_in(desk.typed.value("dossier_id")) or 0
        return await _line_page(session, desk, list_id, lines, dossier_id)
    return await _answer_page(session, desk, list_id, lines)


@router.post("/khoan-vay/{list_id}", operation_id="answerLoans")
async def answer(
    actor: Lender,
    posted: Posted,
    session: Writing,
    desk: Desk,
    response: Response,
    list_id: Number,
) -> str:
    """One step of the answer: name a row, take one back, check the answers, send them."""
    desk = replace(desk, typed=retyped(posted))
    lines, (step, number) = carried(LoanLine, desk.typed), step_of(posted)
    if step == "neu":
        return await _line_page(session, desk, list_id, lines, number)
    if step in ("kiem-tra", "gui"):
        order = filled(LoanOrder, posted, exceptions=lines)
        if step == "kiem-tra":
            return await _check_page(session, desk, list_id, order)
        await commands.answer(session, actor, list_id, order)
        return see(response, "/khoan-vay?xong=1")
    if step == "ghi":
        line = _line(posted)
        lines = [*_without(lines, line.dossier_id), line]
    elif step == "bo":
        lines = _without(lines, number)
    after = number if step == "xem" else whole_in(posted.get("sau", "")) or 0
    return await _answer_page(session, desk, list_id, lines, after)


def _without(lines: Sequence[LoanLine], dossier_id: int) -> list[LoanLine]:
    return [one for one in lines if one.dossier_id != dossier_id]


def _line(posted: Form) -> LoanLine:
    """The row that was named, whole: a loan has a sum, everything else a reason."""
    lends = posted.get("outcome") == Outcome.LENT
    if not posted.get("outcome"):
        raise posted.wrong("outcome", _say("Hãy chọn một kết quả"))
    if lends and not posted.get("amount_dong", "").strip():
        raise posted.wrong("amount_dong", _say("Hãy ghi số tiền cho vay"))
    if not lends and not posted.get("reason_code"):
        raise posted.wrong("reason_code", _say("Hãy chọn lý do"))
    other = "reason_code" if lends else "amount_dong"
    return filled(LoanLine, Form([one for one in posted.pairs if one[0] != other]))


async def _answer_page(
    session: Reading, desk: Desktop, list_id: int, lines: Sequence[LoanLine], after: int = 0
) -> str:
    rows = await dossiers.dossiers_after(session, list_id, after, _ROWS, Stage.AT_BANK)
    return desk.show(
        _HERE / "answer.html", found=await dossiers.list_shown(session, list_id), rows=rows,
        after=after, next=following(rows, _ROWS), carried=sendable(lines),
        expected=await dossiers.count_at(session, [list_id], Stage.AT_BANK),
        asked_dong=await queries.asked_for(session, list_id),
        named=await _named(session, list_id, lines), taken={one.dossier_id for one in lines},
        today=clock.today(session),
    )  # fmt: skip


async def _line_page(
    session: Reading, desk: Desktop, list_id: int, lines: Sequence[LoanLine], dossier_id: int
) -> str:
    named = await dossiers.rows_named(session, list_id, [dossier_id])
    said = next((one for one in lines if one.dossier_id == dossier_id), None)
    return desk.show(
        _HERE / "line.html", found=await dossiers.list_shown(session, list_id),
        one=named.get(dossier_id), said=said, carried=sendable(lines),
        reasons=_reasons(session), outcomes=OUTCOMES,
    )  # fmt: skip


async def _check_page(session: Reading, desk: Desktop, list_id: int, order: LoanOrder) -> str:
    asked = await queries.asked_for(session, list_id)
    named = await _named(session, list_id, order.exceptions)
    less = sum(one["amount_dong"] - one["lent_dong"] for one in named)
    return desk.show(
        _HERE / "check.html", found=await dossiers.list_shown(session, list_id), order=order,
        named=named, carried=sendable(order.exceptions), lent_dong=asked - less,
        rest=order.expected - len(order.exceptions), asked_dong=asked,
    )  # fmt: skip


async def _named(session: Reading, list_id: int, lines: Sequence[LoanLine]) -> list[dict[str, Any]]:
    """The rows named so far, with what is said of them in words."""
    rows = await dossiers.rows_named(session, list_id, [one.dossier_id for one in lines])
    reasons = dict(_reasons(session))
    return [
        {
            **rows[one.dossier_id], "outcome": OUTCOMES[one.outcome],
            "lent_dong": one.amount_dong or 0, "said": _said(one, reasons),
        }
        for one in lines
        if one.dossier_id in rows
    ]  # fmt: skip


def _said(line: LoanLine, reasons: dict[str, str]) -> list[str]:
    lent = dong(line.amount_dong) if line.amount_dong else ""
    why = reasons.get(line.reason_code, line.reason_code) if line.reason_code else ""
    return [words for words in (lent, why, line.words or "") if words]


def _reasons(session: Reading) -> list[tuple[str, str]]:
    rules = policy_at(clock.today(session), settings().policy_overrides)
    return reasons_in_words(rules)
