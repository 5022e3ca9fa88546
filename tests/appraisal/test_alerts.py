"""What an appraisal must answer: told of people, odd in their rows, odd in the whole list."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.appraisal.findings import _statement
from app.appraisal.rules import SENTENCES, SUGGESTED, FindingCode, Verdict, sentence_of
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.core.digests import keyed_digest
from app.core.owner import owner_transaction
from app.dossiers.rules import Stage
from app.policy import policy_at
from tests.builders import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    SIBLING,
    Row,
    Town,
    a_cmnd,
    advance,
    at_stage,
    dossiers_of,
    heard,
    hearing,
    stages_of,
    submitted,
)
from tests.dossiers.people import crowd, somebody
from tests.grounds import owning, scalar

RULES = policy_at(date(2020, 5, 7))


async def found(town: Town, list_id: int, path: str = COMMUNE) -> list[Any]:
    """What a new sitting over a list is told."""
    sitting = await hearing(town, [list_id], path)
    return await (await town.at(path, "thuky")).findings(sitting.id)


async def codes(town: Town, list_id: int, path: str = COMMUNE) -> list[str]:
    return sorted(one.code for one in await found(town, list_id, path))


# --- told of people ------------------------------------------------------------------------------


async def notice(town: Town, person: Row, matter: str, since: str, area: str = COMMUNE) -> None:
    """The competent office tells of somebody by their number."""
    registry = await town.at(PROVINCE, "hotich")
    told = {
        "full_name": person["full_name"], "id_number": person["id_number"], "area_path": area,
        "since": since,
    }  # fmt: skip
    body = {"matter": matter, "document_number": "7/BC-CA", "people": [told]}
    await registry.send("POST", "/notices", json=body)


@pytest.mark.parametrize(
    ("matter", "since", "area", "wanted"),
    [
        ("moved", "2020-03-31", COMMUNE, ["MOVED_AWAY"]),
        ("moved", "2020-04-01", COMMUNE, []),
        ("moved", "2020-03-31", SIBLING, []),
        ("imprisoned", "2020-05-01", COMMUNE, ["IMPRISONED"]),
        ("abroad", "2020-02-01", COMMUNE, ["ABROAD"]),
        ("died", "2020-04-01", COMMUNE, []),
    ],
)
async def test_what_is_told_of_a_person_is_found(
    house: str, town: Town, matter: str, since: str, area: str, wanted: list[str]
) -> None:
    """Who came from another commune, or left after the programme began, is no finding."""
    person = somebody("07")
    await notice(town, person, matter, since, area)
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, [person, somebody("07")])
    assert await codes(town, handed_in.id) == wanted
    if wanted:
        assert (await heard(town, [handed_in.id], COMMUNE)).refused == 1
        (case, _) = await dossiers_of(handed_in.id)
        reason = "select reason_code from dossier_stage where dossier_id = :d"
        assert [await scalar(house, reason, d=case)] == wanted


async def test_a_relative_of_staff_is_told_and_needs_an_answer(house: str, town: Town) -> None:
    person = somebody("07")
    told = {name: person[name] for name in ("full_name", "id_number")} | {"area_path": COMMUNE}
    officer = await town.at(COMMUNE)
    await officer.send("POST", "/staff-relatives", json={"relatives": [told]})
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, [person, somebody("07")])
    (finding,) = await found(town, handed_in.id)
    assert (finding.code, finding.suggested_verdict, finding.suggested_reason) == (
        "STAFF_RELATIVE", None, None,
    )  # fmt: skip
    assert "cán bộ" in finding.vi
    word = OpinionLine(
        dossier_id=1, verdict=Verdict.FAVOURABLE, answer="Đúng đối tượng, đã xem hồ sơ gốc."
    )
    assert (await heard(town, [handed_in.id], COMMUNE, {"STAFF_RELATIVE": word})).favoured == 2
    assert await codes(town, handed_in.id, DISTRICT) == []


async def test_a_relative_of_staff_elsewhere_is_nobody_here(house: str, town: Town) -> None:
    person = somebody("07")
    told = {name: person[name] for name in ("full_name", "id_number")} | {"area_path": COMMUNE}
    await (await town.at(SIBLING)).send("POST", "/staff-relatives", json={"relatives": [told]})
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, [person])
    assert await codes(town, handed_in.id) == []


async def test_an_officer_among_the_claimants_is_found(house: str, town: Town) -> None:
    person = somebody("07")
    async with owner_transaction(house) as session:
        await session.execute(
            text("insert into nation.officer (full_name, identity_digest) values ('x', :digest)"),
            {"digest": keyed_digest("id", person["id_number"])},
        )
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, [person, somebody("07")])
    assert await codes(town, handed_in.id) == ["STAFF_RELATIVE"]


# --- odd in their rows ---------------------------------------------------------------------------


async def test_an_account_under_two_names_is_found_and_a_familys_is_not(
    house: str, town: Town
) -> None:
    people = [somebody("07") for _ in range(4)]
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, people)
    uses = [("9001", 0, "an"), ("9001", 1, "binh"), ("9002", 2, "chi"), ("9002", 3, "chi")]
    query = text(
        "insert into nation.account_use (number_digest, person_id, holder_digest)"
        " select cast(md5(:number) as uuid), person_id, cast(md5(:holder) as uuid)"
        " from p42.dossier where list_id = :list and row_number = :row"
    )
    async with owning(house) as session:
        numbers = await session.scalars(
            text("select row_number from dossier where list_id = :l order by 1"),
            {"l": handed_in.id},
        )
        at = list(numbers)
        for number, place, holder in uses:
            told = {"number": number, "holder": holder, "list": handed_in.id, "row": at[place]}
            await session.execute(query, told)
        await session.commit()
    told_of = await found(town, handed_in.id)
    assert [one.code for one in told_of] == ["SAME_ACCOUNT", "SAME_ACCOUNT"]
    assert [one.row_number for one in told_of] == at[:2]


@pytest.mark.parametrize(("year", "wanted"), [(1919, ["AGE_OUTLIER"]), (1920, [])])
async def test_over_a_hundred_years_old_is_asked_after(
    house: str, town: Town, year: int, wanted: list[str]
) -> None:
    person = somebody("07", birth=f"02/03/{year}", id_number=a_cmnd())
    handed_in = await at_stage(town, house, Stage.AT_COMMUNE, [person])
    assert await codes(town, handed_in.id) == wanted


async def test_a_condition_the_row_fails_is_told_in_the_policys_words(
    house: str, town: Town
) -> None:
    """A protection case that draws no allowance."""
    handed_in = await at_stage(
        town, house, Stage.AT_COMMUNE, [somebody("07", allowance_dong=0), somebody("07")]
    )
    (finding,) = await found(town, handed_in.id)
    assert finding.code == "CONDITION_SOCIAL_ALLOWANCE"
    assert (finding.suggested_verdict, finding.suggested_reason) == (
        Verdict.UNFAVOURABLE, "SOCIAL_ALLOWANCE",
    )  # fmt: skip
    assert RULES.refusal_reasons["SOCIAL_ALLOWANCE"].vi in finding.vi
    assert (await heard(town, [handed_in.id], COMMUNE)).refused == 1


# --- likely the same -----------------------------------------------------------------------------


async def pair_of(house: str, lists: Sequence[int]) -> tuple[int, int]:
    """The people of the first dossiers of two lists, the smaller number first."""
    query = "select person_id from dossier where list_id = :l order by row_number limit 1"
    one, other = sorted([int(await scalar(house, query, l=number)) for number in lists])
    return one, other


async def enter_pair(house: str, pair: tuple[int, int], area: str, score: int = 80) -> None:
    async with owner_transaction(house) as session:
        await session.execute(
            text(
                "insert into p42.candidate_pair (person_a, person_b, reasons, score, area_path)"
                " values (:a, :b, '[]', :score, :area)"
            ),
            {"a": pair[0], "b": pair[1], "score": score, "area": area},
        )


@pytest.mark.parametrize(
    ("score", "area", "told"),
    [(80, COMMUNE, True), (55, COMMUNE, False), (80, DISTRICT, False)],
)
async def test_an_open_pair_of_the_register_is_asked_after_by_who_sees_both(
    house: str, town: Town, score: int, area: str, told: bool
) -> None:
    lists = [(await at_stage(town, house, Stage.AT_COMMUNE, [somebody("07")])).id for _ in range(2)]
    await enter_pair(house, await pair_of(house, lists), area, score)
    wanted = ["SUSPECTED_SAME"] if told else []
    assert [await codes(town, number) for number in lists] == [wanted, wanted]
    if area == DISTRICT:
        await advance(town, house, lists, Stage.AT_DISTRICT, since=Stage.AT_COMMUNE)
        assert await codes(town, lists[0], DISTRICT) == ["SUSPECTED_SAME"]


@pytest.mark.parametrize("alike_by", ["a pair", "name and birth"])
async def test_whom_an_officer_declared_different_nobody_suspects_again(
    house: str, town: Town, alike_by: str
) -> None:
    person = somebody("07")
    other = somebody("07") if alike_by == "a pair" else person | {"id_number": a_cmnd()}
    lists = [(await at_stage(town, house, Stage.AT_COMMUNE, [one])).id for one in (person, other)]
    pair = await pair_of(house, lists)
    if alike_by == "a pair":
        await enter_pair(house, pair, COMMUNE)
    assert await codes(town, lists[0]) == ["SUSPECTED_SAME"]
    async with owner_transaction(house) as session:
        await session.execute(
            text(
                "insert into p42.identity_ruling (person_a, person_b, ruling, because, ruled_by,"
                " area_path) values (:a, :b, 'different', 'đã gặp cả hai', 1, :area)"
            ),
            {"a": pair[0], "b": pair[1], "area": DISTRICT},
        )
    assert [await codes(town, number) for number in lists] == [[], []]


# --- odd in the whole list -----------------------------------------------------------------------


def statement(witness: str) -> dict[str, Any]:
    moment = datetime(2020, 4, 26, 9, tzinfo=UTC).isoformat()
    return {"statement": "Tôi tự nguyện không nhận.", "stated_at": moment, "witness": witness}


async def a_list_with_refusals(
    house: str, town: Town, hamlets: Sequence[str], witnesses: Sequence[str]
) -> int:
    """A list before the commune's council; the first people decline, each before a witness."""
    people = [somebody("07", hamlet=hamlet) for hamlet in hamlets]
    found_list = await at_stage(town, house, Stage.AT_COMMUNE, people)
    officer = await town.at(COMMUNE)
    cases = await dossiers_of(found_list.id)
    for case, witness in zip(cases, witnesses, strict=False):
        await officer.send("POST", f"/dossiers/{case}/declination", json=statement(witness))
    return found_list.id


