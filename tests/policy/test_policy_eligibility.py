"""Who is supported: every condition of every group, on both sides of its boundary."""

from datetime import date
from typing import Any

import pytest

from app import policy
from app.policy import Group
from app.policy.eligibility import COMPARISONS
from tests.policy.policy_facts import FACTS, QD15, QD32, a_claim, failed, unknown

PERSONS = [group for group in Group if group is not Group.NSDLD_VAY]


@pytest.mark.parametrize("law", [QD15, QD32], ids=["QĐ 15", "QĐ 32"])
@pytest.mark.parametrize("group", Group)
def test_a_claim_that_meets_everything(law: policy.Policy, group: Group) -> None:
    found = law.eligibility(group, a_claim(group))
    in_force = [one.code for one in law.group(group).conditions if one.in_force]
    assert found.eligible
    assert [one.code for one in found.met] == in_force
    assert (found.failed, found.unknown) == ((), ())


# --- QĐ 15, điều kiện chung -----------------------------------------------------------------------


@pytest.mark.parametrize("group", PERSONS)
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({"died_on": date(2020, 3, 31)}, "DIED_BEFORE", id="died 31/03"),
        pytest.param({"imprisoned": True}, "IMPRISONED", id="in prison"),
        pytest.param({"moved_away": True}, "MOVED_AWAY", id="moved away"),
        pytest.param({"abroad": True}, "ABROAD", id="abroad"),
        pytest.param({"already_supported": True}, "ALREADY_SUPPORTED", id="another benefit"),
        pytest.param({"months_before": 1}, "MONTHS_CAP", id="3 months after 1 month"),
        pytest.param({"months_asked": 4}, "MONTHS_CAP", id="4 months"),
    ],
)
def test_what_holds_for_every_person(group: Group, facts: dict[str, Any], code: str) -> None:
    assert failed(QD15, group, **facts) == [code]
    assert failed(QD32, group, **facts) == [code]
    assert not QD15.eligibility(group, a_claim(group, **facts)).eligible


@pytest.mark.parametrize("group", PERSONS)
def test_a_later_death_takes_nothing_away_by_default(group: Group) -> None:
    facts = {"alive": None, "died_on": date(2020, 4, 1)}
    assert failed(QD15, group, **facts) == []
    assert unknown(QD15, group, **facts) == []


def test_a_date_of_death_counts_before_the_word_alive() -> None:
    assert failed(QD15, Group.NCC, alive=True, died_on=date(2020, 3, 31)) == ["DIED_BEFORE"]


@pytest.mark.parametrize("alive", [None, False], ids=["nobody said", "dead, day unknown"])
def test_without_a_date_of_death_it_stays_open(alive: bool | None) -> None:
    assert unknown(QD15, Group.NCC, alive=alive) == ["DIED_BEFORE"]


def test_the_cap_of_months_holds_for_loans_too_and_other_common_conditions_do_not() -> None:
    assert failed(QD15, Group.NSDLD_VAY, months_before=1) == ["MONTHS_CAP"]
    codes = {one.code for one in QD15.group(Group.NSDLD_VAY).conditions}
    assert not codes & {"DIED_BEFORE", "ABROAD", "ALREADY_SUPPORTED"}


# --- each group's own conditions ------------------------------------------------------------------

DAY = date
ENDED, JOBLESS, HELD, LOAN = (
    Group.NLD_CHAMDUT,
    Group.NLD_KHONGHD,
    Group.NLD_TAMHOAN,
    Group.NSDLD_VAY,
)

