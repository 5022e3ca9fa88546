"""Reading later decisions, what is in force of an earlier one, and the proofs of both."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.errors import NotFound
from app.decisions.merkle import path_of
from app.decisions.queries import decision_of
from app.decisions.schemas import AdjustmentShown, ChangeProof, DecisionInForce, DecisionShown
from app.decisions.schemas import Standing as Stands
from app.decisions.tables import AdjustmentLine, Decision, DecisionAdjustment, DecisionLine

_LINE = (
    AdjustmentLine.dossier_id, AdjustmentLine.version, AdjustmentLine.act,
    AdjustmentLine.reason_code, AdjustmentLine.group_code, AdjustmentLine.was_months,
    AdjustmentLine.was_amount_dong, AdjustmentLine.months, AdjustmentLine.amount_dong,
    AdjustmentLine.freed_dong, AdjustmentLine.added_dong, AdjustmentLine.owed_dong,
    AdjustmentLine.change_leaf,
)  # fmt: skip


class InForce(NamedTuple):
    """What stands of a decision: lines, đồng, root; the day and place of the last word on it."""

    case_count: int
    total_dong: int
    root: bytes
    signed_on: date
    place: int


async def in_force_of(session: AsyncSession, decision: Decision) -> InForce:
    """What the last later decision left of a decision, or what was signed first."""
    columns = (
        DecisionAdjustment.case_count, DecisionAdjustment.total_dong, DecisionAdjustment.root,
        DecisionAdjustment.signed_on, DecisionAdjustment.place,
    )  # fmt: skip
    query = select(*columns).where(DecisionAdjustment.decision_id == decision.id)
    last = (await session.execute(query.order_by(DecisionAdjustment.place.desc()).limit(1))).first()
    if last is not None:
        return InForce(*last)
    return InForce(
        decision.case_count, decision.total_dong, decision.root, decision.signed_on, 0
    )  # fmt: skip


async def adjustments_of(session: AsyncSession, decision_id: int) -> list[DecisionAdjustment]:
    """The later decisions on one earlier one, in order; raises NotFound outside the territory."""
    await decision_of(session, decision_id)
    query = select(DecisionAdjustment).where(DecisionAdjustment.decision_id == decision_id)
    return list(await session.scalars(query.order_by(DecisionAdjustment.place)))


async def decision_in_force(session: AsyncSession, decision_id: int) -> DecisionInForce:
    """A decision as it was signed, and what is in force of it."""
    decision = await decision_of(session, decision_id)
    stands = await in_force_of(session, decision)
    later = await adjustments_of(session, decision_id)
    return DecisionInForce(
        **DecisionShown.model_validate(decision).model_dump(),
        in_force_count=stands.case_count,
        in_force_total_dong=stands.total_dong,
        in_force_root=stands.root.hex(),
        adjustments=[AdjustmentShown.model_validate(one) for one in later],
    )


async def _adjustment_of(
    session: AsyncSession, decision_id: int, adjustment_id: int
) -> DecisionAdjustment:
    found = await session.get(DecisionAdjustment, adjustment_id)
    if found is None or found.decision_id != decision_id:
        raise NotFound(what="quyết định điều chỉnh")
    return found


async def changed_lines_after(
    session: AsyncSession, decision_id: int, adjustment_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """The lines that a later decision changed, page by page; raises NotFound."""
    await _adjustment_of(session, decision_id, adjustment_id)
    query = (
        select(*_LINE)
        .where(AdjustmentLine.adjustment_id == adjustment_id, AdjustmentLine.dossier_id > after)
        .order_by(AdjustmentLine.dossier_id)
        .limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def change_proof(
    session: AsyncSession, decision_id: int, adjustment_id: int, dossier_id: int
) -> ChangeProof:
    """A changed line and its ways to both roots of the later decision; raises NotFound."""
    adjustment = await _adjustment_of(session, decision_id, adjustment_id)
    line = await session.get(AdjustmentLine, (adjustment_id, dossier_id))
    if line is None:
        raise NotFound(what="hồ sơ trong quyết định điều chỉnh")
    changes = select(AdjustmentLine.dossier_id, AdjustmentLine.change_leaf).where(
        AdjustmentLine.adjustment_id == adjustment_id
    )
    change = await _stands(session, changes, dossier_id, adjustment.changes_root)
    stood = (
        await _stands(session, _leaves_after(adjustment), dossier_id, adjustment.root)
        if line.act == "corrected"
        else None
    )
    return ChangeProof(
        adjustment_id=adjustment_id, dossier_id=dossier_id, act=line.act,
        reason_code=line.reason_code, old_leaf=line.old_leaf.hex(), change=change, in_force=stood,
    )  # fmt: skip


def _leaves_after(adjustment: DecisionAdjustment) -> Select[int, bytes]:
    """The lines in force once this decision was signed, whatever came later."""
    line, later = AdjustmentLine, aliased(AdjustmentLine)
    until = line.adjustment_id <= adjustment.id
    overtaken = exists().where(
        later.dossier_id == line.dossier_id,
        later.version > line.version,
        later.adjustment_id <= adjustment.id,
    )
    return (
        select(DecisionLine.dossier_id, func.coalesce(line.leaf, DecisionLine.leaf))
        .outerjoin(line, and_(line.dossier_id == DecisionLine.dossier_id, until, ~overtaken))
        .where(
            DecisionLine.decision_id == adjustment.decision_id,
            line.act.is_distinct_from("removed"),
        )
    )


async def _stands(
    session: AsyncSession, leaves: Select[int, bytes], dossier_id: int, root: bytes
) -> Stands:
    rows = sorted((number, leaf) for number, leaf in await session.execute(leaves))
    nodes: Sequence[bytes] = [leaf for _, leaf in rows]
    place = [number for number, _ in rows].index(dossier_id)
    # A hundred thousand hashes: long enough for others not to wait for them.
    path = await asyncio.to_thread(path_of, nodes, place)
    return Stands(
        leaf=nodes[place].hex(), place=place, count=len(nodes), path=[one.hex() for one in path],
        root=root.hex(),
    )  # fmt: skip
