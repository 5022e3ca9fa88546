"""The nouns of the law: groups, steps, forms, reasons, and what the rules refuse.

Pure: no database, no clock, no framework. The policy that binds them together is in policy.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.core.errors import Refused
from app.core.money import Dong

from . import claims, known
from .eligibility import Condition
from .programmes import Programme
from .terms import Source


class Group(StrEnum):
    """The nine payable codes (nhóm đối tượng); those of programmes are known by their data."""

    NCC = "NCC"
    BTXH = "BTXH"
    HN = "HN"
    HCN = "HCN"
    NLD_TAMHOAN = "NLD_TAMHOAN"
    HKD = "HKD"
    NLD_CHAMDUT = "NLD_CHAMDUT"
    NLD_KHONGHD = "NLD_KHONGHD"
    NSDLD_VAY = "NSDLD_VAY"

    @classmethod
    def _missing_(cls, value: object) -> "Group | None":
        """The group of a programme that came as data."""
        if isinstance(value, str) and known.programme_of(value) is not None:
            return cls.named(value)
        return None

    @classmethod
    def named(cls, code: str) -> "Group":
        """The group of a code, also of a programme that nobody has approved yet."""
        if code in cls.__members__:
            return cls(code)
        group = str.__new__(cls, code)
        group._name_ = group._value_ = code
        return group


CLAIMS: Mapping[Group, type[claims.Claim]] = {
    Group.NCC: claims.AllowanceClaim,
    Group.BTXH: claims.AllowanceClaim,
    Group.HN: claims.HouseholdClaim,
    Group.HCN: claims.HouseholdClaim,
    Group.NLD_TAMHOAN: claims.SuspensionClaim,
    Group.HKD: claims.BusinessClaim,
    Group.NLD_CHAMDUT: claims.EndedContractClaim,
    Group.NLD_KHONGHD: claims.NoContractClaim,
    Group.NSDLD_VAY: claims.LoanClaim,
}


def claim_of(group: Group) -> type[claims.Claim]:
    """The family of claims in a group; a programme's claim states what its list states."""
    return CLAIMS.get(group, claims.ProgrammeClaim)


class NoPolicyInForce(Refused):
    """No policy is in force on {day}; the first one starts on {first_day}."""

    status = 422
    vi = "Ngày {day} chưa có chính sách nào có hiệu lực; chính sách đầu tiên từ {first_day}."


class UnknownPolicyTerm(Refused):
    """The policy knows no {what} "{code}"."""

    status = 422
    vi = "Chính sách không có {what_vi} “{code}”."


class MonthsOutOfRange(Refused):
    """{group} is paid for 1 to {cap} whole months, not {months}."""

    status = 422
    vi = "Nhóm {group} được hỗ trợ từ 1 đến {cap} tháng tròn, không phải {months}."


class LoanTermsMissing(Refused):
    """A loan needs a wage zone of 1 to 4 and 1 to {cap} % of its wage, not {zone} and {percent}."""

    status = 422
    vi = (
        "Mức vay mỗi người lao động cần vùng lương tối thiểu 1 đến 4 (không phải {zone}) "
        "và tỷ lệ từ 1 đến {cap} % (không phải {percent})."
    )


class GivenPerPerson(Refused):
    """The list gives the sum of every person in {group}: no rate makes it."""

    status = 422
    vi = "Số tiền của nhóm {group} do danh sách nêu cho từng người, không tính theo mức chung."


class WrongClaim(Refused):
    """A claim in {group} is stated as {wanted}, not as {given}."""

    status = 422
    vi = "Hồ sơ nhóm {group} phải khai theo mẫu {wanted}, không phải {given}."


class NotComparable(Refused):
    """{group} is no benefit of a person and is not compared with one."""

    status = 422
    vi = "Nhóm {group} không phải chế độ của cá nhân nên không đem so sánh."


class ProvinceClassUnknown(Refused):
    """The policy puts province {province} in {count} classes, not in one: its share is unknown."""

    status = 422
    vi = (
        "Chính sách xếp tỉnh {province} vào {count} loại thay vì một loại, "
        "nên chưa biết phần ngân sách trung ương."
    )


