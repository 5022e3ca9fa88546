"""Rows of a name, a bar and its figures, in columns; on narrow paper the bar goes underneath."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.pictures.canvas import Box, Canvas
from app.pictures.rules import plain
from app.pictures.style import FIGURE, FIGURE_STRONG, GAP, LABEL, Type
from app.pictures.widths import fitted, widest

_LEAST_BAR: Final = 0.28
_MOST_NAME: Final = 0.34


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says: its name, and its figures from left to right."""

    name: str
    figures: tuple[str, ...]
    strong: bool = False
    alarm: Type | None = None
    """How the figures are set when they are out of order."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where the columns of the rows stand."""

    left: float
    name_room: float
    bar_from: float
    bar_room: float
    ends: tuple[float, ...]
    """The right edges of the figures."""
    stacked: bool
    """The bar stands under its words."""
    names: Type = LABEL

    @property
    def pitch(self) -> int:
        """From one row to the next."""
        return (22 if self.names.size > 11 else 17) + (14 if self.stacked else 0)

    def moved(self, right: float) -> "Lanes":
        """The same columns, further to the right."""
        ends = tuple(end + right for end in self.ends)
        return replace(self, left=self.left + right, bar_from=self.bar_from + right, ends=ends)

    def write(self, canvas: Canvas, top: float, line: Line) -> Box:
        """Name and figures of a row that begins at `top`; gives the place of its bar."""
        tall = 12 if self.names.size > 11 else 9
        baseline = top + tall + 2
        names = Type(self.names.size, bold=True) if line.strong else self.names
        canvas.text(self.left, baseline, fitted(line.name, names, self.name_room), names)
        kind = line.alarm or (FIGURE_STRONG if line.strong else FIGURE)
        for end, figure in zip(self.ends, line.figures, strict=True):
            canvas.text(end, baseline, figure, kind, "end")
        return Box(self.bar_from, top + (tall + 6 if self.stacked else 2), self.bar_room, tall)


def lanes_for(room: Box, lines: Sequence[Line], names: Type = LABEL) -> Lanes:
    """Columns in which these lines fit; every line has as many figures as the others."""
    bold = Type(names.size, names.fill, bold=True)
    columns = [list(column) for column in zip(*(line.figures for line in lines), strict=True)]
    figures = [widest(column, FIGURE_STRONG) for column in columns]
    ends = [room.right - sum(figures[at + 1 :]) - GAP * (len(figures) - at - 1)
            for at in range(len(figures))]  # fmt: skip
    taken = sum(figures) + GAP * len(figures)
    wanted = widest([plain(line.name) for line in lines], bold) + 1
    name_room = min(wanted, room.width * _MOST_NAME)
    bar_room = room.width - taken - name_room - GAP
    if bar_room >= room.width * _LEAST_BAR:
        return Lanes(
            room.x, name_room, room.x + name_room + GAP, bar_room, tuple(ends), False, names
        )
    return Lanes(room.x, room.width - taken, room.x, room.width, tuple(ends), True, names)
