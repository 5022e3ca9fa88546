"""Notices by the competent office and an officer's own relatives: digests, and nothing to read."""

from datetime import date
from typing import Any

import pytest

from app.core import db
from app.register.notices import report_notices
from app.register.rules import keys_of
from app.register.schemas import Reported
from tests.builders import COMMUNE, PROVINCE, SIBLING, Town, a_cccd
from tests.grounds import raw_service, refused, statements

from .people import a_name, rows, somebody


def a_report(**changes: Any) -> dict[str, Any]:
    """Somebody as the competent office tells of them."""
    return {
        "full_name": a_name(), "birth_date": "1940-02-29", "sex": "F", "area_path": COMMUNE,
    } | changes  # fmt: skip


async def kept(document: str) -> list[tuple[Any, ...]]:
    """What is kept under a document."""
    return await rows(
        "select matter, kind, since, from_area, recorded_by from nation.person_notice"
        " where document_number = :d order by kind",
        d=document,
    )


@pytest.mark.parametrize("matter", ["died", "moved", "imprisoned", "abroad"])
async def test_a_notice_is_kept_by_digest(house: str, town: Town, matter: str) -> None:
    teller = town.officer(PROVINCE, "hotich")
    document, number, name = f"{matter}/BC-CA", a_cccd(), a_name()
    person = a_report(
        full_name=name, id_number=number, insurance_number="4200000001", since="2020-03-30"
    )
    order = {"matter": matter, "document_number": document, "people": [person]}
    answer = await town.raw(teller, "POST", "/notices", json=order)
    assert (answer.status_code, answer.json()) == (201, {"notices": 1, "keys": 4})
    left = COMMUNE if matter == "moved" else ""
    assert await kept(document) == [
        (matter, kind, date(2020, 3, 30), left, teller.officer_id) for kind in (1, 2, 3, 4)
    ]
    whole = await rows("select row_to_json(n)::text from nation.person_notice n")
    assert not any(secret in row[0] for row in whole for secret in (number, name, "1940-02-29"))


async def test_deaths_are_the_same_act(house: str, town: Town) -> None:
    teller = town.officer(PROVINCE, "hotich")
    order = {"document_number": "7/BC-HT", "deaths": [a_report(died_on="2020-01-15")]}
    answer = await town.raw(teller, "POST", "/deaths", json=order)
    assert (answer.status_code, answer.json()) == (201, {"deaths": 1, "keys": 2})
    assert [row[:4] for row in await kept("7/BC-HT")] == [
        ("died", 2, date(2020, 1, 15), ""), ("died", 3, date(2020, 1, 15), "")
    ]  # fmt: skip


async def test_the_first_word_stands(house: str, town: Town) -> None:
    """Told twice, even by a later document, it stays as it was first told; blank tells nothing."""
    person = a_report()
    for document, day in (("8/BC", "2020-01-15"), ("9/BC", "2020-06-15")):
        order = {"matter": "died", "document_number": document, "people": [person | {"since": day}]}
        teller = town.officer(PROVINCE, "hotich")
        assert (await town.raw(teller, "POST", "/notices", json=order)).status_code == 201
    assert len(await kept("8/BC")) == 2
    assert await kept("9/BC") == []
    nothing = a_report(birth_date=None, sex=None, since="2020-01-01")
    order = {"matter": "died", "document_number": "10/BC", "people": [nothing]}
    answer = await town.raw(town.officer(PROVINCE, "hotich"), "POST", "/notices", json=order)
    assert answer.json() == {"notices": 1, "keys": 0}


@pytest.mark.parametrize(
    "change",
    [
        {"matter": "staff_relative"}, {"matter": "gone"}, {"document_number": ""}, {"people": []},
        {"people": [a_report()]}, {"people": [a_report(since="2020-01-01", id_number="12")]},
        {"people": [a_report(since="2020-01-01", extra=1)]},
    ],
)  # fmt: skip
async def test_a_notice_is_read_strictly(house: str, town: Town, change: dict[str, Any]) -> None:
    order = {
        "matter": "died", "document_number": "1/BC", "people": [a_report(since="2020-01-01")]
    } | change  # fmt: skip
    teller = town.officer(PROVINCE, "hotich")
    assert (await town.raw(teller, "POST", "/notices", json=order)).status_code == 422


async def test_only_the_competent_office_reports(house: str, town: Town) -> None:
    order = {"matter": "died", "document_number": "1/X", "people": [a_report(since="2020-01-01")]}
    answer = await town.raw(town.officer(COMMUNE), "POST", "/notices", json=order)
    assert answer.status_code == 403
    assert await kept("1/X") == []


async def test_an_officer_declares_relatives(house: str, town: Town) -> None:
    officer, number = town.officer(SIBLING), a_cccd()
    order = {"relatives": [a_report(id_number=number), a_report()]}
    answer = await town.raw(officer, "POST", "/staff-relatives", json=order)
    assert (answer.status_code, answer.json()) == (201, {"notices": 2, "keys": 5})
    found = await rows(
        "select distinct matter, since, from_area from nation.person_notice where recorded_by = :o",
        o=officer.officer_id,
    )
    assert found == [("staff_relative", date(2020, 4, 27), SIBLING)]
    stranger = await town.raw(
        town.officer(PROVINCE, "taichinh"), "POST", "/staff-relatives", json=order
    )
    assert stranger.status_code == 403


async def test_any_number_of_people_in_one_statement(house: str, town: Town) -> None:
    actor = town.officer(PROVINCE, "hotich").actor

    async def told(how_many: int) -> int:
        people = [Reported(somebody().known, date(2020, 1, 1)) for _ in range(how_many)]
        with statements() as sent:
            async with db.transaction(actor.standing) as session:
                keys = await report_notices(session, actor, "moved", "11/BC", people)
        assert keys == sum(len(keys_of(one.known).each) for one in people) == 2 * how_many
        return len(sent)

    assert await told(2) == await told(500)
    assert len(await kept("11/BC")) == 2 * 502


async def test_the_service_cannot_change_a_notice(house: str) -> None:
    async with raw_service(house) as session:
        assert await refused(session, "update nation.person_notice set since = since") == "42501"
        assert await refused(session, "delete from nation.person_notice") == "42501"
