"""Pages of a person's own word not to take the support, and of refusals that a new policy undid."""

from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import policy as rules_of_day
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.settings import settings
from app.core.web import following
from app.core.web.forms import Form, day_in, filled
from app.core.web.page import Posted, page_doors, see
from app.dossiers import declinations, queries, reopenings
from app.dossiers.rules import Stage
from app.dossiers.schemas import DeclinationOrder, ReopeningOrder, RevocationOrder
from app.dossiers.words import STAGES

router = page_doors()
Clerk = Annotated[Actor, allow(Permission.RECORD_DECLINATION)]
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


@router.get("/ho-so/{dossier_id}/tu-choi")
async def before_declining(actor: Clerk, session: Reading, desk: Desk, dossier_id: Number) -> str:
    """A person's statement of not taking the support: to be recorded, or to be taken back."""
    shown = await queries.dossier_shown(session, dossier_id)
    return desk.show(
        _HERE / "declination.html", one=shown, stages=STAGES, today=clock.today(session),
        declined=shown["stage"] == Stage.DECLINED,
        declinable=shown["stage"] in declinations.DECLINABLE,
    )  # fmt: skip


@router.post("/ho-so/{dossier_id}/tu-choi", operation_id="declineDossier")
async def decline(
    actor: Clerk, posted: Posted, session: Writing, response: Response, dossier_id: Number
) -> str:
    """Record that the person does not take the support."""
    order = filled(DeclinationOrder, posted, **_stated(posted, session))
    await declinations.decline(session, actor, dossier_id, order)
    return see(response, f"/ho-so/{dossier_id}?xong=tu-choi")


def _stated(posted: Form, session: Writing) -> dict[str, Any]:
    """The moment of a statement from its day: today counts as now, other days as their noon."""
    day = day_in(posted.get("stated_at", ""))
    if day is None:
        return {}
    if day == clock.today(session):
        return {"stated_at": clock.now(session)}
    return {"stated_at": datetime.combine(day, time(12), clock.VIETNAM)}


@router.get("/ho-so/{dossier_id}/nhan-lai")
async def before_taking_back(actor: Clerk, session: Reading, desk: Desk, dossier_id: Number) -> str:
    """The page of the statement, where it is taken back."""
    return await before_declining(actor, session, desk, dossier_id)


@router.post("/ho-so/{dossier_id}/nhan-lai", operation_id="revokeDeclination")
async def take_back(
    actor: Clerk, posted: Posted, session: Writing, response: Response, dossier_id: Number
) -> str:
    """The person takes the statement back; the dossier stands again where it stood."""
    order = filled(RevocationOrder, posted)
    await declinations.revoke(session, actor, dossier_id, order)
    return see(response, f"/ho-so/{dossier_id}?xong=nhan-lai")


# --- refused dossiers that an amendment takes in ------------------------------------------------


@router.get("/mo-lai")
async def reopenable(
    actor: Reader,
    session: Reading,
    desk: Desk,
    van_ban: Annotated[str, Query(max_length=20)] = "",
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> str:
    """Refused dossiers of the territory whose reason an amendment in force has removed."""
    rules = rules_of_day.policy_at(clock.today(session), settings().policy_overrides)
    reasons = rules.refusal_reasons
    versions = sorted({one.reopened_by for one in reasons.values() if one.reopened_by})
    chosen = van_ban if van_ban in versions else (versions[0] if versions else "")
    rows = []
    if chosen:
        rows = await reopenings.reopenable_after(session, chosen, sau, _ROWS)
    return desk.show(
        _HERE / "reopenings.html", rows=rows, versions=versions, chosen=chosen, after=sau,
        reasons=reasons, next=following(rows, _ROWS, "dossier_id"),
        makes=actor.may(Permission.SUBMIT_LIST),
    )  # fmt: skip


@router.get("/ho-so/{dossier_id}/mo-lai")
async def before_reopening(
    actor: Maker,
    session: Reading,
    desk: Desk,
    dossier_id: Number,
    van_ban: Annotated[str, Query(max_length=20)] = "",
) -> str:
    """What reopening a refused dossier means."""
    shown = await queries.dossier_shown(session, dossier_id)
    return desk.show(_HERE / "reopening.html", one=shown, chosen=van_ban)


@router.post("/ho-so/{dossier_id}/mo-lai", operation_id="reopenDossier")
async def reopen(
    actor: Maker, posted: Posted, session: Writing, response: Response, dossier_id: Number
) -> str:
    """A refused dossier returns to its maker's desk, to be handed in again."""
    await reopenings.reopen(session, dossier_id, filled(ReopeningOrder, posted))
    return see(response, f"/ho-so/{dossier_id}?xong=mo-lai")
