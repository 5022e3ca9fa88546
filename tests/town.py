"""A town full of officers, its morning and its log: the ground of most rooms' tests."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog.testing

from tests.builders import LIST_DAY, Town, a_town
from tests.grounds import set_clock


@pytest.fixture(scope="module")
async def town(house: str) -> AsyncIterator[Town]:
    """Everybody in office, over the real service."""
    async with a_town(house) as made:
        yield made


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the service writes to its log, taken before it is rendered."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture(autouse=True)
async def morning(house: str) -> None:
    """Every test begins on the day of the lists."""
    await set_clock(house, LIST_DAY)
