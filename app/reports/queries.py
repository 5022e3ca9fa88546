"""The coverage table: cells counted by their deltas, with names, in the order of the law."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, BigInteger, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage, policy
from app.access.tables import PaymentAgent
from app.admin_units.tables import AdminUnit
from app.core.db import standing_of
from app.core.errors import BadInput
from app.coverage import TOTAL, Cell
from app.decisions.tables import Decision, DecisionLine
from app.funds.tables import FundSource
from app.reports import rules
from app.reports.schemas import Coverage, CoverageRow

Names = Mapping[tuple[str, str], str]
"""Key and code -> what people call it."""


async def coverage_at(
    session: AsyncSession,
    as_of: date,
    known_on: date | None = None,
    by: Sequence[str] = ("group",),
    *,
    area: str | None = None,
) -> Coverage:
    """Approved and paid up to a day, as known at the end of another, inside an area.

    Raises TableDoesNotFoot, NotFound.
    """
    cells = await coverage.counted(session, as_of, known_on, by, area)
    return _table(cells, (as_of, known_on), by, await _names(session, by))


async def coverage_nationwide(
    session: AsyncSession, as_of: date, known_on: date | None = None, by: Sequence[str] = ()
) -> Coverage:
    """The same of all provinces by group, province, district and month, as last folded.

    For who runs the service: no appointment reaches beyond its province. Raises TableDoesNotFoot,
    ValueError for finer keys.
    """
    cells = await coverage.counted_nationwide(session, as_of, known_on, by)
    return _table(cells, (as_of, known_on), by, await _names(session, by))


def _table(
    cells: Sequence[Cell], days: tuple[date, date | None], by: Sequence[str], names: Names
) -> Coverage:
    coverage.check_feet(cells, len(by))
    as_of, known_on = days
    sums = [cell for cell in cells if TOTAL in cell.place]
    whole = next(cell for cell in cells if set(cell.place) <= {TOTAL})
    rows = [_row(cell, by, names) for cell in _in_order(cells) if TOTAL not in cell.place]
    total = _row(whole, ("group",), names)
    return Coverage(
        as_of=as_of,
        known_on=known_on,
        by=list(by),
        rows=[*(rows if by else []), total],
        margins=[_row(cell, by, names) for cell in _in_order(sums) if cell is not whole],
    )


async def _names(session: AsyncSession, by: Sequence[str]) -> Names:
    """What the asked keys are called, as far as the reader may see it."""
    found: dict[tuple[str, str], str] = {}
    if levels := [key for key in by if key in {"province", "district", "commune"}]:
        units = select(AdminUnit.level, AdminUnit.code, AdminUnit.kind, AdminUnit.name).where(
            AdminUnit.level.in_(levels),
            AdminUnit.path.startswith(standing_of(session).province or ""),
        )
        for level, code, kind, name in await session.execute(units):
            found[level, code] = f"{kind} {name}"
    named: Mapping[str, tuple[Any, Any]] = {
        "decision": (Decision.id, Decision.number),
        "agent": (PaymentAgent.code, PaymentAgent.name),
        "source": (FundSource.id, FundSource.name),
    }
    for key, (code_of, name_of) in named.items():
        if key in by:
            for code, name in await session.execute(select(code_of, name_of)):
                found[key, str(code)] = name
    return found


def _in_order(cells: Iterable[Cell]) -> list[Cell]:
    """Groups in the order of the law, then a province's own, the rest by code, sums last."""
    law = {str(group): number - len(policy.Group) for number, group in enumerate(policy.Group)}

    def position(cell: Cell) -> list[tuple[bool, int, int, str]]:
        return [(code == TOTAL, law.get(code, 0), len(code), code) for code in cell.place]

    return sorted(cells, key=position)


def _row(cell: Cell, by: Sequence[str], names: Names) -> CoverageRow:
    places = dict(zip(by, cell.place or (TOTAL,), strict=False))
    named = {
        f"{key}_name": names[key, code] for key, code in places.items() if (key, code) in names
    }
    return CoverageRow(
        **places,
        **named,
        approved_people=cell.approved_people,
        approved_months=cell.approved_months,
        paid_people=cell.paid_people,
        approved_dong=cell.approved_dong,
        paid_dong=cell.paid_dong,
        **_rates(cell, "month" in places),
    )


async def signed_on(session: AsyncSession, decision_ids: Sequence[int]) -> dict[str, date]:
    """When decisions were signed, told by one of their lines in the territory each."""
    asked = func.unnest(literal(list(decision_ids), ARRAY(BigInteger()))).column_valued("asked")
    one = (
        select(DecisionLine.signed_on)
        .where(DecisionLine.decision_id == asked)
        .limit(1)
        .lateral("one")
    )
    found = await session.execute(select(asked, one.c.signed_on).join(one, true()))
    return {str(number): signed for number, signed in found}


def page_of(table: Coverage, after: str | None, limit: int) -> Coverage:
    """The rows that follow a place ("HN/436"), at most so many; all of a short table.

    Raises BadInput when the table has no such place.
    """
    *rows, total = table.rows
    places = ["/".join(getattr(row, key) for key in table.by) for row in rows]
    if after is not None and after not in places:
        raise BadInput(
            reason="The table has no row after which to go on.",
            reason_vi="Bảng không có dòng nào như vậy để đọc tiếp.",
            pointer="query: after",
        )
    start = places.index(after) + 1 if after is not None else 0
    end = start + limit
    if end < len(rows):
        page = {"rows": rows[start:end], "margins": [], "next_after": places[end - 1]}
    else:
        page = {"rows": [*rows[start:], total]}
    return table.model_copy(update=page)


def _rates(cell: Cell, of_a_month: bool) -> dict[str, str | None]:
    """What was paid in a month is no part of what was approved in it: such a row has no rate."""
    pairs = {
        "people": (cell.paid_people, cell.approved_people),
        "dong": (cell.paid_dong, cell.approved_dong),
    }
    rates = {
        f"rate_{what}": None if of_a_month else rules.rate(*pair) for what, pair in pairs.items()
    }
    cut = {
        f"rate_{what}_truncated": None if of_a_month else rules.rate(*pair, cut=True)
        for what, pair in pairs.items()
    }
    return rates | cut