class NotYourPolicy(Refused):
    """This document belongs to {territory}; only an office over the whole of it decides that."""

    status = 403
    vi = "Văn bản này thuộc phạm vi {territory}; chỉ cơ quan của toàn phạm vi đó được quyết định."


class EnactmentKnown(Refused):
    """A policy document with this code was already entered."""

    vi = "Văn bản chính sách mang mã này đã được nhập."


class TwoPeopleNeeded(Refused):
    """Whoever entered a policy document does not approve it: a second person does."""

    status = 403
    vi = "Người nhập văn bản chính sách không được tự phê duyệt; cần người thứ hai."


class AlreadyInForce(Refused):
    """This policy document was already approved."""

    vi = "Văn bản chính sách này đã được phê duyệt."


@dataclass(frozen=True, slots=True)
class Version:
    """Which text is in force: its code, its title and its first day."""

    code: str
    citation: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a road: who works, while the claim is `at` which stages, the stage then reached.

    `working_days` is None while no limit is known; `days_source` says how sure the number is.
    """

    code: str
    stage: str
    level: str
    working_days: int | None
    at: tuple[str, ...]
    vi: str
    en: str
    source: Source
    days_source: Source
    bodies: tuple[str, ...] = ()
    """Whose statements a confirming step needs before a claim goes on."""
    bodies_if_any: tuple[str, ...] = ()
    """Who may say something as well, where they exist (an employer without a union has none)."""

    @property
    def citation(self) -> str:
        """Document, article and short name of the step's limit."""
        return str(self.days_source.citation)

    @property
    def mark(self) -> str:
        """How sure the step's limit is: C, A or ?."""
        return self.days_source.mark.value


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One payable group; rate in đồng a month (None for the loan), window with both its days."""

    code: Group
    number: int
    vi: str
    en: str
    unit: str
    monthly_rate: Dong | None
    months_cap: int
    first_day: date
    last_day: date
    paid: str
    form: str
    forms: tuple[str, ...]
    compiled_by: str
    posted: bool
    submitted_after_day_of_month: int | None
    conditions: tuple[Condition, ...]
    road: tuple[Step, ...]
    source: Source
    rate_source: Source
    amount_cap: Dong | None = None
    """The most a person gets in all where the list gives the sums."""
    programme: Programme | None = None
    """The document's own words where the group came as data."""
    province: str | None = None
    """Whose programme it is; None for the whole nation."""

    def is_for(self, province: str | None) -> bool:
        """Whether the group is one of this province's: a province's own is nobody else's."""
        return self.province in (None, province)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of refusal: a failed condition, a comparison of claims, or outside the policy."""

    code: str
    kind: Literal["condition", "comparison", "outside"]
    vi: str
    en: str
    source: Source
    employers: tuple[str, ...] = ()
    reopened_by: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One of the fourteen forms: whose claims it carries and who fills it in."""

    code: str
    vi: str
    en: str
    groups: tuple[Group, ...]
    compiled_by: str
    source: Source


@dataclass(frozen=True, slots=True)
class Job:
    """A job of workers without a contract; `own_budget` when a province added and pays it."""

    code: str
    vi: str
    en: str
    own_budget: bool


@dataclass(frozen=True, slots=True)
class Loan:
    """Terms of the loan: percent a year, months, last day of lending, monthly wages in đồng."""

    wage_percent_cap: int
    interest_percent: int
    overdue_percent: int
    term_months: int
    secured: bool
    disbursed_until: date
    lender: str
    minimum_wage: Mapping[int, Dong]
    source: Source


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit to be compared: so many months of a group."""

    group: Group
    months: int


@dataclass(frozen=True, slots=True)
class Precedence:
    """How benefits are compared: total or monthly, what displaces what, how ties end."""

    compared_by: str
    displaces: Mapping[Group, tuple[Group, ...]]
    ties: tuple[Group, ...]
    competing: tuple[Group, ...]
