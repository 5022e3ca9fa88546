"""What the cells of a sheet say as numbers: how much at least, how much at most, who is inside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.money import spoken
from app.sheets.rules import (
    Column,
    Kind,
    OutsideSheet,
    Rate,
    Rounding,
    Row,
    Sheet,
    Value,
)

MEASURED = (Kind.COUNT, Kind.DONG)
Place = tuple[str, str]
"""A cell: the key of its row, the key of its column."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one sheet, found by row and column."""

    sheet: Sheet
    columns: Mapping[str, Column] = field(init=False)
    rows: Mapping[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {one.key: one for one in self.sheet.columns})
        object.__setattr__(self, "rows", {one.key: one for one in self.sheet.rows})

    def value(self, place: Place) -> Value:
        """What a cell says; None for nothing."""
        row = self.rows.get(place[0])
        return None if row is None else row.cells.get(place[1])

    def number(self, place: Place) -> int | None:
        """The whole number of a cell; None where it says none, or hides it."""
        value = self.value(place)
        return value if type(value) is int else None

    def span(self, place: Place) -> Span | None:
        """The least and the most that a cell may stand for; None where it says nothing."""
        number = self.number(place)
        if number is None:
            return None
        told = self.sheet.spans if isinstance(self.sheet, OutsideSheet) else {}
        return told.get(place, (number, number))

    def rounding(self, place: Place) -> Rounding:
        """How the rate of a cell was shortened."""
        if isinstance(self.sheet, OutsideSheet) and place in self.sheet.roundings:
            return self.sheet.roundings[place]
        return Rounding.CUT if self.columns[place[1]].cut else Rounding.HALF

    def address(self, place: Place) -> str:
        """Where a cell stands in its file; "" for a table of our own."""
        return self.sheet.places.get(place, "") if isinstance(self.sheet, OutsideSheet) else ""

    def sums(self) -> Iterator[tuple[Place, tuple[Place, ...]]]:
        """Every sum that is whole: down by rows, across by columns."""
        adding = [one for one in self.sheet.columns if one.adds and one.kind in MEASURED]
        for row in self.sheet.rows:
            if row.sum_of:
                for one in adding:
                    yield (row.key, one.key), tuple((part, one.key) for part in row.sum_of)
            for one in self.sheet.columns:
                if one.sum_of:
                    yield (row.key, one.key), tuple((row.key, part) for part in one.sum_of)

    def rates_of(self, place: Place, rates: Mapping[str, Rate]) -> tuple[tuple[Rate, ...], bool]:
        """The rates by which the money of a cell was given, and whether its groups are known."""
        codes = self._codes(self.rows[place[0]], self.columns[place[1]].group, set())
        if codes and all(code in rates for code in codes):
            return tuple(rates[str(code)] for code in sorted(map(str, codes))), True
        return tuple(rates.values()), False

    def _codes(self, row: Row, of_column: str | None, seen: set[str]) -> set[str | None]:
        """The groups of a row, or of all it adds up; None among them where one is unknown."""
        if row.group or of_column or not row.sum_of or row.key in seen:
            return {row.group or of_column}
        seen.add(row.key)
        found: set[str | None] = set()
        for key in row.sum_of:
            part = self.rows.get(key)
            found |= {None} if part is None else self._codes(part, of_column, seen)
        return found


def shown(value: Value, kind: Kind) -> str:
    """A value as offices write it."""
    if value is None:
        return "–"
    if type(value) is int:
        return spoken(value)
    if kind is Kind.RATE:
        return f"{value}%".replace(".", ",")
    return str(value)
