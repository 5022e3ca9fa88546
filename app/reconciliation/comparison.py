"""Ours against theirs: what the house holds of orders, beside what agents told of them."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.reconciliation.rules import SETTLING, Verdict
from app.reconciliation.standing import DECISION_MONEY, ORDER_STANDING, PARTS
from app.reconciliation.tables import OrderOutcome, StatementLine

_S = ORDER_STANDING.c
_M = DECISION_MONEY.c


class Cut(NamedTuple):
    """What a comparison is about: all of it where nothing is said."""

    decision_id: int | None = None
    run_id: int | None = None
    agent_code: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def _orders_in(cut: Cut) -> list[ColumnElement[bool]]:
    asked = (
        (_S.decision_id, cut.decision_id), (_S.run_id, cut.run_id), (_S.agent_code, cut.agent_code),
    )  # fmt: skip
    return [column == value for column, value in asked if value is not None]


def _dong(amount: Any, *where: ColumnElement[bool]) -> Any:
    total = func.sum(amount).filter(*where) if where else func.sum(amount)
    return cast(func.coalesce(total, 0), BigInteger)


async def bridge(session: AsyncSession, cut: Cut) -> dict[str, Any]:
    """From approved to what is left: sent, paid, failed, returned, cancelled, left (đồng).

    Approved is known by decision only; by run or agent the bridge begins with what was ordered.
    """
    kept = ~_S.followed & (_S.state != "freed")
    went = _S.lease_id.is_not(None) & (_S.state != "freed")
    rest = _S.amount_dong - _S.paid_dong
    query = select(
        func.count().filter(kept).label("orders"),
        _dong(_S.amount_dong, kept).label("ordered_dong"),
        _dong(_S.amount_dong, went).label("sent_dong"),
        _dong(_S.paid_dong).label("paid_dong"),
        _dong(rest, went, _S.state.in_(("failed", "partial"))).label("failed_dong"),
        _dong(_S.amount_dong, went, _S.state == "returned").label("returned_dong"),
        _dong(_S.amount_dong, went, _S.state == "cancelled").label("cancelled_dong"),
        _dong(_S.amount_dong, went, _S.state.in_(("leased", "sent"))).label("left_dong"),
    ).where(*_orders_in(cut))
    found = dict((await session.execute(query)).mappings().one())
    found["approved_dong"] = await _approved(session, cut)
    return found


async def _approved(session: AsyncSession, cut: Cut) -> int | None:
    if cut.run_id is not None or cut.agent_code is not None:
        return None
    query = select(_dong(_M.approved_dong))
    if cut.decision_id is not None:
        query = query.where(_M.decision_id == cut.decision_id)
    return await session.scalar(query)


async def days(session: AsyncSession, cut: Cut) -> list[dict[str, Any]]:
    """By agent and day: what the house holds, what the agent told, and what of it waits."""
    held = _held(cut).subquery("held")
    told = _told(cut).subquery("told")
    parts = union_all(select(held), select(told)).subquery("parts")
    names = [one.name for one in parts.c if one.name not in ("agent_code", "day")]
    query = (
        select(
            parts.c.agent_code, parts.c.day, *(_dong(parts.c[name]).label(name) for name in names)
        )
        .group_by(parts.c.agent_code, parts.c.day)
        .order_by(parts.c.day, parts.c.agent_code)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


_COLUMNS = (
    "our_paid", "our_paid_dong", "our_back", "our_back_dong",
    "their_paid", "their_paid_dong", "their_back", "their_back_dong", "waiting", "waiting_dong",
)  # fmt: skip
_GAVE = ("paid", "partial")


def _held(cut: Cut) -> Select[Any]:
    fact = OrderOutcome
    gave, back = fact.kind.in_(_GAVE), fact.kind == "returned"
    ours = {
        "our_paid": func.count().filter(gave), "our_paid_dong": _dong(fact.amount_dong, gave),
        "our_back": func.count().filter(back), "our_back_dong": _dong(fact.amount_dong, back),
    }  # fmt: skip
    query = _by_day(fact.agent_code, fact.done_on, ours, _days_in(fact.done_on, cut))
    if cut.agent_code is not None:
        query = query.where(fact.agent_code == cut.agent_code)
    if cut.decision_id is not None or cut.run_id is not None:
        query = query.where(fact.order_id.in_(select(_S.order_id).where(*_orders_in(cut))))
    return query


def _told(cut: Cut) -> Select[Any]:
    """Each thing once: what an agent repeats is the same thing told again."""
    line = StatementLine
    once = line.verdict != Verdict.DUPLICATE
    gave, back = line.result.in_(_GAVE) & once, (line.result == "returned") & once
    waits = line.verdict.not_in((*SETTLING, Verdict.DUPLICATE))
    theirs = {
        "their_paid": func.count().filter(gave), "their_paid_dong": _dong(line.amount_dong, gave),
        "their_back": func.count().filter(back), "their_back_dong": _dong(line.amount_dong, back),
        "waiting": func.count().filter(waits), "waiting_dong": _dong(line.amount_dong, waits),
    }  # fmt: skip
    query = _by_day(line.agent_code, line.done_on, theirs, _days_in(line.done_on, cut))
    if cut.agent_code is not None:
        query = query.where(line.agent_code == cut.agent_code)
    if cut.decision_id is not None or cut.run_id is not None:
        query = query.where(line.order_id.in_(select(_S.order_id).where(*_orders_in(cut))))
    return query


def _by_day(
    agent: Any, day: Any, sums: dict[str, Any], where: list[ColumnElement[bool]]
) -> Select[Any]:
    columns = (cast(sums.get(name, literal(0)), BigInteger).label(name) for name in _COLUMNS)
    return (
        select(agent.label("agent_code"), day.label("day"), *columns)
        .where(*where)
        .group_by(agent, day)
    )


def _days_in(day: Any, cut: Cut) -> list[ColumnElement[bool]]:
    found = []
    if cut.from_day is not None:
        found.append(day >= cut.from_day)
    if cut.to_day is not None:
        found.append(day <= cut.to_day)
    return found


async def orders_after(
    session: AsyncSession, cut: Cut, after: int, limit: int, *, differing: bool
) -> list[dict[str, Any]]:
    """Order by order: how it stands with us, and what its agent told last; pages by number."""
    line = StatementLine
    last = (
        select(line.result, line.amount_dong, line.done_on, line.verdict, line.statement_id)
        .where(line.order_id == _S.order_id)
        .order_by(line.statement_id.desc(), line.line_number.desc())
        .limit(1)
        .correlate(ORDER_STANDING)
        .lateral("last")
    )
    differs = or_(
        last.c.verdict.not_in((*SETTLING, Verdict.DUPLICATE)),
        case((last.c.result == "paid", _S.state != "paid"), else_=False),
    )
    differs = func.coalesce(differs, False)
    query = (
        select(
            _S.order_id, _S.reference, _S.run_id, _S.dossier_id, _S.agent_code, _S.area_path,
            _S.group_code,
            _S.first_month, _S.amount_dong, _S.state, _S.paid_dong, _S.done_on, _S.asked_back,
            last.c.result.label("told_result"), last.c.amount_dong.label("told_dong"),
            last.c.done_on.label("told_on"), last.c.verdict.label("told_verdict"),
            last.c.statement_id, differs.label("differs"),
        )
        .select_from(ORDER_STANDING)
        .outerjoin(last, literal(True))
        .where(_S.order_id > after, _S.lease_id.is_not(None), *_orders_in(cut))
        .order_by(_S.order_id)
        .limit(limit)
    )  # fmt: skip
    if differing:
        query = query.where(differs)
    return [dict(row) for row in (await session.execute(query)).mappings()]


__all__ = ["PARTS", "Cut", "bridge", "days", "orders_after"]
