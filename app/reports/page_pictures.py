"""The pictures of the pages: each drawn for a wide and for a narrow screen, with its table."""

from collections.abc import Sequence
from typing import Final

from app import pictures
from app.pictures import LateRow, Series, Share, StageGroup, Tile, page_figure
from app.reports.pictures import short_name
from app.reports.schemas import CoverageRow, OverdueRow

_OFFICES: Final = 25


def bars(rows: Sequence[tuple[str, CoverageRow]], total: CoverageRow, target: int) -> str:
    """People paid of people approved by named row, with the target (percent) and the whole."""
    shares = tuple(_share(name, row) for name, row in rows)
    whole = _share("Tổng cộng", total)
    title = "Tỷ lệ người đã chi trên người được phê duyệt"
    return page_figure(
        pictures.coverage_bars, "coverage", title, shares, total=whole, target=target * 100
    )


def _share(name: str, row: CoverageRow) -> Share:
    return Share(name=name, part=row.paid_people, whole=row.approved_people)


def tile_map(province: str, rows: Sequence[tuple[str, CoverageRow]]) -> str:
    """People paid of people approved, where each district lies."""
    tiles = tuple(
        Tile(
            code=row.district or "", name=short_name(name), part=row.paid_people,
            whole=row.approved_people,
        )
        for name, row in rows
    )  # fmt: skip
    title = "Bản đồ ô: tỷ lệ người đã chi theo huyện"
    return page_figure(pictures.tile_map, "map", title, province, tiles)


def funnel(groups: Sequence[StageGroup]) -> str:
    """How far each group has come."""
    title = "Hồ sơ của từng nhóm qua các bước"
    return page_figure(pictures.funnel, "stages", title, tuple(groups))


def timeline(series: Sequence[Series]) -> str:
    """Approved against paid, day by day."""
    title = "Kinh phí được phê duyệt và đã chi, lũy kế theo ngày"
    return page_figure(pictures.timeline, "days", title, tuple(series))


def overdue(rows: Sequence[tuple[str, OverdueRow]]) -> str:
    """Offices by age of what is late there; red is only what is past its legal day.

    Of many offices the first ones are drawn, and the others together.
    """
    late = [LateRow(office=office, late=_bands([row])) for office, row in rows[:_OFFICES]]
    if others := [row for _, row in rows[_OFFICES:]]:
        late.append(LateRow(office=f"{len(others)} cơ quan khác", late=_bands(others)))
    title = "Hồ sơ quá hạn theo cơ quan và số ngày làm việc quá hạn"
    return page_figure(pictures.overdue_board, "overdue", title, tuple(late))


def _bands(rows: Sequence[OverdueRow]) -> tuple[int, int, int, int]:
    return (
        sum(one.days_1_2 for one in rows), sum(one.days_3_5 for one in rows),
        sum(one.days_6_10 for one in rows), sum(one.days_over_10 for one in rows),
    )  # fmt: skip
