"""Pages of the papers of a sitting: minutes, submission paper, return slips, and their numbers."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app import documents
from app.access import Actor, Desk, Permission, Reading, Revealing, Writing, allow
from app.appraisal import (
    agenda_queries,
    minutes,
    minutes_routes,
    paper_routes,
    queries,
    submissions,
)
from app.appraisal.labels import COUNCIL_NAMES
from app.appraisal.page_facts import HERE
from app.core import clock
from app.core.errors import NotFound
from app.core.shapes import AreaPathText
from app.core.web import PAPER, PaperForm, following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.documents.issue_schemas import NumberOrder

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Secretary = Annotated[Actor, allow(Permission.HOLD_SITTING)]
Clerk = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Area = Annotated[AreaPathText | None, Query(min_length=3)]
_ROWS = 50


@router.get("/van-ban-phien-hop")
async def papers(
    actor: Clerk,
    session: Reading,
    desk: Desk,
    truoc: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> str:
    """The sittings over the office's own cases, to send up and to send back what they said."""
    rows = await agenda_queries.sittings_before(session, truoc, _ROWS, actor.unit_path)
    names = [submissions.submission_name(one["id"]) for one in rows]
    numbers = await documents.numbers_of(session, names)
    lines = [{**one, "number": numbers.get(name)} for one, name in zip(rows, names, strict=True)]
    return desk.show(
        HERE / "papers_of_office.html", rows=lines, before=truoc, next=following(rows, _ROWS),
        councils=COUNCIL_NAMES,
    )  # fmt: skip


@router.get("/phien-hop/{sitting_id}/van-ban")
async def papers_of(
    actor: Reader, session: Reading, desk: Desk, sitting_id: Number, xong: bool = False
) -> str:
    """The papers of one sitting, each to read, and the number that it has or still wants."""
    found = await queries.sitting_of(session, sitting_id)
    slips = await agenda_queries.returned_by(session, sitting_id)
    names = [
        minutes.minutes_name(sitting_id), submissions.submission_name(sitting_id),
        *(submissions.slip_name(sitting_id, one) for one, _ in slips),
    ]  # fmt: skip
    own = actor.unit_path == found.area_path
    return desk.show(
        HERE / "papers.html", sitting=found, slips=slips, names=names,
        numbers=await documents.numbers_of(session, names), council=COUNCIL_NAMES[found.level],
        reads_minutes=actor.may(Permission.READ_SITTING), done=xong,
        numbers_minutes=own and actor.may(Permission.HOLD_SITTING),
        numbers_papers=own and actor.may(Permission.SUBMIT_LIST),
    )  # fmt: skip


# --- the papers themselves -----------------------------------------------------------------------


@router.get("/phien-hop/{sitting_id}/bien-ban.{form}", operation_id="readMinutes", **PAPER)
async def minutes_file(
    actor: Annotated[Actor, allow(Permission.READ_SITTING)],
    session: Revealing,
    request: Request,
    sitting_id: Number,
    form: PaperForm,
) -> Response:
    """The minutes of a sitting; a draft until it is closed and they are numbered."""
    return await minutes_routes.read_minutes(actor, session, request, sitting_id, form)


@router.get(
    "/phien-hop/{sitting_id}/to-trinh.{form}", operation_id="readSittingSubmission", **PAPER
)
async def submission_file(
    actor: Reader,
    session: Revealing,
    request: Request,
    sitting_id: Number,
    form: PaperForm,
    dia_ban: Area = None,
) -> Response:
    """The submission paper with what a sitting favoured, or its annex of one territory."""
    return await paper_routes.read_submission(actor, session, request, sitting_id, form, dia_ban)


@router.get(
    "/phien-hop/{sitting_id}/phieu-tra-lai/{list_id}.{form}",
    operation_id="readReturnSlip",
    **PAPER,
)
async def slip_file(
    actor: Reader,
    session: Reading,
    request: Request,
    sitting_id: Number,
    list_id: Number,
    form: PaperForm,
) -> Response:
    """Which lines of a list go back and why, without numbers of people."""
    return await paper_routes.read_slip(actor, session, request, sitting_id, list_id, form)


# --- their numbers -------------------------------------------------------------------------------


@router.get("/phien-hop/{sitting_id}/bien-ban")
async def minutes_number(actor: Secretary, session: Reading, desk: Desk, sitting_id: Number) -> str:
    """The number and day of the minutes of a closed sitting."""
    name, paper = minutes.minutes_name(sitting_id), "Biên bản phiên họp"
    return await _number_page(session, desk, sitting_id, name, paper)


@router.post("/phien-hop/{sitting_id}/bien-ban", operation_id="numberMinutes")
async def number_minutes(
    actor: Secretary, posted: Posted, session: Writing, response: Response, sitting_id: Number
) -> str:
    """Record the number and day of the minutes, once."""
    await minutes_routes.number_minutes(actor, session, sitting_id, filled(NumberOrder, posted))
    return see(response, f"/phien-hop/{sitting_id}/van-ban?xong=1")


@router.get("/phien-hop/{sitting_id}/to-trinh")
async def submission_number(actor: Clerk, session: Reading, desk: Desk, sitting_id: Number) -> str:
    """The number and day under which the office sends the cases up."""
    name = submissions.submission_name(sitting_id)
    return await _number_page(session, desk, sitting_id, name, "Tờ trình")


@router.post("/phien-hop/{sitting_id}/to-trinh", operation_id="numberSittingSubmission")
async def number_submission(
    actor: Clerk, posted: Posted, session: Writing, response: Response, sitting_id: Number
) -> str:
    """Record the number and day of the submission paper, once."""
    await paper_routes.number_submission(actor, session, sitting_id, filled(NumberOrder, posted))
    return see(response, f"/phien-hop/{sitting_id}/van-ban?xong=1")


@router.get("/phien-hop/{sitting_id}/phieu-tra-lai/{list_id}")
async def slip_number(
    actor: Clerk, session: Reading, desk: Desk, sitting_id: Number, list_id: Number
) -> str:
    """The number and day under which the office sends lines of a list back."""
    if list_id not in await queries.agenda_of(session, sitting_id):
        raise NotFound(what="danh sách trong phiên họp")
    name = submissions.slip_name(sitting_id, list_id)
    return await _number_page(session, desk, sitting_id, name, "Phiếu trả lại")


@router.post("/phien-hop/{sitting_id}/phieu-tra-lai/{list_id}", operation_id="numberSlip")
async def number_slip(
    actor: Clerk,
    posted: Posted,
    session: Writing,
    response: Response,
    sitting_id: Number,
    list_id: Number,
) -> str:
    """Record the number and day of a return slip, once."""
    order = filled(NumberOrder, posted)
    await paper_routes.number_slip(actor, session, sitting_id, list_id, order)
    return see(response, f"/phien-hop/{sitting_id}/van-ban?xong=1")


async def _number_page(session: Reading, desk: Desk, sitting_id: int, name: str, paper: str) -> str:
    found = await queries.sitting_of(session, sitting_id)
    number, dated = await documents.number_of(session, name)
    return desk.show(
        HERE / "number.html", sitting=found, paper=paper, number=number, dated=dated,
        today=clock.today(session),
    )  # fmt: skip
