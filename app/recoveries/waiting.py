"""Money not yet received: whose order ended because they were absent, or is past its day."""

from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import funds, policy
from app.clocks.tables import WorkingDay
from app.core import clock
from app.core.settings import settings
from app.core.stretches import stretches
from app.dossiers import any_given
from app.payouts.tables import RUN_CLOSED, LeaseOrder, OrderCancellation, PayoutOrder, PayoutRun
from app.recoveries import queries
from app.recoveries.tables import ORDER_FACT

_ORDER = PayoutOrder.__table__.c
_LEASED = LeaseOrder.__table__.c
_FACT: Final = ORDER_FACT.alias("fact").c
_FEW = 5_000
"""So many orders are looked through at once, more of them by stretches."""


class Sought(NamedTuple):
    """Which orders are looked for; what is None is not asked."""

    area: str | None = None
    agent: str | None = None
    overdue: bool | None = None


class _Shape(NamedTuple):
    """What is asked at all: of each shape a statement is put together once, and given the rest."""

    area: bool = False
    agent: bool = False
    overdue: bool | None = None


class _Reach(Enum):
    """How far a look goes among the numbers of orders."""

    ALL = "all"
    ABOVE = "above"
    LONG = "long"
    SHORT = "short"


class _Runs(NamedTuple):
    """The released runs that matter."""

    in_time: list[int]
    """Whose deadline is not past, or not known."""
    unheard: list[int]
    """Past it, and perhaps with orders without a word."""
    unheard_orders: int


