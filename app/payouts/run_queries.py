"""Reading runs for people: the waiting ones first, with the names of places, agents, decisions."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units, register
from app.access.tables import PaymentAgent
from app.core.errors import NotFound
from app.decisions.tables import Decision
from app.dossiers import any_of
from app.funds.tables import FundSource
from app.payouts import lease_queries, queries
from app.payouts.rules import MARKS, RunState
from app.payouts.tables import ORDER_NOW, RUN_CLOSED, OrderCancellation, PayoutOrder, PayoutRun

_MOST_RUNS = 5_000
_NOW = ORDER_NOW.c


class Sought(NamedTuple):
    """Which runs are looked for; what is empty is not asked."""

    state: str = ""
    decision: str = ""
    """The decision's number, with or without what follows the stroke."""
    agent: str = ""
    month: date | None = None
    area: str = ""

    @property
    def named(self) -> bool:
        """Whether anything but the state is asked."""
        return any(self[1:])


def _asked(sought: Sought) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if sought.decision:
        number = Decision.number
        begins = number.startswith(f"{sought.decision}/", autoescape=True)
        asked.append(
            PayoutRun.decision_id.in_(
                select(Decision.id).where(or_(number == sought.decision, begins))
            )
        )
    if sought.agent:
        asked.append(PayoutRun.agent_code == sought.agent)
    if sought.month:
        asked.append(PayoutRun.first_month == sought.month)
    if sought.area:
        asked.append(PayoutRun.area_path.startswith(sought.area, autoescape=True))
    return asked


def _state(sought: Sought) -> list[ColumnElement[bool]]:
    return [PayoutRun.state == sought.state] if sought.state else []


def _runs(session: AsyncSession) -> Select[Any]:
    agent, decision = aliased(PaymentAgent), aliased(Decision)
    return (
        select(
            *(getattr(PayoutRun, name) for name in _SHOWN),
            admin_units.place_name(PayoutRun.area_path).label("place"),
            func.coalesce(agent.name, PayoutRun.agent_code).label("agent_name"),
            decision.number.label("decision_number"),
        )
        .outerjoin(agent, agent.code == PayoutRun.agent_code)
        .outerjoin(decision, decision.id == PayoutRun.decision_id)
        .where(queries.seen(session))
    )


_SHOWN = (
    "id", "decision_id", "source_id", "agent_code", "state", "order_count", "total_dong",
    "prepared_at", "released_at", "area_path", "first_month", "adjustment_id", "follows_run_id",
)  # fmt: skip