async def alerts(town: Town, sitting_id: int) -> list[dict[str, Any]]:
    secretary = await town.at(COMMUNE, "thuky")
    answer = await secretary.send("GET", f"/sittings/{sitting_id}/alerts")
    shown: list[dict[str, Any]] = answer.json()
    return shown


async def test_many_refusals_at_once_must_be_answered_before_the_council_closes(
    house: str, town: Town
) -> None:
    hamlets = ["Thôn Đông"] * 8 + ["Thôn Tây"] * 12
    list_id = await a_list_with_refusals(house, town, hamlets, ["Ông Sáu"] * 5)
    sitting = await hearing(town, [list_id], COMMUNE)
    told = {one["told_of"]: one["count"] for one in await alerts(town, sitting.id)}
    clerk = await scalar(
        house, "select full_name from nation.officer where id = :o",
        o=town.officer(COMMUNE).officer_id,
    )  # fmt: skip
    assert told == {
        "thôn, tổ: Thôn Đông": 5, "người làm chứng: ông sáu": 5, f"cán bộ ghi nhận: {clerk}": 5,
    }  # fmt: skip
    secretary = await town.at(COMMUNE, "thuky")
    with pytest.raises(Problem) as refusal:
        await secretary.close_sitting(sitting.id, 15)
    assert (refusal.value.status, refusal.value.code) == (409, "alerts-unanswered")
    for one in await alerts(town, sitting.id):
        assert one["vi"] == SENTENCES["BULK_DECLINE"]
        address = f"/sittings/{sitting.id}/alerts/{one['id']}/answer"
        body = {"answer": "Đã gặp từng người: tự nguyện."}
        await secretary.send("POST", address, json=body)
        with pytest.raises(Problem) as again:
            await secretary.send("POST", address, json=body)
        assert again.value.code == "alert-answered"
    assert (await secretary.close_sitting(sitting.id, 15)).favoured == 15
    above = await hearing(town, [list_id], DISTRICT)
    await (await town.at(DISTRICT, "thuky")).close_sitting(above.id, 15)
    assert (await stages_of(list_id)).count("at_province") == 15


