"""A sitting closes: the favoured go up, the others where the council's word sends them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.access import Actor, Role
from app.appraisal import queries, questions
from app.appraisal.giving_way import winners_of
from app.appraisal.hearing import Seen, check_record, check_seen, find, speak_for
from app.appraisal.rules import (
    STAGE_OF,
    AlertsUnanswered,
    Council,
    Desk,
    FindingsUnanswered,
    NotPresiding,
    OpinionsStale,
    QuestionUnanswered,
    Verdict,
    VotesMissing,
    one_down,
)
from app.appraisal.schemas import Closing, ClosingOrder
from app.appraisal.tables import Opinion, Sitting
from app.core import clock
from app.core.settings import settings
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierList, DossierStage

_NOT_UNDER_WAY = {Stage.REFUSED, Stage.SUPERSEDED, Stage.DRAFT}
Words = dict[tuple[Verdict, Desk | None], int]
"""How many dossiers a sitting said what of, and where those returned are to go."""


async def close_sitting(
    session: AsyncSession, actor: Actor, sitting_id: int, order: ClosingOrder
) -> Closing:
    """The chair or the secretary closes in the name of the quorum, where no votes are counted.

    Raises NotPresiding, VotesMissing, BatchChanged, RecordChanged, FindingsUnanswered and others.
    """
    sitting, council, lists = await speak_for(session, actor, sitting_id)
    if actor.role is not Role.COUNCIL_SECRETARY and actor.officer_id != sitting.chair_id:
        raise NotPresiding
    agenda = await dossiers.lock_lists(session, lists, "submitted")
    seen = await check_seen(session, lists, council, order.expected)
    record = await check_record(session, sitting, lists, seen, order.record)
    if sitting.votes_needed:
        given = len(await queries.voters(session, sitting.id, record))
        raise VotesMissing(given=given, needed=sitting.votes_needed)
    return await close(session, sitting, council, agenda, (seen, record))


async def close(
    session: AsyncSession,
    sitting: Sitting,
    council: Council,
    agenda: Sequence[DossierList],
    what: tuple[Seen, bytes],
) -> Closing:
    """The one transition of a sitting, whose lists are locked and whose record was seen."""
    lists = [one.id for one in agenda]
    if await queries.told_since(session, sitting):
        await find(session, sitting, lists, council)
    if left := await queries.unanswered(session, sitting.id):
        raise FindingsUnanswered(count=left)
    if alerted := await queries.unanswered_alerts(session, lists):
        raise AlertsUnanswered(count=alerted)
    words = await _words(session, sitting, council)
    await questions.put_on_hold(session, sitting, lists, council, words)
    gone = await _send_away(session, sitting, agenda, council, words)
    held = await dossiers.held_among(session, lists)
    favoured_dong = await _sum_before(session, lists, council, held)
    favoured = 0
    for stage, same in by_next_stage(council, agenda).items():
        favoured += await dossiers.move(
            session, same, council.stage, stage, because=f"sitting {sitting.id}"
        )
    sitting.state, sitting.closed_at = "closed", clock.now(session)
    sitting.considered, sitting.record = what[0].cases, what[1]
    sitting.favoured, sitting.favoured_dong = favoured, favoured_dong
    sitting.held = await dossiers.count_held(session, lists, council.stage)
    sitting.refused, sitting.superseded = gone[Verdict.UNFAVOURABLE], gone[Verdict.SUPERSEDED]
    sitting.returned = gone[Verdict.RETURNED]
    await session.flush()
    return Closing.model_validate(vars(sitting))


async def _words(session: AsyncSession, sitting: Sitting, council: Council) -> Words:
    """What is said of the dossiers before the council; raises OpinionsStale, QuestionUnanswered.

    A word on a dossier that has since been away is no word on what it now is.
    """
    stale = func.count().filter(Opinion.version != DossierStage.version)
    waiting = func.count().filter(queries.on_hold_now(Opinion.dossier_id))
    query = (
        select(Opinion.verdict, Opinion.return_to, func.count(), stale, waiting)
        .join(DossierStage, DossierStage.dossier_id == Opinion.dossier_id)
        .where(Opinion.sitting_id == sitting.id, DossierStage.stage == council.stage)
        .group_by(Opinion.verdict, Opinion.return_to)
    )
    found = (await session.execute(query)).all()
    if count := sum(row[3] for row in found):
        raise OpinionsStale(count=count)
    if count := sum(row[4] for row in found):
        raise QuestionUnanswered(count=count)
    return {(Verdict(row[0]), Desk(row[1]) if row[1] else None): row[2] for row in found}


async def _sum_before(
    session: AsyncSession, lists: Sequence[int], council: Council, held: Sequence[int]
) -> int:
    """Đồng of the dossiers that are about to go up."""
    query = (
        select(cast(func.coalesce(func.sum(Dossier.amount_dong), 0), BigInteger))
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(
            DossierStage.list_id == dossiers.any_of(lists), DossierStage.stage == council.stage,
            dossiers.free_of(held),
        )
    )  # fmt: skip
    return (await session.execute(query)).scalar_one()


def by_next_stage(council: Council, agenda: Sequence[DossierList]) -> dict[Stage, list[int]]:
    """Where the lists' own roads lead from this council."""
    onward: dict[Stage, list[int]] = defaultdict(list)
    for one in agenda:
        steps = dossiers.rules_of(one).steps_at(policy.Group(one.group_code), council.stage)
        own = next(step for step in steps if step.level == council.level)
        onward[Stage(own.stage)].append(one.id)
    return onward