async def runs_before(
    session: AsyncSession, sought: Sought, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Runs that wait for their release first, then the newest; page by page."""
    place = tuple_(PayoutRun.state, -PayoutRun.id)
    query = _runs(session).where(*_asked(sought), *_state(sought))
    if before is not None:
        last = aliased(PayoutRun)
        state = select(last.state).where(last.id == before).scalar_subquery()
        query = query.where(place > tuple_(state, -before))
    found = await session.execute(query.order_by(PayoutRun.state, -PayoutRun.id).limit(limit))
    return [dict(row) for row in found.mappings()]


class RunSums(NamedTuple):
    """How many runs there are in a state, with their orders and sum (đồng)."""

    runs: int = 0
    orders: int = 0
    total_dong: int = 0


async def sums_of(session: AsyncSession, sought: Sought) -> dict[str, RunSums]:
    """The runs that are looked for by state, whatever state is asked."""
    query = (
        select(
            PayoutRun.state, func.count(), cast(func.sum(PayoutRun.order_count), Integer),
            cast(func.sum(PayoutRun.total_dong), BigInteger),
        )
        .where(queries.seen(session), *_asked(sought))
        .group_by(PayoutRun.state)
    )  # fmt: skip
    return {state: RunSums(*rest) for state, *rest in await session.execute(query)}


async def choices(session: AsyncSession) -> tuple[list[tuple[str, str]], list[date]]:
    """The agents that have runs, by code with name, and the months that runs pay."""
    codes = select(PayoutRun.agent_code).where(queries.seen(session)).distinct()
    agents = (
        select(PaymentAgent.code, PaymentAgent.name)
        .where(PaymentAgent.code.in_(codes))
        .order_by(PaymentAgent.name)
    )
    months = select(PayoutRun.first_month).where(PayoutRun.first_month.is_not(None)).distinct()
    return (
        [(code, name) for code, name in await session.execute(agents)],
        list(await session.scalars(months.order_by(PayoutRun.first_month))),
    )


async def numbers_of(session: AsyncSession, sought: Sought, state: RunState) -> list[int]:
    """The numbers of all runs of a state that are looked for, by number."""
    query = select(PayoutRun.id).where(
        PayoutRun.state == state, queries.seen(session), *_asked(sought)
    )
    return list(await session.scalars(query.order_by(PayoutRun.id).limit(_MOST_RUNS)))


async def runs_named(session: AsyncSession, run_ids: list[int]) -> list[dict[str, Any]]:
    """Some runs by number, each with its source; raises NotFound where one is missing."""
    wanted = sorted(set(run_ids))
    source = select(FundSource.name).where(FundSource.id == PayoutRun.source_id).scalar_subquery()
    query = _runs(session).add_columns(source.label("source_name"))
    found = await session.execute(
        query.where(PayoutRun.id == any_of(wanted)).order_by(PayoutRun.id)
    )
    rows = [dict(row) for row in found.mappings()]
    if len(rows) < len(wanted):
        raise NotFound(what="danh sách chi trả")
    return rows


async def run_head(session: AsyncSession, run_id: int) -> dict[str, Any]:
    """One run with its source and the moment of its closing; raises NotFound."""
    (run,) = await runs_named(session, [run_id])
    closed = select(RUN_CLOSED.c.closed_at).where(RUN_CLOSED.c.run_id == run_id)
    return run | {"closed_at": await session.scalar(closed)}


async def states_of(session: AsyncSession, run_id: int) -> dict[str, tuple[int, int, int]]:
    """The orders of a run by how they stand: how many, their sum, what of it was paid (đồng)."""
    query = (
        select(
            _NOW.state, func.count(), cast(func.sum(_NOW.amount_dong), BigInteger),
            cast(func.sum(_NOW.paid_dong), BigInteger),
        )
        .where(_NOW.run_id == run_id, ~_mark())
        .group_by(_NOW.state)
    )  # fmt: skip
    return {state: (count, dong, paid) for state, count, dong, paid in await session.execute(query)}


def _mark() -> ColumnElement[bool]:
    """A line that stands for an order withdrawn, no payment of its own."""
    mark = aliased(PayoutOrder)
    return (
        select(mark.id)
        .where(mark.id == _NOW.order_id, mark.payee_name.in_(MARKS))
        .exists()
    )  # fmt: skip


_PAYEE = (
    PayoutOrder.id, PayoutOrder.reference, PayoutOrder.run_id, PayoutOrder.dossier_id,
    PayoutOrder.group_code, PayoutOrder.amount_dong, PayoutOrder.payee_name,
    PayoutOrder.payee_hamlet, PayoutOrder.bank, PayoutOrder.live, PayoutOrder.first_month,
    register.masked(PayoutOrder.payee_id_number).label("payee_id_number"),
    register.masked(PayoutOrder.account_number).label("account_number"),
)  # fmt: skip


async def orders_after(
    session: AsyncSession, run_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders of a run by number with how they stand, numbers masked; page by page."""
    query = (
        select(*_PAYEE)
        .where(
            PayoutOrder.run_id == run_id, PayoutOrder.id > after,
            PayoutOrder.payee_name.not_in(MARKS),
        )
        .order_by(PayoutOrder.id)
        .limit(limit)
    )  # fmt: skip
    held = set(await queries.held_orders(session, run_id))
    found = await session.execute(query)
    rows = [dict(row) | {"held": row["id"] in held} for row in found.mappings()]
    return await lease_queries.with_standing(session, rows)


async def order_head(session: AsyncSession, order_id: int) -> dict[str, Any]:
    """One order with how it stands, numbers masked; raises NotFound."""
    query = (
        select(
            *_PAYEE, PayoutOrder.agent_code, PayoutRun.state.label("run_state"),
            admin_units.place_name(PayoutOrder.area_path).label("place"),
            func.coalesce(PaymentAgent.name, PayoutOrder.agent_code).label("agent_name"),
            OrderCancellation.reason.label("cancelled_because"),
        )
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .outerjoin(PaymentAgent, PaymentAgent.code == PayoutOrder.agent_code)
        .outerjoin(OrderCancellation, OrderCancellation.order_id == PayoutOrder.id)
        .where(
            PayoutOrder.id == order_id, PayoutOrder.payee_name.not_in(MARKS),
            queries.seen(session),
        )
    )  # fmt: skip
    row = (await session.execute(query)).mappings().first()
    if row is None:
        raise NotFound(what="lệnh chi")
    return (await lease_queries.with_standing(session, [dict(row)]))[0]
