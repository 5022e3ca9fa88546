"""Folding deltas, and counting them anew."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import take_stock
from app.core.db import schema_of


async def fold(session: AsyncSession, province: str) -> int:
    """Fold what was written since; answers how many deltas were, 0 while another folds."""
    folded = await session.scalar(select(func.nation.fold_coverage(schema_of(province))))
    await take_stock(session, "coverage_delta", "coverage_fold", "coverage_district")
    return int(folded or 0)


async def recount(session: AsyncSession, province: str) -> int:
    """Forget the deltas of a province and count them anew from its facts; for the owner alone."""
    written = await session.scalar(select(func.nation.recount_coverage(schema_of(province))))
    await fold(session, province)
    return int(written or 0)
