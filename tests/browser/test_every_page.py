"""Every page in a browser, on planted data, at two widths: for everybody, and on a telephone."""

import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page

from app.core.web.page import Page as PageDoor
from tests.access.matrix.ground import plant
from tests.builders import COMMUNE, DECISION_DAY, Town
from tests.grounds import set_clock
from tests.service import the_service
from tests.sights.acts import ACTS, more_found_in
from tests.sights.camera import picture, seated
from tests.sights.gallery import file_of
from tests.sights.seats import Seat, sessions
from tests.sights.sights import SIGHTS, Sight, address_in, found_in

_AXE: Final = Path(str(resources.files("axe_playwright_python"))) / "axe.min.js"
_WIDTHS: Final = {"desk": (1200, 900), "telephone": (390, 844)}
_DOORS: Final = ("/dang-nhap", "/v/{mark}")
"""What anybody may open."""

_LEFT_OUT: Final = {
    r".*\.(\{form\}|csv|xlsx|xml)": "a file to take home",
    r"/danh-sach/\{list_id\}/tep-goc": "a file to take home",
    r"/ngon-ngu/\{language\}": "leads back to the page one came from",
    r"/dang-nhap/(ma|thiet-lap|chuc-danh)": "shown as answer to the step before",
    r"/phien/ung-dung/moi": "shown as answer to a code",
    r"/quyet-dinh/\{decision_id\}/dieu-chinh/ky": "shown as answer to a form filled in",
}
"""Page doors without a sight, and why."""
_EVERY: Final = (*SIGHTS, *ACTS)
_FAULTS: Final = """
async () => {
  const told = await axe.run(document, {resultTypes: ["violations"]});
  const grave = told.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  return grave.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`));
}
"""
_SHAPE: Final = """
() => ({
  headings: document.querySelectorAll("h1").length,
  title: document.title.split("·")[0].trim(),
  lang: document.documentElement.lang,
  wide: Math.max(0, document.documentElement.scrollWidth - window.innerWidth),
})
"""


@dataclass
class Desks:
    """A window at every seat, and what the addresses name."""

    browser: Browser
    address: str
    tokens: dict[Seat, str]
    found: dict[str, str]
    windows: dict[Seat | None, Page]
    said: list[str]

    async def window(self, seat: Seat | None) -> Page:
        """The window of a seat; of nobody's, where nobody signed in."""
        if seat not in self.windows:
            context = await self._context(seat)
            page = await context.new_page()
            page.on("console", lambda line: self._heard(line.type, line.text))
            page.on("pageerror", lambda error: self._heard("error", str(error)))
            self.windows[seat] = page
        return self.windows[seat]

    async def _context(self, seat: Seat | None) -> BrowserContext:
        if seat is None:
            return await self.browser.new_context()
        return await seated(self.browser, self.address, self.tokens[seat])

    def _heard(self, kind: str, words: str) -> None:
        if kind == "error":
            self.said.append(f"console: {words}")


@pytest.fixture(autouse=True)
async def morning(house: str) -> None:
    """Every page is looked at on the day of the decisions."""
    await set_clock(house, DECISION_DAY)


@pytest.fixture(scope="module")
async def desks(house: str, town: Town, browser: Browser, address: str) -> AsyncIterator[Desks]:
    """Something of every kind in a commune, and everybody who looks at it."""
    await plant(town, house, COMMUNE)
    tokens = await sessions(house, (one.seat for one in _EVERY))
    found = await found_in(house) | await more_found_in(house)
    made = Desks(browser, address, tokens, found, {}, [])
    yield made
    for page in made.windows.values():
        await page.context.close()


def test_every_page_has_a_sight_or_a_reason() -> None:
    """A new page is one more line in tests/sights."""
    seen = [_path_of(one.address) for one in _EVERY] + [_path_of(one) for one in _DOORS]
    doors = [door for door in _page_doors(the_service()) if not _left_out(door.path)]
    firsts = {_first(doors, path) for path in seen}
    assert sorted(door.path for door in doors if door.path not in firsts) == []
    assert [path for path in seen if _first(doors, path) is None] == []


