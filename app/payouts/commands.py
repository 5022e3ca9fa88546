"""Making runs and orders, releasing them to agents, issuing failed orders again."""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import Subquery

from app import decisions, dossiers, funds, policy
from app.access import Actor
from app.access.tables import PaymentAgent
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.core.jobs import enqueue
from app.core.settings import settings
from app.decisions.tables import LINE_IN_FORCE, Decision
from app.payouts import queries
from app.payouts.rules import (
    AlreadyOrdered,
    AlreadyReleased,
    HigherBenefitWon,
    NothingToPay,
    OrderCancelled,
    OrdersDoNotMatch,
    OrdersExceedDecision,
    OrderStillLive,
    RunState,
    UnknownAgent,
    paid_groups,
)
from app.payouts.schemas import Reissued, Released
from app.payouts.settlement import (
    COPIED,
    PAYEE,
    next_number,
    reference,
    settle_decision,
    withdraw_held,
    withdraw_of_ended,
)
from app.payouts.tables import PayoutOrder, PayoutRun

SETTLE: Final = "payouts.settle_claims"
_V: Final = LINE_IN_FORCE.c
refuse_as("uq_payout_order_live", AlreadyOrdered)
refuse_as("ck_payout_order_within_decision", OrdersExceedDecision)
for _key in ("ck_payout_run_not_held", "ck_payout_order_not_held"):
    refuse_as(_key, dossiers.OnHold)


async def prepare_orders(
    session: AsyncSession, decision_id: int, agent_code: str, *, settle: bool = False
) -> int:
    """Turn a decision into orders for an agent; returns how many were added, 0 the second time.

    With `settle`, somebody had a lower benefit before: only the difference goes out. What a later
    decision changed before is ordered as it stands. Raises NothingToPay, UnknownAgent, and
    OrdersDoNotMatch when count or total are not what is in force.
    """
    decision = await _approved(session, decision_id)
    if await session.get(PaymentAgent, agent_code) is None:
        raise UnknownAgent(code=agent_code)
    stands = await decisions.in_force_of(session, decision)
    if not stands.case_count:
        return 0
    plan = plan_of(decision.signed_on)
    run_id = await _open_run(session, decision_id, agent_code, plan)
    if run_id is None:
        return 0
    added = await _write_orders(session, run_id, decision_id, agent_code, plan)
    await _check_orders(session, run_id, stands.case_count, stands.total_dong)
    if settle:
        await settle_decision(session, decision_id)
    elif people := await queries.people_to_settle(session, decision_id):
        await enqueue(session, SETTLE, {"people": people}, dossiers.province_of(session))
    await take_stock(session, "payout_order")
    return added


async def _approved(session: AsyncSession, decision_id: int) -> Decision:
    """The decision, its batch locked: no later decision changes its lines meanwhile."""
    found = await session.get(Decision, decision_id)
    if found is None:
        raise NotFound(what="quyết định")
    if found.kind != "approved" or found.case_count == 0:
        raise NothingToPay
    await dossiers.batch_of(session, found.batch_id, lock=True)
    return found


def plan_of(day: date) -> Any:
    """How each group is paid under the policy of a day: group_code, first_month, monthly."""
    groups = paid_groups(policy.policy_at(day, settings().policy_overrides))
    return rows_of(
        group_code=(Text(), [one.group_code for one in groups]),
        first_month=(Date(), [one.first_month for one in groups]),
        monthly=(Boolean(), [one.monthly for one in groups]),
    )


async def _open_run(
    session: AsyncSession, decision_id: int, agent_code: str, plan: Any
) -> int | None:
    """The number of a new run with what it is to hold; None when the run is there already."""
    orders = func.sum(case((plan.c.monthly, _V.months), else_=1))
    held = (
        select(
            Decision.id, Decision.source_id, literal(agent_code), literal(str(RunState.PREPARED)),
            cast(orders, Integer), cast(func.sum(_V.amount_dong), BigInteger),
            Decision.area_path,
        )
        .join(LINE_IN_FORCE, _V.decision_id == Decision.id)
        .join(plan, plan.c.group_code == _V.group_code)
        .where(Decision.id == decision_id)
        .group_by(Decision.id)
    )  # fmt: skip
    names = ["decision_id", "source_id", "agent_code", "state", "order_count", "total_dong"]
    made = await session.execute(
        upsert(PayoutRun)
        .from_select([*names, "area_path"], held)
        .on_conflict_do_nothing(
            index_elements=["decision_id", "agent_code"],
            index_where=PayoutRun.adjustment_id.is_(None),
        )
        .returning(PayoutRun.id)
    )
    return made.scalar_one_or_none()


