"""One person, one benefit, the highest: whichever list came first, whoever sat first."""

import unicodedata
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from app.client import Client
from app.dossiers.rules import Stage
from app.register.schemas import DeathList, DeathReport
from tests.builders import (
    COMMUNE,
    DISTRICT,
    OTHER_COMMUNE,
    PROVINCE,
    SIBLING,
    Row,
    Town,
    a_cccd,
    a_cmnd,
    a_name,
    a_row,
    advance,
    as_form,
    dossiers_of,
    heard,
    hearing,
    stages_of,
    submitted,
    two_people,
)
from tests.dossiers.people import somebody
from tests.grounds import scalar

ENDS = {"approved", "superseded", "refused"}


async def dossier(town: Town, number: int) -> Any:
    """One dossier as the auditor sees it."""
    reader = await town.at(PROVINCE, "kiemtra")
    return (await reader.send("GET", f"/dossiers/{number}")).json()


async def findings(town: Town, list_ids: list[int], path: str = COMMUNE) -> list[tuple[int, str]]:
    """What a new sitting is told: (list, code)."""
    sitting = await hearing(town, list_ids, path)
    secretary: Client = await town.at(path, "thuky")
    return sorted((one.list_id, one.code) for one in await secretary.findings(sitting.id))


@pytest.mark.parametrize("first", ["07", "08"])
@pytest.mark.parametrize("together", [True, False])
async def test_protection_puts_poor_household_out_whichever_came_first(
    house: str, town: Town, first: str, together: bool
) -> None:
    person = a_row("08")
    second = "08" if first == "07" else "07"
    one = await submitted(town, first, [as_form(first, person)])
    if not together:
        await advance(town, house, [one.id], Stage.AT_DISTRICT)
    two = await submitted(town, second, [as_form(second, person)])
    if together:
        await advance(town, house, [one.id, two.id], Stage.APPROVED)
    else:
        await advance(town, house, [two.id], Stage.AT_DISTRICT)
        both = [one.id, two.id]
        left = [number for number in both if "at_district" in await stages_of(number)]
        await advance(town, house, left, Stage.APPROVED, since=Stage.AT_DISTRICT)
    stages = {first: await stages_of(one.id), second: await stages_of(two.id)}
    assert stages == {"07": ["approved"], "08": ["superseded"]}


@pytest.mark.parametrize("order", list(permutations((COMMUNE, SIBLING))))
async def test_one_number_in_two_communes_is_approved_once_and_always_in_the_same_place(
    house: str, town: Town, order: tuple[str, str]
) -> None:
    person = a_row("07")
    lists = {path: (await submitted(town, "07", [person], path)).id for path in order}
    for path in order:
        await advance(town, house, [lists[path]], Stage.AT_DISTRICT, path=path)
    left = [number for number in lists.values() if await stages_of(number) == ["at_district"]]
    await advance(town, house, left, Stage.APPROVED, since=Stage.AT_DISTRICT)
    ends = {path: (await stages_of(number))[0] for path, number in lists.items()}
    assert ends == {COMMUNE: "approved", SIBLING: "superseded"}
    reason = "select s.reason_code from dossier_stage s where s.list_id = :l"
    assert await scalar(house, reason, l=lists[SIBLING]) == "DUPLICATE"


@pytest.mark.parametrize("order", list(permutations(("07", "08", "09"))))
async def test_of_three_claims_of_one_person_exactly_one_is_approved(
    house: str, town: Town, order: tuple[str, ...]
) -> None:
    """The same person, on the same row of three lists, protected, poor and near-poor."""
    person = a_row("08")
    lists = {form: (await submitted(town, form, [as_form(form, person)])).id for form in order}
    await advance(town, house, list(lists.values()), Stage.AT_COMMUNE)
    for form in order:
        await heard(town, [lists[form]], COMMUNE)
    left = [number for number in lists.values() if await stages_of(number) == ["at_district"]]
    await advance(town, house, left, Stage.APPROVED, since=Stage.AT_DISTRICT)
    ends = {form: (await stages_of(number))[0] for form, number in lists.items()}
    assert ends == {"07": "approved", "08": "superseded", "09": "superseded"}


async def test_one_person_on_the_same_row_of_two_lists_of_one_office(
    house: str, town: Town
) -> None:
    """Two files of one form and commune: place and row are equal, and still one gives way."""
    person = a_row("07")
    one = await submitted(town, "07", [person])
    two = await submitted(town, "07", [person | {"note": "bổ sung"}])
    await advance(town, house, [one.id, two.id], Stage.APPROVED)
    assert [await stages_of(one.id), await stages_of(two.id)] == [["approved"], ["superseded"]]


