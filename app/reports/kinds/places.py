"""Annex tables: groups by district, and inside every district groups by commune."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app.coverage import Cell
from app.documents.schemas import ReportSection
from app.reports import seen, standing
from app.reports.kinds.frame import COVERAGE, SUM_VI, TOTAL_VI, added, coverage_cells, text
from app.reports.kinds.quick import Ground, ground_of
from app.reports.report import Ask, Report
from app.sheets import Row, Sheet, Value

COLUMNS = (
    text("place", "Địa bàn", "Đơn vị hành chính nơi người hưởng cư trú."),
    text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
    *COVERAGE,
)


class _Table(NamedTuple):
    """Cells of an area by path of its parts and group; which of them hold no whole months."""

    ground: Ground
    area: str
    cells: Mapping[tuple[str, str], Cell]
    odd: frozenset[tuple[str, str]]
    rated: frozenset[str]


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """Tables by place and group with sums across and down; raises TableDoesNotFoot."""
    ground = await ground_of(session, ask, ("group", "district", "commune"))
    rates = seen.rates_of(ask)
    odd = await standing.paid_in_part(session, ask, rates)
    parts = seen.parts_of(ask.area, ground.names)
    areas = [ask.area, *(parts if seen.depth(ask.area) == 1 else ())]
    sheets = [sheet_of(_table(ground, area, odd, frozenset(rates))) for area in areas]
    annexes = tuple(
        ReportSection(heading=f"Phụ lục {number}. {one.title}", sheets=(one,))
        for number, one in enumerate(sheets, 1)
    )
    return Report(
        ask=ask, subject="số liệu chi trả hỗ trợ theo địa bàn và nhóm đối tượng", sections=(),
        annexes=annexes,
    )  # fmt: skip


def _table(ground: Ground, area: str, odd: set[tuple[str, str]], rated: frozenset[str]) -> _Table:
    levels = min(seen.depth(area) + 1, 3)

    def part_of(path: str) -> str:
        return ".".join(path.split(".")[:levels]) + "."

    found: dict[tuple[str, str], list[Cell]] = {}
    for (group, district, commune), cell in ground.cells.items():
        path = f"{ground.ask.area[:2]}.{district}.{commune}."
        if path.startswith(area):
            found.setdefault((part_of(path), group), []).append(cell)
    cells = {key: added(several) for key, several in found.items()}
    return _Table(ground, area, cells, frozenset((part_of(p), g) for g, p in odd), rated)


def sheet_of(table: _Table) -> Sheet:
    """Every part with its groups and their sum, then every group over all parts, then all."""
    rows: list[Row] = []
    items: list[tuple[str, Row]] = []
    for part in seen.parts_of(table.area, table.ground.names):
        own = [(group, _item(table, part, group)) for group in _groups(table, part)]
        items += own
        name = table.ground.names.get(part, part)
        rows += [row for _, row in own]
        rows.append(_sum(part, [row for _, row in own], _cell(table, part), name, SUM_VI))
    name = table.ground.names.get(table.area, table.area)
    margins = [
        _margin(table, group, [row for one, row in items if one == group])
        for group in _groups(table)
    ]
    inside = "" if table.area == table.ground.ask.area else f"_{table.area.rstrip('.')}"
    level = {1: "huyện", 2: "xã"}.get(seen.depth(table.area), "nhóm")
    whole = _sum(f"{table.area}total", margins, _cell(table), name, TOTAL_VI, 2)
    return Sheet(
        key=f"by_place_and_group{inside.replace('.', '_')}",
        title=f"{name}: kết quả chi trả theo {level} và nhóm đối tượng",
        columns=COLUMNS, rows=(*rows, *margins, whole),
    )  # fmt: skip


def _groups(table: _Table, part: str | None = None) -> list[str]:
    return seen.in_order_of_law(g for p, g in table.cells if part in (None, p))


def _cell(table: _Table, part: str | None = None, group: str | None = None) -> Cell:
    return added(
        cell for (p, g), cell in table.cells.items() if part in (None, p) and group in (None, g)
    )


def _item(table: _Table, part: str, group: str) -> Row:
    return Row(
        key=f"{part}/{group}", group=_rate_of(table, group, part),
        cells={
            "place": table.ground.names.get(part, part),
            "group": table.ground.groups.get(group, group),
            **coverage_cells(table.cells[part, group]),
        },
    )  # fmt: skip


def _rate_of(table: _Table, group: str, part: str | None = None) -> str | None:
    odd = any(g == group and part in (None, p) for p, g in table.odd)
    return group if group in table.rated and not odd else None


def _margin(table: _Table, group: str, rows: Sequence[Row]) -> Row:
    words: dict[str, Value] = {
        "place": table.ground.names.get(table.area, table.area),
        "group": table.ground.groups.get(group, group),
    }
    return Row(
        key=f"{table.area}total/{group}", group=_rate_of(table, group), level=1,
        cells={**words, **coverage_cells(_cell(table, group=group))},
        sum_of=tuple(row.key for row in rows),
    )  # fmt: skip


def _sum(key: str, rows: Sequence[Row], cell: Cell, place: str, name: str, level: int = 1) -> Row:
    words: dict[str, Value] = {"place": place, "group": name}
    return Row(
        key=key, cells={**words, **coverage_cells(cell)}, sum_of=tuple(row.key for row in rows),
        level=level,
    )  # fmt: skip