@pytest.mark.parametrize(
    ("hamlets", "witnesses"),
    [
        pytest.param(["Thôn Đông"] * 20, ["A", "B", "C", "D"], id="four people"),
        pytest.param([f"Thôn {n}" for n in range(60)], list("ABCDE"), id="five of sixty"),
    ],
)
async def test_a_few_refusals_are_nobodys_alarm(
    house: str, town: Town, hamlets: list[str], witnesses: list[str]
) -> None:
    list_id = await a_list_with_refusals(house, town, hamlets, witnesses)
    sitting = await hearing(town, [list_id], COMMUNE)
    assert await alerts(town, sitting.id) == []


async def test_an_alert_of_another_list_is_not_answered_here(house: str, town: Town) -> None:
    list_id = await a_list_with_refusals(house, town, ["Thôn Đông"] * 10, ["Ông Sáu"] * 5)
    sitting = await hearing(town, [list_id], COMMUNE)
    other = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    elsewhere = await hearing(town, [other.id], COMMUNE)
    (alert, *_) = await alerts(town, sitting.id)
    secretary = await town.at(COMMUNE, "thuky")
    address = f"/sittings/{elsewhere.id}/alerts/{alert['id']}/answer"
    with pytest.raises(Problem) as refusal:
        await secretary.send("POST", address, json={"answer": "x"})
    assert refusal.value.status == 404


# --- words ---------------------------------------------------------------------------------------


def test_every_code_has_a_sentence_and_every_suggestion_a_reason_of_the_policy() -> None:
    for code in FindingCode:
        assert sentence_of(code, RULES.refusal_reasons).endswith((".", ";"))
    for found, (verdict, reason) in SUGGESTED.items():
        assert reason in RULES.refusal_reasons, found
        assert verdict is not Verdict.FAVOURABLE
    for reason in RULES.refusal_reasons:
        assert RULES.refusal_reasons[reason].vi in sentence_of(
            f"CONDITION_{reason}", RULES.refusal_reasons
        )


async def test_what_costs_to_find_is_one_statement(house: str, town: Town) -> None:
    """However many rules, the service asks once; and the sentence is put together once."""
    assert _statement(RULES) is _statement(RULES)
    lists = [(await submitted(town, "07", crowd("07", 2))).id]
    await advance(town, house, lists, Stage.AT_COMMUNE)
    assert await codes(town, lists[0]) == []
