"""Numbers as offices write them, shares of a whole, and words fit for a drawing. Pure."""

import unicodedata
from datetime import date
from typing import Final

from app.core.money import spoken
from app.core.text import tidy

NONE: Final = "–"
"""What stands where there is no number."""
_MILLION, _BILLION = 10**6, 10**9


def plain(words: str) -> str:
    """Words as they are drawn: one line, one form, without signs that nobody sees."""
    return tidy(words if words.isprintable() else "".join(filter(_seen, words)))


def _seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] != "C"


def number(value: int | None) -> str:
    """1234567 -> "1.234.567", -12 -> "−12", none -> "–"."""
    return NONE if value is None else spoken(value).replace("-", "−")


def money(dong: int | None) -> str:
    """186432000000 -> "186,4 tỷ": one place, half up; under a million whole đồng, "750.000 đ"."""
    if dong is None:
        return NONE
    sign, size = "−" if dong < 0 else "", abs(dong)
    if _tenths(size, _MILLION) >= 10_000:
        return f"{sign}{_decimal(_tenths(size, _BILLION))} tỷ"
    if size >= _MILLION:
        return f"{sign}{_decimal(_tenths(size, _MILLION))} triệu"
    return f"{sign}{spoken(size)} đ" if size else "0"


def hundredths(part: int, whole: int) -> int | None:
    """The share in hundredths of a percent, half up; none of nothing."""
    return None if whole <= 0 else (part * 20_000 + whole) // (2 * whole)


def rate(share: int | None) -> str:
    """9733 -> "97,33%", none -> "–"."""
    return NONE if share is None else f"{spoken(share // 100)},{share % 100:02}%"


def percent(part: int, whole: int) -> str:
    """How much of the whole the part is: "97,33%", "–" of nothing."""
    return rate(hundredths(part, whole))


def round_rate(share: int) -> str:
    """9500 -> "95%", 9750 -> "97,5%": a limit, without places that say nothing."""
    return rate(share).rstrip("0%").rstrip(",") + "%" if share % 100 else f"{share // 100}%"


def day(value: date) -> str:
    """01/06/2020."""
    return f"{value:%d/%m/%Y}"


def steps_to(top: int, most: int) -> tuple[int, ...]:
    """From 0 in steps of 1, 2 or 5 × 10ⁿ until `top` is reached, in `most` steps or fewer."""
    if top <= 0:
        return (0,)
    scale = 1
    while True:
        for size in (scale, 2 * scale, 5 * scale):
            if size * most >= top:
                return tuple(range(0, -(-top // size) * size + 1, size))
        scale *= 10


def _tenths(value: int, unit: int) -> int:
    return (value * 20 + unit) // (2 * unit)


def _decimal(tenths: int) -> str:
    return f"{spoken(tenths // 10)},{tenths % 10}"