async def test_an_approved_lower_claim_does_not_stand_in_the_way(house: str, town: Town) -> None:
    person = a_row("08")
    poor = await submitted(town, "08", [person])
    await advance(town, house, [poor.id], Stage.APPROVED)
    late = await submitted(town, "07", [as_form("07", person)], SIBLING)
    await advance(town, house, [late.id], Stage.AT_COMMUNE, path=SIBLING)
    assert await findings(town, [late.id], SIBLING) == []
    await advance(town, house, [late.id], Stage.APPROVED, path=SIBLING, since=Stage.AT_COMMUNE)
    assert await stages_of(late.id) == ["approved"]
    assert await stages_of(poor.id) == ["superseded"]
    (loser,), (winner,) = await dossiers_of(poor.id), await dossiers_of(late.id)
    assert (await dossier(town, loser))["superseded_by"] == winner
    assert (await dossier(town, winner))["superseded_by"] is None


async def test_the_same_benefit_once_approved_stays_where_it_was_approved(
    house: str, town: Town
) -> None:
    """Of two equal claims of one group an exchange would give nobody anything."""
    person = a_row("07")
    first = await submitted(town, "07", [person], SIBLING)
    await advance(town, house, [first.id], Stage.APPROVED, path=SIBLING)
    late = await submitted(town, "07", [person])
    await advance(town, house, [late.id], Stage.AT_COMMUNE)
    assert await findings(town, [late.id]) == [(late.id, "ALREADY_SUPPORTED")]
    assert (await heard(town, [late.id], COMMUNE)).superseded == 1
    assert await stages_of(first.id) == ["approved"]


async def test_what_another_province_has_approved_stands(house: str, town: Town) -> None:
    person = a_row("08")
    there = await submitted(town, "08", [person], OTHER_COMMUNE)
    await advance(town, house, [there.id], Stage.APPROVED, path=OTHER_COMMUNE)
    here = await submitted(town, "07", [as_form("07", person)])
    await advance(town, house, [here.id], Stage.AT_COMMUNE)
    assert await findings(town, [here.id]) == [(here.id, "ALREADY_SUPPORTED")]


async def test_the_same_person_in_two_provinces_is_found_in_one_of_them(
    house: str, town: Town
) -> None:
    person = a_row("07")
    here = await submitted(town, "07", [person])
    there = await submitted(town, "07", [person], OTHER_COMMUNE)
    await advance(town, house, [here.id], Stage.AT_COMMUNE)
    await advance(town, house, [there.id], Stage.AT_COMMUNE, path=OTHER_COMMUNE)
    found = await findings(town, [here.id]), await findings(town, [there.id], OTHER_COMMUNE)
    assert sorted(map(len, found)) == [0, 1]
    assert [code for one in found for _, code in one] == ["DUPLICATE"]


# --- likeness -----------------------------------------------------------------------------------


async def two_like(
    house: str, town: Town, one: Row, other: Row, form: str = "07"
) -> list[tuple[int, str]]:
    """Two rows in two communes of a district: what the district's council is told of them."""
    first = await submitted(town, form, [one])
    second = await submitted(town, form, [other], SIBLING)
    await advance(town, house, [first.id], Stage.AT_COMMUNE)
    await advance(town, house, [second.id], Stage.AT_COMMUNE, path=SIBLING)
    told = await findings(town, [first.id]) + await findings(town, [second.id], SIBLING)
    return [(0 if number == first.id else 1, code) for number, code in told]


async def test_a_cmnd_here_and_a_cccd_there_are_suspected_on_both(house: str, town: Town) -> None:
    person = a_row("07", id_number=a_cmnd())
    told = await two_like(house, town, person, person | {"id_number": a_cccd()})
    assert told == [(0, "SUSPECTED_SAME"), (1, "SUSPECTED_SAME")]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        pytest.param({}, {"id_number": None}, id="no number there"),
        pytest.param({"id_number": None}, {"id_number": None}, id="no number at all"),
    ],
)
async def test_without_a_number_that_contradicts_they_are_suspected(
    house: str, town: Town, here: Row, there: Row
) -> None:
    person = a_row("07")
    told = await two_like(house, town, person | here, person | there)
    assert told == [(0, "SUSPECTED_SAME"), (1, "SUSPECTED_SAME")]


