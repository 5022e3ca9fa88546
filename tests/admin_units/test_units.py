"""The country of 2020: codes, paths, and the ways offices write a commune."""

from datetime import date

import pytest

from app import admin_units
from app.admin_units.commands import units_of_2020
from app.core import db
from app.core.errors import NotFound
from app.core.text import fold
from tests.builders import COMMUNE, DISTRICT, PROVINCE, Town


def test_the_country_has_its_63_provinces_and_ha_tinh_its_13_districts_and_216_communes() -> None:
    units = units_of_2020()
    assert len({one["code"] for one in units if one["level"] == "province"}) == 63
    inside = [one for one in units if one["path"].startswith(PROVINCE)]
    assert [len([one for one in inside if one["level"] == level]) for level in (
        "province", "district", "commune")] == [1, 13, 216]  # fmt: skip
    assert all(one["path"].endswith(f"{one['code']}.") for one in units)
    assert len({one["path"] for one in units}) == len(units)


@pytest.mark.parametrize(
    ("path", "level", "code"),
    [(PROVINCE, "province", "42"), (DISTRICT, "district", "436"), (COMMUNE, "commune", "18070")],
)
def test_a_path_tells_level_and_code(path: str, level: str, code: str) -> None:
    assert (admin_units.level_of(path), admin_units.code_of(path)) == (level, code)


async def test_a_unit_stood_on_a_day(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        unit = await admin_units.unit_at(session, "18070", date(2020, 5, 1))
        assert (unit["kind"], unit["name"], unit["path"]) == ("Phường", "Trần Phú", COMMUNE)
        for code, day in (("18070", date(2019, 1, 1)), ("99999", date(2020, 5, 1))):
            with pytest.raises(NotFound):
                await admin_units.unit_at(session, code, day)


@pytest.mark.parametrize(
    "written",
    [
        "Phường Trần Phú",
        "trần phú",
        "P. Trần Phú",
        "TRẦN PHÚ",
        "18070",
        "phuong tran phu",
    ],
)
async def test_the_ways_an_office_writes_a_commune(house: str, written: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        known = await admin_units.commune_spellings(session, DISTRICT)
    assert known.get(fold(written)) or known.get(fold(written.replace(".", ""))) == "18070"


async def test_a_spelling_of_two_communes_is_nobodys(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        known = await admin_units.commune_spellings(session, PROVINCE)
        units = await admin_units.units_inside(session, PROVINCE, "commune")
    names = [fold(one["name"]) for one in units]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice & set(known)
    assert {one["code"] for one in units} <= set(known.values())


async def test_what_lies_inside_is_named_by_path(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        units = await admin_units.units_inside(session, PROVINCE)
        names = await admin_units.names_inside(session, PROVINCE)
        communes = await admin_units.names_inside(session, DISTRICT, "commune")
        nothing = await admin_units.names_inside(session, COMMUNE)
    assert list(names.items()) == [(one["path"], f"{one['kind']} {one['name']}") for one in units]
    assert communes == {path: name for path, name in names.items() if path[:7] == DISTRICT != path}
    assert nothing == {}


async def test_of_many_open_units_the_provinces_are_told(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        every = await admin_units.units_open(session, 10_000)
        few = await admin_units.units_open(session, len(every) - 1)
        opened = await admin_units.open_provinces(session)
    assert {one["path"][:2] for one in every} == set(opened)
    assert {"province", "district", "commune"} == {one["level"] for one in every}
    assert [one["code"] for one in few] == opened


async def test_the_country_is_read_by_anybody(house: str, town: Town) -> None:
    answer = await town.api.http.get("/admin-units", params={"inside": DISTRICT})
    assert {one["path"] for one in answer.json()} >= {COMMUNE}
    assert all(one["path"].startswith(DISTRICT) for one in answer.json())
    assert len((await town.api.http.get("/admin-units")).json()) == 63
    for bad in ("42", "42.43", "%", "42.436.18070.1."):
        answer = await town.api.http.get("/admin-units", params={"inside": bad})
        assert answer.status_code == 422
