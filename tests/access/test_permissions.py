"""What a role may do, and where: one table, and the territory of the appointment."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.access import Permission, Role
from app.access.rules import MAY, Actor
from app.access.words import PERMISSION_VI
from app.core import clock, db

from .conftest import Caller, an_officer, enrol


async def signed_in(client: httpx.AsyncClient, role: Role, unit_path: str, **more: Any) -> Caller:
    person = await enrol(an_officer(role, unit_path, **more))
    caller = Caller(client)
    assert (await caller.sign_in(enrolment_code=person.code)).status_code == 201
    return caller


def test_every_role_may_something_and_every_permission_belongs_to_somebody() -> None:
    assert set(MAY) == set(Role)
    assert all(MAY.values())
    assert frozenset().union(*MAY.values()) == set(Permission)
    assert set(PERMISSION_VI) == set(Permission)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Permission.SUBMIT_LIST, Permission.HOLD_SITTING),
        (Permission.SUBMIT_LIST, Permission.DECIDE),
        (Permission.HOLD_SITTING, Permission.DECIDE),
        (Permission.DECIDE, Permission.RELEASE_PAYOUT),
        (Permission.RELEASE_PAYOUT, Permission.REPORT_PAYMENT),
        (Permission.MANAGE_ACCESS, Permission.DECIDE),
        (Permission.MANAGE_ACCESS, Permission.SUBMIT_LIST),
        (Permission.MANAGE_ACCESS, Permission.READ_DOSSIER),
        (Permission.MANAGE_FUNDS, Permission.DECIDE),
        (Permission.INSPECT, Permission.SUBMIT_LIST),
        (Permission.INSPECT, Permission.HOLD_SITTING),
        (Permission.INSPECT, Permission.DECIDE),
        (Permission.INSPECT, Permission.RELEASE_PAYOUT),
        (Permission.INSPECT, Permission.ANSWER_COMPLAINT),
        (Permission.ANSWER_COMPLAINT, Permission.READ_COMPLAINANT),
    ],
)
def test_no_role_does_two_things_that_check_each_other(one: Permission, other: Permission) -> None:
    assert [role for role, may in MAY.items() if {one, other} <= may] == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.PAYMENT_AGENT}))
async def test_only_the_administrator_enrols(client: httpx.AsyncClient, role: Role) -> None:
    caller = await signed_in(client, role, "42.436.")
    answer = await caller.ask("POST", "/officers", json={"officers": []})
    assert answer.status_code in (403, 422)  # the body is read before anybody is asked
    officers = [an_officer().model_dump(mode="json")]
    answer = await caller.ask("POST", "/officers", json={"officers": officers})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


async def test_without_a_token_every_door_of_access_is_shut(nobody: Caller) -> None:
    for method, path, body in (
        ("GET", "/me", None),
        ("DELETE", "/tokens/current", None),
        ("POST", "/officers", {"officers": [an_officer().model_dump(mode="json")]}),
        ("POST", "/payment-agents", []),
        ("GET", "/clock", None),
        ("PUT", "/clock", {"now": None}),
    ):
        answer = await nobody.ask(method, path, json=body)
        assert answer.status_code == 401, f"{method} {path}"


@pytest.mark.parametrize(
    ("unit_path", "sees"),
    [
        ("42.436.18070.", {"42.436.18070."}),
        ("42.436.", {"42.436.", "42.436.18070.", "42.436.18073."}),
        ("42.", {"42.436.", "42.436.18070.", "42.436.18073.", "42.437.18100."}),
        ("40.", set()),
        ("", set()),
    ],
)
async def test_the_territory_is_the_units_of_the_appointment(
    house: str, unit_path: str, sees: set[str]
) -> None:
    add = text(
        "insert into household (area_path, hamlet_key, list_year, kind, number, head_name)"
        " values (:path, 'thon 3', 2020, 'HN', '1', 'Trần Văn Thử') on conflict do nothing"
    )
    async with db.transaction(db.Standing("42.")) as session:
        for path in ("42.436.", "42.436.18070.", "42.436.18073.", "42.437.18100."):
            await session.execute(add, {"path": path})
    actor = Actor(1, 2, 3, Role.AUDITOR, unit_path)
    assert actor.standing == db.Standing(unit_path, 1, 2, "")
    async with db.transaction(actor.standing) as session:
        query = "select area_path from p42.household where hamlet_key = 'thon 3'"
        assert set(await session.scalars(text(query))) == sees


async def test_an_agent_is_fenced_by_their_agency(manager: Caller, house: str) -> None:
    await manager.ask("POST", "/payment-agents", json=[{"code": "FENCED", "name": "Bưu cục"}])
    officer = an_officer(Role.PAYMENT_AGENT, "42.", agent_code="FENCED")
    await enrol(officer)
    fenced = Actor(1, 2, 3, Role.PAYMENT_AGENT, "42.", "FENCED")
    async with db.transaction(fenced.standing) as session:
        for table in ("household", "person", "dossier", "dossier_list", "decision", "document"):
            assert await session.scalar(text(f"select count(*) from {table}")) == 0


async def test_the_clock_is_set_by_the_administrator_alone(
    manager: Caller, client: httpx.AsyncClient
) -> None:
    chairman = await signed_in(client, Role.CHAIRMAN, "42.")
    order = {"now": "2020-04-29T08:00:00+07:00"}
    assert (await chairman.ask("PUT", "/clock", json=order)).status_code == 403
    assert (await manager.ask("PUT", "/clock", json=order)).status_code == 200
    try:
        shown = (await chairman.ask("GET", "/clock")).json()
        assert datetime.fromisoformat(shown["now"]) == datetime(2020, 4, 29, 1, tzinfo=UTC)
        assert shown["controlled"] is True
    finally:
        assert (await manager.ask("PUT", "/clock", json={"now": None})).status_code == 200


@pytest.mark.parametrize(
    "now",
    [
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2020-04-29T08:00:00", 5, "now",
        "2019-12-31T23:59:59Z", 1e300, True,
    ],
)  # fmt: skip
async def test_a_strange_moment_is_refused(manager: Caller, now: object) -> None:
    """Also one at which the house could never be opened again."""
    answer = await manager.ask("PUT", "/clock", json={"now": now})
    assert answer.status_code == 422, answer.text
    assert (await manager.ask("GET", "/me")).status_code == 200


async def test_the_clock_runs_again(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        await clock.stand_at(session, None)
        assert abs((clock.now(session) - datetime.now(UTC)).total_seconds()) < 60


async def test_repeated_enrolment_by_key_keeps_no_code_in_the_database(
    manager: Caller, house: str
) -> None:
    """A code is shown once; the memory of the act is not a place to find it again."""
    officers = [an_officer().model_dump(mode="json")]
    key = {"Idempotency-Key": "enrol-once"}
    first = await manager.ask("POST", "/officers", json={"officers": officers}, headers=key)
    code = first.json()[0]["enrolment_code"]
    again = await manager.ask("POST", "/officers", json={"officers": officers}, headers=key)
    assert again.json() == [{**first.json()[0], "enrolment_code": ""}]
    async with db.transaction(db.NOBODY) as session:
        kept = await session.scalars(text("select coalesce(body, '') from nation.idempotency"))
        assert code not in "".join(kept)
