"""A drawing read back: its words with the room they take, its shapes, what lies on what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from app.pictures.style import PAPER, Type
from app.pictures.widths import width_of

NAME = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MHVhvlz])([^MHVhvlz]*)")


@dataclass(frozen=True)
class Shape:
    """What a thing covers, and what it says or how it is filled."""

    left: float
    top: float
    right: float
    bottom: float
    words: str = ""
    fill: str = ""

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def touches(self, other: "Shape") -> bool:
        across = self.left < other.right - 0.5 and other.left < self.right - 0.5
        return across and self.top < other.bottom and other.top < self.bottom


def root_of(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def sheet_of(svg: str) -> Shape:
    """The whole view."""
    x, y, width, height = (float(one) for one in root_of(svg).attrib["viewBox"].split())
    return Shape(x, y, x + width, y + height)


def words_of(svg: str) -> list[Shape]:
    """Every text with its room: from the top of a capital to the foot of a comma."""
    root = root_of(svg)
    return [_words(one, root) for one in root.iter(f"{NAME}text")]


def _words(one: ElementTree.Element, root: ElementTree.Element) -> Shape:
    told = {**root.attrib, **one.attrib}
    size, said = int(told["font-size"]), one.text or ""
    wide = width_of(said, Type(size, bold="font-weight" in one.attrib))
    x, y = float(one.attrib["x"]), float(one.attrib["y"])
    left = x - {"start": 0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "start")]
    return Shape(left, y - size * 0.75, left + wide, y + size * 0.2, said, told["fill"])


def drawn(svg: str) -> Iterator[ElementTree.Element]:
    """Everything that is drawn, in its order; not the patterns."""
    for one in root_of(svg):
        if one.tag in {f"{NAME}rect", f"{NAME}path", f"{NAME}text"}:
            yield one


def rects(svg: str, fill: str = "") -> list[Shape]:
    """Rectangles, of one fill if it is named."""
    found = []
    for one in drawn(svg):
        if one.tag == f"{NAME}rect" and one.attrib["fill"].startswith(fill):
            x, y = float(one.attrib["x"]), float(one.attrib["y"])
            right, bottom = x + float(one.attrib["width"]), y + float(one.attrib["height"])
            found.append(Shape(x, y, right, bottom, fill=one.attrib["fill"]))
    return found


def course(path: str) -> list[tuple[float, float]]:
    """The corners of a path."""
    x = y = 0.0
    found = []
    for verb, rest in _STEP.findall(path):
        numbers = [float(one) for one in rest.split()]
        if verb in "Mhvl" or verb in "HV":
            if verb == "M":
                x, y = numbers
            elif verb == "l":
                x, y = x + numbers[0], y + numbers[1]
            else:
                step = numbers[0] if verb in "HV" else (x if verb == "h" else y) + numbers[0]
                x, y = (step, y) if verb in "Hh" else (x, step)
            found.append((x, y))
    return found


def paths(svg: str) -> list[list[tuple[float, float]]]:
    return [course(one.attrib["d"]) for one in drawn(svg) if one.tag == f"{NAME}path"]


def outside(svg: str) -> list[str]:
    """What leaves the view."""
    view = sheet_of(svg)
    found = [
        one.words or str(one)
        for one in (*words_of(svg), *rects(svg))
        if not (view.holds(one.left, one.top) and view.holds(one.right, one.bottom))
    ]
    corners = [(x, y) for path in paths(svg) for x, y in path]
    return found + [str(corner) for corner in corners if not view.holds(*corner)]


def overlaps(svg: str) -> list[str]:
    """Words that lie on one another."""
    words = words_of(svg)
    return [
        f"{one.words} | {other.words}"
        for at, one in enumerate(words)
        for other in words[at + 1 :]
        if one.touches(other)
    ]


def grounds(svg: str) -> Iterator[tuple[str, str, str]]:
    """Each text with its colour and the colour of what it stands on."""
    below: list[Shape] = []
    root = root_of(svg)
    for one in drawn(svg):
        if one.tag == f"{NAME}text":
            words = _words(one, root)
            x, y = (words.left + words.right) / 2, (words.top + words.bottom) / 2
            under = [shape.fill for shape in below if shape.holds(x, y) and shape.fill != "none"]
            yield words.words, words.fill, (under or [PAPER])[-1]
        elif one.tag == f"{NAME}rect":
            x, y = float(one.attrib["x"]), float(one.attrib["y"])
            right, bottom = x + float(one.attrib["width"]), y + float(one.attrib["height"])
            below.append(Shape(x, y, right, bottom, fill=one.attrib["fill"]))
