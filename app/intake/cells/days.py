"""Days as offices write them, and as Excel leaves them: never an invented day."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.intake.cells.faults import Fault, shown_text

OLDEST_YEAR = 1890
OLDEST_AGE = 120
YOUNGEST_MERIT_AGE = 16

_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?: 0?0:00(?::00)?)?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00)?)?")
# "1950", "00/00/1950", "../3/1950": the year is known, the day is not.
_UNKNOWN = r"(?:0{1,2}|\.{1,3}|[-_?xX]{1,2})[/.-]"
_YEAR = re.compile(rf"(?:{_UNKNOWN}(?:{_UNKNOWN}|[0-9]{{1,2}}[/.-])?)?([0-9]{{4}})")
_MONTH_AND_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])[/.-]([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2})")
_MONTH_NAME = re.compile(r"[0-9]{1,2}[- ][A-Za-z]{3}[- ][0-9]{2,4}|[A-Za-z]{3}[- ][0-9]{2}")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]0+)?")
_COUNTED_FROM = date(1899, 12, 30)
_FIRST_SERIALS = (date(1899, 12, 30), date(1900, 1, 1))
_LAST_SERIAL = 99_999
_FIRST_YEAR_SERIAL, _LAST_YEAR_SERIAL = 1900, 2100


class When(NamedTuple):
    """A day, or a year alone, or what Excel has made of it (why, and what it may have been)."""

    day: date | None
    year: int | None
    damage: tuple[str, str] | None = None


def _damaged(reason: str, wanted: str) -> When:
    return When(None, None, (f"Excel đã làm hỏng ngày này: {reason}", wanted))


_UNREADABLE = When(None, None)
_FIRST_OF_ALL = _damaged("ô trống đã thành ngày đầu năm 1900", "ngày thật hoặc năm")


def parsed(cell: object) -> When:
    """What a cell says of a day."""
    if isinstance(cell, str):
        return _parsed_text(cell)
    if isinstance(cell, datetime):
        return _parsed_day(cell.date())
    if isinstance(cell, date):
        return _parsed_day(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return _UNREADABLE
    return _parsed_number(cell)


@lru_cache(maxsize=65_536)
def _parsed_text(text: str) -> When:
    text = text.strip()
    if found := _DAY.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if year == _FIRST_SERIALS[1].year and day <= 1 and month <= 1:
            return _FIRST_OF_ALL
        return _day_of(day, month, year) if day else When(None, year)
    if found := _YEAR.fullmatch(text) or _MONTH_AND_YEAR.fullmatch(text):
        return When(None, int(found[1]))
    if found := _ISO_DAY.fullmatch(text):
        return _day_of(int(found[3]), int(found[2]), int(found[1]))
    return _parsed_oddly(text)


def _parsed_oddly(text: str) -> When:
    """What Excel makes of days: numbers, years of two digits, names of months."""
    if found := _SERIAL.fullmatch(text):
        return _parsed_number(int(found[1]))
    if found := _SHORT_YEAR.fullmatch(text):
        day_said, month_said, year_said = found.groups()
        shown = f"{day_said}/{month_said}/19{year_said}"
        return _damaged("năm chỉ còn hai chữ số", f"năm đủ 4 chữ số, có thể là {shown}")
    if _MONTH_NAME.fullmatch(text):
        return _damaged("tháng đã thành chữ tiếng Anh", "ngày/tháng/năm, ví dụ 1/6/2020")
    return _UNREADABLE


def _day_of(day: int, month: int, year: int) -> When:
    try:
        return When(date(year, month, day), year)
    except ValueError:
        return _swapped(day, month, year)


def _swapped(month: int, day: int, year: int) -> When:
    """The American order, seen only where the second number can be no month."""
    try:
        meant = date(year, month, day)
    except ValueError:
        return _UNREADABLE
    return _damaged("tháng đứng trước ngày", f"ngày/tháng/năm, có thể là {meant:%d/%m/%Y}")


def _parsed_day(day: date) -> When:
    if _FIRST_SERIALS[0] <= day <= _FIRST_SERIALS[1]:
        return _FIRST_OF_ALL
    serial = (day - _COUNTED_FROM).days
    if _FIRST_YEAR_SERIAL <= serial <= _LAST_YEAR_SERIAL:
        return _damaged("năm đã thành một ngày", f"ngày/tháng/năm hoặc năm, có thể là {serial}")
    return When(day, day.year)


def _parsed_number(number: float) -> When:
    if not 0 <= number <= _LAST_SERIAL or number != int(number):
        return _UNREADABLE
    if 1000 <= number <= 9999:
        return When(None, int(number))
    if number > 9999:
        meant = _COUNTED_FROM + timedelta(days=int(number))
        return _damaged("ngày đã thành con số", f"ngày/tháng/năm, có thể là {meant:%d/%m/%Y}")
    return _UNREADABLE


def read_birth(
    cell: object, day: date, youngest: int, faults: list[Fault]
) -> tuple[date | None, int | None]:
    """Full date and year of birth, or the year alone."""
    when = parsed(cell)
    fault = _birth_fault(when, day, youngest)
    if fault is None:
        return when.day, when.year
    code, wanted, reason = fault
    faults.append(Fault("birth", code, shown_text(cell), wanted, reason))
    return (when.day, when.year) if code == "AGE_IMPOSSIBLE" else (None, None)


def _birth_fault(when: When, day: date, youngest: int) -> tuple[str, str, str] | None:
    if when.year is not None and youngest < day.year - when.year < OLDEST_AGE:
        return None
    if when.damage:
        reason, wanted = when.damage
        return "DATE_DAMAGED", wanted, reason
    if when.year is None or when.year < OLDEST_YEAR:
        wanted = "ngày/tháng/năm có thật, ví dụ 1/6/2020, hoặc năm sinh"
        return "BIRTH_IMPOSSIBLE", wanted, "ngày sinh không có thật hoặc không đọc được"
    if when.year > day.year or (when.day is not None and when.day > day):
        return "BIRTH_FUTURE", f"ngày không sau {day:%d/%m/%Y}", "ngày sinh sau ngày lập danh sách"
    age = age_on(day, when.day, when.year)
    if age > OLDEST_AGE:
        return "AGE_IMPOSSIBLE", f"tuổi không quá {OLDEST_AGE}", f"tuổi tính ra là {age}"
    if age < youngest:
        return "AGE_IMPOSSIBLE", f"người từ {youngest} tuổi", f"tuổi tính ra là {age}"
    return None


def age_on(day: date, born: date | None, year: int) -> int:
    """Age in years on a day; by the year alone where only the year is known."""
    age = day.year - year
    if born is not None and (day.month, day.day) < (born.month, born.day):
        age -= 1
    return age


def read_day(field: str, cell: object, faults: list[Fault]) -> date | None:
    """A full day; a year alone is none."""
    when = parsed(cell)
    if when.day is not None and when.day.year >= OLDEST_YEAR:
        return when.day
    if when.damage:
        reason, wanted = when.damage
        faults.append(Fault(field, "DATE_DAMAGED", shown_text(cell), wanted, reason))
    else:
        wanted, reason = "ngày/tháng/năm có thật, ví dụ 1/6/2020", "không phải một ngày đầy đủ"
        faults.append(Fault(field, "DAY_WRONG", shown_text(cell), wanted, reason))
    return None
