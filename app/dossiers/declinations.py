"""Voluntary non-participation: a person's own statement, one dossier at a time, and taken back."""

from typing import Any, Final

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.bulk import THIS_TRANSACTION
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.dossiers.commands import wake_outdone
from app.dossiers.queries import lock_lists
from app.dossiers.rules import (
    VIETNAMESE,
    AlreadyDeclined,
    NotDeclined,
    Stage,
    StatedInTheFuture,
    TooLateToDecline,
)
from app.dossiers.schemas import DeclinationOrder, RevocationOrder
from app.dossiers.tables import Declination, DossierStage, PersonClaim

refuse_as("uq_declination_standing", AlreadyDeclined)

DECLINABLE: Final = (
    Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE, Stage.AT_DISTRICT,
    Stage.AT_PROVINCE,
)  # fmt: skip


async def decline(
    session: AsyncSession, actor: Actor, dossier_id: int, order: DeclinationOrder
) -> int:
    """Record that the person does not take this support: the claim ends, by their own word.

    Answers the number of the statement; raises TooLateToDecline, AlreadyDeclined.
    """
    if order.stated_at > clock.now(session):
        raise StatedInTheFuture
    standing = await _locked(session, dossier_id)
    if standing.stage == Stage.DECLINED:
        raise AlreadyDeclined
    if standing.stage not in DECLINABLE:
        raise TooLateToDecline(stage=VIETNAMESE[Stage(standing.stage)])
    made = await session.execute(
        insert(Declination)
        .values(
            dossier_id=dossier_id, list_id=standing.list_id, from_stage=standing.stage,
            recorded_by=actor.officer_id, area_path=standing.area_path, **order.model_dump(),
        )
        .returning(Declination.id)
    )  # fmt: skip
    number: int = made.scalar_one()
    await _step(session, dossier_id, Stage.DECLINED, f"declination {number}")
    await _set_claim(session, dossier_id, "closed")
    await wake_outdone(session, [dossier_id])
    return number


async def revoke(
    session: AsyncSession, actor: Actor, dossier_id: int, order: RevocationOrder
) -> Stage:
    """The person takes the statement back: the claim stands again where it stood.

    Where its list has been decided without it, it returns to its maker's desk and is handed in
    again; where its posting is over, it is posted anew.
    """
    standing = await _locked(session, dossier_id)
    if standing.stage != Stage.DECLINED:
        raise NotDeclined
    done = await session.execute(
        update(Declination)
        .where(Declination.dossier_id == dossier_id, Declination.revoked_at.is_(None))
        .values(
            revoked_at=clock.now(session), revoked_by=actor.officer_id,
            revocation=order.revocation,
        )
        .returning(Declination.id, Declination.from_stage)
    )  # fmt: skip
    found = done.first()
    if found is None:
        raise NotDeclined
    back = await _stage_to_return_to(session, standing.list_id, Stage(found.from_stage))
    await _step(session, dossier_id, back, f"declination {found.id} revoked")
    if back is not Stage.DRAFT:
        await _set_claim(session, dossier_id, "open")
    return back


async def _locked(session: AsyncSession, dossier_id: int) -> Any:
    """The standing of a dossier, its list locked so that no council closes over it meanwhile."""
    chosen = (DossierStage.list_id, DossierStage.stage, DossierStage.area_path)
    query = select(*chosen).where(DossierStage.dossier_id == dossier_id)
    found = (await session.execute(query)).first()
    if found is None:
        raise NotFound(what="hồ sơ")
    await lock_lists(session, [found.list_id], "read", "submitted")
    return (await session.execute(query)).one()


async def _stage_to_return_to(session: AsyncSession, list_id: int, was: Stage) -> Stage:
    async def some_stand_at(*stages: Stage) -> bool:
        others = exists().where(DossierStage.list_id == list_id, DossierStage.stage.in_(stages))
        return bool(await session.scalar(select(others)))

    if was is not Stage.DRAFT and await some_stand_at(Stage.APPROVED):
        return Stage.DRAFT
    if was is Stage.POSTED and not await some_stand_at(Stage.POSTED):
        return Stage.SUBMITTED
    return was


async def _step(session: AsyncSession, dossier_id: int, to_stage: Stage, because: str) -> None:
    await session.execute(
        update(DossierStage)
        .where(DossierStage.dossier_id == dossier_id)
        .values(stage=to_stage, because=because, reason_code=None)
        .execution_options(synchronize_session=False)
    )


async def _set_claim(session: AsyncSession, dossier_id: int, state: str) -> None:
    """A draft has told the nation of no claim yet, and then nothing changes."""
    await session.execute(
        update(PersonClaim)
        .where(PersonClaim.dossier_id == dossier_id)
        .values(state=state, told=THIS_TRANSACTION)
        .execution_options(synchronize_session=False)
    )
