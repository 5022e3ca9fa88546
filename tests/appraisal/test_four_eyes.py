"""One natural person has one part in a list, whatever accounts and offices they hold."""

from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client, Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    DISTRICT_DAY,
    PROVINCE,
    Officer,
    Town,
    a_workbook,
    advance,
    another_account,
    at_stage,
    dossiers_of,
    enrolled,
    heard,
    hearing,
    read_now,
    rows,
    stages_of,
)
from tests.grounds import become_service, owning, raw_service, refused, scalar, set_clock

ANOTHER_PART = (403, "already-took-another-part")


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def made_by(town: Town, maker: Officer, people: int = 1) -> int:
    """A list handed in by this officer and read."""
    officer = await town.as_(maker)
    received = await officer.receive_list("07", a_workbook("07", rows("07", people)))
    await read_now(received.id)
    return received.id


async def a_maker(town: Town) -> Officer:
    """Somebody who makes lists in the commune, already signed in."""
    (maker,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    await town.as_(maker)
    return maker


def with_(town: Town, path: str, stranger: Officer) -> list[int]:
    """A council in which somebody has taken a seat."""
    return [*town.councils[path][:3], stranger.officer_id]


async def test_the_maker_does_not_sit_in_any_council(house: str, town: Town) -> None:
    maker = await a_maker(town)
    list_id = await made_by(town, maker)
    await (await town.as_(maker)).submit_list(list_id, 1)
    for path, stage in (
        (COMMUNE, Stage.AT_COMMUNE), (DISTRICT, Stage.AT_DISTRICT), (PROVINCE, Stage.AT_PROVINCE),
    ):  # fmt: skip
        await another_account(maker, Role.COUNCIL_MEMBER, path)
        since = Stage((await stages_of(list_id))[0])
        await advance(town, house, [list_id], stage, since=since)
        secretary = await town.at(path, "thuky")
        call = secretary.open_sitting([list_id], with_(town, path, maker))
        assert await why_not(call) == ANOTHER_PART, path
    assert await stages_of(list_id) == ["at_province"]


async def test_who_only_handed_the_file_in_is_a_maker_too(house: str, town: Town) -> None:
    """A colleague submits the list; its maker is still its maker."""
    maker = await a_maker(town)
    list_id = await made_by(town, maker)
    await (await town.at(COMMUNE)).submit_list(list_id, 1)
    await advance(town, house, [list_id], Stage.AT_COMMUNE)
    await another_account(maker, Role.COUNCIL_MEMBER, COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    call = secretary.open_sitting([list_id], with_(town, COMMUNE, maker))
    assert await why_not(call) == ANOTHER_PART


async def test_who_only_submitted_is_a_maker_too(house: str, town: Town) -> None:
    submitter = await a_maker(town)
    list_id = await made_by(town, town.officer(COMMUNE))
    await (await town.as_(submitter)).submit_list(list_id, 1)
    await advance(town, house, [list_id], Stage.AT_COMMUNE)
    await another_account(submitter, Role.COUNCIL_MEMBER, COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    call = secretary.open_sitting([list_id], with_(town, COMMUNE, submitter))
    assert await why_not(call) == ANOTHER_PART


async def as_secretary(town: Town, person: Officer, path: str) -> Client:
    return await town.as_(await another_account(person, Role.COUNCIL_SECRETARY, path))


async def test_the_maker_does_not_speak_for_the_council_he_does_not_sit_in(
    house: str, town: Town
) -> None:
    """The secretary's account opens, records and closes: the same four eyes apply to it."""
    maker = await a_maker(town)
    list_id = await made_by(town, maker)
    await (await town.as_(maker)).submit_list(list_id, 1)
    await advance(town, house, [list_id], Stage.AT_COMMUNE)
    himself = await as_secretary(town, maker, COMMUNE)
    assert await why_not(himself.open_sitting([list_id], town.councils[COMMUNE])) == ANOTHER_PART
    sitting = await hearing(town, [list_id], COMMUNE)
    (dossier,) = await dossiers_of(list_id)
    word = OpinionLine(dossier_id=dossier, verdict=Verdict.FAVOURABLE, answer="Tôi bảo được.")
    assert await why_not(himself.record_opinions(sitting.id, 1, [word])) == ANOTHER_PART
    assert await why_not(himself.close_sitting(sitting.id, 1)) == ANOTHER_PART
    assert await stages_of(list_id) == ["at_commune"]


async def test_one_person_with_accounts_at_two_levels_judges_once(house: str, town: Town) -> None:
    (judge,) = await enrolled((Role.COUNCIL_MEMBER, COMMUNE))
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await secretary.open_sitting([found.id], with_(town, COMMUNE, judge))
    await secretary.close_sitting(sitting.id, 1)
    await another_account(judge, Role.COUNCIL_MEMBER, DISTRICT)
    upstairs = await town.at(DISTRICT, "thuky")
    call = upstairs.open_sitting([found.id], with_(town, DISTRICT, judge))
    assert await why_not(call) == ANOTHER_PART
    himself = await as_secretary(town, judge, DISTRICT)
    assert await why_not(himself.open_sitting([found.id], town.councils[DISTRICT])) == ANOTHER_PART


async def test_the_same_judge_may_hear_the_list_again_in_the_same_council(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    for _ in range(2):
        await hearing(town, [found.id], COMMUNE)


@pytest.mark.parametrize("path", [DISTRICT, PROVINCE])
async def test_no_council_speaks_for_another(house: str, town: Town, path: str) -> None:
    """A secretary above sees the commune's sitting and may not give its word."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await hearing(town, [found.id], COMMUNE)
    (dossier,) = await dossiers_of(found.id)
    above = await town.at(path, "thuky")
    word = OpinionLine(dossier_id=dossier, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")
    assert await why_not(above.record_opinions(sitting.id, 1, [word])) == (403, "not-your-council")
    assert await why_not(above.close_sitting(sitting.id, 1)) == (403, "not-your-council")
    query = "select count(*) from opinion where sitting_id = :s"
    assert await scalar(house, query, s=sitting.id) == 0


# --- the database itself ------------------------------------------------------------------------

SEAT = (
    "insert into sitting_seat (sitting_id, list_id, officer_id, part, area_path)"
    " values (:s, :l, :o, :part, '42.436.18070.')"
)
PART = (
    "insert into part_taken (list_id, officer_id, part, area_path)"
    " values (:l, :o, :part, '42.436.18070.')"
)
SIGN = (
    "insert into decision_list (decision_id, list_id, signer_id, part, area_path)"
    " values (:d, :l, :o, 'signer', '42.436.18070.')"
)


async def facts_of(house: str, town: Town) -> dict[str, Any]:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await hearing(town, [found.id], COMMUNE)
    return {"s": sitting.id, "l": found.id, "o": town.officer(COMMUNE).officer_id}


async def test_the_database_keeps_the_maker_out_of_the_council_and_off_the_decision(
    house: str, town: Town
) -> None:
    facts = await facts_of(house, town)
    whose = {"l": facts["l"], "o": facts["o"]}
    for part in ("commune_council", "district_council", "province_council"):
        async with raw_service(house) as session:
            assert await refused(session, SEAT, **facts, part=part) == "fk_sitting_seat_part"
            assert await refused(session, PART, **whose, part=part) == "pk_part_taken"
    async with raw_service(house) as session:
        assert await refused(session, SEAT, **facts, part="maker") == "ck_sitting_seat_part"
        assert await refused(session, SIGN, **whose, d=1) == "fk_decision_list_part"
        assert await refused(session, PART, **whose, part="signer") == "pk_part_taken"
        for statement in (
            "update part_taken set part = 'signer'",
            "delete from part_taken",
            "update sitting_seat set officer_id = 1",
            "delete from sitting_seat",
        ):
            assert await refused(session, statement) == "42501", statement


async def test_a_part_is_written_as_soon_as_there_is_a_list(house: str, town: Town) -> None:
    """Else its maker could be entered as a judge before the list is handed in."""
    maker = await a_maker(town)
    list_id = await made_by(town, maker)
    async with raw_service(house) as session:
        whose = {"l": list_id, "o": maker.officer_id, "part": "commune_council"}
        assert await refused(session, PART, **whose) == "pk_part_taken"


async def test_control_without_the_keys_the_maker_judges_and_signs(house: str, town: Town) -> None:
    facts = await facts_of(house, town)
    whose = {"l": facts["l"], "o": facts["o"]}
    async with owning(house) as session:
        await session.execute(text("alter table sitting_seat drop constraint fk_sitting_seat_part"))
        await become_service(session)
        assert await refused(session, SEAT, **facts, part="commune_council") is None
    async with owning(house) as session:
        for key in ("part", "decision_id", "signer"):
            await session.execute(
                text(f"alter table decision_list drop constraint fk_decision_list_{key}")
            )
        await become_service(session)
        assert await refused(session, SIGN, **whose, d=1) is None


async def test_control_with_another_primary_key_a_person_takes_two_parts(
    house: str, town: Town
) -> None:
    facts = await facts_of(house, town)
    async with owning(house) as session:
        await session.execute(text("alter table part_taken drop constraint pk_part_taken"))
        await become_service(session)
        whose = {"l": facts["l"], "o": facts["o"], "part": "commune_council"}
        assert await refused(session, PART, **whose) is None
        assert await refused(session, SEAT, **facts, part="commune_council") is None


async def test_every_part_of_a_whole_road_is_another_person(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await set_clock(house, DISTRICT_DAY)
    await heard(town, [found.id], PROVINCE)
    query = "select count(*) - count(distinct officer_id) from part_taken where list_id = :l"
    assert await scalar(house, query, l=found.id) == 0
