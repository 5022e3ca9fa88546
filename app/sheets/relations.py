"""What must hold between the columns of a table from outside, told by their heads."""

from collections.abc import Mapping
from dataclasses import replace

from app.sheets.heads import DONG, KINDS, MONTHS, PEOPLE, RATE, Head
from app.sheets.rules import Column, Kind

_WHOLES = ("approved", "proposed", "")
_PARTS = ("paid", "approved")


def related(heads: Mapping[str, Head]) -> tuple[Column, ...]:
    """The columns with their relations: units and months of money, parts of rates, sums across."""
    return tuple(_column(key, head, heads) for key, head in heads.items())


def _column(key: str, head: Head, heads: Mapping[str, Head]) -> Column:
    kind = Kind.TEXT if head.measure is None else KINDS[head.measure]
    made = Column(
        key=key, title=head.text, kind=kind, meaning=head.text, group=head.group, cut=head.cut,
        adds=not head.is_price,
    )  # fmt: skip
    if head.is_price:
        return made
    if head.measure == RATE:
        return replace(made, part_of=_part_of(head, heads))
    made = replace(made, sum_of=_sum_of(key, head, heads))
    if head.measure != DONG:
        return made
    return replace(
        made, units=_beside(PEOPLE, head, heads), months=_beside(MONTHS, head, heads)
    )  # fmt: skip


def _beside(measure: str, head: Head, heads: Mapping[str, Head]) -> str | None:
    """The people or months of the same stage and group, or the only ones if a stage is unsaid."""
    found = _named(measure, head.state, head.group, heads)
    if found is not None:
        return found
    alike = [key for key, one in heads.items() if (one.measure, one.group) == (measure, head.group)]
    if len(alike) == 1 and not (head.state and heads[alike[0]].state):
        return alike[0]
    return None


def _named(measure: str, state: str, group: str | None, heads: Mapping[str, Head]) -> str | None:
    fits = (
        key
        for key, head in heads.items()
        if (head.measure, head.state, head.group) == (measure, state, group) and not head.is_price
    )
    return next(fits, None)


def _part_of(head: Head, heads: Mapping[str, Head]) -> tuple[str, str] | None:
    """The nearest pair: paid of approved people; of money where the head speaks of it."""
    for measure in (DONG, PEOPLE) if head.of_money else (PEOPLE, DONG):
        for part_state in _PARTS:
            for whole_state in _WHOLES:
                part = _named(measure, part_state, head.group, heads)
                whole = _named(measure, whole_state, head.group, heads)
                if part and whole and part_state != whole_state:
                    return part, whole
    return None


def _sum_of(key: str, head: Head, heads: Mapping[str, Head]) -> tuple[str, ...]:
    """Approved is paid and unpaid; a total over groups is theirs."""
    if head.group is None:
        groups = tuple(
            name
            for name, one in heads.items()
            if one.group and (one.measure, one.state) == (head.measure, head.state)
        )
        if len(groups) > 1 and _named(str(head.measure), head.state, None, heads) == key:
            return groups
    if head.state == "approved" and head.measure is not None:
        parts = [_named(head.measure, one, head.group, heads) for one in ("paid", "unpaid")]
        if all(parts):
            return tuple(map(str, parts))
    return ()
