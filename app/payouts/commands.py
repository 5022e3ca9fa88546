"""Making runs and orders of a decision: one run for each agent, commune and month."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    case,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from app import decisions, dossiers, policy
from app.access.tables import PaymentAgent
from app.core.bulk import rows_of, take_stock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.core.jobs import enqueue
from app.core.settings import settings
from app.decisions.tables import LINE_IN_FORCE, Decision
from app.payouts import queries
from app.payouts.rules import (
    AlreadyOrdered,
    NothingToPay,
    OrdersDoNotMatch,
    OrdersExceedDecision,
    RunState,
    UnknownAgent,
    paid_groups,
)
from app.payouts.settlement import ACCOUNT, next_number, reference, settle_decision
from app.payouts.tables import PayoutOrder, PayoutRun

SETTLE: Final = "payouts.settle_claims"
GRAIN: Final = ("agent_code", "area_path", "first_month")
"""What all orders of a run have in common."""
_V: Final = LINE_IN_FORCE.c
refuse_as("uq_payout_order_live", AlreadyOrdered)
refuse_as("ck_payout_order_within_decision", OrdersExceedDecision)
for _key in ("ck_payout_run_not_held", "ck_payout_order_not_held"):
    refuse_as(_key, dossiers.OnHold)


async def prepare_orders(
    session: AsyncSession, decision_id: int, agent_code: str, *, settle: bool = False
) -> int:
    """Turn a decision into orders; returns how many were added, 0 the second time.

    Lines that name an account go to the decision's bank, where it names one, all others to the
    agent. With `settle`, somebody had a lower benefit before: only the difference goes out. What a
    later decision changed before is ordered as it stands. Raises NothingToPay, UnknownAgent, and
    OrdersDoNotMatch when count or total are not what is in force.
    """
    decision = await _approved(session, decision_id)
    if await session.get(PaymentAgent, agent_code) is None:
        raise UnknownAgent(code=agent_code)
    stands = await decisions.in_force_of(session, decision)
    if not stands.case_count:
        return 0
    due = _due(decision, agent_code, plan_of(decision.signed_on))
    runs = await _open_runs(session, decision, agent_code, due)
    if not runs:
        return 0
    await _write_orders(session, runs, due)
    added = await _check_orders(session, list(runs.values()), stands.case_count, stands.total_dong)
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


def _due(decision: Decision, agent_code: str, plan: Any) -> Subquery:
    """One row per order: the payee as approved, the month, and that month's share of the amount."""
    months = case((plan.c.monthly, _V.months), else_=1)
    series = func.generate_series(0, months - 1).table_valued(column("number", Integer))
    month = series.render_derived(name="month")
    share = _V.amount_dong // months
    # What does not divide goes with the first month, so that the months sum to what was approved.
    left_over = case((month.c.number == 0, _V.amount_dong % months), else_=0)
    starts = plan.c.first_month + func.make_interval(0, month.c.number)
    bank = decision.transfer_agent_code
    by_account: ColumnElement[bool] = false() if bank is None else _V.account_number.is_not(None)
    agent = case((by_account, literal(bank, Text())), else_=literal(agent_code, Text()))
    return (
        select(
            _V.dossier_id, _V.group_code, _V.area_path, cast(starts, Date).label("first_month"),
            cast(share + left_over, BigInteger).label("amount_dong"), _V.payee_name,
            _V.id_number.label("payee_id_number"), _V.hamlet.label("payee_hamlet"),
            agent.label("agent_code"),
            *(case((by_account, _V[name])).label(name) for name in ACCOUNT),
        )
        .join(plan, plan.c.group_code == _V.group_code)
        .join(month, literal(True))
        .where(_V.decision_id == decision.id)
        .subquery("due")
    )  # fmt: skip