CASES: list[tuple[Group, dict[str, Any], list[str]]] = [
    (Group.NCC, {"monthly_allowance_dong": 0}, ["MERIT_ALLOWANCE"]),
    (Group.NCC, {"monthly_allowance_dong": 1}, []),
    (Group.BTXH, {"monthly_allowance_dong": 0}, ["SOCIAL_ALLOWANCE"]),
    (Group.BTXH, {"monthly_allowance_dong": 1}, []),
    (Group.HN, {"list_kind": "near_poor"}, ["POOR_HOUSEHOLD"]),
    (Group.HN, {"national_standard": False}, ["NATIONAL_STANDARD"]),
    (Group.HN, {"list_year": 2018}, ["LIST_OF_2019"]),
    (Group.HN, {"list_year": 2020}, ["LIST_OF_2019"]),
    (Group.HN, {"on_protection": True}, ["PAID_AS_PROTECTION"]),
    (Group.HCN, {"list_kind": "poor"}, ["NEAR_POOR_HOUSEHOLD"]),
    (Group.HCN, {"national_standard": False}, ["NATIONAL_STANDARD"]),
    (Group.HCN, {"list_year": 2018}, ["LIST_OF_2019"]),
    (Group.HCN, {"on_protection": True}, ["PAID_AS_PROTECTION"]),
    # tạm hoãn hợp đồng: start 01/04 to 01/06, one consecutive month within 01/04 to 30/06
    (HELD, {"suspended_from": DAY(2020, 3, 31)}, ["SUSPENSION_START"]),
    (HELD, {"suspended_from": DAY(2020, 6, 1)}, ["INSURED_UNTIL_SUSPENSION"]),
    (HELD, {"suspended_from": DAY(2020, 6, 1), "insured_until": DAY(2020, 5, 31)}, []),
    (
        HELD,
        {"suspended_from": DAY(2020, 6, 2), "insured_until": DAY(2020, 5, 31)},
        ["SUSPENSION_LENGTH", "SUSPENSION_START"],
    ),
    (HELD, {"suspended_to": DAY(2020, 4, 30)}, []),
    (HELD, {"suspended_to": DAY(2020, 4, 29)}, ["SUSPENSION_LENGTH"]),
    (
        HELD,
        {"suspended_from": DAY(2020, 3, 15), "suspended_to": DAY(2020, 4, 29)},
        ["SUSPENSION_LENGTH", "SUSPENSION_START"],
    ),
    (
        HELD,
        {
            "suspended_from": DAY(2020, 6, 2),
            "suspended_to": DAY(2020, 12, 31),
            "insured_until": DAY(2020, 6, 1),
        },
        ["SUSPENSION_LENGTH", "SUSPENSION_START"],
    ),
    # tham gia BHXH đến ngay trước khi tạm hoãn: the month of the suspension or the one before
    (HELD, {"insured_until": DAY(2020, 3, 1)}, []),
    (HELD, {"insured_until": DAY(2020, 4, 1)}, []),
    (HELD, {"insured_until": DAY(2020, 5, 31)}, []),
    (HELD, {"insured_until": DAY(2020, 2, 29)}, ["INSURED_UNTIL_SUSPENSION"]),
    (HELD, {"insured_until": DAY(2019, 12, 31)}, ["INSURED_UNTIL_SUSPENSION"]),
    (HELD, {"insured_until": DAY(2019, 4, 30)}, ["INSURED_UNTIL_SUSPENSION"]),
    (HELD, {"employer": "budget_paid"}, ["EMPLOYER_KIND"]),
    # không có doanh thu hoặc không còn nguồn tài chính, số dư đến 31/03/2020
    (HELD, {"employer_has_revenue": True, "employer_has_funds": True}, ["EMPLOYER_WITHOUT_MEANS"]),
    (HELD, {"employer_has_revenue": True}, []),
    (HELD, {"employer_has_funds": True}, []),
    (HELD, {"employer_balance_on": DAY(2020, 4, 1)}, ["EMPLOYER_BALANCE_DATE"]),
    (HELD, {"employer_balance_on": DAY(2020, 3, 30)}, ["EMPLOYER_BALANCE_DATE"]),
    (HELD, {"employer_balance_on": DAY(2020, 4, 1), "employer_has_funds": True}, []),
    # hộ kinh doanh: revenue strictly below 100,000,000 as set at 15/01/2020, stopped from 01/04
    (Group.HKD, {"revenue_dong": 100_000_000}, ["REVENUE_BELOW_LINE"]),
    (Group.HKD, {"revenue_dong": 99_999_999}, []),
    (Group.HKD, {"tax_declared": False}, ["TAX_DECLARED"]),
    (Group.HKD, {"revenue_set_on": DAY(2020, 1, 14)}, ["REVENUE_DATE"]),
    (Group.HKD, {"revenue_set_on": DAY(2020, 1, 16)}, ["REVENUE_DATE"]),
    (Group.HKD, {"suspended_from": DAY(2020, 3, 31)}, ["BUSINESS_STOPPED_FROM"]),
    (Group.HKD, {"suspended_from": DAY(2020, 4, 1)}, []),
    (Group.HKD, {"suspended_from": DAY(2020, 12, 1)}, []),
    (Group.HKD, {"stopped_by_order": False}, ["STOPPED_BY_ORDER"]),
    # chấm dứt hợp đồng: signed before 01/04, ended 01/04 to 15/06, income strictly below the line
    (ENDED, {"contract_signed_on": DAY(2020, 4, 1)}, ["CONTRACT_SIGNED_BEFORE"]),
    (ENDED, {"contract_signed_on": DAY(2020, 3, 31)}, []),
    (ENDED, {"contract_ended_on": DAY(2020, 3, 31)}, ["CONTRACT_ENDED"]),
    (ENDED, {"contract_ended_on": DAY(2020, 4, 1)}, []),
    (ENDED, {"contract_ended_on": DAY(2020, 6, 15)}, []),
    (ENDED, {"contract_ended_on": DAY(2020, 6, 16)}, ["CONTRACT_ENDED"]),
    (ENDED, {"insured": False}, ["CONTRACT_INSURED"]),
    (ENDED, {"unemployment_benefit": True}, ["NO_UNEMPLOYMENT_BENEFIT"]),
    (ENDED, {"income_dong": 1_000_000}, ["INCOME_BELOW_LINE"]),
    (ENDED, {"income_dong": 1_000_000, "area": "urban"}, []),
    (ENDED, {"income_dong": 1_299_999, "area": "urban"}, []),
    (ENDED, {"income_dong": 1_300_000, "area": "urban"}, ["INCOME_BELOW_LINE"]),
    # không có hợp đồng: lost 01/04 to 30/06, lawful residence, one of six jobs
    (JOBLESS, {"job_lost_on": DAY(2020, 3, 31)}, ["JOB_LOST"]),
    (JOBLESS, {"job_lost_on": DAY(2020, 4, 1)}, []),
    (JOBLESS, {"job_lost_on": DAY(2020, 6, 30)}, []),
    (JOBLESS, {"job_lost_on": DAY(2020, 7, 1)}, ["JOB_LOST"]),
    (JOBLESS, {"income_dong": 1_000_000}, ["INCOME_BELOW_LINE"]),
    (JOBLESS, {"lawful_residence": False}, ["LAWFUL_RESIDENCE"]),
    (JOBLESS, {"job": "FISHING"}, ["ONE_OF_SIX_JOBS"]),
    (JOBLESS, {"job": "SERVICE"}, []),
    # vay vốn: 20 % or 30 workers, one month, half of the stoppage wage paid, no bad debt
    (LOAN, {"idle_workers": 19}, ["IDLE_SHARE"]),
    (LOAN, {"idle_workers": 0, "insured_workers": 0}, ["IDLE_SHARE"]),
    (LOAN, {"idle_workers": 1, "insured_workers": 5}, []),
    (LOAN, {"idle_workers": 1, "insured_workers": 6}, ["IDLE_SHARE"]),
    (LOAN, {"idle_workers": 30, "insured_workers": 1000}, []),
    (LOAN, {"idle_workers": 29, "insured_workers": 1000}, ["IDLE_SHARE"]),
    (LOAN, {"idle_to": DAY(2020, 4, 29)}, ["IDLE_LENGTH"]),
    (LOAN, {"idle_from": DAY(2020, 6, 1), "idle_to": DAY(2020, 6, 30)}, []),
    (LOAN, {"idle_from": DAY(2020, 6, 2), "idle_to": DAY(2020, 7, 31)}, ["IDLE_LENGTH"]),
    (LOAN, {"idle_from": DAY(2020, 3, 1), "idle_to": DAY(2020, 4, 29)}, ["IDLE_LENGTH"]),
    (LOAN, {"stoppage_paid_dong": 49_999_999}, ["STOPPAGE_WAGE_PAID"]),
    (LOAN, {"bad_debt": True}, ["NO_BAD_DEBT"]),
]


