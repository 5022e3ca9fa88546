"""What a claim states: plain facts by group family; None means that nobody has said.

The strict types matter only at the door, where `false` must not become 0 nor 0 the year 1970;
amounts are whole đồng.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool


def _iso(value: object) -> object:
    if type(value) is date or (isinstance(value, str) and ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day: TypeAlias = Annotated[date, BeforeValidator(_iso)]
Flag: TypeAlias = StrictBool
Whole: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000_000_000)]


class Employer(StrEnum):
    """Kinds of employer that the policy tells apart."""

    ENTERPRISE = "enterprise"
    PRIVATE_SCHOOL = "private_school"
    SELF_FINANCING_SCHOOL = "self_financing_school"
    COOPERATIVE = "cooperative"
    HOUSEHOLD_BUSINESS = "household_business"
    VOCATIONAL_SCHOOL = "vocational_school"
    OTHER_INSURED = "other_insured"
    BUDGET_PAID = "budget_paid"


class ListKind(StrEnum):
    """Whether a household's list is that of the poor or of the near-poor."""

    POOR = "poor"
    NEAR_POOR = "near_poor"


class Area(StrEnum):
    """Rural or urban: the near-poor line differs."""

    RURAL = "rural"
    URBAN = "urban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What every claim states: months asked for, and months already granted in the group."""

    months_asked: Whole | None = None
    months_before: Whole | None = None

    def fact(self, name: str) -> object:
        """What the claim states of a fact; None when nobody has said."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClaim(Claim):
    """What is known of a person; a date of death counts before the word `alive`."""

    alive: Flag | None = None
    died_on: Day | None = None
    imprisoned: Flag | None = None
    moved_away: Flag | None = None
    abroad: Flag | None = None
    already_supported: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceClaim(PersonClaim):
    """NCC and BTXH: the monthly allowance drawn, in đồng (0 for none)."""

    monthly_allowance_dong: Whole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdClaim(PersonClaim):
    """HN and HCN: the household list the person stands on."""

    list_kind: ListKind | None = None
    list_year: Whole | None = None
    national_standard: Flag | None = None
    on_protection: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionClaim(PersonClaim):
    """NLD_TAMHOAN: the suspension (last day included), the last insured day, the employer."""

    suspended_from: Day | None = None
    suspended_to: Day | None = None
    insured_until: Day | None = None
    employer: Employer | None = None
    employer_has_revenue: Flag | None = None
    employer_has_funds: Flag | None = None
    employer_balance_on: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessClaim(PersonClaim):
    """HKD: the owner, the revenue as the tax office set it, and the stop."""

    tax_declared: Flag | None = None
    revenue_dong: Whole | None = None
    revenue_set_on: Day | None = None
    suspended_from: Day | None = None
    stopped_by_order: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedContractClaim(PersonClaim):
    """NLD_CHAMDUT: the contract that ended, and monthly income in đồng."""

    contract_signed_on: Day | None = None
    contract_ended_on: Day | None = None
    insured: Flag | None = None
    unemployment_benefit: Flag | None = None
    income_dong: Whole | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoContractClaim(PersonClaim):
    """NLD_KHONGHD: the job lost, monthly income in đồng, residence."""

    job: Annotated[str, Field(max_length=300)] | None = None
    job_lost_on: Day | None = None
    income_dong: Whole | None = None
    area: Area | None = None
    lawful_residence: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanClaim(Claim):
    """NSDLD_VAY: insured and idle workers, stoppage wages, debt, and revenue by quarter in đồng."""

    insured_workers: Whole | None = None
    idle_workers: Whole | None = None
    idle_from: Day | None = None
    idle_to: Day | None = None
    stoppage_due_dong: Whole | None = None
    stoppage_paid_dong: Whole | None = None
    bad_debt: Flag | None = None
    revenue_q1_2020_dong: Whole | None = None
    revenue_q4_2019_dong: Whole | None = None
    revenue_quarter_before_dong: Whole | None = None
    revenue_same_quarter_2019_dong: Whole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeClaim(PersonClaim):
    """A group that came as data: beside the person, what the columns of its list state."""

    stated: tuple[tuple[str, str | int | bool | date], ...] = ()

    def fact(self, name: str) -> object:
        """What the list states under a name, else what is known of the person."""
        return dict(self.stated).get(name, getattr(self, name, None))


def facts_of(family: type[Claim]) -> frozenset[str]:
    """The names of the facts a family of claims may state."""
    return frozenset(fact.name for fact in fields(family))
