"""Intake over HTTP: what is no list is told where and why, in Vietnamese, and nothing is kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from app.access import Role
from app.core.settings import settings
from app.intake.schemas import ListCheck
from tests.builders import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    Town,
    a_row,
    a_workbook,
    as_json_rows,
    enrolled,
    read_now,
    rows,
)
from tests.grounds import scalar
from tests.town import logged, morning, town

from .bad_lists import BAD_JSON, BAD_WORKBOOKS, written

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEM = "application/problem+json"

__all__ = ["logged", "morning", "town"]


async def hand_in(
    town: Town, content: Any, form: str = "07", *, kind: str = XLSX, path: str = COMMUNE,
    query: str = "", **headers: str,
) -> httpx.Response:  # fmt: skip
    """The answer of the door to a body."""
    return await town.raw(
        town.officer(path), "POST", f"/lists?form={form}{query}", content=content,
        headers={"Content-Type": kind, **headers},
    )  # fmt: skip


async def kept(house: str) -> tuple[int, ...]:
    """How much stands in the database that a list could leave."""
    tables = [
        "dossier_list", "document", "list_row", "dossier", "person", "nation.pgqueuer",
        "nation.idempotency", "part_taken", "change_log", "nation.person_key",
    ]  # fmt: skip
    counts = " union all ".join(f"select {n}, count(*) from {t}" for n, t in enumerate(tables))
    query = f"select string_agg(c::text, ' ' order by n) from ({counts}) as t (n, c)"
    return tuple(map(int, str(await scalar(house, query)).split()))


def located(answer: httpx.Response, status: int = 422) -> dict[str, Any]:
    """The problem document, once it is one: typed, in Vietnamese, of this request."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    assert body["instance"].startswith("urn:uuid:")
    assert any(ord(letter) > 127 for letter in body["detail"] + body["title"]), body
    return body


@pytest.mark.parametrize("name", sorted(BAD_WORKBOOKS))
async def test_a_workbook_that_is_no_list_is_refused_whole(
    house: str, town: Town, name: str
) -> None:
    build, code, words = BAD_WORKBOOKS[name]
    before = await kept(house)
    answer = await hand_in(town, build(), "08" if name == "NUL" else "07")
    if name == "NUL" and answer.status_code == 202:
        await verdict_on(town, answer.json()["id"], "NAME_CHARACTERS")
        return
    body = located(answer)
    assert body["type"].removeprefix("/problems/").startswith(code)
    assert words in body["detail"]
    assert await kept(house) == before


async def verdict_on(town: Town, list_id: int, code: str) -> None:
    """The list is read, and its one row refused for this reason."""
    await read_now(list_id)
    officer = await town.at(COMMUNE)
    (row,) = [one async for one in officer.rows(list_id)]
    assert [one["code"] for one in row.problems or []] == [code]


@pytest.mark.parametrize("name", sorted(BAD_JSON))
async def test_json_that_is_no_list_is_told_where(house: str, town: Town, name: str) -> None:
    content, pointer = BAD_JSON[name]
    before = await kept(house)
    body = located(await hand_in(town, content, kind="application/json"))
    assert pointer in [one["pointer"] for one in body["errors"]], body
    assert "1500000" not in json.dumps(body), "what was sent is not told back"
    assert await kept(house) == before


async def test_a_json_list_is_read_like_a_workbook(house: str, town: Town) -> None:
    people = rows("07", 3)
    content = written(*as_json_rows("07", people))
    answer = await hand_in(town, content, kind="application/json; charset=utf-8")
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/v1/lists/{answer.json()['id']}/reading"
    await read_now(answer.json()["id"])
    found = await (await town.at(COMMUNE)).list_of(answer.json()["id"])
    assert (found.state, found.good_count, found.total_dong) == ("read", 3, 4_500_000)


@pytest.fixture
def five_rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The operator lets a list have five rows."""
    with monkeypatch.context() as patch:
        patch.setenv("ANSINH_MAX_LIST_ROWS", "5")
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.mark.parametrize("kind", [XLSX, "application/json"])
async def test_one_row_above_the_limit_is_refused_at_the_door(
    house: str, town: Town, five_rows: None, kind: str
) -> None:
    def content(people: int) -> bytes:
        found = rows("07", people)
        return a_workbook("07", found) if kind == XLSX else written(*as_json_rows("07", found))

    before = await kept(house)
    body = located(await hand_in(town, content(6), kind=kind))
    assert body["type"] == "/problems/too-many-rows"
    assert "hơn 5 người" in body["detail"]
    assert await kept(house) == before
    fits = await hand_in(town, content(5), kind=kind)
    assert fits.status_code == 202
    await read_now(fits.json()["id"])
    assert (await (await town.at(COMMUNE)).list_of(fits.json()["id"])).good_count == 5


async def test_a_body_above_the_limit_is_cut_while_it_comes(house: str, town: Town) -> None:
    """300 MiB in chunks, without a length: no more than the limit is ever taken in."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(300):
            sent += 1
            yield b"\x00" * (1 << 20)

    before = await kept(house)
    body = located(await hand_in(town, endless()), 413)
    assert body["type"] == "/problems/too-large"
    assert str(settings().max_list_bytes) in body["detail"]
    assert sent <= 22
    assert await kept(house) == before


