"""A province of its own for every module of this room: tables count all there is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.admin_units import open_province
from app.core.db import enter
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from tests.coverage.histories import CODE, HERE, OWN


@pytest.fixture(scope="module")
async def own_province(house: str) -> AsyncIterator[str]:
    """The house with one more province, which is gone afterwards with all that was kept of it."""
    await upgrade(house, (CODE,))
    async with owner_transaction(house) as session:
        await open_province(session, CODE)
    yield house
    async with owner_transaction(house) as session:
        await enter(session, HERE)
        for table in ("delta", "fold"):
            await session.execute(text(f"delete from nation.coverage_{table} {OWN}"))
        for table in ("district",):
            forget = f"delete from nation.coverage_{table} where province_code = :code"
            await session.execute(text(forget), {"code": CODE})
        await session.execute(text(f"drop schema p{CODE} cascade"))
        await session.execute(
            text("delete from nation.province where code = :code"), {"code": CODE}
        )
