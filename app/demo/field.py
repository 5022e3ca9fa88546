"""The clean lists while faults are planted in them: who is taken, and where new rows go."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.demo.areas import Areas, late_commune
from app.demo.names import MERIT_CATEGORIES, PROTECTION_CATEGORIES, draw_name
from app.demo.people import GRANDCHILD, MOTHER, Person, Population
from app.demo.truth import AMOUNTS, FAST_DISTRICTS, FORM_OF_GROUP, GROUP_OF_FORM, ListKey

_TRIES = 200_000
_TYPICAL = {"NCC": MERIT_CATEGORIES[1], "BTXH": PROTECTION_CATEGORIES[1]}


class Clean(NamedTuple):
    """A clean row: its list and its index among the clean rows of it."""

    list_key: ListKey
    at: int


class Added(NamedTuple):
    """An added row: its list and its index among the added rows of it."""

    list_key: ListKey
    at: int


class Field:
    """The clean lists, and the rows added to them."""

    def __init__(
        self,
        people: Population,
        lists: dict[ListKey, list[Person]],
        areas: Areas,
    ) -> None:
        self.people = people
        self.rng = people.rng
        self.lists = lists
        self.district_of = areas.district_of()
        self.names = areas.names
        self.late_commune = late_commune(areas)
        self._keys = {
            group: [key for key in lists if key.form == form]
            for group, form in FORM_OF_GROUP.items()
        }
        self._taken: set[Clean] = set()
        self._added: dict[ListKey, list[tuple[int, Person]]] = {key: [] for key in lists}
        self._known = {
            f"{person.name_key}{person.birth_year}" for rows in lists.values() for person in rows
        }

    def is_fast(self, person: Person) -> bool:
        """Whether a person lives in a district that is decided first."""
        return self.district_of[person.commune] in FAST_DISTRICTS

    def is_slow(self, person: Person) -> bool:
        """Whether a person lives in a district decided later, whose lists came in time."""
        return not self.is_fast(person) and person.commune != self.late_commune

    def person(self, clean: Clean) -> Person:
        """Who stands in a clean row."""
        return self.lists[clean.list_key][clean.at]

    def added_person(self, added: Added) -> Person:
        """Who stands in an added row."""
        return self._added[added.list_key][added.at][1]

    def replace(self, clean: Clean, person: Person) -> None:
        """Put somebody else into a clean row."""
        self.lists[clean.list_key][clean.at] = person
        self._known.add(f"{person.name_key}{person.birth_year}")

    def any_row(self, group: str) -> Clean:
        """A random clean row of a group, taken or not."""
        keys = self._keys[group]
        key = keys[int(self.rng.random() * len(keys))]
        return Clean(key, int(self.rng.random() * len(self.lists[key])))

    def take(self, groups: Sequence[str], suits: Callable[[Clean, Person], bool]) -> Clean:
        """A random clean row that suits and has no part in another fault; it is taken now."""
        for _ in range(_TRIES):
            clean = self.any_row(groups[int(self.rng.random() * len(groups))])
            if clean not in self._taken and suits(clean, self.person(clean)):
                self._taken.add(clean)
                return clean
        raise ValueError(f"no suitable clean row is left in {groups}")

    def elsewhere(
        self, clean: Clean, *, near: bool, suits: Callable[[Person], bool] | None = None
    ) -> Clean:
        """A row in another list of the group, in another commune that has nobody so alike.

        `suits` may ask more of whoever stands there.
        """
        person = self.person(clean)
        group = GROUP_OF_FORM[clean.list_key.form]
        home = self.district_of[person.commune]
        for attempt in range(_TRIES):
            target = self.any_row(group)
            if suits and not suits(self.person(target)):
                continue
            there = self.person(target).commune
            if near and attempt < 400 and self.district_of[there] != home:
                continue
            same_list = target.list_key == clean.list_key
            if not same_list and not self.people.knows(person.name_key, person.birth_year, there):
                return target
        raise ValueError(f"no other list of {group} can take the row")

    def placed(self, target: Clean, person: Person) -> Person:
        """A person put into the list, commune and (among the poor) household of a clean row."""
        beside = self.person(target)
        return person._replace(
            commune=beside.commune,
            hamlet=beside.hamlet,
            amount=AMOUNTS[GROUP_OF_FORM[target.list_key.form]],
            head=beside.head,
            household=beside.household,
            relation=_relation(person) if beside.household else "",
        )

    def add_beside(self, target: Clean, person: Person) -> Added:
        """Add a row as it is after a clean row, or after the last member of its household."""
        self.people.note_copy(person)
        return self.add(Clean(target.list_key, self._last_of_household(target)), person)

    def add(self, after: Clean, person: Person) -> Added:
        """Add a row as it is after a clean row."""
        added = self._added[after.list_key]
        added.append((after.at, person))
        return Added(after.list_key, len(added) - 1)

    def _last_of_household(self, clean: Clean) -> int:
        rows, index = self.lists[clean.list_key], clean.at
        number = rows[index].household
        while number and index + 1 < len(rows) and rows[index + 1].household == number:
            index += 1
        return index

    def new_person(
        self, target: Clean, first: int, last: int, *, with_cmnd: bool = False
    ) -> Person:
        """Somebody like nobody else in the whole province, fit to stand beside a clean row."""
        place = self.person(target)
        sex = "M" if self.rng.random() < 0.5 else "F"
        birth, year = self.people.birth(first, last)
        full_name, name_key, _ = draw_name(self.rng, sex)
        while f"{name_key}{year}" in self._known or not self.people.remember(
            name_key, birth, sex, place.commune
        ):
            full_name, name_key, _ = draw_name(self.rng, sex)
        self._known.add(f"{name_key}{year}")
        group = GROUP_OF_FORM[target.list_key.form]
        category, allowance = _TYPICAL[group][:2] if group in _TYPICAL else ("", 0)
        person = Person(
            full_name, name_key, birth, year, sex, self.people.cmnd() if with_cmnd else None,
            place.commune, place.hamlet, AMOUNTS[group], category, allowance,
        )  # fmt: skip
        return self.placed(target, person)

    def finished(self) -> "Sheets":
        """The lists with the added rows in their places."""
        return Sheets(self.lists, self._added)


class Sheets:
    """The finished lists, and at which data row (from 0) each clean and added row stands."""

    def __init__(
        self,
        lists: Mapping[ListKey, list[Person]],
        added: Mapping[ListKey, list[tuple[int, Person]]],
    ) -> None:
        self.lists: dict[ListKey, list[Person]] = {}
        self._points: dict[ListKey, list[int]] = {}
        self._ranks: dict[ListKey, list[int]] = {}
        for key, rows in lists.items():
            self._merge(key, rows, added[key])

    def _merge(self, key: ListKey, rows: list[Person], added: Sequence[tuple[int, Person]]) -> None:
        order = sorted(range(len(added)), key=lambda index: added[index][0])
        points = [added[index][0] for index in order]
        merged = list(rows)
        for rank in reversed(range(len(order))):
            merged.insert(points[rank] + 1, added[order[rank]][1])
        self.lists[key] = merged
        self._points[key] = points
        self._ranks[key] = sorted(range(len(order)), key=order.__getitem__)

    def person(self, row: Clean | Added) -> Person:
        """Who stands in a row."""
        return self.lists[row.list_key][self.index_of(row)]

    def index_of(self, row: Clean | Added) -> int:
        """The data row, from 0, of a clean or an added row."""
        points = self._points[row.list_key]
        if isinstance(row, Added):
            rank = self._ranks[row.list_key][row.at]
            return points[rank] + 1 + rank
        return row.at + bisect_left(points, row.at)


def _relation(person: Person) -> str:
    if person.birth_year < 1950:
        return MOTHER if person.sex == "F" else "Bố"
    return "Em" if person.birth_year < 2000 else GRANDCHILD
