"""The roads of workers, owners and employers, with the statements of third parties on the way."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from app.access import Role
from app.client.lists import JSON
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    DISTRICT_DAY,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    Officer,
    Row,
    Town,
    a_cccd,
    a_name,
    another_account,
    close_postings,
    decided,
    dossiers_of,
    enrolled,
    heard,
    posted,
    read_now,
    stages_of,
)
from tests.grounds import owning, scalar, set_clock
from tests.intake.rows import CLEAN, HEAD
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

_EMPLOYER = {name: HEAD[name] for name in ("employer_name", "tax_code", "address")}
_numbers = iter(range(10**6))


@pytest.fixture(scope="module")
async def bodies(town: Town) -> dict[str, Officer]:
    """The social insurance, the union and the tax branch of a district."""
    roles = (Role.INSURANCE_OFFICER, Role.UNION_OFFICER, Role.TAX_OFFICER)
    made = await enrolled(*((role, DISTRICT) for role in roles))
    return dict(zip(("bhxh", "union", "tax"), made, strict=True))


def somebody(form: str) -> Row:
    """A clean row of a form about nobody else."""
    number = next(_numbers)
    row = dict(CLEAN[form]) | {"full_name": a_name()}
    if "id_number" in row:
        row["id_number"] = a_cccd()
    if "insurance_number" in row:
        row["insurance_number"] = f"42{number:08d}"
    if "account_number" in row:
        row |= {"account_number": f"3700{number:09d}", "account_name": row["full_name"]}
    if "registration_number" in row:
        row |= {"registration_number": f"28A{number:07d}", "tax_code": a_tax_code(number)}
    return row


def a_tax_code(number: int) -> str:
    """Ten digits, the last of which checks the others; some nine have none."""
    while True:
        code = f"3000{number:05d}"
        with suppress(ValidationError):
            return mst.validate(code + mst.calc_check_digit(code))
        number += 50_000


async def handed_in(town: Town, form: str, count: int, path: str, *people: Row) -> int:
    """A list of that many clean rows, or of these people, read and submitted."""
    told: dict[str, Any] = {"rows": people or [somebody(form) for _ in range(count)]}
    if form in ("01", "12"):
        told["head"] = dict(HEAD) if form == "12" else _EMPLOYER
    officer = await town.at(path)
    received = await officer.receive_list(
        form, json.dumps(told).encode(), f"{next(_numbers)}.json", media_type=JSON
    )
    await read_now(received.id, path)
    found = await officer.list_of(received.id)
    faults = [row async for row in officer.rows(received.id, "faulty")]
    assert found.good_count == count, faults
    await officer.submit_list(received.id, count)
    return received.id


async def stating(
    town: Town, who: Officer, list_id: int, seen: int, lines: Sequence[Row] = (), **other: Any
) -> Any:
    """What the service answers to a body's statement."""
    order = {
        "document_number": "12/XN", "said_on": "2020-04-27", "expected": seen,
        "exceptions": list(lines),
    } | other  # fmt: skip
    return await town.raw(who, "POST", f"/lists/{list_id}/confirmations", json=order)


async def stated(town: Town, who: Officer, list_id: int, seen: int, *lines: Row) -> Any:
    answer = await stating(town, who, list_id, seen, lines)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused_line(dossier: int, outcome: str = "refused", reason: str = "NOT_ELIGIBLE") -> Row:
    return {"dossier_id": dossier, "outcome": outcome, "reason_code": reason}


async def only(list_id: int) -> set[str]:
    return {str(stage) for stage in await stages_of(list_id)}


