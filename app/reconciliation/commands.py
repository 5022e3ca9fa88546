"""Taking a statement in: outcomes first, then a verdict on every line, then the money.

The number of statements to the database does not depend on the number of lines.
"""

from typing import Any

from sqlalchemy import BigInteger, Date, Integer, Text, cast, func, insert, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds, payouts
from app.access import Actor, Permission
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.errors import Forbidden
from app.core.settings import settings
from app.payouts.tables import PayoutOrder, PayoutRun
from app.reconciliation import files, queries, rules
from app.reconciliation.rules import StatementNotClean, StatementNumberReused, Verdict
from app.reconciliation.schemas import StatementOrder, StatementShown
from app.reconciliation.tables import OrderOutcome, Statement, StatementLine

_MOVES = {Verdict.PAID: funds.Move.PAY, Verdict.FAILED: funds.Move.RETURN}


async def receive_statement(
    session: AsyncSession, actor: Actor, order: StatementOrder
) -> StatementShown:
    """Settle the orders an agent reports on; the same statement again gives its first verdicts.

    Raises StatementNumberReused, and StatementNotClean when a strict statement has other verdicts.
    """
    agent = _agent_of(actor)
    total = sum(line["amount_dong"] for line in order.lines)
    _check(session, order, total)
    digest = rules.content_digest(order.made_on, order.lines)
    statement_id = await _claim_number(session, actor, order, digest, total)
    if statement_id is None:
        return await _first_answer(session, agent, order.number, digest)
    given = _given(order)
    await _settle(session, actor, statement_id, given)
    await _judge(session, actor, statement_id, given)
    await _close_failed(session, statement_id)
    await _move_money(session, actor, statement_id, order.number)
    await take_stock(session, "order_outcome", "statement_line")
    answer = await queries.statement_shown(session, statement_id)
    rules.check_adds_up(answer.line_count, answer.total_dong, answer.verdicts)
    if order.strict:
        await _refuse_unclean(session, statement_id)
    return answer


async def receive_file(
    session: AsyncSession, actor: Actor, header: dict[str, Any], media_type: str, content: bytes
) -> StatementShown:
    """The same act for a file; raises StatementUnreadable, MediaTypeUnknown."""
    order = await files.order_in(header, media_type, content, settings().max_list_rows)
    return await receive_statement(session, actor, order)


def _agent_of(actor: Actor) -> str:
    if actor.agent is None:
        raise Forbidden(permission=Permission.REPORT_PAYMENT)
    return actor.agent


def _check(session: AsyncSession, order: StatementOrder, total: int) -> None:
    count = len(order.lines)
    rules.check_statement(order.made_on, clock.today(session), count, settings().max_list_rows)
    rules.check_declared((order.line_count, order.total_dong), (count, total))


async def _claim_number(
    session: AsyncSession, actor: Actor, order: StatementOrder, digest: bytes, total: int
) -> int | None:
    """The statement's row; None when the number is taken, after waiting for a rival to end."""
    made = await session.execute(
        upsert(Statement)
        .values(
            agent_code=actor.agent,
            number=order.number,
            made_on=order.made_on,
            sha256=digest,
            line_count=len(order.lines),
            total_dong=total,
            received_by=actor.officer_id,
            area_path=actor.unit_path,
        )
        .on_conflict_do_nothing(index_elements=["agent_code", "number"])
        .returning(Statement.id)
    )
    return made.scalar_one_or_none()


async def _first_answer(
    session: AsyncSession, agent: str, number: str, digest: bytes
) -> StatementShown:
    statement_id, first = await queries.statement_under(session, agent, number)
    if first != digest:
        raise StatementNumberReused(number=number)
    return await queries.statement_shown(session, statement_id)


def _given(order: StatementOrder) -> Any:
    lines = order.lines
    return rows_of(
        line_number=(Integer(), range(1, len(lines) + 1)),
        reference=(Text(), [line["reference"] for line in lines]),
        amount_dong=(BigInteger(), [line["amount_dong"] for line in lines]),
        result=(Text(), [line["result"] for line in lines]),
        done_on=(Date(), [line["done_on"] for line in lines]),
        reason=(Text(), [line.get("reason") for line in lines]),
    )


