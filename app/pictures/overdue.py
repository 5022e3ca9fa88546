"""What lies late at which office, by how many working days; red is only what is past its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.rules import number
from app.pictures.schemas import Frame, LateRow, Picture
from app.pictures.style import (
    GAP,
    INK,
    LABEL,
    LINE,
    PAPER,
    QUIET,
    STRONG,
    WRONG,
    WRONG_WASH,
    Paint,
    Type,
)
from app.pictures.widths import fitted, widest, width_of

BANDS: Final = ("1–2", "3–5", "6–10", "> 10")
_IN_TIME, _ALL = "Trong hạn", "Tổng"
_HEAD: Final = Type(11, INK, bold=True)
_SIZES: Final = (12, 11, 10, 9)
"""Of the counts: the largest with which the columns fit the frame."""
_ROW, _LEAST_NAME = 28, 136


@dataclass(frozen=True, slots=True)
class _Grid:
    """The columns of the counts at the right, and how counts are set."""

    columns: list[Box]
    size: int
    told: bool
    """The first column is what is in time."""

    @property
    def room(self) -> float:
        """What is left for the names."""
        return self.columns[0].x - GAP

    @property
    def stacked(self) -> bool:
        """The names stand above their counts."""
        return self.room < _LEAST_NAME

    def count(self, fill: str = INK, *, bold: bool = True) -> Type:
        """How a count is set."""
        return Type(self.size if bold else min(self.size, 11), fill, bold)


def overdue_board(frame: Frame, rows: Sequence[LateRow]) -> Picture:
    """Offices by age of what is late, in the order given, with sums across and down."""
    told = any(row.in_time is not None for row in rows)
    bands = tuple(f"Quá hạn {band} ngày" for band in BANDS)
    headers = ("Cơ quan", *([_IN_TIME] if told else []), *bands, "Tổng quá hạn")
    if not rows:
        return nothing(frame, headers)
    canvas = Canvas(frame)
    total = LateRow(office="Tổng cộng", late=_sums(rows), in_time=_in_time(rows))
    table = [_cells(row, told) for row in [*rows, total]]
    grid = _grid(frame, table, told)
    top = _head(canvas, grid)
    for row, cells in zip(rows, table, strict=False):
        top = _row(canvas, top, row.office, cells, grid)
    canvas.across(0, top + 2, frame.inner, Paint(stroke=INK))
    top = _name(canvas, top + 4, total.office, STRONG, grid)
    for words, column in zip(table[-1], grid.columns, strict=True):
        canvas.text(column.middle, top + 18, words, grid.count(), "middle")
    texts = [(row.office, *cells) for row, cells in zip([*rows, total], table, strict=True)]
    return canvas.finished(top + _ROW, _desc(rows, total), headers, texts)


def _cells(row: LateRow, told: bool) -> list[str]:
    counts = [number(count) for count in (*row.late, sum(row.late))]
    return [*([number(row.in_time)] if told else []), *counts]


def _grid(frame: Frame, table: list[list[str]], told: bool) -> _Grid:
    """Columns equally wide where that leaves the names room, else each as wide as it must be."""
    heads = [*(["Trong"] if told else []), *BANDS, _ALL]
    columns = list(zip(heads, *table, strict=True))
    for size in _SIZES:
        kind = Type(size, bold=True)
        needed = [max(widest(list(counts), kind), width_of(head, _HEAD)) + size - 4
                  for head, *counts in columns]  # fmt: skip
        if sum(needed) <= frame.inner:
            break
    equal = max(max(needed), min(76, frame.inner * 0.64 / len(heads)))
    if frame.inner - equal * len(heads) >= _LEAST_NAME + GAP:
        needed = [equal] * len(heads)
    elif frame.inner - sum(needed) < _LEAST_NAME + GAP:
        spare = max(0, frame.inner - sum(needed)) / len(heads)
        needed = [need + spare for need in needed]
    left = frame.inner - sum(needed)
    boxes = [Box(left + sum(needed[:at]), 0, width, 0) for at, width in enumerate(needed)]
    return _Grid(boxes, size, told)


def _head(canvas: Canvas, grid: _Grid) -> float:
    late = grid.columns[1:] if grid.told else grid.columns
    first, last = late[0], late[-1]
    for words in ("Quá hạn (số ngày làm việc)", "Quá hạn (ngày)", "Quá hạn"):
        if width_of(words, _HEAD) <= last.right - first.x:
            break
    canvas.text((first.x + last.right) / 2, 12, words, _HEAD, "middle")
    canvas.across(first.x + 2, 17, last.right - 2, Paint(stroke=WRONG, width=1.5))
    for column, band in zip(late, (*BANDS, _ALL), strict=True):
        canvas.text(column.middle, 32, band, _HEAD, "middle")
    if grid.told:
        column = grid.columns[0]
        wide = width_of(_IN_TIME, _HEAD) <= column.width - 4
        for at, words in enumerate([_IN_TIME] if wide else _IN_TIME.split(" ")):
            canvas.text(column.middle, (32 if wide else 17) + 15 * at, words, _HEAD, "middle")
    return 40


def _name(canvas: Canvas, top: float, office: str, kind: Type, grid: _Grid) -> float:
    """The name of a row, beside or above its counts; gives where the counts begin."""
    if grid.stacked:
        canvas.text(0, top + 13, fitted(office, kind, canvas.frame.inner), kind)
        return top + 17
    canvas.text(0, top + 18, fitted(office, kind, grid.room), kind)
    return top


def _row(canvas: Canvas, top: float, office: str, cells: list[str], grid: _Grid) -> float:
    """One office; the oldest band is the darkest, and what is nothing stays quiet."""
    top = _name(canvas, top, office, LABEL, grid)
    bands = range(1 if grid.told else 0, len(grid.columns) - 1)
    for at, (words, column) in enumerate(zip(cells, grid.columns, strict=True)):
        box = Box(column.x + 1.5, top + 1.5, column.width - 3, _ROW - 3)
        kind = grid.count(INK, bold=at > bands[-1])
        if words == "0":
            kind = grid.count(QUIET, bold=False)
        if at in bands and words == "0":
            canvas.rect(box, Paint(stroke=LINE))
        elif at in bands:
            worst = at == bands[-1]
            canvas.rect(box, Paint(WRONG if worst else WRONG_WASH, WRONG))
            kind = grid.count(PAPER if worst else WRONG)
        canvas.text(column.middle, top + 18, words, kind, "middle")
    return top + _ROW


def _sums(rows: Sequence[LateRow]) -> tuple[int, int, int, int]:
    first, second, third, fourth = (
        sum(band) for band in zip(*(row.late for row in rows), strict=True)
    )
    return first, second, third, fourth


def _in_time(rows: Sequence[LateRow]) -> int | None:
    known = [row.in_time for row in rows if row.in_time is not None]
    return sum(known) if known else None


def _desc(rows: Sequence[LateRow], total: LateRow) -> str:
    late = [row for row in rows if sum(row.late)]
    if not late:
        return f"Không có hồ sơ quá hạn ở {len(rows)} cơ quan."
    worst = max(late, key=lambda row: (row.late[::-1], row.office))
    return (
        f"{number(sum(total.late))} hồ sơ quá hạn ở {len(late)} trong {len(rows)} cơ quan; "
        f"{number(total.late[-1])} hồ sơ quá hạn trên 10 ngày làm việc; "
        f"chậm nhất: {worst.office}."
    )
