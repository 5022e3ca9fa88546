"""A province of its own for every test of this room: reports count all there is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.admin_units import open_province
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from tests.adjustments.lines import PROVINCE
from tests.money_rows import run_on, stand_still


@pytest.fixture
async def still(house: str) -> AsyncIterator[None]:
    """Noon on the day of the tests, and a province that is gone afterwards."""
    await upgrade(house, (PROVINCE,))
    async with owner_transaction(house) as session:
        await open_province(session, PROVINCE)
    await stand_still(house)
    yield
    async with owner_transaction(house) as session:
        await session.execute(text(f"drop schema p{PROVINCE} cascade"))
        await session.execute(
            text("delete from nation.province where code = :code"), {"code": PROVINCE}
        )
    await run_on(house)
