"""Shapes of the calendar; days are calendar days of Vietnam."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from app.core.shapes import Line, Order


class DayOrder(Order):
    """Make a day a working day or a day off, on the strength of a document."""

    day: date
    is_working: bool
    reason: Line
    document_number: Line


class DayChanged(BaseModel):
    """The number of the act, and how many open clocks now end on another day."""

    id: int
    clocks_moved: int


class CalendarAct(BaseModel):
    """What was changed in the province's calendar, by whom and why."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    day: date
    is_working: bool
    reason: str
    document_number: str
    made_by: int
    made_at: datetime


class CalendarShown(BaseModel):
    """The days on which offices of the province do not work in a year but for weekends,
    weekend days on which they do, and every act that changed the calendar."""

    year: int
    days_off: list[date]
    make_up_days: list[date]
    changes: list[CalendarAct]
