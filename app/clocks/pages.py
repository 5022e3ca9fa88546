"""Pages of the calendar: holidays and make-up days of a year, and the act that changes a day."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from fastapi import Query, Response

from app import policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.clocks import commands, queries
from app.clocks.schemas import DayOrder
from app.clocks.tables import CalendarChange
from app.core import clock
from app.core.settings import settings
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see

router = page_doors()
Changer = Annotated[Actor, allow(Permission.CHANGE_CALENDAR)]
_HERE = Path(__file__).parent / "templates"
_FIRST, _LAST = 2020, 2999
_KINDS: Final = {"nghi": False, "lam-viec": True}


@router.get("/lich")
async def calendar(
    actor: Changer,
    session: Reading,
    desk: Desk,
    nam: Annotated[int | None, Query(ge=_FIRST, le=_LAST)] = None,
    doi: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
) -> str:
    """Days off and make-up days of a year by month, each with its ground."""
    today = clock.today(session)
    year = nam or max(today.year, _FIRST)
    changes = await queries.changes_of(session)
    known = {one.day: one for one in changes}
    days = [
        {"day": day, "works": works, "why": _why(day, works, known, today)}
        for day, works in await queries.calendar_of(session, year)
    ]
    working = await queries.working_days_of(session, year)
    return desk.show(
        _HERE / "calendar.html", year=year, days=days, working=working, moved=doi,
        changes=[one for one in reversed(changes) if one.day.year == year],
        before=year - 1 if year > _FIRST else None, after=year + 1,
    )  # fmt: skip


def _why(day: date, works: bool, changes: Mapping[date, CalendarChange], today: date) -> str:
    """On what ground a day is not as every week: a document, the policy, or the country's law."""
    if day in changes:
        return f"{changes[day].reason} ({changes[day].document_number})"
    holiday = policy.national_holidays(day.year).get(day)
    rules = policy.policy_at(today, settings().policy_overrides)
    listed = rules.calendar.make_up_days if works else rules.calendar.days_off
    told = rules.provisions["calendar.make_up_days" if works else "calendar.days_off"]
    law = _cited(told.source.citation) if day in listed else "ngày lễ của cả nước"
    return f"{holiday}; {law}" if holiday else law


def _cited(law: policy.Citation) -> str:
    """Document and article, as far as they are known."""
    article = f", điều {law.article}" if law.article != "?" else ""
    return f"{law.document}{article}"


@router.get("/lich/doi-ngay")
async def change_form(actor: Changer, desk: Desk) -> str:
    """Which day, what it becomes, why, and on the strength of which document."""
    return desk.show(_HERE / "change_day.html", order=None, steps=[], names={})


@router.post("/lich/doi-ngay", operation_id="changeCalendar")
async def change(
    actor: Changer, posted: Posted, session: Writing, desk: Desk, response: Response
) -> str:
    """The day, looked at once more with the open steps that move; changed when that is said."""
    kind = posted.get("loai", "")
    if kind not in _KINDS:
        raise posted.wrong("loai", "chưa chọn")
    order = filled(DayOrder, posted, is_working=_KINDS[kind])
    if posted.get("buoc") != "ghi":
        names = _steps(clock.today(session))
        steps = await queries.steps_over(session, order.day)
        return desk.show(
            _HERE / "change_day.html", order=order, steps=steps, names=names, kind=kind
        )
    _, moved = await commands.change_day(session, actor, order)
    return see(response, f"/lich?nam={order.day.year}&doi={moved}")


def _steps(today: date) -> dict[str, str]:
    """Code of a step -> its name."""
    rules = policy.policy_at(today, settings().policy_overrides)
    return {step.code: step.vi for one in rules.groups for step in one.road}
