"""Reading statements, verdicts, and what a statement moves; agents see only their own."""

from typing import Any

from sqlalchemy import BigInteger, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.payouts.tables import PayoutOrder, PayoutRun
from app.reconciliation.rules import NAMED_LINES, SETTLING, Verdict
from app.reconciliation.schemas import StatementShown, Tally
from app.reconciliation.tables import OrderOutcome, Statement, StatementLine

_LINE = (
    StatementLine.line_number, StatementLine.reference, StatementLine.amount_dong,
    StatementLine.result, StatementLine.done_on, StatementLine.reason, StatementLine.verdict,
)  # fmt: skip


async def statement_shown(session: AsyncSession, statement_id: int) -> StatementShown:
    """A statement with its verdicts counted and summed (đồng); raises NotFound."""
    statement = await session.get(Statement, statement_id)
    if statement is None:
        raise NotFound(what="bảng kê")
    query = (
        select(
            StatementLine.verdict,
            func.count(),
            cast(func.sum(StatementLine.amount_dong), BigInteger),
        )
        .where(StatementLine.statement_id == statement_id)
        .group_by(StatementLine.verdict)
    )
    found = {
        Verdict(verdict): Tally(count=count, total_dong=total)
        for verdict, count, total in await session.execute(query)
    }
    return StatementShown(
        id=statement.id,
        agent_code=statement.agent_code,
        number=statement.number,
        made_on=statement.made_on,
        received_at=statement.received_at,
        line_count=statement.line_count,
        total_dong=statement.total_dong,
        verdicts={verdict: found.get(verdict, Tally()) for verdict in Verdict},
    )


async def statement_under(session: AsyncSession, agent_code: str, number: str) -> tuple[int, bytes]:
    """Number and fingerprint of the statement that came first under the agent's own number."""
    query = select(Statement.id, Statement.sha256).where(
        Statement.agent_code == agent_code, Statement.number == number
    )
    row = (await session.execute(query)).one()
    return row.id, row.sha256


async def lines_after(
    session: AsyncSession, statement_id: int, after: int, limit: int, verdict: Verdict | None
) -> list[dict[str, Any]]:
    """Lines of a statement by number, page by page; raises NotFound."""
    if await session.get(Statement, statement_id) is None:
        raise NotFound(what="bảng kê")
    query = select(*_LINE).where(
        StatementLine.statement_id == statement_id, StatementLine.line_number > after
    )
    if verdict:
        query = query.where(StatementLine.verdict == verdict)
    found = await session.execute(query.order_by(StatementLine.line_number).limit(limit))
    return [dict(row) for row in found.mappings()]


async def unsettled(
    session: AsyncSession, statement_id: int
) -> tuple[int, list[tuple[int, Verdict]]]:
    """How many lines settle nothing, and the first of them with their verdicts."""
    others = StatementLine.verdict.not_in(SETTLING)
    query = (
        select(StatementLine.line_number, StatementLine.verdict, func.count().over())
        .where(StatementLine.statement_id == statement_id, others)
        .order_by(StatementLine.line_number)
        .limit(NAMED_LINES)
    )
    rows = (await session.execute(query)).all()
    return (rows[0][2] if rows else 0), [(number, Verdict(verdict)) for number, verdict, _ in rows]


async def moved_by(session: AsyncSession, statement_id: int) -> list[tuple[int, Verdict, int]]:
    """What a statement settled: source of money, paid or failed, sum (đồng)."""
    query = (
        select(
            PayoutRun.source_id,
            OrderOutcome.kind,
            cast(func.sum(OrderOutcome.amount_dong), BigInteger),
        )
        .join(PayoutOrder, PayoutOrder.id == OrderOutcome.order_id)
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .where(OrderOutcome.statement_id == statement_id)
        .group_by(PayoutRun.source_id, OrderOutcome.kind)
        .order_by(PayoutRun.source_id, OrderOutcome.kind)
    )
    found = await session.execute(query)
    return [(source_id, Verdict(kind), total) for source_id, kind, total in found]


def verdict_of(given: Any, statement_id: int) -> Any:
    """The verdict on a given line once this statement's outcomes are in.

    An outcome of this statement and line is the verdict itself; any other outcome came first.
    """
    own = (OrderOutcome.statement_id == statement_id) & (
        OrderOutcome.line_number == given.c.line_number
    )
    return case(
        (PayoutOrder.id.is_(None), Verdict.UNKNOWN.value),
        (PayoutOrder.amount_dong != given.c.amount_dong, Verdict.WRONG_AMOUNT.value),
        (own, OrderOutcome.kind),
        (OrderOutcome.kind == given.c.result, Verdict.DUPLICATE.value),
        else_=Verdict.WRONG_STATE.value,
    )
