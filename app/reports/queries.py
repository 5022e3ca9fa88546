"""Counting: coverage as of a day, and where every đồng stands.

Each report is one statement, so it sees one moment; the territory is the reader's own.
"""

from collections.abc import Iterable, Sequence
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

from app import policy, recoveries
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.db import standing_of
from app.decisions.tables import (
    AdjustmentLine,
    DecisionLine,
)
from app.reconciliation.tables import OrderOutcome, paid_dong
from app.reports import rules
from app.reports.rules import TOTAL, Cell
from app.reports.schemas import (
    Coverage,
    CoverageRow,
)


async def coverage_at(
    session: AsyncSession,
    as_of: date,
    known_on: date | None = None,
    by: tuple[str, ...] = ("group",),
) -> Coverage:
    """Approved and paid up to a day, as known at the end of another; raises TableDoesNotFoot."""
    halves = union_all(_approved(as_of, known_on, by), _paid(as_of, known_on, by))
    found = await session.execute(halves)
    cells = rules.joined(Cell(tuple(row[: len(by)]), *row[len(by) :]) for row in found)
    rules.check_feet(cells, len(by))
    names = await _names(session, by)
    sums = [cell for cell in cells if TOTAL in cell.place]
    whole = next(cell for cell in cells if set(cell.place) <= {TOTAL})
    rows = [_row(cell, by, names) for cell in _in_order(cells, by) if TOTAL not in cell.place]
    total = _row(whole, ("group",), names)
    return Coverage(
        as_of=as_of,
        known_on=known_on,
        by=list(by),
        rows=[*(rows if by else []), total],
        margins=[_row(cell, by, names) for cell in _in_order(sums, by) if cell is not whole],
    )


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


def _counted(rows: Subquery, by: Sequence[str], measures: Sequence[Any]) -> Select[Any]:
    """Every cell and every sum across and down, each counted from the rows themselves."""
    keys = [rows.c[key] for key in by]
    shown = [case((func.grouping(key) == 1, TOTAL), else_=key) for key in keys]
    query = select(*shown, *(measure(rows) for measure in measures))
    return query.group_by(func.cube(*keys)) if keys else query


def _none(_rows: Any) -> Any:
    return literal(0, BigInteger())


def _people(rows: Any) -> Any:
    return cast(func.coalesce(func.sum(rows.c.people), 0), BigInteger)


def _dong(rows: Any) -> Any:
    return cast(func.coalesce(func.sum(rows.c.amount_dong), 0), BigInteger)


def _approved(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """What was signed first, and from its own day on what each later decision changed of it."""
    line, change = DecisionLine, AdjustmentLine
    signed = select(literal(1).label("people"), line.amount_dong, *_divided(line)).where(
        line.signed_on <= as_of, *_known(line.recorded_at, known_on)
    )
    changed = select(
        case((change.act == "removed", -1), else_=0),
        change.amount_dong - change.was_amount_dong,
        *_divided(change),
    ).where(change.signed_on <= as_of, *_known(change.recorded_at, known_on))
    lines = union_all(signed, changed).subquery("lines")
    return _counted(lines, by, (_people, _none, _dong, _none))


def _paid(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """A person paid in several months is one person; what is called back supports nobody.

    What came back from the payee's bank counts no more from its own day on.
    """
    paid = (
        select(
            OrderOutcome.dossier_id, OrderOutcome.group_code, OrderOutcome.area_path,
            paid_dong().label("amount_dong"),
        )
        .where(OrderOutcome.done_on <= as_of, *_known(OrderOutcome.recorded_at, known_on))
        .group_by(
            OrderOutcome.order_id, OrderOutcome.dossier_id, OrderOutcome.group_code,
            OrderOutcome.area_path,
        )
    )  # fmt: skip
    back = recoveries.net_owed().subquery("back").c
    called_back = select(back.dossier_id, back.group_code, back.area_path, -back.net_dong).where(
        back.since <= as_of, *_known(back.recorded_at, known_on)
    )
    each = union_all(paid, called_back).subquery("each").c
    left = cast(func.sum(each.amount_dong), BigInteger)
    rows = (
        select(
            case((left > 0, 1), else_=0).label("people"), left.label("amount_dong"),
            *_divided(each),
        )
        .group_by(each.dossier_id, each.group_code, each.area_path)
        .subquery("paid")
    )  # fmt: skip
    return _counted(rows, by, (_none, _people, _none, _dong))


async def _names(session: AsyncSession, by: Sequence[str]) -> dict[str, str]:
    """Code of a district or commune of the province -> its name."""
    levels = [key for key in by if key != "group"]
    if not levels:
        return {}
    path = f"{standing_of(session).province}."
    inside = (AdminUnit.path > path) & (AdminUnit.path < path + "~")
    query = select(AdminUnit.code, AdminUnit.kind, AdminUnit.name)
    found = await session.execute(query.where(inside, AdminUnit.level.in_(levels)))
    return {code: f"{kind} {name}" for code, kind, name in found}


def _in_order(cells: Iterable[Cell], by: Sequence[str]) -> list[Cell]:
    """Groups in the order of the law, then a province's own, places by code, sums last."""
    law = {str(group): number - len(policy.Group) for number, group in enumerate(policy.Group)}

    def position(cell: Cell) -> list[tuple[bool, int, str]]:
        return [(code == TOTAL, law.get(code, 0), code) for code in cell.place]

    return sorted(cells, key=position)


def _row(cell: Cell, by: Sequence[str], names: dict[str, str]) -> CoverageRow:
    places = dict(zip(by, cell.place or (TOTAL,), strict=False))
    named = {
        f"{key}_name": names[code]
        for key, code in places.items()
        if key != "group" and code in names
    }
    return CoverageRow(
        **places,
        **named,
        approved_people=cell.approved_people,
        paid_people=cell.paid_people,
        approved_dong=cell.approved_dong,
        paid_dong=cell.paid_dong,
        rate_people=rules.rate(cell.paid_people, cell.approved_people),
        rate_dong=rules.rate(cell.paid_dong, cell.approved_dong),
        rate_people_truncated=rules.rate(cell.paid_people, cell.approved_people, cut=True),
        rate_dong_truncated=rules.rate(cell.paid_dong, cell.approved_dong, cut=True),
    )
