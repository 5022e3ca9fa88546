"""Plants what comes to light later: notices of other offices, claims elsewhere, people's own word.

The three fast districts are decided first, so their claims are known, and paid, when those of the
others are examined.
"""

from collections.abc import Callable

from app.demo.field import Added, Field
from app.demo.people import Person
from app.demo.planting import Harvest, Planted, Watched, scaled
from app.demo.truth import AMOUNTS, COUNCIL, GROUPS, OWN_WORD, Notice

COUNTS = {"DIED_BEFORE": 160, "MOVED_AWAY": 60, "CLAIMED_ELSEWHERE": 24, "HIGHER_LATER": 12}
"""How many at full size."""
FEW = {"BOTH_NUMBERS": 2, "BULK_DECLINED": 8}
"""As many at any size."""
WATCHED = {"AGE_OUTLIER": 4, "STAFF_RELATIVE": 3}
OTHER_DEATHS = 80
_ALREADY = ("ALREADY_SUPPORTED", "DUPLICATE")
_NOTICED_GROUPS = ("BTXH", "NCC", "BTXH", "HN", "NCC", "HCN", "BTXH")


def plant_later(field: Field, harvest: Harvest, scale: float) -> None:
    """Plant all of it; at least one of each kind."""
    for number in range(scaled(COUNTS["DIED_BEFORE"], scale)):
        _died_before(field, harvest, number)
    harvest.deaths.extend(_other_death(field, n) for n in range(scaled(OTHER_DEATHS, scale)))
    for number in range(scaled(COUNTS["MOVED_AWAY"], scale)):
        _moved_away(field, harvest, number)
    for notices in (harvest.deaths, harvest.moves):
        notices.sort(key=lambda one: (one.commune_code, one.since, one.full_name))
    planters: dict[str, Callable[[Field, Harvest], None]] = {
        "CLAIMED_ELSEWHERE": _claimed_elsewhere,
        "HIGHER_LATER": _higher_later,
    }
    for kind, planter in planters.items():
        for _ in range(scaled(COUNTS[kind], scale)):
            planter(field, harvest)
    for _ in range(FEW["BOTH_NUMBERS"]):
        _both_numbers(field, harvest)
    _declined(field, harvest)
    _watched(field, harvest)


def _died_before(field: Field, harvest: Harvest, number: int) -> None:
    """Somebody who died before the support began is still listed."""
    person, added = _listed_still(field, number, "DIED_BEFORE")
    harvest.faults.append(
        Planted("DIED_BEFORE", added, COUNCIL, ("DIED_BEFORE",), "DIED_BEFORE")
    )  # fmt: skip
    harvest.deaths.append(_death(field, person, number))


def _moved_away(field: Field, harvest: Harvest, number: int) -> None:
    """Somebody who moved to another province before the support began is still listed."""
    person, added = _listed_still(field, number, "MOVED_AWAY")
    harvest.faults.append(Planted("MOVED_AWAY", added, COUNCIL, ("MOVED_AWAY",), "MOVED_AWAY"))
    paper = f"Giấy chuyển hộ khẩu số {number + 1}/HK07"
    harvest.moves.append(_notice(field, person, paper))


def _listed_still(field: Field, number: int, kind: str) -> tuple[Person, Added]:
    target = field.any_row(_NOTICED_GROUPS[number % len(_NOTICED_GROUPS)])
    first, last = (1923, 1958) if kind == "DIED_BEFORE" else (1941, 1985)
    last = min(last, 1958) if target.list_key.form == "05" else last
    person = field.new_person(target, first, last, with_cmnd=number % 9 < 4)
    if number % 9 == 0:
        person = person._replace(birth=str(person.birth_year))
    return person, field.add_beside(target, person)


def _other_death(field: Field, number: int) -> Notice:
    """A death of somebody who stands in no list."""
    target = field.any_row(GROUPS[number % len(GROUPS)])
    person = field.new_person(target, 1920, 1990, with_cmnd=number % 3 > 0)
    return _death(field, person, number + 1000)


def _death(field: Field, person: Person, number: int) -> Notice:
    return _notice(field, person, f"Trích lục khai tử số {number + 1}/TLKT-BS")


def _notice(field: Field, person: Person, paper: str) -> Notice:
    days = ("2019-08-17", "2019-11-05", "2019-12-28", "2020-01-23", "2020-02-14", "2020-03-31")
    since = days[int(field.rng.random() * len(days))]
    text = person.id_number if isinstance(person.id_number, str) else None
    return Notice(person.full_name, person.birth, person.sex, text, person.commune, since, paper)


