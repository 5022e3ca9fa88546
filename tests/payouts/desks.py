"""Browsers of people in office, for the pages of money: signed in, over the real service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.access import Role
from tests.builders import enrolled
from tests.intake.browser import Visitor
from tests.pages import CODE, seated
from tests.service import the_service

__all__ = ["CODE", "at_desk"]

_TAKEN = 30
"""Numbers of officers that the rows of money use for people who never sign in."""


@asynccontextmanager
async def at_desk(role: Role, path: str = "42.", agent: str = "BUUDIEN") -> AsyncIterator[Visitor]:
    """A browser in which somebody new in office has signed in; nobody of the rows of money."""
    (person,) = await enrolled((role, path), agent=agent)
    while person.officer_id <= _TAKEN:
        *_, person = await enrolled(*[(role, path)] * _TAKEN, agent=agent)
    visitor = Visitor(the_service())
    async with visitor.http:
        await seated(visitor, person)
        yield visitor
