"""Policy: the dated rules of the 2020 COVID-19 support, as data with citations.

`policy_at(day)` gives the rules in force on a day as one frozen value: QĐ 15/2020/QĐ-TTg from
24/04/2020, amended by QĐ 32/2020/QĐ-TTg from 19/10/2020. Its methods are pure and take plain
values: what is due, who is eligible and why not, by which road, and until which working day.
A province's own programme and a later decision come in as documents, entered and approved as data.
The law itself stands in `law/*.toml`, every value with its document, article, first day and mark
(C seen, A assumed, ? doubtful); the operator corrects a value from a file that cites its source.
"""

from .claims import (
    AllowanceClaim,
    Area,
    BusinessClaim,
    Claim,
    Employer,
    EndedContractClaim,
    HouseholdClaim,
    ListKind,
    LoanClaim,
    NoContractClaim,
    PersonClaim,
    ProgrammeClaim,
    SuspensionClaim,
)
from .drafting import policy_at
from .eligibility import Condition, Eligibility, Finding
from .known import Enacted, learn, programme_of
from .known import newest as revision_known
from .known import upto as enacted_upto
from .overrides import BadOverride, OverridesUnreadable
from .policy import Policy
from .programmes import ListColumn, Programme
from .rules import (
    CLAIMS,
    Benefit,
    Form,
    GivenPerPerson,
    Group,
    GroupRule,
    LoanTermsMissing,
    MonthsOutOfRange,
    NoPolicyInForce,
    NotComparable,
    ProvinceClassUnknown,
    Reason,
    Step,
    UnknownPolicyTerm,
    Version,
    WrongClaim,
)
from .terms import Citation, Mark, Provision, Source
from .words import edition_called, group_called, reason_words, reasons_in_words
from .working_days import LimitOutOfRange, national_holidays

__all__ = [
    "CLAIMS",
    "AllowanceClaim",
    "Area",
    "BadOverride",
    "Benefit",
    "BusinessClaim",
    "Citation",
    "Claim",
    "Condition",
    "Eligibility",
    "Employer",
    "Enacted",
    "EndedContractClaim",
    "Finding",
    "Form",
    "GivenPerPerson",
    "Group",
    "GroupRule",
    "HouseholdClaim",
    "LimitOutOfRange",
    "ListColumn",
    "ListKind",
    "LoanClaim",
    "LoanTermsMissing",
    "Mark",
    "MonthsOutOfRange",
    "NoContractClaim",
    "NoPolicyInForce",
    "NotComparable",
    "OverridesUnreadable",
    "PersonClaim",
    "Policy",
    "Programme",
    "ProgrammeClaim",
    "ProvinceClassUnknown",
    "Provision",
    "Reason",
    "Source",
    "Step",
    "SuspensionClaim",
    "UnknownPolicyTerm",
    "Version",
    "WrongClaim",
    "edition_called",
    "enacted_upto",
    "group_called",
    "learn",
    "national_holidays",
    "policy_at",
    "programme_of",
    "reason_words",
    "reasons_in_words",
    "revision_known",
]