async def to_the_signature(town: Town, house: str, list_id: int) -> None:
    """From the district council to the Chairman's decision."""
    await set_clock(house, DISTRICT_DAY)
    await heard(town, [list_id], DISTRICT)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [list_id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    await decided(town, [list_id])


async def test_an_employers_list_waits_for_the_social_insurance(
    house: str, town: Town, bodies: dict[str, Officer]
) -> None:
    """QĐ 15, form 01: union (if any) and social insurance, then district, province, Chairman."""
    number = await handed_in(town, "01", 3, DISTRICT)
    assert await only(number) == {Stage.CONFIRMING}
    union = await stated(town, bodies["union"], number, 3)
    assert not union["ends_round"]
    assert await only(number) == {Stage.CONFIRMING}
    odd = (await dossiers_of(number))[1]
    told = await stated(town, bodies["bhxh"], number, 3, refused_line(odd))
    assert (told["ends_round"], told["seen"], told["not_confirmed"]) == (True, 3, 1)
    assert await only(number) == {Stage.AT_DISTRICT, Stage.REFUSED}
    claim = await scalar(house, "select state from nation.person_claim where dossier_id=:d", d=odd)
    assert claim == "closed"
    await to_the_signature(town, house, number)
    assert await only(number) == {Stage.APPROVED, Stage.REFUSED}


async def test_an_owners_list_is_posted_judged_and_confirmed_by_the_tax_branch(
    house: str, town: Town, bodies: dict[str, Officer]
) -> None:
    """QĐ 15, form 02: commune confirms and posts, tax branch, district, province, Chairman."""
    number = await handed_in(town, "02", 2, COMMUNE)
    assert await only(number) == {Stage.SUBMITTED}
    await posted(town, [number])
    await set_clock(house, POSTING_OVER)
    await close_postings(town, [number])
    await heard(town, [number], COMMUNE)
    assert await only(number) == {Stage.CONFIRMING}
    await stated(town, bodies["tax"], number, 2)
    assert await only(number) == {Stage.AT_DISTRICT}
    await to_the_signature(town, house, number)
    assert await only(number) == {Stage.APPROVED}


async def test_a_workers_list_goes_to_the_commune_council_without_posting(
    house: str, town: Town
) -> None:
    """QĐ 15, form 03: commune, district, Chairman; no posting is asked."""
    number = await handed_in(town, "03", 2, COMMUNE)
    assert await only(number) == {Stage.AT_COMMUNE}
    await heard(town, [number], COMMUNE)
    assert await only(number) == {Stage.AT_DISTRICT}
    await to_the_signature(town, house, number)
    assert await only(number) == {Stage.APPROVED}


async def test_a_line_returned_by_the_tax_branch_comes_back_in_the_next_round(
    house: str, town: Town, bodies: dict[str, Officer]
) -> None:
    number = await handed_in(town, "02", 2, COMMUNE)
    await posted(town, [number])
    await set_clock(house, POSTING_OVER)
    await close_postings(town, [number])
    await heard(town, [number], COMMUNE)
    back, on = await dossiers_of(number)
    await stated(town, bodies["tax"], number, 2, refused_line(back, "returned"))
    assert await only(number) == {Stage.AT_COMMUNE, Stage.AT_DISTRICT}
    claim = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, claim, d=back) == "open"
    await heard(town, [number], COMMUNE)
    again = await stated(town, bodies["tax"], number, 1)
    assert again["round"] == 2
    assert await only(number) == {Stage.AT_DISTRICT}
    assert on != back


@pytest.mark.parametrize(
    ("body", "form", "path"), [("tax", "01", DISTRICT), ("bhxh", "02", COMMUNE)]
)
async def test_a_body_that_the_road_does_not_ask_is_not_heard(
    town: Town, bodies: dict[str, Officer], body: str, form: str, path: str
) -> None:
    number = await handed_in(town, form, 1, path)
    answer = await stating(town, bodies[body], number, 1)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-asked")


