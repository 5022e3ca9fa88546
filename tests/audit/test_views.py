"""Whoever sees a number in clear is kept: one line an act, with exactly whom, or no answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.access.rules import Role
from app.core import db
from app.dossiers.rules import Stage
from app.dossiers.schemas import ListShown
from app.intake.marking_jobs import mark_workbook
from app.register.queries import numbers_of
from tests.builders import (
    COMMUNE,
    LIST_DAY,
    OTHER_PROVINCE,
    PROVINCE,
    Officer,
    Town,
    a_list,
    at_stage,
    dossiers_of,
    rows,
)
from tests.grounds import owning, scalar
from tests.jobs_at_hand import do_jobs, fetched, forget_jobs, release_all

ORDERS, FILE = "readPayoutOrders", "readListFile"
LEASE = "payout_lease"
LAST = (
    "select to_jsonb(l) || jsonb_build_object('people', (select coalesce(jsonb_agg(p.person_id"
    " order by p.person_id), '[]') from seen_person p where p.set_id = l.set_id))"
    " from access_log l order by id desc limit 1"
)
COUNT = "select count(*) from access_log"
PEOPLE = "select array_agg(person_id order by person_id) from dossier where list_id = :l"


class Paid:
    """A list whose orders are with their agent: the people, the run, the lease."""

    def __init__(self, listed: ListShown, run_id: int, lease_id: int, people: list[int]) -> None:
        self.list_id, self.run_id, self.people = listed.id, run_id, people
        self.lease_id = lease_id


@pytest.fixture(scope="module")
async def paid(house: str, town: Town) -> Paid:
    await forget_jobs(house)
    listed = await at_stage(town, house, Stage.APPROVED, 5)
    await do_jobs(house)
    await release_all(town)
    run = await scalar(
        house,
        "select max(o.run_id) from payout_order o join dossier d on d.id = o.dossier_id"
        " where d.list_id = :l",
        l=listed.id,
    )
    await fetched(town, run)
    lease = await scalar(house, "select max(lease_id) from lease_order where run_id = :r", r=run)
    return Paid(listed, run, lease, await scalar(house, PEOPLE, l=listed.id))


async def looked(house: str) -> Any:
    """The last line of the record."""
    return await scalar(house, LAST)


async def look(town: Town, who: Officer, path: str) -> Any:
    answer = await town.raw(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer


async def test_every_door_that_shows_numbers_keeps_who_looked(
    house: str, town: Town, paid: Paid
) -> None:
    treasurer, clerk = town.officer(PROVINCE, "taichinh"), town.officer(COMMUNE)
    agent = town.officer(PROVINCE, "buudien")
    for who, path, act, about in (
        (treasurer, f"/payout-runs/{paid.run_id}/orders", ORDERS, "payout_run"),
        (agent, f"/payout-runs/{paid.run_id}/orders", ORDERS, "payout_run"),
        (agent, f"/payout-leases/{paid.lease_id}/orders", "readLeasedOrders", LEASE),
        (agent, f"/payout-leases/{paid.lease_id}/instruction.csv", "readInstructionCsv", LEASE),
        (agent, f"/payout-leases/{paid.lease_id}/instruction.xlsx", "readInstructionWorkbook",
         LEASE),
        (treasurer, f"/payout-leases/{paid.lease_id}/instruction.xml", "readInstructionXml", LEASE),
        (clerk, f"/lists/{paid.list_id}/file", FILE, "dossier_list"),
        (clerk, f"/lists/{paid.list_id}/file?version=1", FILE, "dossier_list"),
    ):  # fmt: skip
        before = await scalar(house, COUNT)
        await look(town, who, path)
        line = await looked(house)
        assert await scalar(house, COUNT) == before + 1
        assert (line["officer_id"], line["account_id"]) == (who.officer_id, who.account_id)
        assert (line["act"], line["about"], line["appointment_id"]) == (
            act, about, who.appointment_id
        )  # fmt: skip
        assert line["about_id"] == {"payout_run": paid.run_id, LEASE: paid.lease_id}.get(
            about, paid.list_id
        )
        assert (line["people"], line["shown"]) == (paid.people, 5)
        assert line["area_path"] == (COMMUNE if who is clerk else PROVINCE)


async def test_the_marked_workbook_is_a_look_too(house: str, town: Town) -> None:
    listed = await a_list(town, "07", rows("07", 3))
    clerk = town.officer(COMMUNE)
    await town.raw(clerk, "POST", f"/lists/{listed.id}/marking")
    await mark_workbook(db.Standing(COMMUNE, officer_id=clerk.officer_id), {
        "list_id": listed.id, "version": 1,
    })  # fmt: skip
    await look(town, clerk, f"/lists/{listed.id}/marked.xlsx")
    line = await looked(house)
    assert (line["act"], line["about_version"]) == ("readMarkedWorkbook", 1)
    assert line["people"] == await scalar(house, PEOPLE, l=listed.id)


async def test_a_page_keeps_exactly_its_people_and_the_same_page_the_same_set(
    house: str, town: Town, paid: Paid
) -> None:
    who, sets = town.officer(PROVINCE, "taichinh"), "select count(*) from seen_set"
    door = f"/payout-runs/{paid.run_id}/orders?limit=2"
    page = (await look(town, who, door)).json()
    seen = await looked(house)
    kept = await scalar(house, sets)
    of_page = await scalar(
        house, "select array_agg(person_id order by 1) from dossier where id = any(:d)",
        d=[one["dossier_id"] for one in page["items"]],
    )  # fmt: skip
    assert seen["people"] == of_page
    await look(town, who, door)
    assert (await looked(house))["set_id"] == seen["set_id"]
    assert await scalar(house, sets) == kept
    await look(town, who, f"{door}&after={page['next_after']}")
    assert set((await looked(house))["people"]).isdisjoint(of_page)


async def test_who_is_shown_nothing_leaves_no_line(house: str, town: Town, paid: Paid) -> None:
    before = await scalar(house, COUNT)
    stranger, clerk = town.officer(OTHER_PROVINCE, "taichinh"), town.officer(COMMUNE)
    door = f"/payout-runs/{paid.run_id}/orders"
    assert (await town.raw(stranger, "GET", door)).status_code == 404
    assert (await town.raw(clerk, "GET", door)).status_code == 403
    found = await look(town, clerk, f"/lists/{paid.list_id}/dossiers")
    assert all("•" in one["id_number"] for one in found.json()["items"] if one["id_number"])
    assert await scalar(house, COUNT) == before


async def test_control_a_door_that_keeps_nothing_shows_nothing(
    house: str, town: Town, paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forget(*_: Any) -> None:
        return None

    agent, door = town.officer(PROVINCE, "buudien"), f"/payout-runs/{paid.run_id}/orders"
    whole = (await look(town, agent, door)).json()["items"]
    before = await scalar(house, COUNT)
    monkeypatch.setattr("app.audit.viewed", forget)
    answer = await town.raw(agent, "GET", door)
    assert answer.status_code == 500
    assert not any(one["payee_id_number"] in answer.text for one in whole)
    assert await scalar(house, COUNT) == before


async def test_who_saw_a_person_is_told_to_the_auditor(house: str, town: Town, paid: Paid) -> None:
    auditor, treasurer = town.officer(PROVINCE, "kiemtra"), town.officer(PROVINCE, "taichinh")
    person = paid.people[0]
    await look(town, treasurer, f"/payout-runs/{paid.run_id}/orders")
    found = [one async for one in (await town.as_(auditor)).viewers(person)]
    last = found[-1]
    assert (last.officer_id, last.act, last.people) == (treasurer.officer_id, ORDERS, 5)
    assert last.officer
    assert len(found) == await scalar(
        house,
        "select count(*) from access_log where set_id in"
        " (select set_id from seen_person where person_id = :p)",
        p=person,
    )
    door = f"/persons/{person}/viewers"
    paged = (await look(town, auditor, f"{door}?limit=1")).json()
    assert (len(paged["items"]), paged["next_after"]) == (1, paged["items"][0]["id"])
    day = f"{LIST_DAY - timedelta(days=1)}T00:00:00Z"
    assert (await look(town, auditor, f"{door}?to={day}")).json()["items"] == []
    assert len((await look(town, auditor, f"{door}?from={day}")).json()["items"]) == len(found)
    assert (await town.raw(town.officer(OTHER_PROVINCE, "kiemtra"), "GET", door)).status_code == 404
    for seat in ("chutich", "taichinh", "baocao"):
        assert (await town.raw(town.officer(PROVINCE, seat), "GET", door)).status_code == 403


async def test_whom_an_officer_looked_at_is_told_by_officer_and_time(
    house: str, town: Town, paid: Paid
) -> None:
    auditor, clerk = town.officer(PROVINCE, "kiemtra"), town.officer(COMMUNE)
    await look(town, clerk, f"/lists/{paid.list_id}/file")
    door = f"/audit/views?officer={clerk.officer_id}&limit=1000"
    theirs = (await look(town, auditor, door)).json()["items"]
    assert {one["officer_id"] for one in theirs} == {clerk.officer_id}
    assert theirs[-1]["act"] == FILE
    everybody = (await look(town, auditor, "/audit/views?limit=1000")).json()["items"]
    assert len(everybody) == await scalar(house, COUNT)
    assert (await look(town, auditor, f"{door}&to=2020-01-01T00:00:00Z")).json()["items"] == []
    assert (await town.raw(auditor, "GET", f"{door}&from=hom-qua")).status_code == 422
    assert (await town.raw(clerk, "GET", door)).status_code == 403


async def test_a_merged_person_is_asked_for_under_all_numbers(
    house: str, town: Town, paid: Paid
) -> None:
    one, other, third = paid.people[:3]
    async with owning(house) as session:
        assert await numbers_of(session, one) == [one]
        merge = (
            "insert into nation.person_key (digest, kind, person_id, flags, entered_as)"
            f" values (gen_random_uuid(), 0, {one}, 0, {other})"
        )
        await session.execute(text(merge))
        assert await numbers_of(session, one) == await numbers_of(session, other) == [one, other]
        assert await numbers_of(session, third) == [third]


def test_the_auditor_alone_reads_the_record() -> None:
    from app.access.rules import MAY, Permission

    assert [role for role, may in MAY.items() if Permission.READ_HISTORY in may] == [Role.AUDITOR]


async def test_people_of_a_list_are_those_of_its_dossiers(house: str, paid: Paid) -> None:
    assert len(await dossiers_of(paid.list_id)) == len(paid.people) == 5
