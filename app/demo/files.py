"""Writes the lists of the demonstration province as their offices have them, one file a list."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.demo.dresses import CSV, Heading, broken, write_dressed, write_plain
from app.demo.people import Person
from app.demo.province import Province, build_province
from app.demo.rows import sheet_rows
from app.demo.truth import Dressing, ListKey

LIST_DAY = date(2020, 4, 24)
PROVINCE_NAME = "Tỉnh Hà Tĩnh"
FIRST_TRY = "lan-1"
"""Marks the file of a list as it was before its office put it right."""


class Written(NamedTuple):
    """A finished file and how many data rows it has."""

    list_key: ListKey
    path: Path
    row_count: int


def file_name(key: ListKey, dressing: Dressing, what: str = "") -> str:
    """mau-07-18070.xlsx: the form and the code of the unit that compiled the list."""
    part = f"-{key.part}" if key.part > 1 else ""
    end = "csv" if dressing.dresses.get(key) == CSV and not what else "xlsx"
    return f"mau-{key.form}-{key.area_code}{part}{what and f'-{what}'}.{end}"


def write_lists(
    folder: Path,
    keys: Sequence[ListKey] | None = None,
    *,
    province: Province | None = None,
    day: date = LIST_DAY,
) -> Iterator[Written]:
    """Write the files in the given order, yielding each when it is complete.

    Without a province the full one is built here, so that another process can do the writing.
    A file appears under its name only when it is whole, and after an earlier try of its office.
    """
    province = province or build_province()
    folder.mkdir(parents=True, exist_ok=True)
    for key in keys or tuple(province.lists):
        _write_first_try(folder, key, province, day)
        yield _write(folder, key, province, day)


def _write(folder: Path, key: ListKey, province: Province, day: date) -> Written:
    people = province.lists[key]
    rows = sheet_rows(key.form, people, province.areas.names)
    path = folder / file_name(key, province.truth.dressing)
    dress = province.truth.dressing.dresses.get(key)
    part = path.with_suffix(".part")
    write_dressed(key.form, dress, people, rows, _heading(key, province, day), part)
    part.replace(path)
    return Written(key, path, len(people))


def _heading(key: ListKey, province: Province, day: date) -> Heading:
    names = province.areas.names
    district = province.areas.district_of().get(key.area_code)
    return Heading(names[key.area_code], names[district] if district else PROVINCE_NAME, day)


def _write_first_try(folder: Path, key: ListKey, province: Province, day: date) -> None:
    """What the office sent before: its text broken, or four rows otherwise."""
    dressing, names = province.truth.dressing, province.areas.names
    if key == dressing.mojibake:
        rows = broken(key.form, sheet_rows(key.form, province.lists[key], names))
    elif key == dressing.corrected:
        people = before_correction(province.lists[key], province)
        rows = sheet_rows(key.form, people, names)
    else:
        return
    path = folder / file_name(key, dressing, FIRST_TRY)
    write_plain(key.form, rows, _heading(key, province, day), path)


def before_correction(people: Sequence[Person], province: Province) -> list[Person]:
    """The corrected list as it was first: a wrong amount, a hamlet, one missing, a stranger."""
    story = province.truth.dressing.correction
    first = list(people)
    first[story.faulty] = first[story.faulty]._replace(amount=123_000)
    first[story.moved] = first[story.moved]._replace(hamlet=story.hamlet)
    del first[story.missing]
    return [*first, province.stranger]
