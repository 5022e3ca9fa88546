"""The house style of every picture: sizes, letters and colours. Nothing else decides how it looks.

Deep teal for what is done, sand for what is promised, red for what is past its day or over its
limit and for nothing else. Whatever a colour says, a number, a pattern or a place says too, so
that a black and white print loses nothing.
"""

from dataclasses import dataclass
from typing import Final

WIDE: Final = 640
"""Units across on a page or on A4 (there 12 units are 8.5 points)."""
NARROW: Final = 320
"""Units across on a telephone; the least that a picture is drawn for."""
EDGE: Final = 3
"""Left and right of everything, for letters a little wider than ours."""

FONTS: Final = "Arial, 'Liberation Sans', Helvetica, 'Libertinus Serif', sans-serif"
"""Letters of one known width first; the last named comes with typst and sets our papers.

For pictures that stand alone; on a page the style sheet gives a picture the letters of the page.
"""

PAPER: Final = "#ffffff"
INK: Final = "#1d2b2a"
QUIET: Final = "#566462"
LINE: Final = "#d5d9d3"
DEEP: Final = "#15544f"
MIDDLE: Final = "#7aa8a0"
SOFT: Final = "#e6efec"
SAND: Final = "#efe5cd"
EARTH: Final = "#7c5c22"
RIM: Final = "#8fa19c"
WRONG: Final = "#a02419"
WRONG_WASH: Final = "#fbeeec"

SCALE: Final = ("#f6f1e4", "#dde6d8", "#b5d0c6", "#3d7f77", "#15544f")
"""Less to more: each step darker, so that the order holds in grey."""


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set; size in units."""

    size: int = 12
    fill: str = INK
    bold: bool = False


LABEL: Final = Type()
STRONG: Final = Type(bold=True)
SMALL: Final = Type(11, QUIET)
FIGURE: Final = Type(11)
FIGURE_STRONG: Final = Type(11, bold=True)
ALARM: Final = Type(11, WRONG, bold=True)
GAP: Final = 8
"""Between columns, and around what needs air."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape is filled and drawn round; "" for not at all."""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: str = ""


TRACK: Final = Paint(SOFT)
DONE: Final = Paint(DEEP)
PASSING: Final = Paint(MIDDLE)
HAIR: Final = Paint(stroke=LINE)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """The letters that can be read best on a ground."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
