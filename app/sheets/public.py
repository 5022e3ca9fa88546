"""Small cells hidden from the public, with so many others that no sum gives them back.

A count of people below the least is hidden with its money, months and rates. Where sums down or
across would still tell it, the next smallest of the same sum is hidden as well, until every hidden
cell could be another number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.sheets.cells import Cells, Place
from app.sheets.rules import Kind, Row, Sheet, Value

LEAST: Final = 5
Equation = tuple[Place, ...]
"""The cells of one sum: the whole first, then its parts."""


def for_public(sheet: Sheet, least: int = LEAST) -> Sheet:
    """The sheet as the public may see it: few people ("<5") and what would tell them are hidden."""
    hiding = _Hiding(Cells(sheet), least)
    hiding.hide_few()
    hiding.hide_what_tells()
    if not hiding.hidden:
        return sheet
    rows = tuple(_covered(sheet, row, hiding) for row in sheet.rows)
    told = f"“<{least}” và ô “–”: số liệu ít người hoặc suy ra được số ít người, không công bố."
    return replace(sheet, rows=rows, note=f"{sheet.note} {told}".strip())


def _covered(sheet: Sheet, row: Row, hiding: "_Hiding") -> Row:
    cells: dict[str, Value] = dict(row.cells)
    for column in sheet.columns:
        place = (row.key, column.key)
        if place in hiding.few and column.kind is Kind.COUNT:
            cells[column.key] = f"<{hiding.least}"
        elif place in hiding.hidden or _tells_rate(column.part_of, row, hiding):
            cells[column.key] = None
    return replace(row, cells=cells)


def _tells_rate(part_of: tuple[str, str] | None, row: Row, hiding: "_Hiding") -> bool:
    return any((row.key, key) in hiding.hidden for key in part_of or ())


def _linked(cells: Cells) -> Mapping[str, frozenset[str]]:
    """Each column with those that would tell it in the same row."""
    groups: dict[str, set[str]] = {key: {key} for key in cells.columns}
    for column in cells.sheet.columns:
        for other in (column.units, column.months):
            if other is not None and groups[other] is not groups[column.key]:
                joined = groups[other] | groups[column.key]
                groups |= dict.fromkeys(joined, joined)
    return {key: frozenset(group) for key, group in groups.items()}


class _Hiding:
    """What is hidden so far, and which sums still tell it."""

    def __init__(self, cells: Cells, least: int) -> None:
        self.cells, self.least = cells, least
        self.linked = _linked(cells)
        self.equations: list[Equation] = [(whole, *parts) for whole, parts in cells.sums()]
        self.few: set[Place] = set()
        self.hidden: set[Place] = set()

    def hide_few(self) -> None:
        """The small counts themselves, and what tells them in their own row."""
        counts = [
            one.key
            for one in self.cells.sheet.columns
            if one.kind is Kind.COUNT and one.persons and not one.signed
        ]
        for row in self.cells.sheet.rows:
            for key in counts:
                number = self.cells.number((row.key, key))
                if number is not None and 1 <= number < self.least:
                    self.few.add((row.key, key))
                    self.hide((row.key, key))

    def hide(self, place: Place) -> None:
        """A cell with all that would tell it in its row."""
        self.hidden |= {(place[0], key) for key in self.linked[place[1]]}

    def hide_what_tells(self) -> None:
        """Second cells, until no sum and no system of sums gives a hidden one."""
        while (equation := self._telling()) is not None:
            self.hide(min(self._open(equation))[2])

    def _telling(self) -> Equation | None:
        """A sum that gives a hidden cell: alone, by its bounds, or only together with others."""
        for equation in self.equations:
            if self._tells(equation):
                return equation
        known = determined(self.hidden, self.equations)
        told = (one for one in self.equations if known.intersection(one) and self._open(one))
        return next(told, None)

    def _tells(self, equation: Equation) -> bool:
        unknown = self._unknown(equation)
        if not unknown or not self._open(equation):
            return False
        return len(unknown) == 1 or self._tells_by_bounds(equation, unknown)

    def _tells_by_bounds(self, equation: Equation, unknown: list[Place]) -> bool:
        """Whether the hidden parts can only all be at their least, or all at their most."""
        if equation[0] in unknown:
            return False
        columns = {place[1] for place in unknown}
        if any(self.cells.columns[key].kind is not Kind.COUNT for key in columns):
            return False
        total = sum(self.cells.number(place) or 0 for place in unknown)
        few = [place in self.few for place in unknown]
        lowest = sum(1 if one else self.least for one in few)
        return total == lowest or (all(few) and total == (self.least - 1) * len(unknown))

    def _unknown(self, equation: Equation) -> list[Place]:
        return [place for place in equation if place in self.hidden]

    def _open(self, equation: Equation) -> list[tuple[bool, int, Place]]:
        """What of a sum could still be hidden: parts before the whole, the smallest first."""
        found = []
        for at, place in enumerate(equation):
            number = self.cells.number(place)
            if place not in self.hidden and number:
                found.append((at == 0, abs(number), place))
        return found


def determined(hidden: Iterable[Place], equations: Iterable[Equation]) -> set[Place]:
    """The hidden cells that the visible ones give by sums: exact elimination over fractions."""
    unknown = set(hidden)
    reduced: dict[Place, dict[Place, Fraction]] = {}
    for equation in equations:
        line = _line(equation, unknown)
        for pivot in [place for place in line if place in reduced]:
            _subtract(line, reduced[pivot], line.get(pivot, Fraction(0)))
        if line:
            _take_in(reduced, line)
    return {pivot for pivot, line in reduced.items() if len(line) == 1}


def _line(equation: Equation, unknown: set[Place]) -> dict[Place, Fraction]:
    line: dict[Place, Fraction] = {}
    for at, place in enumerate(equation):
        if place in unknown:
            line[place] = line.get(place, Fraction(0)) + (1 if at == 0 else -1)
    return {place: share for place, share in line.items() if share}


def _take_in(reduced: dict[Place, dict[Place, Fraction]], line: dict[Place, Fraction]) -> None:
    """A new line with its pivot taken out of all others: the form stays fully reduced."""
    pivot = min(line)
    share = line[pivot]
    line = {place: one / share for place, one in line.items()}
    for other in reduced.values():
        _subtract(other, line, other.get(pivot, Fraction(0)))
    reduced[pivot] = line


def _subtract(
    line: dict[Place, Fraction], other: Mapping[Place, Fraction], share: Fraction
) -> None:
    if not share:
        return
    for place, one in other.items():
        left = line.get(place, Fraction(0)) - share * one
        if left:
            line[place] = left
        else:
            line.pop(place, None)
