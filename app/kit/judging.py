"""Verdicts on statements about orders that an agent has, as the service gives them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.core.clock import VIETNAM
from app.kit.samples import asked_back, leases
from app.reconciliation import Verdict

_V: Final = Verdict
SETTLING: Final = (_V.FAILED, _V.CANCELLED, _V.PARTIAL, _V.PAID, _V.RETURNED)
"""The facts of an order from the least to the greatest: the greatest counts."""
_HANDED_OVER: Final = (_V.PAID, _V.PARTIAL)
_OUT_OF_HAND: Final = (_V.PAID, _V.PARTIAL, _V.RETURNED)
_WHOLE: Final = (_V.PAID, _V.RETURNED)


class NumberReused(Exception):
    """Another statement came under this number before."""


class Held(NamedTuple):
    """An order that the agent has: its amount (đồng), since when, and whether it is asked back."""

    amount_dong: int
    taken_on: date
    asked_back: bool = False


class Fact(NamedTuple):
    """What was told of an order, and for which day."""

    kind: Verdict
    amount_dong: int
    done_on: date


class End(NamedTuple):
    """What became of an order: the greatest of its facts, and what the payee holds (đồng)."""

    state: Verdict | None
    paid_dong: int


class _Line(NamedTuple):
    number: int
    order: str
    fact: Fact


_Given = tuple[date, list[dict[str, Any]], list[Verdict]]


class Ledger:
    """What has been told of orders so far; without orders of its own, of the sample leases."""

    def __init__(self, orders: Mapping[str, Held] | None = None) -> None:
        self.orders = sample_orders() if orders is None else orders
        self.facts: dict[str, list[Fact]] = {reference: [] for reference in self.orders}
        self.given: dict[str, _Given] = {}

    def judge(
        self, number: str, made_on: date, lines: Sequence[Mapping[str, Any]]
    ) -> list[Verdict]:
        """A verdict a line, as on the day of the statement; the same again has its first ones.

        Raises NumberReused.
        """
        told = [dict(line) for line in lines]
        if number in self.given:
            *first, verdicts = self.given[number]
            if first != [made_on, told]:
                raise NumberReused(number)
            return verdicts
        verdicts = self._judged([_as_line(place, line) for place, line in enumerate(told)], made_on)
        self.given[number] = (made_on, told, verdicts)
        return verdicts

    def ends(self) -> dict[str, End]:
        """What became of each order by all that was told."""
        return {reference: _end(facts) for reference, facts in self.facts.items()}

    def _judged(self, lines: Sequence[_Line], today: date) -> list[Verdict]:
        alone = [self._alone(line, today) for line in lines]
        open_ones = [line for line, verdict in zip(lines, alone, strict=True) if verdict is None]
        verdicts = [
            verdict or among_neighbours(line, [one for one in open_ones if one.order == line.order])
            for line, verdict in zip(lines, alone, strict=True)
        ]
        for line, verdict in zip(lines, verdicts, strict=True):
            if verdict in SETTLING:
                self.facts[line.order].append(line.fact)
        return verdicts

    def _alone(self, line: _Line, today: date) -> Verdict | None:
        """The verdict on a line by what was told before its statement; none: it may be a fact."""
        order, fact = self.orders.get(line.order), line.fact
        if order is None:
            return _V.UNKNOWN
        if not _at_hand(order, fact):
            return _V.WRONG_AMOUNT
        if not order.taken_on <= fact.done_on <= today:
            return _V.WRONG_STATE
        before = self.facts[line.order]
        if any((one.kind, one.amount_dong) == (fact.kind, fact.amount_dong) for one in before):
            return _V.DUPLICATE
        if fact.kind in _HANDED_OVER and _told(before, _V.CANCELLED):
            return _V.AFTER_CANCEL
        if fact.kind is _V.CANCELLED and (not order.asked_back or _told(before, *_OUT_OF_HAND)):
            return _V.WRONG_STATE
        return _V.WRONG_STATE if _is_less_than(before, fact) else None


def sample_orders() -> dict[str, Held]:
    """The orders of the sample leases by their reference."""
    back = asked_back()
    return {
        line.reference: Held(
            line.amount_dong, lease.head.made_at.astimezone(VIETNAM).date(), line.reference in back
        )
        for lease in leases()
        for line in lease.lines
    }


def _as_line(number: int, line: Mapping[str, Any]) -> _Line:
    kind = _V.CANCELLED if line["result"] == "not_paid" else _V(line["result"])
    return _Line(number, line["reference"], Fact(kind, line["amount_dong"], line["done_on"]))


def _at_hand(order: Held, fact: Fact) -> bool:
    if fact.kind is _V.PARTIAL:
        return fact.amount_dong < order.amount_dong
    return fact.amount_dong == order.amount_dong


def _told(facts: Sequence[Fact], *kinds: Verdict) -> bool:
    return any(one.kind in kinds for one in facts)


def _is_less_than(before: Sequence[Fact], fact: Fact) -> bool:
    """A lesser result for a day on which more was told already; of an earlier day it is history."""
    greater = {_V.FAILED: _OUT_OF_HAND, _V.PARTIAL: _WHOLE}.get(fact.kind, ())
    return any(one.kind in greater and one.done_on <= fact.done_on for one in before)


def among_neighbours(line: _Line, near: Sequence[_Line]) -> Verdict:
    """The verdict on a line beside the others of its statement on the same order, itself among."""
    kind, before = line.fact.kind, [one for one in near if one.number < line.number]
    told_before = [one.fact for one in before]
    if kind in _HANDED_OVER and _first(near, _V.CANCELLED) < _first(near, *_OUT_OF_HAND):
        return _V.AFTER_CANCEL
    if kind is _V.CANCELLED and _told(told_before, *_OUT_OF_HAND):
        return _V.WRONG_STATE
    if _is_less_than(told_before, line.fact):
        return _V.WRONG_STATE
    if any(one.fact[:2] == line.fact[:2] for one in before):
        return _V.DUPLICATE
    return kind


def _first(lines: Sequence[_Line], *kinds: Verdict) -> float:
    return min((one.number for one in lines if one.fact.kind in kinds), default=float("inf"))


def _end(facts: Sequence[Fact]) -> End:
    if not facts:
        return End(None, 0)
    state = max((one.kind for one in facts), key=SETTLING.index)
    given = max((one.amount_dong for one in facts if one.kind in _HANDED_OVER), default=0)
    return End(state, 0 if state is _V.RETURNED else given)
