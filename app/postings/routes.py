"""Doors of postings."""

from typing import Annotated

from fastapi import APIRouter

from app.access import Actor, Permission, Writing, allow
from app.core.web import Door
from app.postings import commands
from app.postings.schemas import (
    AnswerOrder,
    ObjectionOrder,
    PostingOrder,
    PostingShown,
    Recorded,
)

router = APIRouter(tags=["postings"], route_class=Door)
Poster = Annotated[Actor, allow(Permission.POST_LIST)]


@router.post("/postings", status_code=201, operation_id="postLists")
async def post_lists(actor: Poster, session: Writing, order: PostingOrder) -> PostingShown:
    """Show submitted lists to the community (niêm yết công khai)."""
    return await commands.post_lists(session, actor, order)


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


@router.post("/objections/{objection_id}/answer", operation_id="answerObjection")
async def answer_objection(
    actor: Poster, session: Writing, objection_id: int, order: AnswerOrder
) -> Recorded:
    """Answer an objection, once."""
    return Recorded(id=await commands.answer_objection(session, actor, objection_id, order))
