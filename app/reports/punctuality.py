"""What waits, what is late at which office, and how often steps were done in time.

Each answer is counted in one statement from the clocks; the territory is the reader's own.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Subquery, case, cast, func, null, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app import clocks
from app.admin_units.tables import AdminUnit
from app.clocks.tables import StepClock, StepDone
from app.core import clock
from app.core.db import standing_of
from app.coverage import TOTAL
from app.dossiers.tables import DossierList
from app.reports import rules
from app.reports.schemas import Escalation, OnTime, OnTimeRow, OverdueRow, WaitingRow

_BANDS: Final = (("days_1_2", 1, 2), ("days_3_5", 3, 5), ("days_6_10", 6, 10))


async def waiting(session: AsyncSession, today: date | None = None) -> list[WaitingRow]:
    """Undecided dossiers by list and step: since when, due when, and whether that has passed."""
    day = today or clock.today(session)
    standing = clocks.standing_at().subquery("standing")
    shown = [
        standing.c.list_id, DossierList.form, DossierList.group_code, DossierList.unit_path,
        standing.c.stage, standing.c.step,
    ]  # fmt: skip
    query = (
        select(
            *shown, DossierList.group_code.label("group"),
            cast(func.sum(standing.c.dossiers), BigInteger).label("dossiers"),
            func.min(standing.c.since).label("since"), func.min(standing.c.due_on).label("due_on"),
        )
        .join(DossierList, DossierList.id == standing.c.list_id)
        .group_by(*shown)
        .order_by(standing.c.list_id, standing.c.stage)
    )  # fmt: skip
    return [
        WaitingRow(**row, late=None if row["due_on"] is None else day > row["due_on"])
        for row in (await session.execute(query)).mappings()
    ]


async def overdue(
    session: AsyncSession, today: date | None = None, area: str | None = None
) -> list[OverdueRow]:
    """Dossiers late at each office, by how many working days; the office that is latest first.

    Inside an area: dossiers of its places, whichever office they wait at.
    """
    late = clocks.late_clocks(today or clock.today(session))
    office = _office(late)
    age, dossiers = late.c.late_days, late.c.dossiers
    bands = [
        _dossiers(dossiers, age.between(first, last)).label(name) for name, first, last in _BANDS
    ]
    query = (
        select(
            *office, *bands, _dossiers(dossiers, age > _BANDS[-1][2]).label("days_over_10"),
            _dossiers(dossiers).label("dossiers"), func.min(late.c.due_on).label("oldest_due_on"),
        )
        .where(_in(late.c.area_path, area))
        .group_by(*office)
        .order_by(func.min(late.c.due_on), *office)
    )  # fmt: skip
    names = await _place_names(session)
    found = (await session.execute(query)).mappings()
    return [OverdueRow(**row, **_named(row, names)) for row in found]


async def escalations(
    session: AsyncSession, over: int, today: date | None = None
) -> list[Escalation]:
    """Lists whose step is late by more than so many working days, the oldest first."""
    late = clocks.late_clocks(today or clock.today(session))
    query = (
        select(
            late.c.list_id, late.c.group_code.label("group"), late.c.step, *_office(late),
            late.c.dossiers, late.c.since, late.c.due_on, late.c.late_days,
        )
        .where(late.c.late_days > over)
        .order_by(late.c.due_on, late.c.list_id, late.c.area_path)
    )  # fmt: skip
    names = await _place_names(session)
    found = (await session.execute(query)).mappings()
    return [Escalation(**row, **_named(row, names)) for row in found]


async def on_time(
    session: AsyncSession, from_: date, to: date, by: str, area: str | None = None
) -> OnTime:
    """Steps done from a day to a day (both counted): how many in time, and the rate as published.

    Inside an area where one is given. What was sent back or stopped by the person, and steps
    without a limit, are counted apart.
    """
    key = {
        "step": StepClock.step,
        "district": func.split_part(StepDone.area_path, ".", 2),
        "group": StepClock.group_code,
    }[by]
    done = StepDone.outcome == "done"
    judged = done & StepDone.due_on.is_not(None)
    late = judged & (StepDone.left_on > StepDone.due_on)
    counts = {
        "judged": judged, "late": late, "returned": StepDone.outcome == "returned",
        "stopped": StepDone.outcome == "stopped", "without_limit": done & StepDone.due_on.is_(None),
    }  # fmt: skip
    measures = [_dossiers(StepDone.dossiers, one).label(name) for name, one in counts.items()]
    worst = func.coalesce(func.max(StepDone.late_days).filter(done), 0).label("most_days_late")
    query = (
        select(key.label("key"), *measures, worst)
        .join(StepClock, StepClock.id == StepDone.clock_id)
        .where(StepDone.left_on.between(from_, to), _in(StepDone.area_path, area))
        .group_by(key)
        .order_by(key)
    )
    rows = [_rated(dict(row)) for row in (await session.execute(query)).mappings()]
    return OnTime(from_day=from_, to_day=to, by=by, rows=rows, total=_total(rows))


def _in(path: Any, area: str | None) -> ColumnElement[bool]:
    return true() if area is None else (path >= area) & (path < area + "~")


def _rated(counts: dict[str, Any]) -> OnTimeRow:
    in_time, judged = counts["judged"] - counts["late"], counts["judged"]
    return OnTimeRow(
        **counts, on_time=in_time, rate=rules.printed_rate(in_time, judged),
        printed=rules.printed_share(in_time, judged),
    )  # fmt: skip


def _total(rows: Iterable[OnTimeRow]) -> OnTimeRow:
    given = list(rows)
    sums = ("judged", "late", "returned", "stopped", "without_limit")
    counts: dict[str, Any] = {name: sum(getattr(row, name) for row in given) for name in sums}
    worst = max((row.most_days_late for row in given), default=0)
    return _rated({"key": TOTAL, "most_days_late": worst} | counts)


def _dossiers(count: Any, where: ColumnElement[bool] | None = None) -> Any:
    summed = func.sum(count) if where is None else func.sum(count).filter(where)
    return cast(func.coalesce(summed, 0), BigInteger)


def _office(late: Subquery) -> list[Any]:
    """Who must act: the level, its district, and its commune where a commune must."""
    place, level = late.c.area_path, late.c.level
    district = case((level == "province", null()), else_=func.split_part(place, ".", 2))
    commune = case((level == "commune", func.split_part(place, ".", 3)))
    return [level, district.label("district"), commune.label("commune")]


def _named(row: Any, names: dict[str, str]) -> dict[str, str | None]:
    return {
        "district_name": names.get(row["district"] or ""),
        "commune_name": names.get(row["commune"] or ""),
    }


async def _place_names(session: AsyncSession) -> dict[str, str]:
    path = f"{standing_of(session).province}."
    inside = (AdminUnit.path > path) & (AdminUnit.path < path + "~")
    found = await session.execute(
        select(AdminUnit.code, AdminUnit.kind, AdminUnit.name).where(inside)
    )
    return {code: f"{kind} {name}" for code, kind, name in found}
