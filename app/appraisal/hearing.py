"""What every act of a sitting begins with: who speaks, and whether they still see what is there."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, LargeBinary, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.access import Actor
from app.appraisal import queries
from app.appraisal.findings import found_in
from app.appraisal.rules import COUNCILS, Council, NotYourCouncil, RecordChanged, SittingClosed
from app.appraisal.tables import Finding, ListAlert, Opinion, Sitting
from app.core import clock
from app.core.bulk import rows_of
from app.core.settings import settings
from app.dossiers import BatchChanged
from app.dossiers.tables import DossierStage


class Seen(NamedTuple):
    """How many dossiers are before a council, and which, each as it stands, in one number."""

    cases: int
    mark: int


async def speak_for(
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


async def seen_by(session: AsyncSession, lists: Sequence[int], council: Council) -> Seen:
    """What is before a council now; a dossier that went away and came back is another one."""
    one = func.hashint8extended(DossierStage.dossier_id, cast(DossierStage.version, BigInteger))
    query = select(func.count(), func.coalesce(func.bit_xor(one), 0)).where(
        DossierStage.list_id == dossiers.any_of(lists), DossierStage.stage == council.stage
    )
    return Seen(*(await session.execute(query)).one())


async def check_seen(
    session: AsyncSession, lists: Sequence[int], council: Council, expected: int
) -> Seen:
    """What is before a council, if it is as many as it saw; raises BatchChanged."""
    found = await seen_by(session, lists, council)
    if found.cases != expected:
        raise BatchChanged(expected=expected, found=found.cases)
    return found


async def check_record(
    session: AsyncSession,
    sitting: Sitting,
    lists: Sequence[int],
    seen: Seen,
    record: str | None,
) -> bytes:
    """The record as it stands, if it is what was seen; raises RecordChanged.

    Who does not name the record has seen the dossiers as they stood at the secretary's last word.
    """
    found = await record_of(session, sitting, lists, seen)
    if record is None:
        changed = sitting.seen_mark is not None and sitting.seen_mark != seen.mark
    else:
        changed = found.hex() != record
    if changed:
        raise RecordChanged
    return found


async def record_of(
    session: AsyncSession, sitting: Sitting, lists: Sequence[int], seen: Seen
) -> bytes:
    """The digest of what a sitting saw and said: dossiers, words on them, answers to alerts."""
    word = cast(
        func.row(
            Opinion.dossier_id, Opinion.version, Opinion.verdict, Opinion.reason_code,
            Opinion.answer, Opinion.return_to, Opinion.asked_of, Opinion.question,
        ),
        Text(),
    )  # fmt: skip
    words = select(
        func.string_agg(word, aggregate_order_by(literal(",", Text()), Opinion.dossier_id))
    ).where(Opinion.sitting_id == sitting.id)
    said = cast(func.row(ListAlert.id, ListAlert.answer), Text())
    answers = select(
        func.string_agg(said, aggregate_order_by(literal(",", Text()), ListAlert.id))
    ).where(ListAlert.list_id == dossiers.any_of(lists))
    whole = func.row(
        literal(sitting.id, BigInteger()), literal(seen.cases, BigInteger()),
        literal(seen.mark, BigInteger()), words.scalar_subquery(), answers.scalar_subquery(),
    )  # fmt: skip
    text = func.convert_to(cast(whole, Text()), literal("UTF8", Text()))
    digest = func.sha256(text, type_=LargeBinary())
    return (await session.execute(select(digest))).scalar_one()


async def record_now(session: AsyncSession, sitting: Sitting) -> bytes:
    """The record of an open sitting at this moment."""
    lists = await queries.agenda_of(session, sitting.id)
    seen = await seen_by(session, lists, COUNCILS[sitting.level])
    return await record_of(session, sitting, lists, seen)


async def find(
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
