"""Rates against the counts they are made of."""

import re
from collections.abc import Iterator
from typing import Final

from app.sheets.cells import Cells, Place, Span, shown
from app.sheets.rules import Column, Fault, Kind, OutsideSheet, Rounding, Value

PLACES: Final = 2
_RATE: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?")


def rate_faults(cells: Cells) -> Iterator[Fault]:
    """Rates that their counts do not give, at the places with which they are printed."""
    rates = [one for one in cells.sheet.columns if one.kind is Kind.RATE]
    for row in cells.sheet.rows:
        for column in rates:
            fault = _rate_fault(cells, (row.key, column.key), column)
            if fault is not None:
                yield fault


def rate_text(units: int, places: int) -> str:
    """A rate as text: 9760 at two places is "97.60"."""
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)


def rate_units(part: int, whole: int, places: int, rounding: Rounding) -> int:
    """A percentage in units of its last place, shortened one way or the other."""
    share, base = part * 100 * int(10**places), whole
    if rounding is Rounding.CUT:
        return share // base
    if rounding is Rounding.UP:
        return -(-share // base)
    return (2 * share + base) // (2 * base)


def parsed_rate(said: Value) -> tuple[int, int] | None:
    """Units and places of a rate as text; None for what is no rate."""
    found = _RATE.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        return None
    rest = found[2] or ""
    return int(found[1] + rest), len(rest)


def _rate_fault(cells: Cells, place: Place, column: Column) -> Fault | None:
    said = cells.value(place)
    parsed = parsed_rate(said)
    if said is not None and parsed is None:
        return _fault(place, said, (), "is no rate", "không phải tỷ lệ")
    if column.part_of is None:
        return None
    part, whole = (cells.span((place[0], key)) for key in column.part_of)
    if part is None or whole is None:
        return None
    if whole[1] == 0:
        why, why_vi = "a rate of nothing", "không có số được duyệt thì không có tỷ lệ"
        return None if said is None else _fault(place, said, (None,), why, why_vi)
    if said is None and isinstance(cells.sheet, OutsideSheet):
        return None
    return _compared(cells, place, parsed, part, whole)


def _compared(
    cells: Cells, place: Place, parsed: tuple[int, int] | None, part: Span, whole: Span
) -> Fault | None:
    units, places = parsed or (None, PLACES)
    rounding = cells.rounding(place)
    if whole[0] <= 0:
        return None
    least = rate_units(part[0], whole[1], places, rounding)
    most = rate_units(part[1], whole[0], places, rounding)
    if units is not None and least <= units <= most:
        return None
    fits = rate_text(least, places)
    names = cells.columns[place[1]].part_of or ("", "")
    counts = [shown(cells.number((place[0], key)), Kind.COUNT) for key in names]
    way = {"half": "", "cut": " (bỏ phần lẻ)", "up": " (làm tròn lên)"}[rounding]
    why_vi = f"{counts[0]}/{counts[1]} cho tỷ lệ {shown(fits, Kind.RATE)}{way}"
    return _fault(place, cells.value(place), (fits,), f"its counts give {fits}", why_vi)


def _fault(place: Place, said: Value, fits: tuple[Value, ...], why: str, why_vi: str) -> Fault:
    return Fault(row=place[0], column=place[1], said=said, fits=fits, why=why, why_vi=why_vi)