async def _open_runs(
    session: AsyncSession, decision: Decision, agent_code: str, due: Subquery
) -> dict[str, int]:
    """A run for each agent, commune and month that is due; none when they are there already."""
    earlier = aliased(PayoutRun)
    there = exists().where(
        earlier.decision_id == decision.id,
        earlier.agent_code.in_([agent_code, decision.transfer_agent_code or agent_code]),
        earlier.adjustment_id.is_(None),
        earlier.follows_run_id.is_(None),
    )
    grain = [due.c[name] for name in GRAIN]
    held = (
        select(
            *grain, literal(decision.id, BigInteger()), literal(decision.source_id, BigInteger()),
            literal(str(RunState.PREPARED), Text()), cast(func.count(), Integer),
            cast(func.sum(due.c.amount_dong), BigInteger),
        )
        .where(~there)
        .group_by(*grain)
        .order_by(due.c.area_path, due.c.first_month, due.c.agent_code)
    )  # fmt: skip
    names = [*GRAIN, "decision_id", "source_id", "state", "order_count", "total_dong"]
    return await open_runs(session, names, held)


async def open_runs(
    session: AsyncSession, names: list[str], held: Select[Any], same: Sequence[str] = GRAIN
) -> dict[str, int]:
    """Enter runs; their numbers by what their orders have in common."""
    made = await session.execute(
        upsert(PayoutRun)
        .from_select(names, held)
        .on_conflict_do_nothing()
        .returning(key_of(PayoutRun.__table__.c, same), PayoutRun.id)
    )
    return dict(made.all())


async def _write_orders(session: AsyncSession, runs: Mapping[str, int], due: Subquery) -> None:
    await session.execute(
        orders_of(session, due, runs).on_conflict_do_nothing(
            index_elements=["dossier_id", "first_month"], index_where=PayoutOrder.__table__.c.live
        )
    )


def key_of(rows: Any, same: Sequence[str] = GRAIN) -> ColumnElement[str]:
    """What an order and its run have in common, as one text."""
    return func.concat_ws(" ", *(rows[name] for name in same))


def orders_of(
    session: AsyncSession, due: Subquery, runs: Mapping[str, int], same: Sequence[str] = GRAIN
) -> Any:
    """The statement that enters what is due, each order in its run and numbered.

    Each order finds its run in a map: a planner that never counted today's runs would walk all of
    them for every order, or all orders for every run.
    """
    run_id = cast(cast(literal(dict(runs), JSONB), JSONB)[key_of(due.c, same)].astext, BigInteger)
    placed = (
        select(next_number(), *due.c, run_id.label("run_id"))
        .order_by(due.c.area_path, due.c.first_month, due.c.agent_code, due.c.dossier_id)
        .subquery("placed")
    )
    wanted = set(PayoutOrder.__table__.c.keys()) - {"id"}
    names = [one.name for one in placed.c if one.name in wanted]
    chosen = select(
        placed.c.id, reference(session, placed.c.id), *(placed.c[name] for name in names)
    )
    return upsert(PayoutOrder).from_select(["id", "reference", *names], chosen)


async def _check_orders(
    session: AsyncSession, runs: list[int], wanted_people: int, wanted_total: int
) -> int:
    """How many orders these runs have; raises OrdersDoNotMatch."""
    query = select(
        func.count(),
        func.count(PayoutOrder.dossier_id.distinct()),
        cast(func.coalesce(func.sum(PayoutOrder.amount_dong), 0), BigInteger),
    ).where(PayoutOrder.run_id == dossiers.any_of(runs))
    count, people, total = (await session.execute(query)).one()
    if (people, total) != (wanted_people, wanted_total):
        raise OrdersDoNotMatch(
            people=people, total=total, wanted_people=wanted_people, wanted_total=wanted_total
        )
    return count


async def set_live(session: AsyncSession, orders: Sequence[int], *, live: bool) -> None:
    """Close orders that are not paid, to be issued again; or open those that are paid after all.

    Raises AlreadyOrdered when another order of the dossier and month lives meanwhile.
    """
    await session.execute(
        update(PayoutOrder)
        .where(PayoutOrder.id == dossiers.any_of(orders), PayoutOrder.live.is_not(live))
        .values(live=live)
        .execution_options(synchronize_session=False)
    )


async def wait_for_runs(session: AsyncSession, orders: Sequence[int]) -> None:
    """Share the runs of some orders: whoever holds them for a later decision goes first."""
    runs = select(PayoutOrder.run_id).where(PayoutOrder.id == dossiers.any_of(orders))
    query = select(PayoutRun.id).where(PayoutRun.id.in_(runs)).order_by(PayoutRun.id)
    await session.execute(query.with_for_update(read=True))
