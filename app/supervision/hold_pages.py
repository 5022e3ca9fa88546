"""Pages of what stands still because of complaints, and of declared interests."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response

from app import audit, dossiers
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.web import following
from app.core.web.forms import filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.supervision import commands, queries
from app.supervision.schemas import InterestOrder, WordsOrder
from app.supervision.words import ABOUT, PARTS, TARGETS

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_COMPLAINT)]
Holder = Annotated[Actor, allow(Permission.HOLD_CASE)]
Declarer = Annotated[Actor, allow(Permission.DECLARE_RELATIVE)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))
_ROWS = 50


@router.get("/don-thu/tam-giu")
async def holds(
    actor: Reader,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> str:
    """What stands still in the territory, the longest first."""
    rows = await dossiers.live_holds(session, sau, _ROWS)
    units = await queries.units_called(session, [row["office_path"] for row in rows])
    told = [
        row | {
            "thing": f"{_say(ABOUT[row['about']])} {row[row['about'] + '_id']}",
            "place": TARGETS[row["about"]].format(
                n=row[f"{row['about']}_id"], dossier=row["dossier_id"]
            ),
        }
        for row in rows
    ]  # fmt: skip
    return desk.show(
        _HERE / "holds.html", rows=told, units=units, after=sau, next=following(rows, _ROWS)
    )


@router.get("/don-thu/{complaint_id}/giu")
async def ask_hold(actor: Holder, session: Reading, desk: Desk, complaint_id: Number) -> str:
    """Why what a complaint is about is to stand still."""
    one = await queries.complaint_of(session, complaint_id)
    return desk.show(_HERE / "hold.html", one=one, thing=_thing(one))


@router.post("/don-thu/{complaint_id}/giu", operation_id="holdForComplaint")
async def hold(
    actor: Holder, posted: Posted, session: Writing, response: Response, complaint_id: Number
) -> str:
    """Let what a complaint is about stand still: not favoured, not signed, not paid."""
    await commands.hold(session, actor, complaint_id, filled(WordsOrder, posted).words)
    return see(response, f"/don-thu/{complaint_id}?xong=giu")


@router.get("/don-thu/{complaint_id}/thoi-giu")
async def ask_release(actor: Holder, session: Reading, desk: Desk, complaint_id: Number) -> str:
    """Why what a complaint holds may go on."""
    one = await queries.complaint_of(session, complaint_id)
    return desk.show(_HERE / "release.html", one=one, thing=_thing(one))


@router.post("/don-thu/{complaint_id}/thoi-giu", operation_id="endHold")
async def release(
    actor: Holder, posted: Posted, session: Writing, response: Response, complaint_id: Number
) -> str:
    """Let what a complaint holds go on; by the office that held it, or one above."""
    await commands.let_go(session, actor, complaint_id, filled(WordsOrder, posted).words)
    return see(response, f"/don-thu/{complaint_id}?xong=thoi-giu")


def _thing(one: dict[str, object]) -> str:
    about = str(one["about"])
    return f"{_say(ABOUT[about])} {one[about + '_id']}"


@router.get("/danh-sach/{list_id}/lien-quan")
async def interests(
    actor: Declarer,
    session: Reading,
    desk: Desk,
    list_id: Number,
    ho_so: Annotated[int | None, Query(alias="ho-so", ge=1, lt=2**62)] = None,
    xong: str = "",
) -> str:
    """Who declared an interest in a list, and the form with which one does."""
    await dossiers.list_shown(session, list_id)
    readable = actor.may(Permission.READ_COMPLAINT)
    rows = await dossiers.interests_in(session, list_id) if readable else []
    seats = await audit.seats_of(session, [row["officer_id"] for row in rows])
    return desk.show(
        _HERE / "interests.html", number=list_id, rows=rows, seats=seats, parts=PARTS,
        dossier=ho_so or "", done=xong,
    )  # fmt: skip


@router.post("/danh-sach/{list_id}/lien-quan", operation_id="declareInterest")
async def declare(
    actor: Declarer, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """Say that a list, or one dossier of it, concerns oneself or one's own."""
    typed = posted.get("dossier_id", "").strip()
    dossier_id = whole_in(typed) if typed else None
    if typed and (dossier_id is None or not 1 <= dossier_id < 2**62):
        raise posted.wrong("dossier_id", "phải là số của một hồ sơ trong danh sách")
    order = filled(InterestOrder, posted)
    await dossiers.declare_interest(session, actor, list_id, dossier_id, order.words)
    return see(response, f"/danh-sach/{list_id}/lien-quan?xong=khai")
