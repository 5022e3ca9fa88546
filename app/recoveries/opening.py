"""Opening cases, and voiding what has no ground of its own: nothing is called back twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
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
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import dossiers
from app.core import clock
from app.decisions.tables import Decision, DecisionLine
from app.dossiers.tables import BenefitAdjustment
from app.payouts.tables import OrderCancellation, PayoutOrder, PayoutRun
from app.recoveries.rules import Cause
from app.recoveries.tables import ORDER_FACT, RecoveryCase, RecoveryEntry

_CALLED_BACK_ALREADY = "Khoản này đã được thu hồi theo hồ sơ khác."
_NO_GROUND_LEFT = "Căn cứ thu hồi không còn."
_OF_PAYMENTS = (Cause.DECISION, Cause.AFTER_CANCEL)
"""Cases over the very payments of a dossier: together never more than was paid."""


async def open_cases(session: AsyncSession, rows: Select[*tuple[Any, ...]]) -> list[int]:
    """Open a case for each row (columns of `recovery_case`, by name); answers their numbers.

    What is there already stays as it is. Where a dossier is called back twice, by a later decision
    and because it was paid after it had been asked back, what exceeds its payments is void at once.
    The caller holds the runs of these dossiers.
    """
    names = [one.name for one in rows.selected_columns]
    made = await session.scalars(
        upsert(RecoveryCase)
        .from_select(names, rows)
        .on_conflict_do_nothing()
        .returning(RecoveryCase.id)
    )
    numbers = sorted(made)
    if numbers:
        await _void_excess(session, numbers)
    return numbers


async def open_after_cancel(session: AsyncSession, statement_id: int) -> list[int]:
    """Cases for orders that a statement says were paid although they had been asked back."""
    paid, order = ORDER_FACT.alias("paid"), aliased(PayoutOrder)
    came_back = ORDER_FACT.alias("came_back")
    rows = (
        select(
            literal(str(Cause.AFTER_CANCEL), Text()).label("cause"),
            order.id.label("order_id"), order.dossier_id, PayoutRun.decision_id,
            PayoutRun.source_id, order.group_code, paid.c.amount_dong.label("owed_dong"),
            _nothing_else_paid(order).label("whole"), paid.c.done_on.label("since"),
            order.area_path,
        )
        .select_from(order)
        .join(OrderCancellation, OrderCancellation.order_id == order.id)
        .join(PayoutRun, PayoutRun.id == order.run_id)
        .join(paid, and_(paid.c.order_id == order.id, paid.c.kind == "paid"))
        .where(paid.c.statement_id == statement_id)
        .where(
            ~exists().where(came_back.c.order_id == order.id, came_back.c.kind == "returned")
        )
        .order_by(order.id)
    )  # fmt: skip
    touched = select(PayoutOrder.run_id).join(
        OrderCancellation, OrderCancellation.order_id == PayoutOrder.id
    )
    of_it = select(ORDER_FACT.c.order_id).where(ORDER_FACT.c.statement_id == statement_id)
    await _hold_runs(session, touched.where(PayoutOrder.id.in_(of_it)))
    return await open_cases(session, rows)


async def _hold_runs(session: AsyncSession, chosen: Select[int]) -> None:
    """A later decision on the same lines waits, or was made before and is counted."""
    query = select(PayoutRun.id).where(PayoutRun.id.in_(chosen)).order_by(PayoutRun.id)
    await session.execute(query.with_for_update(key_share=True))


def _nothing_else_paid(order: Any) -> ColumnElement[bool]:
    """Whether no other order of the dossier supports anybody; of several asked back the last."""
    other, paid = aliased(PayoutOrder), ORDER_FACT.alias("other_paid")
    asked_back = exists().where(OrderCancellation.order_id == other.id)
    rest = exists().where(
        other.dossier_id == order.dossier_id,
        other.id != order.id,
        paid.c.order_id == other.id,
        paid.c.kind == "paid",
        or_(~asked_back, other.id > order.id),
    )
    return ~rest


async def follow_benefits(session: AsyncSession) -> list[int]:
    """Cases for what settlements of two benefits call back; those whose ground is gone are void."""
    await _void_groundless(session)
    settled = BenefitAdjustment
    known = exists().where(RecoveryCase.benefit_adjustment_id == settled.id)
    rows = (
        select(
            literal(str(Cause.DOUBLE_BENEFIT), Text()).label("cause"),
            settled.id.label("benefit_adjustment_id"), settled.dossier_id,
            DecisionLine.decision_id, Decision.source_id, DecisionLine.group_code,
            settled.amount_dong.label("owed_dong"), literal(False).label("whole"),
            cast(func.timezone(clock.VIETNAM.key, settled.made_at), Date).label("since"),
            settled.area_path,
        )
        .select_from(settled)
        .join(DecisionLine, DecisionLine.dossier_id == settled.dossier_id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(settled.kind == "recovery", settled.state == "open", ~known)
        .order_by(settled.id)
    )  # fmt: skip
    return await open_cases(session, rows)


async def _void_groundless(session: AsyncSession) -> None:
    """What was settled with other winners, or called back from a stranger, is not owed any more."""
    gone = (
        select(RecoveryCase.id)
        .join(BenefitAdjustment, BenefitAdjustment.id == RecoveryCase.benefit_adjustment_id)
        .where(BenefitAdjustment.state == "settled")
        .order_by(RecoveryCase.id)
    )
    numbers = list(await session.scalars(gone))
    if not numbers:
        return
    held = select(RecoveryCase.id).where(RecoveryCase.id == dossiers.any_of(numbers))
    ordered = held.order_by(RecoveryCase.id).subquery("held")
    await session.execute(
        select(func.nation.hold_recovery_case(func.current_schema(), ordered.c.id))
    )
    spent = func.coalesce(func.sum(RecoveryEntry.amount_dong), 0)
    left = cast(RecoveryCase.owed_dong - spent, BigInteger)
    rest = (
        select(RecoveryCase.id, left.label("amount_dong"), RecoveryCase.area_path)
        .outerjoin(RecoveryEntry, RecoveryEntry.case_id == RecoveryCase.id)
        .where(RecoveryCase.id == dossiers.any_of(numbers))
        .group_by(RecoveryCase.id)
        .having(left > 0)
    )
    await _void(session, rest, _NO_GROUND_LEFT)


async def _void_excess(session: AsyncSession, numbers: Sequence[int]) -> None:
    """Of new cases, what their dossiers were not paid, or is called back by others already."""
    mine = select(RecoveryCase.dossier_id).where(RecoveryCase.id == dossiers.any_of(numbers))
    void = (
        select(func.coalesce(func.sum(RecoveryEntry.amount_dong), 0))
        .where(RecoveryEntry.case_id == RecoveryCase.id, RecoveryEntry.kind == "void")
        .correlate(RecoveryCase)
        .scalar_subquery()
    )
    net = (
        select(
            RecoveryCase.id, RecoveryCase.dossier_id, RecoveryCase.area_path,
            (RecoveryCase.owed_dong - void).label("net"),
            cast(RecoveryCase.id == dossiers.any_of(numbers), Integer).label("fresh"),
        )
        .where(RecoveryCase.dossier_id.in_(mine), RecoveryCase.cause.in_(_OF_PAYMENTS))
        .subquery("net")
    )  # fmt: skip
    upto = func.sum(net.c.net).over(partition_by=net.c.dossier_id, order_by=(net.c.fresh, net.c.id))
    sums = select(*net.c, upto.label("upto")).subquery("sums")
    paid = _paid_by_dossier(mine)
    over = func.greatest(sums.c.upto - func.coalesce(paid.c.paid, 0), 0)
    excess = cast(func.least(sums.c.net, over), BigInteger)
    rows = (
        select(sums.c.id, excess.label("amount_dong"), sums.c.area_path)
        .outerjoin(paid, paid.c.dossier_id == sums.c.dossier_id)
        .where(sums.c.fresh == 1, excess > 0)
    )
    await _void(session, rows, _CALLED_BACK_ALREADY)


def _paid_by_dossier(whose: Select[int]) -> Any:
    """What was paid of dossiers and has not come back from the bank (đồng)."""
    fact = ORDER_FACT.c
    amount = case((fact.kind == "paid", fact.amount_dong), else_=-fact.amount_dong)
    return (
        select(PayoutOrder.dossier_id, func.sum(amount).label("paid"))
        .join(ORDER_FACT, fact.order_id == PayoutOrder.id)
        .where(PayoutOrder.dossier_id.in_(whose), fact.kind.in_(("paid", "returned")))
        .group_by(PayoutOrder.dossier_id)
        .subquery("paid")
    )


async def _void(session: AsyncSession, rows: Select[*tuple[Any, ...]], reason: str) -> None:
    """Entries that call nothing back, in nobody's name: (case, amount, area) each."""
    given = rows.subquery("given")
    case_id, amount, area = given.c
    chosen = select(
        case_id, amount, area, literal("void", Text()), literal(reason, Text()),
        literal(clock.today(session), Date()),
    )  # fmt: skip
    names = ["case_id", "amount_dong", "area_path", "kind", "reason", "happened_on"]
    await session.execute(insert(RecoveryEntry).from_select(names, chosen))
