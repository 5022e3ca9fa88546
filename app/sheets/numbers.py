"""Numbers as Vietnamese reports print them: "1.234.567", "97,33%", "186,4 tỷ", "trên 91,83%"."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.core.text import fold
from app.sheets.rules import Rounding

UNITS: Final = {
    "ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000,
}  # fmt: skip
_DASHES: Final = frozenset({"-", "–", "—", "−"})
_WORDS: Final = {
    "tren": Rounding.CUT, "hon": Rounding.CUT, "dat tren": Rounding.CUT,
    "gan": Rounding.UP, "dat gan": Rounding.UP,
}  # fmt: skip
_LEADING: Final = re.compile(r"^(dat tren|dat gan|dat|tren|hon|gan|khoang|la)\s+")
_COUNTED: Final = r"nguoi|ho|lao dong|nld|doi tuong|truong hop|luot|thang|ho so|doanh nghiep"
_PIECE: Final = re.compile(
    r"([0-9](?:[0-9., ]*[0-9])?)\s*(?:(%|ty|ti|trieu|tr|nghin|ngan)(?![a-z]))?\s*"
)
_TAIL: Final = re.compile(r"(?:(?:dong|vnd|d|" + _COUNTED + r")(?![a-z])\s*)*(?:/\s*[a-z].*)?")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN: Final = re.compile(r"[0-9]+")
_MOST_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Said:
    """A number as it was said: its digits, the places after the comma, the unit it names."""

    digits: int
    places: int = 0
    unit: int | None = None
    """10⁹ for "tỷ"; None where the cell names none."""
    percent: bool = False
    rounding: Rounding = Rounding.HALF
    typed: bool = True
    """As text, with all its places; a number cell drops the last zeros."""
    about: bool = False
    """With "khoảng" before it."""


def read_number(cell: Any, *, whole: bool) -> Said | None:
    """What a cell says; None for what is no number. `whole`: "1,234" can be no fraction."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int):
        return Said(cell, typed=False) if abs(cell) < 10**_MOST_DIGITS else None
    if isinstance(cell, str):
        return _read_text(cell, whole=whole)
    return _read_binary(cell)


def _read_binary(cell: Any) -> Said | None:
    """A number cell: fifteen digits are what a spreadsheet keeps."""
    text = f"{cell:.15g}" if hasattr(cell, "is_integer") else ""
    if not text or text.lstrip("-") in ("inf", "nan"):
        return None
    number = Decimal(text).normalize()
    exponent = int(number.as_tuple().exponent)
    if abs(number) >= 10**_MOST_DIGITS or exponent < -15:
        return None
    places = max(-exponent, 0)
    return Said(int(number.scaleb(places)), places, typed=False)


def _read_text(cell: str, *, whole: bool) -> Said | None:
    text = cell.strip().replace("\u00a0", " ").replace("\u202f", " ")
    if text in _DASHES:
        return Said(0)
    words = _folded(text)
    negative = False
    if re.fullmatch(r"\(.*\)|-.*", words):
        negative, words = True, words.strip("()-").strip()
    rounding, about = Rounding.HALF, False
    while found := _LEADING.match(words):
        rounding = _WORDS.get(found[1], rounding)
        about = about or found[1] == "khoang"
        words = words[found.end() :]
    said = _pieces(words, whole=whole)
    if said is None:
        return None
    digits = -said.digits if negative else said.digits
    return Said(digits, said.places, said.unit, said.percent, rounding, about=about)


def _folded(text: str) -> str:
    """Without marks and case, but with points, commas and signs as they stand."""
    parts = re.split(r"([0-9.,%/()+\-−\s]+)", text)
    return "".join(part if at % 2 else fold(part) for at, part in enumerate(parts)).strip()


def _pieces(words: str, *, whole: bool) -> Said | None:
    """One number with its unit, or several: "186 tỷ 432 triệu đồng"."""
    total: Said | None = None
    at = 0
    while found := _PIECE.match(words, at):
        number = _digits(found[1].strip(), whole=whole and found[2] is None)
        if number is None:
            return None
        unit = UNITS.get(found[2] or "")
        piece = Said(number[0], number[1], unit, percent=found[2] == "%")
        total = piece if total is None else _joined(total, piece)
        if total is None:
            return None
        at = found.end()
    return total if total is not None and _TAIL.fullmatch(words[at:]) else None


def _joined(first: Said, then: Said) -> Said | None:
    """Two pieces of one number, the second of a smaller unit."""
    if first.unit is None or first.places or then.percent:
        return None
    unit = then.unit or 1
    if unit >= first.unit:
        return None
    ratio = first.unit // unit
    return Said(first.digits * ratio * 10**then.places + then.digits, then.places, unit)


def _digits(text: str, *, whole: bool) -> tuple[int, int] | None:
    """Digits and places: points part thousands and a comma the fraction, or the English way."""
    if _PLAIN.fullmatch(text):
        return (int(text), 0) if len(text) <= _MOST_DIGITS else None
    found = _THOUSANDS.fullmatch(text)
    if found and (found[1] != "," or whole or text.count(",") > 1):
        return _number(re.sub(r"[., ]", "", text), 0)
    head, mark, rest = _parted(text)
    if mark is None or not _PLAIN.fullmatch(rest):
        return None
    if not (_PLAIN.fullmatch(head) or _THOUSANDS.fullmatch(head)) or mark in head:
        return None
    return _number(re.sub(r"[., ]", "", head) + rest, len(rest))


def _parted(text: str) -> tuple[str, str | None, str]:
    at = max(text.rfind(","), text.rfind("."))
    return (text[:at], text[at], text[at + 1 :]) if at > 0 else (text, None, "")


def _number(digits: str, places: int) -> tuple[int, int] | None:
    return (int(digits), places) if len(digits) <= _MOST_DIGITS else None
