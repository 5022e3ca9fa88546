"""Stopping a batch, and all that follows from its decision, until a later word lets it go on."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.decisions import queries
from app.decisions.commands import authority
from app.decisions.rules import NotSuspended, NumberTaken, SignedTooEarly, Suspended
from app.decisions.schemas import SuspensionOrder
from app.decisions.tables import Suspension

refuse_as("uq_suspension_number", NumberTaken)
refuse_as("ck_payout_run_not_suspended", Suspended)


async def suspend(
    session: AsyncSession, actor: Actor, batch_id: int, order: SuspensionOrder
) -> Suspension:
    """Stop a batch, decided or not: nothing of it is signed, released or instructed meanwhile.

    Raises Suspended, NotDelegated, AlreadyTookAnotherPart, SignedTooEarly, NumberTaken.
    """
    return await _say(session, actor, batch_id, order, stops=True)


async def resume(
    session: AsyncSession, actor: Actor, batch_id: int, order: SuspensionOrder
) -> Suspension:
    """Let a stopped batch go on; raises NotSuspended, and what `suspend` raises."""
    return await _say(session, actor, batch_id, order, stops=False)


async def _say(
    session: AsyncSession, actor: Actor, batch_id: int, order: SuspensionOrder, *, stops: bool
) -> Suspension:
    batch = await dossiers.batch_of(session, batch_id, lock=True)
    if order.signed_on > clock.today(session):
        raise SignedTooEarly
    if await queries.is_suspended(session, batch_id) is stops:
        raise Suspended if stops else NotSuspended
    delegation_id = await authority(session, actor, batch.area_path, order.signed_on)
    lists = await dossiers.lists_in(session, batch_id)
    # Who made or judged one of these lists does not speak on what became of it.
    await dossiers.take_part(session, lists, [actor.officer_id], "signer")
    said = Suspension(
        batch_id=batch_id, kind="suspended" if stops else "resumed", number=order.number,
        signed_on=order.signed_on, reason=order.reason, signer_id=actor.officer_id,
        delegation_id=delegation_id, area_path=batch.area_path,
    )  # fmt: skip
    session.add(said)
    await session.flush()
    return said
