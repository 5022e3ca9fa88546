"""What the pages of a list say: phases, verdicts, changes, and what to do next."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from app.core.html import TEMPLATES
from app.core.language import ENGLISH, speaker, spoken
from app.intake.doubts import VIETNAMESE as DOUBTS
from app.intake.marks import kind_of
from app.policy import Step

_say = speaker((Path(__file__).parent / "templates", TEMPLATES))

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
COUNCILS: Final = {"commune": "cấp xã", "district": "cấp huyện", "province": "cấp tỉnh"}
"""The council of a level, as the way of a list calls it."""
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
    return said + [Remark("", _say(DOUBTS.get(one, one)), "heed") for one in row["doubts"] or ()]


def _remark(number: int, told: Mapping[str, Any], kind: str) -> Remark:
    """The sentence without the row and column that stand beside it.

    It was kept in Vietnamese; who reads English is told the kind of fault, and what is there.
    """
    if spoken() == ENGLISH and (kind_told := kind_in_english(str(told.get("code", "")))):
        there = f" (it says “{told['found']}”)" if told.get("found") else ""
        return Remark(str(told.get("column", "")), f"{kind_told}{there}", kind)
    words = str(told["vi"]).removeprefix(f"Dòng {number}, ")
    words = words.removeprefix(f"cột “{told.get('column', '')}”: ")
    return Remark(str(told.get("column", "")), words[:1].upper() + words[1:], kind)


def kind_in_english(code: str) -> str:
    """A kind of fault as the word list has it; empty when it has none."""
    kind = kind_of(code)
    said = _say(kind)
    return said if said != kind else ""


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
