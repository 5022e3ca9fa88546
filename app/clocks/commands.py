"""Keeping the road of a list and the days of the province; open clocks follow the calendar."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    SmallInteger,
    TableValuedAlias,
    Text,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units, policy
from app.access import Actor
from app.clocks import queries
from app.clocks.rules import (
    FIRST_DAY,
    DayAlreadySo,
    DayOutOfRange,
    NumberedDay,
    last_day,
    numbered,
    road_of,
)
from app.clocks.schemas import DayOrder
from app.clocks.tables import CalendarChange, ListRoad, StepClock, WorkingDay
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import schema_of
from app.core.errors import BeyondTerritory
from app.core.settings import settings

_DAY = ["day", "is_working", "number"]


async def keep_road(session: AsyncSession, list_id: int, group: str, rules: policy.Policy) -> None:
    """Write down the road on which a list starts: steps and limits (working days), for good.

    The days of the province reach far enough afterwards.
    """
    road = road_of(rules, group)
    given = rows_of(
        stage=(Text(), [one.stage for one in road]), again=(Boolean(), [one.again for one in road]),
        step=(Text(), [one.step for one in road]), level=(Text(), [one.level for one in road]),
        working_days=(SmallInteger(), [one.working_days for one in road]),
    )  # fmt: skip
    columns = ["list_id", "group_code", *given.c.keys()]
    fixed = (literal(list_id, BigInteger()), literal(group, Text()))
    await session.execute(
        upsert(ListRoad).from_select(columns, select(*fixed, *given.c)).on_conflict_do_nothing()
    )
    today = clock.today(session)
    reach = await session.scalar(select(func.max(WorkingDay.day)))
    if reach is None or reach < last_day(today).replace(year=today.year + 1):
        await _draw_out_days(session, reach, today, rules)


async def change_day(session: AsyncSession, actor: Actor, order: DayOrder) -> tuple[int, int]:
    """Make a day a working day or a day off in this province, with reason and document number.

    Only clocks whose dossiers still stand in their step move; a closed step keeps the due date it
    was judged by. Answers the act's number and how many clocks moved; raises BeyondTerritory from
    below the province, DayOutOfRange, DayAlreadySo.
    """
    if admin_units.level_of(actor.unit_path) != "province":
        raise BeyondTerritory
    await _stop_clocks(session)
    today = clock.today(session)
    known = await session.scalar(select(WorkingDay.is_working).where(WorkingDay.day == order.day))
    if known is None:
        first, last = (f"{day:%d/%m/%Y}" for day in (FIRST_DAY, last_day(today)))
        raise DayOutOfRange(first=first, last=last, day=f"{order.day:%d/%m/%Y}")
    if known is order.is_working:
        raise DayAlreadySo(day=f"{order.day:%d/%m/%Y}")
    made = await session.execute(
        insert(CalendarChange)
        .values(made_by=actor.officer_id, area_path=actor.unit_path, **order.model_dump())
        .returning(CalendarChange.id)
    )
    number: int = made.scalar_one()
    await _write_days(session, today, policy.policy_at(today, settings().policy_overrides))
    return number, await _move_open_clocks(session)


async def recount(session: AsyncSession, province: str) -> int:
    """Count anew who stands where; for the owner alone. Answers in how many places."""
    counted = await session.scalar(select(func.nation.recount_standing(schema_of(province))))
    return int(counted or 0)


async def _stop_clocks(session: AsyncSession) -> None:
    """No clock of the province is opened or judged until this act is done."""
    key = func.hashtextextended(func.concat("days/", func.current_schema()), 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _draw_out_days(
    session: AsyncSession, reach: date | None, today: date, rules: policy.Policy
) -> None:
    """Add days after the last one; any office may, for what is there stays as it is."""
    days = numbered(rules, last_day(today), {})
    if reach is not None:
        known = await session.scalar(select(WorkingDay.number).where(WorkingDay.day == reach))
        more = (known or 0) - next((one.number for one in days if one.day == reach), 0)
        days = [one._replace(number=one.number + more) for one in days if one.day > reach]
    statement = upsert(WorkingDay).from_select(_DAY, select(*_given(days).c))
    await session.execute(statement.on_conflict_do_nothing())


async def _write_days(session: AsyncSession, today: date, rules: policy.Policy) -> None:
    """The policy's calendar with the province's changes, numbered anew; only what differs."""
    changes = {one.day: one.is_working for one in await queries.changes_of(session)}
    reach = await session.scalar(select(func.max(WorkingDay.day))) or FIRST_DAY
    days = numbered(rules, max(last_day(today), reach), changes)
    statement = upsert(WorkingDay).from_select(_DAY, select(*_given(days).c))
    new: Any = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[WorkingDay.day],
            set_={"is_working": new.is_working, "number": new.number},
            where=(WorkingDay.is_working != new.is_working) | (WorkingDay.number != new.number),
        )
    )


def _given(days: list[NumberedDay]) -> TableValuedAlias:
    return rows_of(
        day=(Date(), [one.day for one in days]),
        is_working=(Boolean(), [one.is_working for one in days]),
        number=(Integer(), [one.number for one in days]),
    )


async def _move_open_clocks(session: AsyncSession) -> int:
    """Give every clock in which dossiers still stand the due date of the days as they are now."""
    standing = queries.standing_at().subquery("standing")
    began, due = aliased(WorkingDay), aliased(WorkingDay)
    ends = case((StepClock.working_days == 0, StepClock.entered_on), else_=due.day)
    wanted = (
        select(StepClock.id, ends.label("due_on"))
        .join(began, began.day == StepClock.entered_on)
        .join(due, due.is_working & (due.number == began.number + StepClock.working_days))
        .where(StepClock.id.in_(select(standing.c.clock_id)))
        .subquery("wanted")
    )
    moved = await session.scalars(
        update(StepClock)
        .where(StepClock.id == wanted.c.id, StepClock.due_on.is_distinct_from(wanted.c.due_on))
        .values(due_on=wanted.c.due_on)
        .returning(StepClock.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())
