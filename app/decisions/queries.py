"""Reading decisions and delegations."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.decisions.tables import Decision, Delegation


async def decision_of(session: AsyncSession, decision_id: int) -> Decision:
    """One decision; raises NotFound outside the territory."""
    found = await session.get(Decision, decision_id)
    if found is None:
        raise NotFound(what="quyết định")
    return found


async def decisions_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Decisions of the territory, page by page."""
    columns = (
        Decision.id, Decision.batch_id, Decision.kind, Decision.number, Decision.signed_on,
        Decision.case_count, Decision.total_dong, Decision.policy_version, Decision.area_path,
    )  # fmt: skip
    query = select(*columns).where(Decision.id > after).order_by(Decision.id).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def delegation_for(
    session: AsyncSession, officer_id: int, area_path: str, day: date
) -> int | None:
    """The delegation under which an officer may sign for exactly this territory on a day."""
    query = select(Delegation.id).where(
        Delegation.officer_id == officer_id, Delegation.area_path == area_path,
        Delegation.valid_from <= day, Delegation.valid_to >= day,
    )  # fmt: skip
    return await session.scalar(query.order_by(Delegation.id).limit(1))