async def test_a_body_of_an_act_is_small(house: str, town: Town) -> None:
    big = b'{"expected": 1' + b" " * (300 * 1024) + b"}"
    answer = await town.raw(town.officer(COMMUNE), "POST", "/postings", content=big)
    located(answer, 413)


async def test_the_same_file_twice_is_the_same_list(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 2))
    first = await hand_in(town, content)
    before = await kept(house)
    again = await hand_in(town, content)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert await kept(house) == before
    await read_now(first.json()["id"])
    third = await hand_in(town, content)
    assert (third.json()["id"], third.json()["state"]) == (first.json()["id"], "read")


async def test_the_same_file_of_another_office_is_another_list(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 1))
    here = await hand_in(town, content)
    there = await hand_in(town, content, path="42.436.18073.")
    assert here.json()["id"] != there.json()["id"]


async def test_eight_uploads_of_one_file_at_once_make_one_list(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 2))
    before = await kept(house)
    answers = await asyncio.gather(*(hand_in(town, content) for _ in range(8)))
    after = await kept(house)
    assert [b - a for a, b in zip(before, after, strict=True)][:2] == [1, 1]
    accepted = {one.json()["id"] for one in answers if one.status_code == 202}
    assert len(accepted) == 1
    others = [one for one in answers if one.status_code != 202]
    assert {one.json()["type"] for one in others} <= {"/problems/already-received"}
    again = await hand_in(town, content)
    assert {again.json()["id"]} == accepted


async def test_a_key_used_again_gives_the_first_answer_again(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 1))
    key = {"Idempotency-Key": "nop-lan-1"}
    first = await hand_in(town, content, **key)
    await read_now(first.json()["id"])
    before = await kept(house)
    again = await hand_in(town, content, **key)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.json()["state"] == "received", "the first answer, not today's"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert await kept(house) == before


async def test_a_key_used_for_another_body_is_refused(house: str, town: Town) -> None:
    key = {"Idempotency-Key": "nop-lan-2"}
    await hand_in(town, a_workbook("07", rows("07", 1)), **key)
    before = await kept(house)
    for answer in (
        await hand_in(town, a_workbook("07", rows("07", 1)), **key),
        await hand_in(town, a_workbook("08", rows("08", 1)), "08", **key),
    ):
        assert located(answer)["type"] == "/problems/key-reused"
    assert await kept(house) == before


async def test_a_refused_act_leaves_its_key_free(house: str, town: Town) -> None:
    key = {"Idempotency-Key": "nop-lan-3"}
    located(await hand_in(town, b"khong phai Excel", **key))
    assert (await hand_in(town, a_workbook("07", rows("07", 1)), **key)).status_code == 202


async def test_another_officers_key_is_his_own(house: str, town: Town) -> None:
    key = {"Idempotency-Key": "nop-lan-4"}
    content = a_workbook("07", rows("07", 1))
    here = await hand_in(town, content, **key)
    there = await hand_in(town, content, path="42.436.18073.", **key)
    assert there.json()["unit_path"] != here.json()["unit_path"]


@pytest.mark.parametrize("key", ["", "a" * 201, "khóa", "a\tb"])
async def test_a_key_that_is_no_key_is_refused(house: str, town: Town, key: str) -> None:
    answer = await hand_in(
        town,
        a_workbook("07", rows("07", 1)),
        **{"Idempotency-Key": key.encode()},  # type: ignore[arg-type]
    )
    located(answer)


async def test_a_dry_run_answers_and_keeps_nothing(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 2))
    before = await kept(house)
    answer = await hand_in(town, content, query="&dry_run=true", **{"Idempotency-Key": "thu-1"})
    assert answer.status_code == 200
    check = ListCheck.model_validate(answer.json())
    assert (check.row_count, check.good_count, check.faulty_count) == (2, 2, 0)
    assert await kept(house) == before
    located(await hand_in(town, b"khong phai", query="&dry_run=true"))
    assert (await hand_in(town, content)).status_code == 202


@pytest.mark.parametrize(
    ("form", "path"),
    [("05", COMMUNE), ("07", DISTRICT), ("08", DISTRICT), ("09", DISTRICT)],
)
async def test_a_form_is_compiled_by_the_office_of_its_level(
    house: str, town: Town, form: str, path: str
) -> None:
    before = await kept(house)
    answer = await hand_in(town, a_workbook(form, rows(form, 1)), form, path=path)
    assert located(answer, 403)["type"] == "/problems/wrong-office"
    assert await kept(house) == before


