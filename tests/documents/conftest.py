"""A town for the tests of this room."""

from collections.abc import AsyncIterator

import pytest
from tests.builders import LIST_DAY, Town, a_town, set_clock


@pytest.fixture(scope="module")
async def town(house: str) -> AsyncIterator[Town]:
    """Everybody in office, over the real service."""
    async with a_town(house) as made:
        yield made


@pytest.fixture(autouse=True)
async def _morning(house: str) -> None:
    """Every test begins on the day of the lists."""
    await set_clock(house, LIST_DAY)
