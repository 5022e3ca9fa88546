"""A council sits, gives its opinions as exceptions, and closes."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, Text, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, dossiers, policy
from app.access import Actor, Role, officers_in_force
from app.appraisal import alerts, queries
from app.appraisal.findings import found_in
from app.appraisal.giving_way import winners_of
from app.appraisal.rules import (
    COUNCILS,
    AlertsUnanswered,
    Council,
    FindingsUnanswered,
    NothingBeforeCouncil,
    NotOfThisCouncil,
    NotOnAgenda,
    NotYourCouncil,
    QuorumNotMet,
    ReasonMissing,
    ReasonUnknown,
    SittingClosed,
    TwoWordsOnOne,
    Verdict,
)
from app.appraisal.schemas import (
    Closing,
    ClosingOrder,
    OpinionLine,
    OpinionOrder,
    SittingOrder,
    SittingShown,
)
from app.appraisal.tables import Finding, Opinion, Sitting, SittingList, SittingSeat
from app.core import clock
from app.core.bulk import IN_SIGHT, rows_of
from app.core.settings import settings
from app.dossiers import BatchChanged, Stage
from app.dossiers.tables import DossierList, DossierStage

_SEATS = {Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}


async def open_sitting(session: AsyncSession, actor: Actor, order: SittingOrder) -> SittingShown:
    """Open a council's session over lists, with those present; raises QuorumNotMet and others.

    Everyone present takes part in every list for ever, so its maker and its other judges stay out;
    so does the secretary who speaks for the council, present or not.
    """
    council = COUNCILS[admin_units.level_of(actor.unit_path)]
    present = sorted(set(order.present))
    lists = [one.id for one in await dossiers.lock_lists(session, order.list_ids, "submitted")]
    if empty := await queries.lists_without_cases(session, lists, council):
        raise NothingBeforeCouncil(list_id=empty[0])
    quorum = await _checked_quorum(session, actor, council, present)
    speaking = sorted({*present, actor.officer_id})
    await dossiers.take_part(session, lists, speaking, council.part)
    sitting = Sitting(
        level=council.level, state="open", held_on=clock.today(session), quorum=quorum,
        present=len(present), opened_by=actor.officer_id, area_path=actor.unit_path,
        expected=await dossiers.count_at(session, lists, council.stage), seen_until=IN_SIGHT,
    )  # fmt: skip
    session.add(sitting)
    await session.flush()
    await _set_agenda(session, sitting, lists, present, council)
    findings = await _find(session, sitting, lists, council)
    await alerts.raise_alerts(session, sitting, lists)
    return SittingShown(
        id=sitting.id, level=council.level, held_on=sitting.held_on, quorum=quorum,
        present=len(present), expected=sitting.expected, findings=findings, state="open",
        held=await dossiers.count_held(session, lists, council.stage),
    )  # fmt: skip


async def _checked_quorum(
    session: AsyncSession, actor: Actor, council: Council, present: list[int]
) -> int:
    day = clock.today(session)
    seated = await officers_in_force(session, present, _SEATS, actor.unit_path, day)
    if strangers := len(set(present) - seated):
        raise NotOfThisCouncil(count=strangers)
    quorum = policy.policy_at(day, settings().policy_overrides).quorum(council.level)
    if len(present) < quorum:
        raise QuorumNotMet(present=len(present), needed=quorum)
    return quorum


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


async def _find(
    session: AsyncSession, sitting: Sitting, lists: Sequence[int], council: Council
) -> int:
    """Write down what the service finds now; a second time adds only what is new."""
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    found = await found_in(session, sitting, lists, council, rules)
    if found:
        given = rows_of(
            dossier_id=(BigInteger(), [one.dossier_id for one in found]),
            code=(Text(), [one.code for one in found]),
            other_group=(Text(), [one.other_group for one in found]),
            area_path=(Text(), [one.area_path for one in found]),
        )
        chosen = select(literal(sitting.id, BigInteger()), *given.c.values())
        statement = upsert(Finding).from_select(["sitting_id", *given.c.keys()], chosen)
        await session.execute(statement.on_conflict_do_nothing())
    return await queries.unanswered(session, sitting.id)


async def _speak_for(
    session: AsyncSession, actor: Actor, sitting_id: int
) -> tuple[Sitting, Council, list[int]]:
    """An open sitting of the actor's own council, and its agenda; who speaks takes its part."""
    sitting = await queries.sitting_of(session, sitting_id, lock=True)
    if sitting.area_path != actor.unit_path:
        raise NotYourCouncil
    if sitting.state != "open":
        raise SittingClosed
    council = COUNCILS[sitting.level]
    lists = await queries.agenda_of(session, sitting.id)
    await dossiers.take_part(session, lists, [actor.officer_id], council.part)
    return sitting, council, lists


