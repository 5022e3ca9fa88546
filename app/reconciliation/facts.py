"""One fact entered by hand, when two people have settled a line, and the money that follows it."""

from typing import Any, Final

from sqlalchemy import exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds, payouts
from app.access import Actor
from app.core.jobs import enqueue
from app.payouts.tables import LeaseOrder, PayoutOrder, PayoutRun
from app.reconciliation.queries import one_at_a_time
from app.reconciliation.rules import FollowedMeanwhile, Verdict
from app.reconciliation.tables import (
    OrderOutcome,
    Statement,
    StatementLine,
    paid_dong,
    told_as,
)

_KINDS: Final = {"not_paid": Verdict.CANCELLED}


async def enter_by_hand(
    session: AsyncSession, actor: Actor, statement: Statement, line: StatementLine, order_id: int
) -> None:
    """Enter what a line says as a fact of an order, and book the difference (đồng).

    Raises NotFound, FollowedMeanwhile where another order or a later decision stands in its place.
    """
    await one_at_a_time(session, statement.agent_code, 1)
    order = await session.get_one(PayoutOrder, order_id, with_for_update={"key_share": True})
    await _refuse_followed(session, order)
    before = await _stands(session, order_id)
    kind = _kind_of(line, order)
    await session.execute(
        insert(OrderOutcome).values(
            order_id=order_id, kind=kind, done_on=line.done_on, amount_dong=line.amount_dong,
            group_code=order.group_code, dossier_id=order.dossier_id, reason=line.reason,
            reason_code=line.reason_code, statement_id=line.statement_id,
            line_number=line.line_number, agent_code=order.agent_code, area_path=order.area_path,
        )
    )  # fmt: skip
    after = await _stands(session, order_id)
    await payouts.set_live(session, [order_id], live=after.whole)
    await _book(session, actor, order, before, after, statement.number)
    if after.paid_dong > before.paid_dong:
        await enqueue(session, "recoveries.open", {"statement_id": line.statement_id})


def _kind_of(line: StatementLine, order: PayoutOrder) -> str:
    """Of an amount told below what was ordered, only that part was handed over."""
    if line.result == "paid" and line.amount_dong < order.amount_dong:
        return Verdict.PARTIAL
    return _KINDS.get(line.result, line.result)


async def _refuse_followed(session: AsyncSession, order: PayoutOrder) -> None:
    """Nothing is paid of an order in whose place another stands, or that its agent never had."""
    after = PayoutOrder.__table__.alias("after").c
    replaced = exists().where(after.replaces_id == order.id)
    other = exists().where(
        after.dossier_id == order.dossier_id, after.first_month == order.first_month,
        after.live, after.id != order.id,
    )  # fmt: skip
    leased = exists().where(LeaseOrder.order_id == order.id)
    if await session.scalar(select(replaced | other | ~leased)):
        raise FollowedMeanwhile


async def _stands(session: AsyncSession, order_id: int) -> Any:
    """What the facts of an order come to: told at all, paid (đồng), paid whole and not returned."""
    query = select(
        (func.count() > 0).label("told"), paid_dong().label("paid_dong"),
        (told_as("paid") & ~told_as("returned")).label("whole"),
    ).where(OrderOutcome.order_id == order_id)  # fmt: skip
    return (await session.execute(query)).one()


async def _book(
    session: AsyncSession, actor: Actor, order: PayoutOrder, before: Any, after: Any, number: str
) -> None:
    run = await session.get_one(PayoutRun, order.run_id)
    moved = after.paid_dong - before.paid_dong
    if before.told:
        amounts = {funds.Move.PAY_LATE: moved, funds.Move.RETURN_PAID: -moved}
    else:
        amounts = {
            funds.Move.PAY: after.paid_dong,
            funds.Move.RETURN: order.amount_dong - after.paid_dong,
        }
    bookings = [
        funds.Booking(run.source_id, move, amount, number, order.id, order.group_code)
        for move, amount in amounts.items()
        if amount > 0
    ]
    if bookings:
        await funds.book(session, actor.officer_id, bookings)
