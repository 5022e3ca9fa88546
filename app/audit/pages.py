"""Pages of the trace: who changed what, who looked at numbers, and the last seal."""

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import Query

from app.access import Actor, Desk, Permission, Reading, allow
from app.audit import queries, words
from app.audit.queries import Sought, Window
from app.core.web import following
from app.core.web.forms import day_in, whole_in
from app.core.web.page import page_doors

router = page_doors()
Auditor = Annotated[Actor, allow(Permission.READ_HISTORY)]
Text = Annotated[str, Query(max_length=100)]
Before = Annotated[int | None, Query(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


@router.get("/nhat-ky")
async def trail(  # noqa: PLR0913 - a door names all that it takes
    actor: Auditor,
    session: Reading,
    desk: Desk,
    tim: Text = "",
    can_bo: Text = "",
    ngay: Text = "",
    truoc: Before = None,
) -> str:
    """Every change of the territory, the newest first: of one thing, of one officer, of a day."""
    sought, wrong = await _sought(session, tim, can_bo, ngay)
    rows = [] if wrong else await queries.changes_before(session, sought, truoc, _ROWS)
    seats = await queries.seats_of(session, [row["officer_id"] for row in rows])
    asked = {"tim": tim, "can_bo": can_bo, "ngay": ngay}
    return desk.show(
        _HERE / "trail.html", rows=[_told(row, seats) for row in rows], asked=asked, wrong=wrong,
        before=truoc, next=following(rows, _ROWS), names=sorted(set(words.SUBJECTS.values())),
    )  # fmt: skip


@router.get("/nhat-ky/xem-so")
async def looks(
    actor: Auditor, session: Reading, desk: Desk, can_bo: Text = "", ngay: Text = "",
    truoc: Before = None,
) -> str:  # fmt: skip
    """Who looked at numbers in clear, the newest first."""
    sought, wrong = await _sought(session, "", can_bo, ngay)
    rows = [] if wrong else await queries.views_before(session, sought, truoc, _ROWS)
    seats = await queries.seats_of(session, [row["officer_id"] for row in rows])
    told = [
        row | {
            "seat": seats.get(row["officer_id"]), "act": words.act_in_words(row["act"]),
            "label": words.LOOKED_AT.get(row["about"], "mục khác"), "number": row["about_id"],
        }
        for row in rows
    ]  # fmt: skip
    return desk.show(
        _HERE / "looks.html", rows=told, asked={"can_bo": can_bo, "ngay": ngay}, wrong=wrong,
        before=truoc, next=following(rows, _ROWS),
    )  # fmt: skip


@router.get("/nhat-ky/niem-phong")
async def seal(
    actor: Annotated[Actor, allow(Permission.READ_SEAL)], session: Reading, desk: Desk
) -> str:
    """The last seal over the trail: its root, how far it reaches, and how to verify it."""
    note = await queries.newest_note(session)
    block = await queries.newest_block(session)
    lines = note["note"].splitlines() if note else []
    return desk.show(
        _HERE / "seal.html", note=note, block=block,
        size=int(lines[1]) if note else 0,
        head=base64.b64decode(lines[2]).hex() if note else "",
        whole=actor.may(Permission.READ_HISTORY) and actor.unit_path.count(".") == 1,
    )  # fmt: skip


async def _sought(
    session: Reading, thing: str, officer: str, day: str
) -> tuple[Sought, dict[str, str]]:
    """What is looked for, and what was typed that names nothing, by field."""
    wrong = {}
    found = words.thing_in(thing) if thing.strip() else None
    if thing.strip() and found is None:
        wrong["tim"] = "Chưa rõ là gì; hãy ghi như “danh sách 12” hoặc “đợt trình”."
    asked = day_in(day) if day.strip() else None
    if day.strip() and asked is None:
        wrong["ngay"] = "Ngày phải có dạng 1/6/2020."
    officers = await _officers(session, officer)
    subject, number = found or (None, None)
    return Sought(subject, number, officers, _window(asked)), wrong


async def _officers(session: Reading, typed: str) -> list[int] | None:
    if not typed.strip():
        return None
    number = whole_in(typed)
    return [number] if number is not None else await queries.officers_called(session, typed)


def _window(asked: date | None) -> Window:
    if asked is None:
        return Window()
    return Window(words.first_of(asked), words.first_of(asked + timedelta(days=1)))


def _told(row: dict[str, Any], seats: dict[int, queries.Seat]) -> dict[str, Any]:
    """A change in words."""
    subject = row["subject"]
    return {
        "id": row["id"], "at": row["at"], "officer_id": row["officer_id"],
        "seat": seats.get(row["officer_id"]), "act": words.act_in_words(row["because"]),
        "label": words.LOOKED_AT.get(subject, "mục khác"), "number": row["subject_id"],
        "place": words.place_of(subject, row["subject_id"]),
        "was": words.state_in_words(subject, row["from_state"]),
        "is_now": words.state_in_words(subject, row["to_state"]),
    }  # fmt: skip
