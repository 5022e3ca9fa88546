"""Who may enrol whom: one natural person once, within the territory, any number in one act."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from app import access
from app.access import Role
from app.access.schemas import NewOfficer
from app.core import db
from app.core.owner import owner_transaction

from .conftest import Caller, an_officer, enrol


def order(*officers: NewOfficer) -> dict[str, Any]:
    return {"officers": [one.model_dump(mode="json") for one in officers]}


@pytest.fixture
def statements(house: str) -> Iterator[list[str]]:
    """Every statement sent to the database."""
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = db.engine().sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def test_people_are_enrolled_and_come_in(manager: Caller, nobody: Caller) -> None:
    answer = await manager.ask("POST", "/officers", json=order(an_officer(), an_officer()))
    assert answer.status_code == 201
    for one in answer.json():
        given = await nobody.sign_in(enrolment_code=one["enrolment_code"])
        assert given.status_code == 201


async def test_a_natural_person_is_enrolled_once(manager: Caller) -> None:
    first = an_officer(id_number="042099000001")
    assert (await manager.ask("POST", "/officers", json=order(first))).status_code == 201
    again = an_officer(Role.COUNCIL_MEMBER, "42.436.", id_number="042099000001")
    answer = await manager.ask("POST", "/officers", json=order(again))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-enrolled")
    assert "042099000001" not in answer.text


async def test_twins_in_one_act_are_refused_whole(house: str, manager: Caller) -> None:
    good = an_officer()
    twins = [an_officer(id_number="042099000002") for _ in range(2)]
    answer = await manager.ask("POST", "/officers", json=order(good, *twins))
    assert answer.status_code == 409
    async with owner_transaction(house) as session:
        query = text("select count(*) from nation.account where user_name = :name")
        assert await session.scalar(query, {"name": good.user_name}) == 0


async def test_a_user_name_belongs_to_one(manager: Caller) -> None:
    first = an_officer()
    await manager.ask("POST", "/officers", json=order(first))
    again = an_officer().model_copy(update={"user_name": first.user_name})
    answer = await manager.ask("POST", "/officers", json=order(again))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-enrolled")


async def test_the_number_itself_is_not_kept(house: str, manager: Caller) -> None:
    await manager.ask("POST", "/officers", json=order(an_officer(id_number="042099000003")))
    async with owner_transaction(house) as session:
        for table in ("officer", "account", "appointment", "enrolment"):
            found = await session.scalars(text(f"select t::text from nation.{table} t"))
            assert "042099000003" not in "".join(found)


async def test_a_thousand_are_enrolled_in_as_many_statements_as_one(
    house: str, statements: list[str]
) -> None:
    counts = []
    for number in (1, 1000):
        statements.clear()
        officers = [an_officer() for _ in range(number)]
        async with db.transaction(db.NOBODY) as session:
            made = await access.enrol_officers(session, None, officers)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6
    assert [one.user_name for one in made] == [one.user_name for one in officers]
    async with owner_transaction(house) as session:
        found = await session.execute(
            text(
                "select a.user_name, a.id, o.id, o.full_name, p.unit_path from nation.account a"
                " join nation.officer o on o.id = a.officer_id"
                " join nation.appointment p on p.officer_id = o.id"
                " where a.id = any(:ids) order by a.id"
            ),
            {"ids": [one.account_id for one in made]},
        )
        kept = {row[0]: tuple(row[1:4]) for row in found}
    names = {one.user_name: one.full_name for one in officers}
    assert kept == {
        one.user_name: (one.account_id, one.officer_id, names[one.user_name]) for one in made
    }


async def test_an_administrator_appoints_within_their_territory(client: Any) -> None:
    person = await enrol(an_officer(Role.ADMINISTRATOR, "42."))
    manager = Caller(client)
    await manager.sign_in(enrolment_code=person.code)
    inside = await manager.ask("POST", "/officers", json=order(an_officer(unit_path="42.436.")))
    assert inside.status_code == 201
    for outside in ("40.", "40.412.", ""):
        answer = await manager.ask(
            "POST", "/officers", json=order(an_officer(), an_officer(unit_path=outside))
        )
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/outside-territory")


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_name": "A"}, {"user_name": "a b"}, {"user_name": "x" * 61}, {"full_name": ""},
        {"full_name": "a\u202eb"}, {"id_number": "12345678"}, {"id_number": "04209900000１"},
        {"id_number": 42099000001}, {"is_admin": True},
        {"appointment": {"role": "king"}}, {"appointment": {"unit_path": "42"}},
        {"appointment": {"unit_path": "42.436"}}, {"appointment": {"unit_path": "42.%."}},
        {"appointment": {"unit_path": "42.436.18070.\n"}}, {"appointment": {"unit_path": "~"}},
    ],
    ids=str,
)  # fmt: skip
async def test_strange_people_are_refused(manager: Caller, wrong: dict[str, Any]) -> None:
    given = order(an_officer())
    inner = given["officers"][0]
    inner["appointment"] |= wrong.pop("appointment", {})
    inner |= wrong
    answer = await manager.ask("POST", "/officers", json=given)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith("#/officers/0/")


@pytest.mark.parametrize(
    ("dates", "agent"),
    [({"valid_from": "2020-05-02", "valid_to": "2020-05-01"}, None), ({}, "KHONG-CO"), ({}, "x")],
)
async def test_what_only_the_database_refuses_is_a_4xx(
    manager: Caller, dates: dict[str, str], agent: str | None
) -> None:
    """Dates in disorder, an agent for somebody who is none, an agent nobody knows."""
    given = order(an_officer())
    given["officers"][0]["appointment"] |= {**dates, "agent_code": agent}
    answer = await manager.ask("POST", "/officers", json=given)
    assert 400 <= answer.status_code < 500, answer.text


async def test_payment_agents_are_added_once(manager: Caller) -> None:
    agents = [
        {"code": "BUUDIEN-HT", "name": "Bưu điện tỉnh"},
        {"code": "VBSP-HT", "name": "NHCSXH"},
    ]
    first = await manager.ask("POST", "/payment-agents", json=agents)
    again = await manager.ask("POST", "/payment-agents", json=agents)
    assert (first.json(), again.json()) == ({"added": 2}, {"added": 0})
    twins = [{"code": "DOI", "name": "a"}, {"code": "DOI", "name": "b"}]
    answer = await manager.ask("POST", "/payment-agents", json=twins)
    assert (answer.status_code, answer.json()) == (201, {"added": 1})
