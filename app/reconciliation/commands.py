"""Taking a statement in: the original first, then a verdict on every line, then the money.

The number of statements to the database does not depend on the number of lines.
"""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, funds, payouts
from app.access import Actor, Permission, forbidden
from app.core import clock
from app.core.bulk import take_stock
from app.core.db import refuse_as
from app.core.jobs import enqueue
from app.core.settings import settings
from app.core.staging import make_stage
from app.reconciliation import exceptions, files, places, queries, rules
from app.reconciliation.entries import Whose
from app.reconciliation.judgement import Judged, followed_among, judge
from app.reconciliation.rules import (
    Form,
    HeadMissing,
    Mode,
    StatementNotClean,
    StatementNumberReused,
    StatementRaced,
    StatementUnreadable,
)
from app.reconciliation.schemas import StatementOrder, StatementShown
from app.reconciliation.stage import STAGE, Staged, look_over
from app.reconciliation.tables import Statement

refuse_as("uq_statement_number", StatementRaced)
refuse_as("pk_order_outcome", StatementRaced)
_MOVES: Final = (
    funds.Move.PAY, funds.Move.RETURN, funds.Move.PAY_LATE, funds.Move.RETURN_PAID,
)  # fmt: skip
_MEDIA_TYPES: Final = {
    Form.JSON: "application/json", Form.CSV: files.CSV, Form.XLSX: files.XLSX,
    Form.PAIN_002: files.XML[0], Form.CAMT_054: files.XML[0],
}  # fmt: skip
_SUFFIXES: Final = {Form.JSON: "json", Form.CSV: "csv", Form.XLSX: "xlsx"}


class Came(NamedTuple):
    """A statement as it came."""

    form: Form
    mode: Mode
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """A statement whose lines stand on the stage: its own number and day, and how it came."""

    number: str
    made_on: date
    came: Came
    staged: Staged
    seal: bytes


async def receive_statement(
    session: AsyncSession, actor: Actor, order: StatementOrder, content: bytes | None = None
) -> StatementShown:
    """Settle the orders an agent reports on; the same statement again gives its first verdicts.

    `content` is the body as it came. Raises StatementNumberReused, StatementRaced, and
    StatementNotClean when a strict statement has lines that settle nothing.
    """
    _agent_of(actor)
    rules.check_length(len(order.lines), settings().max_statement_lines)
    await make_stage(session, STAGE)
    await files.stage_lines(session, order.lines)
    came = Came(Form.JSON, order.mode, content or order.model_dump_json().encode())
    return await _take_in(session, actor, came, files.Head(
        order.number, order.made_on, order.line_count, order.total_dong
    ))  # fmt: skip


async def receive_file(
    session: AsyncSession, actor: Actor, came: Came, asked: files.Head
) -> StatementShown:
    """The same act for a file; a message may tell its number and day itself.

    Raises StatementUnreadable with the lines at fault, TooManyLines, HeadMissing.
    """
    _agent_of(actor)
    await make_stage(session, STAGE)
    limit = settings().max_statement_lines
    own = await files.stage_file(session, came.form, came.content, limit)
    head = own._replace(number=asked.number or own.number, made_on=asked.made_on or own.made_on)
    try:
        return await _take_in(session, actor, came, head)
    except (StatementUnreadable, StatementNotClean) as refusal:
        raise await places.refused_in_file(refusal, came.form, came.content) from None


def _agent_of(actor: Actor) -> str:
    if actor.agent is None:
        raise forbidden(Permission.REPORT_PAYMENT)
    return actor.agent


async def _take_in(
    session: AsyncSession, actor: Actor, came: Came, head: files.Head
) -> StatementShown:
    if head.number is None or head.made_on is None:
        raise HeadMissing
    rules.check_statement(head.made_on, clock.today(session))
    staged = await look_over(session, settings().max_statement_lines)
    rules.check_declared((head.line_count, head.total_dong), (staged.line_count, staged.total_dong))
    seal = await asyncio.to_thread(documents.seal_of, came.content)
    told = Told(head.number, head.made_on, came, staged, seal)
    await queries.wait_for_statements(session, _agent_of(actor), told.number, staged.line_count)
    first = await queries.statement_under(session, _agent_of(actor), told.number)
    if first is not None:
        return await _first_answer(session, told, first)
    return await _apply(session, actor, told)


