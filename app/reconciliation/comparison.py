"""Ours against theirs: what the house holds of orders, beside what agents told of them."""

from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app.decisions.tables import Decision
from app.dossiers import any_given
from app.payouts.tables import LeaseOrder, PayoutRun
from app.reconciliation.rules import SETTLING, Verdict
from app.reconciliation.standing import DECISION_MONEY, ORDER_STANDING, PARTS
from app.reconciliation.tables import (
    ExceptionSettlement,
    OrderOutcome,
    StatementException,
    StatementLine,
)

_S = ORDER_STANDING.c
_M = DECISION_MONEY.c
_KEYS: Final = ("decision_id", "run_id", "agent_code")


class Cut(NamedTuple):
    """What a comparison is about: all of it where nothing is said."""

    decision_id: int | None = None
    run_id: int | None = None
    agent_code: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def _orders_in(cut: Cut) -> list[ColumnElement[bool]]:
    return [_S[name] == value for name, value in _given(cut).items()]


def _dong(amount: Any, *where: ColumnElement[bool]) -> Any:
    total = func.sum(amount).filter(*where) if where else func.sum(amount)
    return cast(func.coalesce(total, 0), BigInteger)


async def bridge(session: AsyncSession, cut: Cut) -> dict[str, Any]:
    """From approved to what is left: sent, paid, failed, returned, cancelled, left (đồng).

    Approved is known by decision only; by run or agent the bridge begins with what was ordered.
    What is sent again in the place of an order that ended unpaid is `again_dong`. Days are those
    on which decisions were signed.
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
        _dong(rest, went, _S.followed).label("again_dong"),
    ).where(*_orders_in(cut), *_of_decisions(cut))
    found = dict((await session.execute(query)).mappings().one())
    found["approved_dong"] = await _approved(session, cut)
    return found


def _of_decisions(cut: Cut) -> list[ColumnElement[bool]]:
    days = _days_in(Decision.signed_on, cut)
    return [_S.decision_id.in_(select(Decision.id).where(*days))] if days else []


async def _approved(session: AsyncSession, cut: Cut) -> int | None:
    if cut.run_id is not None or cut.agent_code is not None:
        return None
    query = select(_dong(_M.approved_dong)).where(*_days_in(_M.signed_on, cut))
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
    given = {**_given(cut), "after": after, "most": limit}
    if differing:
        found = await session.execute(_differing(_asked(cut)), given)
    else:
        numbers = list(await session.scalars(_sent(_asked(cut)), given))
        if not numbers:
            return []
        found = await session.execute(_these(), {"orders": numbers, "most": limit})
    return [dict(row) for row in found.mappings()]


def _asked(cut: Cut) -> tuple[str, ...]:
    """What a comparison asks for besides days: of each such choice a statement is kept."""
    return tuple(name for name in _KEYS if getattr(cut, name) is not None)


def _given(cut: Cut) -> dict[str, Any]:
    return {name: getattr(cut, name) for name in _asked(cut)}


@cache
def _differing(asked: tuple[str, ...]) -> Any:
    chosen = [_S[name] == bindparam(name) for name in asked]
    after = _S.order_id > bindparam("after")
    return _compared([after, _S.lease_id.is_not(None), *chosen, _doubtful(asked)], differing=True)


@cache
def _these() -> Any:
    return _compared([_S.order_id == any_given("orders")])


@cache
def _sent(asked: tuple[str, ...]) -> Any:
    sent = LeaseOrder.order_id
    query = select(sent).where(sent > bindparam("after"), *_sent_in(asked)).order_by(sent)
    return query.limit(bindparam("most", type_=Integer()))


class Place(NamedTuple):
    """How far a walk has come that shows first what differs, then all that agrees."""

    part: int = 0
    after: int = 0


async def differing_first(
    session: AsyncSession, cut: Cut, place: Place, limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """Orders as `orders_after` gives them, the differing ones first, and where it goes on."""
    rows: list[dict[str, Any]] = []
    if place.part == 0:
        rows = await orders_after(session, cut, place.after, limit, differing=True)
        if len(rows) == limit:
            return rows, Place(0, rows[-1]["order_id"])
        place = Place(1)
    more = await orders_after(session, cut, place.after, limit, differing=False)
    following = Place(1, more[-1]["order_id"]) if len(more) == limit else None
    return [*rows, *(row for row in more if not row["differs"])], following


def _sent_in(asked: tuple[str, ...]) -> list[ColumnElement[bool]]:
    own = {"run_id": LeaseOrder.run_id, "agent_code": LeaseOrder.agent_code}
    found = [column == bindparam(name) for name, column in own.items() if name in asked]
    if "decision_id" in asked:
        runs = select(PayoutRun.id).where(PayoutRun.decision_id == bindparam("decision_id"))
        found.append(LeaseOrder.run_id.in_(runs))
    return found


def _doubtful(asked: tuple[str, ...]) -> ColumnElement[bool]:
    """Of many orders only those that could differ: told oddly, or with money come back."""
    fact = OrderOutcome
    odd = select(StatementException.order_id).where(StatementException.order_id.is_not(None))
    back = select(fact.order_id).where(fact.kind == "returned")
    if "run_id" in asked:
        sent = select(LeaseOrder.order_id).where(LeaseOrder.run_id == bindparam("run_id"))
        back = back.where(fact.order_id.in_(sent))
    return _S.order_id.in_(union(odd, back))


def _told_last(orders: Any) -> Any:
    """The last line that says something new of each order: a fact, or what no rule could settle."""
    fact, odd, line = OrderOutcome, StatementException, StatementLine
    places = union_all(
        *(
            select(one.order_id, one.statement_id, one.line_number).where(one.order_id.in_(orders))
            for one in (fact, odd)
        )
    ).subquery("places")
    return (
        select(
            places.c.order_id, line.result, line.amount_dong, line.done_on, line.verdict,
            line.statement_id, line.line_number, line.reason,
        )
        .join_from(
            places,
            line,
            (line.statement_id == places.c.statement_id)
            & (line.line_number == places.c.line_number),
        )
        .ext(distinct_on(places.c.order_id))
        .order_by(places.c.order_id, line.statement_id.desc(), line.line_number.desc())
        .cte("last")
    )  # fmt: skip


def _compared(where: list[ColumnElement[bool]], *, differing: bool = False) -> Any:
    own = select(ORDER_STANDING).where(*where).cte("own")
    o = own.c
    last = _told_last(select(o.order_id))
    differs = or_(
        last.c.verdict.not_in((*SETTLING, Verdict.DUPLICATE)),
        case((last.c.result == "paid", o.state != "paid"), else_=False),
    )
    settled = exists().where(
        ExceptionSettlement.statement_id == last.c.statement_id,
        ExceptionSettlement.line_number == last.c.line_number,
        ExceptionSettlement.state == "confirmed",
    )
    differs = func.coalesce(differs & ~settled, False)
    query = (
        select(
            o.order_id, o.reference, o.run_id, o.dossier_id, o.agent_code, o.area_path,
            o.group_code, o.first_month, o.amount_dong, o.state, o.paid_dong, o.done_on,
            o.asked_back, o.followed,
            last.c.result.label("told_result"), last.c.amount_dong.label("told_dong"),
            last.c.done_on.label("told_on"), last.c.verdict.label("told_verdict"),
            last.c.reason.label("told_reason"), last.c.statement_id, last.c.line_number,
            differs.label("differs"), settled.label("settled"),
        )
        .outerjoin_from(own, last, last.c.order_id == o.order_id)
        .order_by(o.order_id)
        .limit(bindparam("most", type_=Integer()))
    )  # fmt: skip
    return query.where(differs) if differing else query


__all__ = ["PARTS", "Cut", "Place", "bridge", "days", "differing_first", "orders_after"]
