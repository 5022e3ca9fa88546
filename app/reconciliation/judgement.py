"""One look at all lines of a statement: verdicts, facts, exceptions and money in one statement.

Each line meets its order, the lease by which the agent has it, and the facts that stand. Lines on
one order are held against one another by their number. What follows is written in the same
statement, so that the length of a statement changes nothing but its duration.
"""

from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    CTE,
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.payouts.tables import LeaseOrder, OrderCancellation, PayoutLease, PayoutOrder, PayoutRun
from app.reconciliation import stage
from app.reconciliation.entries import (
    AGENT,
    TODAY,
    Whose,
    exceptions_of,
    facts_of,
    is_of,
    judged_as,
    lines_of,
)
from app.reconciliation.rules import SETTLING, Mode, Result, Verdict
from app.reconciliation.tables import OrderOutcome, told_as

_V: Final = Verdict
_NUMBERS: Final = ARRAY(BigInteger())
_HANDED_OVER: Final = (_V.PAID, _V.PARTIAL)
_OUT_OF_HAND: Final = (_V.PAID, _V.PARTIAL, _V.RETURNED)


class Judged(NamedTuple):
    """What a statement came to; amounts in đồng."""

    tallies: list[tuple[Verdict, int, int]]
    """Verdict, how many lines, their sum."""
    moves: list[tuple[int, str, int, int, int, int]]
    """Source of money and group: paid, not paid, paid after all, paid and come back."""
    closed: list[int]
    """Orders that are to be paid no more."""
    revived: list[int]
    """Orders that were closed and are paid after all."""
    late: list[int]
    """Orders more of which is paid than was said before."""
    asked_back: int
    """Lines that tell money handed over for an order that was asked back."""


async def judge(session: AsyncSession, whose: Whose, staged: stage.Staged) -> Judged:
    """Give every line its verdict and write what follows from it, in one statement."""
    told = whose.told() | stage.meanings(staged)
    row = (await session.execute(_judgement(whose.mode), told)).one()
    return Judged(
        [(Verdict(verdict), count, total) for verdict, count, total in row.tallies],
        [tuple[int, str, int, int, int, int](one) for one in row.moves or ()],
        list(row.closed or ()), list(row.revived or ()), list(row.late or ()), row.asked_back,
    )  # fmt: skip


@cache
def _judgement(mode: Mode) -> Select[*tuple[Any, ...]]:
    """Put together once: that takes several times as long as judging one line."""
    quoted = _quoted(stage.lines_of())
    stood = _stood(quoted)
    judged = _with_neighbours(_looked(quoted, stood))
    changed = _changed(judged, stood)
    answer = _answer(judged, changed).add_cte(lines_of(judged), facts_of(judged))
    return answer.add_cte(exceptions_of(judged)) if mode is Mode.LENIENT else answer


