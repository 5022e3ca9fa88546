"""The law as data: two versions, every value cited and marked, no more sure than it is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app import policy
from app.core.errors import Refused
from app.policy import Group, Mark
from app.policy.law import Edition, Law, editions, kind_of
from app.policy.terms import Kind, Value, filled, shown
from tests.policy.policy_facts import QD15, QD32

QD15_TITLE = "Quyết định 15/2020/QĐ-TTg"
QD32_TITLE = "Quyết định 32/2020/QĐ-TTg"


@pytest.mark.parametrize(
    ("day", "version"),
    [
        pytest.param(date(2020, 4, 24), "QD15", id="QĐ 15, its first day 24/04/2020"),
        pytest.param(date(2020, 10, 18), "QD15", id="QĐ 15, its last day 18/10/2020"),
        pytest.param(date(2020, 10, 19), "QD32", id="QĐ 32, its first day 19/10/2020"),
        pytest.param(date(2021, 1, 31), "QD32", id="QĐ 32, later"),
    ],
)
def test_version_in_force(day: date, version: str) -> None:
    assert policy.policy_at(day).version.code == version


def test_versions_name_their_document() -> None:
    assert QD15.version == policy.Version("QD15", QD15_TITLE, date(2020, 4, 24))
    assert QD32.version == policy.Version("QD32", QD32_TITLE, date(2020, 10, 19))


def test_no_policy_before_the_first() -> None:
    with pytest.raises(policy.NoPolicyInForce) as refused:
        policy.policy_at(date(2020, 4, 23))
    assert refused.value.facts == {"day": "23/04/2020", "first_day": "24/04/2020"}
    assert "23/04/2020" in refused.value.sentence("vi")


def test_a_policy_is_made_once_per_version() -> None:
    assert policy.policy_at(date(2020, 5, 1)) is QD15
    assert policy.policy_at(date(2020, 12, 1)) is QD32
    assert QD15.fingerprint.startswith("QD15-")
    assert QD15.fingerprint != QD32.fingerprint


GROUPS = [
    (Group.NCC, 1, 500_000, "person", "once", "05", "district", False),
    (Group.BTXH, 2, 500_000, "person", "once", "07", "commune", True),
    (Group.HN, 3, 250_000, "person", "once", "08", "commune", True),
    (Group.HCN, 3, 250_000, "person", "once", "09", "commune", True),
    (Group.NLD_TAMHOAN, 4, 1_800_000, "person", "monthly", "01", "employer", False),
    (Group.HKD, 5, 1_000_000, "household_business", "monthly", "02", "owner", True),
    (Group.NLD_CHAMDUT, 6, 1_000_000, "person", "monthly", "03", "worker", False),
    (Group.NLD_KHONGHD, 6, 1_000_000, "person", "monthly", "04", "worker", True),
    (Group.NSDLD_VAY, 7, None, "employer_worker", "monthly", "11", "employer", False),
]


@pytest.mark.parametrize("row", GROUPS, ids=lambda row: f"QĐ 15, {row[0]}")
def test_groups(row: tuple[Any, ...]) -> None:
    rule = QD15.group(row[0])
    found = (rule.code, rule.number, rule.monthly_rate, rule.unit, rule.paid, rule.form)
    assert (*found, rule.compiled_by, rule.posted) == row
    assert (rule.months_cap, rule.first_day) == (3, date(2020, 4, 1))
    assert rule.last_day == date(2020, 6, 30)
    assert rule.source.citation.document == QD15_TITLE
    assert rule.source.mark is Mark.CONFIRMED
    assert rule.rate_source.mark is Mark.CONFIRMED
    assert rule.form in rule.forms


def test_groups_in_the_order_of_the_law() -> None:
    assert [rule.code for rule in QD15.groups] == list(Group)


def test_a_group_may_be_named_by_its_letters() -> None:
    assert QD15.group("HN") is QD15.group(Group.HN)


def test_no_contract_lists_come_after_the_fifteenth() -> None:
    days = {rule.code: rule.submitted_after_day_of_month for rule in QD15.groups}
    assert days.pop(Group.NLD_KHONGHD) == 15
    assert set(days.values()) == {None}


def test_the_loan_window_is_longer_from_qd32() -> None:
    assert QD32.group(Group.NSDLD_VAY).last_day == date(2020, 12, 31)
    assert QD32.group(Group.HN).last_day == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("law", "until", "document"),
    [
        pytest.param(QD15, date(2020, 7, 31), QD15_TITLE, id="QĐ 15, disbursed to 31/07/2020"),
        pytest.param(QD32, date(2021, 1, 31), QD32_TITLE, id="QĐ 32, disbursed to 31/01/2021"),
    ],
)
def test_loan_terms(law: policy.Policy, until: date, document: str) -> None:
    loan = law.loan
    assert (loan.wage_percent_cap, loan.interest_percent, loan.overdue_percent) == (50, 0, 12)
    assert (loan.term_months, loan.secured, loan.lender) == (12, False, "NHCSXH")
    assert loan.disbursed_until == until
    assert loan.source.citation.document == document
    wages = {1: 4_420_000, 2: 3_920_000, 3: 3_430_000, 4: 3_070_000}
    assert dict(loan.minimum_wage) == wages


def test_six_jobs() -> None:
    codes = ["STREET_TRADE", "SCRAP", "PORTER", "MOTORBIKE_TAXI", "LOTTERY", "SERVICE"]
    assert list(QD15.jobs) == codes
    assert not any(job.own_budget for job in QD15.jobs.values())
    assert QD15.jobs["LOTTERY"].vi == "Bán lẻ vé số lưu động"


def test_near_poor_lines() -> None:
    assert QD15.near_poor_line("rural") == 1_000_000
    assert QD15.near_poor_line("urban") == 1_300_000


FORMS = {
    "01": ("NLD_TAMHOAN", "employer"),
    "02": ("HKD", "owner"),
    "03": ("NLD_CHAMDUT", "worker"),
    "04": ("NLD_KHONGHD", "worker"),
    "05": ("NCC", "district"),
    "06": ("NCC", "province"),
    "07": ("BTXH", "commune"),
    "08": ("HN", "commune"),
    "09": ("HCN", "commune"),
    "10": ("HN HCN", "commune"),
    "11": ("NSDLD_VAY", "employer"),
    "12": ("NSDLD_VAY", "employer"),
    "13": ("NSDLD_VAY", "province"),
    "14": ("NSDLD_VAY", "province"),
}


@pytest.mark.parametrize("code", FORMS, ids=lambda code: f"QĐ 15, Phụ lục, mẫu {code}")
def test_forms(code: str) -> None:
    form = QD15.form(code)
    assert (form.code, " ".join(form.groups), form.compiled_by) == (code, *FORMS[code])
    assert all(code in QD15.group(group).forms for group in form.groups)


def test_there_are_fourteen_forms() -> None:
    assert list(QD15.forms) == list(FORMS)


@pytest.mark.parametrize("level", ["commune", "district", "province"])
def test_quorum_is_an_assumption_of_three(level: str) -> None:
    assert QD15.quorum(level) == 3
    assert QD15.provisions[f"councils.quorum.{level}"].source.mark is Mark.ASSUMED


@pytest.mark.parametrize("level", ["commune", "district", "province"])
def test_that_secretaries_close_without_a_count_of_votes_is_an_assumption(level: str) -> None:
    assert QD15.votes_needed(level) == 0
    assert QD15.provisions[f"councils.votes.{level}"].source.mark is Mark.ASSUMED


@pytest.mark.parametrize("rule", QD15.groups, ids=lambda rule: str(rule.code))
def test_posting_days(rule: policy.GroupRule) -> None:
    assert QD15.posting_days(rule.code) == (2 if rule.posted else 0)
    assert QD15.provisions["posting.days"].seen == "2–3"


def test_central_percents() -> None:
    shares = [QD15.central_percent(f"class_{number}") for number in (1, 2, 3, 4)]
    assert shares == [70, 50, 30, 0]
    assert QD15.fund_sources == ("central", "provincial", "district", "other")


@pytest.mark.parametrize(("number", "percent"), [(1, 70), (2, 50), (3, 30), (4, 0)])
def test_the_central_share_goes_by_the_class_of_the_province(number: int, percent: int) -> None:
    law = replace(QD15, provinces_by_class={f"class_{number}": ("01", "79")})
    found, told = law.central_share(Group.HN, "79")
    assert (found, told.key) == (percent, f"funds.central_percent.class_{number}")
    assert law.central_share(None, "01")[0] == percent


def test_a_programme_of_the_province_is_its_own() -> None:
    own = replace(QD15.group(Group.HN), province="42")
    law = replace(QD15, by_code={**QD15.by_code, "HT_RIENG": own})
    assert law.central_share("HT_RIENG", "42")[0] == 0
    assert law.central_share("HN", "42")[0] == 50


@pytest.mark.parametrize("held", [{}, {"class_1": ("42",), "class_2": ("42",)}])
def test_a_province_is_of_one_class(held: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(policy.ProvinceClassUnknown):
        replace(QD15, provinces_by_class=held).central_share("HN", "42")


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda: QD15.group("XX"), id="group"),
        pytest.param(lambda: QD15.form("15"), id="form"),
        pytest.param(lambda: QD15.quorum("village"), id="council level"),
        pytest.param(lambda: QD15.central_percent("class_5"), id="province class"),
        pytest.param(lambda: QD15.near_poor_line("coast"), id="area"),
        pytest.param(lambda: QD15.step(Group.HN, "TAX"), id="step"),
    ],
)
def test_what_the_policy_does_not_know_is_refused_in_both_languages(ask: Any, request: Any) -> None:
    with pytest.raises(policy.UnknownPolicyTerm) as refused:
        ask()
    what = request.node.callspec.id
    assert str(refused.value).startswith(f"The policy knows no {what}")
    assert refused.value.sentence("vi").startswith("Chính sách không có ")
    assert str(refused.value.facts["code"]) in str(refused.value)
    assert refused.value.status == 422


REASONS = {
    "DIED_BEFORE",
    "DUPLICATE",
    "SUPERSEDED",
    "ALREADY_SUPPORTED",
    "IMPRISONED",
    "MOVED_AWAY",
    "ABROAD",
    "NOT_ELIGIBLE",
}
OUTSIDE = {
    "OUTSIDE_COOPERATIVE",
    "OUTSIDE_HOUSEHOLD_BUSINESS",
    "OUTSIDE_VOCATIONAL_SCHOOL",
    "OUTSIDE_GENERAL_SCHOOL",
    "OUTSIDE_OTHER_INSURED",
}


@pytest.mark.parametrize("law", [QD15, QD32], ids=["QĐ 15", "QĐ 32"])
def test_every_reason_of_refusal_has_its_sentence_and_source(law: policy.Policy) -> None:
    conditions = {one.code for rule in law.groups for one in rule.conditions}
    assert law.refusal_reasons.keys() >= REASONS | OUTSIDE | conditions
    for code, reason in law.refusal_reasons.items():
        assert reason.code == code
        assert reason.vi.endswith(".")
        assert reason.en.endswith(".")
        assert "{" not in reason.vi + reason.en
        assert reason.source.citation.document


def test_kinds_of_reasons() -> None:
    kinds = {code: reason.kind for code, reason in QD15.refusal_reasons.items()}
    assert {code for code, kind in kinds.items() if kind == "outside"} == OUTSIDE
    assert {code for code, kind in kinds.items() if kind == "comparison"} == {
        "DUPLICATE",
        "SUPERSEDED",
        "NOT_ELIGIBLE",
    }
    assert kinds["DIED_BEFORE"] == "condition"


def test_outside_policy_reasons_and_the_one_that_qd32_reopened() -> None:
    assert QD15.outside_policy_reasons.keys() == OUTSIDE
    assert QD32.outside_policy_reasons.keys() == OUTSIDE - {"OUTSIDE_GENERAL_SCHOOL"}
    assert QD32.refusal_reasons["OUTSIDE_GENERAL_SCHOOL"].reopened_by == "QD32"
    assert QD15.refusal_reasons["OUTSIDE_GENERAL_SCHOOL"].reopened_by is None


def test_a_reason_carries_its_parameters() -> None:
    reason = QD15.refusal_reasons["DIED_BEFORE"]
    assert reason.vi == "Người được đề nghị hỗ trợ đã chết trước ngày 01/04/2020."
    assert reason.en == "The person died before 01/04/2020."
    assert "100.000.000 đồng" in QD15.refusal_reasons["REVENUE_BELOW_LINE"].vi


@pytest.mark.parametrize(
    "refusal",
    [
        policy.BadOverride,
        policy.LimitOutOfRange,
        policy.LoanTermsMissing,
        policy.MonthsOutOfRange,
        policy.NoPolicyInForce,
        policy.NotComparable,
        policy.OverridesUnreadable,
        policy.UnknownPolicyTerm,
        policy.WrongClaim,
    ],
)
def test_every_refusal_of_the_room_is_the_askers_mistake(refusal: type[Refused]) -> None:
    assert refusal.status == 422
    assert "vi" in vars(refusal)


# --- citations and marks ------------------------------------------------------------------------

UNCONFIRMED_EVERYWHERE = {
    "benefit.compared_by": "A",
    "benefit.competing": "A",
    "benefit.ties": "A",
    "calendar.make_up_days": "A",
    "conditions.DIED_LATER.from_day": "?",
    "conditions.DIED_LATER.in_force": "?",
    "conditions.EMPLOYER_WITHOUT_MEANS.reading": "?",
    "conditions.INSURED_UNTIL_SUSPENSION.months_gap": "A",
    "conditions.LIST_OF_2019.stated_on": "?",
    "complaints.answer_days": "A",
    "complaints.extension_days": "A",
    "councils.quorum.commune": "A",
    "councils.quorum.district": "A",
    "councils.quorum.province": "A",
    "councils.votes.commune": "A",
    "councils.votes.district": "A",
    "councils.votes.province": "A",
    "forms.10.compiled_by": "A",
    "forms.13.compiled_by": "?",
    "funds.provinces.class_1": "?",
    "funds.provinces.class_2": "?",
    "funds.provinces.class_3": "?",
    "funds.provinces.class_4": "?",
    "payment.pay_by_days": "A",
    "groups.HKD.person_conditions": "A",
    "groups.NCC.posted": "A",
    "groups.NLD_CHAMDUT.posted": "A",
    "groups.NLD_TAMHOAN.posted": "A",
    "groups.NSDLD_VAY.posted": "A",
    "months.part_month": "A",
    "posting.days": "?",
    "reports.finished_percent": "A",
}


@pytest.mark.parametrize(
    ("law", "further"),
    [
        pytest.param(QD15, {"outside.OUTSIDE_GENERAL_SCHOOL.reopened_by": "A"}, id="QĐ 15"),
        pytest.param(QD32, {"conditions.NO_BAD_DEBT.in_force": "?"}, id="QĐ 32"),
    ],
)
def test_what_nobody_has_confirmed_says_so(law: policy.Policy, further: dict[str, str]) -> None:
    marks = {one.key: one.source.mark.value for one in law.unconfirmed}
    days = {key: mark for key, mark in marks.items() if key.endswith(".working_days")}
    assert set(days.values()) == {"?"}
    assert {key: marks[key] for key in marks.keys() - days.keys()} == (
        UNCONFIRMED_EVERYWHERE | further
    )


@pytest.mark.parametrize("law", [QD15, QD32], ids=["QĐ 15", "QĐ 32"])
def test_every_value_stands_somewhere_and_no_article_is_invented(law: policy.Policy) -> None:
    for key, provision in law.provisions.items():
        assert provision.key == key
        assert provision.source.citation.document
        assert provision.source.citation.subject
        assert provision.source.citation.article == "?"
        assert not provision.overridden


def test_a_citation_reads_as_a_sentence() -> None:
    citation = QD15.refusal_reasons["SUSPENSION_START"].source.citation
    assert str(citation) == f"{QD15_TITLE}, điều ? (thời điểm bắt đầu tạm hoãn)"
    assert citation.effective_from == date(2020, 4, 24)


def test_assumptions_cite_no_law() -> None:
    quorum = QD15.provisions["councils.quorum.commune"].source.citation
    assert quorum.document.startswith("Giả định")
    assert quorum.effective_from is None


# --- reading the sheets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, Kind.FLAG),
        (1, Kind.WHOLE),
        ("a", Kind.TEXT),
        (date(2020, 4, 1), Kind.DAY),
        (["a", "b"], Kind.TEXTS),
        ([date(2020, 4, 1)], Kind.DAYS),
        ([], None),
        (["a", 1], None),
        ([date(2020, 4, 1), "a"], None),
        (1.5, None),
        ({}, None),
    ],
)
def test_kind_of_a_value(value: object, kind: Kind | None) -> None:
    assert kind_of(value) is kind


def test_values_are_written_as_offices_write_them() -> None:
    values: dict[str, Value] = {"day": date(2020, 4, 1), "sum": 1_300_000, "word": "quý I"}
    assert filled("{day} {sum} {word}", values) == "01/04/2020 1.300.000 quý I"
    assert shown(None) == "None"


def test_editions_come_oldest_first() -> None:
    assert [edition.code for edition in editions()] == ["QD15", "QD32"]
    assert [edition.title for edition in editions()] == [QD15_TITLE, QD32_TITLE]


def test_an_amendment_keeps_the_order_of_the_steps() -> None:
    first, second = editions()
    assert second.law.children("roads.HKD") == first.law.children("roads.HKD")
    assert first.law.children("roads.HKD") == ["COMMUNE", "TAX", "DISTRICT", "PROVINCE", "CHAIRMAN"]


def test_terms_are_only_those_right_below_a_table() -> None:
    law = editions()[0].law
    assert law.terms("councils") == {}
    assert law.terms("councils.quorum") == {"commune": 3, "district": 3, "province": 3}
    assert law.terms("councils.votes") == {"commune": 0, "district": 0, "province": 0}


def _spoilt(**words: object) -> tuple[Edition, Law]:
    first = editions()[0]
    spoilt = Law(words={key.replace("__", "."): value for key, value in words.items()})
    return first, first.law.amended_by(spoilt)


def test_a_sheet_that_names_no_comparison_is_a_bug() -> None:
    from app.policy.drafting import drafted

    with pytest.raises(ValueError, match=r"conditions\.ABROAD: no comparison is called guess"):
        drafted(*_spoilt(conditions__ABROAD__kind="guess"))


def test_a_sheet_that_asks_for_a_fact_no_claim_states_is_a_bug() -> None:
    from app.policy.drafting import drafted

    with pytest.raises(ValueError, match=r"groups\.NCC: .*'shoe_size'.* asked by MERIT_ALLOWANCE"):
        drafted(*_spoilt(conditions__MERIT_ALLOWANCE__facts=("shoe_size",)))


def test_a_value_of_no_known_kind_is_a_bug() -> None:
    from app.policy.law import _flatten

    documents = {"QD15": {"title": QD15_TITLE}}
    sheet = {"cite": "QD15", "mark": "C", "name": "x", "rate": 1.5}
    with pytest.raises(ValueError, match=r"loan\.rate: 1\.5"):
        _flatten({"loan": sheet}, "", {}, documents, Law())
