"""Coming in: a code once, a password slowly, a token until it is taken away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Role, commands
from app.core import clock, db
from app.core.owner import owner_transaction

from .conftest import Caller, an_officer, enrol

PASSWORD = "một mật khẩu dài vừa đủ"


async def change(house: str, sql: str, **values: Any) -> None:
    async with owner_transaction(house) as session:
        await session.execute(text(sql), values)


@asynccontextmanager
async def house_day(day: date) -> AsyncIterator[AsyncSession]:
    """The house's own clock stands at noon of a day."""
    async with db.transaction(db.NOBODY) as session:
        await clock.stand_at(session, datetime(day.year, day.month, day.day, 5, tzinfo=UTC))
    try:
        yield session
    finally:
        async with db.transaction(db.NOBODY) as session:
            await clock.stand_at(session, None)


def told(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_a_code_opens_once(nobody: Caller) -> None:
    person = await enrol(an_officer())
    given = await nobody.sign_in(enrolment_code=person.code)
    assert given.status_code == 201
    assert given.json()["unit_path"] == "42.436.18070."
    assert given.json()["role"] == "commune_officer"
    again = await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    assert told(again) == (401, "unknown-enrolment")


async def test_rivals_with_one_code_get_one_token(client: httpx.AsyncClient) -> None:
    person = await enrol(an_officer())
    answers = await asyncio.gather(
        *(Caller(client).sign_in(enrolment_code=person.code) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [401] * 7


async def test_an_old_code_opens_nothing(house: str, nobody: Caller) -> None:
    person = await enrol(an_officer())
    await change(
        house,
        "update nation.enrolment set expires_at = now() - interval '1 s' where account_id = :id",
        id=person.account_id,
    )
    assert told(await nobody.sign_in(enrolment_code=person.code)) == (401, "unknown-enrolment")


@pytest.mark.parametrize("code", ["", "x", "x" * 100, "'; --"])
async def test_a_guessed_code_opens_nothing(nobody: Caller, code: str) -> None:
    assert told(await nobody.sign_in(enrolment_code=code)) == (401, "unknown-enrolment")


async def test_the_database_keeps_no_secret_that_opens(house: str, nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    async with owner_transaction(house) as session:
        kept = []
        for table in ("account", "token", "enrolment", "officer", "idempotency"):
            kept += list(await session.scalars(text(f"select t::text from nation.{table} t")))
    assert nobody.token
    for secret in (person.code, nobody.token, PASSWORD):
        assert secret not in "".join(kept)
        assert secret.encode().hex() not in "".join(kept)


async def test_a_password_opens_after_enrolment(client: httpx.AsyncClient) -> None:
    person = await enrol(an_officer())
    await Caller(client).sign_in(enrolment_code=person.code, password=PASSWORD)
    caller = Caller(client)
    answer = await caller.sign_in(user_name=person.user_name, password=PASSWORD)
    assert answer.status_code == 201
    me = await caller.ask("GET", "/me")
    assert me.json()["officer_id"] == person.officer_id
    assert me.json()["permissions"] == sorted(me.json()["permissions"]) != []


@pytest.mark.parametrize("guess", ["nobody has this password", "", " ", "password", PASSWORD + " "])
async def test_an_account_without_a_password_has_none(nobody: Caller, guess: str) -> None:
    """Before a password is set none fits, above all not a stand-in written in the program."""
    person = await enrol(an_officer())
    answer = await nobody.sign_in(user_name=person.user_name, password=guess)
    assert told(answer) == (401, "wrong-password")


async def test_unknown_and_known_names_are_answered_alike(nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    known = await nobody.sign_in(user_name=person.user_name, password="sai")
    unknown = await nobody.sign_in(user_name="khong-co-ai", password="sai")
    assert {**known.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    assert told(known) == (401, "wrong-password")


async def failures(account_id: int) -> tuple[int, float]:
    """How many in a row, and how many seconds the account waits."""
    async with db.transaction(db.NOBODY) as session:
        query = text("select failures, locked_until from nation.account where id = :id")
        count, until = (await session.execute(query, {"id": account_id})).one()
    return count, (until - datetime.now(UTC)).total_seconds() if until else 0.0


async def fail(user_name: str, times: int) -> None:
    for _ in range(times):
        async with db.transaction(db.NOBODY) as session:
            await commands.count_failure(session, user_name)


async def test_a_slip_does_not_lock_the_door(nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    assert (await nobody.sign_in(user_name=person.user_name, password="sai")).status_code == 401
    assert (await failures(person.account_id))[0] == 1
    right = await nobody.sign_in(user_name=person.user_name, password=PASSWORD)
    assert right.status_code == 201
    assert (await failures(person.account_id)) == (0, 0.0)


async def test_guessing_gets_slower_and_the_right_word_waits_too(nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    waits = []
    for _ in range(12):
        await fail(person.user_name, 1)
        waits.append((await failures(person.account_id))[1])
    assert all(wait <= 0 for wait in waits[:5])
    assert all(later > earlier for earlier, later in pairwise(waits[6:]))
    assert 30 < waits[-1] < 130
    right = await nobody.sign_in(user_name=person.user_name, password=PASSWORD)
    assert told(right) == (401, "wrong-password")


async def test_endless_guessing_never_opens_the_lock(house: str, nobody: Caller) -> None:
    """The wait is bounded, and its arithmetic is: the 2,000th failure locks like the 20th."""
    person = await enrol(an_officer())
    await change(
        house, "update nation.account set failures = 2000 where id = :id", id=person.account_id
    )
    answer = await nobody.sign_in(user_name=person.user_name, password="sai")
    assert told(answer) == (401, "wrong-password")
    count, wait = await failures(person.account_id)
    assert count == 2001
    assert 800 < wait <= 900


async def test_the_lock_ends(house: str, nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code, password=PASSWORD)
    await fail(person.user_name, 12)
    past = "update nation.account set locked_until = now() - interval '1 s' where id = :id"
    await change(house, past, id=person.account_id)
    right = await nobody.sign_in(user_name=person.user_name, password=PASSWORD)
    assert right.status_code == 201


async def test_a_revoked_token_is_worth_nothing_at_the_next_request(nobody: Caller) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code)
    assert (await nobody.ask("GET", "/me")).status_code == 200
    assert (await nobody.ask("DELETE", "/tokens/current")).status_code == 204
    answer = await nobody.ask("GET", "/me")
    assert told(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert told(await nobody.ask("DELETE", "/tokens/current")) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "after",
    [
        "update nation.token set expires_at = now() - interval '1 s' where account_id = :id",
        "update nation.account set disabled_at = now() where id = :id",
        "update nation.appointment set valid_to = valid_from where officer_id ="
        " (select officer_id from nation.account where id = :id)",
        "update nation.appointment set valid_from = '2999-01-01', valid_to = null where officer_id"
        " = (select officer_id from nation.account where id = :id)",
    ],
    ids=["expired", "account disabled", "appointment over", "appointment not begun"],
)
async def test_what_ends_ends_at_the_next_request(house: str, nobody: Caller, after: str) -> None:
    person = await enrol(an_officer())
    await nobody.sign_in(enrolment_code=person.code)
    assert (await nobody.ask("GET", "/me")).status_code == 200
    await change(house, after, id=person.account_id)
    assert told(await nobody.ask("GET", "/me")) == (401, "unauthenticated")


async def test_a_disabled_account_opens_neither_way(house: str, nobody: Caller) -> None:
    known, fresh = await enrol(an_officer()), await enrol(an_officer())
    await nobody.sign_in(enrolment_code=known.code, password=PASSWORD)
    for person in (known, fresh):
        sql = "update nation.account set disabled_at = now() where id = :id"
        await change(house, sql, id=person.account_id)
    by_password = await nobody.sign_in(user_name=known.user_name, password=PASSWORD)
    assert told(by_password) == (401, "wrong-password")
    by_code = await nobody.sign_in(enrolment_code=fresh.code)
    assert told(by_code) == (401, "unknown-enrolment")


async def test_nobody_signs_in_without_an_appointment_in_force(nobody: Caller) -> None:
    """And the code is not used up by the refusal."""
    officer = an_officer(valid_from=date(2020, 4, 1), valid_to=date(2020, 4, 30))
    person = await enrol(officer)
    assert told(await nobody.sign_in(enrolment_code=person.code)) == (403, "no-appointment")
    async with house_day(date(2020, 4, 30)):
        assert (await nobody.sign_in(enrolment_code=person.code)).status_code == 201
        assert (await nobody.ask("GET", "/me")).status_code == 200
    async with house_day(date(2020, 5, 1)):
        assert told(await nobody.ask("GET", "/me")) == (401, "unauthenticated")


async def test_with_two_appointments_one_is_chosen(house: str, nobody: Caller) -> None:
    person = await enrol(an_officer())
    await change(
        house,
        "insert into nation.appointment (officer_id, role, unit_path, valid_from, document_number)"
        " values (:id, 'council_member', '42.436.', '2020-01-01', '2/QĐ')",
        id=person.officer_id,
    )
    assert told(await nobody.sign_in(enrolment_code=person.code)) == (403, "no-appointment")
    async with owner_transaction(house) as session:
        query = text("select id from nation.appointment where officer_id = :id order by id desc")
        chosen = await session.scalar(query, {"id": person.officer_id})
    answer = await nobody.sign_in(enrolment_code=person.code, appointment_id=chosen)
    assert (answer.status_code, answer.json()["role"]) == (201, "council_member")


async def test_nobody_chooses_the_appointment_of_another(house: str, nobody: Caller) -> None:
    person, other = await enrol(an_officer()), await enrol(an_officer(Role.CHAIRMAN, "42."))
    async with owner_transaction(house) as session:
        query = text("select id from nation.appointment where officer_id = :id")
        chosen = await session.scalar(query, {"id": other.officer_id})
    answer = await nobody.sign_in(enrolment_code=person.code, appointment_id=chosen)
    assert told(answer) == (403, "no-appointment")


@pytest.mark.parametrize(
    "header",
    [
        "", "Bearer", "Bearer ", "Basic eDp4", "Bearer " + "x" * 101, "Bearer ü", "bearer x y",
        "x" * 9000,
    ],
)  # fmt: skip
async def test_a_strange_token_is_no_token(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/api/v1/me", headers=[(b"Authorization", header.encode())])
    assert told(answer) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"user_name": "ai-do"},
        {"password": PASSWORD},
        {"user_name": "", "password": ""},
        {"user_name": 5, "password": PASSWORD},
        {"user_name": "a", "password": "x" * 201},
        {"user_name": "x" * 61, "password": "x"},
        {"user_name": "a", "password": "x", "role": "chairman"},
        {"user_name": "a", "password": "x", "appointment_id": True},
        {"user_name": "a", "password": "x", "appointment_id": "1"},
        {"user_name": "a", "password": "x", "appointment_id": 2**63 - 1},
        {"enrolment_code": None},
    ],
)
async def test_a_strange_order_is_refused_and_not_repeated(
    nobody: Caller, order: dict[str, Any]
) -> None:
    answer = await nobody.sign_in(**order)
    assert answer.status_code in (401, 422)
    told(answer)
    assert PASSWORD not in answer.text


async def test_a_token_lives_by_real_time(nobody: Caller) -> None:
    """A house clock that stands in 2020 neither lengthens nor ends a token."""
    person = await enrol(an_officer())
    async with house_day(date(2020, 4, 29)):
        given = await nobody.sign_in(enrolment_code=person.code)
        ends = datetime.fromisoformat(given.json()["expires_at"])
        assert timedelta(0) < ends - datetime.now(UTC) <= timedelta(minutes=15)
        assert (await nobody.ask("GET", "/me")).status_code == 200
