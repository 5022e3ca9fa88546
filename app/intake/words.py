"""What the pages of a list say: phases, verdicts, changes, and what to do next."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from app.core.language import ENGLISH, spoken
from app.intake.doubts import VIETNAMESE as DOUBTS
from app.policy import Step

VERSION_STATES: Final = {
    "received": ("Đang đọc", "heed"),
    "read": ("Đã đọc", "good"),
    "unreadable": ("Không đọc được", "wrong"),
    "cancelled": ("Đã dừng đọc", "quiet"),
}
CHANGES: Final = {
    "added": ("Thêm mới", "good"),
    "changed": ("Đã sửa", "heed"),
    "gone": ("Không còn", "quiet"),
    "same": ("Giữ nguyên", "quiet"),
    "locked": ("Đã nộp, giữ nguyên", "quiet"),
}
OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "co-loi": "faulty",
        "nghi-trung": "doubtful",
        "hop-le": "good",
        "tat-ca": "all",
    }
)
"""How an address names the rows that are wanted."""


class Remark(NamedTuple):
    """One thing said of a row: of which column, in words, and whether it keeps the row out."""

    column: str
    words: str
    kind: str


def remarks_of(row: Mapping[str, Any]) -> list[Remark]:
    """Faults, warnings and doubts of a row, in words."""
    number = row["row_number"]
    said = [_remark(number, one, "wrong") for one in row["problems"] or ()]
    said += [_remark(number, one, "heed") for one in row["warnings"] or ()]
    return said + [Remark("", DOUBTS.get(one, one), "heed") for one in row["doubts"] or ()]


def _remark(number: int, told: Mapping[str, Any], kind: str) -> Remark:
    """The sentence without the row and column that stand beside it."""
    words = str(told["vi"]).removeprefix(f"Dòng {number}, ")
    words = words.removeprefix(f"cột “{told.get('column', '')}”: ")
    return Remark(str(told.get("column", "")), words[:1].upper() + words[1:], kind)


class RoadStep(NamedTuple):
    """A step of a road as the stepper shows it."""

    words: str
    state: str
    dossiers: int
    due_on: Any
    working_days: int | None


def road_shown(road: Sequence[Step], places: Mapping[str, Any], ended: bool) -> list[RoadStep]:
    """Where a list stands: steps before the first one in which dossiers wait are done."""
    here = [place for place, step in enumerate(road) if step.code in places]
    first, last = (here[0], here[-1]) if here else (len(road) if ended else 0, 0)
    shown = []
    for place, step in enumerate(road):
        found = places.get(step.code)
        state = "now" if found else "done" if place < max(first, last) else "later"
        words = step.en if spoken() == ENGLISH else step.vi
        count, due = (found.dossiers, found.due_on) if found else (0, None)
        shown.append(RoadStep(words, state, count, due, step.working_days))
    return shown
