"""Which clocks run, for how many dossiers, and what the calendar says; the territory's own."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.clocks.rules import COUNTED, WAITING
from app.clocks.tables import CalendarChange, ListRoad, StandingCount, StepClock, WorkingDay
from app.dossiers.tables import DossierStage

_WEEKEND = (6, 7)
_PLACE = (
    StandingCount.list_id, StandingCount.area_path, StandingCount.stage, StandingCount.again,
    StandingCount.since, StandingCount.resumed,
)  # fmt: skip


@cache
def standing_at() -> Select[Any]:
    """Dossiers that wait, by list, place, stage and day of entry, with the step that runs there.

    `since` is the day on which the step began; `resumed` the days (working) it was resumed with.
    """
    groups = _counts().where(StandingCount.stage.in_(WAITING)).subquery("groups")
    return (
        select(
            *groups.c, ListRoad.step, StepClock.id.label("clock_id"), StepClock.level,
            StepClock.group_code, StepClock.due_on,
        )
        .outerjoin(
            ListRoad,
            and_(
                ListRoad.list_id == groups.c.list_id, ListRoad.stage == groups.c.stage,
                ListRoad.again == groups.c.again,
            ),
        )
        .outerjoin(StepClock, _same_clock(groups))
    )  # fmt: skip


def lists_at(*stages: str) -> Select[Any]:
    """The lists that have dossiers at one of these stages."""
    one = _counts().where(StandingCount.stage.in_(stages)).subquery()
    return select(one.c.list_id)


def _counts() -> Select[*tuple[Any, ...]]:
    return (
        select(*_PLACE, func.sum(StandingCount.dossiers).label("dossiers"))
        .group_by(*_PLACE)
        .having(func.sum(StandingCount.dossiers) > 0)
    )


async def miscounted(session: AsyncSession) -> int:
    """In how many places the counts are not what the stages of the dossiers come to."""
    again = func.coalesce(DossierStage.from_stage == DossierStage.stage, False)
    counted = select(*_PLACE, StandingCount.dossiers)
    told = select(
        DossierStage.list_id, DossierStage.area_path, DossierStage.stage, again,
        DossierStage.since, DossierStage.resumed, literal(-1),
    ).where(DossierStage.stage.in_(COUNTED))  # fmt: skip
    both = union_all(counted, told).subquery("both")
    places = [both.c[one.key] for one in _PLACE]
    wrong = select(*places).group_by(*places).having(func.sum(both.c.dossiers) != 0).subquery()
    return (await session.execute(select(func.count()).select_from(wrong))).scalar_one()


def _same_clock(groups: Subquery) -> Any:
    return and_(
        StepClock.list_id == groups.c.list_id,
        StepClock.area_path == groups.c.area_path,
        StepClock.step == ListRoad.step,
        StepClock.entered_on == groups.c.since,
        StepClock.resumed == groups.c.resumed,
    )


def late_clocks(today: date) -> Subquery:
    """Standing dossiers whose due date has passed, and by how many working days (at least 1)."""
    standing = standing_at().subquery("standing")
    now, due = aliased(WorkingDay), aliased(WorkingDay)
    age = func.greatest(now.number - due.number, 1).label("late_days")
    return (
        select(*standing.c, age)
        .join(now, now.day == literal(today))
        .join(due, due.day == standing.c.due_on)
        .where(standing.c.due_on < today)
        .subquery("late")
    )


async def calendar_of(session: AsyncSession, year: int) -> list[tuple[date, bool]]:
    """What is not as every week of a year: (day off on a weekday, False), (make-up day, True)."""
    weekend = func.extract("isodow", WorkingDay.day).in_(_WEEKEND)
    query = (
        select(WorkingDay.day, WorkingDay.is_working)
        .where(
            func.extract("year", WorkingDay.day) == year, WorkingDay.is_working == weekend,
        )
        .order_by(WorkingDay.day)
    )  # fmt: skip
    return [(row.day, row.is_working) for row in await session.execute(query)]


async def working_days_of(session: AsyncSession, year: int) -> dict[int, int]:
    """How many working days each month of a year has; a year beyond the calendar has none."""
    month = cast(func.extract("month", WorkingDay.day), Integer)
    query = (
        select(month, func.count())
        .where(WorkingDay.day.between(date(year, 1, 1), date(year, 12, 31)), WorkingDay.is_working)
        .group_by(month)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def steps_over(session: AsyncSession, day: date) -> list[dict[str, Any]]:
    """Open steps that began before a day and end on it or later: by step, what would move."""
    standing = standing_at().subquery("standing")
    query = (
        select(
            standing.c.step, standing.c.level,
            func.count(standing.c.clock_id.distinct()).label("clocks"),
            cast(func.sum(standing.c.dossiers), BigInteger).label("dossiers"),
            func.min(standing.c.due_on).label("first_due"),
            func.max(standing.c.due_on).label("last_due"),
        )
        .where(standing.c.since < day, standing.c.due_on >= day)
        .group_by(standing.c.step, standing.c.level)
        .order_by(standing.c.level, standing.c.step)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def changes_of(session: AsyncSession) -> list[CalendarChange]:
    """Every act on the calendar, the first first."""
    return list(await session.scalars(select(CalendarChange).order_by(CalendarChange.id)))
