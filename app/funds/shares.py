"""Who carries what of the money spent, who laid it out, and what remains to settle. Pure.

The central budget carries a percentage of what was spent, by group. What it carries is cut to
whole đồng once, over everything: less than a đồng stays with the province. Parts of it (groups,
sources) are rounded by the largest remainder, so that they always sum to the whole. What central
sources did not spend themselves of their share they owe to the other sources, in proportion to
what these spent of shared money; where they spent more, the others owe them the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CENTRAL: Final = "central"
ROUNDING: Final = (
    "The central share is cut to whole đồng once, over the total; its parts are rounded by the "
    "largest remainder and sum to it."
)
ROUNDING_VI: Final = (
    "Phần ngân sách trung ương được cắt xuống đồng nguyên một lần trên tổng số; từng phần được làm "
    "tròn theo số dư lớn nhất để cộng lại luôn bằng tổng."
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Money (đồng) a source spent on a group under one percentage of the central budget."""

    source_id: int
    group_code: str | None
    central_percent: int
    amount_dong: int


@dataclass(frozen=True, slots=True)
class Payer:
    """A source that can owe others and be owed, and what it received of others net (đồng)."""

    id: int
    level: str
    settled_dong: int


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What was spent on a group, and how it divides (đồng)."""

    group_code: str | None
    central_percent: int
    spent_dong: int
    central_dong: int

    @property
    def own_dong(self) -> int:
        """What the province's own sources carry."""
        return self.spent_dong - self.central_dong


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What a source spent, is to carry in the end, and has received of others net (đồng)."""

    id: int
    spent_dong: int
    carries_dong: int
    settled_dong: int

    @property
    def advanced_dong(self) -> int:
        """What it laid out for others; below zero: what others laid out for it."""
        return self.spent_dong - self.carries_dong

    @property
    def remaining_dong(self) -> int:
        """What it is still to receive of others; below zero: what it has still to pay."""
        return self.advanced_dong - self.settled_dong


@dataclass(frozen=True, slots=True)
class Shares:
    """All of it; spent, carried, settled and remaining each sum over groups and over sources."""

    spent_dong: int
    central_dong: int
    groups: tuple[GroupShare, ...]
    sources: tuple[SourceShare, ...]

    def owed(self, from_source: int, to_source: int) -> int:
        """What one source has still to pay and the other has still to receive (đồng)."""
        left = {one.id: one.remaining_dong for one in self.sources}
        return max(min(-left.get(from_source, 0), left.get(to_source, 0)), 0)


def shares_of(spent: Iterable[Spent], payers: Sequence[Payer]) -> Shares:
    """Divide what was spent between the central budget and the others."""
    told = list(spent)
    groups = _by_group(told)
    central = sum(one.central_dong for one in groups)
    carried = _carried(_sums(told), _sums(told, shared=True), payers, central)
    total = sum(one.amount_dong for one in told)
    by_source = _sums(told)
    sources = tuple(
        SourceShare(one.id, by_source[one.id], carried[one.id], one.settled_dong) for one in payers
    )
    return Shares(total, central, groups, sources)


def _by_group(spent: list[Spent]) -> tuple[GroupShare, ...]:
    sums: dict[tuple[str | None, int], int] = defaultdict(int)
    for one in spent:
        sums[one.group_code, one.central_percent] += one.amount_dong
    keys = sorted(sums, key=lambda key: (key[0] is None, key[0] or "", key[1]))
    parts = cut_to_whole([sums[key] * key[1] for key in keys])
    return tuple(GroupShare(*key, sums[key], part) for key, part in zip(keys, parts, strict=True))


def _sums(spent: list[Spent], *, shared: bool = False) -> Mapping[int, int]:
    """By source: đồng spent, or hundredths of a đồng that the central budget carries of them."""
    sums: dict[int, int] = defaultdict(int)
    for one in spent:
        sums[one.source_id] += one.amount_dong * (one.central_percent if shared else 1)
    return sums


def _carried(
    spent: Mapping[int, int], shared: Mapping[int, int], payers: Sequence[Payer], central: int
) -> dict[int, int]:
    """What each source carries in the end (đồng); together they carry what was spent."""
    givers = [one for one in payers if one.level == CENTRAL]
    others = [one for one in payers if one.level != CENTRAL]
    laid_out = [max(spent[one.id] - one.settled_dong, 0) for one in givers]
    owed = central - sum(spent[one.id] for one in givers)
    weights = [max(shared[one.id], 0) for one in others]
    if not any(weights):
        weights = [max(spent[one.id], 0) for one in others]
    carried = dict(zip((one.id for one in givers), apportioned(central, laid_out), strict=True))
    for one, part in zip(others, apportioned(owed, weights), strict=True):
        carried[one.id] = spent[one.id] - part
    return carried


def cut_to_whole(hundredths: Sequence[int]) -> list[int]:
    """Hundredths of a đồng as whole đồng that sum to their total, cut once."""
    parts = [one // 100 for one in hundredths]
    return _with_rest(parts, sum(hundredths) // 100, [one % 100 for one in hundredths])


def apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """A sum divided in proportion to weights of 0 and more, to the đồng; by none, to the first."""
    if not weights:
        return []
    whole = sum(weights)
    if not whole:
        return [total, *(0 for _ in weights[1:])]
    parts = [total * one // whole for one in weights]
    return _with_rest(parts, total, [total * one % whole for one in weights])


def _with_rest(parts: list[int], total: int, rests: Sequence[int]) -> list[int]:
    """One đồng more to those whose rest was largest, the first of equals first."""
    largest = sorted(range(len(parts)), key=lambda at: (-rests[at], at))
    for at in largest[: total - sum(parts)]:
        parts[at] += 1
    return parts
