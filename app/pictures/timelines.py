"""Money over days: one line of steps a series, named and counted where it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing, steps
from app.pictures.rules import day, money, number, steps_to
from app.pictures.schemas import Frame, Picture, Series
from app.pictures.style import (
    DEEP,
    EARTH,
    FIGURE,
    GAP,
    HAIR,
    INK,
    NARROW,
    QUIET,
    SMALL,
    Paint,
    Type,
)
from app.pictures.widths import fitted, widest

_STYLES: Final = (
    (EARTH, Paint(stroke=EARTH, width=2, dash="7 3")),
    (DEEP, Paint(stroke=DEEP, width=2.5)),
    (INK, Paint(stroke=INK, width=1.5, dash="2 2")),
    (QUIET, Paint(stroke=QUIET, width=1.5, dash="9 2 2 2")),
)
_UNITS: Final = ((10**9, "tỷ đồng"), (10**6, "triệu đồng"), (1, "đồng"))
_MONTHS: Final = (1, 2, 3, 6, 12)
_TICK, _LABEL = 40, 31
"""The least room between two days, and between the names of two lines."""
_NAME, _SAMPLE = Type(12, bold=True), 16
"""How a line is named, and how long the sample of it is that stands before its name."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The field of the lines, its days and the money at its top."""

    field: Box
    first: date
    last: date
    top: int

    def x(self, on: date) -> float:
        """Where a day stands; a single day stands in the middle."""
        days = (self.last - self.first).days
        part = (on - self.first).days / days if days else 0.5
        return self.field.x + self.field.width * part

    def y(self, dong: int) -> float:
        """How high an amount stands; what is under nothing stands on the ground."""
        part = max(dong, 0) / self.top if self.top else 0
        return self.field.y + self.field.height * (1 - part)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A series with the look of its place among them, whether others have points or not."""

    series: Series
    ink: str
    paint: Paint


def timeline(frame: Frame, series: Sequence[Series]) -> Picture:
    """Cumulative money by day (approved first, then paid): four lines at most."""
    if len(series) > len(_STYLES):
        raise ValueError(f"{len(series)} lines; a reader tells {len(_STYLES)} apart")
    days = sorted({point.day for one in series for point in one.points})
    headers = ("Ngày", *(f"{one.name} (đồng)" for one in series))
    if not days:
        return nothing(frame, headers)
    drawn = [_Drawn(one, *style) for one, style in zip(series, _STYLES, strict=False) if one.points]
    ticks = steps_to(max(point.dong for one in drawn for point in one.series.points), 5)
    unit, unit_name = next((size, name) for size, name in _UNITS if ticks[-1] >= size or size == 1)
    labels = [_tick(tick, unit) for tick in ticks]
    ends = [(fitted(one.series.name, _NAME, frame.inner * 0.22), money(_held(one.series, days[-1])))
            for one in drawn]  # fmt: skip
    left = widest(labels, SMALL) + GAP
    right = max(widest([name for name, _ in ends], _NAME), widest([end for _, end in ends], FIGURE))
    tall = (210 if frame.width <= NARROW + 80 else 250) if ticks[-1] else 130
    field = Box(left, 26, frame.inner - left - right - _SAMPLE - 14, tall)
    plot = _Plot(field, days[0], days[-1], ticks[-1])
    canvas = Canvas(frame)
    canvas.text(0, 11, unit_name, SMALL)
    for tick, label in zip(ticks, labels, strict=True):
        canvas.text(left - GAP, plot.y(tick) + 4, label, SMALL, "end")
        canvas.across(left, plot.y(tick), field.right, HAIR if tick else Paint(stroke=QUIET))
    below = _days(canvas, plot)
    _names(canvas, plot, drawn, ends)
    for one in drawn:
        _line(canvas, plot, one)
    return canvas.finished(below, _desc(drawn, days), headers, _rows(series, days))


def day_ticks(first: date, last: date, most: int) -> list[date]:
    """Days for the axis: firsts of months, or every week where that says more; `most` or fewer."""
    months = [
        date(index // 12, index % 12 + 1, 1)
        for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    inside = [one for one in months if first <= one <= last]
    span = (last - first).days
    if len(inside) < 2:
        every = next((size for size in (1, 2, 7, 14) if span // size + 1 <= most), span + 1)
        return [first + timedelta(days=at) for at in range(0, span + 1, every)]
    if 2 * len(inside) + 2 <= min(most, 8):
        halves = [one.replace(day=15) for one in months]
        inside = sorted([*inside, *(one for one in halves if first <= one <= last)])
    for size in _MONTHS:
        kept = [one for one in inside if (one.month - 1) % size == 0]
        if len(kept) <= most:
            return kept
    stride = -(-len(kept) // most)
    return kept[::stride]


def _days(canvas: Canvas, plot: _Plot) -> float:
    """The axis of days, with the year where it is another one; gives the line below."""
    ground = plot.field.y + plot.field.height
    ticks = day_ticks(plot.first, plot.last, max(1, int(plot.field.width // _TICK)))
    years = plot.first.year != plot.last.year
    told = 0
    for tick in ticks:
        x = plot.x(tick)
        canvas.down(x, ground, ground + 4, Paint(stroke=QUIET))
        centre = max(x, 15.0)
        canvas.text(centre, ground + 17, f"{tick:%d/%m}", SMALL, "middle")
        if years and tick.year != told:
            canvas.text(centre, ground + 31, str(tick.year), SMALL, "middle")
            told = tick.year
    return ground + (38 if years else 24)


def _line(canvas: Canvas, plot: _Plot, one: _Drawn) -> None:
    points = sorted(one.series.points, key=lambda point: point.day)
    course = [(plot.x(point.day), plot.y(point.dong)) for point in points]
    x, y = plot.x(plot.last), course[-1][1]
    if course[-1] != (x, y):
        course.append((x, y))
    if len(course) > 1:
        canvas.path(steps(course), one.paint)
    canvas.rect(Box(x - 2.5, y - 2.5, 5, 5), Paint(one.ink))


def _names(
    canvas: Canvas, plot: _Plot, drawn: Sequence[_Drawn], ends: Sequence[tuple[str, str]]
) -> None:
    """Each line's name and last amount beside its end; names that would touch move apart."""
    heights = [plot.y(_held(one.series, plot.last)) for one in drawn]
    order = sorted(range(len(drawn)), key=lambda at: (heights[at], at))
    lines = apart([heights[at] for at in order], plot.field.y - 6,
                  plot.field.y + plot.field.height - 8)  # fmt: skip
    x = plot.field.right + 9 + _SAMPLE
    for at, y in zip(order, lines, strict=True):
        name, count = ends[at]
        canvas.across(x - _SAMPLE, y - 3, x - 4, drawn[at].paint)
        canvas.text(x, y + 1, name, Type(_NAME.size, drawn[at].ink, bold=True))
        canvas.text(x, y + 15, count, FIGURE)


def apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The same heights in order, at least one label apart, between top and bottom if they can."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, top, placed[-1] + _LABEL if placed else top))
    floor = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], floor)
        floor = placed[at] - _LABEL
    return placed


def _held(one: Series, on: date) -> int:
    """The amount of the last point up to a day; 0 before the first."""
    known = [(point.day, point.dong) for point in one.points if point.day <= on]
    return max(known)[1] if known else 0


def _tick(value: int, unit: int) -> str:
    return number(value // unit) + (f",{value % unit * 10 // unit}" if value % unit else "")


def _desc(drawn: Sequence[_Drawn], days: list[date]) -> str:
    told = [f"{one.series.name} {money(_held(one.series, days[-1]))}" for one in drawn]
    return f"Lũy kế từ {day(days[0])} đến {day(days[-1])}: {'; '.join(told)}."


def _rows(series: Sequence[Series], days: list[date]) -> list[tuple[str, ...]]:
    held = [{point.day: point.dong for point in one.points} for one in series]
    last: list[int | None] = [None] * len(series)
    rows = []
    for on in days:
        last = [points.get(on, before) for points, before in zip(held, last, strict=True)]
        rows.append((day(on), *(number(amount) for amount in last)))
    return rows
