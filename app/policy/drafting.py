"""Drafts the policy in force on a day from the law and the operator's overrides."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from . import known
from .claims import Area, facts_of
from .eligibility import COMPARISONS, Condition
from .enacting import law_of, replaced
from .known import Enacted
from .law import Edition, Law, editions
from .overrides import applied, read_overrides
from .policy import Policy
from .programmes import Enactment, Programme
from .rules import (
    Form,
    Group,
    GroupRule,
    Job,
    Loan,
    NoPolicyInForce,
    Precedence,
    Reason,
    Step,
    Version,
    claim_of,
)
from .terms import Mark, Source, filled, shown
from .working_days import Calendar

REMEMBERED_DAYS = 4096


def policy_at(day: date, overrides: Path | None = None, revision: int | None = None) -> Policy:
    """The policy in force on a day; the operator's overrides are read once, when given.

    `revision` is the number of the last policy document that counts: all that are known, unless a
    list says under how many it was compiled.
    """
    return _policy_at(day, overrides, known.upto(known.newest() if revision is None else revision))


@lru_cache(maxsize=REMEMBERED_DAYS)
def _policy_at(day: date, overrides: Path | None, enacted: tuple[Enacted, ...]) -> Policy:
    edition = edition_at(day)
    corrections = read_overrides(overrides) if overrides else ()
    active = tuple(number for number, one in enumerate(corrections) if one.holds_on(day))
    standing = sorted(
        (one for one in enacted if one.document.effective_from <= day),
        key=lambda one: (one.document.effective_from, one.revision),
    )
    return _policy(edition.code, overrides, active, tuple(standing))


def edition_at(day: date) -> Edition:
    """The version of the law in force on a day."""
    standing = [edition for edition in editions() if edition.effective_from <= day]
    if not standing:
        first = editions()[0].effective_from
        raise NoPolicyInForce(day=shown(day), first_day=shown(first))
    return standing[-1]


@cache
def _policy(
    code: str, overrides: Path | None, active: tuple[int, ...], standing: tuple[Enacted, ...]
) -> Policy:
    edition = next(edition for edition in editions() if edition.code == code)
    corrections = read_overrides(overrides) if overrides else ()
    law = applied(edition.law, [corrections[number] for number in active])
    return drafted(*enacted_on(edition, law, [one.document for one in standing]))


def enacted_on(edition: Edition, law: Law, documents: Iterable[Enactment]) -> tuple[Edition, Law]:
    """The law with the documents in force, and the version they make it; raises EnactmentWrong.

    What a document of before an amendment changed and the amendment changed again stays amended.
    """
    for one in documents:
        later = edition.change if one.effective_from < edition.effective_from else Law()
        law = replaced(one, law)
        law = law.amended_by(law_of(one, law).but_for(later))
        if one.changes and one.effective_from >= edition.effective_from:
            edition = replace(
                edition, code=one.code, title=one.title, effective_from=one.effective_from
            )
    return edition, law


def drafted(edition: Edition, law: Law) -> Policy:
    """The policy that a law in flat form amounts to."""
    codes = dict.fromkeys([*map(str, Group), *law.children("groups")])
    conditions = {code: _condition(law, code) for code in law.children("conditions")}
    return Policy(
        version=Version(edition.code, edition.title, edition.effective_from),
        fingerprint=_fingerprint(edition, law),
        provisions=MappingProxyType(law.provisions),
        by_code=MappingProxyType(
            {code: _group(law, Group.named(code), conditions) for code in codes}
        ),
        refusal_reasons=MappingProxyType(_reasons(law, conditions)),
        forms=MappingProxyType({code: _form(law, code) for code in law.children("forms")}),
        jobs=MappingProxyType(_jobs(law)),
        loan=_loan(law),
        precedence=_precedence(law),
        near_poor_lines=MappingProxyType(
            {area: law.value(f"conditions.INCOME_BELOW_LINE.{area}") for area in Area}
        ),
        calendar=Calendar(
            frozenset(law.value("calendar.days_off")), frozenset(law.value("calendar.make_up_days"))
        ),
        quorums=MappingProxyType(law.terms("councils.quorum")),
        votes=MappingProxyType(law.terms("councils.votes")),
        posting_length=law.value("posting.days"),
        complaint_days=law.value("complaints.answer_days"),
        complaint_extension=law.value("complaints.extension_days"),
        pay_by_days=law.value("payment.pay_by_days"),
        finished_percent=law.value("reports.finished_percent"),
        part_month=law.value("months.part_month"),
        central_percents=MappingProxyType(law.terms("funds.central_percent")),
        provinces_by_class=MappingProxyType(law.terms("funds.provinces")),
        fund_sources=law.value("funds.sources"),
    )


def _fingerprint(edition: Edition, law: Law) -> str:
    """What a decision keeps: the version and a digest of every value that was in force."""
    values = ((key, provision.value) for key, provision in sorted(law.provisions.items()))
    return f"{edition.code}-{hashlib.sha256(repr(list(values)).encode()).hexdigest()[:12]}"


def _words(law: Law, table: str, *names: str) -> dict[str, Any]:
    return {name: law.words[f"{table}.{name}"] for name in names}


def _condition(law: Law, code: str) -> Condition:
    table = f"conditions.{code}"
    terms = law.terms(table)
    in_force = bool(terms.pop("in_force"))
    words = _words(law, table, "kind", "facts", "vi", "en", "refused_vi", "refused_en")
    if words["kind"] not in COMPARISONS:
        raise ValueError(f"{table}: no comparison is called {words['kind']}")
    source = _weighed(law, table)
    return Condition(code=code, terms=terms, in_force=in_force, source=source, **words)


def _weighed(law: Law, table: str) -> Source:
    """Where a rule stands (the operator's correction first), as sure as its least sure value."""
    inside = [one for key, one in law.provisions.items() if key.startswith(table + ".")]
    sources = [law.sources[table], *(one.source for one in inside if one.overridden)]
    marks = {one.source.mark for one in inside} | {sources[0].mark}
    weakest = next(mark for mark in (Mark.DOUBTFUL, Mark.ASSUMED, Mark.CONFIRMED) if mark in marks)
    return Source(sources[-1].citation, weakest)


def _conditions(law: Law, group: Group, known: dict[str, Condition]) -> tuple[Condition, ...]:
    """What holds for every person, for every claim, then the group's own; each with the cap."""
    table = f"groups.{group}"
    codes = law.words["common.every"] + law.words[f"{table}.conditions"]
    if law.value(f"{table}.person_conditions"):
        codes = law.words["common.person"] + codes
    cap = {"months_cap": law.value(f"{table}.months_cap")}
    facts = facts_of(claim_of(group)) | _columns(law, group)
    for code in codes:
        if strange := set(known[code].facts) - facts:
            raise ValueError(f"{table}: a claim states no {sorted(strange)}, asked by {code}")
    return tuple(replace(known[code], terms={**known[code].terms, **cap}) for code in codes)


def _columns(law: Law, group: Group) -> frozenset[str]:
    """What the list of a programme states beside what is known of its people."""
    programme: Programme | None = law.words.get(f"groups.{group}.programme")
    return frozenset(one.field for one in programme.columns) if programme else frozenset()


def _group(law: Law, group: Group, known: dict[str, Condition]) -> GroupRule:
    table = f"groups.{group}"
    rates = (f"{table}.monthly_rate", f"{table}.amount_cap", "loan.wage_percent_cap")
    rate = next(key for key in rates if key in law.provisions)
    plain = ("months_cap", "first_day", "last_day", "paid", "compiled_by", "posted")
    return GroupRule(
        code=group,
        **_words(law, table, "number", "vi", "en", "unit", "form", "forms"),
        **{name: law.value(f"{table}.{name}") for name in plain},
        monthly_rate=law.terms(table).get("monthly_rate"),
        submitted_after_day_of_month=law.terms(table).get("submitted_after_day_of_month"),
        conditions=_conditions(law, group, known),
        road=_road(law, group),
        source=law.sources[table],
        rate_source=law.provisions[rate].source,
        amount_cap=law.terms(table).get("amount_cap"),
        programme=law.words.get(f"{table}.programme"),
        province=law.words.get(f"{table}.province"),
    )


def _road(law: Law, group: Group) -> tuple[Step, ...]:
    table = f"roads.{group}"
    steps = (_step(law, f"{table}.{code}", code) for code in law.children(table))
    return tuple(step for step in steps if law.value(f"{table}.{step.code}.in_force"))


def _step(law: Law, table: str, code: str) -> Step:
    return Step(
        code=code,
        **_words(law, table, "stage", "level", "at", "vi", "en"),
        working_days=law.value(f"{table}.working_days"),
        source=law.sources[table],
        days_source=law.provisions[f"{table}.working_days"].source,
        bodies=law.words.get(f"{table}.bodies", ()),
        bodies_if_any=law.words.get(f"{table}.bodies_if_any", ()),
    )


def _reasons(law: Law, conditions: dict[str, Condition]) -> dict[str, Reason]:
    """Every reason to refuse a claim: conditions, comparisons, outside the policy."""
    reasons = {code: _unmet(condition) for code, condition in conditions.items()}
    for code in law.children("reasons"):
        reasons[code] = _reason(law, f"reasons.{code}", "comparison")
    for code in law.children("outside"):
        reasons[code] = _outside(law, f"outside.{code}")
    return reasons


def _unmet(condition: Condition) -> Reason:
    vi, en = (filled(one, condition.terms) for one in (condition.refused_vi, condition.refused_en))
    return Reason(condition.code, "condition", vi, en, condition.source)


def _reason(law: Law, table: str, kind: Literal["comparison", "outside"]) -> Reason:
    words = _words(law, table, "refused_vi", "refused_en")
    code = table.rpartition(".")[2]
    return Reason(code, kind, words["refused_vi"], words["refused_en"], law.sources[table])


def _outside(law: Law, table: str) -> Reason:
    employers = law.words[f"{table}.employer"]
    reopened_by = law.value(f"{table}.reopened_by")
    return replace(_reason(law, table, "outside"), employers=employers, reopened_by=reopened_by)


def _form(law: Law, code: str) -> Form:
    table = f"forms.{code}"
    words = _words(law, table, "vi", "en")
    groups = tuple(Group(group) for group in law.words[f"{table}.groups"])
    by = law.value(f"{table}.compiled_by")
    return Form(code=code, groups=groups, compiled_by=by, source=law.sources[table], **words)


def _jobs(law: Law) -> dict[str, Job]:
    """The jobs of the law, and those a province added under its own names and budget."""
    words = {code: _words(law, f"jobs.{code}", "vi", "en") for code in law.children("jobs")}
    named = {code: Job(code, own_budget=False, **both) for code, both in words.items()}
    added = law.value("conditions.ONE_OF_SIX_JOBS.extra")
    return named | {name: Job(name, name, name, own_budget=True) for name in added}


def _loan(law: Law) -> Loan:
    wages = law.terms("minimum_wage")
    zones = {int(zone.removeprefix("zone_")): wage for zone, wage in wages.items()}
    source = law.sources["loan"]
    return Loan(**law.terms("loan"), minimum_wage=MappingProxyType(zones), source=source)


def _precedence(law: Law) -> Precedence:
    displaces = law.terms("benefit.displaces").items()
    return Precedence(
        compared_by=law.value("benefit.compared_by"),
        displaces=MappingProxyType({Group(high): _groups(low) for high, low in displaces}),
        ties=_groups(law.value("benefit.ties")),
        competing=_groups(law.value("benefit.competing")),
    )


def _groups(codes: tuple[str, ...]) -> tuple[Group, ...]:
    return tuple(Group.named(code) for code in codes)