def _named(case: Any) -> str | None:
    if isinstance(case, dict):
        return ", ".join(f"{fact}={value}" for fact, value in case.items())
    return "+".join(case) or "eligible" if isinstance(case, list) else None


@pytest.mark.parametrize(("group", "facts", "codes"), CASES, ids=_named)
def test_conditions_of_qd15(group: Group, facts: dict[str, Any], codes: list[str]) -> None:
    assert failed(QD15, group, **facts) == codes
    assert unknown(QD15, group, **facts) == []


@pytest.mark.parametrize(
    ("insured_until", "met"),
    [(DAY(2019, 12, 1), True), (DAY(2019, 11, 30), False), (DAY(2018, 12, 31), False)],
)
def test_the_month_before_may_lie_in_the_year_before(insured_until: date, met: bool) -> None:
    compare = COMPARISONS["insured_until"]
    assert compare({"months_gap": 1}, insured_until, DAY(2020, 1, 31)) is met


@pytest.mark.parametrize("job", QD15.jobs)
def test_each_of_the_six_jobs(job: str) -> None:
    assert failed(QD15, JOBLESS, job=job) == []


CASES_OF_QD32: list[tuple[Group, dict[str, Any], list[str]]] = [
    (HELD, {"employer": "private_school"}, []),
    (HELD, {"employer": "self_financing_school"}, []),
    (HELD, {"employer": "cooperative"}, ["OUTSIDE_COOPERATIVE"]),
    (HELD, {"employer_balance_on": DAY(2020, 9, 30)}, []),
    (HELD, {"suspended_from": DAY(2020, 3, 31)}, ["SUSPENSION_START"]),
    (LOAN, {"idle_workers": 1, "insured_workers": 1000}, []),
    (LOAN, {"idle_workers": 0}, ["IDLE_ANY"]),
    (LOAN, {"idle_from": DAY(2020, 12, 1), "idle_to": DAY(2020, 12, 31)}, []),
    (LOAN, {"idle_from": DAY(2020, 12, 2), "idle_to": DAY(2021, 1, 31)}, ["IDLE_LENGTH"]),
    (LOAN, {"stoppage_paid_dong": 0}, []),
    (LOAN, {"bad_debt": True}, ["NO_BAD_DEBT"]),
    (LOAN, {"revenue_q1_2020_dong": 801}, ["REVENUE_DROP"]),
    (LOAN, {"revenue_q1_2020_dong": 0, "revenue_q4_2019_dong": 0}, ["REVENUE_DROP"]),
    (LOAN, {"revenue_q1_2020_dong": 0, "revenue_q4_2019_dong": 1}, []),
    (LOAN, {"revenue_q1_2020_dong": 1001, "revenue_quarter_before_dong": 800}, []),
    (LOAN, {"revenue_q1_2020_dong": 801, "revenue_quarter_before_dong": 801}, ["REVENUE_DROP"]),
    (LOAN, {"revenue_q1_2020_dong": None, "revenue_quarter_before_dong": 800}, []),
]


