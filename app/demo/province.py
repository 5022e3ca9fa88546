"""Builds the demonstration province: invented people at the true size of Hà Tĩnh, and faults."""

import gc
import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.demo.areas import Areas, load_areas, spread
from app.demo.dresses import SOFTWARE_DISTRICT, row_numbers
from app.demo.dressing import choose_dressing
from app.demo.faults import plant_all, uncertain
from app.demo.field import Clean, Field, Sheets
from app.demo.late import Latecomers, latecomers
from app.demo.papers import Paper, Row
from app.demo.paperwork import Paperwork
from app.demo.people import Person, Place, Population, household, lone_person
from app.demo.planting import Harvest, Places
from app.demo.truth import (
    AMOUNTS,
    FORM_OF_GROUP,
    GROUP_OF_FORM,
    INTAKE,
    REFERENCE,
    DistrictGroup,
    Dressing,
    Fault,
    ListKey,
    ListTruth,
    Spot,
    Standing,
    Truth,
    payment_quotas,
)

SEED = 20_200_424
SMALLEST_SCALE = 0.01


@dataclass(frozen=True)
class Province:
    """The lists as they are to be written, row by row, and what is true of them.

    `stranger` stood in a list until it was corrected; `papers` are the lists on other forms, and
    `applications` those that are entered one by one.
    """

    areas: Areas
    lists: Mapping[ListKey, list[Person]]
    truth: Truth
    stranger: Person
    papers: Sequence[Paper]
    applications: Sequence[Row]
    row_numbers: Mapping[ListKey, Sequence[int]]
    latecomers: Latecomers

    def person_at(self, spot: Spot) -> Person:
        """Who stands in a row."""
        return self.lists[spot.list_key][self.row_numbers[spot.list_key].index(spot.row)]

    def digest(self) -> str:
        """A fingerprint of every row of every list and of the truth."""
        ordered = replace(self.truth, unpaid=frozenset())  # a set is told in no order
        total = hashlib.sha256(repr((ordered, sorted(self.truth.unpaid))).encode())
        for key, rows in self.lists.items():
            total.update(repr((key, [tuple(row) for row in rows])).encode())
        return total.hexdigest()


def build_province(seed: int = SEED, scale: float = 1.0) -> Province:
    """The same province for the same seed and scale, in every process; scale 0.01 to 1."""
    if not SMALLEST_SCALE <= scale <= 1:
        raise ValueError(f"the scale must lie between {SMALLEST_SCALE} and 1, not {scale}")
    with _no_cycle_collection():
        people = Population(random.Random(seed))  # noqa: S311 - invented data, no secret
        areas = load_areas(scale)
        lists = _clean_lists(people, areas, scale)
        field = Field(people, lists, areas)
        harvest = plant_all(field, scale)
        sheets = field.finished()
        dressing = choose_dressing(field, sheets, harvest)
        numbers = {
            key: row_numbers(key, dressing.dresses.get(key), rows)
            for key, rows in sheets.lists.items()
        }
        places = Places(sheets, numbers)
        truth = _truth(seed, scale, field, harvest, places, dressing)
        stranger = field.new_person(Clean(truth.dressing.corrected, 0), 1950, 1980, with_cmnd=True)
        work = Paperwork(field, sheets, harvest)
        papers, applications = work.papers(), work.applications()
        late = latecomers(people, areas, seed)
        return Province(areas, sheets.lists, truth, stranger, papers, applications, numbers, late)


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them among so many tuples doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _clean_lists(people: Population, areas: Areas, scale: float) -> dict[ListKey, list[Person]]:
    totals = {row.group: round(row.approved_people * scale) for row in REFERENCE}
    counts = spread(areas, totals, people.rng)
    lists: dict[ListKey, list[Person]] = {}
    for district in areas.districts:
        merit = lists[ListKey("05", district.code)] = []
        for index, commune in enumerate(areas.communes):
            if commune.district != district.code:
                continue
            hamlets = _hamlets(people.rng, commune.code, commune.hamlet_word)
            merit += _lone(people, "NCC", hamlets, counts["NCC"][index])
            lists[ListKey("07", commune.code)] = _lone(
                people, "BTXH", hamlets, counts["BTXH"][index]
            )
            for group in ("HN", "HCN"):
                key = ListKey(FORM_OF_GROUP[group], commune.code)
                lists[key] = _households(people, group, hamlets, counts[group][index])
        if district.code == SOFTWARE_DISTRICT:
            half = len(merit) // 2
            lists[ListKey("05", district.code, 2)] = merit[half:]
            del merit[half:]
    return lists


def _hamlets(rng: random.Random, commune: str, word: str) -> list[Place]:
    count = 6 + int(rng.random() * 7)
    return [Place(commune, f"{word} {number}") for number in range(1, count + 1)]


def _lone(people: Population, group: str, hamlets: list[Place], count: int) -> list[Person]:
    """People of merit or under protection, hamlet by hamlet."""
    amount = AMOUNTS[group]
    return [
        lone_person(people, group, hamlets[index * len(hamlets) // count], amount)
        for index in range(count)
    ]


def _households(people: Population, group: str, hamlets: list[Place], count: int) -> list[Person]:
    """Members of whole households, hamlet by hamlet; only the last household may be cut short."""
    rows: list[Person] = []
    number = 0
    while len(rows) < count:
        number += 1
        place = hamlets[len(rows) * len(hamlets) // count]
        rows += household(people, f"{number:03d}", place, AMOUNTS[group], count - len(rows))
    return rows


def _standings(field: Field, harvest: Harvest) -> dict[DistrictGroup, Standing]:
    """Who is to be approved, by district and group: as many as there are clean rows."""
    approved: Counter[DistrictGroup] = Counter()
    for key, rows in field.lists.items():
        district = field.district_of.get(key.area_code, key.area_code)
        approved[district, GROUP_OF_FORM[key.form]] += len(rows)
    leave, arrive = uncertain(field, harvest)
    return {spot: Standing(count, leave[spot], arrive[spot]) for spot, count in approved.items()}


def _list_truths(sheets: Sheets, faults: Sequence[Fault]) -> Iterator[ListTruth]:
    bad = Counter(fault.list_key for fault in faults if fault.stage == INTAKE)
    for key, rows in sheets.lists.items():
        yield ListTruth(key, len(rows), len(rows) - bad[key])


def _truth(
    seed: int, scale: float, field: Field, harvest: Harvest, places: Places, dressing: Dressing
) -> Truth:
    faults = tuple(map(places.fault, harvest.faults))
    paid = {row.group: round(row.paid_people * scale) for row in REFERENCE}
    standings = _standings(field, harvest)
    approved = Counter[str]()
    for (_, group), standing in standings.items():
        approved[group] += standing.approved
    return Truth(
        seed=seed,
        scale=scale,
        lists=tuple(_list_truths(places.sheets, faults)),
        faults=faults,
        namesakes=tuple((places.spot(one), places.spot(other)) for one, other in harvest.namesakes),
        deaths=tuple(harvest.deaths),
        moves=tuple(harvest.moves),
        watches=tuple(map(places.watch, harvest.watched)),
        rulings=tuple(places.pair(kind, *pair) for kind, pair in harvest.rulings.items()),
        dressing=dressing,
        unpaid=frozenset(harvest.unpaid),
        approved=dict(approved),
        paid=paid,
        standings=standings,
        quotas=payment_quotas(standings, paid),
    )
