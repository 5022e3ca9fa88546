"""Signatures for money received: recorded all or none, with what is short and what is missing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Text,
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

from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.db import refuse_as
from app.dossiers import any_of
from app.payouts.tables import PayoutOrder
from app.recoveries import queries
from app.recoveries.rules import SignaturesUnfit, SignedByItsMaker, located
from app.recoveries.schemas import SignatureLine, SignaturesTaken
from app.recoveries.tables import ORDER_FACT, PayeeReceipt

refuse_as("ck_payee_receipt_other_hands", SignedByItsMaker)
_ORDER = PayoutOrder.__table__.c
_NAMED_FAULTS = 1000
_NUMBERS = ARRAY(BigInteger())
_TOLD = ("amount_dong", "signed_on", "signer", "paper_number")


async def record_signatures(
    session: AsyncSession, actor: Actor, lines: Sequence[SignatureLine]
) -> SignaturesTaken:
    """Record who signed for how much of which order; a line known before changes nothing.

    Less than was ordered is kept as it was signed. Raises SignaturesUnfit with the lines at fault.
    """
    judged = await _judged(session, actor, lines)
    faults = [located(row.line_number, row.fault) for row in judged if row.fault]
    if faults:
        raise SignaturesUnfit(count=len(faults), errors=faults[:_NAMED_FAULTS])
    fresh = [row.line_number for row in judged if not row.known]
    if fresh:
        await _write(session, actor, [lines[number - 1] for number in fresh])
        await take_stock(session, "payee_receipt")
    short = sum(row.short for row in judged)
    return SignaturesTaken(recorded=len(fresh), known=len(judged) - len(fresh), shortfalls=short)


def _given(lines: Sequence[SignatureLine]) -> Any:
    return rows_of(
        line_number=(Integer(), range(1, len(lines) + 1)),
        reference=(Text(), [one.reference for one in lines]),
        amount_dong=(BigInteger(), [one.amount_dong for one in lines]),
        signed_on=(Date(), [one.signed_on for one in lines]),
        signer=(Text(), [one.signer for one in lines]),
        paper_number=(Text(), [one.paper_number for one in lines]),
    )


async def _judged(session: AsyncSession, actor: Actor, lines: Sequence[SignatureLine]) -> Any:
    """Each line with its fault, if any, whether it is known, and whether it is short."""
    given, known = _given(lines), PayeeReceipt.__table__.c
    own = await _listed_by(session, actor, [one.reference for one in lines])
    twice = func.count().over(partition_by=given.c.reference) > 1
    runs = queries.released_runs()
    told = func.row(*(given.c[name] for name in _TOLD))
    kept = func.row(*(known[name] for name in _TOLD))
    fault = case(
        (_ORDER.id.is_(None), "unknown"),
        (twice, "named_twice"),
        (known.order_id.is_not(None), case((told.is_distinct_from(kept), "signed_otherwise"))),
        (_was("failed") & ~_was("paid"), "not_handed_over"),
        (or_(runs.c.run_id.is_(None), ~_ORDER.live & ~_was("paid")), "not_sent"),
        (_ORDER.id == any_of(own), "own_list"),
        (given.c.amount_dong > _ORDER.amount_dong, "above_order"),
        (~given.c.signed_on.between(runs.c.released_on, literal(clock.today(session), Date())),
         "wrong_day"),
    )  # fmt: skip
    query = (
        select(
            given.c.line_number, fault.label("fault"),
            known.order_id.is_not(None).label("known"),
            func.coalesce(given.c.amount_dong < _ORDER.amount_dong, False).label("short"),
        )
        .select_from(given)
        .outerjoin(PayoutOrder, _ORDER.reference == given.c.reference)
        .outerjoin(runs, runs.c.run_id == _ORDER.run_id)
        .outerjoin(PayeeReceipt, known.order_id == _ORDER.id)
        .order_by(given.c.line_number)
    )  # fmt: skip
    return list(await session.execute(query))


def _was(kind: str) -> Any:
    """Whether its payer said so of an order."""
    fact = ORDER_FACT.alias()
    return exists().where(fact.c.order_id == _ORDER.id, fact.c.kind == kind)


async def _listed_by(
    session: AsyncSession, actor: Actor, references: Sequence[str]
) -> Sequence[int]:
    """Orders of lists that this very person made, also where a payer cannot see the list."""
    wanted = rows_of(reference=(Text(), references))
    orders = select(func.array_agg(_ORDER.id)).where(
        _ORDER.reference.in_(select(wanted.c.reference))
    )
    mine = func.nation.orders_listed_by(
        func.current_schema(), orders.scalar_subquery(), actor.officer_id, type_=_NUMBERS
    )
    return await session.scalar(select(mine)) or []


async def _write(session: AsyncSession, actor: Actor, lines: Sequence[SignatureLine]) -> None:
    given = _given(lines)
    rows = (
        select(
            _ORDER.id, _ORDER.amount_dong, *(given.c[name] for name in _TOLD),
            _ORDER.dossier_id, _ORDER.agent_code, literal(actor.officer_id, BigInteger()),
            _ORDER.area_path,
        )
        .select_from(given)
        .join(PayoutOrder, _ORDER.reference == given.c.reference)
        .order_by(_ORDER.id)
    )  # fmt: skip
    names = ["order_id", "due_dong", *_TOLD, "dossier_id", "agent_code", "recorded_by", "area_path"]
    await session.execute(insert(PayeeReceipt).from_select(names, rows))


async def shortfalls_after(
    session: AsyncSession, area: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders for which less was signed than was ordered, by number; the territory's own."""
    own = PayeeReceipt.__table__.c
    query = (
        select(*own, _ORDER.reference)
        .join(PayoutOrder, _ORDER.id == own.order_id)
        .where(own.amount_dong < own.due_dong, own.order_id > after)
        .where(queries.inside(own.area_path, area))
    )
    found = await session.execute(query.order_by(own.order_id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def unsigned(session: AsyncSession, area: str | None) -> list[dict[str, Any]]:
    """Paid orders for which nobody has signed, counted by commune and agent."""
    paid, back = ORDER_FACT.alias("paid"), ORDER_FACT.alias("back")
    signed = exists().where(PayeeReceipt.order_id == paid.c.order_id)
    # Few come back: they are known before all that was paid is gone through.
    returned = select(back.c.order_id).where(back.c.kind == "returned")
    place = (paid.c.area_path, paid.c.agent_code)
    query = (
        select(
            *place, cast(func.count(), Integer).label("order_count"),
            cast(func.sum(paid.c.amount_dong), BigInteger).label("total_dong"),
            func.min(paid.c.done_on).label("first_paid_on"),
        )
        .where(paid.c.kind == "paid", ~signed, paid.c.order_id.not_in(returned))
        .where(queries.inside(paid.c.area_path, area))
        .group_by(*place)
        .order_by(*place)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
