"""Invents people: names, births, numbers and households that look right and belong to nobody."""

import copy
import random
from calendar import monthrange
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.demo.names import (
    MERIT_CATEGORIES,
    PROTECTION_CATEGORIES,
    Category,
    Part,
    draw_name,
)

# The numbers are marked as invented: every CMND starts with 189, every CCCD serial with 9.
CMND_SERIES = 189
CCCD_PROVINCE = "042"
_CMND_STEP, _CMND_SPACE = 618_033, 1_000_000
_CCCD_STEP, _CCCD_SPACE = 38_197, 100_000

FIRST_YEAR_WITHOUT_ID = 2005
_DAYS = [
    f"{day:02d}/{month:02d}/"
    for month in range(1, 13)
    for day in range(1, monthrange(2019, month)[1] + 1)
]
HEAD, SPOUSES, CHILD, GRANDCHILD, MOTHER = (
    "Chủ hộ",
    {"M": "Chồng", "F": "Vợ"},
    "Con",
    "Cháu",
    "Mẹ",
)


class Person(NamedTuple):
    """One row of a list: an invented person as the office wrote them down; money in đồng."""

    full_name: str
    name_key: str
    birth: str
    birth_year: int
    sex: str
    id_number: str | float | None
    commune: str
    hamlet: str
    amount: int | float
    category: str = ""
    allowance: int = 0
    head: str = ""
    household: str = ""
    relation: str = ""

    @property
    def has_full_date(self) -> bool:
        """Whether the birth is a day and not only a year."""
        return len(self.birth) == 10


class Place(NamedTuple):
    """Where a person is put down: a commune and one of its hamlets."""

    commune: str
    hamlet: str


class Population:
    """The invented people so far: no two with one number, or so alike that a council must ask."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._alike: set[str] = set()
        self._cmnd = 0
        self._cccd = 0

    def apart(self, rng: random.Random) -> "Population":
        """The same people so far, whose next ones are drawn from elsewhere."""
        other = copy.copy(self)
        other.rng = rng
        return other

    def knows(self, name_key: str, year: int, commune: str) -> bool:
        """Whether the commune already has somebody of this name and birth year."""
        return f"{name_key}{year}{commune}" in self._alike

    def remember(self, name_key: str, birth: str, sex: str, commune: str) -> bool:
        """Note a person; False, and nothing noted, when somebody is too much alike."""
        near = f"{name_key}{birth[-4:]}{commune}"
        same = f"{name_key}{birth}{sex}" if len(birth) == 10 else near
        if near in self._alike or same in self._alike:
            return False
        self._alike.add(near)
        self._alike.add(same)
        return True

    def note_copy(self, person: Person) -> None:
        """Note a planned second appearance, so that nobody else comes close to it."""
        self._alike.add(f"{person.name_key}{person.birth_year}{person.commune}")

    def name(
        self, birth: str, sex: str, commune: str, surname: Part | None = None
    ) -> tuple[str, str, Part]:
        """A name nobody too much alike bears; a new surname when the family's is used up."""
        for attempt in range(200):
            drawn = draw_name(self.rng, sex, surname if attempt < 30 else None)
            if self.remember(drawn[1], birth, sex, commune):
                return drawn
        raise ValueError(f"no free name is left for {birth} in commune {commune}")

    def birth(self, first: int, last: int, year_only: float = 0.0) -> tuple[str, int]:
        """A birth between two years as an office writes it, and its year."""
        chance = self.rng.random
        year = first + int(chance() * (last - first + 1))
        if year_only and chance() < year_only:
            return str(year), year
        return f"{_DAYS[int(chance() * 365)]}{year}", year

    def cmnd(self) -> str:
        """A nine-digit number nobody else has."""
        self._cmnd += 1
        return f"{CMND_SERIES}{self._cmnd * _CMND_STEP % _CMND_SPACE:06d}"

    def cccd(self, sex: str, year: int) -> str:
        """A twelve-digit number nobody else has, true to sex and birth year."""
        self._cccd += 1
        century = 2 * (year >= 2000) + (sex == "F")
        serial = self._cccd * _CCCD_STEP % _CCCD_SPACE
        return f"{CCCD_PROVINCE}{century}{year % 100:02d}9{serial:05d}"

    def id_number(self, sex: str, year: int) -> str | None:
        """The number of a person: none for children and many of the old, mostly a CMND."""
        if year >= FIRST_YEAR_WITHOUT_ID:
            return None
        draw = self.rng.random()
        without = 0.6 if year < 1935 else 0.35 if year < 1945 else 0.12 if year < 1960 else 0.04
        if draw < without:
            return None
        return self.cccd(sex, year) if draw > 0.88 else self.cmnd()


def category_table(categories: tuple[Category, ...]) -> list[Category]:
    """Each category as often as its weight."""
    return [category for category in categories for _ in range(category[2])]


_TABLES = {
    "NCC": (category_table(MERIT_CATEGORIES), 0.22),
    "BTXH": (category_table(PROTECTION_CATEGORIES), 0.2),
}


def lone_person(people: Population, group: str, place: Place, amount: int) -> Person:
    """One person of merit, or one under social protection; amount in đồng."""
    chance = people.rng.random
    table, year_only = _TABLES[group]
    category, allowance, _, first, last, men = table[int(chance() * len(table))]
    sex = "M" if chance() < men else "F"
    birth, year = people.birth(first, last, year_only if last < 1970 else 0.0)
    full_name, name_key, _ = people.name(birth, sex, place.commune)
    return Person(
        full_name, name_key, birth, year, sex, people.id_number(sex, year),
        place.commune, place.hamlet, amount, category, allowance,
    )  # fmt: skip


def household(
    people: Population, number: str, place: Place, amount: int, most: int
) -> list[Person]:
    """At most so many members of one poor household, the head first; amount in đồng each."""
    members: list[Person] = []
    family: Part | None = None
    head = ""
    for relation, sex, first, last in islice(_family_plan(people.rng), most):
        birth, year = people.birth(first, last, 0.3 if last < 1945 else 0.0)
        surname = family if relation in (CHILD, GRANDCHILD) else None
        full_name, name_key, own = people.name(birth, sex, place.commune, surname)
        if relation == HEAD or (relation == SPOUSES["M"]):
            family = own
        head = head or full_name
        member = Person(
            full_name, name_key, birth, year, sex, people.id_number(sex, year),
            place.commune, place.hamlet, amount, "", 0, head, number, relation,
        )  # fmt: skip
        members.append(member)
    return members


def _family_plan(rng: random.Random) -> Iterator[tuple[str, str, int, int]]:
    """Relation, sex, first and last birth year of each member, the head first."""
    chance = rng.random
    sex = "M" if chance() < 0.58 else "F"
    other = "F" if sex == "M" else "M"
    year = 1932 + int(chance() * 60)
    yield HEAD, sex, year, year
    if chance() < (0.62 if year > 1945 else 0.35):
        yield SPOUSES[other], other, year - 3, year + 5
    if year > 1957:
        for _ in range(int(chance() * 3.6)):
            first = min(year + 20, 2014)
            yield CHILD, _any_sex(rng), first, min(first + 20, 2019)
    elif chance() < 0.35:
        for _ in range(1 + int(chance() * 2)):
            yield GRANDCHILD, _any_sex(rng), 2001, 2018
    if year > 1960 and chance() < 0.14:
        yield MOTHER, "F", year - 32, year - 21


def _any_sex(rng: random.Random) -> str:
    return "M" if rng.random() < 0.51 else "F"
