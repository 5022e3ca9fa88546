"""Cells of a coverage table, the keys that divide it, and that every sum is right: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from app.core.errors import BadInput
from app.sheets import TableDoesNotFoot

KEYS: Final = (
    "policy_group", "group", "province", "district", "commune", "month", "decision", "agent",
    "source",
)  # fmt: skip
"""The ways to divide a table, in the order in which its rows are told.

`month` is the calendar month in which something happened; `agent` the one to whom the decision
gave the line.
"""
OF_A_DISTRICT: Final = frozenset({"policy_group", "group", "province", "district", "month"})
"""The ways that need to know no more than district, group and day."""
SPANS: Final = (31, 9, 3, 1)
"""How many days of a month a folded row holds, the widest first: the month, nine, three, one.

Each divides the one before, but for the month, with which all of them begin anew.
"""
TOTAL: Final = "total"
MEASURES: Final = (
    "approved_people", "approved_months", "approved_dong", "paid_people", "paid_dong",
)  # fmt: skip
NAMED_CELLS: Final = 50
MOST_KEYS: Final = 4
_NAME: Final = "tỷ lệ chi trả"


def keys_in(text: str) -> tuple[str, ...]:
    """The ways to divide a table, in the order of the keys: "district,group" is group, district."""
    asked = [word.strip() for word in text.split(",") if word.strip()]
    known = len(set(asked)) == len(asked) <= MOST_KEYS and set(asked) <= set(KEYS)
    if not known:
        told, most = ", ".join(KEYS), MOST_KEYS
        raise BadInput(
            reason=f"A table is divided by at most {most} of {told}, each once.",
            reason_vi=f"Bảng chia theo tối đa {most} tiêu chí khác nhau trong: {told}.",
            pointer="query: by",
        )
    return tuple(key for key in KEYS if key in asked)


class Cell(NamedTuple):
    """What is counted at one place of a table (people, months, đồng); TOTAL where it sums over.

    A table of the nation has thousands: a plain tuple is made six times as fast as a frozen class.
    """

    place: tuple[str, ...]
    approved_people: int = 0
    approved_months: int = 0
    approved_dong: int = 0
    paid_people: int = 0
    paid_dong: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """What came to be known of a place between two days, and why."""

    cause: str
    """approved, corrected, paid, returned or recovered."""
    cell: Cell


def joined(parts: Iterable[Cell]) -> list[Cell]:
    """Cells of one place made one."""
    found: dict[tuple[str, ...], Cell] = {}
    for part in parts:
        one = found.get(part.place, Cell(part.place))
        sums = {name: getattr(one, name) + getattr(part, name) for name in MEASURES}
        found[part.place] = one._replace(**sums)
    return list(found.values())


def check_feet(cells: Iterable[Cell], keys: int) -> None:
    """Every sum of the table, across and down, is the sum of its cells; raises TableDoesNotFoot.

    The sums were counted by themselves and not added up from the cells.
    """
    given = {cell.place: cell for cell in cells}
    inner = [cell for place, cell in given.items() if TOTAL not in place]
    added = joined(
        cell._replace(place=_summed(cell.place, over))
        for cell in inner
        for size in range(1, keys + 1)
        for over in combinations(range(keys), size)
    )
    sums = {cell.place: cell for cell in added}
    places = {*sums, *(place for place in given if TOTAL in place)}
    wrong = [
        f"{'/'.join(place) or TOTAL} {name}: {found} ≠ {wanted}"
        for place in sorted(places)
        for name in MEASURES
        if (found := getattr(given.get(place, Cell(place)), name))
        != (wanted := getattr(sums.get(place, Cell(place)), name))
    ]
    if wrong:
        raise TableDoesNotFoot(sheet=_NAME, cells="; ".join(wrong[:NAMED_CELLS]))


def _summed(place: tuple[str, ...], over: Sequence[int]) -> tuple[str, ...]:
    return tuple(TOTAL if at in over else code for at, code in enumerate(place))
