"""Money against what was given for it: people, months and the monthly rates of their groups."""

from collections.abc import Iterator, Mapping
from math import gcd
from typing import NamedTuple

from app.core.money import spoken
from app.sheets.cells import Cells, Place, Span
from app.sheets.rules import Column, Fault, Kind, Rate


class _Band(NamedTuple):
    """Possible money: from, to, in steps of (đồng)."""

    least: int
    most: int
    step: int


def money_faults(cells: Cells, rates: Mapping[str, Rate]) -> list[Fault]:
    """Money that no rate gives for the units (people, businesses) and months of its row."""
    given = [one for one in cells.sheet.columns if one.kind is Kind.DONG and one.units]
    return [
        fault
        for row in cells.sheet.rows
        for column in given
        for fault in _faults_of(cells, (row.key, column.key), column, rates)
    ]


def _faults_of(
    cells: Cells, place: Place, column: Column, rates: Mapping[str, Rate]
) -> Iterator[Fault]:
    units_at = (place[0], str(column.units))
    money, units = cells.span(place), cells.number(units_at)
    if money is None or units is None or units < 0 or money[1] < 0:
        return
    shares, known = cells.rates_of(place, rates)
    if (units == 0) != (money[1] == 0):
        yield _one_without_other(cells, place, units_at, shares)
        return
    if units == 0 or not shares:
        return
    months_at = None if column.months is None else (place[0], column.months)
    months = None if months_at is None else cells.number(months_at)
    if known and months is not None and months_at is not None:
        yield from _months_fault(months_at, units, months, shares)
        if len({one.monthly_dong for one in shares}) == 1 and all(one.fixed for one in shares):
            yield from _exact_fault(cells, place, money, months, shares[0])
            return
    yield from _band_fault(cells, place, money, units, _band(units, shares, known))


def _band(units: int, shares: tuple[Rate, ...], known: bool) -> _Band:
    most = units * max(one.monthly_dong * one.most_months for one in shares)
    if not all(one.fixed for one in shares):
        return _Band(1, most, 1)
    least = units * min(one.monthly_dong for one in shares)
    return _Band(least, most, gcd(*(one.monthly_dong for one in shares)) if known else 1)


def _one_without_other(
    cells: Cells, place: Place, units_at: Place, shares: tuple[Rate, ...]
) -> Fault:
    """People without money, or money without people."""
    units, money = cells.number(units_at) or 0, cells.number(place) or 0
    fits: tuple[int, ...] = (0,)
    if units and shares:
        band = _band(units, shares, known=True)
        fits = tuple(dict.fromkeys((band.least, band.most)))
    why = "money for nobody" if money else "nobody got any money"
    why_vi = "có tiền mà không có người" if money else f"{spoken(units)} người mà không có tiền"
    instead = ((units_at[0], units_at[1], 0),) if units else ()
    return Fault(
        row=place[0], column=place[1], said=money, fits=fits if not (units and not shares) else (),
        why=why, why_vi=why_vi, instead=instead,
    )  # fmt: skip


def _months_fault(
    place: Place, units: int, months: int, shares: tuple[Rate, ...]
) -> Iterator[Fault]:
    longest = max(one.most_months for one in shares)
    if not units <= months <= units * longest:
        near = units if months < units else units * longest
        yield Fault(
            row=place[0], column=place[1], said=months, fits=(near,),
            why=f"{units} units have from {units} to {units * longest} months",
            why_vi=f"{spoken(units)} người có từ {spoken(units)} đến {spoken(units * longest)} "
            "tháng hỗ trợ",
        )  # fmt: skip


def _exact_fault(
    cells: Cells, place: Place, money: Span, months: int, rate: Rate
) -> Iterator[Fault]:
    wanted = months * rate.monthly_dong
    if not money[0] <= wanted <= money[1]:
        monthly = spoken(rate.monthly_dong)
        yield Fault(
            row=place[0], column=place[1], said=cells.number(place), fits=(wanted,),
            why=f"{months} months at {rate.monthly_dong} are {wanted}",
            why_vi=f"{spoken(months)} tháng × {monthly} = {spoken(wanted)} đồng",
        )  # fmt: skip


def _band_fault(
    cells: Cells, place: Place, money: Span, units: int, band: _Band
) -> Iterator[Fault]:
    low, high = max(money[0], band.least), min(money[1], band.most)
    if low <= high // band.step * band.step:
        return
    said = cells.number(place) or 0
    if band.least <= said <= band.most:
        what = f"is no multiple of {band.step}"
        what_vi = f"không chia hết cho mức {spoken(band.step)} đồng một tháng"
    else:
        what = f"{units} units can have {band.least} to {band.most}"
        what_vi = f"{spoken(units)} người chỉ có thể từ {spoken(band.least)} "
        what_vi += f"đến {spoken(band.most)} đồng"
    yield Fault(
        row=place[0], column=place[1], said=said, fits=_nearest(said, band), why=what,
        why_vi=what_vi,
    )  # fmt: skip


def _nearest(said: int, band: _Band) -> tuple[int, ...]:
    """The possible amounts next to one that is not, the nearer first."""
    below = said // band.step * band.step
    near = {min(max(one, band.least), band.most) for one in (below, below + band.step)}
    return tuple(sorted(near - {said}, key=lambda one: (abs(one - said), one)))
