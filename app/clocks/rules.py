"""The road of a list as the database walks it, and the numbered days of a calendar: pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from app import policy
from app.core.errors import Refused

WAITING: Final = (
    "draft", "submitted", "posted", "at_commune", "confirming", "at_bank", "at_district",
    "at_province",
)  # fmt: skip
COUNTED: Final = (*WAITING, "refused")
"""Where the database counts who stands: on the road, and where a notice is owed."""
FIRST_DAY: Final = date(2020, 1, 1)
YEARS_AHEAD: Final = 3


class RoadStage(NamedTuple):
    """The step whose clock runs at a stage; `again` after a first word was given there."""

    stage: str
    again: bool
    step: str
    level: str
    working_days: int | None


class NumberedDay(NamedTuple):
    """A day, whether offices work on it, and how many working days there were up to it."""

    day: date
    is_working: bool
    number: int


class DayOutOfRange(Refused):
    """The calendar goes from {first} to {last}; {day} lies outside."""

    status = 422
    field = "day"
    vi = "Lịch làm việc có từ {first} đến {last}; ngày {day} nằm ngoài."


class DayAlreadySo(Refused):
    """The calendar already says so of {day}."""

    field = "day"
    vi = "Lịch làm việc đã ghi như vậy cho ngày {day}."


def road_of(rules: policy.Policy, group: str) -> list[RoadStage]:
    """Every waiting stage of a group's road with its step and limit (working days).

    Where two steps share a stage, the second begins when the first has had its word there.
    """
    found = []
    for stage in WAITING:
        steps = rules.steps_at(policy.Group(group), stage)
        for again in (False, True) if steps else ():
            step = steps[-1] if again else steps[0]
            found.append(RoadStage(stage, again, step.code, step.level, step.working_days))
    return found


def numbered(rules: policy.Policy, last: date, changes: Mapping[date, bool]) -> list[NumberedDay]:
    """The calendar from its first day to `last`, as the policy has it but for the changes."""
    found, number = [], 0
    for day in _days(FIRST_DAY, last):
        works = changes.get(day, rules.is_working_day(day))
        number += works
        found.append(NumberedDay(day, works, number))
    return found


def last_day(today: date) -> date:
    """How far the calendar must reach."""
    return date(today.year + YEARS_AHEAD, 12, 31)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
