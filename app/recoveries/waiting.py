"""Money not yet received: whose order ended because they were absent, or is past its day."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import policy
from app.clocks.tables import WorkingDay
from app.core import clock
from app.core.settings import settings
from app.payouts.tables import LeaseOrder, OrderCancellation, PayoutOrder
from app.recoveries import queries
from app.recoveries.tables import ORDER_FACT

_ORDER = PayoutOrder.__table__.c


class Sought(NamedTuple):
    """Which orders are looked for; what is None is not asked."""

    area: str | None = None
    agent: str | None = None
    overdue: bool | None = None


async def not_received_after(
    session: AsyncSession, sought: Sought, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders whose money nobody has received (chưa nhận), by number.

    The deadline is the day of release and so many working days of the province (an assumption of
    the policy, `payment.pay_by_days`); after it the money is to return to its source.
    """
    rows = sought_rows(session, sought).subquery("sought").c
    query = select(*rows).where(rows.order_id > after).order_by(rows.order_id).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def sought_rows(session: AsyncSession, sought: Sought) -> Select[Any]:
    """All of the orders that are looked for, with deadline and what follows."""
    today = clock.today(session)
    days = policy.policy_at(today, settings().policy_overrides).pay_by_days
    rows = _rows(today, _runs(days))
    query = select(*rows).where(queries.inside(rows.area_path, sought.area))
    if sought.agent:
        query = query.where(rows.agent_code == sought.agent)
    if sought.overdue is not None:
        query = query.where(rows.due_back == sought.overdue)
    return query


def _runs(days: int) -> Any:
    """Released runs with the day by which their money is to be in hand."""
    released, until = aliased(WorkingDay), aliased(WorkingDay)
    last = (
        select(until.day)
        .where(until.number == released.number + days, until.is_working)
        .correlate(released)
        .scalar_subquery()
    )
    out = queries.released_runs()
    return (
        select(
            out.c.run_id, last.label("deadline"),
            (released.number + days).label("deadline_number"),
        )
        .select_from(out)
        .outerjoin(released, released.day == out.c.released_on)
        .subquery("runs")
    )  # fmt: skip


def _rows(today: date, runs: Any) -> Any:
    """Both ways not to have received, with days left, what follows, and whether it is due back."""
    both = union_all(_absent(), _silent(today, runs)).subquery("both")
    now = select(WorkingDay.number).where(WorkingDay.day == today).scalar_subquery()
    past = func.coalesce(runs.c.deadline < literal(today, Date()), False)
    follows = case(
        (both.c.reason == "no_word", "agent_answers"),
        (past, "return_to_source"),
        else_="try_again",
    )
    return (
        select(
            *both.c, runs.c.deadline, (runs.c.deadline_number - now).label("days_left"),
            follows.label("follows"), past.label("due_back"),
        )
        .select_from(both)
        .join(runs, runs.c.run_id == both.c.run_id)
        .subquery("rows")
    ).c  # fmt: skip


_KEPT = (
    _ORDER.id.label("order_id"), _ORDER.run_id, _ORDER.reference, _ORDER.dossier_id,
    cast(_ORDER.amount_dong, BigInteger).label("amount_dong"), _ORDER.agent_code, _ORDER.area_path,
)  # fmt: skip


def _absent() -> Select[Any]:
    """Ended unpaid because nobody was there, or without saying why, and nothing followed."""
    fact, later = ORDER_FACT.alias("fact"), aliased(PayoutOrder)
    followed = exists().where(
        later.dossier_id == PayoutOrder.dossier_id, later.replaces_id == PayoutOrder.id
    )
    reason = case((fact.c.reason_code == "absent", "absent"), else_="not_told")
    return (
        select(*_KEPT, cast(reason, Text).label("reason"), fact.c.done_on.label("since"))
        .select_from(PayoutOrder)
        .join(fact, fact.c.order_id == _ORDER.id)
        .where(
            fact.c.kind == "failed",
            fact.c.reason_code.in_(("absent", "other")),
            ~_told("paid", "partial", "returned", "cancelled"),
            ~followed,
        )
    )


def _silent(today: date, runs: Any) -> Select[Any]:
    """With its payer past the day, without a word, and not asked back."""
    leased = exists().where(LeaseOrder.order_id == PayoutOrder.id)
    asked_back = exists().where(OrderCancellation.order_id == PayoutOrder.id)
    return (
        select(*_KEPT, literal("no_word", Text()).label("reason"), runs.c.deadline.label("since"))
        .select_from(PayoutOrder)
        .join(runs, runs.c.run_id == _ORDER.run_id)
        .where(
            _ORDER.live,
            runs.c.deadline < literal(today, Date()),
            leased,
            ~asked_back,
            ~_told(),
        )
    )


def _told(*kinds: str) -> ColumnElement[bool]:
    """Whether the payer said one of these of an order; without kinds, anything."""
    fact = ORDER_FACT.alias()
    said = exists().where(fact.c.order_id == _ORDER.id)
    return said.where(fact.c.kind.in_(kinds)) if kinds else said
