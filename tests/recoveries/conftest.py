"""Noon on the day of the tests."""

from collections.abc import AsyncIterator

import pytest

from tests.money_rows import run_on, stand_still


@pytest.fixture
async def noon(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)
