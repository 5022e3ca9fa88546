"""Policy: the dated rules of the 2020 COVID-19 support, as data with citations.

`policy_at(day)` gives the rules in force on a day as one frozen value: QĐ 15/2020/QĐ-TTg from
24/04/2020, amended by QĐ 32/2020/QĐ-TTg from 19/10/2020. Its methods are pure and take plain
values: what is due, who is eligible and why not, by which road, and until which working day.
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
    SuspensionClaim,
)
from .drafting import policy_at
from .eligibility import Condition, Eligibility, Finding
from .overrides import BadOverride, OverridesUnreadable
from .policy import Policy
from .rules import (
    CLAIMS,
    Benefit,
    Form,
    Group,
    GroupRule,
    LoanTermsMissing,
    MonthsOutOfRange,
    NoPolicyInForce,
    NotComparable,
    Reason,
    Step,
    UnknownPolicyTerm,
    Version,
    WrongClaim,
)
from .terms import Citation, Mark, Provision, Source
from .working_days import LimitOutOfRange

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
    "EndedContractClaim",
    "Finding",
    "Form",
    "Group",
    "GroupRule",
    "HouseholdClaim",
    "LimitOutOfRange",
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
    "Provision",
    "Reason",
    "Source",
    "Step",
    "SuspensionClaim",
    "UnknownPolicyTerm",
    "Version",
    "WrongClaim",
    "policy_at",
]
