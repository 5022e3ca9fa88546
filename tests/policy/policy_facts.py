"""Claims that meet every condition, to be spoilt one fact at a time; and the two policies."""

from datetime import date
from typing import Any

from app import policy
from app.policy import Group

QD15 = policy.policy_at(date(2020, 4, 24))
QD32 = policy.policy_at(date(2020, 10, 19))

PERSON: dict[str, Any] = {
    "months_asked": 3,
    "months_before": 0,
    "alive": True,
    "imprisoned": False,
    "moved_away": False,
    "abroad": False,
    "already_supported": False,
}
HOUSEHOLD = PERSON | {"list_year": 2019, "national_standard": True, "on_protection": False}
FACTS: dict[Group, dict[str, Any]] = {
    Group.NCC: PERSON | {"monthly_allowance_dong": 1_624_000},
    Group.BTXH: PERSON | {"monthly_allowance_dong": 270_000},
    Group.HN: HOUSEHOLD | {"list_kind": "poor"},
    Group.HCN: HOUSEHOLD | {"list_kind": "near_poor"},
    Group.NLD_TAMHOAN: PERSON
    | {
        "suspended_from": date(2020, 4, 1),
        "suspended_to": date(2020, 6, 30),
        "insured_until": date(2020, 3, 31),
        "employer": "enterprise",
        "employer_has_revenue": False,
        "employer_has_funds": False,
        "employer_balance_on": date(2020, 3, 31),
    },
    Group.HKD: PERSON
    | {
        "tax_declared": True,
        "revenue_dong": 99_999_999,
        "revenue_set_on": date(2020, 1, 15),
        "suspended_from": date(2020, 4, 1),
        "stopped_by_order": True,
    },
    Group.NLD_CHAMDUT: PERSON
    | {
        "contract_signed_on": date(2020, 3, 31),
        "contract_ended_on": date(2020, 4, 1),
        "insured": True,
        "unemployment_benefit": False,
        "income_dong": 999_999,
        "area": "rural",
    },
    Group.NLD_KHONGHD: PERSON
    | {
        "job": "LOTTERY",
        "job_lost_on": date(2020, 4, 1),
        "income_dong": 999_999,
        "area": "rural",
        "lawful_residence": True,
    },
    Group.NSDLD_VAY: {
        "months_asked": 3,
        "months_before": 0,
        "insured_workers": 100,
        "idle_workers": 20,
        "idle_from": date(2020, 4, 1),
        "idle_to": date(2020, 4, 30),
        "stoppage_due_dong": 100_000_000,
        "stoppage_paid_dong": 50_000_000,
        "bad_debt": False,
        "revenue_q1_2020_dong": 800,
        "revenue_q4_2019_dong": 1000,
        "revenue_quarter_before_dong": 1000,
        "revenue_same_quarter_2019_dong": 1000,
    },
}


def a_claim(group: Group, **changed: object) -> policy.Claim:
    """An eligible claim of a group with some facts changed; None makes a fact unknown."""
    return policy.CLAIMS[group](**(FACTS[group] | changed))


def failed(law: policy.Policy, group: Group, **changed: object) -> list[str]:
    """Codes of the conditions that the changed claim fails."""
    return [one.code for one in law.eligibility(group, a_claim(group, **changed)).failed]


def unknown(law: policy.Policy, group: Group, **changed: object) -> list[str]:
    """Codes of the conditions that the changed claim leaves open."""
    return [one.code for one in law.eligibility(group, a_claim(group, **changed)).unknown]
