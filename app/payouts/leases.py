"""Agents pull: orders are leased to an agent's system, the same ones until it says it has them."""

from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor, Permission, forbidden
from app.core import clock
from app.core.bulk import take_stock
from app.core.errors import NotFound
from app.payouts import queries
from app.payouts.tables import LeaseOrder, OrderToSend, PayoutLease, PayoutOrder

_ORDER = PayoutOrder.__table__.c
_NUMBERS = ARRAY(BigInteger())


async def take(
    session: AsyncSession, actor: Actor, run_id: int | None, limit: int
) -> PayoutLease | None:
    """Lease released orders to the actor's own system: of one run, or whichever come first.

    An open lease is given again, whatever is asked for; None when nothing is to be sent. Orders
    that another system is just taking are passed over.
    """
    agent = _agent_of(actor)
    if (open_one := await open_lease(session, actor)) is not None:
        return open_one
    runs = await _runs_to_send(session, agent, run_id)
    if runs:
        await _lease(session, actor, agent, runs, limit)
        await take_stock(session, "lease_order")
    return await open_lease(session, actor)


async def acknowledge(session: AsyncSession, actor: Actor, lease_id: int) -> PayoutLease:
    """The agent has the orders of a lease; saying so again changes nothing; raises NotFound."""
    await session.execute(
        update(PayoutLease)
        .where(
            PayoutLease.id == lease_id,
            PayoutLease.account_id == actor.account_id,
            PayoutLease.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=clock.now(session))
        .execution_options(synchronize_session=False)
    )
    lease = await session.get(PayoutLease, lease_id, populate_existing=True)
    if lease is None or lease.account_id != actor.account_id:
        raise NotFound(what="lượt nhận lệnh chi")
    return lease


def _agent_of(actor: Actor) -> str:
    if actor.agent is None:
        raise forbidden(Permission.TAKE_ORDERS)
    return actor.agent


async def open_lease(session: AsyncSession, actor: Actor) -> PayoutLease | None:
    """The lease that the actor's own system has not acknowledged yet."""
    query = select(PayoutLease).where(
        PayoutLease.account_id == actor.account_id, PayoutLease.acknowledged_at.is_(None)
    )
    return (await session.scalars(query)).first()


class ToPull(NamedTuple):
    """What an agent could take now: how many orders, and how much (đồng)."""

    orders: int
    total_dong: int


async def to_pull(session: AsyncSession, agent: str) -> ToPull:
    """What waits for an agent, but for what is suspended or held back."""
    runs = await _runs_to_send(session, agent, None)
    if not runs:
        return ToPull(0, 0)
    held = await queries.held_orders_of(session, runs)
    total = cast(func.coalesce(func.sum(_ORDER.amount_dong), 0), BigInteger)
    query = (
        select(func.count(), total)
        .select_from(OrderToSend)
        .join(PayoutOrder, _ORDER.id == OrderToSend.order_id)
        .where(
            OrderToSend.run_id == dossiers.any_of(runs), PayoutOrder.live,
            ~(_ORDER.id == dossiers.any_of(held)),
        )
    )  # fmt: skip
    return ToPull(*(await session.execute(query)).one())


async def _runs_to_send(session: AsyncSession, agent: str, run_id: int | None) -> list[int]:
    """Released runs, not suspended, of which something is left to send."""
    asked = func.nation.runs_to_send(
        func.current_schema(), literal(agent, Text()), literal(run_id, BigInteger()), type_=_NUMBERS
    )
    return list(await session.scalar(select(asked)) or ())


def _to_send() -> ColumnElement[bool]:
    leased = exists().where(LeaseOrder.order_id == PayoutOrder.id)
    return PayoutOrder.live & ~leased


async def _lease(
    session: AsyncSession, actor: Actor, agent: str, runs: list[int], limit: int
) -> None:
    """The lease with the count and sum of its orders, and its orders, in one statement.

    A rival pull of the same system that came first leaves this one without a lease to fill.
    """
    mine = dossiers.any_of(await _locked(session, runs, limit))
    columns = (_ORDER.id, _ORDER.run_id, _ORDER.amount_dong, _ORDER.agent_code, _ORDER.area_path)
    # Looked at after the lock: who held a row before may have leased it meanwhile.
    chosen = select(*columns).where(_ORDER.id == mine, _to_send()).cte("chosen")
    facts = (
        select(
            literal(agent, Text()), literal(actor.account_id, BigInteger()),
            literal(actor.officer_id, BigInteger()), cast(func.count(), Integer()),
            cast(func.sum(chosen.c.amount_dong), BigInteger()), literal(actor.unit_path, Text()),
        )
        .select_from(chosen)
        .having(func.count() > 0)
    )  # fmt: skip
    names = ["agent_code", "account_id", "taken_by", "order_count", "total_dong", "area_path"]
    lease = (
        upsert(PayoutLease)
        .from_select(names, facts)
        .on_conflict_do_nothing()
        .returning(PayoutLease.id)
        .cte("lease")
    )
    await session.execute(insert(LeaseOrder).from_select(_LEASED, _handed_over(chosen, lease)))


_LEASED = [
    "order_id", "lease_id", "run_id", "agent_code", "area_path", "way", "receiver_name",
    "receiver_id_number", "receiver_paper",
]  # fmt: skip


async def _locked(session: AsyncSession, runs: list[int], limit: int) -> list[int]:
    """Orders to send, by run and number, but for those held back and those a rival is taking."""
    place = func.current_schema()
    asked = func.nation.held_orders_of(place, literal(runs, _NUMBERS), type_=_NUMBERS)
    held = list(await session.scalar(select(asked)) or ())
    waiting = func.nation.lock_to_send(
        place, literal(runs, _NUMBERS), literal(held, _NUMBERS), limit, type_=_NUMBERS
    )
    numbers = list(await session.scalar(select(waiting)) or ())
    query = (
        select(_ORDER.id)
        .where(_ORDER.id == dossiers.any_of(numbers), PayoutOrder.live)
        .order_by(_ORDER.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return list(await session.scalars(query))


def _handed_over(chosen: Any, lease: Any) -> Any:
    """Each order with the way that stands for its person when it is taken."""
    numbers = select(func.array_agg(chosen.c.id)).scalar_subquery()
    arranged = func.nation.arranged(func.current_schema(), numbers).table_valued(
        "order_id", *_LEASED[5:], name="arranged"
    )
    return (
        select(
            chosen.c.id, lease.c.id, chosen.c.run_id, chosen.c.agent_code, chosen.c.area_path,
            *(arranged.c[name] for name in _LEASED[5:]),
        )
        .select_from(chosen)
        .join(lease, literal(True))
        .join(arranged, arranged.c.order_id == chosen.c.id)
    )  # fmt: skip
