"""What is planted among the clean rows: each known, and later to be found at its place."""

from dataclasses import dataclass, field
from typing import NamedTuple

from app.demo.field import Added, Clean, Field, Sheets
from app.demo.people import Person
from app.demo.truth import Fault, ListKey, Notice, RuledPair, Spot, Watch


class Planted(NamedTuple):
    """A fault whose row numbers are not known before all are planted."""

    kind: str
    row: Added | Clean
    stage: str
    expected: tuple[str, ...]
    finding: str | None = None
    partner: Clean | None = None
    either: bool = False


class Watched(NamedTuple):
    """A sound row of which the service must tell a council something."""

    kind: str
    row: Clean
    finding: str


@dataclass
class Harvest:
    """All that was planted; `two_numbered` are people whose CMND and CCCD one paper names."""

    faults: list[Planted] = field(default_factory=list)
    namesakes: list[tuple[Clean, Clean]] = field(default_factory=list)
    deaths: list[Notice] = field(default_factory=list)
    moves: list[Notice] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)
    unpaid: dict[str, Clean] = field(default_factory=dict)
    two_numbered: list[Person] = field(default_factory=list)
    rulings: dict[str, tuple[Clean, Added | Clean]] = field(default_factory=dict)

    def kinds_in(self, key: ListKey) -> set[str]:
        """The kinds of fault planted in a list."""
        return {planted.kind for planted in self.faults if planted.row.list_key == key}


def scaled(count: int, scale: float) -> int:
    """As many of a kind as a province of this size has; at least one."""
    return max(1, round(count * scale))


def listed_elsewhere(field: Field, source: Clean, person: Person, *, near: bool) -> Added:
    """Put somebody into another list of the group as well, nearby or anywhere."""
    target = field.elsewhere(source, near=near)
    return field.add_beside(target, field.placed(target, person))


class Places(NamedTuple):
    """The finished lists, and the sheet row of every data row of theirs."""

    sheets: Sheets
    numbers: dict[ListKey, list[int]]

    def spot(self, row: Added | Clean) -> Spot:
        """Where a row stands in its sheet."""
        return Spot(row.list_key, self.numbers[row.list_key][self.sheets.index_of(row)])

    def fault(self, planted: Planted) -> Fault:
        """A planted fault with the sheet rows it and its partner came to stand in."""
        own = self.spot(planted.row)
        partner = self.spot(planted.partner) if planted.partner else None
        return Fault(
            planted.kind,
            own.list_key,
            own.row,
            planted.stage,
            planted.expected,
            planted.finding,
            partner.list_key if partner else None,
            partner.row if partner else None,
            planted.either,
        )

    def pair(self, kind: str, one: Clean, other: Added | Clean) -> RuledPair:
        """Two rows on whose people an officer rules."""
        person = self.sheets.person(one)
        communes = tuple(sorted({person.commune, self.sheets.person(other).commune}))
        return RuledPair(kind, self.spot(one), self.spot(other), person.name_key, communes)

    def watch(self, watched: Watched) -> Watch:
        """A watched row at its place."""
        return Watch(watched.kind, self.spot(watched.row), watched.finding)
