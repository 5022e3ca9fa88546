"""Pages of the handing over: money not received, signatures short or missing, receipts recorded."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from app import admin_units
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import TEMPLATES, Wrong
from app.core.language import speaker
from app.core.shapes import Line
from app.core.web import following
from app.core.web.forms import Form, FormWrong, filled, whole_in
from app.core.web.making import takes_long
from app.core.web.page import Posted, page_doors, see
from app.recoveries import handover_queries as queries
from app.recoveries import signing
from app.recoveries.handover_words import FOLLOWS, REASONS
from app.recoveries.rules import MOST_LINES
from app.recoveries.schemas import SignatureLine, SignaturesOrder
from app.recoveries.waiting import Sought, sums, sums_of

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_HANDOVER)]
Recorder = Annotated[Actor, allow(Permission.RECORD_RECEIPT)]
After = Annotated[int, Query(ge=0, lt=2**62)]
Short = Annotated[str, Query(max_length=40)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))
_HOME = "/chua-nhan"
_ROWS = 50
_PATH: Final = re.compile(r"([0-9]{2}\.([0-9]{3}\.([0-9]{5}\.)?)?)?")
_LATE: Final = {"co": True, "khong": False}


async def _sought(dia_ban: Short = "", don_vi: Short = "", qua_han: Short = "") -> Sought:
    """What the address asks for; what cannot be is not asked."""
    area = dia_ban if _PATH.fullmatch(dia_ban) else ""
    return Sought(area or None, don_vi or None, _LATE.get(qua_han))


Asked = Annotated[Sought, Depends(_sought)]


def _kept(wanted: Sought, **changes: object) -> str:
    late = {True: "co", False: "khong", None: ""}[wanted.overdue]
    asked: dict[str, object] = {
        "dia_ban": wanted.area, "don_vi": wanted.agent, "qua_han": late,
    }  # fmt: skip
    given = {name: value for name, value in (asked | changes).items() if value}
    return f"?{urlencode(given)}" if given else ""


async def _facts(session: Reading, actor: Actor, wanted: Sought) -> dict[str, Any]:
    """What the pages of the handing over have in common."""
    level = "district" if actor.unit_path.count(".") == 1 else "commune"
    places = await admin_units.names_inside(session, actor.unit_path, level)
    return {
        "wanted": wanted, "kept": _kept,
        "places": list(places.items()),
        "may": actor.may(Permission.RECORD_RECEIPT),
    }  # fmt: skip


class _SignedPaper(BaseModel):
    """What all lines of a signed list have in common."""

    paper_number: Line
    signed_on: date
    signer: Literal["payee", "receiver"]


class _SignedLine(NamedTuple):
    """An order of a signed list; an amount of 0 means all of it."""

    reference: str
    amount_dong: int


@router.get(_HOME)
async def not_received(
    actor: Reader, session: Reading, desk: Desk, wanted: Asked, sau: After = 0
) -> str:
    """Orders whose money nobody has received, with their deadline and what follows."""
    rows = await queries.not_received(session, wanted, sau, _ROWS)
    next_after = following(rows, _ROWS, "order_id")
    return desk.show(
        _HERE / "not_received.html", rows=rows, after=sau, next=next_after,
        sums=None if sau or next_after else sums_of(rows), reasons=REASONS, follows=FOLLOWS,
        agents=await queries.agents(session), **await _facts(session, actor, wanted),
    )  # fmt: skip


@router.get(f"{_HOME}/tong")
@takes_long
async def not_received_in_all(actor: Reader, session: Reading, desk: Desk, wanted: Asked) -> str:
    """How many orders nobody has received and how much; the list shows it once it is counted."""
    return desk.show(
        _HERE / "not_received_sums.html", sums=await sums(session, wanted), follows=FOLLOWS,
        **await _facts(session, actor, wanted),
    )  # fmt: skip


@router.get(f"{_HOME}/ky-thieu")
async def shortfalls(
    actor: Reader, session: Reading, desk: Desk, wanted: Asked, sau: After = 0
) -> str:
    """Orders for which less was signed than was ordered."""
    rows = await queries.shortfalls(session, wanted.area, sau, _ROWS)
    return desk.show(
        _HERE / "shortfalls.html", rows=rows, after=sau,
        next=following(rows, _ROWS, "order_id"), **await _facts(session, actor, wanted),
    )  # fmt: skip


@router.get(f"{_HOME}/chua-ky")
@takes_long
async def unsigned(actor: Reader, session: Reading, desk: Desk, wanted: Asked) -> str:
    """Paid orders for which nobody has signed, by agent and commune; in a province by district."""
    area = wanted.area or actor.unit_path
    return desk.show(
        _HERE / "unsigned.html", rows=await queries.unsigned(session, area),
        inward=admin_units.level_of(area) == "province", **await _facts(session, actor, wanted),
    )  # fmt: skip


@router.get(f"{_HOME}/ky-nhan")
async def ask_signatures(
    actor: Recorder, session: Reading, desk: Desk, ghi: After = 0, thieu: After = 0
) -> str:
    """A signed list to be recorded."""
    return desk.show(
        _HERE / "signatures.html", recorded=ghi, short=thieu, today=clock.today(session)
    )


@router.post(f"{_HOME}/ky-nhan", operation_id="recordPaymentReceipts")
async def record_signatures(
    actor: Recorder, posted: Posted, session: Writing, response: Response
) -> str:
    """Signed receipts of one list, all or none."""
    told = filled(_SignedPaper, posted)
    lines = list(_lines_of(posted))
    due = await queries.amounts_of(session, [one.reference for one in lines])
    order = SignaturesOrder(
        lines=[
            SignatureLine(
                reference=one.reference,
                amount_dong=one.amount_dong or due.get(one.reference, 1),
                **told.model_dump(),
            )
            for one in lines
        ]
    )
    done = await signing.record_signatures(session, actor, order.lines)
    count = done.recorded + done.known
    return see(response, f"{_HOME}/ky-nhan?ghi={count}&thieu={done.shortfalls}")


def _lines_of(posted: Form) -> Iterator[_SignedLine]:
    """Each line of the text: a reference, and the sum where it is not the whole; raises FormWrong.

    A reference that cannot be one is told here, the rest by the act itself.
    """
    lines = [line.split(None, 1) for line in posted.get("orders", "").splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise posted.wrong("orders", "chưa điền" if not lines else "có quá nhiều dòng")
    wrongs = []
    for place, (reference, *rest) in enumerate(lines, 1):
        amount = whole_in(rest[0].rstrip("đồng ")) if rest else 0
        if amount is None or len(reference) > 40 or amount >= 10**15:
            wrongs.append(Wrong("orders", "", _say("dòng {n} không đọc được", n=place)))
        else:
            yield _SignedLine(reference.upper(), amount)
    if wrongs:
        raise FormWrong(wrongs[:20])