def by_desk_below(council: Council, agenda: Sequence[DossierList]) -> dict[Desk, list[int]]:
    """Where the lists' dossiers go that are returned without a choice."""
    below: dict[Desk, list[int]] = defaultdict(list)
    for one in agenda:
        road = dossiers.rules_of(one).road(policy.Group(one.group_code))
        below[one_down(road, council)].append(one.id)
    return below


async def _send_away(
    session: AsyncSession,
    sitting: Sitting,
    agenda: Sequence[DossierList],
    council: Council,
    words: Words,
) -> dict[Verdict, int]:
    """Move the cases that are not favoured, each with its reason, and close their claims."""
    rules = policy.policy_at(sitting.held_on, settings().policy_overrides)
    everything = [one.id for one in agenda]
    ends = {
        Verdict.UNFAVOURABLE: [(Stage.REFUSED, everything)],
        Verdict.SUPERSEDED: [(Stage.SUPERSEDED, everything)],
    }
    if (Verdict.SUPERSEDED, None) in words and (
        outdone := await winners_of(session, sitting.id, council.stage, rules)
    ):
        await dossiers.record_winners(session, outdone)
    gone: dict[Verdict, int] = defaultdict(int)
    for verdict, desk in words:
        ways = ends.get(verdict, [])
        if verdict is Verdict.RETURNED and desk is not None:
            ways = [(STAGE_OF[desk], everything)]
        elif verdict is Verdict.RETURNED:
            below = by_desk_below(council, agenda)
            ways = [(STAGE_OF[one], lists) for one, lists in below.items()]
        for stage, lists in ways:
            gone[verdict] += await _send(session, sitting, council, (verdict, desk), stage, lists)
    return gone


async def _send(
    session: AsyncSession,
    sitting: Sitting,
    council: Council,
    word: tuple[Verdict, Desk | None],
    stage: Stage,
    lists: Sequence[int],
) -> int:
    verdict, desk = word
    reasons = (
        select(Opinion.dossier_id, Opinion.reason_code)
        .where(
            Opinion.sitting_id == sitting.id, Opinion.verdict == verdict,
            Opinion.return_to.is_not_distinct_from(desk),
        )
        .subquery("reasons")
    )  # fmt: skip
    moved = await dossiers.move(
        session, lists, council.stage, stage, because=f"sitting {sitting.id}", reasons=reasons
    )
    if moved and stage in _NOT_UNDER_WAY:
        await dossiers.set_claims(session, lists, stage, "closed")
    return moved
