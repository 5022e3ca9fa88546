"""Agents' systems: an account under a person, keys side by side, and an end that is one at once."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.access import Actor, Role, machines
from app.access.assertions import opened
from app.access.machine_schemas import NewSystem
from app.client import Client, Problem
from app.core import db
from app.core.owner import owner_transaction
from app.core.settings import settings

from .conftest import Caller, an_officer, enrol
from .machine_keys import (
    AGENT,
    DOOR,
    System,
    a_system,
    an_agent_person,
    an_order,
    ask_token,
    ec_key,
    ed_key,
    in_days,
    public,
    register,
)
from .test_signing_in import PASSWORD, change, house_day, told

SYSTEMS = f"/payment-agents/{AGENT}/systems"


@pytest.fixture
async def system(manager: Caller) -> System:
    """A system with one key."""
    return await a_system(manager)


async def come_in(client: httpx.AsyncClient, system: System) -> Caller:
    """The system, signed in."""
    answer = await ask_token(client, system.signed())
    assert answer.status_code == 200, answer.text
    return Caller(client, answer.json()["access_token"])


def keys_of(system: System, kid: str = "") -> str:
    return f"{SYSTEMS}/{system.account_id}/keys{f'/{kid}' if kid else ''}"


async def test_a_system_acts_as_its_agent_and_counts_as_its_person(
    client: httpx.AsyncClient, system: System
) -> None:
    """Four eyes count people: a system is nobody new."""
    answer = await ask_token(client, system.signed())
    given = answer.json()
    assert set(given) == {"access_token", "token_type", "expires_in"}
    assert (given["token_type"], answer.headers["cache-control"]) == ("Bearer", "no-store")
    assert 0 < given["expires_in"] <= settings().token_minutes * 60
    me = (await Caller(client, given["access_token"]).ask("GET", "/me")).json()
    assert (me["officer_id"], me["role"]) == (system.person.officer_id, "payment_agent")
    async with db.transaction(db.NOBODY) as session:
        query = text("select officer_id from nation.account where id = :id")
        assert await session.scalar(query, {"id": system.account_id}) == me["officer_id"]


async def test_the_typed_client_comes_in_by_both_kinds_of_keys(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    async with Client("http://house", transport=client._transport) as api:
        for key in (ec_key(), ed_key()):
            assert (await register(manager, system, key)).status_code == 201
            for text_of_key in (
                key.as_pem(private=True),
                json.dumps(key.as_dict(private=True)).encode(),
            ):
                await api.sign_in_machine(system.client_id, text_of_key)
                assert (await api.me()).officer_id == system.person.officer_id
        with pytest.raises(Problem) as refused:
            await api.sign_in_machine(system.client_id, ec_key().as_pem(private=True))
    assert (refused.value.status, refused.value.code) == (401, "assertion-refused")


async def test_an_administrator_registers_by_the_typed_client(
    client: httpx.AsyncClient, manager: Caller
) -> None:
    key, person = ed_key(), await an_agent_person()
    async with Client("http://house", manager.token, transport=client._transport) as api:
        made = await api.add_system(AGENT, NewSystem.model_validate(an_order(person)))
        until = datetime.now(UTC) + timedelta(days=30)
        pem = key.as_pem(private=False)
        shown = await api.add_system_key(AGENT, made.account_id, pem, until)
        assert (shown.kid, shown.algorithm) == (key.thumbprint(), "EdDSA")
        await api.revoke_system_key(AGENT, made.account_id, shown.kid)
        (found,) = [one for one in await api.systems(AGENT) if one.client_id == made.client_id]
    assert found.officer_id == person.officer_id
    assert [one.revoked_at is not None for one in found.keys] == [True]


async def test_keys_change_hands_without_a_gap(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    """The new key works beside the old; the old one's end is kept, and ends it alone."""
    old, new = system.key, ed_key()
    assert (await register(manager, system, new)).status_code == 201
    for key in (old, new, old):
        system.key = key
        await come_in(client, system)
    assert (await manager.ask("DELETE", keys_of(system, old.thumbprint()))).status_code == 204
    system.key = old
    assert (await ask_token(client, system.signed())).status_code == 401
    system.key = new
    await come_in(client, system)
    listed = (await manager.ask("GET", SYSTEMS)).json()
    (mine,) = [one for one in listed if one["account_id"] == system.account_id]
    ended = {one["kid"]: one["revoked_at"] is not None for one in mine["keys"]}
    assert ended == {old.thumbprint(): True, new.thumbprint(): False}


