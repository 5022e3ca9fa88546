"""Pages of others: what they send with a visitor's cookies, and what they cannot show or run."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import Route
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route as Way

from app.dossiers import Stage
from tests.browser.people import Person, Sit
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    at_stage,
    heard,
)
from tests.grounds import scalar, set_clock

_TRAP = (
    '<!doctype html><form method="post" action="{there}">'
    '<input name="number" value="1/QĐ-GIA"><input name="ma-trang" value="0"></form>'
    "<script>document.forms[0].submit()</script>"
)
_FRAME = '<!doctype html><iframe src="{there}"></iframe>'
DECISIONS = "select count(*) from decision where batch_id = :id"
REFUSED = "Đơn không được gửi từ trang của hệ thống"


async def _trap(request: Request) -> HTMLResponse:
    kind = _FRAME if request.url.path == "/khung" else _TRAP
    return HTMLResponse(kind.format(there=request.query_params["den"]))


@pytest.fixture(scope="module")
async def elsewhere() -> AsyncIterator[str]:
    """Another service on the same machine: it lays traps for visitors of ours."""
    listening = socket.create_server(("127.0.0.1", 0))
    traps = Starlette(routes=[Way("/bay", _trap), Way("/khung", _trap)])
    server = uvicorn.Server(uvicorn.Config(traps, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


async def walk_into(person: Person, elsewhere: str, path: str) -> str:
    """Open the other service's page, which sends a form to a path of ours; what is shown then."""
    async with person.page.expect_response(lambda one: one.request.method == "POST") as coming:
        await person.page.goto(f"{elsewhere}/bay?den={person.address}{path}")
    answer = await coming.value
    await person.page.wait_for_url(f"{person.address}{path}")
    assert answer.status == 403
    return await person.words()


async def test_a_forged_signature_signs_nothing(
    house: str, town: Town, sit: Sit, elsewhere: str
) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    batch = await a_batch(town, [found.id])
    chairman = await sit(town.officer(PROVINCE, "chutich"))
    assert REFUSED in await walk_into(chairman, elsewhere, f"/dot/{batch}/phe-duyet")
    assert await scalar(house, DECISIONS, id=batch) == 0


async def test_nobody_is_signed_out_by_another_page(town: Town, sit: Sit, elsewhere: str) -> None:
    officer = await sit(town.officer(DISTRICT))
    assert REFUSED in await walk_into(officer, elsewhere, "/dang-xuat")
    assert await officer.go("/") == 200
    assert officer.place == "/"


async def test_a_page_of_ours_is_not_framed(town: Town, sit: Sit, elsewhere: str) -> None:
    officer = await sit(town.officer(DISTRICT))
    ours = f"{officer.address}/dang-nhap"
    async with officer.page.expect_response(ours) as coming:
        await officer.page.goto(f"{elsewhere}/khung?den={ours}")
    heads = (await coming.value).headers
    (frame,) = officer.page.frames[1:]
    assert frame.url == "chrome-error://chromewebdata/"
    assert heads["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in heads["content-security-policy"]


async def test_words_that_are_a_script_are_only_words(house: str, town: Town, sit: Sit) -> None:
    words = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    found = await at_stage(town, house, Stage.SUBMITTED, 1)
    clerk = await sit(town.officer(COMMUNE))
    shown = await (await town.at(COMMUNE)).post_lists([found.id], words, "Bảng tin")
    for path in ("/niem-yet", f"/niem-yet/{shown.id}"):
        await clerk.go(path)
        assert words in await clerk.words()
        assert await clerk.page.title() != "1"
        assert await clerk.page.locator("main img, main script").count() == 0


async def test_a_script_that_got_into_a_page_is_not_run(town: Town, sit: Sit) -> None:
    officer = await sit(town.officer(DISTRICT))
    told: list[str] = []
    officer.page.on("console", lambda one: told.append(one.text))

    async def with_script(route: Route) -> None:
        answer = await route.fetch()
        body = (await answer.text()).replace("</h1>", "</h1><script>document.title='x'</script>")
        await route.fulfill(response=answer, body=body)

    await officer.page.route("**/", with_script)
    await officer.go("/")
    assert await officer.page.title() == "Việc chờ tôi · An Sinh"
    assert any("Content Security Policy" in one for one in told)
