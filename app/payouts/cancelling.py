"""Cancelling an order: at once while no agent has it, asked back from the agent afterwards."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.payouts import queries
from app.payouts.rules import MARKS, AlreadyAnswered, AlreadyCancelled
from app.payouts.schemas import CancellationShown
from app.payouts.settlement import bring_back, keep_back
from app.payouts.tables import LeaseOrder, OrderCancellation, PayoutOrder, PayoutRun

refuse_as("pk_order_cancellation", AlreadyCancelled)
refuse_as("ck_order_cancellation_open", AlreadyAnswered)


async def cancel(
    session: AsyncSession, actor: Actor, order_id: int, reason: str
) -> CancellationShown:
    """Cancel an order that no agent has, or ask it back from the agent that has it.

    What is cancelled at once brings its money back to its decision; what is asked back stays as
    it is until the agent answers. Raises NotFound, AlreadyCancelled, AlreadyAnswered.
    """
    order = await _hold(session, order_id)
    leased = await session.scalar(select(exists().where(LeaseOrder.order_id == order_id)))
    if await session.get(OrderCancellation, order_id) is not None:
        raise AlreadyCancelled
    if not order.live:
        raise AlreadyAnswered
    if not leased:
        if order_id in await queries.with_payer(session, [order_id]):
            raise AlreadyAnswered
        await keep_back(session, [order_id])
        await bring_back(session, [order_id])
    session.add(
        OrderCancellation(
            order_id=order_id, kind="requested" if leased else "direct", reason=reason,
            requested_by=actor.officer_id, requested_at=clock.now(session),
            agent_code=order.agent_code, area_path=order.area_path,
        )
    )  # fmt: skip
    await session.flush()
    (row,) = await queries.cancellations_after(session, order_id - 1, 1)
    return CancellationShown.model_validate(row)


async def _hold(session: AsyncSession, order_id: int) -> Any:
    """The order, locked after its run: neither a release nor a lease comes between."""
    run = select(PayoutOrder.run_id).where(PayoutOrder.id == order_id)
    await session.execute(
        select(PayoutRun.id).where(PayoutRun.id.in_(run)).with_for_update(read=True)
    )
    query = (
        select(PayoutOrder.live, PayoutOrder.agent_code, PayoutOrder.area_path)
        .where(PayoutOrder.id == order_id, PayoutOrder.payee_name.not_in(MARKS))
        .with_for_update(key_share=True)
    )
    found = (await session.execute(query)).first()
    if found is None:
        raise NotFound(what="lệnh chi")
    return found
