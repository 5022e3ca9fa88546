"""Facts that fail a condition of the policy warn, in its words and with its citation."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.intake import conditions
from app.intake.conditions import employer_kind
from app.intake.rules import check_row
from app.policy import Employer
from tests.intake.rows import DAY, HEAD, codes, frame, one, raw, warned

FAILED: list[tuple[str, dict[str, Any], str, str]] = [
    ("01", {"suspended_from": "02/06/2020", "suspended_to": "31/07/2020"},
     "CONDITION_SUSPENSION_LENGTH", "suspended_from"),
    ("01", {"suspended_from": "15/03/2020"}, "CONDITION_SUSPENSION_START", "suspended_from"),
    ("02", {"suspended_from": "15/03/2020"}, "CONDITION_BUSINESS_STOPPED_FROM", "suspended_from"),
    ("03", {"contract_signed_on": "05/04/2020"}, "CONDITION_CONTRACT_SIGNED_BEFORE",
     "contract_signed_on"),
    ("03", {"contract_ended_on": "20/03/2020"}, "CONDITION_CONTRACT_ENDED", "contract_ended_on"),
    ("04", {"job_lost_on": "20/03/2020"}, "CONDITION_JOB_LOST", "job_lost_on"),
    ("04", {"income_now_dong": 1_000_000}, "CONDITION_INCOME_BELOW_LINE", "income_now_dong"),
    ("07", {"allowance_dong": 0}, "CONDITION_SOCIAL_ALLOWANCE", "allowance_dong"),
    ("05", {"allowance_dong": 0}, "CONDITION_MERIT_ALLOWANCE", "allowance_dong"),
    ("11", {"idle_workers": 10}, "CONDITION_IDLE_SHARE", "idle_workers"),
    ("11", {"stoppage_paid_dong": 49_000_000}, "CONDITION_STOPPAGE_WAGE_PAID",
     "stoppage_paid_dong"),
    ("11", {"bad_debt": "Có"}, "CONDITION_NO_BAD_DEBT", "bad_debt"),
]  # fmt: skip


@pytest.mark.parametrize(("form_code", "change", "code", "field"), FAILED)
def test_a_failed_condition_warns_and_does_not_make_the_row_faulty(
    form_code: str, change: dict[str, Any], code: str, field: str
) -> None:
    row = one(form_code, **change)
    found = {warning["code"]: warning for warning in row["warnings"]}
    assert found[code]["field"] == field
    assert "căn cứ" in found[code]["vi"]
    assert "QĐ" in found[code]["vi"] or "Quyết định" in found[code]["vi"]
    assert found[code]["vi"].startswith("Dòng 1, ")
    if code != "CONDITION_SUSPENSION_LENGTH":
        assert row["problems"] == []


@pytest.mark.parametrize("form_code", ["01", "02", "03", "04", "05", "07", "11", "12"])
def test_what_nobody_has_stated_does_not_warn(form_code: str) -> None:
    assert warned(form_code) == []


MET_AT_THE_EDGE: list[tuple[str, dict[str, Any]]] = [
    ("01", {"suspended_from": "01/04/2020", "suspended_to": "30/04/2020"}),
    ("01", {"suspended_from": "01/06/2020", "suspended_to": "30/06/2020"}),
    ("03", {"contract_ended_on": "01/04/2020", "contract_signed_on": "31/03/2020"}),
    ("04", {"income_now_dong": 999_999}),
    ("11", {"idle_workers": 30, "insured_workers": 1_000}),
    ("11", {"idle_workers": 20}),
    ("11", {"stoppage_paid_dong": 50_000_000}),
]


@pytest.mark.parametrize(("form_code", "change"), MET_AT_THE_EDGE)
def test_conditions_met_at_their_edge_do_not_warn(form_code: str, change: dict[str, Any]) -> None:
    assert warned(form_code, **change) == []
    assert codes(form_code, **change) == []


def test_the_line_of_income_is_higher_in_towns() -> None:
    cells = raw("04", income_now_dong=1_200_000)
    for own, expected in (("18562", ["CONDITION_INCOME_BELOW_LINE"]), ("18073", []), ("9", [])):
        framed = replace(frame("04"), own_commune=own)
        found = [warning["code"] for warning in check_row(framed, 1, cells)["warnings"]]
        assert found == expected


EMPLOYERS = [
    ("Công ty TNHH Một thành viên", Employer.ENTERPRISE),
    ("HTX Nông nghiệp Thạch Hải", Employer.COOPERATIVE),
    ("Hợp tác xã Đoàn Kết", Employer.COOPERATIVE),
    ("Hộ kinh doanh Nguyễn Văn An", Employer.HOUSEHOLD_BUSINESS),
    ("Trường Trung cấp nghề Hà Tĩnh", Employer.VOCATIONAL_SCHOOL),
    ("Trường Mầm non Hoa Hồng", None),
    ("May Hồng Lam", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("name", "kind"), EMPLOYERS)
def test_only_a_name_that_says_so_tells_the_kind_of_employer(
    name: str | None, kind: Employer | None
) -> None:
    assert employer_kind(name) is kind


def test_staff_of_a_cooperative_are_named_as_outside_the_policy() -> None:
    head = {**HEAD, "employer_name": "HTX Nông nghiệp Thạch Hải"}
    (warning,) = check_row(frame("01", head=head), 1, raw("01"))["warnings"]
    assert warning["code"] == "CONDITION_OUTSIDE_COOPERATIVE"
    assert warning["found"] == "HTX Nông nghiệp Thạch Hải"
    assert "hợp tác xã" in warning["vi"]


def test_the_rules_of_the_lists_day_judge() -> None:
    late = date(2020, 11, 1)
    cells = raw("11", idle_workers=10)
    before = check_row(frame("11", day=DAY), 1, cells)["warnings"]
    after = check_row(frame("11", day=late), 1, cells)["warnings"]
    assert [one["code"] for one in before] == ["CONDITION_IDLE_SHARE"]
    assert after == []


def test_control_without_its_claim_a_form_warns_of_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = {"bad_debt": "Có"}
    assert warned("11", **change) == ["CONDITION_NO_BAD_DEBT"]
    monkeypatch.setattr(conditions, "_CLAIMS", {})
    assert warned("11", **change) == []
