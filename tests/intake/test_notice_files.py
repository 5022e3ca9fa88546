"""Deaths and moves as files: all or nothing, or the good rows alone; only digests are kept."""

from datetime import date
from typing import Any

import httpx
import pytest

from app.intake.csv_cells import CSV, csv_text
from app.intake.forms import FORMS
from app.intake.sources import XLSX
from app.register import Known, keys_of
from tests.builders import PROVINCE, Town, a_cccd, a_name
from tests.grounds import scalar
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


def a_death(**changes: Any) -> dict[str, Any]:
    """One row of a list of deaths."""
    row: dict[str, Any] = {
        "full_name": a_name(), "birth": "12/03/1940", "sex": "Nữ",
        "id_number": a_cccd(year=1940), "commune": "Phường Trần Phú", "died_on": "02/03/2020",
    }  # fmt: skip
    return row | changes


def as_file(*rows: dict[str, Any], form: str = "bao-tu") -> bytes:
    """The competent office's list as CSV."""
    columns = FORMS[form].columns
    table: list[list[Any]] = [[column.header for column in columns]]
    table += [[row.get(column.field) for column in columns] for row in rows]
    return "".join(csv_text(table)).encode()


async def report(
    town: Town, content: bytes, query: str = "", matter: str = "died", kind: str = CSV
) -> httpx.Response:
    return await town.raw(
        town.officer(PROVINCE, "hotich"), "POST",
        f"/notices/file?matter={matter}&document_number=12/BC-STP{query}",
        content=content, headers={"Content-Type": kind},
    )  # fmt: skip


KEPT = (
    "select (select count(*) from nation.person_notice) || ' ' || (select count(*) from document)"
)


async def test_a_list_of_deaths_is_kept_as_digests(house: str, town: Town) -> None:
    rows = [a_death(), a_death(id_number=None, birth="1938")]
    answer = await report(town, as_file(*rows))
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["rows"], found["notices"], found["faulty"]) == (2, 2, 0)
    assert found["keys"] >= 3
    since = "select count(*) from nation.person_notice where matter = 'died' and since = :day"
    assert await scalar(house, since, day=date(2020, 3, 2)) >= 3


async def test_the_same_person_in_a_list_of_claims_is_told_of(house: str, town: Town) -> None:
    """The digests are those that lists are compared by."""
    row = a_death()
    await report(town, as_file(row))
    known = Known("x", None, None, None, None, row["id_number"], None, "42.436.18070.")
    digest = keys_of(known)[0]
    query = "select count(*) from nation.person_notice where digest = :d and matter = 'died'"
    assert await scalar(house, query, d=digest) == 1


async def test_a_list_of_moves_keeps_the_commune_left(house: str, town: Town) -> None:
    row = a_death()
    row["moved_on"] = row.pop("died_on")
    answer = await report(town, as_file(row, form="chuyen-di"), matter="moved")
    assert answer.status_code == 201, answer.text
    query = (
        "select count(*) from nation.person_notice"
        " where matter = 'moved' and from_area = '42.436.18070.'"
    )
    assert await scalar(house, query) >= 1


async def test_one_faulty_row_refuses_the_file_and_tells_where(house: str, town: Town) -> None:
    before = await scalar(house, KEPT)
    rows = [a_death(), a_death(died_on="31/02/2020"), a_death(sex="?", birth=None)]
    answer = await report(town, as_file(*rows))
    assert answer.status_code == 422
    body = answer.json()
    assert "2 trong 3 dòng" in body["detail"]
    pointers = [one["pointer"] for one in body["errors"]]
    assert "#/rows/3/died_on" in pointers
    assert "#/rows/4/sex" in pointers
    assert not any(row["id_number"] in answer.text for row in rows)
    assert await scalar(house, KEPT) == before


async def test_the_good_rows_alone_when_asked_for(house: str, town: Town) -> None:
    rows = [a_death(), a_death(died_on="31/02/2020")]
    answer = await report(town, as_file(*rows), "&lenient=true")
    assert answer.status_code == 201
    found = answer.json()
    assert (found["rows"], found["notices"], found["faulty"]) == (2, 1, 1)
    assert found["problems"][0]["row_number"] == 3


async def test_a_rehearsal_keeps_nothing(house: str, town: Town) -> None:
    before = await scalar(house, KEPT)
    answer = await report(town, as_file(a_death()), "&dry_run=true")
    assert answer.status_code == 201
    assert answer.json()["notices"] == 1
    assert await scalar(house, KEPT) == before


@pytest.mark.parametrize(("content", "kind"), [(b"", CSV), (b"khong", XLSX), (b"a;b\n1;2\n", CSV)])
async def test_what_is_no_such_list_is_refused(
    house: str, town: Town, content: bytes, kind: str
) -> None:
    before = await scalar(house, KEPT)
    assert (await report(town, content, kind=kind)).status_code == 422
    assert await scalar(house, KEPT) == before


async def test_a_list_of_claims_is_no_list_of_deaths(house: str, town: Town) -> None:
    rows = as_file(a_death(), form="chuyen-di")
    assert (await report(town, rows)).status_code == 422


async def test_only_the_competent_office_reports(house: str, town: Town) -> None:
    officer = town.officer(PROVINCE, "kiemtra")
    answer = await town.raw(
        officer, "POST", "/notices/file?matter=died&document_number=1",
        content=as_file(a_death()), headers={"Content-Type": CSV},
    )  # fmt: skip
    assert answer.status_code == 403
