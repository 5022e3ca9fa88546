"""A browser, the service at a port of its own, and people who sit down at it."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from app.main import build
from tests.browser.people import Sit, windows
from tests.builders import Town, a_town
from tests.town import logged, morning

__all__ = ["logged", "morning"]

NO_BROWSER = "no browser on this machine"
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser_here() -> str | None:
    """Where Debian's Chromium is; ANSINH_BROWSER names another."""
    return os.environ.get("ANSINH_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests of this worker; without one they are reported as not run."""
    program = browser_here()
    if program is None:
        pytest.skip(NO_BROWSER)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        await started.close()


@pytest.fixture(scope="session")
async def address(house: str) -> AsyncIterator[str]:
    """The service over the test database, as browsers reach it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="package")
async def town(house: str) -> AsyncIterator[Town]:
    """Everybody in office, the same people for the whole folder."""
    async with a_town(house) as made:
        yield made


@pytest.fixture
async def sit(browser: Browser, address: str) -> AsyncIterator[Sit]:
    """Windows for people in office."""
    async with windows(browser, address) as opened:
        yield opened