def _claimed_elsewhere(field: Field, harvest: Harvest) -> None:
    """Somebody of a fast district stands with the same number in a list of a slow one."""
    source = field.take(GROUPS, lambda _, p: bool(p.id_number) and field.is_fast(p))
    person = field.person(source)
    target = field.elsewhere(source, near=False, suits=field.is_slow)
    added = field.add_beside(target, field.placed(target, person))
    harvest.faults.append(
        Planted("CLAIMED_ELSEWHERE", added, COUNCIL, _ALREADY, "ALREADY_SUPPORTED", source, True)
    )


def _higher_later(field: Field, harvest: Harvest) -> None:
    """A poor person of a fast district, approved there, stands in the protection list that is late.

    The post office could not pay the first order, so the whole of the higher benefit is due.
    """
    lower = field.take(
        ("HN", "HCN"), lambda _, p: _numbered(p) and p.has_full_date and field.is_fast(p)
    )
    person = field.person(lower)
    higher = field.take(
        ("BTXH",),
        lambda _, p: (
            p.commune == field.late_commune
            and p.has_full_date
            and not field.people.knows(person.name_key, person.birth_year, p.commune)
        ),
    )
    home = field.person(higher)
    protected = person._replace(
        commune=home.commune, hamlet=home.hamlet, amount=AMOUNTS["BTXH"], head="", household="",
        relation="", category=home.category, allowance=home.allowance,
    )  # fmt: skip
    field.people.note_copy(protected)
    field.replace(higher, protected)
    harvest.faults.append(
        Planted("HIGHER_LATER", lower, COUNCIL, ("SUPERSEDED",), None, higher)
    )  # fmt: skip
    harvest.watched.append(Watched("HIGHER_LATER", higher, ""))
    harvest.unpaid[str(person.id_number)] = lower


def _both_numbers(field: Field, harvest: Harvest) -> None:
    """A person stands here with a CMND, there with a CCCD; a third paper names both."""
    source = field.take(
        ("NCC", "BTXH"),
        lambda _, p: p.has_full_date and _numbered(p) and field.is_slow(p),
    )
    person = field.person(source)
    cccd = field.people.cccd(person.sex, person.birth_year)
    target = field.elsewhere(source, near=False, suits=field.is_slow)
    added = field.add_beside(target, field.placed(target, person._replace(id_number=cccd)))
    harvest.faults.append(
        Planted("BOTH_NUMBERS", added, COUNCIL, _ALREADY, "DUPLICATE", source, True)
    )
    harvest.two_numbered.append(person._replace(id_number=f"{person.id_number}/{cccd}"))


def _numbered(person: Person) -> bool:
    return isinstance(person.id_number, str) and len(person.id_number) == 9


def _declined(field: Field, harvest: Harvest) -> None:
    """Many people of one hamlet say on one day that they do not take the support."""
    target = field.take(("HCN",), lambda _, p: field.is_slow(p))
    for _ in range(FEW["BULK_DECLINED"]):
        person = field.new_person(target, 1950, 1985, with_cmnd=True)
        added = field.add_beside(target, person)
        harvest.faults.append(Planted("BULK_DECLINED", added, OWN_WORD, ()))


def _watched(field: Field, harvest: Harvest) -> None:
    """The very old, and relatives of the officers who make the lists: entitled, but looked at."""
    for _ in range(WATCHED["AGE_OUTLIER"]):
        clean = field.take(("BTXH",), lambda _, p: p.id_number is None and p.birth_year < 1940)
        harvest.watched.append(Watched("AGE_OUTLIER", clean, "AGE_OUTLIER"))
        field.replace(clean, _very_old(field, field.person(clean)))
    for _ in range(WATCHED["STAFF_RELATIVE"]):
        clean = field.take(("BTXH",), lambda _, p: p.has_full_date and _numbered(p))
        harvest.watched.append(Watched("STAFF_RELATIVE", clean, "STAFF_RELATIVE"))


def _very_old(field: Field, person: Person) -> Person:
    birth, year = field.people.birth(1913, 1917)
    while not field.people.remember(person.name_key, birth, person.sex, person.commune):
        birth, year = field.people.birth(1913, 1917)
    return person._replace(birth=birth, birth_year=year)
