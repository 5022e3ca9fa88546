"""Pages of postings: what is shown to the community, for how long, and what was said against it."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response

from app import documents, dossiers, policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.settings import settings
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.dossiers.tables import DossierList
from app.postings import commands, notices, queries
from app.postings.schemas import PostingOrder
from app.postings.words import POSTING_STATES

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Poster = Annotated[Actor, allow(Permission.POST_LIST)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


@router.get("/niem-yet")
async def postings(
    actor: Reader,
    session: Reading,
    desk: Desk,
    truoc: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    trang_thai: Annotated[str, Query(max_length=20)] = "",
) -> str:
    """The postings of the territory, the newest first: days left, objections without an answer."""
    rows = await queries.postings_before(session, truoc, _ROWS, trang_thai or None)
    posts = actor.may(Permission.POST_LIST)
    waiting = await _to_post(session, 0) if posts and not truoc else []
    return desk.show(
        _HERE / "postings.html", rows=rows, states=POSTING_STATES, state=trang_thai, before=truoc,
        next=following(rows, _ROWS), posts=posts, waiting=len(waiting), full=len(waiting) == _ROWS,
        today=clock.today(session),
    )  # fmt: skip


@router.get("/niem-yet/moi")
async def new_posting(
    actor: Poster,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    danh_sach: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> str:
    """Show lists to the community: which, where, by what means."""
    found = await _to_post(session, sau)
    lists = [(one, _days(one)) for one in found]
    return desk.show(
        _HERE / "post.html", lists=lists, chosen=danh_sach, after=sau, called=policy.group_called,
        next=found[-1].id if len(found) == _ROWS else None,
    )  # fmt: skip


@router.post("/niem-yet/moi", operation_id="postLists")
async def post_lists(actor: Poster, posted: Posted, session: Writing, response: Response) -> str:
    """Show the ticked lists for the days that the policy asks."""
    made = await commands.post_lists(session, actor, filled(PostingOrder, posted))
    return see(response, f"/niem-yet/{made.id}?xong=mo")


async def _to_post(session: Reading, after: int) -> list[DossierList]:
    """Lists that wait and whose road has a posting."""
    found = await queries.lists_to_post(session, after, _ROWS)
    return [one for one in found if _days(one)]


def _days(found: DossierList) -> int:
    return dossiers.rules_of(found).posting_days(policy.Group(found.group_code))


@router.get("/niem-yet/{posting_id}")
async def posting(
    actor: Reader,
    session: Reading,
    desk: Desk,
    posting_id: Number,
    xong: Annotated[str, Query(max_length=20)] = "",
) -> str:
    """One posting: its lists, its days, its notice, and every objection with its answer."""
    found = await queries.posting_shown(session, posting_id)
    number, dated = await documents.number_of(session, notices.notice_name(posting_id))
    rules = policy.policy_at(found["starts_on"], settings().policy_overrides)
    return desk.show(
        _HERE / "posting.html", posting=found, number=number, dated=dated, done=xong,
        lists=await queries.lists_in(session, posting_id), states=POSTING_STATES,
        objections=await queries.objections_to(session, posting_id),
        days=(found["ends_on"] - found["starts_on"]).days,
        working=rules.working_days_between(found["starts_on"], found["ends_on"]),
        today=clock.today(session), own=_own(actor, found["area_path"]),
        posts=actor.may(Permission.POST_LIST), called=policy.group_called,
    )  # fmt: skip


def _own(actor: Actor, path: str) -> bool:
    """Whether the reader answers for a posting: it is the reader's own office's."""
    return actor.may(Permission.POST_LIST) and actor.unit_path == path


@router.get("/niem-yet/{posting_id}/ket-thuc")
async def end(actor: Poster, session: Reading, desk: Desk, posting_id: Number) -> str:
    """Check before a posting ends: its days are over and every objection has its answer."""
    found = await queries.posting_shown(session, posting_id)
    return desk.show(
        _HERE / "end.html", posting=found, today=clock.today(session),
        lists=await queries.lists_in(session, posting_id),
    )  # fmt: skip


@router.post("/niem-yet/{posting_id}/ket-thuc", operation_id="closePosting")
async def close_posting(
    actor: Poster, posted: Posted, session: Writing, response: Response, posting_id: Number
) -> str:
    """End the posting; its dossiers go before the commune's council."""
    await commands.close_posting(session, actor, posting_id)
    return see(response, f"/niem-yet/{posting_id}?xong=ket-thuc")
