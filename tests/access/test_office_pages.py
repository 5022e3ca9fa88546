"""Administrators by page: people found, appointed, closed, let in anew; within the territory."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from app.access import Role
from app.core import clock
from tests.builders import COMMUNE, DISTRICT, OTHER_COMMUNE, Officer, a_name, enrolled
from tests.grounds import scalar
from tests.pages import SECRET, Visitor, code_for, enter, mark_in, newly_seated, read
from tests.service import the_service

DOCUMENT = {"document_number": "12/QĐ-UBND"}
EVENTS = "select count(*) from nation.office_event where officer_id = :id and kind = :kind"


@pytest.fixture
async def manager(house: str) -> AsyncIterator[Visitor]:
    """The browser of an administrator of the province."""
    made = Visitor(the_service())
    async with made.http:
        await newly_seated(made, Role.ADMINISTRATOR, "42.")
        yield made


@pytest.fixture
async def person(house: str) -> Officer:
    """Somebody in a commune of the province."""
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    return officer


async def act(
    manager: Visitor, address: str, typed: dict[str, str], code: str | None = None
) -> httpx.Response:
    """Fill in the form at an address and send it with six digits."""
    page = await manager.look(address)
    assert page.status_code == 200, page.text
    digits = code or await code_for(manager)
    form = next(one for one in read(page).forms if "ma-6-so" in one["names"])
    return await manager.post(address, form["fields"] | typed | {"ma-6-so": digits})


def inside_of(manager: Visitor) -> Visitor:
    return Visitor(manager.http._transport.app)  # type: ignore[attr-defined]


def new_person(**changes: str) -> dict[str, str]:
    return {
        "full_name": a_name(), "user_name": f"moi.{abs(hash(a_name()))}", "role": "commune_officer",
        "unit_path": COMMUNE, "valid_from": "1/1/2020", **DOCUMENT, **changes,
    }  # fmt: skip


async def test_people_are_found_without_marks(house: str, manager: Visitor) -> None:
    typed = new_person(full_name="Đặng Thị Ưởng Hằng")
    assert (await act(manager, "/quan-tri/nguoi-moi", typed)).status_code == 200
    for wanted in ("dang thi uong", "UONG HANG", "Ưởng", typed["user_name"]):
        page = await manager.http.get("/quan-tri", params={"tim": wanted})
        assert "Đặng Thị Ưởng Hằng" in read(page).text
        assert "chưa nhận" in read(page).text
    other = await manager.http.get("/quan-tri", params={"tim": "uong", "vai": "chairman"})
    assert "Không có ai như vậy" in read(other).text
    assert "Đặng Thị" not in (await manager.http.get("/quan-tri?tim=%25%25%25")).text


async def test_a_new_person_gets_a_code_that_is_shown_once(house: str, manager: Visitor) -> None:
    typed = new_person()
    page = await act(manager, "/quan-tri/nguoi-moi", typed)
    code = page.text.split("<code>")[1].split("</code>")[0]
    assert "location" not in page.headers
    other = inside_of(manager)
    async with other.http:
        fields = {"ma": code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat"}
        step = await other.send(await other.look("/dang-nhap"), fields)
        assert step.status_code == 303
    again = await act(manager, "/quan-tri/nguoi-moi", typed)
    assert again.status_code == 409
    assert "đã được ghi nhận" in read(again).text
    assert code not in again.text
    form = next(one for one in read(again).forms if "user_name" in one["names"])
    assert form["fields"]["unit_path"] == COMMUNE
    assert form["fields"]["user_name"] == typed["user_name"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"user_name": "Có Dấu"}, "user_name"),
        ({"id_number": "123"}, "id_number"),
        ({"unit_path": ""}, "unit_path"),
        ({"role": ""}, "role"),
        ({"valid_from": "31/2/2020"}, "valid_from"),
        ({"document_number": " "}, "document_number"),
    ],
)
async def test_faults_stand_beside_their_fields(
    manager: Visitor, changes: dict[str, str], field: str
) -> None:
    page = await act(manager, "/quan-tri/nguoi-moi", new_person(**changes))
    assert page.status_code == 422
    assert f"#o-{field}" in read(page).attributes("href", "a")
    assert f"o-{field}-error" in read(page).attributes("id")


async def test_offices_begin_and_end_by_documents(
    house: str, manager: Visitor, person: Officer
) -> None:
    home = f"/quan-tri/{person.officer_id}"
    typed = new_person(role="council_member", unit_path=DISTRICT)
    appointed = await act(manager, f"{home}/bo-nhiem", {k: typed[k] for k in OFFICE})
    assert appointed.headers["location"] == f"{home}?xong=bo-nhiem"
    shown = read(await manager.look(appointed.headers["location"])).text
    assert "Thành viên hội đồng, Thành phố Hà Tĩnh" in shown
    end = f"{home}/chuc-danh/{person.appointment_id}"
    today = clock.wall_clock().astimezone(clock.VIETNAM).date()
    yesterday, before = today - timedelta(days=1), today - timedelta(days=2)
    early = await act(manager, end, DOCUMENT | {"last_day": f"{before:%d/%m/%Y}"})
    assert (early.status_code, "#o-last_day" in early.text) == (422, True)
    ended = await act(manager, end, DOCUMENT | {"last_day": f"{yesterday:%d/%m/%Y}"})
    assert ended.headers["location"] == f"{home}?xong=ket-thuc"
    assert await scalar(house, EVENTS, id=person.officer_id, kind="appointment_ended") == 1
    later = await act(manager, end, DOCUMENT | {"last_day": f"{today:%d/%m/%Y}"})
    assert later.status_code == 409
    valid_to = "select valid_to from nation.appointment where id = :id"
    assert await scalar(house, valid_to, id=person.appointment_id) == yesterday


OFFICE = ("role", "unit_path", "valid_from", "document_number")


async def test_a_closed_account_opens_nothing_until_it_is_opened(
    house: str, manager: Visitor, person: Officer
) -> None:
    theirs = inside_of(manager)
    home = f"/quan-tri/{person.officer_id}"
    async with theirs.http:
        await enter(theirs, person)
        assert (await theirs.look("/phien")).status_code == 200
        assert "1 nơi" in read(await manager.look(home)).text
        closed = await act(manager, f"{home}/dong/{person.account_id}", DOCUMENT)
        assert closed.status_code == 303
        assert (await theirs.look("/phien")).status_code == 303
        assert (await by_password(theirs, person)).status_code == 401
        twice = await act(manager, f"{home}/dong/{person.account_id}", DOCUMENT)
        assert twice.status_code == 409
        opened = await act(manager, f"{home}/mo/{person.account_id}", DOCUMENT)
        assert opened.status_code == 303
        assert (await theirs.look("/phien")).status_code == 303
        assert (await by_password(theirs, person)).status_code == 303
    shown = read(await manager.look(home)).text
    assert "12/QĐ-UBND" in shown
    assert "Mở lại tài khoản" in shown


async def by_password(visitor: Visitor, person: Officer) -> httpx.Response:
    typed = {"ten": person.user_name, "mat-khau": SECRET, "cach": "mat-khau"}
    return await visitor.send(await visitor.look("/dang-nhap"), typed)


async def test_who_lost_the_phone_is_let_in_anew_and_nobody_else(
    house: str, manager: Visitor, person: Officer
) -> None:
    theirs = inside_of(manager)
    home = f"/quan-tri/{person.officer_id}"
    async with theirs.http:
        await enter(theirs, person)
        page = await act(manager, f"{home}/cap-lai/{person.account_id}", DOCUMENT)
        code = page.text.split("<code>")[1].split("</code>")[0]
        assert (await theirs.look("/phien")).status_code == 303
        assert (await by_password(theirs, person)).status_code == 401, "the password goes too"
        second = await act(manager, f"{home}/cap-lai/{person.account_id}", DOCUMENT)
        newer = second.text.split("<code>")[1].split("</code>")[0]
        door = await theirs.look("/dang-nhap")
        typed = {"ma": code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat"}
        assert (await theirs.send(door, typed)).status_code == 401, "only the last code counts"
        step = await theirs.send(door, typed | {"ma": newer})
        assert step.headers["location"].startswith("/dang-nhap/thiet-lap")
    log = "select count(*) from nation.act_log where subject = 'office_event' and because = :act"
    assert await scalar(house, log, act="resetAccess") >= 2
    assert await scalar(house, EVENTS, id=person.officer_id, kind="factor_reset") == 2


async def test_nothing_without_the_second_factor(
    house: str, manager: Visitor, person: Officer
) -> None:
    home = f"/quan-tri/{person.officer_id}"
    told = await act(manager, f"{home}/dong/{person.account_id}", DOCUMENT, code="000000")
    assert told.status_code == 422
    assert "o-ma-6-so-error" in read(told).attributes("id")
    assert await scalar(house, EVENTS, id=person.officer_id, kind="account_closed") == 0


async def test_nobody_does_it_to_oneself(house: str, manager: Visitor) -> None:
    whose = "select officer_id from nation.account where id = :id"
    own = await scalar(house, whose, id=manager.account_id)
    page = await manager.look(f"/quan-tri/{own}")
    assert "Đây là bạn" in read(page).text
    for what in ("dong", "cap-lai"):
        told = await act(manager, f"/quan-tri/{own}/{what}/{manager.account_id}", DOCUMENT)
        assert told.status_code == 403
    typed = new_person(role="chairman", unit_path="42.")
    told = await act(manager, f"/quan-tri/{own}/bo-nhiem", {k: typed[k] for k in OFFICE})
    assert told.status_code == 403
    assert (await manager.look("/phien")).status_code == 200


async def test_other_territories_are_out_of_reach(house: str, manager: Visitor) -> None:
    (stranger,) = await enrolled((Role.COMMUNE_OFFICER, OTHER_COMMUNE))
    home = f"/quan-tri/{stranger.officer_id}"
    mark = {"ma-trang": mark_in(await manager.look("/quan-tri/nguoi-moi"))}
    for address in (home, f"{home}/bo-nhiem", f"{home}/dong/{stranger.account_id}"):
        assert (await manager.look(address)).status_code == 404
    for address in (
        f"{home}/dong/{stranger.account_id}", f"{home}/cap-lai/{stranger.account_id}",
        f"{home}/chuc-danh/{stranger.appointment_id}",
    ):  # fmt: skip
        sent = DOCUMENT | mark | {"ma-6-so": await code_for(manager), "last_day": "1/1/2030"}
        assert (await manager.post(address, sent)).status_code == 404
    abroad = await act(
        manager, "/quan-tri/nguoi-moi", new_person(unit_path=OTHER_COMMUNE)
    )  # another province
    assert abroad.status_code == 403
    (elsewhere,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    local = inside_of(manager)
    async with local.http:
        await newly_seated(local, Role.ADMINISTRATOR, DISTRICT)
        above = new_person(role="council_member", unit_path="42.")
        await act(
            manager, f"/quan-tri/{elsewhere.officer_id}/bo-nhiem", {k: above[k] for k in OFFICE}
        )
        told = await act(
            local, f"/quan-tri/{elsewhere.officer_id}/dong/{elsewhere.account_id}", DOCUMENT
        )
        assert told.status_code == 403
        assert "ngoài địa bàn" in read(told).text


async def test_others_do_not_enter(house: str, person: Officer) -> None:
    visitor = Visitor(the_service())
    async with visitor.http:
        await enter(visitor, person)
        for address in ("/quan-tri", "/quan-tri/nguoi-moi", f"/quan-tri/{person.officer_id}"):
            assert (await visitor.look(address)).status_code == 403


async def test_pages_are_small(manager: Visitor) -> None:
    for address in ("/quan-tri", "/quan-tri/nguoi-moi"):
        assert len((await manager.look(address)).content) < 50_000
