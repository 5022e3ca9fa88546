"""Pages of a confirming body: the lists that wait for its statement, and the statement.

A body speaks once of a list, so its exceptions travel in hidden fields from page to page of the
one form until it is sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import dossiers
from app.access import Actor, Desk, Desktop, Permission, Reading, Writing, allow
from app.confirmations import commands, queries
from app.confirmations.rules import BODY_OF, VIETNAMESE
from app.confirmations.schemas import ConfirmationOrder, UnconfirmedLine
from app.confirmations.words import OUTCOMES
from app.core import clock
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.settings import settings
from app.core.web import following
from app.core.web.carried import carried, retyped, sendable, step_of
from app.core.web.forms import Form, filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.dossiers import Stage
from app.policy import Policy, policy_at, reasons_in_words

router = page_doors()
Confirmer = Annotated[Actor, allow(Permission.CONFIRM_LIST)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))
_ROWS = 50


@router.get("/xac-nhan")
async def waiting(
    actor: Confirmer,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    xong: bool = False,
) -> str:
    """Lists that wait for the statement of one's own body."""
    body = BODY_OF[actor.role]
    rules = policy_at(clock.today(session), settings().policy_overrides)
    groups = rules.groups_confirmed_by(body)
    rows = await queries.waiting_for(session, body, groups, sau, _ROWS)
    return desk.show(
        _HERE / "waiting.html", rows=rows, rules=rules, body=VIETNAMESE[body], after=sau, done=xong,
        next=following(rows, _ROWS, "list_id"), today=clock.today(session),
    )  # fmt: skip


@router.get("/xac-nhan/{list_id}")
async def statement(actor: Confirmer, session: Reading, desk: Desk, list_id: Number) -> str:
    """The statement on a list, empty or with what was refused."""
    lines = carried(UnconfirmedLine, desk.typed)
    if desk.typed.value("buoc") == "ghi":
        dossier_id = whole_in(desk.typed.value("dossier_id")) or 0
        return await _line_page(session, desk, list_id, lines, dossier_id)
    return await _statement_page(actor, session, desk, list_id, lines)


@router.post("/xac-nhan/{list_id}", operation_id="confirmList")
async def confirm(
    actor: Confirmer,
    posted: Posted,
    session: Writing,
    desk: Desk,
    response: Response,
    list_id: Number,
) -> str:
    """One step of the statement: name a row, take one back, check the answers, send them."""
    desk = replace(desk, typed=retyped(posted))
    lines, (step, number) = carried(UnconfirmedLine, desk.typed), step_of(posted)
    if step == "neu":
        return await _line_page(session, desk, list_id, lines, number)
    if step in ("kiem-tra", "gui"):
        order = filled(ConfirmationOrder, posted, exceptions=lines)
        if step == "kiem-tra":
            return await _check_page(session, desk, list_id, order)
        await commands.confirm(session, actor, list_id, order)
        return see(response, "/xac-nhan?xong=1")
    if step == "ghi":
        line = _line(posted)
        number, lines = line.dossier_id, [*_without(lines, line.dossier_id), line]
    elif step == "bo":
        lines = _without(lines, number)
    after = number if step == "xem" else whole_in(posted.get("sau", "")) or 0
    return await _statement_page(actor, session, desk, list_id, lines, after)


def _without(lines: Sequence[UnconfirmedLine], dossier_id: int) -> list[UnconfirmedLine]:
    return [one for one in lines if one.dossier_id != dossier_id]


def _line(posted: Form) -> UnconfirmedLine:
    """The row that was named, whole; raises FormWrong."""
    if not posted.get("outcome"):
        raise posted.wrong("outcome", _say("Hãy chọn một kết quả"))
    if not posted.get("reason_code"):
        raise posted.wrong("reason_code", _say("Hãy chọn lý do"))
    return filled(UnconfirmedLine, posted)


async def _statement_page(
    actor: Actor,
    session: Reading,
    desk: Desktop,
    list_id: int,
    lines: Sequence[UnconfirmedLine],
    after: int = 0,
) -> str:
    found = await dossiers.list_shown(session, list_id)
    rows = await dossiers.dossiers_after(session, list_id, after, _ROWS, Stage.CONFIRMING)
    _, spoken_of = await queries.present_round(session, list_id)
    body = BODY_OF[actor.role]
    return desk.show(
        _HERE / "statement.html", found=found, rows=rows, after=after, body=VIETNAMESE[body],
        expected=await dossiers.count_at(session, [list_id], Stage.CONFIRMING),
        done=body in spoken_of, next=following(rows, _ROWS), carried=sendable(lines),
        named=await _named(session, list_id, lines), taken={one.dossier_id for one in lines},
        group=_rules(session).group(found["group_code"]).vi, today=clock.today(session),
    )  # fmt: skip


async def _line_page(
    session: Reading,
    desk: Desktop,
    list_id: int,
    lines: Sequence[UnconfirmedLine],
    dossier_id: int,
) -> str:
    found = await dossiers.list_shown(session, list_id)
    named = await dossiers.rows_named(session, list_id, [dossier_id])
    said = next((one for one in lines if one.dossier_id == dossier_id), None)
    return desk.show(
        _HERE / "line.html", found=found, one=named.get(dossier_id), said=said,
        carried=sendable(lines), reasons=reasons_in_words(_rules(session)), outcomes=OUTCOMES,
    )  # fmt: skip


async def _check_page(
    session: Reading, desk: Desktop, list_id: int, order: ConfirmationOrder
) -> str:
    return desk.show(
        _HERE / "check.html", found=await dossiers.list_shown(session, list_id), order=order,
        named=await _named(session, list_id, order.exceptions), carried=sendable(order.exceptions),
        rest=order.expected - len(order.exceptions),
    )  # fmt: skip


async def _named(
    session: Reading, list_id: int, lines: Sequence[UnconfirmedLine]
) -> list[dict[str, Any]]:
    """The rows named so far, with what is said of them in words."""
    rows = await dossiers.rows_named(session, list_id, [one.dossier_id for one in lines])
    reasons = dict(reasons_in_words(_rules(session)))
    return [
        {
            **rows[one.dossier_id], "outcome": OUTCOMES[one.outcome],
            "said": [w for w in (reasons.get(one.reason_code, one.reason_code), one.words) if w],
        }
        for one in lines
        if one.dossier_id in rows
    ]  # fmt: skip


def _rules(session: Reading) -> Policy:
    return policy_at(clock.today(session), settings().policy_overrides)
