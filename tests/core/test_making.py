"""Pages that take seconds: told to be in the making, made once, handed over to who asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI

from app.access import Actor, Desk, Permission, Reading, Role, allow
from app.access.pages import router as sign_in
from app.access.session_pages import router as sessions
from app.core.settings import settings
from app.core.web import Doors, install_problems, page
from app.core.web.making import made_in_time, stop_making, takes_long
from app.core.web.page import Page, install_lost, page_doors
from tests.pages import Visitor, come_in, read

TEMPLATE = """{% extends "layout.html" %}{% block title %}Lâu{% endblock %}
{% block main %}<h1>Đã tính {{ number }}</h1>{% endblock %}
"""
MAKING = "Đang tính số liệu"


class Long:
    """A page that is made when it is told to, and counts how often it was begun."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun = 0

    async def make(self) -> None:
        self.begun += 1
        await self.go.wait()


async def opened(visitor: Visitor, address: str) -> httpx.Response:
    """What a browser shows in the end, that asks again as often as it is told to."""
    async with asyncio.timeout(20):
        while "refresh" in (found := await visitor.look(address)).headers:
            await asyncio.sleep(0.05)
    return found


@pytest.fixture
async def long() -> AsyncIterator[Long]:
    made = Long()
    yield made
    made.go.set()
    await stop_making()


def a_room(template: Path, long: Long) -> Doors:
    """One page that takes long, for those who may read lists."""
    router = page_doors()
    reader, keeper = (
        Annotated[Actor, allow(one)] for one in (Permission.READ_LIST, Permission.READ_SEAL)
    )

    @router.get("/lau/{number}")
    @takes_long
    async def wait(actor: reader, session: Reading, desk: Desk, number: int) -> str:  # type: ignore[valid-type]
        await long.make()
        if number == 13:
            raise RuntimeError("chuyện riêng bên trong")
        return desk.show(template, number=number)

    @router.get("/kin")
    @takes_long
    async def closed(actor: keeper, session: Reading, desk: Desk) -> str:  # type: ignore[valid-type]
        await long.make()
        return desk.show(template, number=0)

    return router


@pytest.fixture
async def app(
    house: str, long: Long, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """A service of such pages, whose readers are told soon."""
    chosen = settings().model_copy(update={"page_patience_seconds": 0.05})
    monkeypatch.setattr(page, "settings", lambda: chosen)
    (tmp_path / "lau.html").write_text(TEMPLATE, "utf-8")
    made = FastAPI()
    for room in (sign_in, sessions, a_room(tmp_path / "lau.html", long)):
        made.include_router(room)
    install_problems(made)
    install_lost(made)
    yield made
    for address in ("/lau/{number}", "/kin"):
        Page.shown.pop(address, None)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    made = Visitor(app)
    async with made.http:
        assert (await come_in(made, Role.COMMUNE_OFFICER)).status_code == 303
        yield made


async def test_it_is_told_that_it_is_being_made_and_then_opened(
    visitor: Visitor, long: Long
) -> None:
    for _ in range(3):
        meanwhile = await visitor.look("/lau/7?x=1")
        assert (meanwhile.status_code, meanwhile.headers["refresh"]) == (200, "1")
        assert MAKING in read(meanwhile).text
        assert "/lau/7?x=1" in read(meanwhile).attributes("href", "a")
        assert meanwhile.headers["cache-control"] == "no-store"
    assert long.begun == 1
    long.go.set()
    made = await opened(visitor, "/lau/7?x=1")
    assert "Đã tính 7" in read(made).text
    assert "refresh" not in made.headers
    assert made.headers.get_list("cache-control") == ["no-store"]
    assert long.begun == 1


async def test_it_is_made_anew_for_who_asks_anew(visitor: Visitor, long: Long) -> None:
    long.go.set()
    for begun in (1, 2):
        assert "Đã tính 7" in read(await opened(visitor, "/lau/7")).text
        assert long.begun == begun


async def test_nobody_is_handed_what_another_asked_for(
    app: FastAPI, visitor: Visitor, long: Long
) -> None:
    await visitor.look("/lau/7")
    other = Visitor(app)
    async with other.http:
        await come_in(other, Role.COMMUNE_OFFICER)
        assert MAKING in read(await other.look("/lau/7")).text
    assert long.begun == 2
    nobody = Visitor(app)
    async with nobody.http:
        assert (await nobody.look("/lau/7")).status_code == 303
    assert long.begun == 2


async def test_who_has_signed_out_meanwhile_is_handed_nothing(visitor: Visitor, long: Long) -> None:
    await visitor.look("/lau/7")
    cookies = dict(visitor.http.cookies)
    await visitor.post("/dang-xuat", {"ma-trang": _mark(await visitor.look("/phien"))})
    visitor.http.cookies.update(cookies)
    long.go.set()
    await asyncio.sleep(0.3)
    answer = await visitor.look("/lau/7")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/dang-nhap")


def _mark(answer: httpx.Response) -> str:
    marks: list[str] = [one["fields"]["ma-trang"] for one in read(answer).forms if one["fields"]]
    return marks[0]


async def test_what_a_script_fetches_into_a_page_is_waited_for(
    visitor: Visitor, long: Long
) -> None:
    fetched = asyncio.create_task(visitor.http.get("/lau/7", headers={"HX-Request": "true"}))
    await asyncio.sleep(0.2)
    assert not fetched.done()
    long.go.set()
    assert "Đã tính 7" in read(await fetched).text


async def test_who_may_not_is_refused_as_ever(visitor: Visitor, long: Long) -> None:
    assert (await visitor.look("/kin")).status_code == 403
    assert long.begun == 0


async def test_what_breaks_is_told_when_it_is_asked_for(visitor: Visitor, long: Long) -> None:
    assert MAKING in read(await visitor.look("/lau/13")).text
    long.go.set()
    told = await opened(visitor, "/lau/13")
    assert told.status_code == 500
    assert "riêng" not in told.text


async def test_two_are_made_at_once_and_the_others_wait_for_their_turn(
    visitor: Visitor, long: Long
) -> None:
    for number in range(4):
        assert MAKING in read(await visitor.look(f"/lau/{number}")).text
    assert long.begun == 2
    long.go.set()
    for number in range(4):
        assert f"Đã tính {number}" in read(await opened(visitor, f"/lau/{number}")).text
    assert long.begun == 4


async def test_what_nobody_comes_for_is_dropped_when_the_house_closes() -> None:
    stopped = asyncio.Event()

    async def endless() -> httpx.Response:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        raise AssertionError

    assert await made_in_time("key", endless, 0.01) is None  # type: ignore[arg-type]
    await stop_making()
    assert stopped.is_set()
