"""Visitors of the pages: how they come in, and the codes that their authenticators show.

`come_in` walks the real way (code, password, second factor); `seated` opens the same session at
once, for tests of what is behind; `code_for` gives six digits that are good now, for acts that ask
for them again.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pyotp

from app.access import Role, second_factor, sessions
from app.core import db
from app.core.web.cookies import TOKEN
from tests.builders import AGENT, COMMUNE, Officer, Town, enrolled
from tests.intake.browser import CODE, ORIGIN, Visitor, read

__all__ = [
    "CODE", "ORIGIN", "SECRET", "Visitor", "app_behind", "at_desk", "code_for", "come_in",
    "desk_of", "enter", "mark_in", "newly_seated", "read", "seated", "send_file", "text_of",
]  # fmt: skip

SECRET = "một mật khẩu đủ dài"
_HOST = "an-sinh.local"
"""Of a name without a dot, as jars of cookies write it."""


async def come_in(
    visitor: Visitor,
    role: Role = Role.COMMUNE_OFFICER,
    path: str = COMMUNE,
    agent: str | None = None,
) -> httpx.Response:
    """A new officer takes possession of an account and stands inside; gives the last answer."""
    (officer,) = await enrolled((role, path), agent=agent or AGENT)
    return await enter(visitor, officer)


async def enter(
    visitor: Visitor, officer: Officer, page: httpx.Response | None = None
) -> httpx.Response:
    """This officer takes possession of the account, from any page that asks to sign in."""
    visitor.account_id = officer.account_id
    page = page or await visitor.look("/dang-nhap")
    code = {"ma": officer.code, "mat-khau-moi": SECRET, "cach": "ma-kich-hoat"}
    step = await visitor.send(page, code)
    if step.status_code == 303:
        step = await visitor.look(step.headers["location"])
    assert step.status_code == 200, step.text
    visitor.key = key_in(step)
    return await visitor.send(step, {"ma-6-so": await code_for(visitor)})


async def seated(visitor: Visitor, officer: Officer) -> None:
    """This officer is inside, with a second factor and without the walk that leads there."""
    visitor.account_id, visitor.key = officer.account_id, pyotp.random_base32()
    async with db.transaction(db.NOBODY) as session:
        await second_factor.keep(session, officer.account_id, visitor.key)
        token = await sessions.start(session, officer.account_id, "Chromium")
        who = await sessions.entering(session, token)
        token, inside = await sessions.move_on(session, who)
    assert inside
    visitor.http.cookies.set(TOKEN, token, domain=_HOST)


async def newly_seated(visitor: Visitor, role: Role, path: str, agent: str | None = None) -> None:
    """Somebody new in an office is inside."""
    (officer,) = await enrolled((role, path), agent=agent or AGENT)
    await seated(visitor, officer)


def key_in(page: httpx.Response) -> str:
    """The key that a page shows to be typed into an authenticator."""
    return page.text.split("<code>")[1].split("</code>")[0].replace(" ", "")


async def code_for(visitor: Visitor) -> str:
    """Six digits that are good now, whatever was used a moment ago."""
    return await visitor.code()


def mark_in(page: httpx.Response) -> str:
    """The mark that the forms of a page carry."""
    return str(read(page).forms[0]["fields"]["ma-trang"])


def app_behind(client: Any) -> Any:
    """The service behind a client that opens no socket."""
    transport = client.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    return transport.app


@asynccontextmanager
async def at_desk(
    town: Town, role: Role = Role.COMMUNE_OFFICER, path: str = COMMUNE
) -> AsyncIterator[Visitor]:
    """A browser in which a new officer of an office has signed in."""
    visitor = Visitor(app_behind(town.api))
    async with visitor.http:
        await newly_seated(visitor, role, path)
        yield visitor


def text_of(page: httpx.Response) -> str:
    """What a person reads."""
    return read(page).text


async def send_file(
    visitor: Visitor, page: httpx.Response, content: bytes, name: str = "a.xlsx", **typed: Any
) -> httpx.Response:
    """Choose a file in the form of a page that asks for one, fill in the rest, send it."""
    form = next(one for one in read(page).forms if "file" in one["names"])
    fields = {key: text for key, text in form["fields"].items() if key != "file"} | typed
    files = {"file": (name, content)} if name else {"file": ("", b"")}
    return await visitor.http.post(
        form["action"], data=fields, files=files, headers={"Origin": ORIGIN}
    )


@asynccontextmanager
async def desk_of(town: Town, officer: Officer) -> AsyncIterator[Visitor]:
    """A browser in which this officer, who never signed in before, has signed in."""
    visitor = Visitor(app_behind(town.api))
    async with visitor.http:
        await seated(visitor, officer)
        yield visitor