def test_what_is_left_out_is_there() -> None:
    paths = [door.path for door in _page_doors(the_service())]
    idle = [one for one in _LEFT_OUT if not any(re.fullmatch(one, path) for path in paths)]
    assert idle == []


@pytest.mark.parametrize("sight", _EVERY, ids=lambda one: one.name)
async def test_a_page_is_for_everybody(desks: Desks, sight: Sight) -> None:
    place = address_in(sight, desks.found)
    assert place is not None, "nothing planted to show here"
    found = await _faults(desks, sight.seat, place)
    if sight in ACTS and os.environ.get("ANSINH_GALLERY"):
        await _kept(await desks.window(sight.seat), sight)
    assert found == []


@pytest.mark.parametrize("door", _DOORS)
async def test_a_page_for_strangers_is_for_everybody(desks: Desks, door: str) -> None:
    assert await _faults(desks, None, door.format(**desks.found)) == []


async def test_faults_are_found(desks: Desks) -> None:
    """A picture without words, a line too long and a second heading do not pass."""
    page = await desks.window(None)
    await page.goto(f"{desks.address}/dang-nhap")
    await page.evaluate(
        "() => { document.body.insertAdjacentHTML('beforeend', '<h1>x</h1><img src=\"/static/"
        "an-sinh.svg\"><pre id=long>' + 'x'.repeat(900) + '</pre>');"
        " document.getElementById('long').style.whiteSpace = 'pre'; }"
    )
    told = "\n".join(await _faults_at(page, "telephone"))
    assert "image-alt" in told
    assert "2 h1" in told
    assert "wider than the telephone" in told


async def _faults(desks: Desks, seat: Seat | None, place: str) -> list[str]:
    """What is wrong with a page at either width."""
    page = await desks.window(seat)
    desks.said.clear()
    await _resized(page, "desk")
    answer = await page.goto(desks.address + place)
    assert answer is not None
    found = [] if answer.status == 200 else [f"status {answer.status} at {place}"]
    for width in _WIDTHS:
        found += await _faults_at(page, width)
    return found + desks.said


async def _kept(page: Page, sight: Sight) -> None:
    """Its pictures, for the gallery."""
    for width, end in {"desk": "", "telephone": "-phone"}.items():
        await _resized(page, width)
        await picture(page, file_of(sight, end))


async def _resized(page: Page, width: str) -> None:
    across, down = _WIDTHS[width]
    await page.set_viewport_size({"width": across, "height": down})


async def _faults_at(page: Page, width: str) -> list[str]:
    await _resized(page, width)
    shape = await page.evaluate(_SHAPE)
    found = [] if shape["headings"] == 1 else [f"{shape['headings']} h1"]
    found += [f"no {name}" for name in ("title", "lang") if not shape[name]]
    if width == "telephone" and shape["wide"]:
        found.append(f"{shape['wide']} pixels wider than the telephone")
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_AXE.read_text("utf-8"))
    return [f"{width}: {one}" for one in [*found, *await page.evaluate(_FAULTS)]]


def _page_doors(app: FastAPI) -> list[PageDoor]:
    return [one for one in _doors(app.routes) if "GET" in (one.methods or ())]


def _doors(routes: Iterable[Any]) -> Iterator[PageDoor]:
    for one in routes:
        if isinstance(one, PageDoor):
            yield one
        else:
            yield from _doors(getattr(getattr(one, "original_router", None), "routes", ()))


def _path_of(address: str) -> str:
    return re.sub(r"{\w+}", "7", address.partition("?")[0])


def _first(doors: list[PageDoor], path: str) -> str | None:
    return next((door.path for door in doors if door.path_regex.match(path)), None)


def _left_out(path: str) -> bool:
    return any(re.fullmatch(one, path) for one in _LEFT_OUT)
