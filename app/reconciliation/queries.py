"""Reading statements and their verdicts; agents see only their own, and nothing of others."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import standing_of
from app.core.errors import NotFound
from app.reconciliation.rules import NAMED_LINES, SETTLING, Verdict, told
from app.reconciliation.schemas import StatementShown, Tally
from app.reconciliation.stage import Staged, lines_of, meanings, references
from app.reconciliation.tables import Statement, StatementLine

_LINE = (
    StatementLine.line_number, StatementLine.reference, StatementLine.amount_dong,
    StatementLine.result, StatementLine.done_on, StatementLine.reason, StatementLine.reason_code,
    StatementLine.verdict,
)  # fmt: skip


_MANY_LINES = 500
"""From here on the planner is told not to walk the lines one by one: under row policies it takes
any table for a short one, and would."""


async def wait_for_statements(
    session: AsyncSession, agent: str, number: str, line_count: int
) -> None:
    """Statements of one agent on the same orders wait for one another until the act ends.

    An order is told of by its own agent only. A short statement shares the agent's lock and locks
    its number and the drawers its references fall in, in one order for all; a long one has the
    agent to itself. Plans for many lines are made for the lines at hand; short ones share theirs.
    """
    if line_count >= _MANY_LINES:
        await one_at_a_time(session, agent, line_count)
        return
    await session.execute(_short_turn(), {"of_agent": agent, "of_number": number})


async def one_at_a_time(session: AsyncSession, agent: str, line_count: int) -> None:
    """Whoever holds this lock is alone with the agent's orders until the act ends."""
    many = line_count >= _MANY_LINES
    lock = func.pg_advisory_xact_lock(_key(agent))
    await session.execute(select(lock, *_LONG_PLANS if many else _SHORT_PLANS))


def _plans(mode: str, nested: str) -> tuple[ColumnElement[str], ...]:
    told = {"plan_cache_mode": mode, "enable_nestloop": nested, "work_mem": "64MB"}
    return tuple(func.set_config(name, value, True) for name, value in told.items())


_LONG_PLANS = _plans("force_custom_plan", "off")
_SHORT_PLANS = _plans("force_generic_plan", "on")
_DRAWERS = 256
"""How many locks the orders of one agent share: few enough for the database's table of locks."""


def _key(agent: Any, *more: Any) -> ColumnElement[int]:
    place = func.concat("statements/", func.current_schema(), "/", agent, *more)
    return func.hashtextextended(place, 0)


@cache
def _short_turn() -> Any:
    """The agent's lock shared, then the keys in ascending order."""
    agent = bindparam("of_agent", type_=Text())
    drawer = func.abs(func.mod(func.hashtext(references().c.reference), _DRAWERS))
    keys = union(
        select(_key(agent, "/number/", bindparam("of_number", type_=Text())).label("key")),
        select(_key(agent, "/drawer/", drawer)),
    ).subquery("keys")
    ordered = select(keys.c.key).order_by(keys.c.key).offset(0).subquery("ordered")
    shared = select(func.pg_advisory_xact_lock_shared(_key(agent))).cte("shared")
    shared = shared.prefix_with("materialized", dialect="postgresql")
    both = select(func.count(func.pg_advisory_xact_lock(ordered.c.key))).select_from(
        ordered.join(select(func.count().label("one")).select_from(shared).subquery(), true())
    )
    return select(both.scalar_subquery(), *_SHORT_PLANS)


async def statement_shown(
    session: AsyncSession,
    statement_id: int,
    tallies: Sequence[tuple[Verdict, int, int]] | None = None,
) -> StatementShown:
    """A statement with its verdicts counted and summed (đồng); raises NotFound.

    `tallies` when they are known; otherwise the lines are counted.
    """
    statement = await session.get(Statement, statement_id)
    if statement is None:
        raise NotFound(what="bảng kê")
    if tallies is None:
        tallies = await _tallies(session, statement_id)
    found = {verdict: Tally() for verdict in Verdict}
    agent = standing_of(session).agent
    for verdict, count, total in tallies:
        shown = found[told(verdict, agent)]
        shown.count += count
        shown.total_dong += total
    return StatementShown(**{name: getattr(statement, name) for name in _SHOWN}, verdicts=found)


_SHOWN = (
    "id", "agent_code", "number", "made_on", "received_at", "format", "mode", "line_count",
    "total_dong",
)  # fmt: skip


async def _tallies(session: AsyncSession, statement_id: int) -> list[tuple[Verdict, int, int]]:
    query = (
        select(
            StatementLine.verdict,
            func.count(),
            cast(func.sum(StatementLine.amount_dong), BigInteger),
        )
        .where(StatementLine.statement_id == statement_id)
        .group_by(StatementLine.verdict)
    )
    found = await session.execute(query)
    return [(Verdict(verdict), count, total) for verdict, count, total in found]


async def statement_under(session: AsyncSession, agent: str, number: str) -> Statement | None:
    """The statement that came first under the agent's own number."""
    query = select(Statement).where(Statement.agent_code == agent, Statement.number == number)
    return (await session.scalars(query)).first()


async def tells_the_same(session: AsyncSession, first: Statement, staged: Staged) -> bool:
    """Whether what stands on the stage says what a statement said, in whatever form."""
    if (staged.line_count, staged.total_dong) != (first.line_count, first.total_dong):
        return False
    lines = lines_of()
    kept, given = StatementLine.__table__.c, lines.c
    names = ("reference", "amount_dong", "result", "done_on", "reason", "reason_code")
    differs = or_(*(kept[name].is_distinct_from(given[name]) for name in names))
    query = (
        select(func.count())
        .select_from(lines)
        .outerjoin(
            StatementLine,
            and_(kept.statement_id == first.id, kept.line_number == given.line_number),
        )
        .where(differs)
    )
    return (await session.scalar(query, meanings(staged))) == 0


async def lines_after(
    session: AsyncSession, statement_id: int, after: int, limit: int, verdict: Verdict | None
) -> list[dict[str, Any]]:
    """Lines of a statement by number, page by page; raises NotFound."""
    if await session.get(Statement, statement_id) is None:
        raise NotFound(what="bảng kê")
    query = select(*_LINE).where(
        StatementLine.statement_id == statement_id, StatementLine.line_number > after
    )
    agent = standing_of(session).agent
    if verdict:
        meant = [str(one) for one in Verdict if told(one, agent) is verdict]
        query = query.where(StatementLine.verdict.in_(meant))
    found = await session.execute(query.order_by(StatementLine.line_number).limit(limit))
    return [{**row, "verdict": told(Verdict(row["verdict"]), agent)} for row in found.mappings()]


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
    agent = standing_of(session).agent
    named = [(number, told(Verdict(verdict), agent)) for number, verdict, _ in rows]
    return (rows[0][2] if rows else 0), named
