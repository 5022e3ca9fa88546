"""How far each source of money is used: committed, sent and paid against what it has."""

from collections.abc import Sequence
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.lanes import Line, lanes_for
from app.pictures.rules import NONE, money, number, percent
from app.pictures.schemas import Budget, Frame, Picture
from app.pictures.style import (
    ALARM,
    DEEP,
    DONE,
    EARTH,
    HAIR,
    INK,
    PASSING,
    SAND,
    SMALL,
    SOFT,
    STRONG,
    WRONG,
    WRONG_WASH,
    Paint,
)
from app.pictures.widths import fitted

_NAMES: Final = ("Nguồn có", "Cam kết", "Đã chuyển", "Đã chi")
_PAINTS: Final = (Paint(SOFT, DEEP), Paint(SAND, EARTH), PASSING, DONE)
_HEADERS: Final = (
    "Nguồn", "Nguồn có (đồng)", "Cam kết (đồng)", "Đã chuyển (đồng)", "Đã chi (đồng)",
    "Còn lại chưa cam kết (đồng)",
)  # fmt: skip
_MOST: Final = 1.3
"""How far past the whole a bar can be drawn; its figure says how far it truly goes."""


def budget_gauge(frame: Frame, budgets: Sequence[Budget]) -> Picture:
    """Each source on its own scale, its whole at one line; what is over is hatched and named."""
    if not budgets:
        return nothing(frame, _HEADERS)
    canvas = Canvas(frame)
    lines = [_lines(budget) for budget in budgets]
    lanes = lanes_for(Box(0, 0, frame.inner, 0), [one for four in lines for one in four], SMALL)
    reach = _MOST if any(_most(budget) > budget.available for budget in budgets) else 1
    top = 0.0
    for budget, four in zip(budgets, lines, strict=True):
        if top:
            canvas.across(0, top - 8, frame.inner, HAIR)
        canvas.text(0, top + 13, fitted(budget.source, STRONG, frame.inner), STRONG)
        top += 19
        first = top
        for amount, paint, line in zip(_amounts(budget), _PAINTS, four, strict=True):
            place = lanes.write(canvas, top, line)
            whole = Box(place.x, place.y, place.width / reach, place.height)
            _bar(canvas, whole, amount / budget.available if budget.available > 0 else None, paint)
            if amount > 0 >= budget.available or amount > budget.available:
                _over(canvas, whole, amount, budget, place.right)
            top += lanes.pitch
        if not lanes.stacked and budget.available > 0:
            x = lanes.bar_from + lanes.bar_room / reach
            canvas.down(x, first, top - 4, Paint(stroke=INK))
        top = _verdict(canvas, budget, top) + 16
    return canvas.finished(top - 14, _desc(budgets), _HEADERS, _rows(budgets))


def _amounts(budget: Budget) -> tuple[int, int, int, int]:
    return budget.available, budget.committed, budget.sent, budget.paid


def _most(budget: Budget) -> int:
    return max(budget.committed, budget.sent, budget.paid)


def _lines(budget: Budget) -> list[Line]:
    found = [Line(_NAMES[0], (money(budget.available), ""))]
    for name, amount in zip(_NAMES[1:], _amounts(budget)[1:], strict=True):
        over = ALARM if amount > budget.available else None
        figures = (money(amount), percent(amount, budget.available))
        found.append(Line(name, figures, name == _NAMES[-1], over))
    return found


def _bar(canvas: Canvas, whole: Box, share: float | None, paint: Paint) -> None:
    """The part of a bar that lies inside the source; none where the source has nothing."""
    if share is not None:
        inside = min(max(share, 0), 1)
        canvas.rect(Box(whole.x, whole.y, inside * whole.width, whole.height), paint)


def _over(canvas: Canvas, whole: Box, amount: int, budget: Budget, end: float) -> None:
    """What lies past the source's whole, hatched; without a source all of it."""
    if budget.available > 0:
        start = whole.right
        long = min(whole.width * (amount / budget.available - 1), end - start)
    else:
        start = whole.x
        long = (end - start) * amount / _most(budget)
    hatch = Paint(canvas.hatch(WRONG_WASH, WRONG), WRONG)
    canvas.rect(Box(start, whole.y, max(long, 2), whole.height), hatch)


def _verdict(canvas: Canvas, budget: Budget, top: float) -> float:
    """What is left, or by how much the source is exceeded; gives the line below."""
    left = budget.available - _most(budget)
    if left < 0:
        canvas.warning(0, top + 10, WRONG)
        canvas.text(13, top + 11, f"Vượt nguồn {money(-left)}", ALARM)
    elif budget.available <= 0:
        canvas.text(0, top + 11, "Chưa có nguồn", SMALL)
    else:
        canvas.text(0, top + 11, f"Còn lại chưa cam kết {money(left)}", SMALL)
    return top + 16


def _desc(budgets: Sequence[Budget]) -> str:
    told = []
    for one in budgets:
        used = percent(one.committed, one.available)
        words = f"{one.source}: có {money(one.available)}, cam kết {money(one.committed)}"
        words += f" ({used})" if used != NONE else ""
        words += f", đã chuyển {money(one.sent)}, đã chi {money(one.paid)}"
        if _most(one) > one.available:
            words += f", vượt nguồn {money(_most(one) - one.available)}"
        told.append(words)
    return f"{len(budgets)} nguồn. {'; '.join(told)}."


def _rows(budgets: Sequence[Budget]) -> list[tuple[str, ...]]:
    return [
        (one.source, *(number(amount) for amount in _amounts(one)),
         number(one.available - _most(one)))
        for one in budgets
    ]  # fmt: skip
