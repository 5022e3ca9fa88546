"""Officers of a town at their browsers, and what stands in the pages they see."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx

from app.access import Role
from tests.builders import PROVINCE, Town
from tests.intake.browser import Visitor, read
from tests.intake.test_pages import app_of
from tests.pages import CODE, newly_seated

__all__ = ["CODE", "hidden_in", "sign", "sitting", "value_of"]

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FORM = re.compile(r'<form method="post"(?: action="([^"]*)")?.*?</form>', re.DOTALL)


@asynccontextmanager
async def sitting(
    town: Town, role: Role = Role.CHAIRMAN, path: str = PROVINCE
) -> AsyncIterator[Visitor]:
    """Somebody new in office at a browser of their own, signed in."""
    visitor = Visitor(app_of(town))
    async with visitor.http:
        await newly_seated(visitor, role, path)
        yield visitor


async def sign(
    visitor: Visitor, page: httpx.Response, action: str, typed: Mapping[str, Any]
) -> httpx.Response:
    """Send the form of a page that goes to an address, with what was typed into it."""
    return await visitor.post(action, {**hidden_in(page, action), **typed})


def hidden_in(page: httpx.Response, action: str) -> dict[str, str]:
    """What the form of a page that goes to an address carries unseen."""
    for form in _FORM.finditer(page.text):
        if unescape(form[1] or "").partition("?")[0] == action.partition("?")[0]:
            return {name: unescape(value) for name, value in _HIDDEN.findall(form[0])}
    raise AssertionError(f"no form to {action}: {read(page).text}")


def value_of(page: httpx.Response, name: str) -> str:
    """What stands in a field of a page."""
    return next(str(a.get("value")) for _, a in read(page).tags if a.get("name") == name)
