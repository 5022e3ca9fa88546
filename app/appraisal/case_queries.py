"""The dossiers of a sitting as its pages show them: what was found, what was said, what is held."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.appraisal.queries import agenda_of, on_hold_now
from app.appraisal.rules import COUNCILS
from app.appraisal.tables import Finding, Opinion, Sitting
from app.core.errors import NotFound
from app.dossiers import MASKED_ID, any_of, held_among
from app.dossiers.tables import Dossier, DossierHistory, DossierList, DossierStage


class Before(NamedTuple):
    """A sitting with its lists and with what complaints and findings hold of them."""

    sitting: Sitting
    lists: list[int]
    stopped: list[int]


async def before(session: AsyncSession, sitting: Sitting) -> Before:
    """What every reading of the dossiers of a sitting begins with."""
    lists = await agenda_of(session, sitting.id)
    open_ = sitting.state == "open"
    return Before(sitting, lists, await held_among(session, lists) if open_ else [])


def _heard(here: Before) -> ColumnElement[bool]:
    """Dossiers now before an open sitting; those that a closed one moved or spoke of."""
    sitting, stage = here.sitting, COUNCILS[here.sitting.level].stage
    on_agenda = Dossier.list_id == any_of(here.lists)
    if sitting.state == "open":
        return and_(on_agenda, DossierStage.stage == stage)
    moved = exists().where(
        DossierHistory.dossier_id == Dossier.id, DossierHistory.from_stage == stage,
        DossierHistory.because == literal("sitting ") + cast(literal(sitting.id), Text()),
    )  # fmt: skip
    return and_(on_agenda, or_(moved, Opinion.dossier_id.is_not(None)))


def _waits(here: Before) -> ColumnElement[bool]:
    """Whether a question, complaint or finding keeps a dossier where it is."""
    if here.sitting.state != "open":
        return func.coalesce(Opinion.verdict == "on_hold", false())
    stopped = Dossier.id == any_of(here.stopped) if here.stopped else false()
    return or_(on_hold_now(Dossier.id), stopped)


def _found(here: Before, code: str | None = None) -> ColumnElement[bool]:
    named = [Finding.code == code] if code else []
    return exists().where(
        Finding.sitting_id == here.sitting.id, Finding.dossier_id == Dossier.id, *named
    )


def _from(here: Before, *columns: Any) -> Select[Any]:
    own = and_(Opinion.dossier_id == Dossier.id, Opinion.sitting_id == here.sitting.id)
    return (
        select(*columns)
        .select_from(Dossier)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .outerjoin(Opinion, own)
        .where(_heard(here))
    )


class Counted(NamedTuple):
    """How many dossiers of a sitting there are of each kind, and the sum of all (đồng)."""

    cases: int
    dong: int
    found: int
    left: int
    said: int
    held: int
    stale: int
    """Spoken of before they last moved."""
    favoured: int
    favoured_dong: int
    """What goes up as things stand, and its sum."""


async def counted(session: AsyncSession, here: Before) -> Counted:
    """The dossiers of a sitting in figures."""
    said, waits, count = Opinion.dossier_id.is_not(None), _waits(here), func.count()
    found = _found(here)
    favour = and_(or_(~said, Opinion.verdict == "favourable"), ~waits)
    total = func.coalesce(func.sum(Dossier.amount_dong), 0)
    query = _from(
        here, count, cast(total, BigInteger), count.filter(found), count.filter(found, ~said),
        count.filter(said), count.filter(waits),
        count.filter(said, Opinion.version != DossierStage.version), count.filter(favour),
        cast(func.coalesce(func.sum(Dossier.amount_dong).filter(favour), 0), BigInteger),
    )  # fmt: skip
    return Counted._make((await session.execute(query)).one())


async def by_verdict(session: AsyncSession, here: Before) -> list[dict[str, Any]]:
    """How many dossiers a sitting has said what of, and where the returned are to go."""
    query = (
        _from(
            here, Opinion.verdict, Opinion.return_to, func.count().label("count"),
            cast(func.sum(Dossier.amount_dong), BigInteger).label("dong"),
        )
        .where(Opinion.verdict != "favourable")
        .group_by(Opinion.verdict, Opinion.return_to)
        .order_by(Opinion.verdict, Opinion.return_to)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def by_group(session: AsyncSession, here: Before) -> list[dict[str, Any]]:
    """The dossiers of a sitting by group, with their sums (đồng)."""
    query = (
        _from(
            here, Dossier.group_code, func.count().label("count"),
            cast(func.sum(Dossier.amount_dong), BigInteger).label("dong"),
        )
        .group_by(Dossier.group_code)
        .order_by(Dossier.group_code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def kinds_found(session: AsyncSession, sitting_id: int) -> list[dict[str, Any]]:
    """What was found in a sitting's dossiers, by kind: how many, and how many without a word."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id
    )
    query = (
        select(
            Finding.code, func.count().label("count"),
            func.count().filter(~word).label("left"),
        )
        .where(Finding.sitting_id == sitting_id)
        .group_by(Finding.code)
        .order_by(func.count().filter(~word).desc(), Finding.code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _columns(here: Before) -> list[Any]:
    codes = select(
        func.array_agg(aggregate_order_by(Finding.code, Finding.code))
    ).where(Finding.sitting_id == here.sitting.id, Finding.dossier_id == Dossier.id)  # fmt: skip
    return [
        Dossier.id, Dossier.list_id, Dossier.row_number, Dossier.group_code, Dossier.full_name,
        Dossier.birth_date, Dossier.birth_year, Dossier.sex, MASKED_ID.label("id_number"),
        Dossier.hamlet, Dossier.category, Dossier.months, Dossier.amount_dong, Dossier.area_path,
        DossierStage.stage, codes.scalar_subquery().label("codes"), Opinion.verdict,
        Opinion.reason_code, Opinion.answer, Opinion.return_to, Opinion.asked_of, Opinion.question,
        _waits(here).label("held"),
    ]  # fmt: skip


async def cases_after(
    session: AsyncSession, here: Before, kind: str, after: int, limit: int
) -> list[dict[str, Any]]:
    """The people before a sitting by number, narrowed by a chip (`labels.CASE_FILTERS`)."""
    narrowed = {
        "phat-hien": _found(here), "chua-tra-loi": and_(_found(here), Opinion.dossier_id.is_(None)),
        "ngoai-le": Opinion.dossier_id.is_not(None), "tam-giu": _waits(here),
    }.get(kind)  # fmt: skip
    query = _from(here, *_columns(here)).where(Dossier.id > after)
    query = query if narrowed is None else query.where(narrowed)
    query = query.order_by(Dossier.id).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def cases_found(
    session: AsyncSession, here: Before, code: str, limit: int
) -> list[dict[str, Any]]:
    """The people of one kind of finding on whom the council has not yet spoken, by number."""
    query = (
        _from(here, *_columns(here))
        .where(_found(here, code), Opinion.dossier_id.is_(None))
        .order_by(Dossier.id)
        .limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def exceptions_after(
    session: AsyncSession, here: Before, after: int, limit: int
) -> list[dict[str, Any]]:
    """The people of whom the council says something of its own, by number."""
    return await cases_after(session, here, "ngoai-le", after, limit)


async def case_of(session: AsyncSession, here: Before, dossier_id: int) -> dict[str, Any]:
    """One person before a sitting; raises NotFound."""
    query = _from(here, *_columns(here)).where(Dossier.id == dossier_id)
    found = (await session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(what="hồ sơ trong phiên họp")
    return dict(found)


async def other_groups(session: AsyncSession, sitting_id: int, dossier_id: int) -> dict[str, str]:
    """For each finding on a dossier that tells of another claim, the group of that claim."""
    query = select(Finding.code, Finding.other_group).where(
        Finding.sitting_id == sitting_id, Finding.dossier_id == dossier_id,
        Finding.other_group.is_not(None),
    )  # fmt: skip
    return {row.code: row.other_group for row in await session.execute(query)}


async def list_of(session: AsyncSession, list_id: int) -> DossierList:
    """One list of an agenda."""
    return await session.get_one(DossierList, list_id)


async def lists_on(session: AsyncSession, lists: Sequence[int]) -> list[DossierList]:
    """The lists of an agenda, by number."""
    query = select(DossierList).where(DossierList.id == any_of(lists)).order_by(DossierList.id)
    return list(await session.scalars(query))