async def _check_seen(
    session: AsyncSession, lists: Sequence[int], council: Council, expected: int
) -> None:
    found = await dossiers.count_at(session, lists, council.stage)
    if found != expected:
        raise BatchChanged(expected=expected, found=found)


async def answer_alert(
    session: AsyncSession, actor: Actor, sitting_id: int, alert_id: int, answer: str
) -> None:
    """Answer in words what is odd about a list; raises NotFound, AlertAnswered."""
    sitting, _, _ = await _speak_for(session, actor, sitting_id)
    await alerts.answer_alert(session, actor, sitting, alert_id, answer)


async def record_opinions(
    session: AsyncSession, actor: Actor, sitting_id: int, order: OpinionOrder
) -> int:
    """Record the council's exceptions; the later word counts. Answers how many stand.

    What has come to light since the opening is written down with them, to be answered too.
    """
    sitting, council, lists = await _speak_for(session, actor, sitting_id)
    await _check_seen(session, lists, council, order.expected)
    _check_reasons(order.exceptions, sitting)
    given = rows_of(
        dossier_id=(BigInteger(), [one.dossier_id for one in order.exceptions]),
        verdict=(Text(), [str(one.verdict) for one in order.exceptions]),
        reason_code=(Text(), [one.reason_code for one in order.exceptions]),
        answer=(Text(), [one.answer for one in order.exceptions]),
    )
    chosen = select(
        literal(sitting.id, BigInteger()), *given.c.values(), literal(actor.officer_id),
        DossierStage.area_path,
    ).join(
        DossierStage,
        (DossierStage.dossier_id == given.c.dossier_id)
        & (DossierStage.stage == council.stage)
        & (DossierStage.list_id == dossiers.any_of(lists)),
    )  # fmt: skip
    statement = upsert(Opinion).from_select(
        ["sitting_id", *given.c.keys(), "given_by", "area_path"], chosen
    )
    said = statement.excluded
    taken = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Opinion.sitting_id, Opinion.dossier_id],
            set_={
                "verdict": said.verdict, "reason_code": said.reason_code, "answer": said.answer,
                "given_by": said.given_by, "given_at": func.nation.house_now(),
            },
        ).returning(Opinion.dossier_id)
    )  # fmt: skip
    missing = len({one.dossier_id for one in order.exceptions}) - len(taken.all())
    if missing:
        raise NotOnAgenda(count=missing)
    if await queries.told_since(session, sitting):
        await _find(session, sitting, lists, council)
    query = select(func.count()).where(Opinion.sitting_id == sitting.id)
    return (await session.execute(query)).scalar_one()


def _check_reasons(exceptions: Sequence[OpinionLine], sitting: Sitting) -> None:
    known = policy.policy_at(sitting.held_on, settings().policy_overrides).refusal_reasons
    if len({one.dossier_id for one in exceptions}) != len(exceptions):
        raise TwoWordsOnOne
    for one in exceptions:
        if one.verdict is not Verdict.FAVOURABLE and one.reason_code is None:
            raise ReasonMissing
        if one.verdict is Verdict.FAVOURABLE and one.answer is None:
            raise ReasonMissing
        if one.reason_code is not None and one.reason_code not in known:
            raise ReasonUnknown(code=one.reason_code)