async def test_spelling_does_not_hide_anybody(house: str, town: Town) -> None:
    """hoà and hòa, composed and decomposed, upper case and double spaces are one name."""
    middle = a_name().removeprefix("Trần ")
    name = f"Trần {middle} Hòa"
    spellings = (
        name, f"Trần {middle} Hoà", unicodedata.normalize("NFD", name), f"TRẦN  {name[5:].upper()}",
    )  # fmt: skip
    lists = []
    for one in spellings:
        person = a_row("07", full_name=one, id_number=None)
        lists.append((await submitted(town, "07", [person])).id)
    await advance(town, house, lists, Stage.AT_COMMUNE)
    assert await findings(town, lists) == [(one, "SUSPECTED_SAME") for one in lists]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"id_number": "cmnd"}, id="two different CMND"),
        pytest.param({"birth": "13/03/1975"}, id="another day of birth"),
        pytest.param({"sex": "Nam"}, id="another sex"),
        pytest.param({"full_name": "other"}, id="another name"),
    ],
)
async def test_who_differs_in_what_cannot_differ_is_not_suspected(
    house: str, town: Town, change: dict[str, Any]
) -> None:
    person = a_row("07", id_number=None)
    if change.get("id_number") == "cmnd":
        person, change = person | {"id_number": a_cmnd()}, {"id_number": a_cmnd()}
    if change.get("full_name") == "other":
        change = {"full_name": a_name()}
    assert await two_like(house, town, person, person | change) == []


async def test_year_alone_suspects_within_the_commune_only(house: str, town: Town) -> None:
    person = a_row("07", birth="1950", id_number=None)
    assert await two_like(house, town, person, dict(person)) == []
    one = await submitted(town, "07", [person])
    two = await submitted(town, "08", [as_form("08", person)])
    await advance(town, house, [one.id, two.id], Stage.AT_COMMUNE)
    told = await findings(town, [one.id, two.id])
    assert {code for _, code in told} == {"SUSPECTED_SAME"}
    assert {number for number, _ in told} >= {one.id, two.id}


async def test_a_year_alone_is_compared_with_a_full_date_of_that_year(
    house: str, town: Town
) -> None:
    """Same folded name, same year, same commune: the list that knows less must not hide it."""
    person = a_row("07", id_number=None)
    one = await submitted(town, "07", [person])
    two = await submitted(town, "08", [as_form("08", person) | {"birth": "1975"}])
    await advance(town, house, [one.id, two.id], Stage.AT_COMMUNE)
    told = await findings(town, [one.id, two.id])
    assert told == [(one.id, "SUSPECTED_SAME"), (two.id, "SUSPECTED_SAME")]


async def test_honest_namesakes_pass_with_an_answer_and_are_not_asked_again(
    house: str, town: Town
) -> None:
    person = a_row("07", id_number=a_cmnd())
    one = await submitted(town, "07", [person])
    two = await submitted(town, "07", [person | {"id_number": a_cccd()}], SIBLING)
    words = {"SUSPECTED_SAME": two_people()}
    for number, path in ((one.id, COMMUNE), (two.id, SIBLING)):
        await advance(town, house, [number], Stage.AT_COMMUNE, path=path)
        assert (await heard(town, [number], path, words)).favoured == 1
    assert await findings(town, [one.id, two.id], DISTRICT) == []
    await advance(town, house, [one.id, two.id], Stage.APPROVED, since=Stage.AT_DISTRICT)
    assert [await stages_of(one.id), await stages_of(two.id)] == [["approved"], ["approved"]]


# --- deaths -------------------------------------------------------------------------------------


async def report(town: Town, person: Row, died_on: date, **changes: Any) -> None:
    """The civil registry tells of a death."""
    day, month, year = map(int, person["birth"].split("/"))
    registry = await town.at(PROVINCE, "hotich")
    facts = {
        "full_name": person["full_name"], "birth_date": date(year, month, day), "sex": "F",
        "id_number": person["id_number"], "area_path": COMMUNE, "died_on": died_on,
    } | changes  # fmt: skip
    await registry.report_deaths(
        DeathList(document_number="3/BC-HT", deaths=[DeathReport.model_validate(facts)])
    )


@pytest.mark.parametrize("known_by", ["number", "name and birth"])
async def test_who_died_before_april_is_found_and_refused(
    house: str, town: Town, known_by: str
) -> None:
    person = somebody("07")
    changes = {"id_number": None} if known_by != "number" else {"full_name": "Không Rõ"}
    await report(town, person, date(2020, 3, 31), **changes)
    found = await submitted(town, "07", [person])
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    assert await findings(town, [found.id]) == [(found.id, "DIED_BEFORE")]
    assert (await heard(town, [found.id], COMMUNE)).refused == 1


async def test_who_died_in_april_keeps_the_support(house: str, town: Town) -> None:
    person = somebody("07")
    await report(town, person, date(2020, 4, 1))
    found = await submitted(town, "07", [person])
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    assert await findings(town, [found.id]) == []


async def test_a_death_reported_late_is_found_by_the_next_council(house: str, town: Town) -> None:
    person = somebody("07")
    found = await submitted(town, "07", [person])
    await advance(town, house, [found.id], Stage.AT_PROVINCE)
    await report(town, person, date(2020, 3, 1))
    assert (await heard(town, [found.id], PROVINCE)).refused == 1
    assert await stages_of(found.id) == ["refused"]
