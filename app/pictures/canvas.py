"""Where shapes and words are put, in plain attributes that browsers, typst and Word all know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from app.pictures.rules import plain
from app.pictures.schemas import Frame, Picture
from app.pictures.style import EDGE, FIGURE, FONTS, LABEL, QUIET, Paint, Type
from app.pictures.widths import wrapped

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in units from the upper left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Half way across."""
        return self.x + self.width / 2


@dataclass(slots=True)
class Canvas:
    """What is drawn in one frame; later shapes lie over earlier ones."""

    frame: Frame
    _parts: list[str] = field(default_factory=list)
    _patterns: dict[str, str] = field(default_factory=dict)

    def text(
        self, x: float, y: float, words: str, kind: Type = LABEL, anchor: Anchor = "start"
    ) -> None:
        """Words on the line at `y`, beginning, centred or ending at `x`.

        What most words share is said once, at the root.
        """
        place = f'x="{_at(x)}" y="{_at(y)}"'
        size = f' font-size="{kind.size}"' if kind.size != FIGURE.size else ""
        fill = f' fill="{kind.fill}"' if kind.fill != FIGURE.fill else ""
        bold = ' font-weight="bold"' if kind.bold else ""
        put = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(f"<text {place}{size}{fill}{bold}{put}>{escape(plain(words))}</text>")

    def rect(self, box: Box, paint: Paint) -> None:
        """A rectangle; one without width or height is not drawn."""
        if box.width > 0 and box.height > 0:
            place = f'x="{_at(box.x)}" y="{_at(box.y)}"'
            size = f'width="{_at(box.width)}" height="{_at(box.height)}"'
            self._parts.append(f"<rect {place} {size} {_painted(paint)}/>")

    def path(self, course: str, paint: Paint) -> None:
        """A path of straight lines, as SVG writes it."""
        self._parts.append(f'<path d="{course}" {_painted(paint)}/>')

    def across(self, x: float, y: float, end: float, paint: Paint) -> None:
        """A level line."""
        self.path(f"M{_at(x)} {_at(y)}H{_at(end)}", paint)

    def down(self, x: float, y: float, end: float, paint: Paint) -> None:
        """An upright line."""
        self.path(f"M{_at(x)} {_at(y)}V{_at(end)}", paint)

    def warning(self, x: float, y: float, colour: str) -> None:
        """A small triangle standing on the line at `y`, its left corner at `x`."""
        self.path(f"M{_at(x)} {_at(y)}h8l-4 -8z", Paint(colour))

    def hatch(self, ground: str, colour: str) -> str:
        """A fill of slanting lines: what is seen without colours too."""
        name = f"{self.frame.key}-hatch-{ground[1:]}-{colour[1:]}"
        self._patterns[name] = (
            f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{ground}"/>'
            f'<rect width="1.5" height="5" fill="{colour}"/></pattern>'
        )
        return f"url(#{name})"

    def note(self, y: float, words: str) -> float:
        """A remark across the foot, on the lines it needs; gives the line below."""
        kind = Type(11, QUIET)
        for line in wrapped(words, kind, self.frame.inner, 4):
            self.text(0, y, line, kind)
            y += 15
        return y

    def finished(
        self, height: float, desc: str, headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]
    ) -> Picture:
        """The picture with its words and its table."""
        key, title, desc = self.frame.key, plain(self.frame.title), plain(desc)
        width, tall = self.frame.width, _at(height)
        defs = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-labelledby="{key}-title {key}-desc" width="{width}" height="{tall}" '
            f'viewBox="{-EDGE} 0 {width} {tall}" font-family={quoteattr(FONTS)} '
            f'font-size="{FIGURE.size}" fill="{FIGURE.fill}">'
            f'<title id="{key}-title">{escape(title)}</title>'
            f'<desc id="{key}-desc">{escape(desc)}</desc>{defs}{"".join(self._parts)}</svg>'
        )
        cells = tuple(tuple(plain(cell) for cell in row) for row in rows)
        return Picture(key=key, title=title, desc=desc, svg=svg, headers=headers, rows=cells)


def nothing(frame: Frame, headers: tuple[str, ...]) -> Picture:
    """The picture of no figures at all."""
    canvas = Canvas(frame)
    canvas.text(frame.inner / 2, 34, "Chưa có số liệu", Type(12, QUIET), "middle")
    return canvas.finished(56, "Chưa có số liệu.", headers, [])


def steps(points: list[tuple[float, float]]) -> str:
    """The course of a line that holds each height until the next point."""
    (x, y), *rest = points
    parts = [f"M{_at(x)} {_at(y)}"]
    for next_x, next_y in rest:
        parts.append(f"H{_at(next_x)}")
        if next_y != y:
            parts.append(f"V{_at(next_y)}")
        y = next_y
    return "".join(parts)


def _at(value: float) -> str:
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _painted(paint: Paint) -> str:
    words = f'fill="{paint.fill or "none"}"'
    if paint.stroke:
        words += f' stroke="{paint.stroke}" stroke-width="{_at(paint.width)}"'
    return words + (f' stroke-dasharray="{paint.dash}"' if paint.dash else "")
