"""Rows that intake must find faulty: what each kind of damage does to an otherwise good row."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from app.demo.people import Person, Population
from app.demo.truth import GROUPS

ALL = GROUPS
POOR = ("HN", "HCN")
NOT_MERIT = ("BTXH", "HN", "HCN")

Damage = Callable[[Population, Person, int], Person]

# A district's rows name, in the fault, a commune of a district that never shared one with it.
_FAR_COMMUNES = {
    "436": ("18364", "18403"), "437": ("18769", "18775"), "439": ("18694", "18724"),
    "440": ("18766", "18778"), "441": ("18682", "18736"), "442": ("18526", "18547"),
    "443": ("18760", "18784"), "444": ("18370", "18382"), "445": ("18142", "18190"),
    "446": ("18367", "18394"), "447": ("18358", "18385"), "448": ("18529", "18553"),
    "449": ("18376", "18388"),
}  # fmt: skip

_IMPOSSIBLE_BIRTHS = (
    "31/02/1950", "31/09/1944", "30/02/1962", "không rõ", "31/04/1957", "29/02/1953",
    "15/13/1948", "32/01/1960", "tuổi Dần", "31/11/1941",
)  # fmt: skip


def far_commune(district: str, number: int) -> str:
    """The code of a commune far from a district."""
    far = _FAR_COMMUNES[district]
    return far[number % len(far)]


def _wrong_sex(people: Population, person: Person, _: int) -> Person:
    other = "F" if person.sex == "M" else "M"
    return person._replace(id_number=people.cccd(other, person.birth_year))


def _wrong_year(people: Population, person: Person, number: int) -> Person:
    year = 1930 + (person.birth_year - 1930 + 1 + number % 9) % 60
    return person._replace(id_number=people.cccd(person.sex, year))


def _damaged_number(people: Population, person: Person, number: int) -> Person:
    cmnd, cccd = people.cmnd(), people.cccd(person.sex, person.birth_year)
    damaged = (float(cmnd), "1.89E+08", cccd[1:], float(cccd), f"{cmnd}.0", "4.2E+10")
    return person._replace(id_number=damaged[number % len(damaged)])


def _misshapen_number(people: Population, person: Person, number: int) -> Person:
    cmnd, cccd = people.cmnd(), people.cccd(person.sex, person.birth_year)
    shapes = (f"{cmnd}7", cmnd[:7], f"{cmnd[:4]}O{cmnd[5:]}", f"{cccd}3", f"{cccd[:5]}?{cccd[6:]}")
    return person._replace(id_number=shapes[number % len(shapes)])


def _impossible_birth(_: Population, person: Person, number: int) -> Person:
    return person._replace(birth=_IMPOSSIBLE_BIRTHS[number % len(_IMPOSSIBLE_BIRTHS)])


def _unwritten_name(_: Population, person: Person, number: int) -> Person:
    first, middle, last = person.full_name.split(" ", 1)[0], "V?n", person.full_name.rsplit(" ")[-1]
    names = (
        f"{first} {middle} {last}",
        f"{person.full_name} 2",
        person.full_name[:-1] + "@",
        f"{person.full_name}#",
    )
    return person._replace(full_name=names[number % len(names)])


def _old_word(_: Population, person: Person, number: int) -> Person:
    """A word of the name typed in the font of another machine."""
    first, *_middle, last = person.full_name.split(" ")
    return person._replace(full_name=f"{first} {('V¨n', 'ThÞ', '§øc')[number % 3]} {last}")


def _damaged_birth(_: Population, person: Person, number: int) -> Person:
    """What a spreadsheet makes of a day when its cell is no text."""
    year = person.birth_year
    serial = (date(year, 5, 14) - date(1899, 12, 30)).days
    damaged = (f"05/14/{year}", str(serial), f"14/05/{year % 100:02d}", f"14-May-{year % 100:02d}")
    return person._replace(birth=damaged[number % len(damaged)])


def _no_province(people: Population, person: Person, number: int) -> Person:
    """The first three digits of a CCCD are the code of no province."""
    cccd = people.cccd(person.sex, person.birth_year)
    code = ("003", "041", "050", "099")[number % 4]
    return person._replace(id_number=f"{code}{cccd[3:]}")


def _wrong_amount(_: Population, person: Person, number: int) -> Person:
    right = person.amount
    wrong = (right - 250_000, right * 2, right + 50_000, right + 0.5, right // 3)
    return person._replace(amount=wrong[number % len(wrong)])


def _as_is(_: Population, person: Person, __: int) -> Person:
    return person


def _without_household(_: Population, person: Person, __: int) -> Person:
    return person._replace(household="")


class FaultyKind(NamedTuple):
    """One kind of faulty row: in whose lists it stands, born when, and what is wrong with it."""

    code: str
    planted: int
    groups: tuple[str, ...]
    first_year: int
    last_year: int
    damage: Damage
    with_cmnd: bool = False


FAULTY_KINDS = (
    FaultyKind("ID_SEX", 110, ALL, 1941, 1962, _wrong_sex),
    FaultyKind("ID_BIRTH_YEAR", 110, ALL, 1941, 1962, _wrong_year),
    FaultyKind("ID_DAMAGED", 150, ALL, 1941, 1962, _damaged_number),
    FaultyKind("ID_SHAPE", 90, ALL, 1941, 1962, _misshapen_number),
    FaultyKind("ID_PROVINCE", 60, ALL, 1941, 1962, _no_province),
    FaultyKind("BIRTH_IMPOSSIBLE", 120, ALL, 1941, 1962, _impossible_birth, True),
    FaultyKind("DATE_DAMAGED", 80, ALL, 1941, 1962, _damaged_birth, True),
    FaultyKind("BIRTH_FUTURE", 70, NOT_MERIT, 2021, 2022, _as_is),
    FaultyKind("AGE_IMPOSSIBLE", 50, ALL, 1891, 1898, _as_is),
    FaultyKind("AGE_IMPOSSIBLE", 30, ("NCC",), 2006, 2015, _as_is),
    FaultyKind("COMMUNE_UNKNOWN", 90, ("NCC",), 1941, 1962, _as_is, True),
    FaultyKind("NAME_CHARACTERS", 90, ALL, 1941, 1962, _unwritten_name, True),
    FaultyKind("LEGACY_FONT", 60, ALL, 1941, 1962, _old_word, True),
    FaultyKind("AMOUNT_WRONG", 80, ALL, 1941, 1962, _wrong_amount, True),
    FaultyKind("HOUSEHOLD_MISSING", 80, POOR, 1941, 1985, _without_household, True),
)
