"""A province of its own for every test of the papers: they count all there is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.admin_units import open_province
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from tests import money_rows
from tests.money_rows import run_on
from tests.reports.kinds.ground import PROVINCE, Village, village


@pytest.fixture(scope="package")
async def own(house: str) -> AsyncIterator[Village]:
    """The village as it stands on 05/05, for tests that only read; it is gone afterwards."""
    await upgrade(house, (PROVINCE,))
    async with owner_transaction(house) as session:
        await open_province(session, PROVINCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(money_rows, "NOON", money_rows.NOON)
        yield await village(house)
    async with owner_transaction(house) as session:
        await session.execute(text(f"drop schema p{PROVINCE} cascade"))
        await session.execute(
            text("delete from nation.province where code = :code"), {"code": PROVINCE}
        )
    await run_on(house)
