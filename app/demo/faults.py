"""Plants the faults of 2020 among the clean rows: each known, each to be caught for its reason."""

import unicodedata
from collections import Counter
from collections.abc import Callable

from app.demo.faulty_rows import FAULTY_KINDS, FaultyKind, far_commune
from app.demo.field import Added, Clean, Field
from app.demo.later_faults import plant_later
from app.demo.names import TWIN_GIVENS
from app.demo.people import CHILD, HEAD, Person
from app.demo.planting import Harvest, Planted, listed_elsewhere, scaled
from app.demo.truth import (
    COUNCIL,
    GROUP_OF_FORM,
    GROUPS,
    INTAKE,
    DistrictGroup,
    ListKey,
)

Suits = Callable[[Person], bool]

COUNTS = {
    "POOR_AND_PROTECTED": 420,
    "TWO_COMMUNES": 260,
    "CMND_AND_CCCD": 160,
    "SPELLING": 210,
    "TWICE_IN_LIST": 160,
}
NAMESAKES = 60
_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé",
    "ỏe": "oẻ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


def plant_all(field: Field, scale: float) -> Harvest:
    """Plant every kind of fault, the honest namesakes, and the notices; at least one of each."""
    harvest = Harvest()
    planters: dict[str, Callable[[Field, int], Planted]] = {
        "POOR_AND_PROTECTED": _poor_and_protected,
        "TWO_COMMUNES": _two_communes,
        "CMND_AND_CCCD": _two_numbers,
        "SPELLING": _spelling,
        "TWICE_IN_LIST": _twice_in_list,
    }
    harvest.namesakes.extend(namesakes(field, n) for n in range(scaled(NAMESAKES, scale)))
    for kind, planter in planters.items():
        harvest.faults.extend(planter(field, n) for n in range(scaled(COUNTS[kind], scale)))
    for faulty in FAULTY_KINDS:
        harvest.faults.extend(
            _faulty(field, faulty, n) for n in range(scaled(faulty.planted, scale))
        )
    plant_later(field, harvest, scale)
    _plant_rulings(field, harvest)
    return harvest


def _plant_rulings(field: Field, harvest: Harvest) -> None:
    """Pairs on which an officer rules before the councils sit, all in districts that sit late."""
    one_person = _two_numbers(field, 1, field.is_slow)
    harvest.faults.append(one_person)
    assert one_person.partner is not None
    harvest.rulings["PAIR_SAME"] = (one_person.partner, one_person.row)
    for kind in ("PAIR_DIFFERENT", "PAIR_UNDONE"):
        pair = namesakes(field, 0, field.is_slow)
        harvest.namesakes.append(pair)
        harvest.rulings[kind] = pair


def _poor_and_protected(field: Field, number: int) -> Planted:
    """A person under social protection stands again in the poor list of the same commune."""
    with_number = number % 10 < 7
    form = "09" if number % 2 else "08"
    source = field.take(
        ("BTXH",),
        lambda _, person: bool(person.id_number) if with_number else person.has_full_date,
    )
    person = field.person(source)
    key = ListKey(form, person.commune)
    target = Clean(key, int(field.rng.random() * len(field.lists[key])))
    copy = person._replace(category="", allowance=0)
    if not with_number:
        copy = copy._replace(id_number=None)
    added = field.add_beside(target, field.placed(target, copy))
    finding = "HIGHER_BENEFIT" if with_number else "SUSPECTED_SAME"
    return Planted("POOR_AND_PROTECTED", added, COUNCIL, ("SUPERSEDED",), finding, source)


def _two_communes(field: Field, number: int) -> Planted:
    """A person stands with the same number in the list of another commune."""
    source = field.take(GROUPS, lambda _, person: bool(person.id_number))
    added = listed_elsewhere(field, source, field.person(source), near=number % 3 == 0)
    reasons = ("DUPLICATE", "ALREADY_SUPPORTED")
    return Planted("TWO_COMMUNES", added, COUNCIL, reasons, "DUPLICATE", source, True)


def _two_numbers(field: Field, number: int, lives: Suits | None = None) -> Planted:
    """A person stands here with a CMND, there with a CCCD; `lives` may ask where."""
    source = field.take(
        GROUPS,
        lambda _, p: p.has_full_date and _numbered(p, digits=9) and (not lives or lives(p)),
    )
    person = field.person(source)
    other = person._replace(id_number=field.people.cccd(person.sex, person.birth_year))
    target = field.elsewhere(source, near=number % 3 == 0, suits=lives)
    added = field.add_beside(target, field.placed(target, other))
    return _suspected("CMND_AND_CCCD", added, source)


