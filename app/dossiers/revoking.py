"""Ending claims that were approved: a later decision has taken their lines out."""

from sqlalchemy import Subquery, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.dossiers.commands import touched, wake_outdone
from app.dossiers.rules import Stage
from app.dossiers.tables import DossierStage, PersonClaim


async def revoke_approved(session: AsyncSession, ended: Subquery, because: str) -> int:
    """Bring dossiers (dossier_id, reason_code) from approved or superseded to revoked; how many.

    Their claims close, so that the person may be given another benefit; whoever gave way to one of
    them comes back, by a job.
    """
    moved = await session.execute(
        update(DossierStage)
        .where(
            DossierStage.dossier_id == ended.c.dossier_id,
            DossierStage.stage.in_((Stage.APPROVED, Stage.SUPERSEDED)),
        )
        .values(stage=Stage.REVOKED, because=because, reason_code=ended.c.reason_code)
        .execution_options(synchronize_session=False)
    )
    closed = await session.scalars(
        update(PersonClaim)
        .where(
            PersonClaim.dossier_id.in_(select(ended.c.dossier_id)), PersonClaim.state != "closed"
        )
        .values(state="closed")
        .returning(PersonClaim.dossier_id)
        .execution_options(synchronize_session=False)
    )
    if fallen := list(closed):
        await wake_outdone(session, fallen)
    return touched(moved)
