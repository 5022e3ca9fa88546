"""What is refused stays refused, the rest goes on, what is returned is heard again."""

from datetime import date
from typing import Any

import pytest

from app.access import Role
from app.appraisal.rules import COUNCILS, Desk, Verdict, desks_before, one_down
from app.appraisal.schemas import OpinionLine
from app.client import Client, Problem
from app.dossiers.rules import Stage
from app.policy import Group, policy_at
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    a_list,
    a_name,
    a_row,
    advance,
    at_stage,
    close_postings,
    decided,
    dossiers_of,
    enrolled,
    heard,
    hearing,
    posted,
    stages_of,
    submitted,
    two_people,
)
from tests.confirmations.test_roads import handed_in, stated
from tests.grounds import scalar, set_clock

LEVELS = {"commune": COMMUNE, "district": DISTRICT, "province": PROVINCE}
STAGES = {"commune": Stage.AT_COMMUNE, "district": Stage.AT_DISTRICT, "province": Stage.AT_PROVINCE}


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


def returned(dossier: int, to: Desk | None = None) -> OpinionLine:
    return OpinionLine(
        dossier_id=dossier, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE", return_to=to
    )


def refused(dossier: int) -> OpinionLine:
    return OpinionLine(dossier_id=dossier, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")


async def sat(town: Town, list_id: int, path: str, *words: OpinionLine) -> int:
    """A whole sitting with these words; answers its number."""
    sitting = await hearing(town, [list_id], path)
    secretary = await town.at(path, "thuky")
    await secretary.record_opinions(sitting.id, sitting.expected, words)
    await secretary.close_sitting(sitting.id, sitting.expected)
    return sitting.id


@pytest.mark.parametrize("level", LEVELS)
async def test_what_one_level_refuses_stays_refused_and_the_rest_goes_on_to_the_decision(
    house: str, town: Town, level: str
) -> None:
    found = await at_stage(town, house, STAGES[level], 3)
    gone, *_ = await dossiers_of(found.id)
    await sat(town, found.id, LEVELS[level], refused(gone))
    onward = {"commune": "at_district"}.get(level, "at_province")
    assert await stages_of(found.id) == ["refused", onward, onward]
    for above in list(LEVELS)[list(LEVELS).index(level) + 1 :]:
        secretary = await town.at(LEVELS[above], "thuky")
        sitting = await hearing(town, [found.id], LEVELS[above])
        assert sitting.expected == 2
        late = secretary.record_opinions(sitting.id, 2, [returned(gone)])
        assert await why_not(late) == (422, "not-on-agenda")
        await secretary.close_sitting(sitting.id, 2)
    await set_clock(house, DECISION_DAY)
    assert (await decided(town, [found.id])).case_count == 2
    assert await stages_of(found.id) == ["refused", "approved", "approved"]


@pytest.mark.parametrize(
    ("level", "desk", "stage"),
    [
        ("commune", None, "draft"),
        ("commune", Desk.MAKER, "draft"),
        ("district", None, "at_commune"),
        ("district", Desk.COMMUNE, "at_commune"),
        ("district", Desk.MAKER, "draft"),
        ("province", None, "at_district"),
        ("province", Desk.DISTRICT, "at_district"),
        ("province", Desk.COMMUNE, "at_commune"),
        ("province", Desk.MAKER, "draft"),
    ],
)
async def test_a_council_returns_to_any_earlier_level_it_chooses(
    house: str, town: Town, level: str, desk: Desk | None, stage: str
) -> None:
    found = await at_stage(town, house, STAGES[level], 2)
    back, stays = await dossiers_of(found.id)
    await sat(town, found.id, LEVELS[level], returned(back, desk))
    assert (await stages_of(found.id))[0] == stage
    reason = "select reason_code from dossier_stage where dossier_id = :d"
    assert await scalar(house, reason, d=back) == "NOT_ELIGIBLE"
    claim = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, claim, d=back) == ("closed" if stage == "draft" else "open")
    assert await scalar(house, claim, d=stays) == "open"


async def test_several_are_returned_to_several_levels_by_one_sitting(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 5)
    cases = await dossiers_of(found.id)
    desks = [None, Desk.MAKER, Desk.COMMUNE, Desk.DISTRICT]
    words = [returned(case, desk) for case, desk in zip(cases, desks, strict=False)]
    sitting = await sat(town, found.id, PROVINCE, *words)
    assert await stages_of(found.id) == [
        "at_district", "draft", "at_commune", "at_district", "at_province",
    ]  # fmt: skip
    assert await scalar(house, "select returned from sitting where id = :s", s=sitting) == 4


