"""Whether a sheet foots: sums down and across, rates, money against rate × units. Pure.

A cell that says nothing (blank, hidden) is no fault; a sum over it is only checked as "at least".
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from app.sheets.cells import MEASURED, Cells, Place, shown
from app.sheets.giving import money_faults
from app.sheets.rates import rate_faults
from app.sheets.rules import (
    Column,
    Fault,
    Kind,
    Rate,
    Repair,
    Row,
    Sheet,
    TableDoesNotFoot,
    Value,
)

NAMED_CELLS: Final = 20
NO_RATES: Final[Mapping[str, Rate]] = {}
_TRIED, _TRIED_AT_LEAST, _TRIED_CELLS = 60, 8, 300_000
"""Repairs tried: fewer in a large table, where each costs a whole check."""
_TOLD: Final = (Kind.DONG, Kind.RATE)
_NAMED_PARTS: Final = 3


def faults(sheet: Sheet, rates: Mapping[str, Rate] = NO_RATES) -> list[Fault]:
    """Every cell that cannot be, in the order of the table; empty for a sheet that foots."""
    cells = Cells(sheet)
    found = [*_shape_faults(cells)]
    if not found:
        found = [*_unreadable(cells), *_sum_faults(cells), *rate_faults(cells)]
        found += money_faults(cells, rates)
    rows = {row.key: at for at, row in enumerate(sheet.rows)}
    columns = {column.key: at for at, column in enumerate(sheet.columns)}
    found.sort(key=lambda one: (rows.get(one.row, -1), columns.get(one.column, -1)))
    return [replace(one, cell=cells.address((one.row, one.column))) for one in found]


def check(sheet: Sheet, rates: Mapping[str, Rate] = NO_RATES) -> None:
    """Let a sheet pass that foots; raises TableDoesNotFoot."""
    found = faults(sheet, rates)
    if found:
        named = "; ".join(map(_named, found[:NAMED_CELLS]))
        more = f"; +{len(found) - NAMED_CELLS}" if len(found) > NAMED_CELLS else ""
        raise TableDoesNotFoot(sheet=sheet.key, cells=named + more)


def _named(fault: Fault) -> str:
    fits = " | ".join(map(str, fault.fits)) or "?"
    return f"{fault.row}/{fault.column}: {fault.said} ≠ {fits}"


def repairs(sheet: Sheet, rates: Mapping[str, Rate] = NO_RATES) -> list[Repair]:
    """The single cells with which, changed to one value, the whole sheet would foot."""
    cells, found = Cells(sheet), faults(sheet, rates)
    size = len(sheet.rows) * len(sheet.columns) + 1
    most = min(_TRIED, max(_TRIED_AT_LEAST, _TRIED_CELLS // size))
    tried: dict[tuple[str, str, Value], None] = {}
    for fault in found:
        tried |= {(fault.row, fault.column, value): None for value in fault.fits}
        tried |= dict.fromkeys(fault.instead)
    return [
        Repair(row, column, cells.value((row, column)), value, cells.address((row, column)))
        for row, column, value in list(tried)[:most]
        if not faults(changed(sheet, (row, column), value), rates)
    ]


def checked(sheet: Sheet, rates: Mapping[str, Rate] = NO_RATES) -> dict[str, int]:
    """How many sums, rates and amounts could be checked at all: none is no praise."""
    cells = Cells(sheet)
    told = [
        (row.key, column) for row in sheet.rows for column in sheet.columns if column.kind in _TOLD
    ]
    return {
        "sums": sum(
            cells.span(whole) is not None and any(cells.span(part) for part in parts)
            for whole, parts in cells.sums()
        ),
        "rates": sum(
            column.part_of is not None
            and cells.value((row, column.key)) is not None
            and all(cells.span((row, key)) for key in column.part_of)
            for row, column in told
        ),
        "money": sum(
            column.units is not None
            and cells.span((row, column.key)) is not None
            and cells.span((row, column.units)) is not None
            and bool(rates)
            for row, column in told
        ),
    }


def changed(sheet: Sheet, place: Place, value: Value) -> Sheet:
    """The sheet with one cell saying something else."""
    rows = tuple(
        replace(row, cells={**row.cells, place[1]: value}) if row.key == place[0] else row
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def _shape_faults(cells: Cells) -> Iterator[Fault]:
    """Rows and columns that are named and not there, or there twice: nothing else can be told."""
    for key, times in Counter(row.key for row in cells.sheet.rows).items():
        if times > 1:
            yield Fault(
                row=key, column="", said=None, why=f"{times} rows have this key",
                why_vi=f"có {times} dòng cùng mã “{key}”",
            )  # fmt: skip
    for row in cells.sheet.rows:
        for key in row.sum_of:
            if key not in cells.rows:
                yield Fault(
                    row=row.key, column="", said=None, why=f"adds up a missing row, {key}",
                    why_vi=f"cộng cả dòng “{key}” không có trong bảng",
                )  # fmt: skip
    for column in cells.sheet.columns:
        named = (*column.sum_of, *(column.part_of or ()), column.units, column.months)
        for key in named:
            if key is not None and key not in cells.columns:
                yield Fault(
                    row="", column=column.key, said=None, why=f"speaks of a missing column, {key}",
                    why_vi=f"dựa vào cột “{key}” không có trong bảng",
                )  # fmt: skip


def _unreadable(cells: Cells) -> Iterator[Fault]:
    """Counts and money that are no whole numbers, or below nothing."""
    measured = [one for one in cells.sheet.columns if one.kind in MEASURED]
    for row in cells.sheet.rows:
        for column in measured:
            yield from _cell_fault(row, column)


def _cell_fault(row: Row, column: Column) -> Iterator[Fault]:
    said = row.cells.get(column.key)
    if said is None or (isinstance(said, str) and said.startswith("<")):
        return
    if type(said) is not int:
        yield Fault(
            row=row.key, column=column.key, said=said, why="is no whole number",
            why_vi="không phải số nguyên",
        )  # fmt: skip
    elif said < 0 and not column.signed:
        yield Fault(
            row=row.key, column=column.key, said=said, fits=(-said, 0), why="is below nothing",
            why_vi="không thể âm",
        )  # fmt: skip


def _sum_faults(cells: Cells) -> Iterator[Fault]:
    for whole, parts in cells.sums():
        span, spans = cells.span(whole), [cells.span(part) for part in parts]
        known = [one for one in spans if one is not None]
        if span is None or not known:
            continue
        open_ended = len(known) < len(spans)
        signed = cells.columns[whole[1]].signed
        least, most = sum(one[0] for one in known), sum(one[1] for one in known)
        too_little = span[1] < least and not (open_ended and signed)
        if too_little or (span[0] > most and not open_ended):
            yield _sum_fault(cells, whole, parts)


def _sum_fault(cells: Cells, whole: Place, parts: tuple[Place, ...]) -> Fault:
    said = cells.number(whole) or 0
    numbers = {part: cells.number(part) for part in parts}
    added = sum(number or 0 for number in numbers.values())
    at_least = any(number is None for number in numbers.values())
    kind = cells.columns[whole[1]].kind
    down = parts[0][1] == whole[1]
    instead = _single_parts(numbers, said - added) if not at_least else ()
    low, low_vi = ("at least ", "ít nhất ") if at_least else ("", "")
    what, what_vi = ("rows", "các dòng thành phần") if down else ("columns", "các cột thành phần")
    why_vi = f"cộng {what_vi} được {low_vi}{shown(added, kind)}, lệch {shown(said - added, kind)}"
    for row, column, value in instead[:_NAMED_PARTS]:
        name = row if down else cells.columns[column].title
        why_vi += f"; hoặc “{name}” phải là {shown(value, kind)}"
    return Fault(
        row=whole[0], column=whole[1], said=said, fits=(added,),
        why=f"the {what} add up to {low}{added}", why_vi=why_vi, instead=instead,
    )  # fmt: skip


def _single_parts(
    numbers: Mapping[Place, int | None], missing: int
) -> tuple[tuple[str, str, Value], ...]:
    """Each part that could have been mistyped alone, and what it would have to be."""
    able = [
        (_typed_apart(number, number + missing), place, number + missing)
        for place, number in numbers.items()
        if number is not None and number + missing >= 0
    ]
    near = sorted(one for one in able if one[0] == 1)
    if not near and len(able) <= _NAMED_PARTS:
        near = sorted(able)
    return tuple((place[0], place[1], value) for _, place, value in near)


def _typed_apart(one: int, other: int) -> int:
    """Slips between two numbers as typed: a digit, or two neighbours exchanged, is 1."""
    first, second = str(one), str(other)
    if len(first) != len(second):
        longer, shorter = sorted((first, second), key=len, reverse=True)
        lost = any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
        return 1 if lost or longer.lstrip("0")[1:].lstrip("0") == shorter else len(longer)
    apart = [at for at, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1
    if swapped and first[apart[0]] == second[apart[1]] and first[apart[1]] == second[apart[0]]:
        return 1
    return len(apart)
