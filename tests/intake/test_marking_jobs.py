"""A marked workbook is asked for, made once in the worker, fetched, corrected and sent again."""

import asyncio
import io
from typing import Any

import httpx
import openpyxl

from app.core import db
from app.intake.jobs import read_list
from app.intake.marking_jobs import mark_workbook
from app.intake.sources import XLSX
from tests.builders import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    SIBLING,
    Town,
    a_list,
    a_row,
    a_workbook,
    as_json_rows,
    read_now,
    rows,
)
from tests.grounds import scalar
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

WAITING = "select count(*) from nation.pgqueuer where entrypoint = 'intake.mark_workbook'"


async def ask(town: Town, list_id: int, path: str = COMMUNE, query: str = "") -> httpx.Response:
    return await town.raw(town.officer(path), "POST", f"/lists/{list_id}/marking{query}")


async def fetch(town: Town, list_id: int, path: str = COMMUNE) -> httpx.Response:
    return await town.raw(town.officer(path), "GET", f"/lists/{list_id}/marked.xlsx")


async def mark_now(list_id: int, version: int = 1, path: str = COMMUNE) -> None:
    """The job, here and now."""
    await mark_workbook(db.Standing(path, officer_id=1), {"list_id": list_id, "version": version})


def faulty_people() -> list[dict[str, Any]]:
    return [*rows("07", 2), a_row("07", sex="?"), a_row("07", birth="31/02/1950")]


async def test_the_offices_workbook_comes_back_marked(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    asked = await ask(town, found.id)
    assert asked.status_code == 202
    assert asked.json() == {"list_id": found.id, "version": 1, "ready": False}
    assert asked.headers["Location"] == f"/api/v1/lists/{found.id}/marked.xlsx"
    assert asked.headers["Retry-After"] == "2"
    early = await fetch(town, found.id)
    assert early.status_code == 409
    assert "đang được tạo" in early.json()["detail"]
    await mark_now(found.id)
    answer = await fetch(town, found.id)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.cell(11, 4).comment is not None
    assert sheet.cell(12, 3).comment is not None


async def test_asked_twice_it_is_made_once(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    kept = "select count(*) from document where file_name = :name"
    await asyncio.gather(*(mark_now(found.id) for _ in range(3)))
    assert await scalar(house, kept, name=f"marked-{found.id}-1.xlsx") == 1
    before = await scalar(house, WAITING)
    again = await ask(town, found.id)
    assert again.json()["ready"] is True
    assert await scalar(house, WAITING) == before
    await mark_now(found.id)
    assert await scalar(house, kept, name=f"marked-{found.id}-1.xlsx") == 1


async def test_the_job_is_asked_for_in_the_act_itself(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    before = await scalar(house, WAITING)
    assert (await ask(town, found.id, query="?dry_run=true")).status_code == 202
    assert await scalar(house, WAITING) == before
    await ask(town, found.id)
    assert await scalar(house, WAITING) == before + 1


async def test_corrected_and_sent_again_only_corrected_rows_change(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    await mark_now(found.id)
    book = openpyxl.load_workbook(io.BytesIO((await fetch(town, found.id)).content))
    book.worksheets[0].cell(11, 4).value = "Nữ"
    book.worksheets[0].cell(12, 3).value = "12/03/1975"
    out = io.BytesIO()
    book.save(out)
    answer = await town.raw(
        town.officer(COMMUNE), "POST", f"/lists/{found.id}/versions",
        content=out.getvalue(), headers={"Content-Type": XLSX},
    )  # fmt: skip
    assert answer.status_code == 202, answer.text
    await read_list(db.Standing(PROVINCE), {"list_id": found.id, "version": 2})
    reading = await town.raw(town.officer(COMMUNE), "GET", f"/lists/{found.id}/reading")
    told = reading.json()
    assert (told["row_count"], told["good_count"]) == (4, 4), told
    assert (told["same_count"], told["changed_count"], told["gone_count"]) == (2, 2, 0)
    assert (await fetch(town, found.id)).status_code == 409, "the new version is not marked yet"
    await mark_now(found.id, 2)
    again = openpyxl.load_workbook(io.BytesIO((await fetch(town, found.id)).content))
    assert again.worksheets[0].cell(11, 4).comment is None
    assert [cell.value for cell in again.worksheets[0][7]].count("Lỗi") == 1


async def test_json_comes_back_as_a_workbook(house: str, town: Town) -> None:
    content = {"rows": as_json_rows("07", faulty_people()[:3])}
    answer = await town.raw(town.officer(COMMUNE), "POST", "/lists?form=07", json=content)
    list_id = answer.json()["id"]
    await read_now(list_id)
    await mark_now(list_id)
    made = await fetch(town, list_id)
    notes = [
        cell.comment.text
        for row in openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0].iter_rows()
        for cell in row
        if cell.comment
    ]
    assert len(notes) == 1
    assert "giới tính" in notes[0]


async def test_who_sees_the_list_sees_its_marked_workbook(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    await mark_now(found.id, path=PROVINCE)
    assert (await fetch(town, found.id, DISTRICT)).status_code == 200
    assert (await fetch(town, found.id)).status_code == 200
    for answer in (await fetch(town, found.id, SIBLING), await ask(town, found.id, SIBLING)):
        assert answer.status_code == 404
    await mark_now(found.id + 1, path=SIBLING)


async def test_an_upload_of_that_name_is_not_taken_for_one(house: str, town: Town) -> None:
    found = await a_list(town, "07", faulty_people())
    await town.raw(
        town.officer(COMMUNE), "POST", f"/lists?form=07&file_name=marked-{found.id}-1.xlsx",
        content=a_workbook("07", rows("07", 1)), headers={"Content-Type": XLSX},
    )  # fmt: skip
    assert (await fetch(town, found.id)).status_code == 409


async def test_a_list_not_read_is_not_marked(house: str, town: Town) -> None:
    content = a_workbook("07", faulty_people())
    answer = await town.raw(
        town.officer(COMMUNE), "POST", "/lists?form=07", content=content,
        headers={"Content-Type": XLSX},
    )  # fmt: skip
    refused = await ask(town, answer.json()["id"])
    assert refused.status_code == 409
    await mark_now(answer.json()["id"])
    assert (await fetch(town, answer.json()["id"])).status_code == 409