@pytest.mark.parametrize(("group", "facts", "codes"), CASES_OF_QD32, ids=_named)
def test_conditions_of_qd32(group: Group, facts: dict[str, Any], codes: list[str]) -> None:
    assert failed(QD32, group, **facts) == codes
    assert unknown(QD32, group, **facts) == []


@pytest.mark.parametrize(
    ("facts", "open_codes", "failed_codes"),
    [
        pytest.param({"revenue_q1_2020_dong": None}, ["REVENUE_DROP"], [], id="one open"),
        pytest.param({"revenue_q4_2019_dong": None}, ["REVENUE_DROP"], [], id="its base unknown"),
        pytest.param(
            {"revenue_q1_2020_dong": None, "revenue_quarter_before_dong": 800},
            [],
            [],
            id="other met",
        ),
        pytest.param(
            {"revenue_same_quarter_2019_dong": None, "revenue_q1_2020_dong": 801},
            ["REVENUE_DROP"],
            [],
            id="first failed, second open",
        ),
    ],
)
def test_either_drop_of_revenue_suffices(
    facts: dict[str, Any], open_codes: list[str], failed_codes: list[str]
) -> None:
    assert unknown(QD32, LOAN, **facts) == open_codes
    assert failed(QD32, LOAN, **facts) == failed_codes


