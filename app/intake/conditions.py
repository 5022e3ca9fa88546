"""What the facts of a row say of the policy's conditions: failed ones become warnings.

A condition about which the form states nothing stays open: the councils and the confirming
offices answer it. A failed one does not make the row faulty either: the council must see it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.core.money import spoken
from app.core.text import fold
from app.intake.cells import Fault
from app.intake.frame import Frame
from app.intake.rows import Check, CheckedRow, Raw
from app.policy import (
    AllowanceClaim,
    Area,
    BusinessClaim,
    Claim,
    Employer,
    EndedContractClaim,
    Finding,
    Group,
    GroupRule,
    LoanClaim,
    NoContractClaim,
    Policy,
    ProgrammeClaim,
    SuspensionClaim,
)

_FIELD_OF_FACT: Mapping[str, str] = {
    "monthly_allowance_dong": "allowance_dong",
    "income_dong": "income_now_dong",
    "employer": "employer_name",
    "months_asked": "months",
}
"""The column that states a fact under another name."""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

UNKNOWN_ARTICLE = "?"
"""How a citation says that nobody has seen the article yet."""

_EMPLOYERS: tuple[tuple[str, Employer], ...] = (
    ("hop tac xa", Employer.COOPERATIVE),
    ("htx", Employer.COOPERATIVE),
    ("lien hiep hop tac xa", Employer.COOPERATIVE),
    ("ho kinh doanh", Employer.HOUSEHOLD_BUSINESS),
    ("truong cao dang nghe", Employer.VOCATIONAL_SCHOOL),
    ("truong trung cap nghe", Employer.VOCATIONAL_SCHOOL),
    ("trung tam giao duc nghe nghiep", Employer.VOCATIONAL_SCHOOL),
    ("cong ty", Employer.ENTERPRISE),
    ("doanh nghiep", Employer.ENTERPRISE),
)
"""Kinds of employer that the name itself tells; of any other name nothing is assumed."""


class Unmet(NamedTuple):
    """A condition that the stated facts fail: its code, its column, and the policy's words."""

    code: str
    field: str
    wanted: str
    reason: str


def condition_checks(frame: Frame) -> tuple[Check, ...]:
    """The check that warns of every condition of the policy that a row's facts fail."""
    if frame.rule is None:
        return ()
    state = _stating(frame, frame.rule) or _CLAIMS.get(frame.form.code)
    if state is None:
        return ()
    rules, group = frame.policy, frame.rule.code

    def check(_: Raw, row: CheckedRow, __: list[Fault], warnings: list[Fault]) -> None:
        for unmet in _unmet(rules, group, state(frame, row)):
            shown = _shown(row, unmet.field)
            code = f"CONDITION_{unmet.code}"
            warnings.append(Fault(unmet.field, code, shown, unmet.wanted, unmet.reason))

    return (check,)


def _stating(frame: Frame, rule: GroupRule) -> Callable[[Frame, CheckedRow], Claim] | None:
    """What a row of a programme's list states: its columns' cells under the columns' names."""
    if rule.programme is None:
        return None
    asked = {fact for condition in rule.conditions for fact in condition.facts}
    fields = [(one.field, one.kind == "day") for one in frame.form.columns if one.field in asked]

    def state(_: Frame, row: CheckedRow) -> Claim:
        told = tuple(
            (field, date.fromisoformat(str(said)) if is_day else said)
            for field, is_day in fields
            if (said := row["facts"].get(field, row.get(field))) is not None
        )
        return ProgrammeClaim(months_asked=row["months"] or None, stated=told)  # type: ignore[arg-type]

    return state


def employer_kind(name: str | None) -> Employer | None:
    """What kind of employer a name tells of; None when it does not."""
    key = fold(name or "")
    return next((kind for words, kind in _EMPLOYERS if key.startswith(words)), None)


@lru_cache(maxsize=4_096)
def _unmet(rules: Policy, group: Group, claim: Claim) -> tuple[Unmet, ...]:
    return tuple(_told(rules, group, one) for one in rules.eligibility(group, claim).failed)


def _told(rules: Policy, group: Group, finding: Finding) -> Unmet:
    known = {condition.code: condition for condition in rules.group(group).conditions}
    # A reason outside the policy stands for the condition on the kind of employer.
    condition = known.get(finding.code) or known["EMPLOYER_KIND"]
    fact = next(iter(condition.facts), "")
    cited = finding.source.citation
    article = "" if cited.article == UNKNOWN_ARTICLE else f", điều {cited.article}"
    reason = f"{_inside(finding.vi.rstrip('.'))} (căn cứ {cited.document}{article})"
    field = _FIELD_OF_FACT.get(fact, fact)
    return Unmet(finding.code, field, _inside(condition.requirement_vi), reason)


def _inside(sentence: str) -> str:
    """A sentence of the policy as it stands inside another; abbreviations keep their capitals."""
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def _shown(row: CheckedRow, field: str) -> str:
    value = row["facts"].get(field)
    if field == "employer_name":
        return (row["employer_name"] or "")[:60]
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if value is not None and field.endswith("_dong"):
        return spoken(int(value))
    return "" if value is None else str(value)


def _day(row: CheckedRow, field: str) -> date | None:
    said = row["facts"].get(field)
    return date.fromisoformat(said) if isinstance(said, str) else None


def _whole(row: CheckedRow, field: str) -> int | None:
    said = row["facts"].get(field)
    return said if type(said) is int else None


def _flag(row: CheckedRow, field: str) -> bool | None:
    said = row["facts"].get(field)
    return said if isinstance(said, bool) else None


def _suspension(_: Frame, row: CheckedRow) -> Claim:
    return SuspensionClaim(
        months_asked=row["months"] or None,
        suspended_from=_day(row, "suspended_from"),
        suspended_to=_day(row, "suspended_to"),
        employer=employer_kind(row["employer_name"]),
    )


def _business(_: Frame, row: CheckedRow) -> Claim:
    return BusinessClaim(
        months_asked=row["months"] or None, suspended_from=_day(row, "suspended_from")
    )


def _ended_contract(_: Frame, row: CheckedRow) -> Claim:
    return EndedContractClaim(
        months_asked=row["months"] or None,
        contract_signed_on=_day(row, "contract_signed_on"),
        contract_ended_on=_day(row, "contract_ended_on"),
    )


def _no_contract(frame: Frame, row: CheckedRow) -> Claim:
    area = frame.places.area_of(row["commune_code"])
    job = row["facts"].get("job")
    return NoContractClaim(
        months_asked=row["months"] or None,
        job=None if job is None else str(job),
        job_lost_on=_day(row, "job_lost_on"),
        income_dong=_whole(row, "income_now_dong"),
        area=None if area is None else Area(area),
    )


def _allowance(_: Frame, row: CheckedRow) -> Claim:
    return _with_allowance(_whole(row, "allowance_dong"))


@lru_cache(maxsize=4_096)
def _with_allowance(dong: int | None) -> AllowanceClaim:
    return AllowanceClaim(monthly_allowance_dong=dong)


def _loan(_: Frame, row: CheckedRow) -> Claim:
    return LoanClaim(
        insured_workers=_whole(row, "insured_workers"),
        idle_workers=_whole(row, "idle_workers"),
        idle_from=_day(row, "idle_from"),
        idle_to=_day(row, "idle_to"),
        stoppage_due_dong=_whole(row, "stoppage_due_dong"),
        stoppage_paid_dong=_whole(row, "stoppage_paid_dong"),
        bad_debt=_flag(row, "bad_debt"),
    )


_CLAIMS: Mapping[str, Callable[[Frame, CheckedRow], Claim]] = {
    "01": _suspension,
    "02": _business,
    "03": _ended_contract,
    "04": _no_contract,
    "05": _allowance,
    "07": _allowance,
    "11": _loan,
    "12": _loan,
}
