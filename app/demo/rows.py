"""The people of a list as rows of its form."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from app.demo.people import Person
from app.demo.truth import MONTHS

Cells: TypeAlias = tuple[str | int | float | None, ...]

SEX = {"M": "Nam", "F": "Nữ"}
_EVERY_ODD_SPELLING, _FIRST_ODD_SPELLING = 97, 5


def sheet_rows(form: str, people: Sequence[Person], names: Mapping[str, str]) -> list[Cells]:
    """The rows of a list in the order of its form's columns."""
    row_of = {"05": _merit_row, "07": _protection_row}.get(form, _household_row)
    return [row_of(number, person, names) for number, person in enumerate(people, 1)]


def is_oddly_spelt(number: int) -> bool:
    """Whether a row of form 05, from 1, writes its commune in a way of its own."""
    return number % _EVERY_ODD_SPELLING == _FIRST_ODD_SPELLING


def _spelt(number: int, commune: str, code: str) -> str:
    """A commune as offices write it: in capitals, shortened, with its province, by its code."""
    if not is_oddly_spelt(number):
        return commune
    for kind, short in (("Thị trấn ", "TT. "), ("Phường ", "P. "), ("Xã ", "X. ")):
        if commune.startswith(kind):
            shortened = short + commune.removeprefix(kind)
            ways = (commune.upper(), shortened, code, f"{commune}, tỉnh Hà Tĩnh", code.lstrip("0"))
            return ways[(number // _EVERY_ODD_SPELLING + int(code)) % len(ways)]
    return commune


def birth_cell(birth: str) -> str | int:
    """A day that a spreadsheet has turned into a number stands as that number."""
    return int(birth) if birth.isdigit() and len(birth) == 5 else birth


def _merit_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    commune = names[person.commune]
    return (
        number, person.full_name, birth_cell(person.birth), SEX[person.sex], person.id_number,
        _spelt(number, commune, person.commune), person.hamlet, f"{person.hamlet}, {commune}",
        person.category, person.allowance, MONTHS, person.amount, None,
    )  # fmt: skip


def _protection_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    return (
        number, person.full_name, birth_cell(person.birth), SEX[person.sex], person.id_number,
        person.hamlet, f"{person.hamlet}, {names[person.commune]}",
        person.category, person.allowance, MONTHS, person.amount, None,
    )  # fmt: skip


def _household_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    return (
        number, person.full_name, birth_cell(person.birth), SEX[person.sex], person.id_number,
        person.hamlet, f"{person.hamlet}, {names[person.commune]}",
        person.head, person.household, person.relation, MONTHS, person.amount, None,
    )  # fmt: skip
