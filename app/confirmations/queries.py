"""Reading statements, and what waits for one."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Integer, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clocks.tables import StepClock
from app.confirmations.rules import Body
from app.confirmations.tables import Confirmation
from app.dossiers import Stage
from app.dossiers.tables import DossierList, DossierStage


def _rounds_over(list_id: Any) -> Any:
    """How many rounds of a list have ended."""
    return (
        select(cast(func.count(), Integer))
        .where(Confirmation.list_id == list_id, Confirmation.ends_round)
        .scalar_subquery()
    )


async def present_round(session: AsyncSession, list_id: int) -> tuple[int, set[str]]:
    """The round a list is in, counted from 1, and the bodies that have spoken in it."""
    over = await session.scalar(select(_rounds_over(list_id))) or 0
    query = select(Confirmation.body).where(
        Confirmation.list_id == list_id, Confirmation.round == over + 1
    )
    return over + 1, set(await session.scalars(query))


async def confirmations_of(session: AsyncSession, list_id: int) -> list[dict[str, Any]]:
    """Every statement on a list, in order."""
    query = (
        select(Confirmation.__table__)
        .where(Confirmation.list_id == list_id)
        .order_by(Confirmation.id)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def waiting_for(
    session: AsyncSession, body: Body, groups: Collection[str], after: int, limit: int
) -> list[dict[str, Any]]:
    """Lists of these groups with dossiers on which the body has not yet spoken, by number."""
    this_round = _rounds_over(DossierList.id) + 1
    spoken = exists().where(
        Confirmation.list_id == DossierList.id, Confirmation.round == this_round,
        Confirmation.body == body,
    )  # fmt: skip
    due = (
        select(func.max(StepClock.due_on))
        .where(StepClock.list_id == DossierList.id, StepClock.level == "confirming")
        .scalar_subquery()
    )
    query = (
        select(
            DossierList.id.label("list_id"), DossierList.form, DossierList.group_code,
            DossierList.unit_path, DossierList.compiled_on, this_round.label("round"),
            cast(func.count(), BigInteger).label("waiting"), due.label("due_on"),
        )
        .join(DossierStage, DossierStage.list_id == DossierList.id)
        .where(
            DossierStage.stage == Stage.CONFIRMING, DossierList.group_code.in_(groups),
            DossierList.id > after, ~spoken,
        )
        .group_by(DossierList.id)
        .order_by(DossierList.id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
