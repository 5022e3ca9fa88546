"""Policy documents as data, before any database: what they make of the law, and what is refused."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app import policy
from app.policy import Enacted, Group
from app.policy.commands import check_fits
from app.policy.enacting import EnactmentWrong
from app.policy.known import forget, learn
from app.policy.programmes import Enactment
from tests.programmes import GROUP, a_decision, a_document, a_programme

MAY, NOVEMBER = date(2020, 5, 4), date(2020, 11, 2)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Every test begins and ends with the law alone."""
    forget()
    yield
    forget()


def in_force(*documents: dict[str, Any]) -> None:
    """Documents approved one after the other."""
    learn(
        Enacted(number, f"{number} {as_json(one)}", Enactment.model_validate_json(as_json(one)))
        for number, one in enumerate(documents, 1)
    )


def as_json(document: dict[str, Any]) -> str:
    """As a client sends it."""
    return json.dumps(document)


def test_a_programme_stands_beside_the_nine() -> None:
    assert [rule.code for rule in policy.policy_at(MAY).groups] == list(Group)
    in_force(a_document(a_programme()))
    rules = policy.policy_at(MAY)
    assert [rule.code for rule in rules.groups] == [*Group, GROUP]
    assert list(Group) == [rule.code for rule in policy.policy_at(MAY, revision=0).groups]
    road = [(step.code, step.at, step.stage) for step in rules.road(Group(GROUP))]
    assert road == [
        ("CONFIRM", ("submitted", "confirming"), "at_district"),
        ("DISTRICT", ("at_district",), "at_province"),
        ("PROVINCE", ("at_province",), "at_province"),
        ("CHAIRMAN", ("at_province",), "approved"),
    ]
    assert rules.version.code == "QD15"
    assert rules.due_date_of(Group(GROUP), "DISTRICT", date(2020, 4, 29)) == date(2020, 5, 6)
    assert f"{GROUP}_WORKPLACE" in rules.refusal_reasons
    assert rules.refusal_reasons[f"{GROUP}_LOST"].vi.endswith("01/03/2020 đến 31/05/2020.")
    with pytest.raises(policy.GivenPerPerson):
        rules.amount_for(Group(GROUP), months=3)


def test_a_posted_commune_goes_before_the_district() -> None:
    village = a_programme(
        code="HT_XA", handed_in_at="commune", road={"commune": {"posted": True}},
        amount={"kind": "monthly", "dong": 300_000, "months_cap": 6}, beside="competes",
    )  # fmt: skip
    in_force(a_document(village))
    rules = policy.policy_at(MAY)
    first, *_ = rules.road(Group("HT_XA"))
    assert (first.at, first.stage) == (("submitted", "posted", "at_commune"), "at_district")
    assert rules.waits_at(Group("HT_XA")) == "submitted"
    assert rules.amount_for(Group("HT_XA"), months=6) == 1_800_000
    higher = rules.higher_benefit(policy.Benefit(Group.BTXH, 3), policy.Benefit(Group("HT_XA"), 6))
    assert higher.group == "HT_XA"


def test_a_programme_said_anew_leaves_nothing_of_its_old_sums() -> None:
    fixed = a_programme(amount={"kind": "fixed", "dong": 400_000})
    in_force(a_document(a_programme()), a_document(fixed, code="NQ-2"))
    before = policy.policy_at(MAY, revision=1).group(GROUP)
    after = policy.policy_at(MAY).group(GROUP)
    assert (before.amount_cap, before.monthly_rate) == (4_000_000, None)
    assert (after.amount_cap, after.monthly_rate, after.months_cap) == (None, 400_000, 1)


def test_a_change_of_before_an_amendment_does_not_undo_it() -> None:
    """QĐ 32 says anew who an employer is, and nothing of the posting."""
    in_force(a_decision(("conditions.EMPLOYER_KIND.allowed", ["cooperative"]), ("posting.days", 5)))

    def said(day: date) -> tuple[Any, int, str]:
        rules = policy.policy_at(day)
        kinds = rules.provisions["conditions.EMPLOYER_KIND.allowed"].value
        return kinds, rules.posting_length, rules.version.code

    assert said(MAY) == (("cooperative",), 5, "QD-THU-2020")
    kinds = ("enterprise", "private_school", "self_financing_school")
    assert said(NOVEMBER) == (kinds, 5, "QD32")


def test_a_change_cites_the_document_that_made_it() -> None:
    in_force(a_decision(("roads.HN.DISTRICT.working_days", 1)))
    step = policy.policy_at(MAY).step(Group.HN, "DISTRICT")
    assert step.working_days == 1
    assert step.citation.startswith("Quyết định thử nghiệm của Thủ tướng Chính phủ, điều 2 (")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("groups.BTXH.colour", "red"), "groups.BTXH.colour"),
        (("groups.BTXH.monthly_rate", "nhiều"), "groups.BTXH.monthly_rate"),
        (("groups.BTXH.monthly_rate", True), "groups.BTXH.monthly_rate"),
        (("groups.BTXH.months_cap", 13), "groups.BTXH.months_cap"),
        (("groups.BTXH.first_day", "01/04/2020"), "groups.BTXH.first_day"),
        (("benefit.ties", ["NCC"]), "benefit.ties"),
    ],
)
def test_a_change_that_is_no_value_is_refused(change: tuple[str, Any], where: str) -> None:
    document = Enactment.model_validate_json(as_json(a_decision(change)))
    with pytest.raises(EnactmentWrong) as refused:
        check_fits(document)
    assert refused.value.facts["where"] == where


@pytest.mark.parametrize(
    "terms",
    [{}, {"allowed": "Hợp tác xã"}, {"allowed": ["Hợp tác xã"], "colour": 1}],
)
def test_a_condition_needs_its_terms(terms: dict[str, Any]) -> None:
    rule = a_programme()["conditions"][0] | {"terms": terms}
    document = a_document(a_programme(conditions=[rule]))
    with pytest.raises(EnactmentWrong):
        check_fits(Enactment.model_validate_json(as_json(document)))


def test_a_sentence_names_its_terms_only() -> None:
    rule = a_programme()["conditions"][0] | {"vi": "Từ {first_day}"}
    document = a_document(a_programme(conditions=[rule]))
    with pytest.raises(EnactmentWrong, match="sentence"):
        check_fits(Enactment.model_validate_json(as_json(document)))


def test_ties_may_not_leave_out_a_programme() -> None:
    in_force(a_document(a_programme()))
    nine = [str(group) for group in Group]
    document = Enactment.model_validate_json(as_json(a_decision(("benefit.ties", nine))))
    with pytest.raises(EnactmentWrong, match="ties"):
        check_fits(document)
