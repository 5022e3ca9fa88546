"""The pictures of the pages: each drawn for a wide and for a narrow screen, with its table."""

from collections.abc import Callable, Sequence
from typing import Final

from app import pictures
from app.pictures import NARROW, Frame, LateRow, Picture, Series, Share, StageGroup, Tile
from app.reports.pictures import short_name
from app.reports.schemas import CoverageRow, OverdueRow

_OFFICES: Final = 25


def _both(key: str, title: str, draw: Callable[[Frame], Picture]) -> str:
    wide, narrow = Frame(key=key, title=title), Frame(key=f"{key}-n", title=title, width=NARROW)
    return pictures.as_figure(draw(wide), draw(narrow))


def bars(rows: Sequence[tuple[str, CoverageRow]], total: CoverageRow, target: int) -> str:
    """People paid of people approved by named row, with the target (percent) and the whole."""
    shares = [_share(name, row) for name, row in rows]
    whole = _share("Tổng cộng", total)
    return _both(
        "coverage", "Tỷ lệ người đã chi trên người được phê duyệt",
        lambda frame: pictures.coverage_bars(frame, shares, total=whole, target=target * 100),
    )  # fmt: skip


def _share(name: str, row: CoverageRow) -> Share:
    return Share(name=name, part=row.paid_people, whole=row.approved_people)


def tile_map(province: str, rows: Sequence[tuple[str, CoverageRow]]) -> str:
    """People paid of people approved, where each district lies."""
    tiles = [
        Tile(
            code=row.district or "", name=short_name(name), part=row.paid_people,
            whole=row.approved_people,
        )
        for name, row in rows
    ]  # fmt: skip
    title = "Bản đồ ô: tỷ lệ người đã chi theo huyện"
    return _both("map", title, lambda frame: pictures.tile_map(frame, province, tiles))


def funnel(groups: Sequence[StageGroup]) -> str:
    """How far each group has come."""
    title = "Hồ sơ của từng nhóm qua các bước"
    return _both("stages", title, lambda frame: pictures.funnel(frame, groups))


def timeline(series: Sequence[Series]) -> str:
    """Approved against paid, day by day."""
    title = "Kinh phí được phê duyệt và đã chi, lũy kế theo ngày"
    return _both("days", title, lambda frame: pictures.timeline(frame, series))


def overdue(rows: Sequence[tuple[str, OverdueRow]]) -> str:
    """Offices by age of what is late there; red is only what is past its legal day.

    Of many offices the first ones are drawn, and the others together.
    """
    late = [LateRow(office=office, late=_bands([row])) for office, row in rows[:_OFFICES]]
    if others := [row for _, row in rows[_OFFICES:]]:
        late.append(LateRow(office=f"{len(others)} cơ quan khác", late=_bands(others)))
    title = "Hồ sơ quá hạn theo cơ quan và số ngày làm việc quá hạn"
    return _both("overdue", title, lambda frame: pictures.overdue_board(frame, late))


def _bands(rows: Sequence[OverdueRow]) -> tuple[int, int, int, int]:
    return (
        sum(one.days_1_2 for one in rows), sum(one.days_3_5 for one in rows),
        sum(one.days_6_10 for one in rows), sum(one.days_over_10 for one in rows),
    )  # fmt: skip
