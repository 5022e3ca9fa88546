"""Sittings, what is before them, and what they have still to answer."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.appraisal.rules import COUNCILS, Council
from app.appraisal.tables import (
    Finding,
    ListAlert,
    Opinion,
    Sitting,
    SittingList,
    SittingQuestion,
    SittingSeat,
    SittingVote,
)
from app.core.errors import NotFound
from app.dossiers import any_of, count_held
from app.dossiers.tables import (
    Dossier,
    DossierHistory,
    DossierList,
    DossierStage,
    PersonClaim,
)
from app.register.tables import PersonNotice


async def sitting_of(session: AsyncSession, sitting_id: int, *, lock: bool = False) -> Sitting:
    """One sitting; raises NotFound outside the territory."""
    query = select(Sitting).where(Sitting.id == sitting_id)
    query = query.with_for_update(key_share=True) if lock else query
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="phiên họp")
    return found


async def agenda_of(session: AsyncSession, sitting_id: int) -> list[int]:
    """The lists on the agenda."""
    query = select(SittingList.list_id).where(SittingList.sitting_id == sitting_id)
    return list(await session.scalars(query.order_by(SittingList.list_id)))


async def held_before(session: AsyncSession, sitting: Sitting) -> int:
    """How many dossiers before a sitting a complaint or finding holds now."""
    lists = await agenda_of(session, sitting.id)
    return await count_held(session, lists, COUNCILS[sitting.level].stage)


async def lists_without_cases(
    session: AsyncSession, lists: Sequence[int], council: Council
) -> list[int]:
    """The lists of an agenda with nothing before this council."""
    query = (
        select(DossierStage.list_id)
        .where(DossierStage.list_id == any_of(lists), DossierStage.stage == council.stage)
        .distinct()
    )
    present = set(await session.scalars(query))
    return sorted(set(lists) - present)


async def told_since(session: AsyncSession, sitting: Sitting) -> bool:
    """Whether anybody opened a claim, had one approved or told of a person since it was opened."""
    claims = select(func.max(PersonClaim.told)).scalar_subquery()
    notices = select(func.max(PersonNotice.told)).scalar_subquery()
    latest = func.coalesce(func.greatest(claims, notices), 0)
    return bool(await session.scalar(select(latest >= sitting.seen_until)))


async def unanswered(session: AsyncSession, sitting_id: int) -> int:
    """Findings of a sitting without the council's word; a favourable word needs an answer."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id,
        Opinion.dossier_id == Finding.dossier_id,
        (Opinion.verdict != "favourable") | Opinion.answer.is_not(None),
    )
    query = select(func.count()).where(Finding.sitting_id == sitting_id, ~word)
    return (await session.execute(query)).scalar_one()


async def alerts_of(
    session: AsyncSession, sitting_id: int, alert_id: int | None = None
) -> list[dict[str, Any]]:
    """What is odd about the lists of a sitting, answered or not; one of them if a number is given.

    Also what an earlier council was told.
    """
    shown = (
        ListAlert.id, ListAlert.list_id, ListAlert.code, ListAlert.told_of, ListAlert.count,
        ListAlert.raised_at, ListAlert.answer,
    )  # fmt: skip
    query = (
        select(*shown)
        .join(SittingList, SittingList.list_id == ListAlert.list_id)
        .where(SittingList.sitting_id == sitting_id)
        .order_by(ListAlert.id)
    )
    if alert_id is not None:
        query = query.where(ListAlert.id == alert_id)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def unanswered_alerts(session: AsyncSession, lists: Sequence[int]) -> int:
    """Alerts on these lists that no council has answered."""
    query = select(func.count()).where(
        ListAlert.list_id == any_of(lists), ListAlert.answered_at.is_(None)
    )
    return (await session.execute(query)).scalar_one()


