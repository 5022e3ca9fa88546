"""Reading decisions, the proofs of their lines, and delegations."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import LargeBinary, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.appraisal.tables import Sitting, SittingList
from app.core.errors import NotFound
from app.decisions.merkle import path_of
from app.decisions.schemas import LineProof
from app.decisions.tables import Decision, DecisionLine, Delegation, Suspension

_HASH_BYTES: Final = 32


async def decision_of(session: AsyncSession, decision_id: int) -> Decision:
    """One decision; raises NotFound outside the territory."""
    found = await session.get(Decision, decision_id)
    if found is None:
        raise NotFound(what="quyết định")
    return found


async def last_judged_on(session: AsyncSession, lists: Sequence[int]) -> date | None:
    """The day on which a council last sat over one of these lists."""
    query = (
        select(func.max(Sitting.held_on))
        .join(SittingList, SittingList.sitting_id == Sitting.id)
        .where(SittingList.list_id == dossiers.any_of(lists), Sitting.state == "closed")
    )
    return await session.scalar(query)


async def decisions_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Decisions of the territory, page by page."""
    columns = (
        Decision.id, Decision.batch_id, Decision.kind, Decision.number, Decision.signed_on,
        Decision.case_count, Decision.total_dong, Decision.root, Decision.policy_version,
        Decision.area_path,
    )  # fmt: skip
    query = select(*columns).where(Decision.id > after).order_by(Decision.id).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def suspensions_of(session: AsyncSession, batch_id: int) -> list[Suspension]:
    """What was said of a batch, in order; of what lies outside the territory nothing."""
    return list(await session.scalars(_SUSPENSIONS, {"batch": batch_id}))


_SUSPENSIONS: Final = (
    select(Suspension).where(Suspension.batch_id == bindparam("batch")).order_by(Suspension.id)
)


async def is_suspended(session: AsyncSession, batch_id: int) -> bool:
    """Whether the last word on a batch stops it; asked under the lock of the batch."""
    query = (
        select(Suspension.kind)
        .where(Suspension.batch_id == batch_id)
        .order_by(Suspension.id.desc())
        .limit(1)
    )
    return await session.scalar(query) == "suspended"


async def decision_suspended(session: AsyncSession, decision_id: int) -> bool:
    """Whether what a decision ordered must wait; its payer may ask too."""
    return bool(await session.scalar(select(func.nation.is_suspended(decision_id))))


async def proof_of(session: AsyncSession, decision_id: int, dossier_id: int) -> LineProof:
    """A line of a decision and its way to the root; raises NotFound."""
    decision = await decision_of(session, decision_id)
    line = await session.get(DecisionLine, dossier_id)
    if line is None or line.decision_id != decision_id:
        raise NotFound(what="hồ sơ trong quyết định")
    of_it = DecisionLine.decision_id == decision_id
    empty = literal(b"", LargeBinary())
    leaves, place = (
        await session.execute(
            select(
                func.string_agg(
                    DecisionLine.leaf, aggregate_order_by(empty, DecisionLine.dossier_id)
                ),
                func.count().filter(DecisionLine.dossier_id < dossier_id),
            ).where(of_it)
        )
    ).one()
    nodes = [leaves[at : at + _HASH_BYTES] for at in range(0, len(leaves), _HASH_BYTES)]
    # A hundred thousand hashes: long enough for others not to wait for them.
    path = await asyncio.to_thread(path_of, nodes, place)
    return LineProof(
        decision_id=decision_id, dossier_id=dossier_id, group_code=line.group_code,
        months=line.months, amount_dong=line.amount_dong, leaf=line.leaf.hex(), place=place,
        case_count=decision.case_count, path=[one.hex() for one in path],
        root=decision.root.hex(),
    )  # fmt: skip


async def delegation_for(
    session: AsyncSession, officer_id: int, area_path: str, day: date
) -> int | None:
    """The delegation under which an officer may sign for exactly this territory on a day."""
    query = select(Delegation.id).where(
        Delegation.officer_id == officer_id, Delegation.area_path == area_path,
        Delegation.valid_from <= day, Delegation.valid_to >= day,
    )  # fmt: skip
    return await session.scalar(query.order_by(Delegation.id).limit(1))