@pytest.mark.parametrize(
    ("revenue", "funds", "either", "both"),
    [
        (False, False, "met", "met"),
        (False, True, "met", "failed"),
        (True, False, "met", "failed"),
        (True, True, "failed", "failed"),
        (None, False, "met", "unknown"),
        (False, None, "met", "unknown"),
        (None, True, "unknown", "failed"),
        (True, None, "unknown", "failed"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_an_employer_without_revenue_or_funds_by_both_readings(
    revenue: bool | None, funds: bool | None, either: str, both: str
) -> None:
    compare = COMPARISONS["without_means"]
    words = {True: "met", False: "failed", None: "unknown"}
    assert words[compare({"reading": "either"}, revenue, funds)] == either
    assert words[compare({"reading": "both"}, revenue, funds)] == both


@pytest.mark.parametrize("funds", [True, None])
def test_the_balance_date_matters_only_where_funds_ran_out(funds: bool | None) -> None:
    assert unknown(QD15, HELD, employer_has_funds=funds, employer_balance_on=None) == []
    assert unknown(QD15, HELD, employer_balance_on=None) == ["EMPLOYER_BALANCE_DATE"]


@pytest.mark.parametrize(
    ("employer", "reason"),
    [
        ("cooperative", "OUTSIDE_COOPERATIVE"),
        ("household_business", "OUTSIDE_HOUSEHOLD_BUSINESS"),
        ("vocational_school", "OUTSIDE_VOCATIONAL_SCHOOL"),
        ("private_school", "OUTSIDE_GENERAL_SCHOOL"),
        ("self_financing_school", "OUTSIDE_GENERAL_SCHOOL"),
        ("other_insured", "OUTSIDE_OTHER_INSURED"),
    ],
)
def test_outside_the_policy_is_named_by_its_own_reason(employer: str, reason: str) -> None:
    (finding,) = QD15.eligibility(HELD, a_claim(HELD, employer=employer)).failed
    assert (finding.code, finding.outcome) == (reason, "failed")
    assert finding.vi == QD15.refusal_reasons[reason].vi
    assert finding.en == QD15.refusal_reasons[reason].en
    assert finding.source is QD15.refusal_reasons[reason].source


def test_an_employer_outside_takes_no_other_reason_away() -> None:
    codes = failed(QD15, HELD, employer="cooperative", abroad=True)
    assert codes == ["ABROAD", "OUTSIDE_COOPERATIVE"]


def test_an_unknown_employer_is_open_and_not_outside() -> None:
    assert unknown(QD15, HELD, employer=None) == ["EMPLOYER_KIND"]
    assert failed(QD15, HELD, employer=None) == []


# --- findings in words --------------------------------------------------------------------------


def test_every_failed_condition_is_named_at_once() -> None:
    facts = {"died_on": DAY(2020, 1, 1), "abroad": True, "income_dong": 2_000_000, "job": "X"}
    codes = ["DIED_BEFORE", "ABROAD", "INCOME_BELOW_LINE", "ONE_OF_SIX_JOBS"]
    assert failed(QD15, JOBLESS, **facts) == codes


@pytest.mark.parametrize("group", Group)
def test_a_claim_that_says_nothing_is_open_in_every_condition(group: Group) -> None:
    found = QD15.eligibility(group, policy.CLAIMS[group]())
    assert not found.eligible
    assert not found.failed
    in_force = [one.code for one in QD15.group(group).conditions if one.in_force]
    met_without_a_word = ["EMPLOYER_BALANCE_DATE"] if group is HELD else []
    assert [one.code for one in found.unknown] == [
        code for code in in_force if code not in met_without_a_word
    ]


@pytest.mark.parametrize("group", Group)
def test_each_missing_fact_is_asked_for_by_a_condition(group: Group) -> None:
    conditions = (one for law in (QD15, QD32) for one in law.group(group).conditions)
    used = {fact for one in conditions for fact in one.facts}
    stated = set(FACTS[group]) | ({"died_on"} if group in PERSONS else set())
    assert used == stated


def test_findings_read_in_both_languages_with_their_citation() -> None:
    claim = a_claim(HELD, suspended_from=DAY(2020, 3, 31), abroad=None)
    found = QD15.eligibility(HELD, claim)
    (finding,), (gap,) = found.failed, found.unknown
    assert finding.vi.startswith("Ngày bắt đầu tạm hoãn không nằm trong khoảng")
    assert finding.vi.endswith("từ 01/04/2020 đến 01/06/2020.")
    assert finding.en == "The suspension does not start within 01/04/2020 to 01/06/2020."
    assert str(finding.source.citation).startswith("Quyết định 15/2020/QĐ-TTg, điều ?")
    assert gap.vi == "Chưa đủ thông tin để xét: Không ở nước ngoài."
    assert gap.en == "Not known yet: Not abroad."
    assert found.met[0].vi == "Không chết trước ngày 01/04/2020"
    assert {one.outcome for one in found.met} == {"met"}


def test_requirements_carry_their_parameters() -> None:
    cap = next(one for one in QD15.group(Group.HN).conditions if one.code == "MONTHS_CAP")
    assert cap.requirement_vi.endswith("không quá 3 tháng")
    assert cap.requirement_en.startswith("At most 3 months")


def test_a_finding_of_the_amendment_cites_the_amendment() -> None:
    (finding,) = QD32.eligibility(LOAN, a_claim(LOAN, revenue_q1_2020_dong=801)).failed
    assert finding.source.citation.document == "Quyết định 32/2020/QĐ-TTg"
    assert finding.source.citation.effective_from == DAY(2020, 10, 19)


@pytest.mark.parametrize(
    ("law", "code", "mark"),
    [
        (QD15, "SUSPENSION_START", "C"),
        (QD15, "INSURED_UNTIL_SUSPENSION", "A"),
        (QD15, "EMPLOYER_WITHOUT_MEANS", "?"),
        (QD15, "NO_BAD_DEBT", "C"),
        (QD32, "NO_BAD_DEBT", "?"),
        (QD15, "DIED_LATER", "?"),
    ],
)
def test_a_condition_is_as_sure_as_its_least_sure_value(
    law: policy.Policy, code: str, mark: str
) -> None:
    assert law.refusal_reasons[code].source.mark == mark


def test_a_claim_of_another_family_is_refused() -> None:
    with pytest.raises(policy.WrongClaim) as refused:
        QD15.eligibility(Group.HN, a_claim(Group.NCC))
    facts = {"group": Group.HN, "wanted": "HouseholdClaim", "given": "AllowanceClaim"}
    assert refused.value.facts == facts
    assert "HouseholdClaim" in refused.value.sentence("vi")
