"""What no rule could settle: one person proposes, another rules, and suspense is cleared."""

from typing import Any

from sqlalchemy import BigInteger, cast, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds
from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.payouts.tables import PayoutOrder
from app.reconciliation import facts
from app.reconciliation.rules import (
    ExceptionSettled,
    Resolution,
    SamePerson,
    Verdict,
    check_resolution,
)
from app.reconciliation.schemas import SettlementOrder
from app.reconciliation.tables import (
    ExceptionSettlement,
    Statement,
    StatementException,
    StatementLine,
)

refuse_as("uq_exception_settlement_standing", ExceptionSettled)
refuse_as("ck_exception_settlement_two_people", SamePerson)
CLAIMING = ("paid", "partial")
"""Results by which an agent says that money left its hands."""


async def suspend(
    session: AsyncSession, actor: Actor, statement_id: int, document_number: str
) -> None:
    """What an agent claims to have paid and no rule could settle stands in its suspense (đồng)."""
    claimed = (
        select(cast(func.coalesce(func.sum(StatementException.amount_dong), 0), BigInteger))
        .join(
            StatementLine,
            (StatementLine.statement_id == StatementException.statement_id)
            & (StatementLine.line_number == StatementException.line_number),
        )
        .where(StatementException.statement_id == statement_id, StatementLine.result.in_(CLAIMING))
    )
    amount = await session.scalar(claimed)
    if not amount or actor.agent is None:
        return
    source_id = await funds.suspense_of(session, actor.agent)
    booking = funds.Booking(source_id, funds.Move.SUSPEND, amount, document_number, statement_id)
    await funds.book(session, actor.officer_id, [booking])


async def propose(
    session: AsyncSession, actor: Actor, statement_id: int, line_number: int, order: SettlementOrder
) -> ExceptionSettlement:
    """Say how a line should be settled; nothing moves before somebody else agrees.

    Raises NotFound, ExceptionSettled, ResolutionUnfit, SamePerson.
    """
    found = await _exception(session, statement_id, line_number)
    line = await session.get(StatementLine, (statement_id, line_number))
    assert line is not None
    target = await _target(session, found, order)
    check_resolution(
        order.resolution, Verdict(found.verdict), line.result, line.amount_dong, target
    )
    made = await session.scalars(
        insert(ExceptionSettlement)
        .values(
            statement_id=statement_id, line_number=line_number, resolution=order.resolution,
            order_id=target.id if target else None, words=order.words,
            proposed_by=actor.officer_id, agent_code=found.agent_code, area_path=found.area_path,
        )
        .returning(ExceptionSettlement)
    )  # fmt: skip
    return made.one()


async def _exception(
    session: AsyncSession, statement_id: int, line_number: int
) -> StatementException:
    found = await session.get(StatementException, (statement_id, line_number))
    if found is None:
        raise NotFound(what="dòng chờ xử lý")
    return found


async def _target(
    session: AsyncSession, found: StatementException, order: SettlementOrder
) -> PayoutOrder | None:
    """The order that the line is about: its own, or the one that a typing slip hid."""
    if order.resolution is Resolution.DISMISS:
        return None
    query = select(PayoutOrder).where(PayoutOrder.agent_code == found.agent_code)
    if order.resolution is Resolution.MATCH:
        query = query.where(PayoutOrder.reference == order.reference)
    else:
        query = query.where(PayoutOrder.id == found.order_id)
    target = (await session.scalars(query.with_for_update(key_share=True))).first()
    if target is None:
        raise NotFound(what="lệnh chi")
    return target


async def rule(
    session: AsyncSession, actor: Actor, settlement_id: int, *, agreed: bool
) -> ExceptionSettlement:
    """Agree with a proposal, and the line is settled by it; or not, and it waits again.

    Raises NotFound, ExceptionSettled, SamePerson, and what stands in the way of the money.
    """
    done = await session.scalars(
        update(ExceptionSettlement)
        .where(ExceptionSettlement.id == settlement_id, ExceptionSettlement.state == "proposed")
        .values(
            state="confirmed" if agreed else "rejected", ruled_by=actor.officer_id,
            ruled_at=clock.now(session),
        )
        .returning(ExceptionSettlement)
    )  # fmt: skip
    settled = done.first()
    if settled is None:
        if await session.get(ExceptionSettlement, settlement_id) is None:
            raise NotFound(what="đề nghị xử lý")
        raise ExceptionSettled
    if agreed:
        await _apply(session, actor, settled)
    return settled


async def _apply(session: AsyncSession, actor: Actor, settled: ExceptionSettlement) -> None:
    """The fact is entered as if the line had said it rightly; its claim leaves suspense."""
    line = await session.get(StatementLine, (settled.statement_id, settled.line_number))
    statement = await session.get(Statement, settled.statement_id)
    assert line is not None
    assert statement is not None
    if settled.order_id is not None:
        await facts.enter_by_hand(session, actor, statement, line, settled.order_id)
    if line.result in CLAIMING:
        source_id = await funds.suspense_of(session, settled.agent_code)
        cleared = funds.Booking(
            source_id, funds.Move.CLEAR, line.amount_dong, statement.number, settled.id
        )
        await funds.book(session, actor.officer_id, [cleared])


async def exceptions_after(
    session: AsyncSession, after: tuple[int, int], limit: int, *, waiting: bool | None
) -> list[dict[str, Any]]:
    """Exceptions by statement and line, with what was proposed or ruled; pages by both."""
    found, ruled = StatementException, ExceptionSettlement
    query = (
        select(
            found.statement_id, found.line_number, found.verdict, found.order_id,
            StatementLine.reference, StatementLine.amount_dong, StatementLine.result,
            StatementLine.done_on, StatementLine.reason, found.agent_code, found.area_path,
            ruled.id.label("settlement_id"), ruled.resolution, ruled.words, ruled.state,
            ruled.proposed_by, ruled.ruled_by, ruled.order_id.label("settled_order_id"),
            Statement.number,
        )
        .join(
            StatementLine,
            (StatementLine.statement_id == found.statement_id)
            & (StatementLine.line_number == found.line_number),
        )
        .join(Statement, Statement.id == found.statement_id)
        .outerjoin(
            ruled,
            (ruled.statement_id == found.statement_id)
            & (ruled.line_number == found.line_number)
            & (ruled.state != "rejected"),
        )
        .order_by(found.statement_id, found.line_number)
        .limit(limit)
    )  # fmt: skip
    query = query.where(
        (found.statement_id > after[0])
        | (found.statement_id == after[0]) & (found.line_number > after[1])
    )
    if waiting is not None:
        confirmed = ruled.state.is_not_distinct_from("confirmed")
        query = query.where(~confirmed if waiting else confirmed)
    return [dict(row) for row in (await session.execute(query)).mappings()]
