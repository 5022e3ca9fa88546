"""Orders follow a later decision: what no payer has is cancelled, what is left is ordered anew.

An order is never rewritten. A mark stands in the place of every order that no payer had taken, or
whose money had come back; what is left to pay of a corrected line stands in runs of its own, to the
payee of that decision, and waits for its release like any other.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Subquery,
    Text,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.core.bulk import take_stock
from app.decisions.tables import LINE_IN_FORCE, AdjustmentLine, Decision, DecisionAdjustment
from app.payouts.commands import GRAIN, open_runs, orders_of, plan_of
from app.payouts.rules import CANCELLED, MARKS, RunState
from app.payouts.settlement import ACCOUNT, COPIED, PAYEE, put, withdraw
from app.payouts.tables import PayoutOrder, PayoutRun

_MONTHS_TO_TRY: Final = 24
"""A rest is booked on the first months that carry no order; no group is paid longer than a year."""
_ORDER: Final = PayoutOrder.__table__.c
_V: Final = LINE_IN_FORCE.c
_TAIL: Final = ("amount_dong", *COPIED)
_KEPT: Final = [_ORDER[name] for name in (*_TAIL, "live", "payee_name")]


class _Later(NamedTuple):
    """A later decision and the one it changes."""

    id: int
    decision_id: int
    source_id: int
    area_path: str
    signed_on: date
    """The first decision's day: its policy says how each group is paid."""


async def call_back(
    session: AsyncSession, decision_id: int, named: Sequence[int] | None = None
) -> None:
    """Before a later decision: what no payer has of its lines, or of all, is withdrawn.

    The runs of the decision wait with their release, and no agent takes an order of these lines.
    Money that had gone out with a release is bound to the decision again.
    """
    query = select(PayoutRun.id).where(PayoutRun.decision_id == decision_id).order_by(PayoutRun.id)
    runs = list(await session.scalars(query.with_for_update(key_share=True)))
    orders = _ORDER.run_id == dossiers.any_of(runs)
    if named is not None:
        orders &= _ORDER.dossier_id == dossiers.any_of(named)
    await withdraw(session, orders)


async def follow_adjustment(session: AsyncSession, adjustment_id: int) -> list[int]:
    """Bring the orders in line with a later decision; answers the runs made for what is left.

    Called in the act of that decision, after `call_back`, when nothing of its lines is with a
    payer.
    """
    query = (
        select(
            DecisionAdjustment.id, DecisionAdjustment.decision_id, Decision.source_id,
            Decision.area_path, Decision.signed_on,
        )
        .join(Decision, Decision.id == DecisionAdjustment.decision_id)
        .where(DecisionAdjustment.id == adjustment_id)
    )  # fmt: skip
    found = (await session.execute(query)).one()
    later = _Later(*tuple[Any, ...](found))
    changed = _ORDER.dossier_id.in_(_changed_by(adjustment_id))
    await _cancel(session, changed)
    due = _due(later, plan_of(later.signed_on))
    made = await _open_runs(session, later, due)
    if made:
        await session.execute(orders_of(session, due, made))
    await take_stock(session, "payout_order")
    return sorted(made.values())


def _changed_by(adjustment_id: int, *acts: str) -> Any:
    query = select(AdjustmentLine.dossier_id).where(AdjustmentLine.adjustment_id == adjustment_id)
    return query.where(AdjustmentLine.act.in_(acts)) if acts else query


async def _cancel(session: AsyncSession, changed: Any) -> None:
    """A mark after every order, or mark, whose money was bound again and that nothing follows.

    Each row stands under its own number and under that of the row it follows: what stands alone is
    an end. One grouping and no join, which a planner without fresh counts would walk row by row.
    """
    own = select(_ORDER.id.label("at"), *_KEPT, literal(1).label("own")).where(changed)
    after = select(_ORDER.replaces_id, *_KEPT, literal(0)).where(
        changed, _ORDER.replaces_id.is_not(None)
    )
    rows = union_all(own, after).subquery("rows")
    kept = [func.min(rows.c[one.name]).label(one.name) for one in _KEPT if one.name in _TAIL]
    ended = func.bool_and(~rows.c.live & (rows.c.payee_name != CANCELLED))
    tails = (
        select(
            rows.c.at.label("replaces_id"), literal(CANCELLED, Text()).label("payee_name"),
            literal(False).label("live"), *kept,
        )
        .group_by(rows.c.at)
        .having(func.min(rows.c.own) == 1, ended)
    )  # fmt: skip
    await put(session, tails)


