"""Browsers at the desks of a town."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.access import Role
from tests.builders import COMMUNE, Town
from tests.intake.browser import Visitor
from tests.intake.test_pages import app_of
from tests.pages import newly_seated


@asynccontextmanager
async def desk(town: Town, role: Role, path: str = COMMUNE) -> AsyncIterator[Visitor]:
    """A browser in which a new officer of a unit has signed in."""
    visitor = Visitor(app_of(town))
    async with visitor.http:
        await newly_seated(visitor, role, path)
        yield visitor
