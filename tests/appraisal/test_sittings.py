"""A council sits: who, over what, with which words, and when it may close."""

import asyncio
from typing import Any

import pytest

from app.access import Role
from app.client import Problem
from app.core import db
from app.dossiers.rules import Stage
from app.intake.commands import submit_list
from tests.builders import (
    COMMUNE,
    DISTRICT,
    LIST_DAY,
    PROVINCE,
    SIBLING,
    Town,
    a_list,
    a_row,
    as_form,
    at_stage,
    dossiers_of,
    enrolled,
    hearing,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import scalar, set_clock

REFUSED = {"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"}


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def said(town: Town, sitting_id: int, body: dict[str, Any], path: str = COMMUNE) -> Any:
    """What the door of opinions answers."""
    secretary = town.officer(path, "thuky")
    return await town.raw(secretary, "POST", f"/sittings/{sitting_id}/opinions", json=body)


async def test_below_the_quorum_the_council_does_not_sit(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    two = town.councils[COMMUNE][:2]
    assert await why_not(secretary.open_sitting([found.id], two)) == (409, "quorum-not-met")
    twice = [*two, two[0], two[1]]
    assert await why_not(secretary.open_sitting([found.id], twice)) == (409, "quorum-not-met")
    assert (await secretary.open_sitting([found.id], town.councils[COMMUNE][:3])).quorum == 3


@pytest.mark.parametrize("path", [SIBLING, DISTRICT, PROVINCE])
async def test_a_member_of_another_council_is_a_stranger(house: str, town: Town, path: str) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    present = [*town.councils[COMMUNE], town.councils[path][1]]
    call = secretary.open_sitting([found.id], present)
    assert await why_not(call) == (422, "not-of-this-council")


async def test_who_holds_no_seat_is_a_stranger(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    (clerk,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    for stranger in (clerk.officer_id, 2**40):
        call = secretary.open_sitting([found.id], [*town.councils[COMMUNE], stranger])
        assert await why_not(call) == (422, "not-of-this-council")


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.POSTED, Stage.AT_DISTRICT])
async def test_a_council_hears_only_what_is_before_it(house: str, town: Town, stage: Stage) -> None:
    found = await at_stage(town, house, stage, 1)
    secretary = await town.at(COMMUNE, "thuky")
    call = secretary.open_sitting([found.id], town.councils[COMMUNE])
    assert await why_not(call) == (409, "nothing-before-council")
    drafts = await at_stage(town, house, Stage.DRAFT, 1)
    call = secretary.open_sitting([drafts.id], town.councils[COMMUNE])
    assert await why_not(call) == (409, "list-not-ready")


async def test_only_the_secretary_holds_sittings(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    body = {"list_ids": [found.id], "present": town.councils[COMMUNE]}
    for path, seat in ((COMMUNE, "canbo"), (COMMUNE, "uyvien1"), (PROVINCE, "chutich")):
        answer = await town.raw(town.officer(path, seat), "POST", "/sittings", json=body)
        assert answer.status_code == 403, seat


async def test_exceptions_go_where_the_council_says_and_the_rest_goes_up(
    house: str, town: Town
) -> None:
    people = rows("08", 5)
    found = await at_stage(town, house, Stage.AT_DISTRICT, people, form="08")
    await submitted(town, "07", [as_form("07", people[1])], SIBLING)
    sitting = await hearing(town, [found.id], DISTRICT)
    cases = await dossiers_of(found.id)
    words = [
        {"dossier_id": cases[0], **REFUSED},
        {"dossier_id": cases[1], "verdict": "superseded", "reason_code": "SUPERSEDED"},
        {"dossier_id": cases[2], "verdict": "returned", "reason_code": "NOT_ELIGIBLE"},
        {"dossier_id": cases[3], "verdict": "favourable", "answer": "Đã xem hồ sơ gốc."},
    ]
    answer = await said(town, sitting.id, {"expected": 5, "exceptions": words}, DISTRICT)
    assert (answer.status_code, answer.json()) == (200, {"opinions": 4})
    secretary = await town.at(DISTRICT, "thuky")
    closing = await secretary.close_sitting(sitting.id, 5)
    assert (closing.refused, closing.superseded, closing.returned, closing.favoured) == (1, 1, 1, 2)
    assert await stages_of(found.id) == [
        "refused", "superseded", "at_commune", "at_province", "at_province",
    ]  # fmt: skip
    states = (
        "select string_agg(c.state, ' ' order by d.row_number) from nation.person_claim c"
        " join dossier d on d.id = c.dossier_id where d.list_id = :l"
    )
    assert await scalar(house, states, l=found.id) == "closed closed open open open"
    reason = "select reason_code from dossier_stage where dossier_id = :d"
    assert await scalar(house, reason, d=cases[0]) == "NOT_ELIGIBLE"
    assert await scalar(house, reason, d=cases[4]) is None


async def test_nobody_gives_way_to_nothing(house: str, town: Town) -> None:
    """Superseded is said only where a higher claim stands: else the person would get nothing."""
    person = a_row("08")
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    (case,) = await dossiers_of(found.id)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await hearing(town, [found.id], COMMUNE)
    word = {"dossier_id": case, "verdict": "superseded", "reason_code": "SUPERSEDED"}
    await said(town, sitting.id, {"expected": 1, "exceptions": [word]})
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == (409, "nothing-higher")
    lower = await submitted(town, "09", [as_form("09", person)], SIBLING)
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == (409, "nothing-higher")
    higher = await submitted(town, "07", [as_form("07", person)], SIBLING)
    await secretary.record_opinions(sitting.id, 1, [])
    assert (await secretary.close_sitting(sitting.id, 1)).superseded == 1
    winner = await scalar(house, "select winner_id from supersession where dossier_id = :d", d=case)
    assert [winner] == await dossiers_of(higher.id) != await dossiers_of(lower.id)


async def test_the_later_word_counts(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await hearing(town, [found.id], COMMUNE)
    (case,) = await dossiers_of(found.id)
    for word in (REFUSED, {"verdict": "favourable", "answer": "Đã bổ sung giấy tờ."}):
        body = {"expected": 1, "exceptions": [{"dossier_id": case, **word}]}
        assert (await said(town, sitting.id, body)).status_code == 200
    await (await town.at(COMMUNE, "thuky")).close_sitting(sitting.id, 1)
    assert await stages_of(found.id) == ["at_district"]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([{"verdict": "unfavourable"}], id="no reason"),
        pytest.param([{"verdict": "returned"}], id="returned without reason"),
        pytest.param([{"verdict": "favourable"}], id="favourable without answer"),
        pytest.param([{"verdict": "unfavourable", "reason_code": "VI_SAO"}], id="unknown reason"),
        pytest.param([{"verdict": "maybe", "reason_code": "NOT_ELIGIBLE"}], id="unknown verdict"),
        pytest.param([REFUSED, REFUSED], id="two words on one dossier"),
        pytest.param([{**REFUSED, "dossier_id": 2**40}], id="no such dossier"),
        pytest.param([{**REFUSED, "dossier_id": "1"}], id="number as text"),
        pytest.param([{**REFUSED, "more": 1}], id="unknown field"),
    ],
)
async def test_words_that_say_nothing_are_refused_and_none_is_kept(
    house: str, town: Town, words: list[dict[str, Any]]
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    sitting = await hearing(town, [found.id], COMMUNE)
    first, second = await dossiers_of(found.id)
    lines = [{"dossier_id": first, **REFUSED}]
    lines += [{"dossier_id": second, **word} for word in words]
    answer = await said(town, sitting.id, {"expected": 2, "exceptions": lines})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    query = "select count(*) from opinion where sitting_id = :s"
    assert await scalar(house, query, s=sitting.id) == 0


async def test_a_dossier_of_another_list_is_not_on_the_agenda(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    other = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await hearing(town, [found.id], COMMUNE)
    (stranger,) = await dossiers_of(other.id)
    body = {"expected": 1, "exceptions": [{"dossier_id": stranger, **REFUSED}]}
    answer = await said(town, sitting.id, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not-on-agenda")


async def test_another_number_than_seen_is_refused(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == (412, "batch-changed")
    assert await why_not(secretary.record_opinions(sitting.id, 3, [])) == (412, "batch-changed")
    assert await stages_of(found.id) == ["at_commune", "at_commune"]


async def test_findings_must_be_answered_before_the_council_closes(house: str, town: Town) -> None:
    person = a_row("08")
    await submitted(town, "07", [as_form("07", person)], SIBLING)
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person, a_row("08")], form="08")
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    assert sitting.findings == 1
    (finding,) = await secretary.findings(sitting.id)
    assert (finding.code, finding.other_group, finding.answered) == (
        "HIGHER_BENEFIT",
        "BTXH",
        False,
    )
    refusal = (409, "findings-unanswered")
    assert await why_not(secretary.close_sitting(sitting.id, 2)) == refusal
    assert await stages_of(found.id) == ["at_commune", "at_commune"]
    body = {"expected": 2, "exceptions": [{
        "dossier_id": finding.dossier_id, "verdict": finding.suggested_verdict,
        "reason_code": finding.suggested_reason,
    }]}  # fmt: skip
    await said(town, sitting.id, body)
    assert [one.answered for one in await secretary.findings(sitting.id)] == [True]
    assert (await secretary.close_sitting(sitting.id, 2)).superseded == 1


async def test_what_comes_to_light_during_the_sitting_is_shown_and_can_be_answered(
    house: str, town: Town
) -> None:
    """A rival list arrives between opening and closing: the council is not left in the dark."""
    person = a_row("08")
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    sitting = await hearing(town, [found.id], COMMUNE)
    assert sitting.findings == 0
    await submitted(town, "07", [as_form("07", person)], SIBLING)
    secretary = await town.at(COMMUNE, "thuky")
    refusal = (409, "findings-unanswered")
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == refusal
    await secretary.record_opinions(sitting.id, 1, [])
    (finding,) = await secretary.findings(sitting.id)
    body = {"expected": 1, "exceptions": [{
        "dossier_id": finding.dossier_id, "verdict": "superseded", "reason_code": "SUPERSEDED",
    }]}  # fmt: skip
    await said(town, sitting.id, body)
    assert (await secretary.close_sitting(sitting.id, 1)).superseded == 1


async def test_a_sitting_closes_once_whoever_asks_first(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 5)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    answers = await asyncio.gather(
        *(secretary.close_sitting(sitting.id, 5) for _ in range(4)), return_exceptions=True
    )
    problems = [one.code for one in answers if isinstance(one, Problem)]
    assert problems == ["sitting-closed"] * 3
    moved = "select count(*) from dossier_history h join dossier d on d.id = h.dossier_id"
    query = f"{moved} where d.list_id = :l and h.to_stage = 'at_district'"
    assert await scalar(house, query, l=found.id) == 5
    for act in ("opinions", "closing"):
        answer = await town.raw(
            town.officer(COMMUNE, "thuky"), "POST", f"/sittings/{sitting.id}/{act}",
            json={"expected": 0},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/sitting-closed")


async def test_two_sittings_over_one_list_move_each_case_once(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 3)
    first = await hearing(town, [found.id], COMMUNE)
    second = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    answers = await asyncio.gather(
        *(secretary.close_sitting(one.id, 3) for one in (first, second)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["Closing", "Problem"]
    assert await stages_of(found.id) == ["at_district"] * 3


async def test_the_quorum_and_the_day_are_kept_with_the_sitting(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await hearing(town, [found.id], COMMUNE)
    await set_clock(house, LIST_DAY)
    shown = await town.raw(town.officer(COMMUNE, "uyvien1"), "GET", f"/sittings/{sitting.id}")
    assert shown.json() == sitting.model_dump(mode="json") | {
        "id": sitting.id, "level": "commune", "held_on": "2020-05-04", "quorum": 3, "present": 4,
        "expected": 1, "findings": 0, "held": 0, "state": "open", "place": None, "votes_needed": 0,
        "votes": 0, "chair_id": town.officer(COMMUNE, "uyvien1").officer_id,
        "secretary_id": town.officer(COMMUNE, "thuky").officer_id,
    }  # fmt: skip


async def test_a_claim_in_flight_when_the_council_opened_is_found_when_it_closes(
    house: str, town: Town
) -> None:
    """Its transaction began before the sitting and ended after: the order of numbers misleads."""
    person = a_row("08")
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    rival = await a_list(town, "07", [as_form("07", person)], SIBLING)
    officer = town.officer(SIBLING).actor
    async with db.transaction(officer.standing) as session:
        await submit_list(session, officer, rival.id, 1)
        sitting = await hearing(town, [found.id], COMMUNE)
        assert sitting.findings == 0
    secretary = await town.at(COMMUNE, "thuky")
    refusal = (409, "findings-unanswered")
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == refusal
