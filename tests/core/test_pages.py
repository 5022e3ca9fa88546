"""The frame of pages: what refuses a form keeps nothing, is told on its page, and tells no more."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar

import httpx
import pytest
import structlog.testing
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import text

from app.access import Actor, Confirmed, Desk, Permission, Reading, Role, Writing, allow
from app.access.pages import router as sign_in
from app.core.errors import Refused
from app.core.html import static_address
from app.core.web import BodyBudget, install_problems
from app.core.web.forms import Form
from app.core.web.page import Page, Posted, inside, install_lost, see
from app.core.web.static import router as static
from tests.builders import COMMUNE, enrolled
from tests.grounds import scalar
from tests.pages import ORIGIN, Visitor, code_for, come_in, enter, mark_in, read

TEMPLATE = """{% extends "layout.html" %}
{% block title %}Thử{% endblock %}
{% block main %}<h1>Thử</h1>
{% call ask.form(shell, label="Thử") %}{{ ask.text(typed, "ten", "Tên") }}{{ ask.code(typed) }}
{{ ask.button("Gửi") }}{% endcall %}{% endblock %}
"""
ENGLISH = """
"tên này không được" = "this name will not do"
"""
WRITE = text("insert into nation.payment_agent (code, name) values (:code, 'Thử')")
COUNT = "select count(*) from nation.payment_agent where code = :code"
SECONDS = 5


AT_WORK = asyncio.Event()
"""The act of a form "cùng lúc" has its code and is about to fail."""


class NotThis(Refused):
    """This name is taken."""

    status: ClassVar[int] = 409
    field = "ten"
    vi: ClassVar[str] = "Tên này đã có."


def refuse(posted: Form) -> None:
    """Refuse a form in the way that it asks for."""
    match posted["ten"]:
        case "từ chối" | "cùng lúc":
            raise NotThis
        case "ô sai":
            raise posted.wrong("ten", "tên này không được")
        case "hỏng":
            raise RuntimeError("chuyện riêng bên trong")


def a_room(template: Path) -> APIRouter:
    """One page with a form that writes, and then says what it is told to."""
    router = APIRouter(
        tags=["pages"], route_class=Page, include_in_schema=False,
        default_response_class=HTMLResponse,
    )  # fmt: skip
    someone = Annotated[Actor, allow(Permission.READ_LIST)]

    @router.get("/thu")
    async def look(actor: someone, session: Reading, desk: Desk, sau: int = 0) -> str:
        return desk.show(template)

    @router.post("/thu")
    async def act(
        actor: someone, posted: Posted, session: Writing, desk: Desk, response: Response
    ) -> str:
        await session.execute(WRITE, {"code": posted["ma"]})
        if posted["ten"] == "trang":
            return desk.show(template)
        refuse(posted)
        return see(response, "/thu")

    @router.post("/thu/ky")
    async def sign(
        actor: someone, posted: Posted, confirmed: Confirmed, session: Writing, response: Response
    ) -> str:
        await session.execute(WRITE, {"code": posted["ma"]})
        if posted["ten"] == "cùng lúc":
            AT_WORK.set()
            await asyncio.sleep(0.2)
        refuse(posted)
        return see(response, "/thu")

    return router


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the service writes to its log, taken before it is rendered."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
async def visitor(house: str, tmp_path: Path) -> AsyncIterator[Visitor]:
    """Somebody inside a service of one page."""
    (tmp_path / "thu.html").write_text(TEMPLATE, "utf-8")
    app = FastAPI()
    for room in (sign_in, static, a_room(tmp_path / "thu.html")):
        app.include_router(room)
    install_problems(app)
    install_lost(app)
    app.add_middleware(BodyBudget)
    made = Visitor(app)
    async with made.http:
        assert (await come_in(made, Role.COMMUNE_OFFICER)).status_code == 303
        yield made
    for address in ("/thu", "/thu/ky"):
        Page.shown.pop(address, None)


async def send(
    visitor: Visitor, name: str, address: str = "/thu", **more: str
) -> tuple[httpx.Response, str]:
    """Send the form by hand; the answer, and the code of the row that it writes."""
    code = f"THU-{name.encode().hex()[-8:]}-{visitor.account_id}"[:20].upper()
    fields = {"ma-trang": mark_in(await visitor.look("/thu")), "ten": name, "ma": code} | more
    return await visitor.post(address, fields), code


# --- nothing is left behind ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status", "rows"),
    [("được", 303, 1), ("trang", 200, 1), ("từ chối", 409, 0), ("ô sai", 422, 0), ("hỏng", 500, 0)],
)
async def test_what_is_refused_leaves_nothing(
    house: str, visitor: Visitor, name: str, status: int, rows: int
) -> None:
    answer, code = await send(visitor, name)
    assert answer.status_code == status
    assert await scalar(house, COUNT, code=code) == rows


@pytest.mark.parametrize(
    ("name", "words", "summed_up"),
    [
        ("từ chối", "Tên này đã có.", "Tên này đã có."),
        ("ô sai", "tên này không được", "tên này không được"),
    ],
)
async def test_the_form_is_shown_again_with_the_words(
    visitor: Visitor, name: str, words: str, summed_up: str
) -> None:
    """A whole sentence speaks for itself; else the summary names the field as its label does."""
    answer, _ = await send(visitor, name)
    found = read(answer)
    assert _lines_of_summary(answer) == [summed_up]
    assert found.text.count(words) == 2, "in the summary and beside the field"
    assert "#o-ten" in found.attributes("href", "a")
    assert "o-ten-error" in " ".join(found.attributes("aria-describedby"))
    again = next(form for form in found.forms if "ten" in form["names"])
    assert again["fields"]["ten"] == name
    fixed = await visitor.post(
        "/thu", again["fields"] | {"ten": "được", "ma": f"LAI-{visitor.account_id}"}
    )
    assert fixed.status_code == 303


def _lines_of_summary(page: httpx.Response) -> list[str]:
    return re.findall(r'<a href="#o-\w+">(.+?)</a>', page.text)


async def test_the_words_are_english_for_who_chose_it(visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "english.toml").write_text(ENGLISH, "utf-8")
    await visitor.look("/ngon-ngu/en")
    answer, _ = await send(visitor, "ô sai")
    assert _lines_of_summary(answer) == ["Tên: this name will not do"]
    assert read(answer).text.count("this name will not do") == 2


async def test_a_bug_tells_nothing(visitor: Visitor, logged: list[Any]) -> None:
    answer, _ = await send(visitor, "hỏng")
    assert answer.headers["content-type"].startswith("text/html")
    for inner in ("riêng", "RuntimeError", "Traceback", "payment_agent"):
        assert inner not in answer.text
    assert [line["kind"] for line in logged if line["event"] == "bug"] == ["RuntimeError"]


# --- the second factor once more ----------------------------------------------------------------


async def test_what_binds_asks_for_a_code_and_uses_it_up(house: str, visitor: Visitor) -> None:
    failures = "select failures from nation.account where id = :id"
    for wrong in ("", "000000", "12345", "abcdef", "１２３４５６", "9" * 5000):
        answer, code = await send(visitor, "được", "/thu/ky", **{"ma-6-so": wrong})
        assert answer.status_code == 422
        assert await scalar(house, COUNT, code=code) == 0
        await forgive(visitor)
    await send(visitor, "được", "/thu/ky", **{"ma-6-so": "000000"})
    assert await scalar(house, failures, id=visitor.account_id) == 1
    right = await code_for(visitor)
    done, code = await send(visitor, "được", "/thu/ky", **{"ma-6-so": right})
    assert done.status_code == 303
    assert await scalar(house, COUNT, code=code) == 1
    assert await scalar(house, failures, id=visitor.account_id) == 0
    again, code = await send(visitor, "lại", "/thu/ky", **{"ma-6-so": right})
    assert again.status_code == 422, "used"
    assert await scalar(house, COUNT, code=code) == 0


@pytest.mark.parametrize(("name", "status"), [("từ chối", 409), ("ô sai", 422), ("hỏng", 500)])
async def test_what_is_refused_gives_the_code_back(
    house: str, visitor: Visitor, name: str, status: int
) -> None:
    """A forgotten field costs nobody another code; a wrong code counts all the same."""
    failures = "select failures from nation.account where id = :id"
    await send(visitor, name, "/thu/ky", **{"ma-6-so": "000000"})
    right = await code_for(visitor)
    for _ in range(2):
        refused, code = await send(visitor, name, "/thu/ky", **{"ma-6-so": right})
        assert refused.status_code == status
        assert await scalar(house, COUNT, code=code) == 0
    assert await scalar(house, failures, id=visitor.account_id) == 1
    done, _ = await send(visitor, "được", "/thu/ky", **{"ma-6-so": right})
    assert done.status_code == 303
    assert await scalar(house, failures, id=visitor.account_id) == 0


async def test_a_form_sent_back_says_that_its_code_is_still_good(visitor: Visitor) -> None:
    refused, _ = await send(visitor, "ô sai")
    assert "mã vừa nhập chưa bị dùng" in read(refused).text
    wrong, _ = await send(visitor, "được", "/thu/ky", **{"ma-6-so": "000000"})
    assert "mã vừa nhập chưa bị dùng" not in read(wrong).text


async def forgive(visitor: Visitor) -> None:
    from app.access import second_factor
    from app.core import db

    async with db.transaction(db.NOBODY) as session:
        await second_factor.forget_failures(session, visitor.account_id)


async def test_two_acts_at_once_do_not_share_a_code(house: str, visitor: Visitor) -> None:
    fields = {"ma-trang": mark_in(await visitor.look("/thu")), "ten": "được"}
    fields["ma-6-so"] = await code_for(visitor)
    answers = await asyncio.gather(
        *(
            visitor.post("/thu/ky", fields | {"ma": f"HAI{n}-{visitor.account_id}"})
            for n in range(4)
        )
    )
    assert sorted(one.status_code for one in answers) == [303, 422, 422, 422]


async def test_an_act_that_waits_for_one_that_fails_has_the_code(
    house: str, visitor: Visitor
) -> None:
    right = {"ma-6-so": await code_for(visitor)}
    AT_WORK.clear()
    first = asyncio.create_task(send(visitor, "cùng lúc", "/thu/ky", **right))
    await asyncio.wait_for(AT_WORK.wait(), 20)
    (failed, _), (done, code) = await asyncio.gather(
        first, send(visitor, "được", "/thu/ky", **right)
    )
    assert (failed.status_code, done.status_code) == (409, 303)
    assert await scalar(house, COUNT, code=code) == 1


# --- what is no form of ours --------------------------------------------------------------------


async def test_a_forged_form_is_refused(house: str, visitor: Visitor) -> None:
    fields = {"ma-trang": mark_in(await visitor.look("/thu")), "ten": "được", "ma": "GIA-MAO"}
    for headers in ({"Origin": "https://xau.example"}, {"Origin": "null"}):
        assert (await visitor.post("/thu", fields, **headers)).status_code == 403
    assert (await visitor.post("/thu", fields | {"ma-trang": "x"})).status_code == 403
    assert await scalar(house, COUNT, code="GIA-MAO") == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"ma-trang=%FF"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2001))),
        ("application/x-www-form-urlencoded", "é".encode()),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
        ("multipart/form-data", b"--x"),
    ],
)
async def test_an_unreadable_form_is_refused_at_once(
    visitor: Visitor, kind: str, body: bytes
) -> None:
    headers = {"Content-Type": kind, "Origin": ORIGIN}
    async with asyncio.timeout(SECONDS):
        answer = await visitor.http.post("/thu", content=body, headers=headers)
    assert answer.status_code in (403, 422)
    assert answer.headers["content-type"].startswith("text/html")


async def test_other_verbs(visitor: Visitor) -> None:
    assert (await visitor.http.put("/thu")).status_code == 405
    assert (await visitor.http.delete("/thu")).status_code == 405
    assert (await visitor.http.head("/thu")).status_code == 405


# --- addresses of no page -----------------------------------------------------------------------

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("verb", "address", "status"),
    [
        ("GET", "/khong-co-trang", 404),
        ("POST", "/khong-co-trang", 404),
        ("GET", "/thu/khong-co", 404),
        ("PUT", "/thu", 405),
        ("GET", "/thu?sau=" + "9" * 5000, 404),
        ("GET", "/thu?sau=%FF%00x", 404),
    ],
)
async def test_a_browser_that_lost_its_way_is_told_by_a_page(
    visitor: Visitor, verb: str, address: str, status: int
) -> None:
    told = await visitor.http.request(verb, address, headers=BROWSER)
    assert told.status_code == status
    assert told.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in told.headers["content-security-policy"]
    found = read(told)
    assert "/" in found.attributes("href", "a")
    assert "Về trang chính" in found.text
    if status == 405:
        assert "GET" in told.headers["allow"]
    await visitor.look("/ngon-ngu/en")
    english = await visitor.http.request(verb, address, headers=BROWSER)
    assert "To the first page" in read(english).text
    assert "Không" not in read(english).text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/khong-co-trang", {"Accept": "application/json"}),
        ("/khong-co-trang", {"Accept": "*/*"}),
        ("/api/v1/khong-co", BROWSER),
    ],
)
async def test_a_program_that_lost_its_way_is_told_by_a_document(
    visitor: Visitor, address: str, headers: dict[str, str]
) -> None:
    told = await visitor.http.get(address, headers=headers)
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["type"] == "/problems/http-404"


# --- every answer -------------------------------------------------------------------------------


async def test_every_answer_is_guarded(visitor: Visitor) -> None:
    answers = [
        await visitor.look("/thu"),
        await visitor.look("/dang-nhap"),
        await visitor.post("/thu", {}),
        *[(await send(visitor, name))[0] for name in ("được", "từ chối", "ô sai", "hỏng")],
    ]
    async with Visitor(visitor.http._transport.app).http as stranger:  # type: ignore[attr-defined]
        answers.append(await stranger.get("/thu"))
    for one in answers:
        policy = one.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert one.headers["x-frame-options"] == "DENY"
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "same-origin"
        assert one.headers["cross-origin-opener-policy"] == "same-origin"
        assert one.headers["cache-control"] == "no-store"
        assert len(one.headers.get_list("content-security-policy")) == 1


async def test_english_for_who_chose_it(visitor: Visitor) -> None:
    assert 'lang="vi"' in (await visitor.look("/thu")).text
    chosen = await visitor.look("/ngon-ngu/en?ve=/thu")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/thu")
    assert 'lang="en"' in (await visitor.look("/thu")).text
    refused, _ = await send(visitor, "từ chối")
    assert "This name is taken." in read(refused).text
    strange = await visitor.look("/ngon-ngu/xx?ve=//xau.example")
    assert strange.headers["location"] == "/"
    assert 'lang="en"' in (await visitor.look("/thu")).text


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/thu?a=1", "/thu?a=1"), ("", "/"), ("thu", "/"), ("//xau", "/"), ("/\\xau", "/"),
        ("https://xau", "/"), ("/a\nb", "/"), ("/\u0111", "/"),
    ],
)  # fmt: skip
def test_addresses_stay_inside(address: str, where: str) -> None:
    assert inside(address) == where


# --- a lost session -----------------------------------------------------------------------------


async def test_what_was_typed_comes_back_after_signing_in(house: str, visitor: Visitor) -> None:
    form = await visitor.look("/thu")
    (cookie,) = (one for one in visitor.http.cookies.jar if one.name == "an-sinh")
    cookie.value = "het-han"
    fields = {"ten": 'Tý & "con"', "ma-6-so": "123456"}
    door = await visitor.send(form, fields)
    assert door.status_code == 401
    assert "123456" not in door.text
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    back = await enter(visitor, person, door)
    assert back.status_code == 200
    again = next(form for form in read(back).forms if "ten" in form["names"])
    assert again["fields"]["ten"] == 'Tý & "con"'
    assert again["fields"]["ma-6-so"] == ""
    sent = again["fields"] | {"ten": "được", "ma": f"TL-{visitor.account_id}"}
    assert (await visitor.post("/thu", sent)).status_code == 303


@pytest.mark.parametrize("carried", ["%FF", "a=1&" * 3000, "é", "ma-trang=x&mat-khau=bimat"])
async def test_what_is_carried_is_not_trusted(visitor: Visitor, carried: str) -> None:
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    page = await visitor.look("/dang-nhap")
    typed = {"ma": person.code, "mat-khau-moi": "một mật khẩu đủ dài", "cach": "ma-kich-hoat"}
    form = next(one for one in read(page).forms if "ma" in one["names"])
    step = await visitor.post(
        "/dang-nhap", form["fields"] | typed | {"tiep": "/thu", "don": carried}
    )
    assert step.status_code == 200
    visitor.account_id = person.account_id
    visitor.key = step.text.split("<code>")[1].split("</code>")[0].replace(" ", "")
    last = await visitor.send(step, {"ma-6-so": await code_for(visitor)})
    assert last.status_code in (200, 422)
    assert "bimat" not in last.text


# --- files --------------------------------------------------------------------------------------


async def test_static_files_are_kept_packed_and_few(visitor: Visitor) -> None:
    address = static_address("an-sinh.css")
    plain = await visitor.http.get(address, headers={"Accept-Encoding": "identity"})
    packed = await visitor.http.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in plain.headers["cache-control"]
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert "content-encoding" not in plain.headers
    again = await visitor.http.get(address, headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    old = await visitor.look("/static/an-sinh.css?v=00000000")
    assert old.headers["cache-control"] == "no-cache"
    for name in ("khong-co.css", "..%2Fhtml.py", "LICENSES.txt", "%2e%2e/html.py"):
        assert (await visitor.look(f"/static/{name}")).status_code == 404
