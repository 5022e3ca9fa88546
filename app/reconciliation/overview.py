"""What the first page of reconciliation shows: what may be chosen, statements, and what waits."""

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, bindparam, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.tables import Officer, PaymentAgent
from app.admin_units import place_name
from app.core.db import standing_of
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.decisions.tables import Decision
from app.payouts.tables import LeaseOrder, PayoutRun
from app.reconciliation.comparison import Cut
from app.reconciliation.standing import ORDER_STANDING
from app.reconciliation.tables import (
    ExceptionSettlement,
    RunClosing,
    Statement,
    StatementException,
    StatementLine,
)

_MOST_CHOICES = 100
_MOST_RUNS = 50
_S = ORDER_STANDING.c
_say = speaker((Path(__file__).parent / "templates", TEMPLATES))


async def agents(session: AsyncSession) -> dict[str, str]:
    """The agents that have runs here, by code, with their names."""
    query = (
        select(PaymentAgent.code, PaymentAgent.name)
        .where(PaymentAgent.code.in_(select(PayoutRun.agent_code)))
        .order_by(PaymentAgent.name)
    )
    return {row.code: row.name for row in await session.execute(query)}


async def decisions_ordered(session: AsyncSession) -> list[dict[str, Any]]:
    """Decisions with runs, the last signed first; an agent knows no decisions."""
    query = (
        select(Decision.id, Decision.number, Decision.signed_on)
        .where(Decision.id.in_(select(PayoutRun.decision_id)))
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
        .limit(_MOST_CHOICES)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def runs_open(
    session: AsyncSession, cut: Cut, agents: dict[str, str]
) -> list[tuple[int, str]]:
    """The newest runs sent out and not closed, of the decision and agent that are chosen.

    Each by number, with what tells it from the others.
    """
    chosen = (("decision_id", cut.decision_id), ("agent_code", cut.agent_code))
    asked = {name: one for name, one in chosen if one is not None}
    found = await session.execute(_runs_statement(tuple(asked)), asked)
    if standing_of(session).agent:
        agents = {}
    return [(row.id, _called(row, agents)) for row in found]


def _called(run: Row[Any], agents: dict[str, str]) -> str:
    month = _say("tháng {month}", month=f"{run.first_month:%m/%Y}") if run.first_month else ""
    told = (str(run.id), run.number, agents.get(run.agent_code), month, run.place)
    return " · ".join(filter(None, told))


@cache
def _runs_statement(asked: tuple[str, ...]) -> Any:
    """Asked by three pages each time, and long to put together."""
    run = PayoutRun
    return (
        select(
            run.id, run.agent_code, run.first_month, Decision.number,
            place_name(run.area_path).label("place"),
        )
        .outerjoin(Decision, Decision.id == run.decision_id)
        .where(run.state == "released", ~_ended())
        .where(*(getattr(run, name) == bindparam(name) for name in asked))
        .order_by(run.id.desc())
        .limit(_MOST_RUNS)
    )  # fmt: skip


async def newest(session: AsyncSession) -> Cut:
    """What is looked at when nothing is chosen: the last run that was taken and is not closed.

    Where there is none, the last one taken, or else sent out.
    """
    agent = standing_of(session).agent or None
    return Cut(run_id=await session.scalar(_newest_statement()), agent_code=agent)


@cache
def _newest_statement() -> Any:
    run, taken = PayoutRun, func.max(LeaseOrder.run_id)
    held = exists().where(LeaseOrder.run_id == run.id)
    open_ = select(run.id).where(held, ~_ended()).order_by(run.id.desc()).limit(1)
    sent = select(func.max(run.id)).where(run.state == "released")
    return select(
        func.coalesce(*(query.scalar_subquery() for query in (open_, select(taken), sent)))
    )


def _ended() -> ColumnElement[bool]:
    return exists().where(RunClosing.run_id == PayoutRun.id)


async def statements_before(
    session: AsyncSession, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Statements of the territory, the newest first, with the lines that wait for two people."""
    waiting = (
        select(cast(func.count(), Integer))
        .where(StatementException.statement_id == Statement.id, _not_settled())
        .scalar_subquery()
    )
    query = select(
        Statement.id, Statement.agent_code, Statement.number, Statement.made_on,
        Statement.received_at, Statement.line_count, Statement.total_dong,
        waiting.label("waiting"),
    )  # fmt: skip
    if before is not None:
        query = query.where(Statement.id < before)
    found = await session.execute(query.order_by(Statement.id.desc()).limit(limit))
    return [dict(row) for row in found.mappings()]


def _not_settled() -> ColumnElement[bool]:
    found = StatementException
    return ~exists().where(
        ExceptionSettlement.statement_id == found.statement_id,
        ExceptionSettlement.line_number == found.line_number,
        ExceptionSettlement.state == "confirmed",
    )


async def waiting(session: AsyncSession) -> dict[str, int]:
    """How many lines wait for a proposal or a second person, and what they tell of (đồng)."""
    query = select(
        func.count().label("lines"),
        func.coalesce(func.sum(StatementException.amount_dong), 0).label("total_dong"),
    ).where(_not_settled())
    found = (await session.execute(query)).one()
    return {"count": found.lines, "total_dong": int(found.total_dong)}


async def waiting_of(session: AsyncSession, statement_id: int) -> int:
    """How many lines of a statement wait for two people."""
    query = select(func.count()).where(
        StatementException.statement_id == statement_id, _not_settled()
    )
    return await session.scalar(query) or 0


async def last_statement(session: AsyncSession) -> int:
    """The number of the newest statement; 0 when there is none."""
    query = select(func.coalesce(func.max(Statement.id), 0))
    return int(await session.scalar(query) or 0)


_ENDED_UNPAID = ("failed", "returned", "partial")


async def unpaid(session: AsyncSession, cut: Cut) -> dict[str, Any]:
    """Orders that ended unpaid and that nothing follows yet: how many, and their rest (đồng)."""
    chosen = ((_S.decision_id, cut.decision_id), (_S.run_id, cut.run_id))
    return await _tally(session, [column == one for column, one in chosen if one is not None])


async def unpaid_of(session: AsyncSession, statement_id: int) -> dict[str, Any]:
    """The same among the orders that a statement told of, with their numbers."""
    return await _tally(session, [_S.order_id.in_(_told_unpaid(statement_id))])


def _told_unpaid(statement_id: int) -> Any:
    line = StatementLine
    return select(line.order_id).where(
        line.statement_id == statement_id, line.verdict.in_(_ENDED_UNPAID)
    )


async def _tally(session: AsyncSession, asked: list[ColumnElement[bool]]) -> dict[str, Any]:
    query = select(
        func.array_agg(_S.order_id).label("orders"),
        func.count().label("ended"),
        func.coalesce(func.sum(_S.amount_dong - _S.paid_dong), 0).label("rest_dong"),
    ).where(_S.state.in_(_ENDED_UNPAID), ~_S.followed, *asked)
    found = (await session.execute(query)).one()
    return {
        "orders": found.orders or [], "count": found.ended, "rest_dong": int(found.rest_dong),
    }  # fmt: skip


async def order_beside(session: AsyncSession, order_id: int | None) -> dict[str, Any] | None:
    """Our side of a line: the order that it is about, where there is one."""
    if order_id is None:
        return None
    query = select(
        _S.order_id, _S.reference, _S.run_id, _S.agent_code, _S.group_code,
        place_name(_S.area_path).label("place"),
        _S.first_month, _S.amount_dong, _S.paid_dong, _S.state, _S.done_on, _S.asked_back,
        _S.followed,
    ).where(_S.order_id == order_id)  # fmt: skip
    found = (await session.execute(query)).mappings().first()
    return None if found is None else dict(found)


async def names_of(session: AsyncSession, officers: set[int | None]) -> dict[int, str]:
    """The names of people in office, by their number."""
    query = select(Officer.id, Officer.full_name).where(Officer.id.in_(officers - {None}))
    return {row.id: row.full_name for row in await session.execute(query)}