@pytest.mark.parametrize("form", ["00", "15", "bao-tu", "", "7", "../07", "07\x00"])
async def test_a_form_that_is_no_list_is_told(house: str, town: Town, form: str) -> None:
    answer = await town.raw(
        town.officer(COMMUNE), "POST", "/lists", params={"form": form}, content=b"x"
    )
    assert located(answer)["errors"][0]["pointer"] == "query: form"


@pytest.mark.parametrize("seat", ["thuky", "uyvien1"])
async def test_only_who_makes_lists_hands_them_in(house: str, town: Town, seat: str) -> None:
    officer = town.officer(COMMUNE, seat)
    answer = await town.raw(officer, "POST", "/lists?form=07", content=b"x")
    located(answer, 403)
    answer = await town.api.http.post("/lists?form=07", content=b"x")
    assert located(answer, 401)["type"] == "/problems/unauthenticated"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_an_unknown_commune_is_the_verdict_of_its_row_and_of_no_other(
    house: str, town: Town
) -> None:
    people = [a_row("05"), a_row("05", commune="Xã Không Có"), a_row("05", commune=None)]
    people.append(a_row("05", commune="Phường Bắc Hồng"))  # another town's
    answer = await hand_in(town, a_workbook("05", people), "05", path=DISTRICT)
    await read_now(answer.json()["id"])
    officer = await town.at(DISTRICT)
    found = [one async for one in officer.rows(answer.json()["id"])]
    assert [one.good for one in found] == [True, False, False, False]
    for one in found[1:]:
        (problem,) = one.problems or []
        assert problem["code"] == "COMMUNE_UNKNOWN"
        assert problem["vi"].startswith(f"Dòng {one.row_number}, cột “Xã, phường, thị trấn”")


async def test_rows_are_paged_by_key_and_chosen_by_outcome(house: str, town: Town) -> None:
    people = [a_row("07") if n % 2 else a_row("07", sex="?") for n in range(7)]
    answer = await hand_in(town, a_workbook("07", people))
    list_id = answer.json()["id"]
    await read_now(list_id)
    officer, door, seen, last = town.officer(COMMUNE), f"/lists/{list_id}/rows", [], 0
    while True:
        page = (await town.raw(officer, "GET", f"{door}?after={last}&limit=2")).json()
        seen += [row["row_number"] for row in page["items"]]
        if page["next_after"] is None:
            break
        last = page["next_after"]
    assert seen == sorted(set(seen))
    assert len(seen) == 7
    faulty = (await town.raw(officer, "GET", f"{door}?outcome=faulty")).json()["items"]
    assert [row["good"] for row in faulty] == [False] * 4
    assert (await town.raw(officer, "GET", f"{door}?outcome=maybe")).status_code == 422
    assert (await town.raw(officer, "GET", f"{door}?limit=1001")).status_code == 422
    assert (await town.raw(officer, "GET", f"{door}?after=-1")).status_code == 422


@pytest.mark.parametrize("number", ["0", "999999", "9223372036854775807", "-1"])
async def test_a_list_that_is_not_there_is_404(house: str, town: Town, number: str) -> None:
    for door in (f"/lists/{number}", f"/lists/{number}/rows", f"/lists/{number}/file"):
        answer = await town.raw(town.officer(COMMUNE), "GET", door)
        assert answer.status_code in (404, 422), door
        assert answer.headers["content-type"] == PROBLEM
    answer = await town.raw(
        town.officer(COMMUNE), "POST", f"/lists/{number}/submission", json={"expected": 1}
    )
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("number", ["9" * 30, "1e3", "x", "1.5", "%00"])
async def test_a_number_that_is_none_is_422(house: str, town: Town, number: str) -> None:
    answer = await town.raw(town.officer(COMMUNE), "GET", f"/lists/{number}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("expected", ["1", 1.0, True, None, -1, 2**70])
async def test_a_count_is_a_whole_number(house: str, town: Town, expected: Any) -> None:
    answer = await town.raw(
        town.officer(COMMUNE), "POST", "/lists/1/submission", json={"expected": expected}
    )
    located(answer)


async def test_identity_numbers_are_masked_in_what_is_shown(house: str, town: Town) -> None:
    people = [a_row("07"), a_row("07", id_number="04217500001X")]
    answer = await hand_in(town, a_workbook("07", people))
    list_id = answer.json()["id"]
    await read_now(list_id)
    officer = town.officer(COMMUNE)
    shown = (await town.raw(officer, "GET", f"/lists/{list_id}/rows")).text
    shown += (await town.raw(officer, "GET", f"/lists/{list_id}/dossiers")).text
    assert people[0]["id_number"] not in shown
    assert "04217500001X" not in shown
    assert people[0]["id_number"][-3:] in shown


@pytest.mark.parametrize("scope", ["", "01."])
async def test_an_office_without_an_open_province_is_told_so(
    house: str, town: Town, scope: str
) -> None:

    (auditor,) = await enrolled((Role.AUDITOR, scope))
    answer = await town.raw(auditor, "GET", "/lists")
    assert answer.status_code < 500, answer.text
    assert PROVINCE not in answer.text
