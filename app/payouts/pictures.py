"""How the money of a run ended, as a picture."""

from collections.abc import Mapping
from typing import Final

from app import pictures
from app.payouts.words import ORDER_STATES
from app.pictures import Step, StepKind

_OFF: Final = ("paid", "partial", "failed", "returned", "cancelled")
_TITLE: Final = "Tiền của đợt chi: đã chi, chưa chi được, còn lại"


def run_picture(states: Mapping[str, tuple[int, int, int]]) -> str:
    """From what a run orders to what is still open; nothing before any order has ended."""
    steps = _steps(states)
    if len(steps) < 3:
        return ""
    return pictures.page_figure(pictures.bridge, "run", _TITLE, tuple(steps))


def _steps(states: Mapping[str, tuple[int, int, int]]) -> list[Step]:
    people = sum(count for count, _, _ in states.values())
    left_people, left = people, sum(dong for _, dong, _ in states.values())
    found = [Step(name="Cả đợt", dong=left, people=people, kind=StepKind.LEVEL)]
    for code in _OFF:
        if code in states:
            count, dong, _ = states[code]
            kind = StepKind.DONE if code == "paid" else StepKind.MINUS
            found.append(Step(name=ORDER_STATES[code][0], dong=dong, people=count, kind=kind))
            left, left_people = left - dong, left_people - count
    return [
        *found,
        Step(name="Chưa có kết quả", dong=left, people=left_people, kind=StepKind.LEVEL),
    ]
