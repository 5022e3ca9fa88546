"""Doors of postings."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from app import documents
from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import (
    PAPER,
    Cursor,
    Doors,
    PageSize,
    PaperForm,
    after,
    paper_answer,
    public_base,
)
from app.documents.issue_schemas import NumberOrder, NumberShown
from app.postings import commands, notices, queries
from app.postings.schemas import (
    AnswerOrder,
    ObjectionOrder,
    ObjectionShown,
    PostingDetail,
    PostingOrder,
    PostingPage,
    PostingShown,
    Recorded,
)

router = Doors(tags=["postings"])
Poster = Annotated[Actor, allow(Permission.POST_LIST)]
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]


@router.post("/postings", status_code=201, operation_id="postLists")
async def post_lists(actor: Poster, session: Writing, order: PostingOrder) -> PostingShown:
    """Show submitted lists to the community (niêm yết công khai)."""
    return await commands.post_lists(session, actor, order)


@router.get("/postings", operation_id="readPostings")
async def read_postings(
    actor: Reader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    state: Literal["open", "closed"] | None = None,
) -> PostingPage:
    """Postings of the territory by number, with how many objections want an answer."""
    rows = await queries.postings_after(session, last, limit, state)
    items = [PostingDetail.model_validate(row) for row in rows]
    return PostingPage(items=items, next_after=after(rows, limit))


@router.get("/postings/{posting_id}", operation_id="readPosting")
async def read_posting(actor: Reader, session: Reading, posting_id: int) -> PostingDetail:
    """One posting: its lists, place and days, and how many objections want an answer."""
    return PostingDetail.model_validate(await queries.posting_shown(session, posting_id))


@router.get("/postings/{posting_id}/notice.{form}", operation_id="readPostingNotice", **PAPER)
async def read_notice(
    actor: Reader,
    session: Reading,
    request: Request,
    posting_id: int,
    form: PaperForm,
    list_id: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> Response:
    """The notice to put up, identities masked; of one list if asked; a draft until numbered."""
    paper = await notices.notice_of(session, posting_id, list_id)
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"niem-yet-{posting_id}")


@router.post("/postings/{posting_id}/notice", status_code=201, operation_id="numberPostingNotice")
async def number_notice(
    actor: Poster, session: Writing, posting_id: int, order: NumberOrder
) -> NumberShown:
    """Record the number and day under which the office issues the notice, once."""
    posting = await queries.posting_shown(session, posting_id)
    name = notices.notice_name(posting_id)
    return await documents.number_paper(
        session, actor, name, order, office=posting["area_path"], since=posting["starts_on"]
    )


@router.post("/postings/{posting_id}/closing", operation_id="closePosting")
async def close_posting(actor: Poster, session: Writing, posting_id: int) -> PostingShown:
    """End a posting whose days are over and whose objections are answered."""
    return await commands.close_posting(session, actor, posting_id)


@router.post("/postings/{posting_id}/objections", status_code=201, operation_id="objectTo")
async def object_to(
    actor: Poster, session: Writing, posting_id: int, order: ObjectionOrder
) -> Recorded:
    """Record an objection to a list or to one of its lines."""
    return Recorded(id=await commands.object_to(session, actor, posting_id, order))


@router.get("/postings/{posting_id}/objections", operation_id="readObjections")
async def read_objections(actor: Reader, session: Reading, posting_id: int) -> list[ObjectionShown]:
    """What was said against a posting, in order, and what was answered."""
    found = await queries.objections_to(session, posting_id)
    return [ObjectionShown.model_validate(one) for one in found]


@router.post("/objections/{objection_id}/answer", operation_id="answerObjection")
async def answer_objection(
    actor: Poster, session: Writing, objection_id: int, order: AnswerOrder
) -> Recorded:
    """Answer an objection, once."""
    return Recorded(id=await commands.answer_objection(session, actor, objection_id, order))
