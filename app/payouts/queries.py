"""Reading runs and orders; an agent sees only what was released to it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units, register
from app.core.db import standing_of
from app.core.errors import NotFound
from app.decisions.tables import DecisionLine
from app.dossiers import any_of
from app.dossiers.tables import BenefitAdjustment, Dossier, PersonClaim
from app.payouts.rules import (
    CANCELLED,
    MARKS,
    NOT_AGAIN,
    WITHDRAWN,
    RunState,
)
from app.payouts.schemas import ArrangementShown, RunsWanted
from app.payouts.tables import (
    OrderCancellation,
    PayeeArrangement,
    PayoutOrder,
    PayoutRun,
    WebhookDelivery,
)

_RUN = (
    PayoutRun.id, PayoutRun.decision_id, PayoutRun.agent_code, PayoutRun.state,
    PayoutRun.order_count, PayoutRun.total_dong, PayoutRun.prepared_at, PayoutRun.released_at,
    PayoutRun.area_path, PayoutRun.first_month, PayoutRun.adjustment_id,
    PayoutRun.follows_run_id,
)  # fmt: skip
_ORDER = (
    PayoutOrder.id, PayoutOrder.reference, PayoutOrder.dossier_id, PayoutOrder.group_code,
    PayoutOrder.first_month, PayoutOrder.amount_dong, PayoutOrder.payee_name,
    PayoutOrder.payee_id_number, PayoutOrder.payee_hamlet, PayoutOrder.area_path,
    PayoutOrder.live, PayoutOrder.account_number, PayoutOrder.account_name, PayoutOrder.bank,
)  # fmt: skip


def seen(session: AsyncSession) -> ColumnElement[bool]:
    """Agents see released runs; row policies already keep other agents' away."""
    return PayoutRun.state == RunState.RELEASED if standing_of(session).agent else true()


async def run_shown(session: AsyncSession, run_id: int) -> dict[str, Any]:
    """One run; raises NotFound outside the territory, and for an agent before its release."""
    query = select(*_RUN).where(PayoutRun.id == run_id, seen(session))
    row = (await session.execute(query)).mappings().first()
    if row is None:
        raise NotFound(what="danh sách chi trả")
    return dict(row)


