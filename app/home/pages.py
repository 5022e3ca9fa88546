"""The first page, and the keys that help."""

from pathlib import Path
from typing import Any

from app import audit
from app.access import Actor, Desk, Permission, Reading
from app.core import clock
from app.core.web.page import page_doors
from app.home import waiting
from app.home.rules import USUAL, WHERE
from app.reports import coverage_at
from app.reports.schemas import CoverageRow

router = page_doors()
_HERE = Path(__file__).parent / "templates"
_LATELY, _LOOKED_AT = 5, 30


@router.get("/")
async def home(session: Reading, desk: Desk) -> str:
    """What waits for the one who asks, the coverage of their territory, what they did lately."""
    tasks = await waiting.waiting_for(session, desk.actor)
    headline = await _headline(session, desk.actor)
    recent = await _recent(session, desk.actor)
    return desk.show(
        _HERE / "home.html", tasks=tasks, headline=headline, recent=recent,
        where=WHERE[desk.actor.role], usual=USUAL[desk.actor.role], today=clock.today(session),
    )  # fmt: skip


@router.get("/phim-tat")
async def keys(desk: Desk) -> str:
    """The keys that help, and how to switch them off."""
    return desk.show(_HERE / "keys.html")


async def _headline(session: Reading, actor: Actor) -> CoverageRow | None:
    """Approved and paid so far, for those who may read reports."""
    if not actor.may(Permission.READ_REPORT) or actor.standing.province is None:
        return None
    total = (await coverage_at(session, clock.today(session), by=())).rows[-1]
    return total if total.approved_people else None


async def _recent(session: Reading, actor: Actor) -> list[dict[str, object]]:
    """What the officer did lately, in words: of each act one line, of each thing the last act."""
    if actor.standing.province is None:
        return []
    acts: dict[int, dict[str, Any]] = {}
    for row in await audit.acts_of(session, actor.officer_id, _LOOKED_AT):
        row["place"] = audit.place_of(row["subject"], row["subject_id"])
        acts[row["told"]] = min(acts.get(row["told"], row), row, key=_most_telling)
    told: dict[object, dict[str, object]] = {}
    for row in acts.values():
        several = row["things"] > 1
        thing = audit.things_told(row["subject"], row["subject_id"], row["things"])
        act = {
            "at": row["at"], "act": audit.act_told(row["because"]), "thing": thing,
            "place": "" if several else row["place"],
        }  # fmt: skip
        told.setdefault(row["told"] if several else row["place"] or thing, act)
    return list(told.values())[:_LATELY]


def _most_telling(row: dict[str, Any]) -> tuple[bool, int]:
    """Of all that one act changed what has a page of its own, else what was written first."""
    return not row["place"], row["first"]
