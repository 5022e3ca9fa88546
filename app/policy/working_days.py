"""Working days: weekends, Vietnam's holidays, and the operator's corrections of them."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from app.core.errors import Refused

LONGEST_LIMIT = 366
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class LimitOutOfRange(Refused):
    """A limit is 0 to {most} working days, not {working_days}."""

    status = 422
    vi = "Thời hạn phải từ 0 đến {most} ngày làm việc, không phải {working_days}."


@cache
def national_holidays(year: int) -> Mapping[date, str]:
    """The country's holidays of a year with their names."""
    # Imported here: the table of holidays is slow to load, and most commands never ask for a day.
    import holidays

    return MappingProxyType(dict(holidays.country_holidays("VN", years=year, language="vi")))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which offices work."""

    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day; a make-up day wins over weekend and holiday."""
        if day in self.make_up_days:
            return True
        return not (
            day.weekday() >= SATURDAY or day in self.days_off or day in national_holidays(day.year)
        )

    def due_date(self, started_on: date, working_days: int) -> date:
        """The day on which a limit of so many working days ends, counted from the next day."""
        if not 0 <= working_days <= LONGEST_LIMIT:
            raise LimitOutOfRange(working_days=working_days, most=LONGEST_LIMIT)
        day = started_on
        while working_days:
            day += ONE_DAY
            working_days -= self.is_working_day(day)
        return day

    def working_days_between(self, earlier: date, later: date) -> int:
        """Working days after one day up to and with another; negative the other way round."""
        if later < earlier:
            return -self.working_days_between(later, earlier)
        span = (later - earlier).days
        return sum(self.is_working_day(earlier + ONE_DAY * step) for step in range(1, span + 1))


def add_months(day: date, months: int) -> date:
    """The same day some months later, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """Whole months from a day to a day, both counted: 15/04 to 14/05 is one."""
    end = last + ONE_DAY
    months = (end.year - first.year) * 12 + end.month - first.month
    return max(months - (add_months(first, months) > end), 0)
