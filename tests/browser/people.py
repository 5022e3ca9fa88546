"""People at browsers: in office, signed in, their authenticators in their hands."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pyotp
from playwright.async_api import Browser, BrowserContext, Page, Request
from sqlalchemy import text

from app.access import second_factor, sessions
from app.core import db
from app.core.digests import secret_digest
from app.core.owner import owner_transaction
from tests.builders import Officer
from tests.sights.camera import seated

PATIENCE_MS = 15_000
_FURTHER_BACK = 10


@dataclass
class Person:
    """Somebody at a browser: the window, what was opened in it and what was pressed."""

    page: Page
    address: str
    account_id: int
    key: str
    token: str
    pages: list[str] = field(default_factory=list)
    """The path of every page that was opened, in order."""
    acts: list[str] = field(default_factory=list)
    """Every button that was pressed."""
    sent: list[str] = field(default_factory=list)
    """The path of every form that left."""

    def __post_init__(self) -> None:
        self.page.on("framenavigated", lambda _: self.pages.append(self.place))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            self.sent.append(urlsplit(request.url).path)

    @property
    def place(self) -> str:
        """The path of the page that is shown."""
        return urlsplit(self.page.url).path

    @property
    def number(self) -> int:
        """The number at the end of the path: of a list, a posting, a decision."""
        return int(self.place.rpartition("/")[2])

    async def go(self, path: str) -> int:
        """Open a page by its address; the status of the answer."""
        answer = await self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    async def press(self, name: str) -> None:
        """Press a button, or a link that looks like one, and see the page that it leads to."""
        self.acts.append(name)
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def go_on(self, name: str) -> None:
        """Go to the next page by a link that looks like a button: no act yet."""
        await self.press(name)
        self.acts.pop()

    async def follow(self, name: str) -> None:
        """Follow a link of the page's content."""
        async with self.page.expect_navigation():
            await self.page.locator("main").get_by_role("link", name=name).first.click()

    async def fill(self, **fields: str) -> None:
        """Type into fields, by their names."""
        for name, words in fields.items():
            await self.page.locator(f"main [name='{name}']:not([type=hidden])").first.fill(words)

    async def show_code(self) -> None:
        """Type the six digits that the authenticator shows."""
        await self.page.locator("input[name=ma-6-so]").fill(await self.code())

    async def code(self) -> str:
        """Six digits that are good now, whatever was used a moment ago."""
        return await code_of(self.account_id, self.key)

    async def words(self) -> str:
        """What a person reads on the page."""
        return plain(await self.page.locator("main").inner_text())


Sit = Callable[..., Awaitable[Person]]
"""Give an officer (and options of the browser) a window; closed when the test is over."""


def plain(words: str) -> str:
    """Text with single spaces."""
    return " ".join(words.split())


async def code_of(account_id: int, key: str) -> str:
    """Six digits of a key that are good now; those used before are forgotten."""
    back = "update nation.second_factor set last_step = last_step - :far where account_id = :id"
    async with db.transaction(db.NOBODY) as session:
        await session.execute(text(back), {"far": _FURTHER_BACK, "id": account_id})
    return second_factor.code_now(key)[0]


async def opened_for(officer: Officer, key: str | None = None) -> tuple[str, str]:
    """An open session of an officer and the key of the second factor."""
    own = key or pyotp.random_base32()
    async with db.transaction(db.NOBODY) as session:
        await second_factor.keep(session, officer.account_id, own)
        half = await sessions.start(session, officer.account_id, "Chromium trên Linux")
        who = await sessions.entering(session, half)
        token, _ = await sessions.move_on(session, who, officer.appointment_id)
    return token, own


@asynccontextmanager
async def windows(browser: Browser, address: str) -> AsyncIterator[Sit]:
    """Windows for people; all are closed at the end."""
    opened: list[BrowserContext] = []

    async def sit(officer: Officer, key: str | None = None, **options: Any) -> Person:
        token, own = await opened_for(officer, key)
        context = await seated(browser, address, token, **options)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return Person(await context.new_page(), address, officer.account_id, own, token)

    yield sit
    for context in opened:
        await context.close()


async def let_expire(owner_url: str, token: str) -> None:
    """The session of a token was left alone for too long."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    row = {"digest": secret_digest(token), "seen": long_ago}
    async with owner_transaction(owner_url) as session:
        query = "update nation.token set seen_at = :seen where digest = :digest"
        await session.execute(text(query), row)