async def test_what_is_wrong_with_a_statement_leaves_everything(
    house: str, town: Town, bodies: dict[str, Officer]
) -> None:
    number = await handed_in(town, "01", 2, DISTRICT)
    other = await handed_in(town, "01", 1, DISTRICT)
    mine, strange = (await dossiers_of(number))[0], (await dossiers_of(other))[0]
    who = bodies["bhxh"]
    wrong = {
        (412, "batch-changed"): await stating(town, who, number, 3),
        (422, "not-waiting"): await stating(town, who, number, 2, [refused_line(strange)]),
        (422, "named-twice"): await stating(town, who, number, 2, [refused_line(mine)] * 2),
        (422, "unknown-policy-term"): await stating(
            town, who, number, 2, [refused_line(mine, reason="KHONG_CO")]
        ),
        (422, "said-in-the-future"): await stating(town, who, number, 2, said_on="2020-05-30"),
    }
    for (status, kind), answer in wrong.items():
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
    assert await only(number) == {Stage.CONFIRMING}
    assert not await scalar(house, "select count(*) from confirmation where list_id=:l", l=number)


async def test_a_body_speaks_once_a_round(town: Town, bodies: dict[str, Officer]) -> None:
    number = await handed_in(town, "01", 2, DISTRICT)
    await stated(town, bodies["union"], number, 2)
    answer = await stating(town, bodies["union"], number, 2)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-confirmed")
    await stated(town, bodies["bhxh"], number, 2)
    late = await stating(town, bodies["bhxh"], number, 2)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/nothing-to-confirm")


async def test_whoever_made_a_list_cannot_confirm_it_with_another_account(town: Town) -> None:
    number = await handed_in(town, "01", 1, DISTRICT)
    maker = town.officer(DISTRICT)
    disguised = await another_account(maker, Role.INSURANCE_OFFICER, DISTRICT)
    answer = await stating(town, disguised, number, 1)
    assert answer.json()["type"] == "/problems/already-took-another-part"
    assert await only(number) == {Stage.CONFIRMING}


async def test_control_the_database_too_knows_who_confirmed(house: str, town: Town) -> None:
    """By raw SQL as the service: a statement without the part in the list is refused."""
    number = await handed_in(town, "01", 1, DISTRICT)
    maker = town.officer(DISTRICT)
    query = text(
        "insert into confirmation (list_id, round, body, document_number, said_on, seen,"
        " not_confirmed, ends_round, officer_id, part, area_path) values (:l, 1,"
        " 'social_insurance', 'x', '2020-04-27', 1, 0, true, :o, 'confirming_body', '42.436.')"
    )
    async with owning(house) as session:
        await session.execute(text("set local role house_app"))
        with pytest.raises(IntegrityError, match="fk_confirmation_part"):
            await session.execute(query, {"l": number, "o": maker.officer_id})


async def test_waiting_lists_are_told_to_the_body_they_wait_for(
    town: Town, bodies: dict[str, Officer]
) -> None:
    number = await handed_in(town, "01", 2, DISTRICT)

    async def waiting(who: str) -> set[int]:
        found: set[int] = set()
        last = 0
        while True:
            answer = await town.raw(bodies[who], "GET", f"/confirmations/waiting?after={last}")
            assert answer.status_code == 200, answer.text
            page = {one["list_id"] for one in answer.json()}
            found |= page
            if not page:
                return found
            last = max(page)

    assert number in await waiting("bhxh")
    assert number in await waiting("union")
    assert number not in await waiting("tax")
    await stated(town, bodies["union"], number, 2)
    assert number not in await waiting("union")
    assert number in await waiting("bhxh")


async def test_a_list_keeps_the_road_it_started_on(house: str, town: Town) -> None:
    """A loan asked for under QĐ 15 goes on to district and province after QĐ 32 is in force."""
    await set_clock(house, date(2020, 10, 16))
    number = await handed_in(town, "12", 1, DISTRICT)
    assert await only(number) == {Stage.AT_DISTRICT}
    await set_clock(house, date(2020, 10, 20))
    await heard(town, [number], DISTRICT)
    assert await only(number) == {Stage.AT_PROVINCE}
    await heard(town, [number], PROVINCE)
    assert await only(number) == {Stage.AT_PROVINCE}
    later = await handed_in(town, "12", 1, DISTRICT)
    assert await only(later) == {Stage.AT_BANK}
