"""What pictures are drawn from and what comes out: frozen values, whole numbers, plain texts."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.pictures.style import EDGE, NARROW, WIDE

_KEY = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every picture has: its key, its title and how wide it is drawn.

    A page carries each key once: ids are made from it. ValueError for a key that is no id, and
    for a width under 320 units.
    """

    key: str
    """English, small letters: "coverage_by_district"."""
    title: str
    width: int = WIDE

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or self.width < NARROW:
            raise ValueError(f"no frame: key {self.key!r}, width {self.width}")

    @property
    def inner(self) -> int:
        """What is left between the edges: drawings count from 0 to here."""
        return self.width - 2 * EDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing (SVG), what it shows in words, and the same figures as a table of texts."""

    key: str
    title: str
    desc: str
    svg: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Measure(StrEnum):
    """What is counted."""

    PEOPLE = "người"
    DONG = "đồng"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How much of a group is at, or has passed, one stage."""

    name: str
    """Short: "Huyện"."""
    people: int | None
    """None: the road of this group does not come by here."""
    dong: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageGroup:
    """One group with its stages in the order of the road."""

    name: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole (paid of approved); a whole of 0 has no rate."""

    name: str
    part: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """The share of one district; the code says where it lies."""

    code: str
    name: str
    """Short: "Kỳ Anh", "TX Kỳ Anh"."""
    part: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What had been reached at the end of a day (đồng), holding until the next point."""

    day: date
    dong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One cumulative line with its points in any order, a day at most once."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """What waits at an office: late by 1–2, 3–5, 6–10 and more than 10 working days."""

    office: str
    late: tuple[int, int, int, int]
    in_time: int | None = None
    """What waits and is not late; none: not told."""


class StepKind(StrEnum):
    """What a step of a bridge does."""

    LEVEL = "level"
    """States where the steps so far lead: the first, the last, sums on the way."""
    DONE = "done"
    """Goes off because it reached its aim (paid): a part of what is there, written without sign."""
    MINUS = "minus"
    """Goes off, or stands elsewhere, for any other reason."""
    PLUS = "plus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a bridge; its amount has no sign, the kind says which way it goes."""

    name: str
    dong: int
    kind: StepKind
    people: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One source of money (đồng); each holds the next: committed all that is sent, and so on."""

    source: str
    available: int
    committed: int
    sent: int
    paid: int