async def not_received_after(
    session: AsyncSession, sought: Sought, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders whose money nobody has received (chưa nhận), by number.

    The deadline is the day of release and so many working days of the province (an assumption of
    the policy, `payment.pay_by_days`); after it the money is to return to its source.
    """
    runs = await _runs_of(session)
    found = await _absent_after(session, sought, runs, after, limit)
    until = found[-1].order_id if len(found) == limit else None
    found += await _silent_between(session, sought, runs, (after, until), limit)
    found.sort(key=lambda one: one.order_id)
    return await _told_whole(session, found[:limit])


async def sums(session: AsyncSession, sought: Sought) -> dict[str, tuple[int, int]]:
    """The same orders counted by what follows: how many, and how much (đồng)."""
    runs = await _runs_of(session)
    query = _sums(_shape(sought), sought.overdue is not False and bool(runs.unheard))
    found = await session.execute(query, _given(sought, runs))
    return {name: (count, dong) for name, count, dong in found}


@cache
def _sums(shape: _Shape, silent: bool) -> Any:
    halves = [_absent(shape), *([_silent(shape, _Reach.ALL)] if silent else [])]
    both = union_all(*halves).subquery("both")
    follows = case(
        (both.c.reason == "no_word", "agent_answers"),
        (both.c.order_id.in_(_orders_in_time()), "try_again"),
        else_="return_to_source",
    ).label("follows")
    total = cast(func.sum(both.c.amount_dong), BigInteger)
    return select(follows, func.count(), total).group_by(follows)


def sums_of(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """The same of rows that are all there are."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        count, dong = found.get(row["follows"], (0, 0))
        found[row["follows"]] = (count + 1, dong + row["amount_dong"])
    return found


async def _runs_of(session: AsyncSession) -> _Runs:
    """Runs within their day, and those past it of which a payer may still owe a word.

    Of a run that is closed all is told; of a source whose money is not with payers any more too.
    """
    given = {"today": clock.today(session), "away": await funds.with_payers(session)}
    found = (await session.execute(_runs_that_matter(_days(session)), given)).all()
    late = [one for one in found if one.past]
    return _Runs(
        [one.run_id for one in found if not one.past],
        [one.run_id for one in late],
        sum(_FEW if one.order_count is None else one.order_count for one in late),
    )


def _days(session: AsyncSession) -> int:
    return policy.policy_at(clock.today(session), settings().policy_overrides).pay_by_days


@cache
def _runs_that_matter(days: int) -> Select[Any]:
    runs, away = _deadlines(days).c, bindparam("away", type_=ARRAY(BigInteger()))
    # Of a run above who asks only the number is told.
    with_payer = func.coalesce(PayoutRun.source_id == func.any(away), func.cardinality(away) > 0)
    return (
        select(runs.run_id, runs.past, PayoutRun.order_count)
        .outerjoin(PayoutRun, PayoutRun.id == runs.run_id)
        .outerjoin(RUN_CLOSED, RUN_CLOSED.c.run_id == runs.run_id)
        .where(~runs.past | RUN_CLOSED.c.run_id.is_(None) & with_payer)
    )


def _deadlines(days: int) -> Any:
    """Released runs with the day by which their money is to be in hand, and whether it is past."""
    released, until = aliased(WorkingDay), aliased(WorkingDay)
    last = (
        select(until.day)
        .where(until.number == released.number + days, until.is_working)
        .correlate(released)
        .scalar_subquery()
    )
    out, today = queries.released_runs(), bindparam("today", type_=Date())
    return (
        select(
            out.c.run_id, last.label("deadline"),
            (released.number + days).label("deadline_number"),
            func.coalesce(last < today, False).label("past"),
        )
        .select_from(out)
        .outerjoin(released, released.day == out.c.released_on)
        .subquery("runs")
    )  # fmt: skip


async def _absent_after(
    session: AsyncSession, sought: Sought, runs: _Runs, after: int, limit: int
) -> list[Any]:
    if sought.overdue is False and not runs.in_time:
        return []
    given = _given(sought, runs) | {"after": after, "most": limit}
    return list(await session.execute(_absent_by_number(_shape(sought)), given))


async def _silent_between(
    session: AsyncSession, sought: Sought, runs: _Runs, between: tuple[int, int | None], limit: int
) -> list[Any]:
    """The first of the silent orders between two numbers."""
    if sought.overdue is False or not runs.unheard:
        return []
    whole = [between] if runs.unheard_orders <= _FEW else stretches(*between)
    given, shape = _given(sought, runs), _shape(sought)
    found: list[Any] = []
    for after, until in whole:
        here = {"after": after, "until": until, "most": limit}
        query = _silent_by_number(shape, _reach(after, until))
        found += await session.execute(query, given | here)
        if len(found) >= limit:
            break
    return found


def _shape(sought: Sought) -> _Shape:
    return _Shape(bool(sought.area), bool(sought.agent), sought.overdue)


def _given(sought: Sought, runs: _Runs) -> dict[str, Any]:
    return {
        "area": sought.area, "area_end": f"{sought.area}~", "agent": sought.agent,
        "in_time": runs.in_time, "unheard": runs.unheard,
    }  # fmt: skip


def _reach(after: int, until: int | None) -> _Reach:
    if until is None:
        return _Reach.ABOVE
    return _Reach.SHORT if until - after <= _FEW else _Reach.LONG


@cache
def _absent_by_number(shape: _Shape) -> Any:
    query = _absent(shape).where(_FACT.order_id > bindparam("after"))
    return query.order_by(_FACT.order_id).limit(bindparam("most", type_=Integer()))


@cache
def _silent_by_number(shape: _Shape, reach: _Reach) -> Any:
    return _silent(shape, reach).order_by("order_id").limit(bindparam("most", type_=Integer()))


def _absent(shape: _Shape) -> Any:
    """Ended unpaid because nobody was there, or without saying why, and nothing followed."""
    later = PayoutOrder.__table__.alias("later").c
    followed = exists().where(
        later.dossier_id == _FACT.dossier_id, later.replaces_id == _FACT.order_id
    )
    reason = case((_FACT.reason_code == "absent", "absent"), else_="not_told")
    query = select(
        _FACT.order_id, cast(reason, Text).label("reason"), _FACT.done_on.label("since"),
        _FACT.amount_dong,
    ).where(
        _FACT.kind == "failed",
        _FACT.reason_code.in_(("absent", "other")),
        ~_told(_FACT.order_id, "paid", "partial", "returned", "cancelled"),
        ~followed,
        *_asked(shape, _FACT),
    )  # fmt: skip
    if shape.overdue is None:
        return query
    early = _FACT.order_id.in_(_orders_in_time())
    return query.where(~early if shape.overdue else early)


def _silent(shape: _Shape, reach: _Reach) -> Any:
    """With its payer past the day, without a word, and not asked back.

    First who is without a word, then the orders: nearly all have had one.
    """
    unheard = (
        select(_LEASED.order_id)
        .where(_LEASED.run_id == any_given("unheard"), *_asked(shape, _LEASED))
        .where(*_within(_LEASED.order_id, reach), ~_heard(reach))
        .offset(0)
        .subquery("unheard")
    )
    asked_back = exists().where(OrderCancellation.order_id == unheard.c.order_id)
    return (
        select(
            unheard.c.order_id, literal("no_word", Text()).label("reason"),
            cast(null(), Date).label("since"),
            cast(_ORDER.amount_dong, BigInteger).label("amount_dong"),
        )
        .join(PayoutOrder, _ORDER.id == unheard.c.order_id)
        .where(_ORDER.live, ~asked_back)
    )  # fmt: skip


def _within(order_id: ColumnElement[int], reach: _Reach) -> list[ColumnElement[bool]]:
    after, until = (bindparam(name, type_=BigInteger()) for name in ("after", "until"))
    return {
        _Reach.ALL: [], _Reach.ABOVE: [order_id > after],
        _Reach.LONG: [order_id > after, order_id <= until],
        _Reach.SHORT: [order_id > after, order_id <= until],
    }[reach]  # fmt: skip


def _heard(reach: _Reach) -> ColumnElement[bool]:
    """Whether the payer said anything of an order; of a short stretch all are read in one go."""
    if reach is not _Reach.SHORT:
        return _told(_LEASED.order_id)
    said = ORDER_FACT.c.order_id
    return _LEASED.order_id.in_(select(said).where(*_within(said, reach)))


def _orders_in_time() -> Any:
    return select(_LEASED.order_id).where(_LEASED.run_id == any_given("in_time"))


def _asked(shape: _Shape, own: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shape.area:
        found += [own.area_path >= bindparam("area"), own.area_path < bindparam("area_end")]
    if shape.agent:
        found.append(own.agent_code == bindparam("agent"))
    return found


def _told(order_id: ColumnElement[int], *kinds: str) -> ColumnElement[bool]:
    """Whether the payer said one of these of an order; without kinds, anything."""
    fact = ORDER_FACT.alias()
    said = exists().where(fact.c.order_id == order_id)
    return said.where(fact.c.kind.in_(kinds)) if kinds else said


async def _told_whole(session: AsyncSession, found: list[Any]) -> list[dict[str, Any]]:
    """These orders with deadline, days left, what follows, and whether they are due back."""
    why = {one.order_id: one for one in found}
    given = {"today": clock.today(session), "orders": list(why)}
    rows = (await session.execute(_orders(_days(session)), given)).mappings() if found else []
    return [
        {
            **row, "reason": why[row["order_id"]].reason,
            "since": why[row["order_id"]].since or row["deadline"],
            "follows": _what_follows(why[row["order_id"]].reason, row["due_back"]),
        }
        for row in rows
    ]  # fmt: skip


@cache
def _orders(days: int) -> Select[Any]:
    runs, wanted = _deadlines(days), bindparam("orders", type_=ARRAY(BigInteger()))
    now = select(WorkingDay.number).where(WorkingDay.day == bindparam("today", type_=Date()))
    return (
        select(
            _ORDER.id.label("order_id"), _ORDER.run_id, _ORDER.reference, _ORDER.dossier_id,
            _ORDER.amount_dong, _ORDER.agent_code, _ORDER.area_path, runs.c.deadline,
            (runs.c.deadline_number - now.scalar_subquery()).label("days_left"),
            runs.c.past.label("due_back"),
        )
        .join(runs, runs.c.run_id == _ORDER.run_id)
        .where(_ORDER.id == func.any(wanted))
        .order_by(_ORDER.id)
    )  # fmt: skip


def _what_follows(reason: str, past: bool) -> str:
    if reason == "no_word":
        return "agent_answers"
    return "return_to_source" if past else "try_again"
