"""Members vote for the record as it stands; the last vote needed closes the sitting."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor
from app.appraisal import queries
from app.appraisal.closing import close
from app.appraisal.hearing import record_of, seen_by
from app.appraisal.rules import (
    COUNCILS,
    AlreadyVoted,
    EnoughVotes,
    NotPresent,
    NotYourCouncil,
    RecordChanged,
    SittingClosed,
    VotesNotCounted,
)
from app.appraisal.schemas import VoteOrder, VoteTaken
from app.appraisal.tables import Sitting, SittingVote
from app.core.db import refuse_as

refuse_as("pk_sitting_vote", AlreadyVoted)
refuse_as("uq_sitting_vote_ordinal", EnoughVotes)
refuse_as("ck_sitting_vote_needed", EnoughVotes)
refuse_as("ck_sitting_vote_open", EnoughVotes)
refuse_as("ck_sitting_vote_present", NotPresent)
refuse_as("ck_sitting_closed_once", SittingClosed)


async def vote(session: AsyncSession, actor: Actor, sitting_id: int, order: VoteOrder) -> VoteTaken:
    """One member's vote for what they saw; rivals queue at the sitting, so one of them is last.

    Raises NotYourCouncil, AlreadyTookAnotherPart, NotPresent, VotesNotCounted, AlreadyVoted,
    EnoughVotes, RecordChanged, and with the last vote whatever stops a sitting from closing.
    """
    sitting = await queries.sitting_of(session, sitting_id, lock=True)
    council, lists = COUNCILS[sitting.level], await queries.agenda_of(session, sitting_id)
    await _check_voter(session, actor, sitting, lists)
    if sitting.state != "open":
        done = await queries.voters(session, sitting_id, sitting.record or b"")
        raise AlreadyVoted if actor.officer_id in done else EnoughVotes
    agenda = await dossiers.lock_lists(session, lists, "submitted")
    seen = await seen_by(session, lists, council)
    record = await record_of(session, sitting, lists, seen)
    if (seen.cases, record.hex()) != (order.expected, order.record):
        raise RecordChanged
    before = await queries.voters(session, sitting_id, record)
    if actor.officer_id in before:
        raise AlreadyVoted
    given = SittingVote(
        sitting_id=sitting_id, record=record, officer_id=actor.officer_id,
        ordinal=len(before) + 1, votes_needed=sitting.votes_needed, area_path=sitting.area_path,
    )  # fmt: skip
    session.add(given)
    await session.flush()
    last = given.ordinal == sitting.votes_needed
    closing = await close(session, sitting, council, agenda, (seen, record)) if last else None
    return VoteTaken(
        sitting_id=sitting_id, votes=given.ordinal, votes_needed=sitting.votes_needed,
        closing=closing,
    )  # fmt: skip


async def _check_voter(
    session: AsyncSession, actor: Actor, sitting: Sitting, lists: list[int]
) -> None:
    """A member entered as present, who has no other part in these lists."""
    if sitting.area_path != actor.unit_path:
        raise NotYourCouncil
    await dossiers.take_part(session, lists, [actor.officer_id], COUNCILS[sitting.level].part)
    if not await queries.is_present(session, sitting.id, actor.officer_id):
        raise NotPresent
    if not sitting.votes_needed:
        raise VotesNotCounted