async def runs_after(
    session: AsyncSession, after: int, limit: int, wanted: RunsWanted
) -> list[dict[str, Any]]:
    """Runs of the territory by number, page by page; only those that are asked for."""
    asked = [PayoutRun.__table__.c[name] == value for name, value in wanted.by_column.items()]
    if wanted.area:
        asked.append(PayoutRun.area_path.startswith(wanted.area, autoescape=True))
    query = select(*_RUN).where(PayoutRun.id > after, seen(session), *asked)
    found = await session.execute(query.order_by(PayoutRun.id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def orders_after(
    session: AsyncSession, run_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders of a run by number, page by page; raises NotFound."""
    await run_shown(session, run_id)
    query = select(*_ORDER).where(
        PayoutOrder.run_id == run_id, PayoutOrder.id > after, PayoutOrder.payee_name.not_in(MARKS)
    )
    found = await session.execute(query.order_by(PayoutOrder.id).limit(limit))
    held = set(await held_orders(session, run_id))
    return [dict(row) | {"held": row["id"] in held} for row in found.mappings()]


def people_of_orders(rows: Sequence[dict[str, Any]]) -> Select[int]:
    """Whose numbers stand on a page of orders."""
    dossiers = any_of([row["dossier_id"] for row in rows])
    return select(PersonClaim.person_id).where(PersonClaim.dossier_id == dossiers)


async def held_orders(session: AsyncSession, run_id: int) -> list[int]:
    """The live orders of a run that a complaint or finding holds; their payer may ask too."""
    among = func.nation.held_orders(
        func.current_schema(), literal(run_id, BigInteger()), type_=ARRAY(BigInteger())
    )
    return list(await session.scalar(select(among)) or ())


async def held_orders_of(session: AsyncSession, runs: Sequence[int]) -> list[int]:
    """The live orders of some runs that a complaint or finding holds."""
    numbers = ARRAY(BigInteger())
    among = func.nation.held_orders_of(
        func.current_schema(), literal(list(runs), numbers), type_=numbers
    )
    return list(await session.scalar(select(among)) or ())


class Going(NamedTuple):
    """What a run sends: live orders, their sum (đồng), and whether some were reduced."""

    order_count: int
    total_dong: int
    reduced: bool


async def going_out(session: AsyncSession, runs: Sequence[int]) -> dict[int, Going]:
    """The orders of each of these runs that are to be paid."""
    live, amount = PayoutOrder.live, PayoutOrder.amount_dong
    query = (
        select(
            PayoutOrder.run_id,
            func.count().filter(live),
            func.coalesce(func.sum(amount).filter(live), 0).cast(BigInteger),
            func.coalesce(func.bool_or(PayoutOrder.payee_name == WITHDRAWN), False),
        )
        .where(PayoutOrder.run_id == any_of(runs))
        .group_by(PayoutOrder.run_id)
    )
    found = {row[0]: Going(*row[1:]) for row in await session.execute(query)}
    return {run: found.get(run, Going(0, 0, False)) for run in runs}


def topped_up_in(runs: Sequence[int]) -> Select[int]:
    """The dossiers whose difference goes out with these runs."""
    return select(PayoutOrder.dossier_id).where(
        PayoutOrder.run_id == any_of(runs), PayoutOrder.live
    )


async def people_to_settle(session: AsyncSession, decision_id: int) -> list[int]:
    """People of a decision whose other benefit was merged into theirs before they were ordered."""
    open_ones = select(BenefitAdjustment.dossier_id).where(
        BenefitAdjustment.kind == "top_up", BenefitAdjustment.state == "open"
    )
    waiting = list(await session.scalars(open_ones))
    if not waiting:
        return []
    query = (
        select(PersonClaim.person_id)
        .join(DecisionLine, DecisionLine.dossier_id == PersonClaim.dossier_id)
        .where(PersonClaim.dossier_id == any_of(waiting), DecisionLine.decision_id == decision_id)
    )
    return sorted(set(await session.scalars(query)))


async def notifications_of(session: AsyncSession, run_id: int) -> Sequence[Any]:
    """Every attempt to tell the agent's system of a run, oldest first; raises NotFound."""
    await run_shown(session, run_id)
    told = WebhookDelivery
    query = (
        select(
            told.message_id, told.attempt, told.at, told.agent_code, told.status_code, told.error,
            func.coalesce(told.status_code.between(200, 299), False).label("delivered"),
        )
        .where(told.run_id == run_id)
        .order_by(told.at, told.attempt)
    )  # fmt: skip
    return (await session.execute(query)).all()


async def order_to_replace(session: AsyncSession, order_id: int) -> Any:
    """Whether an order is live, its run, the mark that stands in its place, its claim's state.

    And whether a later decision changed its line.
    """
    mark, end = aliased(PayoutOrder), aliased(PayoutOrder)
    # What is left of a changed line is ordered in another run.
    cancelled = exists().where(
        end.payee_name == CANCELLED,
        end.run_id == PayoutOrder.run_id,
        end.dossier_id == PayoutOrder.dossier_id,
    )
    query = (
        select(
            PayoutOrder.live, PayoutRun.source_id, PayoutRun.state, mark.id.label("mark_id"),
            PersonClaim.state.label("claim"), cancelled.label("cancelled"),
        )
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .outerjoin(PersonClaim, PersonClaim.dossier_id == PayoutOrder.dossier_id)
        .outerjoin(
            mark,
            (mark.run_id == PayoutOrder.run_id)
            & (mark.replaces_id == PayoutOrder.id)
            & mark.payee_name.in_((WITHDRAWN, NOT_AGAIN)),
        )
        .where(PayoutOrder.id == order_id, PayoutOrder.payee_name.not_in(MARKS))
    )  # fmt: skip
    return (await session.execute(query)).first()


async def with_payer(session: AsyncSession, orders: Sequence[int]) -> list[int]:
    """Of these orders those that an agent has taken, or has answered for."""
    numbers = ARRAY(BigInteger())
    among = func.nation.with_payer(
        func.current_schema(), literal(list(orders), numbers), type_=numbers
    )
    return list(await session.scalar(select(among)) or ())


async def cancellations_after(
    session: AsyncSession, after: int, limit: int
) -> list[dict[str, Any]]:
    """Cancellations by order, page by page; an agent sees what is asked back from it."""
    own = OrderCancellation.kind == "requested" if standing_of(session).agent else true()
    query = (
        select(
            OrderCancellation.order_id, PayoutOrder.reference, PayoutOrder.run_id,
            PayoutOrder.amount_dong, OrderCancellation.kind, OrderCancellation.reason,
            OrderCancellation.requested_at, OrderCancellation.agent_code, PayoutOrder.live,
        )
        .join(PayoutOrder, PayoutOrder.id == OrderCancellation.order_id)
        .where(OrderCancellation.order_id > after, own)
        .order_by(OrderCancellation.order_id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def payee_of(session: AsyncSession, dossier_id: int) -> dict[str, Any]:
    """Whose dossier it is, the number masked; raises NotFound."""
    query = select(
        Dossier.id, Dossier.full_name, Dossier.hamlet, Dossier.group_code,
        register.masked(Dossier.id_number).label("id_number"),
        admin_units.place_name(Dossier.area_path).label("place"),
    ).where(Dossier.id == dossier_id)  # fmt: skip
    row = (await session.execute(query)).mappings().first()
    if row is None:
        raise NotFound(what="hồ sơ")
    return dict(row)


async def arrangement_of(session: AsyncSession, dossier_id: int) -> ArrangementShown:
    """How a person is paid where not at the counter; raises NotFound."""
    found = await standing_arrangement(session, dossier_id)
    if found is None:
        raise NotFound(what="cách chi trả riêng của hồ sơ")
    return found


async def standing_arrangement(session: AsyncSession, dossier_id: int) -> ArrangementShown | None:
    """The same; none where a person is paid at the counter or by account."""
    one = PayeeArrangement
    query = select(
        one.id, one.dossier_id, one.way, one.receiver_name,
        register.masked(one.receiver_id_number).label("receiver_id_number"), one.paper_number,
        one.reason, one.recorded_by, one.recorded_at,
    ).where(one.dossier_id == dossier_id, one.ended_at.is_(None))  # fmt: skip
    row = (await session.execute(query)).mappings().first()
    return ArrangementShown.model_validate(row) if row else None