def _due(later: _Later, plan: Any) -> Subquery:
    """One row per order to make: what is left of each corrected line, by month as it is paid.

    A line that has no order yet is left to the first orders of its decision.
    """
    live = PayoutOrder.live
    had = (
        select(
            PayoutOrder.dossier_id, func.min(PayoutOrder.agent_code).label("agent_code"),
            func.bool_or(PayoutOrder.account_number.is_not(None)).label("by_account"),
            func.coalesce(func.sum(PayoutOrder.amount_dong).filter(live), 0).label("paid_dong"),
            func.count().filter(live).label("paid_months"),
        )
        .where(
            PayoutOrder.dossier_id.in_(_changed_by(later.id, "corrected")),
            PayoutOrder.payee_name.not_in(MARKS),
        )
        .group_by(PayoutOrder.dossier_id)
        .subquery("had")
    )  # fmt: skip
    rest = cast(_V.amount_dong - had.c.paid_dong, BigInteger)
    parts = case((plan.c.monthly, func.greatest(_V.months - had.c.paid_months, 1)), else_=1)
    lines = (
        select(
            _V.dossier_id, _V.group_code, _V.area_path, had.c.agent_code, plan.c.first_month,
            rest.label("rest"), func.least(parts, rest).label("parts"), _V.payee_name,
            _V.id_number.label("payee_id_number"), _V.hamlet.label("payee_hamlet"),
            *(case((had.c.by_account, _V[name])).label(name) for name in ACCOUNT),
        )
        .join(had, had.c.dossier_id == _V.dossier_id)
        .join(plan, plan.c.group_code == _V.group_code)
        .where(rest > 0)
        .subquery("lines")
    )  # fmt: skip
    return _by_month(lines)


def _by_month(lines: Subquery) -> Subquery:
    """Each rest over the first months without a live order; what does not divide goes first."""
    series = func.generate_series(0, _MONTHS_TO_TRY).table_valued(column("number", Integer))
    ahead = series.render_derived(name="ahead")
    month = cast(lines.c.first_month + func.make_interval(0, ahead.c.number), Date)
    taken = exists().where(
        PayoutOrder.dossier_id == lines.c.dossier_id,
        PayoutOrder.first_month == month,
        PayoutOrder.live,
    )
    nth = func.row_number().over(partition_by=lines.c.dossier_id, order_by=ahead.c.number)
    free = (
        select(*lines.c, month.label("month"), nth.label("nth"))
        .join(ahead, literal(True))
        .where(~taken)
        .subquery("free")
    )
    left_over = case((free.c.nth == 1, free.c.rest % free.c.parts), else_=0)
    kept = ("dossier_id", "group_code", "area_path", "agent_code")
    return (
        select(
            *(free.c[name] for name in (*kept, *PAYEE)), free.c.month.label("first_month"),
            cast(free.c.rest // free.c.parts + left_over, BigInteger).label("amount_dong"),
        )
        .where(free.c.nth <= free.c.parts)
        .order_by(free.c.area_path, free.c.dossier_id, free.c.nth)
        .subquery("due")
    )  # fmt: skip


async def _open_runs(session: AsyncSession, later: _Later, due: Subquery) -> dict[str, int]:
    """One run for each agent, commune and month that has something left to pay."""
    grain = [due.c[name] for name in GRAIN]
    held = (
        select(
            *grain, literal(later.decision_id, BigInteger()), literal(later.id, BigInteger()),
            literal(later.source_id, BigInteger()), literal(str(RunState.PREPARED), Text()),
            cast(func.count(), Integer), cast(func.sum(due.c.amount_dong), BigInteger),
        )
        .group_by(*grain)
        .order_by(*grain)
    )  # fmt: skip
    names = [
        *GRAIN, "decision_id", "adjustment_id", "source_id", "state", "order_count", "total_dong",
    ]  # fmt: skip
    return await open_runs(session, names, held)
