"""A council sits and gives its opinions as exceptions."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Text, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, dossiers, policy
from app.access import Actor, Role, officers_in_force
from app.appraisal import alerts, queries
from app.appraisal.hearing import check_seen, find, record_of, seen_by, speak_for
from app.appraisal.rules import (
    COUNCILS,
    MAY_ASK,
    ChairNotPresent,
    Council,
    NoCouncilOnRoad,
    NothingBeforeCouncil,
    NotOfThisCouncil,
    NotOnAgenda,
    NotOnRoad,
    NotToBeAsked,
    QuestionUnanswered,
    QuorumNotMet,
    ReasonMissing,
    ReasonUnknown,
    TwoWordsOnOne,
    Verdict,
    VotesOutOfReach,
    WordsDoNotFit,
    desks_before,
    sits_on,
)
from app.appraisal.schemas import OpinionLine, OpinionOrder, SittingOrder, SittingShown
from app.appraisal.tables import Opinion, Sitting, SittingList, SittingSeat
from app.core import clock
from app.core.bulk import IN_SIGHT, rows_of
from app.core.settings import settings
from app.dossiers.tables import DossierList, DossierStage

_SEATS = {Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}


async def open_sitting(session: AsyncSession, actor: Actor, order: SittingOrder) -> SittingShown:
    """Open a council's session over lists, with those present; raises QuorumNotMet and others.

    Everyone present takes part in every list for ever, so its maker and its other judges stay out;
    so does the secretary who speaks for the council, present or not.
    """
    council = COUNCILS[admin_units.level_of(actor.unit_path)]
    present = sorted(set(order.present))
    agenda = await dossiers.lock_lists(session, order.list_ids, "submitted")
    _check_roads(agenda, council)
    lists = [one.id for one in agenda]
    if empty := await queries.lists_without_cases(session, lists, council):
        raise NothingBeforeCouncil(list_id=empty[0])
    quorum, votes = await _checked_quorum(session, actor, council, present)
    speaking = sorted({*present, actor.officer_id})
    await dossiers.take_part(session, lists, speaking, council.part)
    seen = await seen_by(session, lists, council)
    sitting = Sitting(
        level=council.level, state="open", held_on=clock.today(session), quorum=quorum,
        present=len(present), opened_by=actor.officer_id, area_path=actor.unit_path,
        expected=seen.cases, seen_until=IN_SIGHT, seen_mark=seen.mark, votes_needed=votes,
        chair_id=_chair(order, actor), place=order.place,
    )  # fmt: skip
    session.add(sitting)
    await session.flush()
    await _set_agenda(session, sitting, lists, present, council)
    findings = await find(session, sitting, lists, council)
    await alerts.raise_alerts(session, sitting, lists)
    record = await record_of(session, sitting, lists, seen)
    return await shown(session, sitting, findings=findings, votes=0, record=record)


async def shown(
    session: AsyncSession, sitting: Sitting, *, findings: int, votes: int, record: bytes
) -> SittingShown:
    """A sitting as its doors show it."""
    held = await queries.held_before(session, sitting)
    told = {"findings": findings, "votes": votes, "record": record.hex(), "held": held}
    return SittingShown.model_validate({**vars(sitting), "secretary_id": sitting.opened_by} | told)


def _check_roads(agenda: Sequence[DossierList], council: Council) -> None:
    for one in agenda:
        road = dossiers.rules_of(one).road(policy.Group(one.group_code))
        if not sits_on(road, council):
            raise NoCouncilOnRoad(list_id=one.id, level=council.level)


def _chair(order: SittingOrder, actor: Actor) -> int:
    """Who presides: the one named, or whoever is named first and is not the secretary."""
    members = [one for one in order.present if one != actor.officer_id]
    chair = order.chair or next(iter(members), None)
    if chair not in members:
        raise ChairNotPresent
    return chair


async def _checked_quorum(
    session: AsyncSession, actor: Actor, council: Council, present: list[int]
) -> tuple[int, int]:
    day = clock.today(session)
    seated = await officers_in_force(session, present, _SEATS, actor.unit_path, day)
    if strangers := len(set(present) - seated):
        raise NotOfThisCouncil(count=strangers)
    rules = policy.policy_at(day, settings().policy_overrides)
    quorum, votes = rules.quorum(council.level), rules.votes_needed(council.level)
    if len(present) < quorum:
        raise QuorumNotMet(present=len(present), needed=quorum)
    if len(present) < votes:
        raise VotesOutOfReach(present=len(present), needed=votes)
    return quorum, votes


async def _set_agenda(
    session: AsyncSession,
    sitting: Sitting,
    lists: Sequence[int],
    present: Sequence[int],
    council: Council,
) -> None:
    agenda = rows_of(list_id=(BigInteger(), lists))
    area = literal(sitting.area_path, Text())
    number = literal(sitting.id, BigInteger())
    await session.execute(
        insert(SittingList).from_select(
            ["sitting_id", "list_id", "area_path"], select(number, agenda.c.list_id, area)
        )
    )
    pairs = [(list_id, officer) for list_id in lists for officer in present]
    seats = rows_of(
        list_id=(BigInteger(), [pair[0] for pair in pairs]),
        officer_id=(BigInteger(), [pair[1] for pair in pairs]),
    )
    await session.execute(
        insert(SittingSeat).from_select(
            ["sitting_id", "list_id", "officer_id", "part", "area_path"],
            select(number, seats.c.list_id, seats.c.officer_id, literal(council.part), area),
        )
    )


async def answer_alert(
    session: AsyncSession, actor: Actor, sitting_id: int, alert_id: int, answer: str
) -> None:
    """Answer in words what is odd about a list; raises NotFound, AlertAnswered."""
    sitting, _, _ = await speak_for(session, actor, sitting_id)
    await alerts.answer_alert(session, actor, sitting, alert_id, answer)


async def record_opinions(
    session: AsyncSession, actor: Actor, sitting_id: int, order: OpinionOrder
) -> int:
    """Record the council's exceptions; the later word counts. Answers how many stand.

    What has come to light since the opening is written down with them, to be answered too.
    """
    sitting, council, lists = await speak_for(session, actor, sitting_id)
    seen = await check_seen(session, lists, council, order.expected)
    _check_words(order.exceptions, sitting)
    await _check_desks(session, order.exceptions, lists, council)
    taken = await _write_words(session, actor, sitting, council, lists, order.exceptions)
    if missing := len(order.exceptions) - taken:
        raise NotOnAgenda(count=missing)
    waiting = await queries.on_hold(session, [one.dossier_id for one in order.exceptions])
    if waiting:
        raise QuestionUnanswered(count=waiting)
    sitting.seen_mark = seen.mark
    if await queries.told_since(session, sitting):
        await find(session, sitting, lists, council)
    query = select(func.count()).where(Opinion.sitting_id == sitting.id)
    return (await session.execute(query)).scalar_one()


_SAID = ("verdict", "reason_code", "answer", "return_to", "asked_of", "question")


async def _write_words(
    session: AsyncSession,
    actor: Actor,
    sitting: Sitting,
    council: Council,
    lists: Sequence[int],
    exceptions: Sequence[OpinionLine],
) -> int:
    given = rows_of(
        dossier_id=(BigInteger(), [one.dossier_id for one in exceptions]),
        **{name: (Text(), [_text(getattr(one, name)) for one in exceptions]) for name in _SAID},
    )
    chosen = select(
        literal(sitting.id, BigInteger()), *given.c.values(), literal(actor.officer_id),
        DossierStage.area_path, DossierStage.version,
    ).join(
        DossierStage,
        (DossierStage.dossier_id == given.c.dossier_id)
        & (DossierStage.stage == council.stage)
        & (DossierStage.list_id == dossiers.any_of(lists)),
    )  # fmt: skip
    statement = upsert(Opinion).from_select(
        ["sitting_id", *given.c.keys(), "given_by", "area_path", "version"], chosen
    )
    later = (*_SAID, "given_by", "version")
    taken = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Opinion.sitting_id, Opinion.dossier_id],
            set_={
                **{name: statement.excluded[name] for name in later},
                "given_at": func.nation.house_now(),
            },
        ).returning(Opinion.dossier_id)
    )
    return len(taken.all())


def _text(word: str | None) -> str | None:
    return None if word is None else str(word)


def _check_words(exceptions: Sequence[OpinionLine], sitting: Sitting) -> None:
    known = policy.policy_at(sitting.held_on, settings().policy_overrides).refusal_reasons
    if len({one.dossier_id for one in exceptions}) != len(exceptions):
        raise TwoWordsOnOne
    for one in exceptions:
        _check_word(one, sitting.level)
        if one.reason_code is not None and one.reason_code not in known:
            raise ReasonUnknown(code=one.reason_code)


def _check_word(one: OpinionLine, level: str) -> None:
    held = one.verdict is Verdict.ON_HOLD
    if {one.question is None, one.asked_of is None} != {not held}:
        raise WordsDoNotFit
    if one.return_to is not None and one.verdict is not Verdict.RETURNED:
        raise WordsDoNotFit
    if one.asked_of is not None and one.asked_of not in MAY_ASK[level]:
        raise NotToBeAsked(office=one.asked_of)
    words = one.answer if one.verdict is Verdict.FAVOURABLE else one.reason_code
    if not held and words is None:
        raise ReasonMissing


async def _check_desks(
    session: AsyncSession, exceptions: Sequence[OpinionLine], lists: Sequence[int], council: Council
) -> None:
    """Whoever chooses where a dossier goes back to names an earlier step of its list's own road."""
    wanted = {one.dossier_id: one.return_to for one in exceptions if one.return_to}
    if not wanted:
        return
    for found, chosen in await queries.lists_of(session, lists, list(wanted)):
        road = dossiers.rules_of(found).road(policy.Group(found.group_code))
        allowed = desks_before(road, council)
        for desk in {wanted[one] for one in chosen}:
            if desk not in allowed:
                raise NotOnRoad(list_id=found.id, desk=desk)
