"""How far each group has come: one small panel a group, one bar a stage."""

from collections.abc import Sequence
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.lanes import Lanes, Line, lanes_for
from app.pictures.rules import money, number
from app.pictures.schemas import Frame, Picture, Stage, StageGroup
from app.pictures.style import DONE, PASSING, SMALL, STRONG, TRACK
from app.pictures.widths import wrapped

_HEADERS: Final = ("Nhóm", "Bước", "Số người", "Số tiền (đồng)")
_LEAST_PANEL, _APART = 196, 24


def funnel(frame: Frame, groups: Sequence[StageGroup]) -> Picture:
    """People (and money, where given) of each group by stage; the last stage is the aim."""
    if not any(group.stages for group in groups):
        return nothing(frame, _HEADERS)
    canvas, drawn = Canvas(frame), _lines(groups)
    lanes, across = _laid(frame, drawn)
    panel = (frame.inner - _APART * (across - 1)) / across
    top = 0.0
    for first in range(0, len(groups), across):
        row = groups[first : first + across]
        heads = [wrapped(group.name, STRONG, panel, 2) for group in row]
        below = top + 15 * max(map(len, heads)) + 4
        for at, (group, head) in enumerate(zip(row, heads, strict=True)):
            left = at * (panel + _APART)
            for line, words in enumerate(head):
                canvas.text(left, top + 12 + 15 * line, words, STRONG)
            _panel(canvas, lanes.moved(left), below, group, drawn[first + at])
        top = below + lanes.pitch * max(len(group.stages) for group in row) + 16
    if len(groups) > 1:
        words = "Mỗi nhóm một thang: thanh dài nhất là bước đông nhất của nhóm."
        top = canvas.note(top + 4, words)
    return canvas.finished(top - 8, _desc(groups), _HEADERS, _rows(groups))


def _lines(groups: Sequence[StageGroup]) -> list[list[Line]]:
    """What each row says, by group; money only where some stage has it."""
    counted = any(stage.dong is not None for group in groups for stage in group.stages)
    return [[_line(stage, group, counted=counted) for stage in group.stages] for group in groups]


def _laid(frame: Frame, drawn: list[list[Line]]) -> tuple[Lanes, int]:
    """The columns of every panel, and how many panels stand beside one another."""
    lines = [line for group in drawn for line in group]
    for across in range(min(len(drawn), max(1, frame.inner // _LEAST_PANEL)), 0, -1):
        panel = Box(0, 0, (frame.inner - _APART * (across - 1)) / across, 0)
        lanes = lanes_for(panel, lines, SMALL)
        if not lanes.stacked:
            break
    return lanes, across


def _panel(canvas: Canvas, lanes: Lanes, top: float, group: StageGroup, lines: list[Line]) -> None:
    most = max((stage.people or 0 for stage in group.stages), default=0)
    for stage, line in zip(group.stages, lines, strict=True):
        bar = lanes.write(canvas, top, line)
        if stage.people is not None:
            long = bar.width * stage.people / most if most > 0 else 0
            canvas.rect(bar, TRACK)
            last = stage is group.stages[-1]
            canvas.rect(Box(bar.x, bar.y, long, bar.height), DONE if last else PASSING)
        top += lanes.pitch


def _line(stage: Stage, group: StageGroup, *, counted: bool) -> Line:
    people = number(stage.people)
    figures = (people, money(stage.dong)) if counted else (people,)
    return Line(stage.name, figures, strong=stage is group.stages[-1])


def _desc(groups: Sequence[StageGroup]) -> str:
    told = [
        f"{group.name}: {group.stages[0].name} {number(group.stages[0].people)}, "
        f"{group.stages[-1].name} {number(group.stages[-1].people)} người"
        for group in groups
        if group.stages
    ]
    return f"Số người ở từng bước của {len(groups)} nhóm. {'; '.join(told)}."


def _rows(groups: Sequence[StageGroup]) -> list[tuple[str, ...]]:
    return [
        (group.name, stage.name, number(stage.people), number(stage.dong))
        for group in groups
        for stage in group.stages
    ]
