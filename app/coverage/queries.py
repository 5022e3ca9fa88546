"""Counting from the deltas: any day, as it happened and as it was known; one statement a table.

Months that are over are read whole, then whole nine and three days, then the days that are left;
what no job has folded yet is always read beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import policy
from app.core import clock
from app.core.db import Standing, standing_of
from app.core.errors import NotFound
from app.core.settings import settings
from app.coverage.rules import MEASURES, OF_A_DISTRICT, SPANS, TOTAL, Cell, Moved
from app.coverage.tables import CoverageDelta, CoverageDistrict, CoverageFold

_FINE: Final = (CoverageFold, CoverageDelta)
_KEPT: Final = 64
"""Statements stay put together with their days and places: many people ask for the same."""
Groups = tuple[tuple[str, str], ...]
_DEPTHS: Final = {"province": 1, "district": 2, "commune": 3}


@dataclass(frozen=True, slots=True)
class Window:
    """Which deltas count: of events up to a day, as known up to another (None: of all)."""

    as_of: date
    known_on: date | None = None

    def holds(self, table: Any) -> ColumnElement[bool]:
        """Whether a delta lies inside."""
        happened: ColumnElement[bool] = table.day <= self.as_of
        if self.known_on is None:
            return happened
        return and_(happened, table.known_on <= self.known_on)

    def folds(self, table: Any) -> Iterator[ColumnElement[bool]]:
        """Each delta inside once: in the widest span around it that is inside as a whole."""
        wider: tuple[date, date | None] | None = None
        for span in SPANS:
            until = _begun(self.as_of, span)
            known_until = self.known_on and _begun(self.known_on, span)
            known = [] if known_until is None else [table.known_on < known_until]
            of_span = (table.span == span, table.day < until, *known)
            if wider is None:
                yield and_(*of_span)
            else:
                day, known_on = wider
                if day < until:
                    yield and_(*of_span, table.day >= day)
                if known_on != known_until:
                    yield and_(*of_span, table.day < day, table.known_on >= known_on)
            wider = until, known_until


def _begun(last: date, span: int) -> date:
    """The first day of the span that is not over with this day."""
    after = last + timedelta(days=1)
    return after - timedelta(days=(after.day - 1) % span)


async def counted(
    session: AsyncSession,
    as_of: date,
    known_on: date | None = None,
    by: Sequence[str] = (),
    area: str | None = None,
) -> list[Cell]:
    """The cells of a table divided by these keys, and every sum across and down.

    `area` is a path inside the territory ("42.436."). Raises NotFound.
    """
    standing = standing_of(session)
    path = inside(standing, area)
    window = Window(as_of, known_on)
    by_district = set(by) <= OF_A_DISTRICT and path.count(".") <= 2 and not standing.agent
    groups = _groups_for(by, clock.today(session))
    return await _table(session, _counted(window, path, tuple(by), by_district, groups), len(by))


@lru_cache(_KEPT)
def _counted(
    window: Window, path: str, by: tuple[str, ...], by_district: bool, groups: Groups
) -> Any:
    rows = (_districts if by_district else _fine)(window, path, by)
    return _cubed_table(rows, by, groups)


async def counted_nationwide(
    session: AsyncSession, as_of: date, known_on: date | None = None, by: Sequence[str] = ()
) -> list[Cell]:
    """The same of all provinces, divided by what is known of whole districts.

    Of what has been folded, and nothing of the last minute: deltas that wait for the folder lie
    under the row policies of their provinces. Whoever calls it answers for who may see the nation.
    """
    if not set(by) <= OF_A_DISTRICT:
        raise ValueError(f"counted by district and group, not by {by}")
    rows = union_all(*_folded_districts(Window(as_of, known_on), by, true()))
    query = _cubed_table(rows, by, _groups_for(by, clock.today(session)))
    return await _table(session, query, len(by))


def _cubed_table(rows: CompoundSelect[Any], by: Sequence[str], groups: Groups) -> Any:
    """Thousands of cells travel as one row of columns: a third of the time of as many rows."""
    told = _cubed(_cells(rows, by, groups), by).subquery("told").c
    return select(*map(func.array_agg, told))


async def _table(session: AsyncSession, query: Any, keys: int) -> list[Cell]:
    columns = (await session.execute(query)).one()
    return [Cell(row[:keys], *row[keys:]) for row in zip(*columns, strict=True)]


async def moved(
    session: AsyncSession,
    as_of: date,
    known: tuple[date, date | None],
    by: Sequence[str] = (),
    area: str | None = None,
) -> list[Moved]:
    """What came to be known of events up to a day after the first day and up to the second.

    Summed by cause it is exactly the difference of the two tables. Raises NotFound.
    """
    path = inside(standing_of(session), area)
    since, until = known
    groups = _groups_for(by, clock.today(session))
    query = _single("cause", Window(as_of, until), path, tuple(by), ("full", since), groups)
    found = await session.execute(query)
    at = 1 + len(by)
    return [Moved(row[0], Cell(tuple(row[1:at]), *row[at:])) for row in found]


async def daily(
    session: AsyncSession,
    as_of: date,
    known_on: date | None = None,
    by: Sequence[str] = (),
    area: str | None = None,
) -> list[tuple[date, Cell]]:
    """What each day up to `as_of` added at each place, in the order of days; raises NotFound.

    Summed up to a day it is the table of that day.
    """
    path = inside(standing_of(session), area)
    groups, of_cut = _groups_for(by, clock.today(session)), (_cut_for(by, path), None)
    query = _single("day", Window(as_of, known_on), path, tuple(by), of_cut, groups)
    found = await session.execute(query)
    at = 1 + len(by)
    return [(row[0], Cell(tuple(row[1:at]), *row[at:])) for row in found]


@lru_cache(_KEPT)
def _single(
    first: str,
    window: Window,
    path: str,
    by: tuple[str, ...],
    of_cut: tuple[str, date | None],
    groups: Groups,
) -> Any:
    """Deltas of single days, added up by a column and the asked keys, in their order.

    `of_cut` is what they were folded to, and after which day they came to be known.
    """
    cut, known_after = of_cut
    columns = list(dict.fromkeys((first, *_told_from(by))))
    rows = _single_days(window, path, columns, cut, known_after)
    keys = (rows[first], *_keys_of(rows, by, groups))
    return select(*keys, *_sums(rows)).group_by(*keys).order_by(*keys)


def inside(standing: Standing, area: str | None) -> str:
    """The area that is asked for, or the whole territory; raises NotFound."""
    path = area or standing.scope
    if not standing.scope or not path.startswith(standing.scope):
        raise NotFound(what="địa bàn")
    return path


def _groups_for(by: Sequence[str], today: date) -> Groups:
    """Code of a group with the number of its policy group, where that is asked for."""
    if "policy_group" not in by:
        return ()
    rules = policy.policy_at(today, settings().policy_overrides)
    return tuple((str(rule.code), str(rule.number)) for rule in rules.groups)


def _within(table: Any, path: str) -> ColumnElement[bool]:
    return and_(table.area_path >= path, table.area_path < f"{path}~")


def _measures(table: Any) -> list[Any]:
    return [getattr(table, name) for name in MEASURES]


def _told_from(by: Sequence[str], *, whole_districts: bool = False) -> list[str]:
    """The columns that the asked keys are told from, each once: rows are added up by columns."""
    column = {
        "group": "group_code", "policy_group": "group_code", "province": "area_path",
        "district": "area_path", "commune": "area_path", "month": "day", "decision": "decision_id",
        "agent": "agent_code", "source": "source_id",
    }  # fmt: skip
    if whole_districts:
        column |= {"province": "province_code", "district": "district_code"}
    return list(dict.fromkeys(column[key] for key in by))


def _keys_of(rows: Any, by: Sequence[str], groups: Groups) -> list[Any]:
    """The asked keys, told from the columns of rows or of their sums."""
    return [_key_of(rows, key, groups).label(key) for key in by]


def _key_of(rows: Any, key: str, groups: Groups) -> Any:
    """One key; a group that the policy does not number is itself."""
    match key:
        case "province" | "district" if f"{key}_code" in rows:
            return rows[f"{key}_code"]
        case "province" | "district" | "commune":
            return func.split_part(rows.area_path, ".", _DEPTHS[key])
        case "month":
            return func.to_char(rows.day, "YYYY-MM")
        case "decision" | "source":
            return cast(rows[f"{key}_id"], Text)
        case "policy_group" if groups:
            return case(dict(groups), value=rows.group_code, else_=rows.group_code)
        case "policy_group" | "group":
            return rows.group_code
    return rows[f"{key}_code"]


def _fine(window: Window, path: str, by: Sequence[str]) -> CompoundSelect[Any]:
    """Deltas at the finest place that the keys need, folded and not folded yet."""
    shown = [(table, [getattr(table, name) for name in _told_from(by)]) for table in _FINE]
    (_, columns), (delta, fresh) = shown
    fold, cut = CoverageFold, CoverageFold.cut == _cut_for(by, path)
    parts = [
        select(*columns, *_measures(fold)).where(_of_province(path), cut, inside)
        for inside in window.folds(fold)
    ]
    waiting = select(*fresh, *_measures(delta)).where(window.holds(delta), _within(delta, path))
    return union_all(*parts, waiting)


def _single_days(
    window: Window, path: str, columns: Sequence[str], cut: str, known_after: date | None = None
) -> Any:
    """These columns of the deltas of single days, folded to a cut and not folded yet."""
    fold, delta = _FINE
    parts = [
        select(*(getattr(table, name) for name in columns), *_measures(table)).where(
            where, window.holds(table),
            true() if known_after is None else table.known_on > known_after,
        )
        for table, where in (
            (fold, and_(_of_province(path), CoverageFold.cut == cut, CoverageFold.span == 1)),
            (delta, _within(delta, path)),
        )
    ]  # fmt: skip
    return union_all(*parts).subquery("rows").c


def _cut_for(by: Sequence[str], path: str) -> str:
    """The coarsest cut that tells these keys inside a path."""
    communes = "commune" in by or path.count(".") == _DEPTHS["commune"]
    if not {"decision", "agent", "source"} & set(by):
        return "commune"
    return "full" if communes else "decision"


def _of_province(path: str) -> ColumnElement[bool]:
    """Inside a path, whose province leads the keys of the folds."""
    fold = CoverageFold
    province: ColumnElement[bool] = fold.province_code == path.split(".")[0]
    return province if path.count(".") == 1 else and_(province, _within(fold, path))


def _districts(window: Window, path: str, by: Sequence[str]) -> CompoundSelect[Any]:
    """Deltas of whole districts, folded and not folded yet."""
    fold, delta = CoverageDistrict, CoverageDelta
    province, district, *_ = [*path.split("."), ""]
    where: ColumnElement[bool] = fold.province_code == province
    if district:
        where = and_(where, fold.district_code == district)
    fresh = {
        "group_code": delta.group_code,
        "province_code": func.split_part(delta.area_path, ".", 1),
        "district_code": func.split_part(delta.area_path, ".", 2),
        "day": delta.day,
    }
    told = [fresh[name] for name in _told_from(by, whole_districts=True)]
    waiting = select(*told, *_measures(delta)).where(window.holds(delta), _within(delta, path))
    return union_all(*_folded_districts(window, by, where), waiting)


def _folded_districts(
    window: Window, by: Sequence[str], where: ColumnElement[bool]
) -> list[Select[Any]]:
    fold = CoverageDistrict
    columns = [getattr(fold, name) for name in _told_from(by, whole_districts=True)]
    return [
        select(*columns, *_measures(fold)).where(where, inside) for inside in window.folds(fold)
    ]


def _cells(rows: CompoundSelect[Any], by: Sequence[str], groups: Groups) -> Subquery:
    """Rows added up by their columns, with the asked keys told of the sums."""
    given = rows.subquery("rows").c
    columns = [one for one in given if one.name not in MEASURES]
    added = select(*columns, *_sums(given)).group_by(*columns).subquery("added").c
    measures = [added[name] for name in MEASURES]
    return select(*_keys_of(added, by, groups), *measures).subquery("cells")


def _cubed(cells: Subquery, by: Sequence[str]) -> Any:
    """Every cell, and every sum across and down counted by itself."""
    keys = [cells.c[key] for key in by]
    if not keys:
        return select(*_sums(cells.c))
    shown = [case((func.grouping(key) == 1, literal(TOTAL)), else_=key) for key in keys]
    return select(*shown, *_sums(cells.c)).group_by(func.cube(*keys))


def _sums(rows: Any) -> list[Any]:
    return [
        cast(func.coalesce(func.sum(rows[name]), 0), BigInteger).label(name) for name in MEASURES
    ]
