"""How much of each whole is done: a bar a place, the counts and the rate written beside it."""

from collections.abc import Sequence
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.lanes import Lanes, Line, lanes_for
from app.pictures.rules import hundredths, money, number, percent, rate, round_rate
from app.pictures.schemas import Frame, Measure, Picture, Share
from app.pictures.style import DONE, EARTH, INK, PAPER, QUIET, SMALL, TRACK, Paint, Type
from app.pictures.widths import width_of

NOTHING_APPROVED: Final = "chưa phê duyệt"
_TARGET: Final = Paint(stroke=EARTH, width=1.5)


def coverage_bars(
    frame: Frame,
    shares: Sequence[Share],
    *,
    measure: Measure = Measure.PEOPLE,
    target: int | None = None,
    total: Share | None = None,
) -> Picture:
    """Paid of approved by place; `target` in hundredths of a percent (9500 for 95 %)."""
    headers = ("Đơn vị", f"Đã chi ({measure})", f"Đã phê duyệt ({measure})", "Tỷ lệ")
    every = [*shares, *([total] if total else [])]
    if not every:
        return nothing(frame, headers)
    canvas = Canvas(frame)
    lines = [_line(share, measure, strong=share is total) for share in every]
    lanes = lanes_for(Box(0, 0, frame.inner, 0), lines)
    top = 20.0 if target is not None else 2.0
    if target is not None:
        _name_target(canvas, lanes, target)
    for share, line in zip(every, lines, strict=True):
        if share is total and shares:
            canvas.across(0, top + 3, frame.inner, Paint(stroke=INK))
            top += 6
        _bar(canvas, lanes.write(canvas, top, line), share, target, lanes.stacked)
        top += lanes.pitch
    rows = [
        (one.name, number(one.part), number(one.whole), percent(one.part, one.whole))
        for one in every
    ]
    return canvas.finished(top + 4, _desc(shares, total, measure, target), headers, rows)


def _line(share: Share, measure: Measure, *, strong: bool) -> Line:
    if share.whole <= 0:
        said = f"{_counted(share.part, measure)} · " if share.part else ""
        return Line(share.name, (said + NOTHING_APPROVED,), strong, Type(11, QUIET))
    counts = f"{_counted(share.part, measure)}/{_counted(share.whole, measure)}"
    return Line(share.name, (f"{counts} · {percent(share.part, share.whole)}",), strong)


def _counted(value: int, measure: Measure) -> str:
    return number(value) if measure is Measure.PEOPLE else money(value)


def _bar(canvas: Canvas, place: Box, share: Share, target: int | None, stacked: bool) -> None:
    """The bar to its part of the place; what is over the whole ends in a white notch."""
    if share.whole <= 0:
        return
    canvas.rect(place, TRACK)
    done = min(max(share.part / share.whole, 0), 1) * place.width
    canvas.rect(Box(place.x, place.y, done, place.height), DONE)
    if share.part > share.whole:
        tip, half = place.right - 2, place.height / 2
        canvas.path(f"M{tip - 6:g} {place.y + 2:g}l4 {half - 2:g}l-4 {half - 2:g}",
                    Paint(stroke=PAPER, width=2))  # fmt: skip
    if target is not None:
        x = place.x + place.width * min(max(target, 0), 10_000) / 10_000
        canvas.down(x, place.y, place.y + place.height, Paint(stroke=PAPER, width=4))
        canvas.down(x, place.y - (0 if stacked else 4), place.y + place.height + 4, _TARGET)


def _name_target(canvas: Canvas, lanes: Lanes, target: int) -> None:
    words = f"Chỉ tiêu {round_rate(target)}"
    kind = Type(SMALL.size, EARTH, bold=True)
    x = lanes.bar_from + lanes.bar_room * min(max(target, 0), 10_000) / 10_000
    half = width_of(words, kind) / 2
    centre = min(max(x, half), canvas.frame.inner - half)
    canvas.text(centre, 12, words, kind, "middle")


def _desc(
    shares: Sequence[Share], total: Share | None, measure: Measure, target: int | None
) -> str:
    counted = [(hundredths(one.part, one.whole), one.name) for one in shares]
    known = sorted((share, name) for share, name in counted if share is not None)
    words = [f"Tỷ lệ đã chi trên đã phê duyệt ({measure}) của {len(shares)} đơn vị"]
    if total:
        words.append(f"{total.name} đạt {percent(total.part, total.whole)}")
    if len(known) > 1:
        (low, lowest), (high, highest) = known[0], known[-1]
        words.append(f"cao nhất {highest} {rate(high)}")
        words.append(f"thấp nhất {lowest} {rate(low)}")
    if target is not None:
        reached = sum(1 for share, _ in known if share >= target)
        words.append(f"{reached} đơn vị đạt chỉ tiêu {round_rate(target)}")
    if len(known) < len(shares):
        words.append(f"{len(shares) - len(known)} đơn vị {NOTHING_APPROVED}")
    return "; ".join(words) + "."
