"""The job that reads a list: whole or not at all, once, by however many workers."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from app import dossiers
from app.core import db
from app.core.settings import settings
from tests.builders import (
    COMMUNE,
    PROVINCE,
    Town,
    a_row,
    a_workbook,
    as_json_rows,
    read_now,
    rows,
)
from tests.grounds import scalar
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


async def received(town: Town, people: list[dict[str, Any]], form: str = "07") -> int:
    """A list that waits to be read."""
    officer = await town.at(COMMUNE)
    return (await officer.receive_list(form, a_workbook(form, people))).id


COUNTS = (
    "select concat_ws(' ', l.state, l.row_count, l.good_count, l.faulty_count,"
    " (select count(*) from list_row r where r.list_id = l.id),"
    " (select count(*) from list_row r where r.list_id = l.id and r.good),"
    " (select count(*) from dossier d where d.list_id = l.id),"
    " (select count(*) from dossier_stage s where s.list_id = l.id and s.stage = 'draft'),"
    " (select count(*) from dossier_history h join dossier d on d.id = h.dossier_id"
    "   where d.list_id = l.id))"
    " from dossier_list l where l.id = :l"
)


async def test_every_row_has_a_verdict_and_every_good_row_one_dossier(
    house: str, town: Town
) -> None:
    list_id = await received(town, [*rows("07", 3), a_row("07", sex="?"), a_row("07", birth="")])
    assert await scalar(house, COUNTS, l=list_id) == "received 0 0 0 0 0"
    await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == "read 5 3 2 5 3 3 3 3"


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("faults", [1, 2])
async def test_faulty_rows_may_stand_first_last_or_alone(
    house: str, town: Town, turn: int, faults: int
) -> None:
    """A row's problems are one value, wherever the row stands and however many there are."""
    faulty = a_row("07", sex="?") if faults == 1 else a_row("07", sex="?", months=9)
    people = [[faulty, *rows("07", 2)], [*rows("07", 2), faulty], [faulty]][turn]
    list_id = await received(town, people)
    await read_now(list_id)
    officer = await town.at(COMMUNE)
    found = [one async for one in officer.rows(list_id)]
    assert len(found) == len(people)
    (bad,) = [one for one in found if not one.good]
    assert [one["code"] for one in bad.problems or []][:1] == ["SEX_UNKNOWN"]
    assert len(bad.problems or []) == faults
    assert all(one.problems is None for one in found if one.good)


async def test_read_again_nothing_changes(house: str, town: Town) -> None:
    list_id = await received(town, rows("07", 4))
    await read_now(list_id)
    before = await scalar(house, COUNTS, l=list_id)
    people = await scalar(house, "select count(*) from person")
    await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == before
    assert await scalar(house, "select count(*) from person") == people


async def test_four_workers_at_once_read_a_list_once(house: str, town: Town) -> None:
    list_id = await received(town, rows("07", 20))
    await asyncio.gather(*(read_now(list_id) for _ in range(4)))
    assert await scalar(house, COUNTS, l=list_id) == "read 20 20 0 20 20 20 20 20"


async def test_two_lists_with_the_same_people_at_once(house: str, town: Town) -> None:
    """The same forty people in opposite order: both are read, each person is entered once."""
    people = rows("07", 40)
    one = await received(town, people)
    two = await received(town, people[::-1])
    await asyncio.gather(read_now(one), read_now(two))
    for list_id in (one, two):
        assert await scalar(house, COUNTS, l=list_id) == "read 40 40 0 40 40 40 40 40"
    distinct = "select count(distinct person_id) from dossier where list_id in (:a, :b)"
    assert await scalar(house, distinct, a=one, b=two) == 40


async def test_the_job_is_asked_for_in_the_act_itself(house: str, town: Town) -> None:
    waiting = "select count(*) from nation.pgqueuer where entrypoint = 'intake.read_list'"
    before = await scalar(house, waiting)
    await received(town, rows("07", 1))
    assert await scalar(house, waiting) == before + 1


async def test_the_reader_sees_only_what_its_officer_sees(house: str, town: Town) -> None:
    list_id = await received(town, rows("07", 1))
    await read_now(list_id, "42.436.18073.")
    await read_now(list_id, "40.")
    assert await scalar(house, COUNTS, l=list_id) == "received 0 0 0 0 0"


async def test_a_list_that_cannot_be_read_says_why_and_leaves_nothing(
    house: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator lowered the limit after the list came in."""
    list_id = await received(town, rows("07", 6))
    with monkeypatch.context() as patch:
        patch.setenv("ANSINH_MAX_LIST_ROWS", "5")
        settings.cache_clear()
        await read_now(list_id)
    settings.cache_clear()
    shown = await (await town.at(COMMUNE)).list_of(list_id)
    assert (shown.state, shown.problem_code) == ("unreadable", "TooManyRows")
    assert "hơn 5 người" in (shown.problem or "")
    assert await scalar(house, COUNTS, l=list_id) == "unreadable 0 0 0 0 0"
    await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == "unreadable 0 0 0 0 0"


async def test_a_withdrawn_list_is_not_read(house: str, town: Town) -> None:
    list_id = await received(town, rows("07", 1))
    await read_now(list_id)
    await (await town.at(COMMUNE)).withdraw_list(list_id)
    await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == "withdrawn 1 1 0 1 1 1 0 2"


async def test_a_break_in_the_middle_of_writing_leaves_the_list_absent(
    house: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last statement of the import fails: nothing of it stays, and the next try is whole."""
    list_id = await received(town, rows("07", 5))
    people = await scalar(house, "select count(*) from person")

    async def broken(*_: object, **__: object) -> None:
        raise ConnectionError("the line went dead")

    with monkeypatch.context() as patch:
        patch.setattr(dossiers, "apply_stage", broken)
        with pytest.raises(ConnectionError):
            await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == "received 0 0 0 0 0"
    assert await scalar(house, "select count(*) from person") == people
    await read_now(list_id)
    assert await scalar(house, COUNTS, l=list_id) == "read 5 5 0 5 5 5 5 5"


async def test_a_json_list_is_checked_like_a_workbook(house: str, town: Town) -> None:
    people = [*rows("08", 2), a_row("08", months=2), a_row("08", household_number="")]
    content = {"rows": as_json_rows("08", people)}
    answer = await town.raw(town.officer(COMMUNE), "POST", "/lists?form=08", json=content)
    list_id = answer.json()["id"]
    await read_now(list_id)
    async with db.transaction(db.Standing(PROVINCE)) as session:
        query = "select problems->0->>'code' from list_row where list_id = :l order by row_number"
        codes = list(await session.scalars(text(query), {"l": list_id}))
    assert codes == [None, None, "AMOUNT_WRONG", "HOUSEHOLD_MISSING"]
