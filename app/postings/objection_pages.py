"""Pages where a commune records what was said against a posting, answers it, issues its notice."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Request, Response

from app import documents
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.web import PAPER, PaperForm
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.documents.issue_schemas import NumberOrder
from app.postings import commands, notices, queries, routes
from app.postings.schemas import AnswerOrder, ObjectionOrder

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Poster = Annotated[Actor, allow(Permission.POST_LIST)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))


@router.get("/niem-yet/{posting_id}/y-kien")
async def new_objection(actor: Poster, session: Reading, desk: Desk, posting_id: Number) -> str:
    """What somebody said against a list or one of its lines, to be recorded."""
    return desk.show(
        _HERE / "objection.html", posting=await queries.posting_shown(session, posting_id),
        lists=await queries.lists_in(session, posting_id), today=clock.today(session),
    )  # fmt: skip


@router.post("/niem-yet/{posting_id}/y-kien", operation_id="objectTo")
async def object_to(
    actor: Poster, posted: Posted, session: Writing, response: Response, posting_id: Number
) -> str:
    """Record the objection; the sender may stay unnamed."""
    order = filled(ObjectionOrder, posted)
    row = order.row_number
    if row is not None and not await queries.has_line(session, order.list_id, row):
        raise posted.wrong("row_number", _say("Danh sách này không có dòng số {n}", n=row))
    await commands.object_to(session, actor, posting_id, order)
    return see(response, f"/niem-yet/{posting_id}?xong=y-kien")


@router.get("/niem-yet/{posting_id}/y-kien/{objection_id}")
async def objection(
    actor: Reader, session: Reading, desk: Desk, posting_id: Number, objection_id: Number
) -> str:
    """One objection, to be answered once."""
    return desk.show(
        _HERE / "answer.html", posting=await queries.posting_shown(session, posting_id),
        one=await queries.objection_of(session, posting_id, objection_id),
        posts=actor.may(Permission.POST_LIST),
    )  # fmt: skip


@router.post("/niem-yet/{posting_id}/y-kien/{objection_id}", operation_id="answerObjection")
async def answer(
    actor: Poster,
    posted: Posted,
    session: Writing,
    response: Response,
    posting_id: Number,
    objection_id: Number,
) -> str:
    """The commune's answer."""
    await queries.objection_of(session, posting_id, objection_id)
    await commands.answer_objection(session, actor, objection_id, filled(AnswerOrder, posted))
    return see(response, f"/niem-yet/{posting_id}?xong=tra-loi")


@router.get("/niem-yet/{posting_id}/thong-bao.{form}", operation_id="readPostingNotice", **PAPER)
async def notice_file(
    actor: Reader,
    session: Reading,
    request: Request,
    posting_id: Number,
    form: PaperForm,
    danh_sach: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> Response:
    """The notice to put up, identities masked; of one list if asked; a draft until numbered."""
    return await routes.read_notice(actor, session, request, posting_id, form, danh_sach)


@router.get("/niem-yet/{posting_id}/thong-bao")
async def notice_number(actor: Poster, session: Reading, desk: Desk, posting_id: Number) -> str:
    """The number and day under which the office issues the notice."""
    number, dated = await documents.number_of(session, notices.notice_name(posting_id))
    return desk.show(
        _HERE / "notice.html", posting=await queries.posting_shown(session, posting_id),
        number=number, dated=dated, today=clock.today(session),
    )  # fmt: skip


@router.post("/niem-yet/{posting_id}/thong-bao", operation_id="numberPostingNotice")
async def number_notice(
    actor: Poster, posted: Posted, session: Writing, response: Response, posting_id: Number
) -> str:
    """Record the number and day of the notice, once."""
    await routes.number_notice(actor, session, posting_id, filled(NumberOrder, posted))
    return see(response, f"/niem-yet/{posting_id}?xong=so")
