"""Money is whole đồng."""

from typing import NewType

Dong = NewType("Dong", int)


def spoken(amount: int) -> str:
    """1234567 -> '1.234.567', the way offices write numbers."""
    return f"{amount:,}".replace(",", ".")


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def words_of(amount: int) -> str:
    """An amount in words as offices read it: 1_001_005 -> 'Một triệu không trăm linh một nghìn …'.

    Ends with "đồng"; negative amounts begin with "âm".
    """
    words = f"âm {_read(-amount)}" if amount < 0 else _read(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def _read(number: int) -> str:
    if number < _BILLION:
        return _read_below_billion(number, leading=True)
    billions, rest = divmod(number, _BILLION)
    tail = f" {_read_below_billion(rest, leading=False)}" if rest else ""
    return f"{_read(billions)} tỷ{tail}"


def _read_below_billion(number: int, *, leading: bool) -> str:
    if number == 0:
        return _DIGITS[0]
    parts: list[str] = []
    for size, unit in ((10**6, " triệu"), (10**3, " nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            parts.append(_read_group(group, first=leading and not parts) + unit)
    return " ".join(parts)


def _read_group(group: int, *, first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [] if first and not hundreds else [f"{_DIGITS[hundreds]} trăm"]
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    if ones:
        words.append(_unit_word(tens, ones))
    return " ".join(words)


def _unit_word(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
