"""The quick report (báo cáo nhanh): how far are we on a day, and what is not paid."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app.coverage import Cell
from app.documents.schemas import ReportSection
from app.reports import pictures, seen, standing
from app.reports.figures import Progress, QuickFigures, Remaining
from app.reports.kinds import words
from app.reports.kinds.frame import (
    COVERAGE,
    SHOWN,
    added,
    count,
    coverage_cells,
    dong,
    sheet_with_total,
    text,
)
from app.reports.report import Ask, Report
from app.sheets import Row, Sheet

LEVELS_VI: Final = {1: "huyện, thị xã, thành phố", 2: "xã, phường, thị trấn", 3: "xã"}
REMAINING: Final = (
    text("reason", "Lý do", "Vì sao tiền chưa đến tay người hưởng, theo việc gần nhất."),
    count(
        "people", "Chưa nhận (người)",
        "Số người được phê duyệt chưa nhận khoản nào.",
    ),
    dong(
        "dong", "Chưa chi (đồng)",
        "Phần kinh phí được phê duyệt chưa chi, gồm cả phần còn lại của người mới nhận một phần.",
        signed=True,
    ),
)  # fmt: skip


class Ground(NamedTuple):
    """What is counted once for a report: cells by group and place, and what things are called."""

    ask: Ask
    cells: Mapping[tuple[str, ...], Cell]
    names: Mapping[str, str]
    """Path -> name of a place."""
    groups: Mapping[str, str]
    """Code -> name of a group."""
    units: Mapping[str, str]
    """Code of a group -> what one of its people is."""


async def ground_of(session: AsyncSession, ask: Ask, by: tuple[str, ...] = ()) -> Ground:
    """Coverage by group and place right below the area, or by the keys given."""
    below = "district" if seen.depth(ask.area) == 1 else "commune"
    cells = await seen.covered(session, ask, by or ("group", below))
    names = await seen.place_names(session, ask.area)
    units = {str(one.code): one.unit for one in seen.rules_of(ask).groups}
    return Ground(ask, cells, names, seen.group_names(ask), units)


async def figures_of(session: AsyncSession, ask: Ask) -> QuickFigures:
    """The figures of a quick report; raises TableDoesNotFoot, NoPolicyInForce."""
    ground = await ground_of(session, ask)
    return QuickFigures(
        ask=ask, area_name=ground.names.get(ask.area, ask.area),
        total=progress(ask.area, ground.names.get(ask.area, ask.area), ground.cells.values()),
        groups=_by_group(ground), places=_by_place(ground),
        remaining_by_group=_remaining(await standing.unpaid_by(session, ask, "group_code")),
    )  # fmt: skip


async def groups_of(session: AsyncSession, ask: Ask) -> tuple[Progress, ...]:
    """Approved and paid by group alone; raises TableDoesNotFoot, NoPolicyInForce."""
    return _by_group(await ground_of(session, ask))


def progress(key: str, name: str, cells: Iterable[Cell]) -> Progress:
    """All of these cells as one thing with a name."""
    whole = added(cells)
    return Progress(key=key, name=name, **{one: getattr(whole, one) for one in SHOWN})


def _by_group(ground: Ground) -> tuple[Progress, ...]:
    found = []
    for code in seen.in_order_of_law(group for group, _ in ground.cells):
        own = [cell for place, cell in ground.cells.items() if place[0] == code]
        one = progress(code, ground.groups.get(code, code), own)
        found.append(replace(one, unit=ground.units.get(code, one.unit)))
    return tuple(found)


def _by_place(ground: Ground) -> tuple[Progress, ...]:
    return tuple(
        progress(
            path, ground.names.get(path, path),
            [cell for place, cell in ground.cells.items() if place[1] == code_of(path)],
        )
        for path in seen.parts_of(ground.ask.area, ground.names)
    )  # fmt: skip


def code_of(path: str) -> str:
    """The last code of a path: "436" of "42.436."."""
    return path.rstrip(".").rsplit(".", 1)[-1]


def _remaining(rows: Iterable[standing.UnpaidRow]) -> tuple[Remaining, ...]:
    reasons = list(standing.REASONS_VI)
    found = [
        Remaining(
            reason=one.reason, name=standing.REASONS_VI[one.reason], group=one.group_code,
            people=one.people, dong=one.dong,
        )
        for one in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (reasons.index(one.reason), one.group or "")))


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The quick report; raises TableDoesNotFoot, NoPolicyInForce."""
    figures = await figures_of(session, ask)
    whole_months = await rated(session, ask)
    return Report(
        ask=ask, subject="kết quả thực hiện chính sách hỗ trợ người dân gặp khó khăn do COVID-19",
        sections=(
            ReportSection(
                heading="1. Kết quả chi trả", paragraphs=words.quick(figures),
                sheets=(by_group(figures, whole_months), by_place(figures)),
                pictures=await pictures.of_quick(session, figures),
            ),
            ReportSection(
                heading="2. Kinh phí chưa chi", paragraphs=words.remaining(figures),
                sheets=(by_reason(figures),),
            ),
        ),
    )  # fmt: skip


async def rated(session: AsyncSession, ask: Ask) -> set[str]:
    """Groups of the area all of whose money is whole months at the group's rate."""
    rates = seen.rates_of(ask)
    odd = {group for group, _ in await standing.paid_in_part(session, ask, rates)}
    return set(rates) - odd


def by_group(figures: QuickFigures, rates_hold: Iterable[str] = ()) -> Sheet:
    """Coverage by group with the total."""
    held = set(rates_hold)
    columns = (text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."), *COVERAGE)
    rows = [_row(one, "group", one.key if one.key in held else None) for one in figures.groups]
    return sheet_with_total("by_group", "Kết quả theo nhóm đối tượng", columns, rows)


def by_place(figures: QuickFigures) -> Sheet:
    """Coverage by district, or by commune inside a district, with the total."""
    level = LEVELS_VI[seen.depth(figures.ask.area)]
    columns = (text("place", "Địa bàn", "Đơn vị hành chính nơi người hưởng cư trú."), *COVERAGE)
    rows = [_row(one, "place") for one in figures.places]
    return sheet_with_total("by_place", f"Kết quả theo {level}", columns, rows)


def _row(one: Progress, words_in: str, group: str | None = None) -> Row:
    cell = Cell((), **{name: getattr(one, name) for name in SHOWN})
    return Row(key=one.key, cells={words_in: one.name, **coverage_cells(cell)}, group=group)


def by_reason(figures: QuickFigures) -> Sheet:
    """What is not paid by reason with the total."""
    rows = [
        Row(key=one.reason, cells={"reason": one.name, "people": one.people, "dong": one.dong})
        for one in figures.remaining
    ]
    note = (
        "Người đã nhận một phần không tính vào số người chưa nhận; phần tiền còn lại của họ được "
        "tính vào số chưa chi."
    )
    return sheet_with_total("unpaid_by_reason", "Chưa chi theo lý do", REMAINING, rows, note)
