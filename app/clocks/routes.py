"""Doors of the calendar: what it says, and the act that changes a day."""

from typing import Annotated

from fastapi import Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.clocks import commands, queries
from app.clocks.schemas import CalendarAct, CalendarShown, DayChanged, DayOrder
from app.core.web import Doors

router = Doors(tags=["clocks"])


@router.get("/calendar", operation_id="readCalendar")
async def read_calendar(
    actor: Annotated[Actor, allow(Permission.READ_REPORT)],
    session: Reading,
    year: Annotated[int, Query(ge=2020, le=2999)],
) -> CalendarShown:
    """Holidays and make-up days of a year; to the province also the acts that changed them."""
    days = await queries.calendar_of(session, year)
    return CalendarShown(
        year=year,
        days_off=[day for day, works in days if not works],
        make_up_days=[day for day, works in days if works],
        changes=[CalendarAct.model_validate(one) for one in await queries.changes_of(session)],
    )


@router.post("/calendar/changes", status_code=201, operation_id="changeCalendar")
async def change_calendar(
    actor: Annotated[Actor, allow(Permission.CHANGE_CALENDAR)], session: Writing, order: DayOrder
) -> DayChanged:
    """Make a day a working day or a day off; only open steps get another due date."""
    number, moved = await commands.change_day(session, actor, order)
    return DayChanged(id=number, clocks_moved=moved)
