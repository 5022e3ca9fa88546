"""Pages of batches: the inbox, gathering lists, one batch, its people and its paper."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from app import audit, dossiers, policy
from app.access import Actor, Desk, Desktop, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.errors import Refused
from app.core.web import PaperForm, following
from app.core.web.forms import filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.decisions import batch_reading as reading
from app.decisions.batch_sheet import (
    Sheet,
    checks_of,
    raised_on,
    sheet_of,
    sources_for,
    steps_of,
    today_of,
)
from app.decisions.paper_routes import Area, submission_answer
from app.decisions.words import DONE, KINDS, LEVELS, VERDICTS
from app.dossiers import PageOfPeople
from app.dossiers.schemas import BatchOrder

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]
Maker = Annotated[Actor, allow(Permission.MAKE_BATCH)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
AreaPath = Annotated[str, Query(pattern=r"^([0-9]{2}\.([0-9]{3}\.)?)?$")]
After = Annotated[int, Query(ge=0, lt=2**62)]
Narrow = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
Done = Annotated[str, Query(max_length=20)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50
_NOTED = "ghi-chu"


class NoListChosen(Refused):
    """No list was ticked; a batch needs at least one."""

    status = 422
    field = "list_ids"
    vi = "Chưa chọn danh sách nào; đợt trình cần ít nhất một danh sách."


@router.get("/dot")
async def inbox(
    actor: Reader,
    session: Reading,
    desk: Desk,
    huyen: AreaPath = "",
    truoc: Annotated[int | None, Query(ge=1)] = None,
) -> str:
    """Batches of the territory: those that wait, the one due first on top; then decided ones."""
    waiting = await reading.waiting_batches(session, huyen) if truoc is None else []
    rows = await reading.decided_before(session, truoc, _ROWS, huyen)
    places = await reading.places(session)
    return desk.show(
        _HERE / "batches.html", waiting=waiting, rows=rows, kinds=KINDS, places=places,
        districts=reading.districts(places, actor.unit_path), area=huyen, before=truoc,
        today=today_of(session), next=following(rows, _ROWS),
    )  # fmt: skip


@router.get("/dot/moi")
async def gather(actor: Maker, session: Reading, desk: Desk, huyen: AreaPath = "") -> str:
    """Lists that the councils have passed on and that travel in no batch, to be ticked."""
    rows = await dossiers.ready_lists(session, huyen or actor.unit_path)
    places = await reading.places(session)
    return desk.show(
        _HERE / "gather.html", rows=rows, places=places, area=huyen, called=policy.group_called,
        districts=reading.districts(places, actor.unit_path),
    )  # fmt: skip


@router.post("/dot/moi", operation_id="openBatch")
async def open_batch(actor: Maker, posted: Posted, session: Writing, response: Response) -> str:
    """Gather the ticked lists for one decision under a submission paper."""
    order = _batch_order(posted)
    lists = await dossiers.lock_lists(session, order.list_ids, "submitted")
    numbers = [one.id for one in lists]
    batch_id = await dossiers.open_batch(session, actor, numbers, order.paper_number)
    return see(response, f"/dot/{batch_id}?xong=moi")


def _batch_order(posted: Posted) -> BatchOrder:
    """The order of a form of ticked lists; raises NoListChosen."""
    if not posted.all("list_ids"):
        raise NoListChosen
    return filled(BatchOrder, posted)


@router.get("/dot/{batch_id}")
async def batch(
    actor: Reader, session: Reading, desk: Desk, batch_id: Number, xong: Done = ""
) -> str:
    """All that a signer must see of a batch before deciding, and where it stands."""
    sheet = await sheet_of(session, batch_id)
    rows = await dossiers.people_among(session, sheet.cases, PageOfPeople(limit=_ROWS))
    people = await _people(session, sheet, rows)
    raised = await raised_on(session, sheet)
    return desk.show(
        _HERE / "batch.html", sheet=sheet, steps=await steps_of(session, sheet),
        checks=await checks_of(session, sheet, raised, await sources_for(session, actor)),
        done=DONE.get(xong, ""),
        alerts=raised.alerts, holds=raised.holds,
        signer=await _signer(session, sheet), kinds=KINDS, **people,
    )  # fmt: skip


async def _signer(session: Reading, sheet: Sheet) -> str:
    if sheet.decision is None:
        return ""
    found = await reading.names_of(session, [sheet.decision.signer_id])
    return found.get(sheet.decision.signer_id, "")


async def _people(
    session: Reading, sheet: Sheet, rows: Sequence[dict[str, Any]], narrow: str = ""
) -> dict[str, Any]:
    """What the table of people shows: rows, what councils said of them, chips, names."""
    noted = await reading.count_noted(session, sheet.cases)
    address = f"/dot/{sheet.batch.id}/nguoi"
    chips = [
        (address, "Tất cả", sheet.case_count, not narrow),
        (f"{address}?loc={_NOTED}", "Có ghi chú", noted, narrow == _NOTED),
    ]
    chips += [
        (f"{address}?loc={code}", policy.group_called(code), count, narrow == code)
        for code, count, _ in sheet.groups
    ]
    return {
        "rows": rows, "chips": chips, "next": following(list(rows), _ROWS), "narrow": narrow,
        "said": await reading.words_on(session, [row["id"] for row in rows]),
        "places": await reading.places(session), "verdicts": VERDICTS, "levels": LEVELS,
        "reasons": sheet.rules.refusal_reasons, "clear": False, "called": policy.group_called,
    }  # fmt: skip


def _page(after: int, narrow: str) -> PageOfPeople:
    return PageOfPeople(after, _ROWS, reading.narrowed(narrow, _NOTED))


@router.get("/dot/{batch_id}/nguoi")
async def people(
    actor: Reader, session: Reading, desk: Desk, batch_id: Number, loc: Narrow = "", sau: After = 0
) -> str:
    """The people of a batch, page by page, identities masked."""
    sheet = await sheet_of(session, batch_id)
    rows = await dossiers.people_among(session, sheet.cases, _page(sau, loc))
    return _people_page(desk, sheet, sau, await _people(session, sheet, rows, loc))


def _people_page(desk: Desktop, sheet: Sheet, after: int, facts: dict[str, Any]) -> str:
    return desk.show(_HERE / "people.html", sheet=sheet, after=after, **facts)


@router.post("/dot/{batch_id}/nguoi", operation_id="revealBatchPeople")
async def reveal(
    actor: Reader, posted: Posted, session: Revealing, desk: Desk, batch_id: Number
) -> HTMLResponse:
    """The same page of people with their numbers in clear; who looks is kept."""
    loc, sau = posted.get("loc", ""), whole_in(posted.get("sau", "")) or 0
    sheet = await sheet_of(session, batch_id)
    rows = await dossiers.people_among(session, sheet.cases, _page(sau, loc), clear=True)
    shown = Seen("batch", batch_id, len(rows))
    await audit.viewed(session, actor, shown, [row["person_id"] for row in rows])
    facts = await _people(session, sheet, rows, loc) | {"clear": True}
    return HTMLResponse(_people_page(desk, sheet, sau, facts))


@router.get("/dot/{batch_id}/to-trinh.{form}", operation_id="readBatchSubmission")
async def paper(
    actor: Reader,
    session: Revealing,
    request: Request,
    batch_id: Number,
    form: PaperForm,
    dia_ban: Area = None,
) -> Response:
    """The submission paper of a batch, or the annex of one area."""
    return await submission_answer(session, actor, request, (batch_id, form, dia_ban))
