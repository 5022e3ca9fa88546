"""Writes the lists of the demonstration province on the official forms, one workbook a list."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.demo.people import Person
from app.demo.province import Province, build_province
from app.demo.truth import MONTHS, ListKey
from app.intake.forms import FORMS
from app.intake.layout import write_workbook

LIST_DAY = date(2020, 4, 24)
PROVINCE_NAME = "Tỉnh Hà Tĩnh"
_SEX = {"M": "Nam", "F": "Nữ"}

Cells: TypeAlias = tuple[str | int | float | None, ...]


class Written(NamedTuple):
    """A finished workbook and how many data rows it has."""

    list_key: ListKey
    path: Path
    row_count: int


def file_name(key: ListKey) -> str:
    """mau-07-18070.xlsx: the form and the code of the unit that compiled the list."""
    return f"mau-{key.form}-{key.area_code}.xlsx"


def write_lists(
    folder: Path,
    keys: Sequence[ListKey] | None = None,
    *,
    province: Province | None = None,
    day: date = LIST_DAY,
) -> Iterator[Written]:
    """Write the workbooks in the given order, yielding each when its file is complete.

    Without a province the full one is built here, so that another process can do the writing.
    A file appears under its name only when it is whole.
    """
    province = province or build_province()
    folder.mkdir(parents=True, exist_ok=True)
    for key in keys or tuple(province.lists):
        yield _write(folder, key, province, day)


def _write(folder: Path, key: ListKey, province: Province, day: date) -> Written:
    people, names = province.lists[key], province.areas.names
    path, part = folder / file_name(key), folder / f"{file_name(key)}.part"
    district = province.areas.district_of().get(key.area_code)
    write_workbook(
        FORMS[key.form],
        sheet_rows(key.form, people, names),
        unit_name=names[key.area_code],
        parent_name=names[district] if district else PROVINCE_NAME,
        day=day,
        out=part,
    )
    part.replace(path)
    return Written(key, path, len(people))


def sheet_rows(form: str, people: Sequence[Person], names: Mapping[str, str]) -> list[Cells]:
    """The rows of a list in the order of its form's columns."""
    row_of = {"05": _merit_row, "07": _protection_row}.get(form, _household_row)
    return [row_of(number, person, names) for number, person in enumerate(people, 1)]


def _merit_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    commune = names[person.commune]
    return (
        number, person.full_name, person.birth, _SEX[person.sex], person.id_number,
        commune, person.hamlet, f"{person.hamlet}, {commune}",
        person.category, person.allowance, MONTHS, person.amount, None,
    )  # fmt: skip


def _protection_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    return (
        number, person.full_name, person.birth, _SEX[person.sex], person.id_number,
        person.hamlet, f"{person.hamlet}, {names[person.commune]}",
        person.category, person.allowance, MONTHS, person.amount, None,
    )  # fmt: skip


def _household_row(number: int, person: Person, names: Mapping[str, str]) -> Cells:
    return (
        number, person.full_name, person.birth, _SEX[person.sex], person.id_number,
        person.hamlet, f"{person.hamlet}, {names[person.commune]}",
        person.head, person.household, person.relation, MONTHS, person.amount, None,
    )  # fmt: skip
