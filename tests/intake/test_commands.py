"""Handing in and taking back: what an act does, and what happens when two are done at once."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from app.client import Problem
from app.core import db
from app.core.errors import Refused
from app.intake.commands import receive_list
from app.intake.schemas import Upload
from tests.builders import (
    COMMUNE,
    DISTRICT,
    LIST_DAY,
    Town,
    a_list,
    a_row,
    a_workbook,
    as_form,
    rows,
    stages_of,
)
from tests.grounds import scalar, set_clock
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


def codes(answers: Iterable[Any]) -> list[str]:
    """How a race ended: the names of the refusals, and `done` for who won."""
    return sorted(one.code if isinstance(one, Problem) else "done" for one in answers)


async def test_a_list_bears_its_office_day_maker_and_version_of_the_law(
    house: str, town: Town
) -> None:
    found = await a_list(town, "09", rows("09", 2))
    assert (found.group_code, found.unit_path, found.compiled_on) == ("HCN", COMMUNE, LIST_DAY)
    query = "select concat_ws(' ', maker_id, policy_version) from dossier_list where id = :l"
    maker = town.officer(COMMUNE).officer_id
    assert await scalar(house, query, l=found.id) == f"{maker} QD15"
    part = "select part from part_taken where list_id = :l and officer_id = :o"
    assert await scalar(house, part, l=found.id, o=maker) == "maker"


async def test_before_the_policy_there_are_no_lists(house: str, town: Town) -> None:
    await set_clock(house, date(2020, 4, 23))
    officer = town.officer(COMMUNE).actor
    content = a_workbook("07", rows("07", 1))
    with pytest.raises(Refused) as refusal:
        async with db.transaction(officer.standing) as session:
            await receive_list(session, officer, "07", Upload(content, "x"), "x")
    assert refusal.value.status < 500
    query = "select count(*) from document where content = :c"
    assert await scalar(house, query, c=content) == 0


async def test_a_list_is_handed_in_once_whoever_asks_first(house: str, town: Town) -> None:
    found = await a_list(town, "07", rows("07", 5))
    officer = await town.at(COMMUNE)
    answers = await asyncio.gather(
        *(officer.submit_list(found.id, 5) for _ in range(4)), return_exceptions=True
    )
    assert codes(answers) == ["done", *["list-not-ready"] * 3]
    steps = (
        "select count(*) from dossier_history h join dossier d on d.id = h.dossier_id"
        " where d.list_id = :l and h.to_stage = 'submitted'"
    )
    assert await scalar(house, steps, l=found.id) == 5


async def test_taken_back_or_handed_in_but_not_both(house: str, town: Town) -> None:
    found = await a_list(town, "07", rows("07", 3))
    officer = await town.at(COMMUNE)
    answers = await asyncio.gather(
        officer.submit_list(found.id, 3), officer.withdraw_list(found.id), return_exceptions=True
    )
    assert codes(answers) == ["done", "list-not-ready"]
    state = await scalar(house, "select state from dossier_list where id = :l", l=found.id)
    assert set(await stages_of(found.id)) == {state}


async def test_claims_are_told_to_the_nation_only_when_handed_in(house: str, town: Town) -> None:
    claims = (
        "select count(*) from nation.person_claim c join dossier d on d.id = c.dossier_id"
        " where d.list_id = :l"
    )
    found = await a_list(town, "07", [*rows("07", 2), a_row("07", sex="?")])
    assert await scalar(house, claims, l=found.id) == 0
    await (await town.at(COMMUNE)).submit_list(found.id, 2)
    assert await scalar(house, claims, l=found.id) == 2


async def test_a_list_without_a_good_row_is_not_handed_in(house: str, town: Town) -> None:
    found = await a_list(town, "07", [a_row("07", sex="?")])
    assert (found.state, found.good_count) == ("read", 0)
    with pytest.raises(Problem) as refusal:
        await (await town.at(COMMUNE)).submit_list(found.id, 0)
    assert refusal.value.status == 412


async def test_members_of_a_household_share_it_and_neighbours_do_not(
    house: str, town: Town
) -> None:
    first = a_row("08", hamlet="Thôn Đông", household_number="7")
    people = [first, a_row("08", hamlet="thôn  đông", household_number="7")]
    people += [a_row("08", hamlet="Thôn Tây", household_number="7")]
    found = await a_list(town, "08", people)
    near = await a_list(town, "09", [as_form("09", a_row("09", hamlet="Thôn Đông",
                                                         household_number="7"))])  # fmt: skip
    query = "select string_agg(household_id::text, ' ' order by row_number) from dossier"
    one, two, three = str(await scalar(house, f"{query} where list_id = :l", l=found.id)).split()
    assert one == two != three
    assert str(await scalar(house, f"{query} where list_id = :l", l=near.id)) not in (one, three)


async def test_a_district_row_lies_in_the_commune_it_names(house: str, town: Town) -> None:
    found = await a_list(town, "05", [a_row("05", commune="Phường Nam Hà")], DISTRICT)
    query = "select area_path from {} where {} = :l"
    assert await scalar(house, query.format("dossier", "list_id"), l=found.id) == "42.436.18073."
    assert await scalar(house, query.format("list_row", "list_id"), l=found.id) == DISTRICT
    person = "select p.area_path from person p join dossier d on d.person_id = p.id"
    assert await scalar(house, f"{person} where d.list_id = :l", l=found.id) == "42.436.18073."