async def _first_answer(session: AsyncSession, told: Told, first: Statement) -> StatementShown:
    """The verdicts that were given; raises StatementNumberReused for another content."""
    same = first.made_on == told.made_on and (
        first.sha256 == told.seal or await queries.tells_the_same(session, first, told.staged)
    )
    if not same:
        raise StatementNumberReused(number=told.number)
    return await queries.statement_shown(session, first.id)


async def _apply(session: AsyncSession, actor: Actor, told: Told) -> StatementShown:
    statement_id = await _keep(session, actor, told)
    whose = Whose(statement_id, told.came.mode, actor, clock.today(session))
    judged = await judge(session, whose, told.staged)
    answer = await queries.statement_shown(session, statement_id, judged.tallies)
    rules.check_adds_up(told.staged.line_count, told.staged.total_dong, answer.verdicts)
    if told.came.mode is Mode.STRICT:
        await _refuse_unclean(session, statement_id)
    await _follow(session, judged)
    if judged.asked_back:
        await enqueue(session, "recoveries.open", {"statement_id": statement_id})
    await take_stock(session, "order_outcome", "statement_line")
    if told.came.mode is Mode.LENIENT:
        await exceptions.suspend(session, actor, statement_id, told.number)
    # Last: whoever moves money of the same source waits from here until we are done.
    await _move_money(session, actor, judged, told.number, statement_id)
    return answer


async def _keep(session: AsyncSession, actor: Actor, told: Told) -> int:
    """The original bytes and the statement's row, before anything is judged."""
    form = told.came.form
    document_id = await documents.keep(
        session, actor, content=told.came.content, media_type=_MEDIA_TYPES[form],
        file_name=f"{told.number}.{_SUFFIXES.get(form, 'xml')}",
    )  # fmt: skip
    made = await session.execute(
        insert(Statement)
        .values(
            agent_code=actor.agent,
            number=told.number,
            made_on=told.made_on,
            sha256=told.seal,
            line_count=told.staged.line_count,
            total_dong=told.staged.total_dong,
            received_by=actor.officer_id,
            area_path=actor.unit_path,
            format=form,
            mode=told.came.mode,
            document_id=document_id,
        )
        .returning(Statement.id)
    )
    return made.scalar_one()


async def _follow(session: AsyncSession, judged: Judged) -> None:
    """Orders that are not to be paid any more are closed, those paid after all live again.

    A later decision may be putting something in the place of an order that is paid late: it holds
    the runs, so we wait for it and look again; raises StatementRaced.
    """
    if judged.late:
        await payouts.wait_for_runs(session, judged.late)
        late = cast(judged.late, ARRAY(BigInteger))
        if await session.scalar(select(func.cardinality(followed_among(late)))):
            raise StatementRaced
    if judged.closed:
        await payouts.set_live(session, judged.closed, live=False)
    if judged.revived:
        await payouts.set_live(session, judged.revived, live=True)


async def _move_money(
    session: AsyncSession, actor: Actor, judged: Judged, number: str, statement_id: int
) -> None:
    """The difference between what stood before and what stands now, by source."""
    bookings = [
        funds.Booking(source_id, move, amount, number, statement_id, group)
        for source_id, group, *amounts in judged.moves
        for move, amount in zip(_MOVES, amounts, strict=True)
        if amount
    ]
    if bookings:
        await funds.book(session, actor.officer_id, bookings)


async def _refuse_unclean(session: AsyncSession, statement_id: int) -> None:
    count, named = await queries.unsettled(session, statement_id)
    if count:
        errors = [rules.located(number, verdict) for number, verdict in named]
        raise StatementNotClean(count=count, errors=errors)
