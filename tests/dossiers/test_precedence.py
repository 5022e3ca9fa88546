"""Who wins out of several claims: the policy's own order, whatever order they came in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossiers.precedence import Rival, beats, winner_of
from app.policy import Benefit, Group, Policy, policy_at

RULES = policy_at(date(2020, 5, 7))
MONTHLY = replace(RULES, precedence=replace(RULES.precedence, compared_by="monthly"))
GROUPS = [group for group in Group if group in RULES.precedence.competing]


@st.composite
def claims(draw: st.DrawFn) -> list[Rival]:
    """Up to five claims of one person, no two in one place."""
    chosen = draw(st.lists(st.tuples(st.sampled_from(GROUPS), st.integers(1, 3)), max_size=5))
    return [
        Rival(
            number, 1, str(group), RULES.amount_for(group, months=months), "42",
            f"42.436.{number:05d}.0000001", draw(st.sampled_from(["open", "live"])),
        )
        for number, (group, months) in enumerate(chosen, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("rules", [RULES, MONTHLY], ids=["total", "monthly"])
@given(claims(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_winner_is_the_policys_whatever_the_order(
    rules: Policy, offered: list[Rival], chance: object
) -> None:
    found = winner_of(rules, offered)
    shuffled = list(offered)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert winner_of(rules, shuffled) == found
    if not offered:
        assert found is None
        return
    benefits = [Benefit(Group(one.group_code), _months(one)) for one in offered]
    best = rules.highest_benefit(benefits)
    assert found is not None
    assert (found.group_code, _months(found)) == (best.group, best.months)


def _months(one: Rival) -> int:
    return one.amount_dong // (RULES.group(one.group_code).monthly_rate or 1)


@given(claims())
@settings(max_examples=150, deadline=None)
def test_of_two_claims_exactly_one_is_the_higher(offered: list[Rival]) -> None:
    for one in offered:
        for other in offered:
            assert beats(RULES, one, other) + beats(RULES, other, one) == (one != other)


def test_a_loan_is_nobodys_benefit() -> None:
    loan = Rival(1, 1, "NSDLD_VAY", 9_000_000, "42", "", "open")
    poor = Rival(2, 1, "HN", 250_000, "42", "", "open")
    assert winner_of(RULES, [loan, poor]) == poor
    assert winner_of(RULES, [loan]) is None


def test_the_approved_one_of_two_equals_stays() -> None:
    first = Rival(1, 1, "HN", 750_000, "42", "a", "open")
    approved = Rival(2, 1, "HN", 750_000, "42", "b", "live")
    assert winner_of(RULES, [first, approved]) == approved
    assert winner_of(RULES, [first, approved._replace(state="open")]) == first
