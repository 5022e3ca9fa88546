"""From one amount to another, step by step: what goes off, what comes back, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.lanes import Line, lanes_for
from app.pictures.rules import money, number
from app.pictures.schemas import Frame, Picture, Step, StepKind
from app.pictures.style import DEEP, DONE, EARTH, INK, QUIET, SAND, SOFT, Paint

_HEADERS: Final = ("Bước", "Số người", "Số tiền (đồng)", "Còn lại (đồng)")
_SIGNS: Final = {
    StepKind.LEVEL: "", StepKind.DONE: "", StepKind.MINUS: "−", StepKind.PLUS: "+",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Span:
    """A step with the amounts between which its bar lies."""

    step: Step
    low: int
    high: int
    reached: int


def bridge(frame: Frame, steps: Sequence[Step]) -> Picture:
    """A waterfall; ValueError when a level is not what the steps before it lead to."""
    if not steps:
        return nothing(frame, _HEADERS)
    canvas, spans = Canvas(frame), _spans(steps)
    counted = any(step.people is not None for step in steps)
    lines = [_line(step, counted) for step in steps]
    lanes = lanes_for(Box(0, 0, frame.inner, 0), lines)
    low, high = min(0, *(span.low for span in spans)), max(0, *(span.high for span in spans))
    scale = lanes.bar_room / (high - low) if high > low else 0
    top, before = 2.0, None
    for span, line in zip(spans, lines, strict=True):
        place = lanes.write(canvas, top, line)
        bar = Box(place.x + (span.low - low) * scale, place.y,
                  (span.high - span.low) * scale, place.height)  # fmt: skip
        if before is not None and not lanes.stacked:
            canvas.down(before, place.y - lanes.pitch + place.height, place.y,
                        Paint(stroke=QUIET, dash="2 2"))  # fmt: skip
        _bar(canvas, bar, span)
        before = place.x + (span.reached - low) * scale
        top += lanes.pitch
    if low < 0:
        canvas.down(lanes.bar_from - low * scale, 0, top - 4, Paint(stroke=INK))
    rows = [
        (span.step.name, number(span.step.people), _signed(span.step), number(span.reached))
        for span in spans
    ]
    return canvas.finished(top + 2, _desc(steps), _HEADERS, rows)


def _spans(steps: Sequence[Step]) -> list[_Span]:
    found: list[_Span] = []
    reached = 0
    for at, step in enumerate(steps):
        before = reached
        if step.kind is StepKind.LEVEL:
            if at and step.dong != reached:
                raise ValueError(f"{step.name} is {step.dong}, the steps lead to {reached}")
            before, reached = 0, step.dong
        else:
            reached += step.dong if step.kind is StepKind.PLUS else -step.dong
        found.append(_Span(step, min(before, reached), max(before, reached), reached))
    return found


def _bar(canvas: Canvas, bar: Box, span: _Span) -> None:
    """Levels are sand, what is done is deep, what falls out hatched, what returns light."""
    if bar.width <= 0:
        canvas.down(bar.x, bar.y, bar.y + bar.height, Paint(stroke=DEEP, width=1.5))
    elif span.step.kind is StepKind.LEVEL:
        canvas.rect(bar, Paint(SAND, EARTH))
    elif span.step.kind is StepKind.DONE:
        canvas.rect(bar, DONE)
    elif span.step.kind is StepKind.MINUS:
        canvas.rect(bar, Paint(canvas.hatch(SAND, EARTH), EARTH))
    else:
        canvas.rect(bar, Paint(SOFT, DEEP))


def _line(step: Step, counted: bool) -> Line:
    amount = money(step.dong) if step.dong == 0 else _SIGNS[step.kind] + money(step.dong)
    people = (f"{number(step.people)} người" if step.people is not None else "",)
    return Line(step.name, (*(people if counted else ()), amount), step.kind is StepKind.LEVEL)


def _signed(step: Step) -> str:
    return number(step.dong) if step.dong == 0 else _SIGNS[step.kind] + number(step.dong)


def _desc(steps: Sequence[Step]) -> str:
    told = [f"{step.name} {_line(step, False).figures[0]}" for step in steps]
    return f"Các bước của số tiền: {'; '.join(told)}."
