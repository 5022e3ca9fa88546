"""The pages as an officer without JavaScript meets them, and as somebody who means harm does."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.access import Role
from app.core.web.page import Page
from app.intake.pages import router
from tests.builders import COMMUNE, Town, enrolled, read_now
from tests.grounds import scalar
from tests.pages import ORIGIN, SECRET, app_behind, code_for, come_in, enter, mark_in
from tests.town import logged, morning, town

from .browser import Visitor, read
from .test_applications import an_application
from .test_routes import kept

__all__ = ["Visitor", "come_in", "logged", "morning", "read", "town"]

CHECK, SEND, BACK = {"buoc": "kiem-tra"}, {"buoc": "gui"}, {"buoc": "sua"}


def app_of(town: Town) -> Any:
    """The service behind a town."""
    return app_behind(town.api)


def typed(form: str = "03", **changes: Any) -> dict[str, str]:
    """A clean application as it is typed."""
    return {name: str(value) for name, value in an_application(form, **changes).items()}


@pytest.fixture
async def stranger(town: Town) -> AsyncIterator[Visitor]:
    """A browser that has not signed in."""
    visitor = Visitor(app_of(town))
    async with visitor.http:
        yield visitor


@pytest.fixture
async def officer(stranger: Visitor) -> Visitor:
    """A browser in which a commune officer has signed in."""
    assert (await come_in(stranger)).status_code == 303
    return stranger


# --- the way of an application ------------------------------------------------------------------


@pytest.mark.parametrize("form", ["02", "03", "04"])
async def test_an_application_from_the_empty_form_to_its_number(
    officer: Visitor, form: str
) -> None:
    fields = typed(form)
    empty = await officer.look(f"/nop-ho-so/{form}")
    answers = await officer.send(empty, fields | CHECK)
    assert answers.status_code == 200
    for value in fields.values():
        assert value in read(answers).text
    assert "1.000.000 đồng" in read(answers).text or "000.000 đồng" in read(answers).text
    sent = await officer.send(answers, SEND)
    assert sent.status_code == 303
    receipt = await officer.look(sent.headers["location"])
    number = int(sent.headers["location"].rsplit("/", 1)[1])
    assert f"Số danh sách {number} " in read(receipt).text
    assert 'http-equiv="refresh"' in receipt.text
    await read_now(number, COMMUNE)
    read_page = await officer.look(sent.headers["location"])
    assert "bản nháp của xã, chờ nộp" in read(read_page).text
    assert 'http-equiv="refresh"' not in read_page.text
    assert "thẩm định" in read(read_page).text


async def test_looking_once_more_keeps_nothing_and_loses_nothing(
    house: str, officer: Visitor
) -> None:
    fields = typed("04", income_before_dong="2.500.000")
    before = await kept(house)
    answers = await officer.send(await officer.look("/nop-ho-so/04"), fields | CHECK)
    back = await officer.send(answers, BACK)
    assert await kept(house) == before
    (form,) = (one for one in read(back).forms if one["action"] == "/nop-ho-so/04")
    assert {name: form["fields"].get(name) for name in fields} == fields


async def test_faults_stand_beside_their_fields_and_in_the_summary(
    house: str, officer: Visitor
) -> None:
    fields = typed("03", birth="31/02/1975", id_number="12345", full_name="<b>Tý</b> & con")
    before = await kept(house)
    page = await officer.send(await officer.look("/nop-ho-so/03"), fields | SEND)
    assert page.status_code == 422
    found = read(page)
    links = [href for href in found.attributes("href", "a") if href.startswith("#o-")]
    assert {"#o-birth", "#o-id_number"} <= set(links)
    assert {link[1:] for link in links} <= set(found.attributes("id"))
    wrong = {a["name"] for _, a in found.tags if "govuk-input--error" in str(a.get("class"))}
    assert {"birth", "id_number"} <= wrong
    told = " ".join(a["aria-describedby"] or "" for _, a in found.tags if a.get("name") in wrong)
    assert {"o-birth-error", "o-id_number-error"} <= set(told.split())
    (form,) = (one for one in found.forms if one["action"] == "/nop-ho-so/03")
    assert {name: form["fields"].get(name) for name in fields} == fields
    assert "<b>Tý" not in page.text
    assert await kept(house) == before


async def test_a_fault_of_no_single_field_is_told_in_the_summary(officer: Visitor) -> None:
    fields = typed("04", job_lost_on="01/07/2020")
    page = await officer.send(await officer.look("/nop-ho-so/04"), fields | CHECK)
    assert page.status_code == 422
    assert "cần xem lại 1 chỗ Không đủ một tháng" in read(page).text


async def test_sent_twice_it_is_one_list(officer: Visitor) -> None:
    answers = await officer.send(await officer.look("/nop-ho-so/03"), typed() | CHECK)
    first, second = [await officer.send(answers, SEND) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]


async def test_what_is_checked_is_checked_again_when_sent(house: str, officer: Visitor) -> None:
    """The hidden fields of the last page are no more trusted than the visible ones of the first."""
    answers = await officer.send(await officer.look("/nop-ho-so/03"), typed() | CHECK)
    before = await kept(house)
    assert (await officer.send(answers, {"birth": "31/02/1975"} | SEND)).status_code == 422
    assert await kept(house) == before


async def test_control_characters_become_spaces(officer: Visitor) -> None:
    fields = typed("03", address="Ngõ\x00 12\r\n<x>\tđường")
    answers = await officer.send(await officer.look("/nop-ho-so/03"), fields | CHECK)
    assert answers.status_code in (200, 422)
    assert "\x00" not in answers.text


# --- coming in and leaving ----------------------------------------------------------------------


async def test_a_stranger_is_sent_to_sign_in_and_back(stranger: Visitor) -> None:
    turned = await stranger.look("/nop-ho-so/04")
    assert (turned.status_code, turned.headers["location"]) == (
        303, "/dang-nhap?tiep=/nop-ho-so/04",
    )  # fmt: skip
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    inside = await enter(stranger, person, await stranger.look(turned.headers["location"]))
    assert (inside.status_code, inside.headers["location"]) == (303, "/nop-ho-so/04")
    await stranger.post("/dang-xuat", {"ma-trang": mark_in(await stranger.look("/nop-ho-so"))})
    page = await stranger.look("/dang-nhap")
    wrong = {"ten": person.user_name, "mat-khau": "sai", "cach": "mat-khau"}
    refused = await stranger.send(page, wrong)
    assert refused.status_code == 401
    assert "không đúng" in read(refused).text
    assert person.user_name in refused.text
    assert "sai" not in refused.text
    asked = await stranger.send(refused, wrong | {"mat-khau": SECRET})
    assert (asked.status_code, asked.headers["location"]) == (303, "/dang-nhap/ma?tiep=/")
    assert (await stranger.look("/nop-ho-so")).status_code == 303
    step = await stranger.look(asked.headers["location"])
    opened = await stranger.send(step, {"ma-6-so": await code_for(stranger)})
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert (await stranger.look("/nop-ho-so")).status_code == 200


async def test_wrong_passwords_are_counted(house: str, stranger: Visitor) -> None:
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    page = await stranger.look("/dang-nhap")
    for _ in range(3):
        wrong = {"ten": person.user_name, "mat-khau": "sai", "cach": "mat-khau"}
        assert (await stranger.send(page, wrong)).status_code == 401
    query = "select failures from nation.account where id = :id"
    assert await scalar(house, query, id=person.account_id) == 3


async def test_after_leaving_the_token_is_worth_nothing(officer: Visitor) -> None:
    token = officer.http.cookies["an-sinh"]
    home = await officer.look("/nop-ho-so")
    left = await officer.post("/dang-xuat", {"ma-trang": mark_in(home)})
    assert (left.status_code, left.headers["location"]) == (303, "/dang-nhap")
    officer.http.cookies.set("an-sinh", token)
    assert (await officer.look("/nop-ho-so")).status_code == 303


@pytest.mark.parametrize(
    "wanted", ["https://xau.example/", "//xau.example", "/\\xau.example", "xau", ""]
)
async def test_signing_in_leads_nowhere_else(stranger: Visitor, wanted: str) -> None:
    page = await stranger.http.get("/dang-nhap", params={"tiep": wanted})
    assert read(page).forms[0]["fields"]["tiep"] == "/"
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    code = {"ma": person.code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat", "tiep": wanted}
    step = await stranger.send(page, code)
    assert step.headers["location"] == "/dang-nhap/thiet-lap?tiep=/"


async def test_a_short_password_does_not_use_up_the_code(stranger: Visitor) -> None:
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    page = await stranger.look("/dang-nhap")
    code = {"ma": person.code, "mat-khau-moi": "ngắn", "cach": "ma-kich-hoat"}
    refused = await stranger.send(page, code)
    assert refused.status_code == 422
    assert "ít nhất 12 ký tự" in read(refused).text
    assert (await stranger.send(refused, code | {"mat-khau-moi": SECRET})).status_code == 303


async def test_a_session_that_ends_in_the_middle_loses_nothing(officer: Visitor) -> None:
    form = await officer.look("/nop-ho-so/03")
    fields = typed("03", full_name='Trần "Văn" Tý & con')
    (cookie,) = (one for one in officer.http.cookies.jar if one.name == "an-sinh")
    cookie.value = "het-han"
    door = await officer.send(form, fields | CHECK)
    assert door.status_code == 401
    assert "vẫn còn" in read(door).text
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    again = await enter(officer, person, door)
    assert again.status_code == 200
    (found,) = (one for one in read(again).forms if one["action"] == "/nop-ho-so/03")
    assert {name: found["fields"].get(name) for name in fields} == fields
    assert (await officer.send(again, CHECK)).status_code in (200, 422)


async def test_who_may_not_enter_lists_is_told_so(stranger: Visitor) -> None:
    await come_in(stranger, Role.AUDITOR, "42.")
    page = await stranger.look("/nop-ho-so")
    assert page.status_code == 403
    assert "không được phép" in read(page).text


async def test_unknown_pages_are_pages(officer: Visitor) -> None:
    for address in ("/nop-ho-so/08", "/nop-ho-so/03/999999999", "/nop-ho-so/03/x"):
        page = await officer.look(address)
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")


# --- harm ---------------------------------------------------------------------------------------


async def test_the_api_knows_no_cookies_and_pages_know_nothing_else(
    town: Town, officer: Visitor
) -> None:
    token = officer.http.cookies["an-sinh"]
    assert (await officer.look("/nop-ho-so")).status_code == 200
    assert (await officer.look("/api/v1/me")).status_code == 401
    sent = await officer.http.post("/api/v1/applications/03", json=an_application())
    assert sent.status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    async with Visitor(app_of(town)).http as other:
        assert (await other.get("/api/v1/me", headers=bearer)).status_code == 401
        assert (await other.get("/nop-ho-so", headers=bearer)).status_code == 303


async def test_a_token_of_the_api_opens_no_page(town: Town, stranger: Visitor) -> None:
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    given = await stranger.http.post("/api/v1/tokens", json={"enrolment_code": person.code})
    headers = {"Authorization": f"Bearer {given.json()['token']}"}
    assert (await stranger.http.get("/api/v1/me", headers=headers)).status_code == 200
    cookie = {"Cookie": f"an-sinh={given.json()['token']}"}
    assert (await stranger.http.get("/nop-ho-so", headers=cookie)).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://xau.example"},
        {"Origin": "null"},
        {"Origin": "https://an-sinh"},
        {"Origin": "http://an-sinh:8080"},
        {"Origin": ""},
    ],
)
async def test_other_sites_cannot_send_our_forms(
    house: str, officer: Visitor, headers: dict[str, str]
) -> None:
    fields = typed() | SEND | {"ma-trang": mark_in(await officer.look("/nop-ho-so"))}
    before = await kept(house)
    refused = await officer.post("/nop-ho-so/03", fields, **headers)
    assert refused.status_code == 403
    assert await kept(house) == before
    assert (await officer.post("/nop-ho-so/03", fields)).status_code == 303


async def test_a_browser_that_names_no_origin_must_say_same_site(officer: Visitor) -> None:
    fields = typed() | CHECK | {"ma-trang": mark_in(await officer.look("/nop-ho-so"))}
    for site, status in (("same-origin", 200), ("cross-site", 403), ("none", 403), ("", 403)):
        headers = {"Sec-Fetch-Site": site} if site else {}
        answer = await officer.http.post("/nop-ho-so/03", data=fields, headers=headers)
        assert answer.status_code == status, site


@pytest.mark.parametrize("mark", ["", "x", "0" * 36])
async def test_a_form_without_our_mark_is_refused(officer: Visitor, mark: str) -> None:
    refused = await officer.post("/nop-ho-so/03", typed() | SEND | {"ma-trang": mark})
    assert refused.status_code == 403


async def test_the_mark_of_another_visitor_is_refused(town: Town, officer: Visitor) -> None:
    other = Visitor(app_of(town))
    async with other.http:
        await come_in(other)
        theirs = mark_in(await other.look("/nop-ho-so"))
    own = mark_in(await officer.look("/nop-ho-so"))
    assert theirs != own
    refused = await officer.post("/nop-ho-so/03", typed() | SEND | {"ma-trang": theirs})
    assert refused.status_code == 403


async def test_signing_in_cannot_be_forged_either(town: Town, stranger: Visitor) -> None:
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    fields = {"ma": person.code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat", "ma-trang": ""}
    assert (await stranger.post("/dang-nhap", fields)).status_code == 403
    page = await stranger.look("/dang-nhap")
    fields["ma-trang"] = mark_in(page)
    foreign = {"Origin": "https://xau.example"}
    assert (await stranger.post("/dang-nhap", fields, **foreign)).status_code == 403
    assert (await stranger.post("/dang-nhap", fields)).status_code == 303


async def test_cookies_are_out_of_reach(town: Town, stranger: Visitor) -> None:
    plain = (await come_in(stranger)).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Domain" not in plain
    safe = Visitor(app_of(town), "https://an-sinh")
    async with safe.http:
        cookie = (await come_in(safe)).headers["set-cookie"]
        assert cookie.startswith("__Host-an-sinh=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert (await safe.look("/nop-ho-so")).status_code == 200


async def test_no_page_lets_a_script_run(officer: Visitor) -> None:
    answers = await officer.send(await officer.look("/nop-ho-so/04"), typed("04") | CHECK)
    wrong = await officer.send(await officer.look("/nop-ho-so/03"), typed(birth="x") | CHECK)
    pages = [answers, wrong, await officer.look("/nop-ho-so/08")]
    pages += [await officer.look(a) for a in ("/dang-nhap", "/nop-ho-so", "/nop-ho-so/02")]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        found = read(page)
        assert not {"style", "iframe", "object"} & {tag for tag, _ in found.tags}
        scripts = [a for tag, a in found.tags if tag == "script"]
        assert all(str(a["src"]).startswith("/static/") for a in scripts)
        assert "<script>" not in page.text
        assert not [a for _, a in found.tags if any(n == "style" or n[:2] == "on" for n in a)]


async def test_what_is_typed_is_never_markup(officer: Visitor) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    fields = typed("04", workplace=attack, full_name=attack)
    page = await officer.send(await officer.look("/nop-ho-so/04"), fields | CHECK)
    assert "<script>" not in page.text
    assert "<img" not in page.text
    assert read(page).forms[-1]["fields"]["workplace"] == attack


@pytest.mark.parametrize("body", ["ma-trang=%FF", "&".join(f"a{n}=1" for n in range(2001)), "é"])
async def test_an_unreadable_form_is_refused(officer: Visitor, body: str) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGIN}
    answer = await officer.http.post("/nop-ho-so/03", content=body.encode(), headers=kind)
    assert answer.status_code == 422


async def test_no_person_stands_in_the_log_or_an_address(
    officer: Visitor, logged: list[Any]
) -> None:
    fields = typed("03", full_name="Nguyễn Thị Duy Nhất")
    answers = await officer.send(await officer.look("/nop-ho-so/03"), fields | CHECK)
    sent = await officer.send(answers, SEND)
    said = json.dumps(logged, default=str, ensure_ascii=False) + sent.headers["location"]
    assert "Duy Nhất" not in said
    assert fields["id_number"] not in said


# --- for everybody ------------------------------------------------------------------------------


async def test_pages_can_be_heard_and_used_by_keyboard(officer: Visitor) -> None:
    for address in ("/dang-nhap", "/nop-ho-so", "/nop-ho-so/02", "/nop-ho-so/03", "/nop-ho-so/04"):
        found = read(await officer.look(address))
        ids = found.attributes("id")
        assert found.tags[0] == ("html", {"lang": "vi", "class": "govuk-template"})
        assert len(ids) == len(set(ids)), address
        assert sum(tag == "h1" for tag, _ in found.tags) == 1
        shown = [a for tag, a in found.tags if tag == "input" and a.get("type") != "hidden"]
        assert {a["id"] for a in shown} <= set(found.attributes("for", "label"))
        described = " ".join(found.attributes("aria-describedby")).split()
        assert set(described) <= set(ids)
        assert "noi-dung" in ids


async def test_the_style_sheet_is_ours_and_kept_by_browsers(stranger: Visitor) -> None:
    page = read(await stranger.look("/dang-nhap"))
    sheets = [str(a["href"]) for t, a in page.tags if t == "link" and a["rel"] == "stylesheet"]
    assert len(sheets) == 2
    for address in sheets:
        assert "?v=" in address
        sheet = await stranger.look(address)
        assert sheet.headers["content-type"].startswith("text/css")
        assert "max-age" in sheet.headers["cache-control"]
        assert "url(http" not in sheet.text
        assert "@import" not in sheet.text


def test_every_page_is_a_page() -> None:
    """Cookies count only at doors of this class; one plain door among them would accept a token."""
    assert router.routes
    assert all(type(route) is Page for route in router.routes)
