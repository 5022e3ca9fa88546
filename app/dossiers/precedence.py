"""One benefit, the highest: which of a person's claims wins, in the policy's order. Pure.

Written once more as SQL where whole lists are compared (appraisal); a test holds the two together.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.policy import Policy


class Rival(NamedTuple):
    """A claim as the nation knows it; the amount is in đồng."""

    dossier_id: int
    person_id: int
    group_code: str
    amount_dong: int
    province_code: str
    tie_break: str
    state: str


def competes(rules: Policy, group_code: str) -> bool:
    """Whether a group is a benefit of a person at all: a loan is the employer's."""
    return group_code in set(map(str, rules.precedence.competing))


def displaces(rules: Policy, one: Rival, other: Rival) -> bool:
    """Whether a claim puts another out whatever the amounts (BTXH before HN and HCN)."""
    return other.group_code in _displaced(rules, one.group_code)


def beats(rules: Policy, one: Rival, other: Rival) -> bool:
    """Whether a claim is the higher benefit of the two; one of them always is.

    Of two claims of one group and height the approved one stays, because exchanging it would give
    nobody anything; else place and row decide, whichever list came first.
    """
    if displaces(rules, one, other) or displaces(rules, other, one):
        return displaces(rules, one, other)
    return _strength(rules, one) < _strength(rules, other)


def winner_of(rules: Policy, claims: Iterable[Rival]) -> Rival | None:
    """The claim a person keeps out of several; a displaced one wins nothing. None without any."""
    offered = [one for one in claims if competes(rules, one.group_code)]
    gone = {low for one in offered for low in _displaced(rules, one.group_code)}
    left = [one for one in offered if one.group_code not in gone]
    return min(left, key=lambda one: _strength(rules, one), default=None)


def _displaced(rules: Policy, group_code: str) -> set[str]:
    pairs = rules.precedence.displaces.items()
    return {str(low) for high, lows in pairs if str(high) == group_code for low in lows}


def _strength(rules: Policy, one: Rival) -> tuple[int, int, int, bool, str, str, int]:
    """The least comes first: height, order of the law, approved, then province, place and row."""
    level = rules.group(one.group_code).monthly_rate or 0
    height = (one.amount_dong, level)
    first, then = height if rules.precedence.compared_by == "total" else height[::-1]
    rank = [str(group) for group in rules.precedence.ties].index(one.group_code)
    place = (one.province_code, one.tie_break, one.dossier_id)
    return (-first, -then, rank, one.state != "live", *place)