async def test_a_revoked_key_ends_its_tokens_at_the_next_request(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    caller = await come_in(client, system)
    assert (await caller.ask("GET", "/me")).status_code == 200
    for _ in range(2):  # the second time nothing is left to do
        answer = await manager.ask("DELETE", keys_of(system, system.key.thumbprint()))
        assert answer.status_code == 204
    assert told(await caller.ask("GET", "/me")) == (401, "unauthenticated")
    assert (await ask_token(client, system.signed())).status_code == 401


@pytest.mark.parametrize(
    "after",
    [
        "update nation.appointment set valid_to = valid_from where officer_id = :officer",
        "update nation.account set disabled_at = now() where id = :account",
    ],
    ids=["appointment over", "account disabled"],
)
async def test_what_ends_for_the_person_ends_for_the_system(
    house: str, client: httpx.AsyncClient, system: System, after: str
) -> None:
    caller = await come_in(client, system)
    values = {"officer": system.person.officer_id, "account": system.account_id}
    async with owner_transaction(house) as session:
        await session.execute(text(after), values)
    assert told(await caller.ask("GET", "/me")) == (401, "unauthenticated")
    assert (await ask_token(client, system.signed())).status_code == 401


async def test_an_appointment_not_begun_opens_nothing(
    client: httpx.AsyncClient, system: System
) -> None:
    async with house_day(date(2019, 12, 31)):
        assert (await ask_token(client, system.signed())).status_code == 401


async def test_a_token_does_not_outlive_its_key(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    system.key = ec_key()
    soon = (datetime.now(UTC) + timedelta(seconds=90)).isoformat()
    assert (await register(manager, system, system.key, valid_to=soon)).status_code == 201
    assert (await ask_token(client, system.signed())).json()["expires_in"] <= 90


async def test_a_machine_comes_in_by_its_key_alone(
    house: str, nobody: Caller, system: System
) -> None:
    by_password = await nobody.sign_in(user_name=system.client_id, password=PASSWORD)
    assert told(by_password) == (401, "wrong-password")
    for sql, name in (
        ("update nation.account set password_hash = 'x' where id = :id",
         "ck_account_machine_without_password"),
        ("insert into nation.enrolment (digest, account_id, expires_at)"
         " values ('\\x00', :id, now() + interval '1 day')", "a machine signs with its key"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=name):
            await change(house, sql, id=system.account_id)
    values = {"id": system.person.account_id}
    own = "update nation.account set password_hash = password_hash where id = :id"
    await change(house, own, **values)  # the control: the person's own account is free


async def test_guesses_at_the_name_do_not_lock_the_machine_out(
    client: httpx.AsyncClient, nobody: Caller, system: System
) -> None:
    for _ in range(7):
        await nobody.sign_in(user_name=system.client_id, password="sai")
    await come_in(client, system)


async def test_no_row_makes_a_system_of_a_person_or_another_agents(
    house: str, system: System
) -> None:
    """By keys of the database, whatever the program does."""
    person, other = system.person, await enrol(an_officer())
    insert = (
        "insert into nation.agent_system (account_id, officer_id, appointment_id, agent_code,"
        " name, document_number, registered_by) select :account, :officer, a.id, :agent, 'x', 'x',"
        " :by from nation.appointment a where a.officer_id = :office"
    )
    for account, office, agent in (
        (person.account_id, person.officer_id, AGENT),
        (system.account_id, other.officer_id, AGENT),
        (system.account_id, person.officer_id, "KHAC"),
    ):
        with pytest.raises(DBAPIError, match=r"fk_agent_system|pk_agent_system"):
            await change(
                house, insert, account=account, officer=person.officer_id, agent=agent,
                by=other.officer_id, office=office,
            )  # fmt: skip


async def test_rivals_with_one_assertion_get_one_token(
    client: httpx.AsyncClient, system: System
) -> None:
    assertion = system.signed()
    answers = await asyncio.gather(*(ask_token(client, assertion) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7


async def test_what_has_run_out_is_forgotten_by_the_next_act(
    house: str, client: httpx.AsyncClient, system: System
) -> None:
    await come_in(client, system)
    async with owner_transaction(house) as session:
        past = "update nation.used_assertion set kept_until = now() - interval '1 s'"
        await session.execute(text(past))
    await come_in(client, system)
    async with owner_transaction(house) as session:
        assert await session.scalar(text("select count(*) from nation.used_assertion")) == 1


async def test_the_service_cannot_forget_or_rewrite(house: str, system: System) -> None:
    statements = (
        "delete from nation.used_assertion", "select * from nation.used_assertion",
        "insert into nation.used_assertion values (1, '', now())",
        "update nation.system_key set valid_to = valid_to", "delete from nation.key_revocation",
        "update nation.agent_system set officer_id = officer_id",
    )  # fmt: skip
    for statement in statements:
        with pytest.raises(DBAPIError, match="permission denied"):
            async with db.transaction(db.NOBODY) as session:
                await session.execute(text(statement))
    for statement in statements[3:]:
        with pytest.raises(DBAPIError, match="is written once"):
            await change(house, statement)


async def test_neither_log_nor_database_keeps_what_opens(
    house: str, client: httpx.AsyncClient, system: System, logged: list[Any]
) -> None:
    assertion = system.signed(jti="a-jti-that-nobody-else-uses")
    token = (await ask_token(client, assertion)).json()["access_token"]
    await ask_token(client, assertion)
    tables = ("account", "token", "agent_system", "system_key", "used_assertion", "idempotency")
    async with owner_transaction(house) as session:
        kept = str(logged)
        for table in tables:
            rows = await session.scalars(text(f"select t::text from nation.{table} t"))
            kept += "".join(rows)
    for secret in (token, assertion, assertion.rsplit(".", 1)[1], "a-jti-that-nobody-else-uses"):
        assert secret not in kept
        assert secret.encode().hex() not in kept
    assert system.key.thumbprint() in kept


@pytest.mark.parametrize(
    ("change_of_key", "code"),
    [
        ({"kty": "RSA"}, "invalid-input"),
        ({"crv": "P-384"}, "invalid-input"),
        ({"d": "A" * 43}, "invalid-input"),
        ({"k": "A" * 43}, "invalid-input"),
        ({"x": "A" * 42}, "invalid-input"),
        ({"alg": "HS256"}, "invalid-input"),
        ({"use": "enc"}, "invalid-input"),
        ({"key_ops": ["sign"]}, "invalid-input"),
        ({"crv": "Ed25519"}, "key-unfit"),
        ({"kty": "OKP"}, "key-unfit"),
        ({"y": None}, "key-unfit"),
        ({"y": "A" * 43}, "key-unfit"),
    ],
)
async def test_what_is_no_public_key_of_two_kinds_is_refused(
    manager: Caller, system: System, change_of_key: dict[str, Any], code: str
) -> None:
    order = {"jwk": public(ec_key()) | change_of_key, "valid_to": in_days(9)}
    answer = await manager.ask("POST", keys_of(system), json=order)
    assert told(answer) == (422, code), answer.text
    assert "A" * 43 not in answer.text


@pytest.mark.parametrize(
    "times",
    [
        {"valid_to": in_days(-1)}, {"valid_to": in_days(800)},
        {"valid_from": in_days(5), "valid_to": in_days(4)},
    ],
)  # fmt: skip
async def test_a_key_has_a_time_of_its_own(
    manager: Caller, system: System, times: dict[str, str]
) -> None:
    answer = await register(manager, system, ec_key(), **times)
    assert told(answer) == (422, "key-times-unfit")


async def test_a_key_is_of_one_system_for_ever(manager: Caller, system: System) -> None:
    other = await a_system(manager)
    assert told(await register(manager, other, system.key)) == (409, "key-known")
    await manager.ask("DELETE", keys_of(system, system.key.thumbprint()))
    assert told(await register(manager, system, system.key)) == (409, "key-known")
    gone = await manager.ask("DELETE", keys_of(other, system.key.thumbprint()))
    assert told(gone) == (404, "not-found")


async def test_who_answers_for_a_system_is_in_office_at_the_agent(manager: Caller) -> None:
    stranger = await enrol(an_officer())
    left = await an_agent_person(valid_to=date(2020, 1, 2))
    for person in (stranger, left):
        answer = await manager.ask("POST", SYSTEMS, json=an_order(person))
        assert told(answer) == (422, "officer-unfit")
    order = an_order(await an_agent_person())
    nowhere = await manager.ask("POST", "/payment-agents/KHONGCO/systems", json=order)
    assert told(nowhere) == (404, "not-found")
    assert (await manager.ask("POST", SYSTEMS, json=order)).status_code == 201
    twice = await manager.ask("POST", SYSTEMS, json=order)
    assert told(twice) == (409, "already-enrolled")


async def administrator(client: httpx.AsyncClient, unit_path: str) -> Caller:
    person = await enrol(an_officer(Role.ADMINISTRATOR, unit_path))
    caller = Caller(client)
    await caller.sign_in(enrolment_code=person.code)
    return caller


async def test_an_administrator_reaches_systems_of_their_own_territory(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    near, far = await administrator(client, "42."), await administrator(client, "40.")
    assert told(await register(far, system, ec_key())) == (403, "outside-territory")
    kid = system.key.thumbprint()
    assert told(await far.ask("DELETE", keys_of(system, kid))) == (403, "outside-territory")
    order = an_order(system.person)
    assert told(await far.ask("POST", SYSTEMS, json=order)) == (403, "outside-territory")
    listed = {caller: (await caller.ask("GET", SYSTEMS)).json() for caller in (near, far, manager)}
    seen = {
        caller: system.account_id in {one["account_id"] for one in found}
        for caller, found in listed.items()
    }
    assert seen == {near: True, far: False, manager: True}
    assert (await register(near, system, ec_key())).status_code == 201


async def test_nobody_registers_a_system_of_their_own(
    house: str, client: httpx.AsyncClient, manager: Caller
) -> None:
    """The same person holds both offices; the database counts people."""
    person = await an_agent_person()
    async with owner_transaction(house) as session:
        second = (
            "insert into nation.appointment (officer_id, role, unit_path, valid_from,"
            " document_number) values (:id, 'administrator', '', '2020-01-01', '1') returning id"
        )
        office = await session.scalar(text(second), {"id": person.officer_id})
    caller = Caller(client)
    await caller.sign_in(enrolment_code=person.code, appointment_id=office)
    answer = await caller.ask("POST", SYSTEMS, json=an_order(person))
    assert told(answer) == (403, "own-system")
    mine = await a_system(manager, person=person)
    assert told(await register(caller, mine, ec_key())) == (403, "own-system")


async def test_a_system_manages_nothing(client: httpx.AsyncClient, system: System) -> None:
    caller = await come_in(client, system)
    assert told(await register(caller, system, ec_key())) == (403, "forbidden")
    assert told(await caller.ask("GET", SYSTEMS)) == (403, "forbidden")


async def test_revoking_waits_for_a_token_that_is_being_given(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    """No token of a revoked key is good afterwards, however late it was written."""
    async with db.transaction(db.NOBODY) as session:
        given = await machines.sign_in_machine(session, opened(system.signed()), DOOR)
        path = keys_of(system, system.key.thumbprint())
        revoking = asyncio.create_task(manager.ask("DELETE", path))
        await asyncio.sleep(0.3)
        assert not revoking.done()
    assert (await revoking).status_code == 204
    caller = Caller(client, given.access_token)
    assert told(await caller.ask("GET", "/me")) == (401, "unauthenticated")


async def test_a_token_waits_for_a_revocation_that_is_being_written(
    client: httpx.AsyncClient, system: System
) -> None:
    who = await enrol(an_officer(Role.ADMINISTRATOR, ""))
    actor = Actor(who.account_id, who.officer_id, 1, Role.ADMINISTRATOR, "")
    kid = system.key.thumbprint()
    async with db.transaction(actor.standing) as session:
        await machines.revoke_key(session, actor, AGENT, system.account_id, kid)
        asking = asyncio.create_task(ask_token(client, system.signed()))
        await asyncio.sleep(0.3)
        assert not asking.done()
    assert (await asking).status_code == 401