async def _write_orders(
    session: AsyncSession, run_id: int, decision_id: int, agent_code: str, plan: Any
) -> int:
    due = _due(decision_id, plan)
    numbered = select(next_number(), *due.c).subquery("numbered")
    names = [column.name for column in due.c]
    chosen = select(
        numbered.c.id,
        reference(session, numbered.c.id),
        *(numbered.c[name] for name in names),
        literal(run_id, BigInteger()),
        literal(agent_code),
    )
    written = await session.scalars(
        upsert(PayoutOrder)
        .from_select(["id", "reference", *names, "run_id", "agent_code"], chosen)
        .on_conflict_do_nothing(
            index_elements=["dossier_id", "first_month"], index_where=PayoutOrder.__table__.c.live
        )
        .returning(literal(1))
    )
    return len(written.all())


def _due(decision_id: int, plan: Any) -> Subquery:
    """One row per order: the payee as approved, the month, and that month's share of the amount."""
    months = case((plan.c.monthly, _V.months), else_=1)
    series = func.generate_series(0, months - 1).table_valued(column("number", Integer))
    month = series.render_derived(name="month")
    share = _V.amount_dong // months
    # What does not divide goes with the first month, so that the months sum to what was approved.
    left_over = case((month.c.number == 0, _V.amount_dong % months), else_=0)
    starts = plan.c.first_month + func.make_interval(0, month.c.number)
    return (
        select(
            _V.dossier_id,
            _V.group_code,
            _V.area_path,
            cast(starts, Date).label("first_month"),
            cast(share + left_over, BigInteger).label("amount_dong"),
            _V.payee_name,
            _V.id_number.label("payee_id_number"),
            _V.hamlet.label("payee_hamlet"),
        )
        .join(plan, plan.c.group_code == _V.group_code)
        .join(month, literal(True))
        .where(_V.decision_id == decision_id)
        .order_by(_V.area_path, _V.dossier_id, month.c.number)
        .subquery("due")
    )


async def _check_orders(
    session: AsyncSession, run_id: int, wanted_people: int, wanted_total: int
) -> None:
    query = select(
        func.count(PayoutOrder.dossier_id.distinct()),
        cast(func.coalesce(func.sum(PayoutOrder.amount_dong), 0), BigInteger),
    ).where(PayoutOrder.run_id == run_id)
    people, total = (await session.execute(query)).one()
    if (people, total) != (wanted_people, wanted_total):
        raise OrdersDoNotMatch(
            people=people, total=total, wanted_people=wanted_people, wanted_total=wanted_total
        )


async def release(session: AsyncSession, actor: Actor, run_id: int) -> Released:
    """Send a run to its agent and its money with it; raises AlreadyReleased, OnHold.

    Whoever has given way to a higher benefit since the run was prepared is left out, and so is what
    a complaint or finding holds: it is issued again once the hold has ended.
    """
    sent = await session.execute(
        update(PayoutRun)
        .where(PayoutRun.id == run_id, PayoutRun.state == RunState.PREPARED)
        .values(
            state=RunState.RELEASED, released_at=clock.now(session), released_by=actor.officer_id
        )
        .returning(PayoutRun.source_id, PayoutRun.agent_code)
    )
    run = sent.first()
    if run is None:
        await queries.run_shown(session, run_id)
        raise AlreadyReleased
    await withdraw_of_ended(session, run_id)
    held = await queries.held_orders(session, run_id)
    await withdraw_held(session, held)
    going = await queries.going_out(session, run_id)
    if held and not going.order_count:
        raise dossiers.OnHold
    if going.reduced:
        await dossiers.settle_top_ups(session, queries.topped_up_in(run_id))
    await funds.release_for(
        session, actor, run.source_id, going.total_dong, run_id, f"Danh sách chi trả {run_id}"
    )
    return Released(
        id=run_id,
        agent_code=run.agent_code,
        order_count=going.order_count,
        total_dong=going.total_dong,
        held=len(held),
    )


async def reissue(session: AsyncSession, actor: Actor, order_id: int) -> Reissued:
    """Make a new order in the place of a failed one, and send its money.

    Raises OrderStillLive, OrderCancelled where a later decision changed its line, and
    HigherBenefitWon where the dossier gave way to another.
    """
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


async def _copy_order(session: AsyncSession, order_id: int, replaces_id: int) -> Reissued:
    copied = (*COPIED, *PAYEE, "amount_dong")
    columns = (PayoutOrder.__table__.c[name] for name in copied)
    numbered = (
        select(next_number(), *columns).where(PayoutOrder.id == order_id).subquery("numbered")
    )
    chosen = select(
        numbered.c.id,
        reference(session, numbered.c.id),
        literal(replaces_id, BigInteger()),
        *(numbered.c[name] for name in copied),
    )
    made = await session.execute(
        insert(PayoutOrder)
        .from_select(["id", "reference", "replaces_id", *copied], chosen)
        .returning(PayoutOrder.id, PayoutOrder.reference, PayoutOrder.amount_dong)
    )
    row = made.one()
    return Reissued(id=row.id, reference=row.reference, amount_dong=row.amount_dong)


async def close_orders(session: AsyncSession, chosen: Select[int]) -> None:
    """The chosen orders failed: they are no longer live and may be issued again."""
    await session.execute(
        update(PayoutOrder)
        .where(PayoutOrder.id.in_(chosen), PayoutOrder.live)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )
