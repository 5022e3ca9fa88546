"""The shapes of the policy at its doors. Money is whole đồng, limits are working days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.core.shapes import Order

from .claims import (
    AllowanceClaim,
    BusinessClaim,
    Day,
    EndedContractClaim,
    HouseholdClaim,
    LoanClaim,
    NoContractClaim,
    SuspensionClaim,
)
from .policy import Policy
from .programmes import Enactment
from .rules import Group
from .terms import Mark

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)
GroupCode: TypeAlias = Annotated[
    Group, WithJsonSchema({"type": "string", "pattern": "^[A-Z][A-Z0-9_]{1,39}$"})
]
"""One of the nine, or the group of a programme that came as data."""
RuleDay: TypeAlias = Annotated[Day, Field(ge=FIRST_DAY, le=LAST_DAY)]


class Sheet(BaseModel):
    """What the policy says, frozen; nothing beside the named fields."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", frozen=True)


class CitationSheet(Sheet):
    """Document, article ("?" while nobody has seen it), short name, in force from."""

    document: str
    article: str
    subject: str
    effective_from: date | None


class SourceSheet(Sheet):
    """A citation and its mark: C seen in a source, A assumed, ? doubtful."""

    citation: CitationSheet
    mark: Mark


class VersionSheet(Sheet):
    """The text in force: code, title, first day."""

    code: str
    citation: str
    effective_from: date


class StepSheet(Sheet):
    """One step of a road; `working_days` is null while no limit is known."""

    code: str
    vi: str
    en: str
    level: str
    at: tuple[str, ...]
    stage: str
    working_days: int | None
    source: SourceSheet
    days_source: SourceSheet


class ConditionSheet(Sheet):
    """One condition with its parameters written in, and whether it is in force."""

    code: str
    in_force: bool
    requirement_vi: str
    requirement_en: str
    source: SourceSheet


class GroupSheet(Sheet):
    """A payable group: rate in đồng a month (null for the loan), window, road, conditions.

    `amount_cap` where lists give the sums of a province's own programme; `province` whose it is.
    """

    code: GroupCode
    number: int
    vi: str
    en: str
    unit: str
    monthly_rate: int | None
    months_cap: int
    first_day: date
    last_day: date
    paid: str
    form: str
    forms: tuple[str, ...]
    compiled_by: str
    posted: bool
    submitted_after_day_of_month: int | None
    conditions: tuple[ConditionSheet, ...]
    road: tuple[StepSheet, ...]
    source: SourceSheet
    rate_source: SourceSheet
    amount_cap: int | None = None
    province: str | None = None


class ReasonSheet(Sheet):
    """A reason of refusal: a failed condition, a comparison of claims, or outside the policy."""

    code: str
    kind: Literal["condition", "comparison", "outside"]
    vi: str
    en: str
    employers: tuple[str, ...]
    reopened_by: str | None
    source: SourceSheet


class JobSheet(Sheet):
    """A job of workers without a contract; `own_budget` when a province added and pays it."""

    code: str
    vi: str
    en: str
    own_budget: bool


class FormSheet(Sheet):
    """One of the fourteen forms."""

    code: str
    vi: str
    en: str
    groups: tuple[Group, ...]
    compiled_by: str
    source: SourceSheet


class LoanSheet(Sheet):
    """The loan: percent a year, months, last day of lending, monthly wages by zone in đồng."""

    wage_percent_cap: int
    interest_percent: int
    overdue_percent: int
    term_months: int
    secured: bool
    disbursed_until: date
    lender: str
    minimum_wage: Mapping[int, int]
    source: SourceSheet


class ProvisionSheet(Sheet):
    """A value that is not confirmed or that the operator corrected: its key, value and source."""

    key: str
    value: bool | int | date | str | tuple[str, ...] | tuple[date, ...] | None
    seen: str
    overridden: bool
    source: SourceSheet


class PolicySheet(Sheet):
    """The whole policy in force on a day; lengths of postings are calendar days."""

    on: date
    version: VersionSheet
    fingerprint: str
    groups: tuple[GroupSheet, ...]
    loan: LoanSheet
    forms: tuple[FormSheet, ...]
    refusal_reasons: tuple[ReasonSheet, ...]
    jobs: tuple[JobSheet, ...]
    near_poor_lines: Mapping[str, int]
    compared_by: str
    quorums: Mapping[str, int]
    votes: Mapping[str, int]
    posting_days: int
    central_percents: Mapping[str, int]
    provinces_by_class: Mapping[str, tuple[str, ...]]
    fund_sources: tuple[str, ...]
    unconfirmed: tuple[ProvisionSheet, ...]
    overridden: tuple[ProvisionSheet, ...]


class FindingSheet(Sheet):
    """What one condition says of the claim, in both languages, with its source."""

    code: str
    outcome: Literal["met", "failed", "unknown"]
    vi: str
    en: str
    source: SourceSheet


class EligibilitySheet(Sheet):
    """The findings on a claim; eligible only when every condition is known to be met."""

    group: Group
    on: date
    version: VersionSheet
    eligible: bool
    failed: tuple[FindingSheet, ...]
    unknown: tuple[FindingSheet, ...]
    met: tuple[FindingSheet, ...]


class DueDateSheet(Sheet):
    """The due date of a step: null, like its limit in working days, while no limit is known."""

    group: GroupCode
    step: StepSheet
    started_on: date
    due_on: date | None


class Question(Order):
    """A claim to be judged by the policy of a day; a fact left out is unknown."""

    day: RuleDay


class AllowanceQuestion(Question):
    """A person of merit or a protection case."""

    group: Literal[Group.NCC, Group.BTXH]
    claim: AllowanceClaim


class HouseholdQuestion(Question):
    """A member of a poor or near-poor household."""

    group: Literal[Group.HN, Group.HCN]
    claim: HouseholdClaim


class SuspensionQuestion(Question):
    """A worker with a suspended contract."""

    group: Literal[Group.NLD_TAMHOAN]
    claim: SuspensionClaim


class BusinessQuestion(Question):
    """A household business that had to stop."""

    group: Literal[Group.HKD]
    claim: BusinessClaim


class EndedContractQuestion(Question):
    """A worker whose contract ended."""

    group: Literal[Group.NLD_CHAMDUT]
    claim: EndedContractClaim


class NoContractQuestion(Question):
    """A worker without a contract."""

    group: Literal[Group.NLD_KHONGHD]
    claim: NoContractClaim


class LoanQuestion(Question):
    """An employer that asks for a loan."""

    group: Literal[Group.NSDLD_VAY]
    claim: LoanClaim


AnyQuestion: TypeAlias = Annotated[
    AllowanceQuestion
    | HouseholdQuestion
    | SuspensionQuestion
    | BusinessQuestion
    | EndedContractQuestion
    | NoContractQuestion
    | LoanQuestion,
    Field(discriminator="group"),
]


class EnactmentShown(BaseModel):
    """A policy document as entered; `revision` is null while nobody has approved it."""

    id: int
    code: str
    title: str
    province_code: str | None
    effective_from: date
    document: Enactment
    entered_at: datetime
    revision: int | None
    approved_at: datetime | None


def policy_sheet(policy: Policy, on: date) -> PolicySheet:
    """The whole policy as its door shows it."""
    reasons = [ReasonSheet.model_validate(one) for one in policy.refusal_reasons.values()]
    corrected = [one for one in policy.provisions.values() if one.overridden]
    return PolicySheet(
        on=on,
        version=VersionSheet.model_validate(policy.version),
        fingerprint=policy.fingerprint,
        groups=tuple(GroupSheet.model_validate(rule) for rule in policy.groups),
        loan=LoanSheet.model_validate(policy.loan),
        forms=tuple(FormSheet.model_validate(form) for form in policy.forms.values()),
        refusal_reasons=tuple(reasons),
        jobs=tuple(JobSheet.model_validate(job) for job in policy.jobs.values()),
        near_poor_lines=policy.near_poor_lines,
        compared_by=policy.precedence.compared_by,
        quorums=policy.quorums,
        votes=policy.votes,
        posting_days=policy.posting_length,
        central_percents=policy.central_percents,
        provinces_by_class=policy.provinces_by_class,
        fund_sources=policy.fund_sources,
        unconfirmed=tuple(ProvisionSheet.model_validate(one) for one in policy.unconfirmed),
        overridden=tuple(ProvisionSheet.model_validate(one) for one in corrected),
    )


def eligibility_sheet(policy: Policy, question: AnyQuestion) -> EligibilitySheet:
    """The findings on a claim as the door shows them."""
    found = policy.eligibility(question.group, question.claim)
    return EligibilitySheet(
        group=question.group,
        on=question.day,
        version=VersionSheet.model_validate(policy.version),
        eligible=found.eligible,
        failed=tuple(FindingSheet.model_validate(one) for one in found.failed),
        unknown=tuple(FindingSheet.model_validate(one) for one in found.unknown),
        met=tuple(FindingSheet.model_validate(one) for one in found.met),
    )