async def close_sitting(
    session: AsyncSession, actor: Actor, sitting_id: int, order: ClosingOrder
) -> Closing:
    """The council has heard every claim: the favoured go up, the others as its word says.

    What is held does not go up: it stays before the council, to be heard again.
    """
    sitting, council, lists = await _speak_for(session, actor, sitting_id)
    locked = await dossiers.lock_lists(session, lists, "submitted")
    await _check_seen(session, lists, council, order.expected)
    if await queries.told_since(session, sitting):
        await _find(session, sitting, lists, council)
    if left := await queries.unanswered(session, sitting.id):
        raise FindingsUnanswered(count=left)
    if alerted := await queries.unanswered_alerts(session, lists):
        raise AlertsUnanswered(count=alerted)
    gone = await _send_away(session, sitting, locked, council)
    held = await dossiers.count_held(session, lists, council.stage)
    favoured = 0
    for stage, same in _by_next_stage(council, locked).items():
        favoured += await dossiers.move(
            session, same, council.stage, stage, because=f"sitting {sitting.id}"
        )
    sitting.state = "closed"
    sitting.closed_at = clock.now(session)
    return Closing(
        id=sitting.id, favoured=favoured, refused=gone[Verdict.UNFAVOURABLE],
        superseded=gone[Verdict.SUPERSEDED], returned=gone[Verdict.RETURNED], held=held,
    )  # fmt: skip


def _by_next_stage(council: Council, agenda: Sequence[DossierList]) -> dict[Stage, list[int]]:
    """Where the lists' own roads lead from this council."""
    onward: dict[Stage, list[int]] = defaultdict(list)
    for one in agenda:
        steps = dossiers.rules_of(one).steps_at(policy.Group(one.group_code), council.stage)
        own = next(step for step in steps if step.level == council.level)
        onward[Stage(own.stage)].append(one.id)
    return onward


def _desk_of(council: Council, one: DossierList) -> Stage:
    group = policy.Group(one.group_code)
    return council.desk_of(through_commune=dossiers.rules_of(one).passes_commune(group))


_NOT_UNDER_WAY = {Stage.REFUSED, Stage.SUPERSEDED, Stage.DRAFT}


async def _send_away(
    session: AsyncSession, sitting: Sitting, agenda: Sequence[DossierList], council: Council
) -> dict[Verdict, int]:
    """Move the cases that are not favoured, each with its reason, and close their claims."""
    rules = policy.policy_at(sitting.held_on, settings().policy_overrides)
    everything = [one.id for one in agenda]
    by_desk: dict[Stage, list[int]] = defaultdict(list)
    for one in agenda:
        by_desk[_desk_of(council, one)].append(one.id)
    if outdone := await winners_of(session, sitting.id, council.stage, rules):
        await dossiers.record_winners(session, outdone)
    ends = [
        (Verdict.UNFAVOURABLE, Stage.REFUSED, everything),
        (Verdict.SUPERSEDED, Stage.SUPERSEDED, everything),
        *((Verdict.RETURNED, desk, lists) for desk, lists in by_desk.items()),
    ]
    gone: dict[Verdict, int] = defaultdict(int)
    for verdict, stage, lists in ends:
        reasons = (
            select(Opinion.dossier_id, Opinion.reason_code)
            .where(Opinion.sitting_id == sitting.id, Opinion.verdict == verdict)
            .subquery("reasons")
        )
        because = f"sitting {sitting.id}"
        gone[verdict] += await dossiers.move(
            session, lists, council.stage, stage, because=because, reasons=reasons
        )
        if gone[verdict] and stage in _NOT_UNDER_WAY:
            await dossiers.set_claims(session, lists, stage, "closed")
    return gone
