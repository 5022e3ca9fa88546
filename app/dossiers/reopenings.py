"""What an amendment takes in: refused dossiers that fit it are listed, and handed in again."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import policy
from app.core import clock
from app.core.errors import NotFound
from app.core.settings import settings
from app.dossiers.queries import ended_at, lock_lists
from app.dossiers.rules import NotTakenIn, Stage
from app.dossiers.schemas import ReopeningOrder
from app.dossiers.tables import Dossier, DossierHistory, DossierStage


async def reopenable_after(
    session: AsyncSession, version: str, after: int, limit: int
) -> list[dict[str, Any]]:
    """Refused dossiers of the territory whose reason a version of the policy removed, by page.

    Empty while that version is not in force.
    """
    query = (
        select(
            DossierStage.dossier_id, DossierStage.list_id, Dossier.group_code,
            DossierStage.reason_code, DossierHistory.at.label("refused_at"),
            DossierStage.area_path,
        )
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .join(
            DossierHistory,
            (DossierHistory.dossier_id == DossierStage.dossier_id)
            & (DossierHistory.version == DossierStage.version),
        )
        .where(
            ended_at(Stage.REFUSED), DossierStage.stage == Stage.REFUSED,
            DossierStage.dossier_id > after,
            DossierStage.reason_code.in_(_taken_in(session, version)),
        )
        .order_by(DossierStage.dossier_id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def reopen(session: AsyncSession, dossier_id: int, order: ReopeningOrder) -> Stage:
    """Bring a refused dossier back to its maker's desk, to walk its road under the new version.

    Its list keeps the version under which it was handed in. Raises NotFound, NotTakenIn.
    """
    query = select(DossierStage.list_id).where(DossierStage.dossier_id == dossier_id)
    list_id = await session.scalar(query)
    if list_id is None:
        raise NotFound(what="hồ sơ")
    await lock_lists(session, [list_id], "submitted")
    moved = await session.execute(
        update(DossierStage)
        .where(
            DossierStage.dossier_id == dossier_id,
            DossierStage.stage == Stage.REFUSED,
            DossierStage.reason_code.in_(_taken_in(session, order.policy)),
        )
        .values(stage=Stage.DRAFT, because=f"{order.policy}: {order.reason}", reason_code=None)
        .returning(DossierStage.dossier_id)
        .execution_options(synchronize_session=False)
    )
    if moved.first() is None:
        raise NotTakenIn(policy=order.policy)
    return Stage.DRAFT


def _taken_in(session: AsyncSession, version: str) -> Collection[str]:
    """The reasons that a version removed, once it is in force."""
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    return [one.code for one in rules.refusal_reasons.values() if one.reopened_by == version]
