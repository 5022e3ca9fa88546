"""Coming in by page: two factors, sessions of ours that end when they should, one's own account."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from app.access import Role, second_factor
from app.access.sessions import client_words
from app.core import clock
from app.core.owner import owner_transaction
from tests.builders import COMMUNE, DISTRICT, Officer, enrolled
from tests.grounds import scalar
from tests.pages import SECRET, Visitor, code_for, come_in, enter, key_in, mark_in, read
from tests.service import the_service

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)


@pytest.fixture
async def visitor(house: str) -> AsyncIterator[Visitor]:
    """A browser that has not signed in."""
    made = Visitor(the_service())
    made.http.headers["User-Agent"] = FIREFOX
    async with made.http:
        yield made


@pytest.fixture
async def person(visitor: Visitor) -> Officer:
    """Whose browser it is: somebody inside."""
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    assert (await enter(visitor, officer)).status_code == 303
    return officer


async def change(house: str, sql: str, **values: Any) -> None:
    async with owner_transaction(house) as session:
        await session.execute(text(sql), values)


async def by_password(visitor: Visitor, person: Officer, password: str = SECRET) -> httpx.Response:
    """What the first step answers."""
    typed = {"ten": person.user_name, "mat-khau": password, "cach": "mat-khau"}
    return await visitor.send(await visitor.look("/dang-nhap"), typed)


def another(visitor: Visitor) -> Visitor:
    """The same person at another browser."""
    made = Visitor(visitor.http._transport.app)  # type: ignore[attr-defined]
    made.key, made.account_id = visitor.key, visitor.account_id
    return made


async def inside(visitor: Visitor) -> bool:
    return (await visitor.look("/phien")).status_code == 200


# --- the second factor --------------------------------------------------------------------------


async def test_the_first_time_a_second_factor_is_set_up(house: str, visitor: Visitor) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    typed = {"ma": officer.code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat"}
    step = await visitor.send(await visitor.look("/dang-nhap"), typed)
    assert step.headers["location"] == "/dang-nhap/thiet-lap?tiep=/"
    page = await visitor.look(step.headers["location"])
    assert "<svg" in page.text
    assert "style=" not in page.text
    key = key_in(page)
    now = second_factor.step_now(clock.wall_clock())
    wrong = f"{(int(second_factor.code_at(key, now)) + 1) % 10**6:06d}"
    told = await visitor.send(page, {"ma-6-so": wrong})
    assert told.status_code == 422
    assert "không đúng" in read(told).text
    assert wrong not in told.text
    query = "select failures from nation.account where id = :id"
    assert await scalar(house, query, id=officer.account_id) == 1
    opened = await visitor.send(told, {"ma-6-so": second_factor.code_at(key, now)})
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert await scalar(house, query, id=officer.account_id) == 0
    assert await inside(visitor)


async def test_half_open_opens_nothing(house: str, visitor: Visitor, person: Officer) -> None:
    other = another(visitor)
    async with other.http:
        step = await by_password(other, person)
        assert step.headers["location"] == "/dang-nhap/ma?tiep=/"
        for address in ("/", "/phien", "/nop-ho-so", "/danh-sach"):
            assert (await other.look(address)).headers["location"].startswith("/dang-nhap")
        for address in ("/dang-nhap/thiet-lap", "/dang-nhap/chuc-danh"):
            answer = await other.look(address)
            assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap?tiep=/")
        token = other.http.cookies["an-sinh"]
        api = await other.http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert api.status_code == 401


async def test_what_was_asked_of_a_form_is_carried_past_the_sign_in(visitor: Visitor) -> None:
    other = another(visitor)
    async with other.http:
        lost = await other.post("/chi-tra/giao?dot=43&dot=61", {"dot": ["43", "61"], "x": "y z"})
    assert lost.status_code == 401
    form = next(one for one in read(lost).forms if "don" in one["names"])
    assert form["fields"]["tiep"] == "/chi-tra/giao?dot=43&dot=61"
    assert form["fields"]["don"] == "dot=43&dot=61&x=y+z"


async def test_a_password_alone_never_replaces_a_second_factor(
    house: str, visitor: Visitor, person: Officer
) -> None:
    """Even while the owner is setting up another one."""
    begun = await visitor.send(
        await visitor.look("/phien/ung-dung"), {"ma-6-so": await code_for(visitor)}
    )
    key = key_in(await visitor.look(begun.headers["location"]))
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        assert (await other.look("/dang-nhap/thiet-lap")).status_code == 303
        page = await other.look("/dang-nhap/ma")
        code = second_factor.code_at(key, second_factor.step_now(clock.wall_clock()))
        fields = {"ma-trang": mark_in(page), "ma-6-so": code}
        for address in ("/dang-nhap/thiet-lap", "/dang-nhap/ma"):
            assert (await other.post(address, fields)).status_code in (303, 401, 422)
        assert not await inside(other)


async def test_a_code_opens_once(house: str, visitor: Visitor, person: Officer) -> None:
    code = await code_for(visitor)
    others = [another(visitor) for _ in range(4)]
    pages = []
    for other in others:
        await by_password(other, person)
        pages.append(await other.look("/dang-nhap/ma"))
    answers = await asyncio.gather(
        *(other.send(page, {"ma-6-so": code}) for other, page in zip(others, pages, strict=True))
    )
    assert sorted(one.status_code for one in answers) == [303, 422, 422, 422]
    for other in others:
        await other.http.aclose()


@pytest.mark.parametrize(("shift", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
async def test_codes_of_a_step_before_and_after_are_taken(
    visitor: Visitor, person: Officer, shift: int, status: int
) -> None:
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        page = await other.look("/dang-nhap/ma")
        await code_for(other)
        moment = clock.wall_clock()
        if moment.timestamp() % 30 > 28:
            await asyncio.sleep(2.1)
        step = second_factor.step_now(clock.wall_clock()) + shift
        code = second_factor.code_at(visitor.key, step)
        spaced = f"{code[:3]} {code[3:]}"
        assert (await other.send(page, {"ma-6-so": spaced})).status_code == status


async def test_wrong_codes_lock_the_account_and_a_password_does_not_unlock_it(
    house: str, visitor: Visitor, person: Officer
) -> None:
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        page = await other.look("/dang-nhap/ma")
        for _ in range(3):
            await other.send(page, {"ma-6-so": "000000"})
        assert (await by_password(other, person)).status_code == 303
        count = "select failures from nation.account where id = :id"
        assert await scalar(house, count, id=person.account_id) == 3
        lock = (
            "update nation.account set failures = 12, locked_until = now() + interval '1 min'"
            " where id = :id"
        )
        await change(house, lock, id=person.account_id)
        page = await other.look("/dang-nhap/ma")
        told = await other.send(page, {"ma-6-so": await code_for(other)})
        assert told.status_code == 422
        assert (await by_password(other, person)).status_code == 401


async def test_the_key_is_sealed_and_bound_to_its_account(house: str, visitor: Visitor) -> None:
    await come_in(visitor)
    query = "select secret from nation.second_factor where account_id = :id"
    kept = await scalar(house, query, id=visitor.account_id)
    assert visitor.key.encode() not in kept
    assert second_factor.unsealed(visitor.account_id, kept) == visitor.key
    with pytest.raises(InvalidTag):
        second_factor.unsealed(visitor.account_id + 1, kept)


# --- passwords ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    ["ngắn", "passwordpassword", "Matkhau@123456", "123456789012345", "aaaaaaaaaaaaaa", "{name}1"],
)
async def test_a_password_that_everybody_tries_is_refused(visitor: Visitor, password: str) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    chosen = password.format(name=officer.user_name)
    typed = {"ma": officer.code, "mat-khau-moi": chosen, "cach": "ma-kich-hoat"}
    told = await visitor.send(await visitor.look("/dang-nhap"), typed)
    assert told.status_code == 422
    assert "#o-mat-khau-moi" in told.text
    assert chosen not in told.text
    assert (await visitor.send(told, typed | {"mat-khau-moi": SECRET})).status_code == 303


async def test_a_new_password_needs_the_old_one_and_a_code(
    house: str, visitor: Visitor, person: Officer
) -> None:
    new = "ba con vịt sang sông"
    typed = {"mat-khau-cu": SECRET, "mat-khau-moi": new, "mat-khau-lai": new}
    page = await visitor.look("/phien/mat-khau")
    for wrong, status, field in (
        ({"ma-6-so": "000000"}, 422, "#o-ma-6-so"),
        ({"mat-khau-cu": "khác"}, 422, "#o-mat-khau-cu"),
        ({"mat-khau-lai": "khác hẳn"}, 422, "#o-mat-khau-lai"),
    ):
        code = {"ma-6-so": await code_for(visitor)}
        told = await visitor.send(page, typed | code | wrong)
        assert told.status_code == status
        assert field in told.text
        assert new not in told.text
    count = "select failures from nation.account where id = :id"
    assert await scalar(house, count, id=person.account_id) == 2, "one code, one old password"
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        await other.send(await other.look("/dang-nhap/ma"), {"ma-6-so": await code_for(other)})
        assert await inside(other)
        done = await visitor.send(page, typed | {"ma-6-so": await code_for(visitor)})
        assert done.status_code == 303
        assert await inside(visitor)
        assert not await inside(other)
        assert (await by_password(other, person)).status_code == 401
        assert (await by_password(other, person, new)).status_code == 303


# --- sessions -----------------------------------------------------------------------------------


async def test_the_number_is_new_at_every_step(visitor: Visitor) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    typed = {"ma": officer.code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat"}
    step = await visitor.send(await visitor.look("/dang-nhap"), typed)
    half = visitor.http.cookies["an-sinh"]
    page = await visitor.look(step.headers["location"])
    visitor.key, visitor.account_id = key_in(page), officer.account_id
    await visitor.send(page, {"ma-6-so": await code_for(visitor)})
    whole = visitor.http.cookies["an-sinh"]
    assert half != whole
    assert await inside(visitor)
    async with Visitor(visitor.http._transport.app).http as old:  # type: ignore[attr-defined]
        answer = await old.get("/dang-nhap/ma", headers={"Cookie": f"an-sinh={half}"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    "past",
    [
        "update nation.token set seen_at = now() - interval '31 min' where account_id = :id",
        "update nation.token set expires_at = now() - interval '1 s' where account_id = :id",
        "update nation.account set disabled_at = now() where id = :id",
    ],
    ids=["idle", "too long", "closed"],
)
async def test_a_session_ends(house: str, visitor: Visitor, person: Officer, past: str) -> None:
    assert await inside(visitor)
    await change(house, past, id=person.account_id)
    assert not await inside(visitor)


async def test_being_there_is_kept_once_a_minute(
    house: str, visitor: Visitor, person: Officer
) -> None:
    seen = "select max(seen_at) from nation.token where account_id = :id and appointment_id > 0"
    first = await scalar(house, seen, id=person.account_id)
    await inside(visitor)
    assert await scalar(house, seen, id=person.account_id) == first
    back = "update nation.token set seen_at = seen_at - interval '2 min' where account_id = :id"
    await change(house, back, id=person.account_id)
    await inside(visitor)
    assert await scalar(house, seen, id=person.account_id) > first - timedelta(seconds=1)


async def test_sessions_are_listed_and_ended(visitor: Visitor, person: Officer) -> None:
    other = another(visitor)
    other.http.headers["User-Agent"] = CHROME
    async with other.http:
        await by_password(other, person)
        await other.send(await other.look("/dang-nhap/ma"), {"ma-6-so": await code_for(other)})
        page = await visitor.look("/phien")
        words = read(page).text
        assert "Firefox trên Linux" in words
        assert "Chrome trên Windows" in words
        assert words.count("phiên này") == 1
        assert "Mozilla" not in page.text
        ended = await visitor.send(page, {"phien": one_of_others(page), "viec": "ket-thuc"})
        assert ended.status_code == 303
        assert not await inside(other)
        assert await inside(visitor)
        await by_password(other, person)
        await other.send(await other.look("/dang-nhap/ma"), {"ma-6-so": await code_for(other)})
        everywhere = {"ma-trang": mark_in(page), "viec": "tat-ca"}
        assert (await visitor.post("/phien", everywhere)).headers["location"] == "/dang-nhap"
        assert not await inside(other)
        assert not await inside(visitor)


def one_of_others(page: httpx.Response) -> str:
    return str(next(f["fields"]["phien"] for f in read(page).forms if "phien" in f["fields"]))


async def test_nobody_ends_the_session_of_another(visitor: Visitor, person: Officer) -> None:
    stranger = another(visitor)
    async with stranger.http:
        await come_in(stranger)
        page = await visitor.look("/phien")
        own = await stranger.look("/phien")
        digest = (await own_digest(visitor)).hex()
        fields = {"ma-trang": mark_in(own), "phien": digest, "viec": "ket-thuc"}
        assert (await stranger.post("/phien", fields)).status_code == 404
        assert page.status_code == 200
        assert await inside(visitor)


async def own_digest(visitor: Visitor) -> bytes:
    from app.core.digests import secret_digest

    return secret_digest(visitor.http.cookies["an-sinh"])


async def test_a_new_authenticator_needs_a_code_of_the_old_one(
    visitor: Visitor, person: Officer
) -> None:
    begun = await visitor.send(await visitor.look("/phien/ung-dung"), {"ma-6-so": "000000"})
    assert begun.status_code == 422
    assert (await visitor.look("/phien/ung-dung/moi")).headers["location"] == "/phien/ung-dung"
    code = {"ma-6-so": await code_for(visitor)}
    begun = await visitor.send(begun, code)
    page = await visitor.look(begun.headers["location"])
    old, visitor.key = visitor.key, key_in(page)
    assert old != visitor.key
    done = await visitor.send(page, {"ma-6-so": await code_for(visitor)})
    assert done.headers["location"] == "/phien?xong=ung-dung"
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        page = await other.look("/dang-nhap/ma")
        step = second_factor.step_now(clock.wall_clock())
        assert (
            await other.send(page, {"ma-6-so": second_factor.code_at(old, step)})
        ).status_code == 422
        assert (await other.send(page, {"ma-6-so": await code_for(other)})).status_code == 303


# --- several offices ----------------------------------------------------------------------------


async def test_with_two_offices_one_is_chosen(
    house: str, visitor: Visitor, person: Officer
) -> None:
    await change(
        house,
        "insert into nation.appointment (officer_id, role, unit_path, valid_from, document_number)"
        " values (:id, 'council_member', :path, '2020-01-01', '2/QĐ')",
        id=person.officer_id, path=DISTRICT,
    )  # fmt: skip
    newest = "select max(id) from nation.appointment where officer_id = :id"
    chosen = await scalar(house, newest, id=person.officer_id)
    other = another(visitor)
    async with other.http:
        await by_password(other, person)
        page = await other.look("/dang-nhap/ma?tiep=/danh-sach")
        step = await other.send(page, {"ma-6-so": await code_for(other)})
        assert step.headers["location"] == "/dang-nhap/chuc-danh?tiep=/danh-sach"
        assert not await inside(other)
        page = await other.look(step.headers["location"])
        assert "Thành viên hội đồng" in read(page).text
        (strange,) = await enrolled((Role.CHAIRMAN, "42."))
        for wrong, status in (("", 422), (str(strange.appointment_id), 403), ("x", 422)):
            assert (await other.send(page, {"chuc-danh": wrong})).status_code == status
        entered = await other.send(page, {"chuc-danh": str(chosen)})
        assert (entered.status_code, entered.headers["location"]) == (303, "/danh-sach")
        assert "Thành viên hội đồng" in (await other.look("/phien")).text


# --- the API ------------------------------------------------------------------------------------


async def test_the_api_asks_for_the_second_factor_too(visitor: Visitor, person: Officer) -> None:
    order = {"user_name": person.user_name, "password": SECRET}

    async def asked(**more: str) -> tuple[int, str]:
        answer = await visitor.http.post("/api/v1/tokens", json=order | more)
        return answer.status_code, str(answer.json().get("type", ""))[10:]

    assert await asked() == (401, "second-factor-needed")
    assert await asked(one_time_code="000000") == (422, "wrong-code")
    code = await code_for(visitor)
    assert (await asked(one_time_code=code))[0] == 201
    assert await asked(one_time_code=code) == (422, "wrong-code")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (FIREFOX, "Firefox trên Linux"),
        (CHROME, "Chrome trên Windows"),
        (CHROME + " Edg/130.0", "Edge trên Windows"),
        ("curl/8", "Trình duyệt"),
        ("<script>" * 1000, "Trình duyệt"),
    ],
)
def test_a_browser_in_few_words(told: str, words: str) -> None:
    assert client_words(told) == words
