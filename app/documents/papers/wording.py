"""Numbers, days and names as papers print them."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from app.core.clock import VIETNAM
from app.core.money import spoken
from app.core.text import tidy

Words = dict[str, Any]
"""What a paper prints, by the names in its templates."""
_SHOWN_DIGITS = 3
_ONE_LINE = 24
_UNIT_KINDS = re.compile(r" (?=(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ(?! HỘI)|PHƯỜNG|THỊ TRẤN) )")
_SEXES = {"M": "Nam", "F": "Nữ", None: ""}
_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """The text in one line, without signs that no paper can hold (controls, lone surrogates)."""
    line = tidy(text)
    if line.isprintable():
        return line
    return "".join(sign for sign in line if unicodedata.category(sign) not in _UNPRINTABLE)


def figures(number: int | None) -> str:
    """1234567 -> '1.234.567'; nothing for an unknown number."""
    return "" if number is None else spoken(number)


def day(value: date | int | None) -> str:
    """2020-06-05 -> '05/06/2020', the year alone as it is; dots for a missing day."""
    if value is None:
        return "…/…/……"
    return str(value) if isinstance(value, int) else f"{value:%d/%m/%Y}"


def long_day(value: date | None) -> str:
    """2020-06-05 -> 'ngày 05 tháng 6 năm 2020': a zero before days to 9 and months to 2."""
    if value is None:
        return "ngày … tháng … năm ……"
    month = f"{value.month:02}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def instant(value: datetime | None) -> str:
    """The hour and the long day, in Vietnamese time; dots for a missing instant."""
    if value is None:
        return f"… giờ … phút, {long_day(None)}"
    local = value.astimezone(VIETNAM) if value.tzinfo else value
    return f"{local:%H} giờ {local:%M} phút, {long_day(local.date())}"


def percent(part: int, whole: int) -> str:
    """4310 of 4311 -> '99,98 %', half up to two places; nothing of nothing."""
    if whole == 0:
        return ""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02}\N{NO-BREAK SPACE}%"


def masked(number: str | None) -> str:
    """An identity number of which only the last three signs are shown; masked twice is the same."""
    if not number:
        return ""
    hidden = max(len(number) - _SHOWN_DIGITS, 0)
    return "*" * hidden + number[-_SHOWN_DIGITS:] if hidden else "*" * len(number)


def year(value: date | int | None) -> str:
    """The year alone, or nothing."""
    return "" if value is None else str(value if isinstance(value, int) else value.year)


def sex_of(value: str | None) -> str:
    """'Nam', 'Nữ' or nothing."""
    return _SEXES[value]


def head_lines(issuer: str) -> list[str]:
    """The issuing body in capitals; a long one goes on with its territory in a second line."""
    name = clean(issuer).upper()
    return _UNIT_KINDS.split(name, maxsplit=1) if len(name) > _ONE_LINE else [name]
