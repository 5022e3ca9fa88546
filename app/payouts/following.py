"""Paying once more what was not paid: one order by name, or runs of all that ended unpaid."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import dossiers, funds
from app.access import Actor
from app.access.tables import PaymentAgent
from app.core.bulk import take_stock
from app.core.errors import NotFound
from app.decisions.tables import LINE_IN_FORCE, Decision
from app.dossiers.tables import PersonClaim
from app.payouts import queries
from app.payouts.commands import GRAIN, open_runs, orders_of
from app.payouts.rules import (
    MARKS,
    HigherBenefitWon,
    NothingToFollow,
    OrderCancelled,
    OrderStillLive,
    RunState,
    UnknownAgent,
)
from app.payouts.schemas import FollowUpMade, FollowUpOrder, Reissued
from app.payouts.settlement import ACCOUNT, COPIED, PAYEE, next_number, reference
from app.payouts.tables import OrderCancellation, PayoutOrder, PayoutRun

_ORDER = PayoutOrder.__table__.c
_SAME = ("decision_id", *GRAIN)


async def reissue(session: AsyncSession, actor: Actor, order_id: int) -> Reissued:
    """Make a new order in the place of a failed one, and send its money.

    Of an order that was paid in part only the rest. Raises OrderStillLive, OrderCancelled where a
    later decision changed its line, and HigherBenefitWon where the dossier gave way to another.
    """
    await _hold_run_of(session, order_id)
    failed = await queries.order_to_replace(session, order_id)
    if failed is None:
        raise NotFound(what="lệnh chi")
    if failed.live:
        raise OrderStillLive
    if failed.cancelled:
        raise OrderCancelled
    if failed.mark_id is not None and failed.claim != "live":
        raise HigherBenefitWon
    made = await _copy_order(session, order_id, failed.mark_id or order_id)
    if failed.state == RunState.RELEASED:
        await funds.release_for(
            session, actor, failed.source_id, made.amount_dong, made.id,
            f"Lệnh chi {made.reference}",
        )  # fmt: skip
    return made


async def _hold_run_of(session: AsyncSession, order_id: int) -> None:
    """A late payment, or the closing of the run, waits; or was first, and is seen."""
    its_run = select(PayoutOrder.run_id).where(PayoutOrder.id == order_id).scalar_subquery()
    query = select(PayoutRun.id).where(PayoutRun.id == its_run)
    await session.execute(query.with_for_update(key_share=True))


async def _copy_order(session: AsyncSession, order_id: int, replaces_id: int) -> Reissued:
    copied = (*COPIED, *PAYEE)
    paid = _to_follow([order_id])
    rest = _ORDER.amount_dong - func.coalesce(paid.c.paid_dong, 0)
    numbered = (
        select(
            next_number(), cast(rest, BigInteger).label("amount_dong"),
            *(_ORDER[name] for name in copied),
        )
        .outerjoin(paid, paid.c.order_id == _ORDER.id)
        .where(_ORDER.id == order_id)
        .subquery("numbered")
    )  # fmt: skip
    chosen = select(
        numbered.c.id,
        reference(session, numbered.c.id),
        literal(replaces_id, BigInteger()),
        *(numbered.c[name] for name in (*copied, "amount_dong")),
    )
    made = await session.execute(
        insert(PayoutOrder)
        .from_select(["id", "reference", "replaces_id", *copied, "amount_dong"], chosen)
        .returning(PayoutOrder.id, PayoutOrder.reference, PayoutOrder.amount_dong)
    )
    row = made.one()
    return Reissued(id=row.id, reference=row.reference, amount_dong=row.amount_dong)


async def follow_up(session: AsyncSession, order: FollowUpOrder) -> FollowUpMade:
    """Prepare runs for what ended unpaid and nothing follows; they are released like any other.

    Left out is what was cancelled or asked back, what is held, and whoever gave way to a higher
    benefit. Raises UnknownAgent, and NothingToFollow.
    """
    if order.agent_code is not None and await session.get(PaymentAgent, order.agent_code) is None:
        raise UnknownAgent(code=order.agent_code)
    wanted = select(_ORDER.id).where(_unpaid(), _asked(order)).order_by(_ORDER.id)
    locked = list(await session.scalars(wanted.with_for_update(key_share=True, of=PayoutOrder)))
    # Looked at once more after the lock: a rival may have followed them meanwhile.
    due = _due(order, locked)
    runs = await _open_runs(session, due) if locked else {}
    if not runs:
        raise NothingToFollow
    await session.execute(orders_of(session, due, runs, _SAME))
    await take_stock(session, "payout_order")
    return await _made(session, sorted(runs.values()))


def _unpaid() -> ColumnElement[bool]:
    """Orders that ended and that nothing follows, neither another order nor a mark."""
    after = aliased(PayoutOrder)
    followed = exists().where(after.dossier_id == _ORDER.dossier_id, after.replaces_id == _ORDER.id)
    other = aliased(PayoutOrder)
    taken = exists().where(
        other.dossier_id == _ORDER.dossier_id, other.first_month == _ORDER.first_month, other.live
    )
    cancelled = exists().where(OrderCancellation.order_id == _ORDER.id)
    lives = exists().where(PersonClaim.dossier_id == _ORDER.dossier_id, PersonClaim.state == "live")
    stands = exists().where(LINE_IN_FORCE.c.dossier_id == _ORDER.dossier_id)
    ended = and_(~_ORDER.live, _ORDER.payee_name.not_in(MARKS))
    return and_(ended, ~followed, ~taken, ~cancelled, lives, stands)


def _asked(order: FollowUpOrder) -> ColumnElement[bool]:
    asked = []
    if order.run_ids is not None:
        asked.append(_ORDER.run_id == dossiers.any_of(order.run_ids))
    if order.order_ids is not None:
        asked.append(_ORDER.id == dossiers.any_of(order.order_ids))
    if order.decision_id is not None:
        of_it = select(PayoutRun.id).where(PayoutRun.decision_id == order.decision_id)
        asked.append(_ORDER.run_id.in_(of_it))
    return or_(*asked)


def _to_follow(orders: list[int]) -> Any:
    """Of these the ones that nothing holds, and what was paid of each in part (đồng)."""
    numbers = literal(orders, ARRAY(BigInteger()))
    return func.nation.to_follow(func.current_schema(), numbers).table_valued(
        "order_id", "paid_dong", name="free"
    )


def _due(order: FollowUpOrder, locked: list[int]) -> Subquery:
    """One row per order to make: the rest of each, to the agent that is to pay it.

    Whoever is no longer paid by the bank of the decision, or who had them, is paid in cash.
    """
    free = _to_follow(locked)
    agent: Any = _ORDER.agent_code
    if order.agent_code is not None:
        agent = literal(order.agent_code, Text())
    by_account = or_(agent == _ORDER.agent_code, agent == Decision.transfer_agent_code)
    rest = cast(_ORDER.amount_dong - free.c.paid_dong, BigInteger)
    kept = ("dossier_id", "group_code", "area_path", "first_month")
    payee = [name for name in PAYEE if name not in ACCOUNT]
    return (
        select(
            _ORDER.id.label("replaces_id"), _ORDER.run_id.label("from_run_id"),
            PayoutRun.decision_id, PayoutRun.source_id, rest.label("amount_dong"),
            agent.label("agent_code"), *(_ORDER[name] for name in (*kept, *payee)),
            *(case((by_account, _ORDER[name])).label(name) for name in ACCOUNT),
        )
        .select_from(PayoutOrder)
        .join(free, free.c.order_id == _ORDER.id)
        .join(PayoutRun, PayoutRun.id == _ORDER.run_id)
        .join(Decision, Decision.id == PayoutRun.decision_id)
        .where(_ORDER.id == dossiers.any_of(locked), _unpaid(), rest > 0)
        .subquery("due")
    )  # fmt: skip


async def _open_runs(session: AsyncSession, due: Subquery) -> dict[str, int]:
    grain = [due.c[name] for name in ("source_id", *_SAME)]
    held = (
        select(
            *grain, func.min(due.c.from_run_id), literal(str(RunState.PREPARED), Text()),
            cast(func.count(), Integer), cast(func.sum(due.c.amount_dong), BigInteger),
        )
        .group_by(*grain)
        .order_by(*grain)
    )  # fmt: skip
    names = [one.name for one in grain]
    names += ["follows_run_id", "state", "order_count", "total_dong"]
    return await open_runs(session, names, held, _SAME)


async def _made(session: AsyncSession, runs: list[int]) -> FollowUpMade:
    query = select(
        cast(func.sum(PayoutRun.order_count), BigInteger),
        cast(func.sum(PayoutRun.total_dong), BigInteger),
    ).where(PayoutRun.id == dossiers.any_of(runs))
    count, total = (await session.execute(query)).one()
    return FollowUpMade(run_ids=runs, order_count=count, total_dong=total)
