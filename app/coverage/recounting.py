"""The same counts anew from the facts: slow, and why the deltas can be believed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.db import schema_of
from app.coverage.rules import Cell, joined
from app.decisions.tables import AdjustmentLine, DecisionLine
from app.reconciliation.tables import OrderOutcome, paid_dong
from app.recoveries.tables import RecoveryCase, RecoveryEntry

_COUNTED = ("people", "months", "amount_dong")


async def recount_of(
    session: AsyncSession, as_of: date, known_on: date | None = None, by: Sequence[str] = ()
) -> list[Cell]:
    """Approved and paid by group, district and commune, counted from the facts themselves."""
    halves = union_all(_approved(as_of, known_on, by), _paid(as_of, known_on, by))
    found = await session.execute(halves)
    return joined(Cell(tuple(row[: len(by)]), *row[len(by) :]) for row in found)


def _known(recorded_at: Any, known_on: date | None) -> list[ColumnElement[bool]]:
    if known_on is None:
        return []
    end = datetime.combine(known_on + timedelta(days=1), time(), clock.VIETNAM)
    return [recorded_at < end]


def _divided(table: Any) -> list[Any]:
    """The keys of a table of money: the path is province, district, commune."""
    return [
        table.group_code.label("group"),
        func.split_part(table.area_path, ".", 2).label("district"),
        func.split_part(table.area_path, ".", 3).label("commune"),
    ]


def _counted(rows: Subquery, by: Sequence[str], measures: Sequence[str | None]) -> Select[Any]:
    keys = [rows.c[key] for key in by]
    sums = [
        literal(0, BigInteger()) if name is None
        else cast(func.coalesce(func.sum(rows.c[name]), 0), BigInteger)
        for name in measures
    ]  # fmt: skip
    return select(*keys, *sums).group_by(*keys)


def _approved(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """What was signed first, and from its own day on what each later decision changed of it."""
    line, change = DecisionLine, AdjustmentLine
    signed = select(
        literal(1).label("people"), line.months, line.amount_dong, *_divided(line)
    ).where(line.signed_on <= as_of, *_known(line.recorded_at, known_on))
    gone = change.act == "removed"
    changed = select(
        case((gone, -1), else_=0), case((gone, 0), else_=change.months) - change.was_months,
        change.amount_dong - change.was_amount_dong, *_divided(change),
    ).where(change.signed_on <= as_of, *_known(change.recorded_at, known_on))  # fmt: skip
    lines = union_all(signed, changed).subquery("lines")
    return _counted(lines, by, (*_COUNTED, None, None))


def _paid(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """A person paid in several months is one person; what is called back supports nobody.

    What came back from the payee's bank counts no more from its own day on.
    """
    fact = OrderOutcome
    kept = (fact.order_id, fact.dossier_id, fact.group_code, fact.area_path)
    paid = (
        select(*kept[1:], paid_dong().label("amount_dong"))
        .where(fact.done_on <= as_of, *_known(fact.recorded_at, known_on))
        .group_by(*kept)
    )
    each = union_all(paid, *_called_back(as_of, known_on)).subquery("each").c
    left = cast(func.sum(each.amount_dong), BigInteger)
    rows = (
        select(
            case((left > 0, 1), else_=0).label("people"), left.label("amount_dong"),
            *_divided(each),
        )
        .group_by(each.dossier_id, each.group_code, each.area_path)
        .subquery("paid")
    )  # fmt: skip
    return _counted(rows, by, (None, None, None, "people", "amount_dong"))


def _called_back(as_of: date, known_on: date | None) -> tuple[Any, Any]:
    """What is called back counts less from the case's own day; what was no debt counts again."""
    one, entry = RecoveryCase, RecoveryEntry
    whose = (one.dossier_id, one.group_code, one.area_path)
    owed = select(*whose, -one.owed_dong).where(
        one.since <= as_of, *_known(one.recorded_at, known_on)
    )
    void = (
        select(*whose, entry.amount_dong)
        .join(entry, entry.case_id == one.id)
        .where(entry.kind == "void", one.since <= as_of, *_known(entry.recorded_at, known_on))
    )
    return owed, void


async def differing(session: AsyncSession, province: str) -> int:
    """In how many cells what is kept is not what the facts of a province come to; 0 is well.

    Every cell of the finest grain by day and day of knowledge, and the folds of whole districts;
    for the owner alone.
    """
    found = await session.scalar(select(func.nation.coverage_differing(schema_of(province))))
    return int(found or 0)
