"""Pages of the councils: the sittings, the lists that are ready for one, opening one."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, Field

from app import admin_units, policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.appraisal import agenda_queries, commands
from app.appraisal.agenda_queries import ReadyAfter
from app.appraisal.labels import COUNCIL_NAMES, SITTING_STATES
from app.appraisal.page_facts import HERE
from app.appraisal.rules import COUNCILS
from app.appraisal.schemas import SittingOrder
from app.core import clock
from app.core.settings import settings
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]
Secretary = Annotated[Actor, allow(Permission.HOLD_SITTING)]
Number = Annotated[int | None, Query(ge=1, lt=2**62)]
_ROWS, _READY = 50, 30


class Walk(BaseModel):
    """Where a reader stands in the lists that wait and in the sittings."""

    truoc: Annotated[int | None, Field(ge=1, lt=2**62)] = None
    tu_ngay: date | None = None
    tu: Annotated[int | None, Field(ge=1, lt=2**62)] = None
    pham_vi: Annotated[str, Field(max_length=20)] = ""


@router.get("/phien-hop")
async def sittings(
    actor: Reader, session: Reading, desk: Desk, walk: Annotated[Walk, Query()]
) -> str:
    """The sittings of one's council, open ones first; above them the lists that wait for one."""
    own = actor.may(Permission.SIT) and walk.pham_vi != "dia-ban"
    path = actor.unit_path if own else None
    rows = await agenda_queries.sittings_before(session, walk.truoc, _ROWS, path)
    waits = actor.may(Permission.SIT) and not walk.truoc
    ready = await _ready(session, actor, walk.tu_ngay, walk.tu) if waits else []
    return desk.show(
        HERE / "sittings.html", rows=rows, ready=ready, own=own, before=walk.truoc,
        next=following(rows, _ROWS), next_ready=_next(ready), later=walk.tu,
        called=policy.group_called,
        today=clock.today(session), councils=COUNCIL_NAMES, states=SITTING_STATES,
        sits=actor.may(Permission.SIT), may_open=actor.may(Permission.HOLD_SITTING),
    )  # fmt: skip


@router.get("/phien-hop/moi")
async def new_sitting(
    actor: Secretary,
    session: Reading,
    desk: Desk,
    tu_ngay: date | None = None,
    tu: Number = None,
    danh_sach: Number = None,
) -> str:
    """Open a sitting: which lists, who is present, who presides, where."""
    council, day = COUNCILS[admin_units.level_of(actor.unit_path)], clock.today(session)
    ready = await _ready(session, actor, tu_ngay, tu)
    numbers = [one["id"] for one in ready]
    seats = await agenda_queries.seats_of(session, actor.unit_path, day, numbers, council)
    rules = policy.policy_at(day, settings().policy_overrides)
    return desk.show(
        HERE / "new_sitting.html", ready=ready, seats=seats, chosen=danh_sach, today=day,
        next_ready=_next(ready), quorum=rules.quorum(council.level),
        called=policy.group_called, votes=rules.votes_needed(council.level),
        council=COUNCIL_NAMES[council.level],
    )  # fmt: skip


@router.post("/phien-hop/moi", operation_id="openSitting")
async def open_sitting(
    actor: Secretary, posted: Posted, session: Writing, response: Response
) -> str:
    """Open the sitting over what was ticked, with those who were ticked."""
    made = await commands.open_sitting(session, actor, filled(SittingOrder, posted))
    return see(response, f"/phien-hop/{made.id}?xong=mo")


async def _ready(
    session: Reading, actor: Actor, day: date | None, number: int | None
) -> list[dict[str, Any]]:
    council = COUNCILS[admin_units.level_of(actor.unit_path)]
    after = ReadyAfter(day or date.max, number) if number else None
    return await agenda_queries.lists_ready(session, actor, council, after, _READY)


def _next(ready: list[dict[str, Any]]) -> str:
    """The query of the next page of ready lists; empty at the end."""
    if len(ready) < _READY:
        return ""
    last = ready[-1]
    day = f"tu_ngay={last['due_on']}&" if last["due_on"] else ""
    return f"{day}tu={last['id']}"
