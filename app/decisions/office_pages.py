"""Pages beside decisions: refusal notices to be given, and the approving power handed on."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Request, Response

from app import policy
from app.access import (
    Actor,
    Confirmed,
    Desk,
    Desktop,
    Permission,
    Reading,
    Revealing,
    Writing,
    allow,
)
from app.core import clock
from app.core.settings import settings
from app.core.web import PaperForm, following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.decisions import batch_reading, commands, notices
from app.decisions import decision_reading as reading
from app.decisions.notice_routes import notice_answer
from app.decisions.schemas import DelegationOrder, NoticeOrder
from app.decisions.words import DONE

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Giver = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Delegator = Annotated[Actor, allow(Permission.DELEGATE)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
Done = Annotated[str, Query(max_length=20)]
_HERE = Path(__file__).parent / "templates"
_HOME = "/quyet-dinh/thong-bao"
_ROWS = 50


@router.get("/quyet-dinh/thong-bao")
async def unanswered(
    actor: Reader,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    xong: Done = "",
) -> str:
    """Refused dossiers whose people have no written notice yet."""
    rows = await notices.unanswered_after(session, sau, _ROWS)
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    return desk.show(
        _HERE / "notices.html", rows=rows, after=sau, done=DONE.get(xong, ""),
        called=policy.group_called, reasons=dict(policy.reasons_in_words(rules)),
        places=await batch_reading.places(session), next=following(rows, _ROWS, "dossier_id"),
    )  # fmt: skip


@router.get("/quyet-dinh/thong-bao/{dossier_id}.{form}", operation_id="readRefusalNotice")
async def paper(
    actor: Reader, session: Revealing, request: Request, dossier_id: Number, form: PaperForm
) -> Response:
    """The written notice of a refusal; a draft until it is recorded as given."""
    return await notice_answer(session, actor, request, (dossier_id, form))


@router.get("/quyet-dinh/thong-bao/{dossier_id}")
async def ask_notice(actor: Giver, session: Reading, desk: Desk, dossier_id: Number) -> str:
    """Under which number and on which day the notice was handed over."""
    said = await notices.paper_of(session, dossier_id)
    return desk.show(
        _HERE / "notice.html", dossier_id=dossier_id, notice=said, today=clock.today(session)
    )


@router.post("/quyet-dinh/thong-bao/{dossier_id}", operation_id="giveRefusalNotice")
async def give(
    actor: Giver, posted: Posted, session: Writing, response: Response, dossier_id: Number
) -> str:
    """Record that the person has been given the notice, once for each refusal."""
    await notices.give(session, actor, dossier_id, filled(NoticeOrder, posted))
    return see(response, f"{_HOME}?xong=thong-bao")


@router.get("/quyet-dinh/uy-quyen")
async def delegations(actor: Delegator, session: Reading, desk: Desk, xong: Done = "") -> str:
    """Who holds the approving power for which district, and the form that hands it on."""
    return desk.show(_HERE / "delegations.html", **await _delegations(session, desk, xong))


async def _delegations(session: Reading, desk: Desktop, done: str) -> dict[str, Any]:
    places = await batch_reading.places(session)
    today = clock.today(session)
    chairmen = await reading.chairmen_on(session, today)
    return {
        "rows": await reading.delegations_of(session), "places": places, "today": today,
        "done": DONE.get(done, ""), "districts": batch_reading.districts(places, ""),
        "chairmen": chairmen, "own": desk.actor.officer_id,
    }  # fmt: skip


@router.post("/quyet-dinh/uy-quyen", operation_id="delegate")
async def delegate(
    actor: Delegator, posted: Posted, confirmed: Confirmed, session: Writing, response: Response
) -> str:
    """Hand the approving power to an officer for a territory, by document."""
    await commands.delegate(session, actor, filled(DelegationOrder, posted))
    return see(response, "/quyet-dinh/uy-quyen?xong=uy-quyen")
