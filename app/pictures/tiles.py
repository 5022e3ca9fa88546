"""A map of equal tiles, one a district, near where it lies: a name, a rate and a shade."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from app.pictures.canvas import Box, Canvas, nothing
from app.pictures.coverage import NOTHING_APPROVED
from app.pictures.rules import hundredths, number, percent, rate
from app.pictures.schemas import Frame, Measure, Picture, Tile
from app.pictures.style import EARTH, PAPER, RIM, SCALE, SMALL, Paint, Type, ink_on
from app.pictures.widths import width_of, wrapped

Place = tuple[int, int]

_LAYOUTS: Final = Path(__file__).parent / "layouts"
_FROM: Final = (0, 5000, 7500, 9000, 9500)
"""Where each shade of the scale begins, in hundredths of a percent."""
_SHADES: Final = ("dưới 50%", "từ 50%", "từ 75%", "từ 90%", "từ 95%")
_GAP, _MOST, _TALL = 4, 96, 66


def tile_map(
    frame: Frame, province: str, tiles: Sequence[Tile], *, measure: Measure = Measure.PEOPLE
) -> Picture:
    """The rate of each district where it lies; without a layout of the province, by code.

    ValueError when two tiles have one code.
    """
    headers = ("Mã", "Đơn vị", f"Đã chi ({measure})", f"Đã phê duyệt ({measure})", "Tỷ lệ")
    if len({one.code for one in tiles}) < len(tiles):
        raise ValueError("two tiles have one code")
    if not tiles:
        return nothing(frame, headers)
    canvas = Canvas(frame)
    places = placed(province, [one.code for one in tiles], _most_across(frame))
    across = 1 + max(column for _, column in places.values())
    side = min(_MOST, (frame.inner - _GAP * (across - 1)) / across)
    left = (frame.inner - across * side - _GAP * (across - 1)) / 2
    for tile in tiles:
        row, column = places[tile.code]
        _tile(canvas, tile, Box(left + column * (side + _GAP), row * (_TALL + _GAP), side, _TALL))
    below = (1 + max(row for row, _ in places.values())) * (_TALL + _GAP)
    end = _legend(canvas, below + 14, any(one.whole <= 0 for one in tiles))
    rows = [
        (one.code, one.name, number(one.part), number(one.whole), percent(one.part, one.whole))
        for one in sorted(tiles, key=lambda one: one.code)
    ]
    return canvas.finished(end, _desc(tiles), headers, rows)


def placed(province: str, codes: Sequence[str], across: int) -> Mapping[str, Place]:
    """Row and column of each district: of the layout, and below it by code what it lacks."""
    known = layout_of(province)
    places = {code: known[code] for code in codes if code in known}
    if places:
        top = min(row for row, _ in places.values())
        left = min(column for _, column in places.values())
        places = {code: (row - top, column - left) for code, (row, column) in places.items()}
    first = 1 + max((row for row, _ in places.values()), default=-1)
    for at, code in enumerate(sorted(set(codes) - set(places))):
        places[code] = (first + at // across, at % across)
    return places


@cache
def layout_of(province: str) -> Mapping[str, Place]:
    """The tiles of a province by code of district, from layouts/CODE.toml; none: no layout."""
    file = _LAYOUTS / f"{province}.toml"
    if not (province.isdigit() and file.exists()):
        return {}
    found: dict[str, list[int]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {code: (row, column) for code, (row, column) in found.items()}


def shade_of(share: int) -> int:
    """Which shade of the scale a rate has, 0 to 4."""
    return max(at for at, first in enumerate(_FROM) if share >= first or at == 0)


def _tile(canvas: Canvas, tile: Tile, box: Box) -> None:
    share = hundredths(tile.part, tile.whole)
    ground = PAPER if share is None else SCALE[shade_of(share)]
    edge = Paint(ground, EARTH, 1, "3 3") if share is None else Paint(ground, RIM, 0.75)
    canvas.rect(box, edge)
    ink = ink_on(ground)
    names = Type(11, ink)
    lines = wrapped(tile.name, names, box.width - 6, 2)
    for at, line in enumerate(lines):
        canvas.text(box.middle, box.y + (22 if len(lines) == 1 else 16) + 14 * at, line, names,
                    "middle")  # fmt: skip
    if share is None:
        for at, line in enumerate(wrapped(NOTHING_APPROVED, Type(10, ink), box.width - 6, 2)):
            canvas.text(box.middle, box.y + 46 + 12 * at, line, Type(10, ink), "middle")
        return
    bold = Type(14 if box.width > 70 else 12, ink, bold=True)
    canvas.text(box.middle, box.y + box.height - 12, rate(share), bold, "middle")


def _legend(canvas: Canvas, top: float, unapproved: bool) -> float:
    """The shades in their order, wrapped to the width; gives the line below."""
    entries = [
        (words, Paint(shade, RIM, 0.75)) for words, shade in zip(_SHADES, SCALE, strict=True)
    ]
    if unapproved:
        entries.append((NOTHING_APPROVED, Paint(PAPER, EARTH, 1, "3 3")))
    x, y = 0.0, top
    for words, paint in entries:
        room = 18 + width_of(words, SMALL)
        if x and x + room > canvas.frame.inner:
            x, y = 0.0, y + 18
        canvas.rect(Box(x + 0.5, y, 13, 11), paint)
        canvas.text(x + 18, y + 10, words, SMALL)
        x += room + 14
    return y + 18


def _most_across(frame: Frame) -> int:
    return max(1, int((frame.inner + _GAP) // (76 + _GAP)))


def _desc(tiles: Sequence[Tile]) -> str:
    told = [
        f"{one.name} {percent(one.part, one.whole) if one.whole > 0 else NOTHING_APPROVED}"
        for one in sorted(tiles, key=lambda one: one.code)
    ]
    return f"Bản đồ ô vuông: tỷ lệ đã chi trên đã phê duyệt. {'; '.join(told)}."