def _quoted(lines: Subquery) -> CTE:
    """Each line beside the order of this agent that it names, and the day the agent took it."""
    order, told = PayoutOrder.__table__.c, lines.c
    kind = case((told.result == Result.NOT_PAID, _V.CANCELLED), else_=told.result)
    taken_on = cast(func.timezone(clock.VIETNAM.key, PayoutLease.taken_at), Date)
    return (
        select(
            *told, kind.label("kind"), order.id.label("order_id"),
            order.amount_dong.label("due_dong"), order.live, order.dossier_id, order.group_code,
            order.run_id, order.area_path, taken_on.label("taken_on"),
            OrderCancellation.kind.label("cancelled_by"),
        )
        .select_from(lines)
        .outerjoin(
            PayoutOrder,
            and_(order.reference == told.reference, order.agent_code == AGENT),
        )
        .outerjoin(LeaseOrder, LeaseOrder.order_id == order.id)
        .outerjoin(PayoutLease, PayoutLease.id == LeaseOrder.lease_id)
        .outerjoin(OrderCancellation, OrderCancellation.order_id == order.id)
        .cte("quoted")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _stood(quoted: CTE) -> CTE:
    """The facts that stand of each quoted order, one row an order."""
    fact = OrderOutcome.__table__.c

    def among(*kinds: Verdict) -> ColumnElement[bool]:
        return or_(*(fact.kind == str(kind) for kind in kinds))

    return (
        select(
            fact.order_id,
            *(told_as(kind).label(kind) for kind in SETTLING),
            func.array_agg(fact.amount_dong).filter(among(_V.PARTIAL)).label("partials"),
            func.max(fact.amount_dong).filter(among(*_HANDED_OVER)).label("handed_dong"),
            func.min(fact.done_on).filter(among(*_OUT_OF_HAND)).label("handed_on"),
            func.min(fact.done_on).filter(among(_V.PAID, _V.RETURNED)).label("whole_on"),
        )
        .where(fact.order_id.in_(select(quoted.c.order_id)))
        .group_by(fact.order_id)
        .cte("stood")
        .prefix_with("materialized", dialect="postgresql")
    )


def _looked(quoted: CTE, stood: CTE) -> CTE:
    """The verdict on each line by itself; none yet where it may become a fact."""
    elsewhere, followed = _elsewhere(quoted), _followed(quoted)
    line, before = quoted.c, stood.c
    known = line.order_id.is_not(None)
    at_hand = case(
        (is_of(quoted, _V.PARTIAL), line.amount_dong < line.due_dong),
        else_=line.amount_dong == line.due_dong,
    )
    in_time = and_(line.done_on >= line.taken_on, line.done_on <= TODAY)
    said = [(and_(is_of(quoted, kind), before[kind]), _V.DUPLICATE) for kind in SETTLING]
    said[SETTLING.index(_V.PARTIAL)] = (
        and_(is_of(quoted, _V.PARTIAL), line.amount_dong == func.any(before.partials)),
        _V.DUPLICATE,
    )
    money = is_of(quoted, *_HANDED_OVER)
    never_told = before.order_id.is_(None)
    verdict = case(
        (and_(~known, elsewhere.c.reference.is_not(None)), _V.NOT_YOURS),
        (~known, _V.UNKNOWN),
        (~at_hand, _V.WRONG_AMOUNT),
        (and_(money, line.cancelled_by == "direct"), _V.AFTER_CANCEL),
        (func.coalesce(~in_time, True), _V.WRONG_STATE),
        *said,
        (and_(money, before.cancelled), _V.AFTER_CANCEL),
        (_contradicts(quoted, stood), _V.WRONG_STATE),
        (and_(~line.live, never_told), _V.WRONG_STATE),
        (and_(money, ~line.live, ~before.returned, followed.c.order_id.is_not(None)),
         _V.WRONG_STATE),
        else_=null(),
    )  # fmt: skip
    return (
        select(*line, cast(verdict, Text).label("alone"))
        .select_from(quoted)
        .outerjoin(stood, before.order_id == line.order_id)
        .outerjoin(elsewhere, and_(elsewhere.c.reference == line.reference, ~known))
        .outerjoin(followed, followed.c.order_id == line.order_id)
        .cte("looked")
        .prefix_with("materialized", dialect="postgresql")
    )


def _contradicts(quoted: CTE, stood: CTE) -> ColumnElement[bool]:
    """A lesser result for a day on which more was told already; told late, it is history."""
    line, before = quoted.c, stood.c
    refused_back = and_(
        is_of(quoted, _V.CANCELLED),
        or_(
            func.coalesce(line.cancelled_by != "requested", True),
            before.handed_on.is_not(None),
        ),
    )
    return or_(
        refused_back,
        and_(is_of(quoted, _V.FAILED), before.handed_on <= line.done_on),
        and_(is_of(quoted, _V.PARTIAL), before.whole_on <= line.done_on),
    )


def _elsewhere(quoted: CTE) -> Any:
    """References that no order of this agent has, and an order of another agent has."""
    unknown = select(func.array_agg(quoted.c.reference)).where(quoted.c.order_id.is_(None))
    asked = func.nation.references_elsewhere(
        func.current_schema(), AGENT, unknown.scalar_subquery(), type_=ARRAY(Text())
    )
    return (
        func.unnest(asked)
        .table_valued(column("reference", Text), name="elsewhere")
        .render_derived()
    )


def _followed(quoted: CTE) -> Any:
    """Closed orders in whose place another stands, or may not be put any more."""
    closed = select(func.array_agg(quoted.c.order_id)).where(~quoted.c.live)
    asked = followed_among(closed.scalar_subquery())
    return (
        func.unnest(asked)
        .table_valued(column("order_id", BigInteger), name="followed")
        .render_derived()
    )


def followed_among(orders: Any) -> Any:
    """Which of these orders have a successor, as an array."""
    return func.nation.followed_orders(func.current_schema(), orders, type_=_NUMBERS)


def _with_neighbours(looked: CTE) -> CTE:
    """The verdict that counts, once lines of the same statement on one order are compared."""
    line, near = looked.c, _neighbours(looked)
    other = near.c
    first = case(
        (and_(is_of(looked, *_HANDED_OVER), other.first_cancel < other.first_money),
         _V.AFTER_CANCEL),
        (and_(is_of(looked, _V.CANCELLED), other.first_money < line.line_number), _V.WRONG_STATE),
        (and_(is_of(looked, _V.FAILED), other.handed_on <= line.done_on), _V.WRONG_STATE),
        (and_(is_of(looked, _V.PARTIAL), other.whole_on <= line.done_on), _V.WRONG_STATE),
        (other.turn > 1, _V.DUPLICATE),
        else_=line.kind,
    )  # fmt: skip
    verdict = func.coalesce(line.alone, cast(first, Text))
    return (
        select(*line, verdict.label("verdict"))
        .select_from(looked)
        .outerjoin(near, other.line_number == line.line_number)
        .cte("judged")
        .prefix_with("materialized", dialect="postgresql")
    )


def _neighbours(looked: CTE) -> Subquery:
    """Of orders that several lines name: what the lines before each line told."""
    line = looked.c
    repeated = (
        select(line.order_id)
        .where(line.order_id.is_not(None))
        .group_by(line.order_id)
        .having(func.count() > 1)
    )
    by_number: dict[str, Any] = {"partition_by": line.order_id, "order_by": line.line_number}
    before: dict[str, Any] = {**by_number, "rows": (None, -1)}
    same: dict[str, Any] = {
        "partition_by": (line.order_id, line.kind, line.amount_dong), "order_by": line.line_number,
    }  # fmt: skip

    def first(*kinds: Verdict) -> Any:
        found = func.min(line.line_number).filter(is_of(looked, *kinds))
        return found.over(partition_by=line.order_id)

    def day(*kinds: Verdict) -> Any:
        return func.min(line.done_on).filter(is_of(looked, *kinds)).over(**before)

    return (
        select(
            line.line_number,
            func.row_number().over(**same).label("turn"),
            first(*_OUT_OF_HAND).label("first_money"),
            first(_V.CANCELLED).label("first_cancel"),
            day(*_OUT_OF_HAND).label("handed_on"),
            day(_V.PAID, _V.RETURNED).label("whole_on"),
        )
        .where(line.alone.is_(None), line.order_id.in_(repeated))
        .subquery("near")
    )


def _changed(judged: CTE, stood: CTE) -> CTE:
    """Orders with new facts: what was paid of each before and is paid now."""
    line, before = judged.c, stood.c

    def now(*kinds: Verdict) -> ColumnElement[bool]:
        return func.bool_or(is_of(judged, *kinds))

    given = func.max(line.amount_dong).filter(is_of(judged, *_HANDED_OVER))
    new = (
        select(
            line.order_id, line.run_id, line.group_code, line.due_dong, line.live,
            now(_V.PAID).label("paid"), now(_V.RETURNED).label("returned"),
            func.coalesce(given, 0).label("given"),
            func.count().filter(
                and_(is_of(judged, *_HANDED_OVER), line.cancelled_by == "requested")
            ).label("asked_back"),
        )
        .where(judged_as(judged, SETTLING))
        .group_by(line.order_id, line.run_id, line.group_code, line.due_dong, line.live)
        .subquery("new")
    )  # fmt: skip
    stands = func.coalesce(before.handed_dong, 0)
    back = func.coalesce(before.returned, False)
    returned = or_(new.c.returned, back)
    return (
        select(
            new.c.order_id, new.c.run_id, new.c.group_code, new.c.due_dong, new.c.live,
            new.c.asked_back,
            before.order_id.is_(None).label("was_sent"),
            case((back, 0), else_=stands).label("was_paid"),
            case((returned, 0), else_=func.greatest(stands, new.c.given)).label("now_paid"),
            and_(or_(new.c.paid, func.coalesce(before.paid, False)), ~returned).label("lives"),
        )
        .select_from(new)
        .outerjoin(stood, before.order_id == new.c.order_id)
        .cte("changed")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _answer(judged: CTE, changed: CTE) -> Select[*tuple[Any, ...]]:
    order = changed.c

    def numbers(condition: ColumnElement[bool]) -> Any:
        return select(func.array_agg(order.order_id)).where(condition).scalar_subquery()

    more = and_(~order.was_sent, order.now_paid > order.was_paid)
    return select(
        _tallies(judged).label("tallies"),
        _moves(changed).label("moves"),
        numbers(and_(order.live, ~order.lives)).label("closed"),
        numbers(and_(~order.live, order.lives)).label("revived"),
        numbers(more).label("late"),
        select(cast(func.coalesce(func.sum(order.asked_back), 0), BigInteger))
        .scalar_subquery()
        .label("asked_back"),
    )


def _tallies(judged: CTE) -> Any:
    line = judged.c
    counted = (
        select(line.verdict, func.count().label("lines"), func.sum(line.amount_dong).label("dong"))
        .group_by(line.verdict)
        .subquery("counted")
    )
    each = func.json_build_array(counted.c.verdict, counted.c.lines, counted.c.dong)
    return select(func.json_agg(each, type_=JSON())).scalar_subquery()


def _moves(changed: CTE) -> Any:
    """Sums by source of money and group, in the order of `Judged.moves`."""
    order = changed.c
    before, after = order.was_paid, order.now_paid
    by_run = (
        select(
            order.run_id,
            order.group_code,
            func.sum(after).filter(order.was_sent).label("pay"),
            func.sum(order.due_dong - after).filter(order.was_sent).label("unpaid"),
            func.sum(after - before).filter(~order.was_sent, after > before).label("late"),
            func.sum(before - after).filter(~order.was_sent, after < before).label("back"),
        )
        .group_by(order.run_id, order.group_code)
        .subquery("by_run")
    )
    names = ("pay", "unpaid", "late", "back")
    by_source = (
        select(
            PayoutRun.source_id,
            by_run.c.group_code,
            *(func.coalesce(func.sum(by_run.c[name]), 0).label(name) for name in names),
        )
        .join(by_run, by_run.c.run_id == PayoutRun.id)
        .group_by(PayoutRun.source_id, by_run.c.group_code)
        .subquery("by_source")
    )
    each = func.json_build_array(
        by_source.c.source_id, by_source.c.group_code, *(by_source.c[name] for name in names)
    )
    return select(func.json_agg(each, type_=JSON())).scalar_subquery()
