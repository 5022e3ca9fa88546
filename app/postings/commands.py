"""Showing lists, recording objections, answering them, closing."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import BigInteger, Text, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierList
from app.postings.rules import (
    AlreadyPosted,
    AnswerGiven,
    NothingToPost,
    NotPosted,
    ObjectionOutOfTime,
    ObjectionUnanswered,
    PostingNotOpen,
    PostingStillRuns,
)
from app.postings.schemas import AnswerOrder, ObjectionOrder, PostingOrder, PostingShown
from app.postings.tables import Objection, Posting, PostingList

refuse_as("uq_posting_list_open", AlreadyPosted)
refuse_as("ck_posting_answered", lambda: ObjectionUnanswered(count=1))


def because_of(posting_id: int) -> str:
    """What the history of a dossier says of the steps that a posting made it take."""
    return f"posting {posting_id}"


async def post_lists(session: AsyncSession, actor: Actor, order: PostingOrder) -> PostingShown:
    """Show lists to the community for the days the policy asks; moves submitted → posted."""
    lists = await dossiers.lock_lists(session, order.list_ids, "submitted")
    numbers = [one.id for one in lists]
    starts_on = clock.today(session)
    ends_on = _last_day(starts_on, lists)
    posting = Posting(
        place=order.place, means=order.means, starts_on=starts_on, ends_on=ends_on,
        state="open", opened_by=actor.officer_id, area_path=actor.unit_path,
    )  # fmt: skip
    session.add(posting)
    await session.flush()
    await _show(session, actor, posting.id, numbers)
    moved = await dossiers.move(
        session, numbers, Stage.SUBMITTED, Stage.POSTED, because=because_of(posting.id)
    )
    if not moved:
        raise NothingToPost
    return PostingShown(
        id=posting.id, starts_on=starts_on, ends_on=ends_on, state="open", dossiers=moved
    )


def _last_day(starts_on: date, lists: Sequence[DossierList]) -> date:
    """The longest posting that any of the lists needs by its own policy, in calendar days."""
    lengths = []
    for one in lists:
        days = dossiers.rules_of(one).posting_days(policy.Group(one.group_code))
        if not days:
            raise NotPosted(group=one.group_code)
        lengths.append(days)
    return starts_on + timedelta(days=max(lengths))


async def _show(session: AsyncSession, actor: Actor, posting_id: int, lists: Sequence[int]) -> None:
    given = rows_of(list_id=(BigInteger(), lists))
    await session.execute(
        insert(PostingList).from_select(
            ["posting_id", "list_id", "showing", "area_path"],
            select(
                literal(posting_id, BigInteger()), given.c.list_id, literal(True),
                literal(actor.unit_path, Text()),
            ),
        )
    )  # fmt: skip


async def _locked(session: AsyncSession, posting_id: int) -> Posting:
    query = select(Posting).where(Posting.id == posting_id).with_for_update(key_share=True)
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="đợt niêm yết")
    if found.state != "open":
        raise PostingNotOpen
    return found


async def object_to(
    session: AsyncSession, actor: Actor, posting_id: int, order: ObjectionOrder
) -> int:
    """Record what somebody said against a list or one of its lines, received while it is shown.

    Raises NotFound, PostingNotOpen, ObjectionOutOfTime.
    """
    posting = await _locked(session, posting_id)
    shown = await session.get(PostingList, (posting.id, order.list_id))
    if shown is None:
        raise NotFound(what="danh sách trong đợt niêm yết")
    if not posting.starts_on <= order.received_on <= clock.today(session):
        raise ObjectionOutOfTime
    await _check_line(session, order)
    objection = Objection(
        posting_id=posting.id, recorded_by=actor.officer_id, area_path=actor.unit_path,
        **order.model_dump(),
    )  # fmt: skip
    session.add(objection)
    await session.flush()
    return objection.id


async def _check_line(session: AsyncSession, order: ObjectionOrder) -> None:
    if order.row_number is None:
        return
    line = select(Dossier.id).where(
        Dossier.list_id == order.list_id, Dossier.row_number == order.row_number
    )
    if await session.scalar(line) is None:
        raise NotFound(what="dòng trong danh sách")


async def answer_objection(
    session: AsyncSession, actor: Actor, objection_id: int, order: AnswerOrder
) -> int:
    """Answer an objection, once."""
    known = await session.get(Objection, objection_id)
    if known is None:
        raise NotFound(what="ý kiến")
    done = await session.execute(
        update(Objection)
        .where(Objection.id == objection_id, Objection.answered_at.is_(None))
        .values(answer=order.answer, answered_by=actor.officer_id, answered_at=clock.now(session))
        .returning(Objection.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise AnswerGiven
    return objection_id


async def close_posting(session: AsyncSession, actor: Actor, posting_id: int) -> PostingShown:
    """The days are over and every objection is answered: posted → at_commune."""
    posting = await _locked(session, posting_id)
    if clock.today(session) <= posting.ends_on:
        raise PostingStillRuns(ends_on=posting.ends_on.strftime("%d/%m/%Y"))
    open_ones = await session.scalar(
        select(func.count()).where(
            Objection.posting_id == posting.id, Objection.answered_at.is_(None)
        )
    )
    if open_ones:
        raise ObjectionUnanswered(count=open_ones)
    lists = list(
        await session.scalars(
            update(PostingList)
            .where(PostingList.posting_id == posting.id)
            .values(showing=False)
            .returning(PostingList.list_id)
            .execution_options(synchronize_session=False)
        )
    )
    posting.state = "closed"
    moved = await dossiers.move(
        session, lists, Stage.POSTED, Stage.AT_COMMUNE, because=because_of(posting.id)
    )
    return PostingShown(
        id=posting.id, starts_on=posting.starts_on, ends_on=posting.ends_on, state="closed",
        dossiers=moved,
    )  # fmt: skip
