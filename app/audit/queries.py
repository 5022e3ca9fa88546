"""Reading the trace."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.tables import ChangeLog


async def history_of(session: AsyncSession, subject: str, subject_id: int) -> list[dict[str, Any]]:
    """Every change of one list, posting, sitting, batch, decision, run or statement, in order."""
    query = (
        select(
            ChangeLog.id, ChangeLog.from_state, ChangeLog.to_state, ChangeLog.at,
            ChangeLog.officer_id, ChangeLog.because,
        )
        .where(ChangeLog.subject == subject, ChangeLog.subject_id == subject_id)
        .order_by(ChangeLog.id)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def changes_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """The trace of the territory, page by page."""
    query = (
        select(ChangeLog.__table__).where(ChangeLog.id > after).order_by(ChangeLog.id).limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]
