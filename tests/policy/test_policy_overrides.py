"""The operator's corrections: good ones hold with their citation, bad ones are located."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import policy
from app.policy import Group, Mark, Policy
from app.policy.overrides import (
    LARGEST_FILE,
    CitationMissing,
    OutOfBounds,
    UnknownKey,
    WrongType,
)
from tests.policy.policy_facts import QD15, a_claim

MAY = date(2020, 5, 1)
NOVEMBER = date(2020, 11, 2)
CITE = 'cite = "Công văn 1234/UBND"\n'
Corrected = Callable[..., Policy]


@pytest.fixture
def corrected(tmp_path: Path) -> Corrected:
    """The policy of a day with the corrections of a text."""

    def read(text: str, day: date = MAY) -> Policy:
        file = tmp_path / "overrides.toml"
        file.write_text(text, "utf-8")
        return policy.policy_at(day, file)

    return read


# --- good -----------------------------------------------------------------------------------------


def test_an_unconfirmed_value_is_replaced_and_confirmed(corrected: Corrected) -> None:
    law = corrected(f"[posting.days]\nvalue = 3\n{CITE}")
    assert law.posting_days(Group.HN) == 3
    provision = law.provisions["posting.days"]
    assert (provision.value, provision.overridden) == (3, True)
    assert provision.source.mark is Mark.CONFIRMED
    assert provision.source.citation.document == "Công văn 1234/UBND"
    assert provision.source.citation.article == "?"
    assert provision.source.citation.subject == "thời gian niêm yết công khai"
    assert provision.source.citation.effective_from is None
    assert provision not in law.unconfirmed
    assert law.fingerprint != QD15.fingerprint
    assert law.version == QD15.version


def test_what_is_not_corrected_stays(corrected: Corrected) -> None:
    law = corrected(f"[posting.days]\nvalue = 3\n{CITE}")
    changed = {key for key, one in law.provisions.items() if one != QD15.provisions[key]}
    assert changed == {"posting.days"}
    assert QD15.posting_days(Group.HN) == 2


def test_a_correction_may_say_how_sure_it_is_and_where_it_stands(corrected: Corrected) -> None:
    law = corrected(f'[posting.days]\nvalue = 3\nmark = "A"\narticle = "4"\n{CITE}')
    source = law.provisions["posting.days"].source
    assert (source.mark, source.citation.article) == (Mark.ASSUMED, "4")


def test_a_limit_nobody_knew_gets_a_due_date(corrected: Corrected) -> None:
    law = corrected(f"[roads.HN.COMMUNE.working_days]\nvalue = 3\n{CITE}")
    assert law.due_date_of(Group.HN, "COMMUNE", date(2020, 5, 4)) == date(2020, 5, 7)
    step = law.step(Group.HN, "COMMUNE")
    assert step.mark == "C"
    assert step.citation == "Công văn 1234/UBND, điều ? (trình tự hộ nghèo)"


def test_a_confirmed_value_may_be_corrected_with_a_citation(corrected: Corrected) -> None:
    law = corrected(f"[conditions.INCOME_BELOW_LINE.rural]\nvalue = 1500000\n{CITE}")
    assert law.near_poor_line("rural") == 1_500_000
    claim = a_claim(Group.NLD_KHONGHD, income_dong=1_499_999)
    assert law.eligibility(Group.NLD_KHONGHD, claim).eligible
    higher = a_claim(Group.NLD_KHONGHD, income_dong=1_500_000)
    (finding,) = law.eligibility(Group.NLD_KHONGHD, higher).failed
    assert finding.source.citation.document == "Công văn 1234/UBND"
    assert "1.500.000 đồng ở nông thôn" in finding.vi


@pytest.mark.parametrize(
    ("died_on", "codes"),
    [
        (date(2020, 3, 31), ["DIED_BEFORE"]),
        (date(2020, 4, 1), ["DIED_LATER"]),
        (date(2020, 5, 1), ["DIED_LATER"]),
    ],
)
def test_a_later_death_by_parameter(corrected: Corrected, died_on: date, codes: list[str]) -> None:
    law = corrected(f"[conditions.DIED_LATER.in_force]\nvalue = true\n{CITE}")
    claim = a_claim(Group.NCC, died_on=died_on)
    found = [one.code for one in law.eligibility(Group.NCC, claim).failed]
    assert found == (codes if codes == ["DIED_LATER"] else ["DIED_BEFORE"])
    assert law.eligibility(Group.NCC, a_claim(Group.NCC)).eligible
    open_claim = a_claim(Group.NCC, alive=None)
    found = [one.code for one in law.eligibility(Group.NCC, open_claim).unknown]
    assert found == ["DIED_BEFORE", "DIED_LATER"]


def test_a_death_after_the_day_from_which_deaths_count(corrected: Corrected) -> None:
    law = corrected(
        f"[conditions.DIED_LATER.in_force]\nvalue = true\n{CITE}"
        f"[conditions.DIED_LATER.from_day]\nvalue = 2020-07-01\n{CITE}"
    )
    claims = [a_claim(Group.NCC, died_on=date(2020, month, 1)) for month in (6, 7)]
    assert [law.eligibility(Group.NCC, claim).eligible for claim in claims] == [True, False]


def test_a_province_adds_a_job_from_its_own_budget(corrected: Corrected) -> None:
    text = f'[conditions.ONE_OF_SIX_JOBS.extra]\nvalue = ["Thợ xây"]\n{CITE}'
    law = corrected(text)
    claim = a_claim(Group.NLD_KHONGHD, job="Thợ xây")
    assert law.eligibility(Group.NLD_KHONGHD, claim).eligible
    assert law.jobs["Thợ xây"] == policy.rules.Job("Thợ xây", "Thợ xây", "Thợ xây", own_budget=True)
    assert not law.jobs["LOTTERY"].own_budget


def test_household_owners_may_be_spared_the_common_conditions(corrected: Corrected) -> None:
    law = corrected(f"[groups.HKD.person_conditions]\nvalue = false\n{CITE}")
    assert law.eligibility(Group.HKD, a_claim(Group.HKD, abroad=True)).eligible


def test_an_empty_list_and_other_days_off(corrected: Corrected) -> None:
    law = corrected(
        f"[calendar.days_off]\nvalue = []\n{CITE}"
        f"[calendar.make_up_days]\nvalue = [2020-05-09]\n{CITE}"
    )
    assert law.calendar.days_off == frozenset()
    assert law.is_working_day(date(2020, 5, 9))


def test_a_correction_holds_from_its_day_until_its_day(tmp_path: Path) -> None:
    file = tmp_path / "dated.toml"
    text = f"[posting.days]\nvalue = 3\nfrom = 2020-05-04\nuntil = 2020-05-08\n{CITE}"
    file.write_text(text, "utf-8")
    lengths = {
        day: policy.policy_at(date(2020, 5, day), file).posting_days(Group.HN)
        for day in (3, 4, 8, 9)
    }
    assert lengths == {3: 2, 4: 3, 8: 3, 9: 2}
    inside = policy.policy_at(date(2020, 5, 4), file)
    source = inside.provisions["posting.days"].source
    assert source.citation.effective_from == date(2020, 5, 4)
    assert inside is policy.policy_at(date(2020, 5, 8), file)


def test_a_correction_of_what_only_the_amendment_has(corrected: Corrected) -> None:
    text = f"[conditions.REVENUE_DROP.least_percent]\nvalue = 10\n{CITE}"
    assert "conditions.REVENUE_DROP.least_percent" not in corrected(text).provisions
    law = corrected(text, NOVEMBER)
    assert law.provisions["conditions.REVENUE_DROP.least_percent"].value == 10


def test_whoever_holds_the_text_fills_in_the_article(corrected: Corrected) -> None:
    law = corrected(f'[conditions.SUSPENSION_START]\narticle = "1 khoản 1"\n{CITE}')
    reason = law.refusal_reasons["SUSPENSION_START"]
    assert str(reason.source.citation).startswith("Công văn 1234/UBND, điều 1 khoản 1 (")
    provision = law.provisions["conditions.SUSPENSION_START.last_day"]
    assert provision.value == date(2020, 6, 1)
    assert provision.source.citation.article == "1 khoản 1"
    assert law.provisions["conditions.SUSPENSION_LENGTH.last_day"].source.citation.article == "?"


def test_an_article_alone_confirms_nothing(corrected: Corrected) -> None:
    law = corrected(f'[roads.HN]\narticle = "9"\n{CITE}')
    step = law.step(Group.HN, "DISTRICT")
    assert (step.mark, step.days_source.citation.article) == ("?", "9")
    assert step.source.citation.article == "9"
    assert law.step(Group.HCN, "DISTRICT").source.citation.article == "?"


def test_an_empty_file_changes_nothing(corrected: Corrected) -> None:
    assert corrected("").fingerprint == QD15.fingerprint


def test_a_corrected_reading_makes_its_condition_sure(corrected: Corrected) -> None:
    text = f'[conditions.EMPLOYER_WITHOUT_MEANS.reading]\nvalue = "both"\n{CITE}'
    law = corrected(text)
    source = law.refusal_reasons["EMPLOYER_WITHOUT_MEANS"].source
    assert (source.mark, source.citation.document) == (Mark.CONFIRMED, "Công văn 1234/UBND")
    claim = a_claim(Group.NLD_TAMHOAN, employer_has_revenue=True)
    found = [one.code for one in law.eligibility(Group.NLD_TAMHOAN, claim).failed]
    assert found == ["EMPLOYER_WITHOUT_MEANS"]


def test_an_employer_taken_in_by_correction_is_no_longer_outside(corrected: Corrected) -> None:
    text = f'[conditions.EMPLOYER_KIND.allowed]\nvalue = ["cooperative"]\n{CITE}'
    claim = a_claim(Group.NLD_TAMHOAN, employer="cooperative")
    found = corrected(text).eligibility(Group.NLD_TAMHOAN, claim)
    assert found.eligible
    assert "EMPLOYER_KIND" in {one.code for one in found.met}


def test_ties_and_what_competes_may_be_ordered_otherwise(corrected: Corrected) -> None:
    ties = [str(group) for group in reversed(Group)]
    law = corrected(
        f"[benefit.ties]\nvalue = {ties}\n{CITE}"
        f"[benefit.competing]\nvalue = ['NCC', 'BTXH']\n{CITE}"
    )
    merit, protection = policy.Benefit(Group.NCC, 3), policy.Benefit(Group.BTXH, 3)
    assert law.higher_benefit(merit, protection) == protection
    with pytest.raises(policy.NotComparable):
        law.higher_benefit(merit, policy.Benefit(Group.HN, 3))


# --- bad ------------------------------------------------------------------------------------------

BAD = [
    ("[posting.dayz]\nvalue = 3\n" + CITE, UnknownKey, "posting.dayz"),
    ("[speed]\nvalue = 3\n" + CITE, UnknownKey, "speed"),
    ("[posting]\nvalue = 3\n" + CITE, UnknownKey, "posting.value"),
    ("[posting.days]\nvalue = 3\nunit = 'day'\n" + CITE, UnknownKey, "posting.days.unit"),
    ("[conditions.ABROAD]\nvi = 'x'\n", UnknownKey, "conditions.ABROAD.vi"),
    ("[posting.day]\nvalue = 3\n" + CITE, UnknownKey, "posting.day"),
    ("[posting]\ndays = 3\n", CitationMissing, "posting.days"),
    ("[posting.days]\nvalue = 3\n", CitationMissing, "posting.days"),
    ("[posting.days]\nvalue = 3\ncite = '  '\n", CitationMissing, "posting.days"),
    ("[posting.days]\n" + CITE, CitationMissing, "posting.days.value"),
    ("[posting.days]\nvalue = '3'\n" + CITE, WrongType, "posting.days"),
    ("[posting.days]\nvalue = 3.0\n" + CITE, WrongType, "posting.days"),
    ("[posting.days]\nvalue = true\n" + CITE, WrongType, "posting.days"),
    ("[posting.days]\nvalue = []\n" + CITE, WrongType, "posting.days"),
    ("[posting.days]\nvalue = {a = 1}\n" + CITE, WrongType, "posting.days"),
    (
        "[loan.disbursed_until]\nvalue = 2020-07-31T00:00:00\n" + CITE,
        WrongType,
        "loan.disbursed_until",
    ),
    ("[loan.secured]\nvalue = 0\n" + CITE, WrongType, "loan.secured"),
    ("[calendar.days_off]\nvalue = ['x']\n" + CITE, WrongType, "calendar.days_off"),
    ("[calendar.days_off]\nvalue = [2020-05-04, 'x']\n" + CITE, WrongType, "calendar.days_off"),
    ("[posting.days]\nvalue = 3\ncite = 5\n", WrongType, "posting.days.cite"),
    ("[posting.days]\nvalue = 3\nfrom = 'May'\n" + CITE, WrongType, "posting.days.from"),
    (
        "[posting.days]\nvalue = 3\nuntil = 2020-05-01T00:00:00\n" + CITE,
        WrongType,
        "posting.days.until",
    ),
    ("[posting.days]\nvalue = 3\narticle = 5\n" + CITE, WrongType, "posting.days.article"),
    ("[posting.days]\nvalue = 3\nmark = 5\n" + CITE, WrongType, "posting.days.mark"),
    ("[posting.days]\nvalue = 3\nmark = 'B'\n" + CITE, OutOfBounds, "posting.days.mark"),
    ("[posting.days]\nvalue = 0\n" + CITE, OutOfBounds, "posting.days"),
    ("[posting.days]\nvalue = 61\n" + CITE, OutOfBounds, "posting.days"),
    ("[councils.quorum.commune]\nvalue = 0\n" + CITE, OutOfBounds, "councils.quorum.commune"),
    (
        "[roads.HN.COMMUNE.working_days]\nvalue = 367\n" + CITE,
        OutOfBounds,
        "roads.HN.COMMUNE.working_days",
    ),
    ("[groups.HN.months_cap]\nvalue = 0\n" + CITE, OutOfBounds, "groups.HN.months_cap"),
    ("[benefit.competing]\nvalue = ['NSDLD_VAY']\n" + CITE, OutOfBounds, "benefit.competing"),
    ("[groups.HN.monthly_rate]\nvalue = -1\n" + CITE, OutOfBounds, "groups.HN.monthly_rate"),
    ("[loan.wage_percent_cap]\nvalue = 101\n" + CITE, OutOfBounds, "loan.wage_percent_cap"),
    ("[benefit.compared_by]\nvalue = 'age'\n" + CITE, OutOfBounds, "benefit.compared_by"),
    ("[loan.lender]\nvalue = ' '\n" + CITE, OutOfBounds, "loan.lender"),
    ("[benefit.ties]\nvalue = ['NCC']\n" + CITE, OutOfBounds, "benefit.ties"),
    ("[benefit.competing]\nvalue = ['NCC', 'XX']\n" + CITE, OutOfBounds, "benefit.competing"),
    ("[benefit.competing]\nvalue = ['NCC', 'NCC']\n" + CITE, OutOfBounds, "benefit.competing"),
]


@pytest.mark.parametrize(("text", "refusal", "key"), BAD)
def test_a_bad_correction_is_refused_and_located(
    corrected: Corrected, tmp_path: Path, text: str, refusal: type[policy.BadOverride], key: str
) -> None:
    with pytest.raises(policy.BadOverride) as refused:
        corrected(text)
    assert type(refused.value) is refusal
    assert refused.value.facts["key"] == key
    for language in ("vi", "en"):
        sentence = refused.value.sentence(language)
        assert str(tmp_path / "overrides.toml") in sentence
        assert key in sentence
    assert refused.value.sentence("vi").startswith("Tệp điều chỉnh chính sách")
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("[posting.days]\nvalue = '3'\n" + CITE, "found", "text"),
        ("[posting.days]\nvalue = '3'\n" + CITE, "wanted", "whole"),
        ("[posting.days]\nvalue = 3.5\n" + CITE, "found", "float"),
        ("[posting.days]\nvalue = 3\ncite = 5\n", "wanted", "str"),
        ("[posting.days]\nvalue = 3\ncite = 5\n", "found", "int"),
        ("[posting.days]\nvalue = 0\n" + CITE, "allowed", "1–60"),
        ("[posting.days]\nvalue = 0\n" + CITE, "found", 0),
        ("[benefit.compared_by]\nvalue = 'age'\n" + CITE, "allowed", "total, monthly"),
        ("[posting.days]\nvalue = 3\nmark = 'B'\n" + CITE, "allowed", "C, A, ?"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_is_wanted(
    corrected: Corrected, text: str, fact: str, value: object
) -> None:
    with pytest.raises(policy.BadOverride) as refused:
        corrected(text)
    assert refused.value.facts[fact] == value


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"posting = [", id="no TOML"),
        pytest.param(b'x = "\xff"', id="no UTF-8"),
        pytest.param(b"x = " + b"[" * 50_000, id="a tower of lists"),
        pytest.param(b"#" * (LARGEST_FILE + 1), id="too large"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(policy.OverridesUnreadable) as refused:
        policy.policy_at(MAY, file)
    assert str(file) in refused.value.sentence("vi")
    assert refused.value.status == 422


def test_the_largest_file_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_bytes(b"#" * LARGEST_FILE)
    assert policy.policy_at(MAY, file).version.code == "QD15"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(policy.OverridesUnreadable, match=r"none\.toml"):
        policy.policy_at(MAY, tmp_path / "none.toml")


@pytest.mark.parametrize("value", [1, 60], ids=["least", "most"])
def test_the_bounds_themselves_are_allowed(corrected: Corrected, value: int) -> None:
    assert corrected(f"[posting.days]\nvalue = {value}\n{CITE}").posting_days(Group.HN) == value