async def findings_of(session: AsyncSession, sitting_id: int) -> list[dict[str, Any]]:
    """The findings of a sitting with the rows they concern."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id
    )
    query = (
        select(
            Finding.dossier_id, Finding.code, Finding.other_group, Dossier.list_id,
            Dossier.row_number, word.label("answered"),
        )
        .join(Dossier, Dossier.id == Finding.dossier_id)
        .where(Finding.sitting_id == sitting_id)
        .order_by(Dossier.list_id, Dossier.row_number, Finding.code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


# --- who sits and votes --------------------------------------------------------------------------


async def is_present(session: AsyncSession, sitting_id: int, officer_id: int) -> bool:
    """Whether a natural person was entered as present."""
    seat = select(SittingSeat.officer_id).where(
        SittingSeat.sitting_id == sitting_id, SittingSeat.officer_id == officer_id
    )
    return bool(await session.scalar(select(seat.exists())))


async def voters(session: AsyncSession, sitting_id: int, record: bytes) -> list[int]:
    """Who has voted for this record, in order."""
    query = select(SittingVote.officer_id).where(
        SittingVote.sitting_id == sitting_id, SittingVote.record == record
    )
    return list(await session.scalars(query.order_by(SittingVote.ordinal)))


# --- what was said -------------------------------------------------------------------------------


@lru_cache(8)
def voided(word: type[Opinion], sitting: type[Sitting]) -> ColumnElement[bool]:
    """Whether the dossier of an opinion later went back to be heard anew by the same council.

    The same rule as `rules.voids`; what the sitting itself did with the dossier is no such step.
    Long to put together, and asked by many pages.
    """
    later = aliased(DossierHistory)
    back = or_(
        *(
            (sitting.level == level) & later.to_stage.in_(council.up_to)
            for level, council in COUNCILS.items()
        )
    )
    own = literal("sitting ") + cast(word.sitting_id, Text())
    return exists().where(
        later.dossier_id == word.dossier_id,
        later.version > word.version,
        later.from_stage != later.to_stage,
        later.because.is_distinct_from(own),
        back,
    )


_SAID = (
    Opinion.dossier_id, Opinion.verdict, Opinion.reason_code, Opinion.answer, Opinion.return_to,
    Opinion.asked_of, Opinion.question,
)  # fmt: skip


async def opinions_of(session: AsyncSession, sitting_id: int) -> list[dict[str, Any]]:
    """What a sitting said, by list and row, with what has become void since."""
    query = (
        select(*_SAID, Dossier.list_id, Dossier.row_number, voided(Opinion, Sitting).label("void"))
        .join(Dossier, Dossier.id == Opinion.dossier_id)
        .join(Sitting, Sitting.id == Opinion.sitting_id)
        .where(Opinion.sitting_id == sitting_id)
        .order_by(Dossier.list_id, Dossier.row_number)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def words_on(session: AsyncSession, dossier_id: int) -> list[dict[str, Any]]:
    """What sittings said of one dossier by name, by sitting, with the level and the day."""
    query = (
        select(*_SAID, Opinion.sitting_id, Opinion.version, Sitting.level, Sitting.held_on)
        .join(Sitting, Sitting.id == Opinion.sitting_id)
        .where(Opinion.dossier_id == dossier_id)
        .order_by(Opinion.sitting_id)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def sittings_that_moved(session: AsyncSession, dossier_id: int) -> list[dict[str, Any]]:
    """The sittings by which one dossier went a step, with that step."""
    query = (
        select(
            Sitting.id.label("sitting_id"), Sitting.level, Sitting.held_on,
            (DossierHistory.version - 1).label("version"),
        )
        .join(Sitting, DossierHistory.because == literal("sitting ") + cast(Sitting.id, Text()))
        .where(DossierHistory.dossier_id == dossier_id)
        .order_by(DossierHistory.version)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


class Step(NamedTuple):
    """One step of one dossier, and why."""

    version: int
    from_stage: str | None
    to_stage: str
    because: str | None


async def steps_of(session: AsyncSession, dossier_id: int) -> list[Step]:
    """Every step of one dossier; raises NotFound."""
    told = (getattr(DossierHistory, name) for name in Step._fields)
    query = select(*told).where(DossierHistory.dossier_id == dossier_id)
    found = [Step(*row) for row in await session.execute(query)]
    if not found:
        raise NotFound(what="hồ sơ")
    return found


async def lists_of(
    session: AsyncSession, lists: Sequence[int], dossiers: Sequence[int]
) -> list[tuple[DossierList, Sequence[int]]]:
    """Among these lists those of the dossiers named, each with its dossiers named."""
    query = (
        select(DossierList, func.array_agg(DossierStage.dossier_id))
        .join(DossierStage, DossierStage.list_id == DossierList.id)
        .where(DossierList.id == any_of(lists), DossierStage.dossier_id == any_of(dossiers))
        .group_by(DossierList.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


# --- what is on hold -----------------------------------------------------------------------------


def on_hold_now(dossier_id: Any) -> ColumnElement[bool]:
    """Whether a question about a dossier still waits for its answer."""
    return exists().where(
        SittingQuestion.dossier_id == dossier_id, SittingQuestion.answered_at.is_(None)
    )


async def on_hold(session: AsyncSession, dossiers: Sequence[int]) -> int:
    """How many of these dossiers wait for the answer to a question."""
    query = select(func.count()).where(
        SittingQuestion.dossier_id == any_of(dossiers), SittingQuestion.answered_at.is_(None)
    )
    return (await session.execute(query)).scalar_one()