@pytest.mark.parametrize(
    ("level", "desk"),
    [
        ("commune", Desk.COMMUNE),
        ("commune", Desk.DISTRICT),
        ("commune", Desk.CONFIRMING),
        ("district", Desk.DISTRICT),
        ("district", Desk.CONFIRMING),
        ("province", Desk.CONFIRMING),
    ],
)
async def test_nothing_is_returned_to_a_level_that_is_not_before_it_on_its_road(
    house: str, town: Town, level: str, desk: Desk
) -> None:
    """The road of form 07 asks no third party, and nothing is returned upwards."""
    found = await at_stage(town, house, STAGES[level], 1)
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], LEVELS[level])
    secretary = await town.at(LEVELS[level], "thuky")
    call = secretary.record_opinions(sitting.id, 1, [returned(case, desk)])
    assert await why_not(call) == (422, "not-on-road")


async def test_only_what_is_returned_names_a_level(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    word = refused(case).model_copy(update={"return_to": Desk.MAKER})
    assert await why_not(secretary.record_opinions(sitting.id, 1, [word])) == (
        422,
        "words-do-not-fit",
    )


@pytest.mark.parametrize(
    ("group", "desks", "below"),
    [
        (Group.BTXH, ["maker", "commune", "district"], "district"),
        (Group.NCC, ["maker", "district"], "district"),
        (Group.HKD, ["maker", "commune", "confirming", "district"], "district"),
        (Group.NLD_TAMHOAN, ["maker", "confirming", "district"], "district"),
    ],
)
def test_the_desks_before_the_province_are_those_of_the_road(
    group: Group, desks: list[str], below: str
) -> None:
    road = policy_at(PROVINCE_DAY).road(group)
    assert desks_before(road, COUNCILS["province"]) == desks
    assert one_down(road, COUNCILS["province"]) == below
    assert one_down(road, COUNCILS["district"]) == ("commune" if "commune" in desks else "maker")


# --- resubmission enters the right step ----------------------------------------------------------


async def test_what_the_district_got_back_is_heard_by_the_district(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    back, _ = await dossiers_of(found.id)
    await sat(town, found.id, PROVINCE, returned(back, Desk.DISTRICT))
    commune = hearing(town, [found.id], COMMUNE)
    assert await why_not(commune) == (409, "nothing-before-council")
    again = await hearing(town, [found.id], DISTRICT)
    assert again.expected == 1
    await (await town.at(DISTRICT, "thuky")).close_sitting(again.id, 1)
    assert await stages_of(found.id) == ["at_province", "at_province"]


async def test_what_its_maker_got_back_walks_the_whole_road_again(house: str, town: Town) -> None:
    """Handed in again it waits to be posted; every council hears it once more."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    back, _ = await dossiers_of(found.id)
    await sat(town, found.id, PROVINCE, returned(back, Desk.MAKER))
    officer = await town.at(COMMUNE)
    assert (await officer.submit_list(found.id, 1)).stage == "submitted"
    for path in LEVELS.values():
        if path != PROVINCE:
            assert await why_not(hearing(town, [found.id], path)) == (409, "nothing-before-council")
    await advance(town, house, [found.id], Stage.APPROVED)
    assert await stages_of(found.id) == ["approved"] * 2
    history = await (await town.at(PROVINCE, "thuky")).history(back)
    assert [one.to_stage for one in history][-8:] == [
        "draft", "submitted", "posted", "at_commune", "at_district", "at_province", "at_province",
        "approved",
    ]  # fmt: skip


# --- a return voids the opinions of that round, and keeps them ------------------------------------


async def words_of(reader: Client, dossier: int) -> list[tuple[str, str, bool]]:
    return [(one.level, one.verdict, one.void) for one in await reader.words_on(dossier)]


async def test_a_return_voids_the_words_of_the_levels_that_hear_it_again(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    back, stays = await dossiers_of(found.id)
    reader = await town.at(PROVINCE, "thuky")
    before = [("commune", "favourable", False), ("district", "favourable", False)]
    assert await words_of(reader, back) == before
    await sat(town, found.id, PROVINCE, returned(back, Desk.DISTRICT))
    assert await words_of(reader, back) == [
        ("commune", "favourable", False), ("district", "favourable", True),
        ("province", "returned", False),
    ]  # fmt: skip
    await sat(town, found.id, DISTRICT)
    await sat(town, found.id, PROVINCE, returned(back, Desk.COMMUNE))
    assert [void for _, _, void in await words_of(reader, back)] == [True, True, True, True, False]
    assert [void for _, _, void in await words_of(reader, stays)] == [False] * 4


async def test_a_word_said_by_name_is_kept_and_marked(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    word = OpinionLine(dossier_id=case, verdict=Verdict.FAVOURABLE, answer="Đã xem hồ sơ gốc.")
    first = await sat(town, found.id, COMMUNE, word)
    reader = await town.at(COMMUNE, "uyvien1")
    (shown,) = await reader.opinions(first)
    assert (shown.answer, shown.void) == ("Đã xem hồ sơ gốc.", False)
    await sat(town, found.id, DISTRICT, returned(case))
    (shown,) = await reader.opinions(first)
    assert (shown.answer, shown.verdict, shown.void) == (word.answer, "favourable", True)


async def test_a_finding_answered_in_a_round_that_is_void_is_raised_again(
    house: str, town: Town
) -> None:
    """Two namesakes: the commune answered, the district returned it, so the answer is void."""
    one = a_row("07", full_name=a_name(), birth="01/02/1960", id_number=None)
    found = await at_stage(town, house, Stage.AT_COMMUNE, [one])
    twin = a_row("07", **{name: one[name] for name in ("full_name", "birth", "sex")})
    await submitted(town, "07", [twin | {"id_number": None}], SIBLING)
    (case,) = await dossiers_of(found.id)
    same = {"SUSPECTED_SAME": two_people()}
    await heard(town, [found.id], COMMUNE, same)
    assert (await hearing(town, [found.id], DISTRICT)).findings == 0
    await sat(town, found.id, DISTRICT, returned(case))
    assert (await hearing(town, [found.id], COMMUNE)).findings == 1


async def test_a_word_on_what_has_since_been_away_is_no_word_on_it_now(
    house: str, town: Town
) -> None:
    """Two sittings over one list; the one that closes later spoke of dossiers that came back."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    secretary = await town.at(COMMUNE, "thuky")
    late = await hearing(town, [found.id], COMMUNE)
    await secretary.record_opinions(late.id, 1, [refused(case)])
    await sat(town, found.id, COMMUNE)
    await sat(town, found.id, DISTRICT, returned(case))
    assert await stages_of(found.id) == ["at_commune"]
    assert await why_not(secretary.close_sitting(late.id, 1)) == (412, "record-changed")
    await secretary.record_opinions(late.id, 1, [])
    assert await why_not(secretary.close_sitting(late.id, 1)) == (412, "opinions-stale")
    await secretary.record_opinions(late.id, 1, [refused(case)])
    assert (await secretary.close_sitting(late.id, 1)).refused == 1


# --- a higher level first, a level without a council ----------------------------------------------


@pytest.mark.parametrize("path", [DISTRICT, PROVINCE])
async def test_a_higher_level_does_not_hear_it_first(house: str, town: Town, path: str) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    assert await why_not(hearing(town, [found.id], path)) == (409, "nothing-before-council")


@pytest.mark.parametrize("path", [DISTRICT, PROVINCE])
async def test_a_level_without_a_council_on_the_road_does_not_sit(
    house: str, town: Town, path: str
) -> None:
    """QĐ 32: from 19/10/2020 a loan goes straight to the bank; no council hears it."""
    await set_clock(house, date(2020, 10, 20))
    number = await handed_in(town, "12", 1, DISTRICT)
    assert await why_not(hearing(town, [number], path)) == (409, "no-council-on-road")


async def test_what_is_not_of_the_commune_is_not_even_seen_by_its_council(
    house: str, town: Town
) -> None:
    """Form 05 is the district's own list: the commune's council has no part in it."""
    found = await a_list(town, "05", [a_row("05")], DISTRICT)
    await (await town.at(DISTRICT)).submit_list(found.id, 1)
    assert await why_not(hearing(town, [found.id], COMMUNE)) == (404, "not-found")


# --- third parties on the road --------------------------------------------------------------------


@pytest.mark.parametrize(("level", "path"), [("district", DISTRICT), ("province", PROVINCE)])
async def test_what_goes_back_to_the_third_party_is_asked_about_in_the_next_round(
    house: str, town: Town, level: str, path: str
) -> None:
    """Form 01: the district or the province wants the social insurance to look again."""
    (insurance,) = await enrolled((Role.INSURANCE_OFFICER, DISTRICT))
    number = await handed_in(town, "01", 2, DISTRICT)
    await stated(town, insurance, number, 2)
    if level == "province":
        await heard(town, [number], DISTRICT)
    back, _ = await dossiers_of(number)
    await sat(town, number, path, returned(back, Desk.CONFIRMING))
    assert (await stages_of(number))[0] == "confirming"
    assert (await stated(town, insurance, number, 1))["round"] == 2
    assert (await stages_of(number))[0] == "at_district"


async def test_a_return_voids_what_was_said_by_a_third_partys_return_too(
    house: str, town: Town
) -> None:
    """Form 02: what the tax branch sends back to the commune, the commune hears anew."""
    (tax,) = await enrolled((Role.TAX_OFFICER, DISTRICT))
    number = await handed_in(town, "02", 1, COMMUNE)
    await posted(town, [number])
    await set_clock(house, POSTING_OVER)
    await close_postings(town, [number])
    await heard(town, [number], COMMUNE)
    (case,) = await dossiers_of(number)
    line = {"dossier_id": case, "outcome": "returned", "reason_code": "NOT_ELIGIBLE"}
    await stated(town, tax, number, 1, line)
    reader = await town.at(COMMUNE, "thuky")
    assert await words_of(reader, case) == [("commune", "favourable", True)]
