"""Whether a claim meets the conditions: each comparison by name, every finding with its citation.

A comparison answers True (met), False (not met) or None (a fact is missing). Its parameters come
from the law; here stands only which way they are compared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeAlias

from .claims import Claim
from .terms import Source, Value, filled
from .working_days import whole_months

Outcome: TypeAlias = Literal["met", "failed", "unknown"]
Terms: TypeAlias = Mapping[str, Any]
Comparison: TypeAlias = Callable[..., bool | None]


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One condition of the law: what it compares, with which parameters, and in which words."""

    code: str
    kind: str
    facts: tuple[str, ...]
    terms: Mapping[str, Value]
    in_force: bool
    vi: str
    en: str
    refused_vi: str
    refused_en: str
    source: Source

    @property
    def requirement_vi(self) -> str:
        """What is required, in Vietnamese, with the parameters written in."""
        return filled(self.vi, self.terms)

    @property
    def requirement_en(self) -> str:
        """What is required, in English, with the parameters written in."""
        return filled(self.en, self.terms)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition says of a claim, in both languages, with its source."""

    code: str
    outcome: Outcome
    vi: str
    en: str
    source: Source


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The findings on a claim; eligible only when every condition is known to be met."""

    met: tuple[Finding, ...]
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]

    @property
    def eligible(self) -> bool:
        """True when nothing failed and nothing is unknown."""
        return not self.failed and not self.unknown


def _known(comparison: Comparison) -> Comparison:
    """A comparison that needs all its facts: one missing, and the outcome is unknown."""

    def asked(terms: Terms, *facts: Any) -> bool | None:
        return None if None in facts else comparison(terms, *facts)

    return asked


def _between(terms: Terms, day: date) -> bool:
    last = terms.get("last_day")
    return bool(terms["first_day"] <= day and (last is None or day <= last))


def _lasting(terms: Terms, first: date, last: date) -> bool:
    within = whole_months(max(first, terms["first_day"]), min(last, terms["last_day"]))
    return bool(within >= terms["least_months"])


def _insured_until(terms: Terms, insured: date, suspended: date) -> bool:
    gap = (suspended.year - insured.year) * 12 + suspended.month - insured.month
    return bool(gap <= terms["months_gap"])


def _one_of(terms: Terms, choice: str) -> bool:
    return choice in terms["allowed"] or choice in terms.get("extra", ())


def _share(terms: Terms, part: int, whole: int) -> bool:
    return bool(part * 100 >= whole * terms["least_percent"])


def _idle_share(terms: Terms, idle: int, insured: int) -> bool:
    return idle > 0 and (idle >= terms["or_workers"] or _share(terms, idle, insured))


def _not_died_before(terms: Terms, alive: bool | None, died_on: date | None) -> bool | None:
    if died_on is None:
        return alive or None
    return bool(died_on >= terms["before_day"])


def _not_died_since(terms: Terms, alive: bool | None, died_on: date | None) -> bool | None:
    if died_on is None:
        return alive or None
    return bool(died_on < terms["from_day"])


def _without_means(terms: Terms, revenue: bool | None, funds: bool | None) -> bool | None:
    """No revenue or no funds: by the reading in force one suffices, or both are needed."""
    enough = any if terms["reading"] == "either" else all
    if enough(fact is False for fact in (revenue, funds)):
        return True
    possible = enough(fact is not True for fact in (revenue, funds))
    return None if possible else False


def _balance_date(terms: Terms, funds: bool | None, stated_on: date | None) -> bool | None:
    """The date matters only where the claim rests on funds that ran out."""
    if funds is not False:
        return True
    return None if stated_on is None else bool(stated_on == terms["wanted"])


def _dropped(terms: Terms, now: int | None, then: int | None) -> bool | None:
    if now is None or then is None:
        return None
    return bool(then > 0 and (then - now) * 100 >= then * terms["least_percent"])


def _revenue_drop(
    terms: Terms, now: int | None, then: int | None, later: int | None, year_before: int | None
) -> bool | None:
    """Either comparison suffices; unknown only while an unknown one could still succeed."""
    answers = (_dropped(terms, now, then), _dropped(terms, later, year_before))
    if True in answers:
        return True
    return None if None in answers else False


COMPARISONS: Mapping[str, Comparison] = {
    "is": _known(lambda terms, fact: fact is terms["wanted"]),
    "equals": _known(lambda terms, fact: fact == terms["wanted"]),
    "before": _known(lambda terms, day: day < terms["before_day"]),
    "below": _known(lambda terms, amount: amount < terms["limit"]),
    "above": _known(lambda terms, amount: amount > terms["limit"]),
    "between": _known(_between),
    "lasting": _known(_lasting),
    "insured_until": _known(_insured_until),
    "one_of": _known(_one_of),
    "income_line": _known(lambda terms, income, area: income < terms[area]),
    "months_cap": _known(lambda terms, asked, before: asked + before <= terms["months_cap"]),
    "share": _known(_share),
    "idle_share": _known(_idle_share),
    "not_died_before": _not_died_before,
    "not_died_since": _not_died_since,
    "without_means": _without_means,
    "balance_date": _balance_date,
    "revenue_drop": _revenue_drop,
}


def outcome_of(condition: Condition, claim: Claim) -> Outcome:
    """Whether a claim meets one condition, fails it, or leaves it open."""
    facts = (claim.fact(fact) for fact in condition.facts)
    met = COMPARISONS[condition.kind](condition.terms, *facts)
    if met is None:
        return "unknown"
    return "met" if met else "failed"


@cache
def found(condition: Condition, outcome: Outcome) -> Finding:
    """The finding in words: requirement when met, refusal when failed, gap when unknown."""
    vi, en = condition.vi, condition.en
    if outcome == "failed":
        vi, en = condition.refused_vi, condition.refused_en
    elif outcome == "unknown":
        vi, en = f"Chưa đủ thông tin để xét: {vi}.", f"Not known yet: {en}."
    terms = condition.terms
    return Finding(condition.code, outcome, filled(vi, terms), filled(en, terms), condition.source)


def sorted_by_outcome(findings: list[Finding]) -> Eligibility:
    """All findings, parted into met, failed and unknown, each in the order of the law."""

    def having(outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if finding.outcome == outcome)

    return Eligibility(having("met"), having("failed"), having("unknown"))