async def _settle(session: AsyncSession, actor: Actor, statement_id: int, given: Any) -> None:
    """One outcome per order, for ever: its primary key decides between statements that race.

    Orders are taken by number, so that two statements over the same orders never wait in a ring.
    """
    quoted = _quoted(actor, given)
    chosen = (
        select(
            quoted.c.id, quoted.c.result, quoted.c.done_on, quoted.c.amount_dong,
            quoted.c.group_code, quoted.c.dossier_id, quoted.c.reason,
            literal(statement_id, BigInteger()), quoted.c.line_number, quoted.c.agent_code,
            quoted.c.area_path,
        )
        .join(PayoutRun, PayoutRun.id == quoted.c.run_id)
        .where(
            PayoutRun.state == "released",
            quoted.c.done_on >= _released_on(),
            quoted.c.done_on <= literal(clock.today(session), Date()),
        )
        .ext(distinct_on(quoted.c.id))
        .order_by(quoted.c.id, quoted.c.line_number)
    )  # fmt: skip
    names = [
        "order_id", "kind", "done_on", "amount_dong", "group_code", "dossier_id", "reason",
        "statement_id", "line_number", "agent_code", "area_path",
    ]  # fmt: skip
    await session.execute(upsert(OrderOutcome).from_select(names, chosen).on_conflict_do_nothing())


def _quoted(actor: Actor, given: Any) -> Any:
    """The agent's live orders that its lines quote with the right amount, found by reference.

    Materialised, so that the planner cannot begin with all that was ever released.
    """
    return (
        select(
            given.c.line_number, given.c.result, given.c.done_on, given.c.reason,
            PayoutOrder.id, PayoutOrder.amount_dong, PayoutOrder.group_code,
            PayoutOrder.dossier_id, PayoutOrder.run_id, PayoutOrder.agent_code,
            PayoutOrder.area_path,
        )
        .join(PayoutOrder, PayoutOrder.reference == given.c.reference)
        .where(
            PayoutOrder.agent_code == actor.agent,
            PayoutOrder.live,
            PayoutOrder.amount_dong == given.c.amount_dong,
        )
        .cte("quoted")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _released_on() -> Any:
    """The Vietnamese day on which the run was released."""
    return cast(func.timezone(clock.VIETNAM.key, PayoutRun.released_at), Date)


async def _judge(session: AsyncSession, actor: Actor, statement_id: int, given: Any) -> None:
    """A verdict on every line, by a second look that also sees what rivals settled meanwhile."""
    told = ("line_number", "reference", "amount_dong", "result", "done_on", "reason")
    judged = (
        select(
            *(given.c[name] for name in told),
            literal(statement_id, BigInteger()),
            queries.verdict_of(given, statement_id),
            PayoutOrder.id,
            literal(actor.agent, Text()),
            literal(actor.unit_path, Text()),
        )
        .select_from(given)
        .outerjoin(
            PayoutOrder,
            (PayoutOrder.reference == given.c.reference) & (PayoutOrder.agent_code == actor.agent),
        )
        .outerjoin(OrderOutcome, OrderOutcome.order_id == PayoutOrder.id)
    )
    names = [*told, "statement_id", "verdict", "order_id", "agent_code", "area_path"]
    await session.execute(insert(StatementLine).from_select(names, judged))


async def _close_failed(session: AsyncSession, statement_id: int) -> None:
    failed = select(OrderOutcome.order_id).where(
        OrderOutcome.statement_id == statement_id, OrderOutcome.kind == Verdict.FAILED
    )
    await payouts.close_orders(session, failed)


async def _move_money(session: AsyncSession, actor: Actor, statement_id: int, number: str) -> None:
    """Paid money is spent; money that could not be handed over is bound to its decision again."""
    bookings = [
        funds.Booking(source_id, _MOVES[kind], total, number, statement_id)
        for source_id, kind, total in await queries.moved_by(session, statement_id)
    ]
    if bookings:
        await funds.book(session, actor.officer_id, bookings)


async def _refuse_unclean(session: AsyncSession, statement_id: int) -> None:
    count, named = await queries.unsettled(session, statement_id)
    if count:
        errors = [rules.located(number, verdict) for number, verdict in named]
        raise StatementNotClean(count=count, errors=errors)