def _spelling(field: Field, number: int) -> Planted:
    """A person without a number stands in another list in another spelling of the same name."""
    spell = _SPELLINGS[number % len(_SPELLINGS)]
    source = field.take(
        GROUPS,
        lambda _, p: p.id_number is None and p.has_full_date and spell(p.full_name) != p.full_name,
    )
    person = field.person(source)
    other = person._replace(full_name=spell(person.full_name))
    added = listed_elsewhere(field, source, other, near=number % 2 == 0)
    return _suspected("SPELLING", added, source)


def _suspected(kind: str, added: Added, source: Clean) -> Planted:
    return Planted(kind, added, COUNCIL, ("DUPLICATE",), "SUSPECTED_SAME", source, True)


def _decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def _old_tone(name: str) -> str:
    """hòa -> hoà, thủy -> thuỷ: at the end of a word only, where both are written."""
    words = name.split(" ")
    return " ".join(
        word[:-2] + _TONES[word[-2:]] if word[-2:] in _TONES else word for word in words
    )


def _lookalike(name: str) -> str:
    return name.replace("Đ", "\u00d0")


_SPELLINGS = (_decomposed, _old_tone, _lookalike)


def _twice_in_list(field: Field, number: int) -> Planted:
    """The same row stands a second time in the same list, further down."""
    source = field.take(GROUPS, lambda _, p: p.has_full_date or p.id_number is not None)
    last = len(field.lists[source.list_key]) - 1
    after = Clean(source.list_key, min(source.at + number % 7, last))
    added = field.add(after, field.person(source))
    return Planted("TWICE_IN_LIST", added, INTAKE, ("TWICE_IN_LIST",), None, source)


def _faulty(field: Field, kind: FaultyKind, number: int) -> Planted:
    """Somebody not listed otherwise stands in a row that intake must find faulty."""
    target = field.any_row(kind.groups[number % len(kind.groups)])
    person = field.new_person(target, kind.first_year, kind.last_year, with_cmnd=kind.with_cmnd)
    person = kind.damage(field.people, person, number // len(kind.groups))
    if kind.code == "COMMUNE_UNKNOWN":
        person = person._replace(commune=far_commune(target.list_key.area_code, number))
    return Planted(kind.code, field.add_beside(target, person), INTAKE, (kind.code,))


def namesakes(field: Field, number: int, lives: Suits | None = None) -> tuple[Clean, Clean]:
    """Two different people of one name, birth and sex in two lists, with nothing else to tell.

    `lives` may ask where they live.
    """
    with_numbers = number % 2 == 0

    def kept(person: Person) -> bool:
        if lives and not lives(person):
            return False
        return _numbered(person, digits=9) if with_numbers else person.id_number is None

    first = field.take(GROUPS, lambda _, p: p.has_full_date and kept(p))
    model = field.person(first)

    def suits(clean: Clean, person: Person) -> bool:
        return (
            clean.list_key != first.list_key
            and person.commune != model.commune
            and person.sex == model.sex
            and abs(person.birth_year - model.birth_year) <= 2
            and person.relation not in (HEAD, CHILD)
            and (person.id_number is not None) == with_numbers
            and (not lives or lives(person))
            and not field.people.knows(model.name_key, model.birth_year, person.commune)
        )

    second = field.take(GROUPS, suits)
    family, given = model.full_name.rsplit(" ", 1)
    twin = field.person(second)._replace(
        full_name=f"{family} {TWIN_GIVENS.get(given, given) if number % 4 < 2 else given}",
        name_key=model.name_key,
        birth=model.birth,
        birth_year=model.birth_year,
        id_number=field.people.cccd(model.sex, model.birth_year) if with_numbers else None,
    )
    field.people.note_copy(twin)
    field.replace(second, twin)
    return first, second


def _numbered(person: Person, digits: int) -> bool:
    return isinstance(person.id_number, str) and len(person.id_number) == digits


def uncertain(
    field: Field, harvest: Harvest
) -> tuple[Counter[DistrictGroup], Counter[DistrictGroup]]:
    """By district and group: how many approved may leave, and arrive, by pairs over districts.

    Whose first order cannot be paid counts with those who may leave.
    """
    leave: Counter[DistrictGroup] = Counter()
    arrive: Counter[DistrictGroup] = Counter()
    for clean in harvest.unpaid.values():
        district = field.district_of[field.person(clean).commune]
        leave[district, GROUP_OF_FORM[clean.list_key.form]] += 1
    for fault in harvest.faults:
        if not fault.either or fault.partner is None or not isinstance(fault.row, Added):
            continue
        group = GROUP_OF_FORM[fault.row.list_key.form]
        home = field.district_of[field.person(fault.partner).commune]
        away = field.district_of[field.added_person(fault.row).commune]
        if home != away:
            leave[home, group] += 1
            arrive[away, group] += 1
    return leave, arrive
