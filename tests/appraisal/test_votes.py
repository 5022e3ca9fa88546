"""Chair, secretary and the votes that close a sitting: who, how often, for what, and no more."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access import Role
from app.appraisal import queries
from app.client import Client, Problem
from app.dossiers.rules import Stage
from app.dossiers.tables import DossierList
from tests.builders import (
    COMMUNE,
    DISTRICT,
    SIBLING,
    Town,
    another_account,
    at_stage,
    dossiers_of,
    enrolled,
    hearing,
    stages_of,
)
from tests.grounds import become_service, owning, raw_service, refused, scalar

REFUSED = {"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"}


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def voting(town: Town, seat: str, sitting_id: int, path: str = COMMUNE) -> Any:
    """The vote of the holder of a seat for the record as it stands."""
    return await voting_as(await town.at(path, seat), sitting_id)


async def voting_as(member: Client, sitting_id: int) -> Any:
    seen = await member.sitting(sitting_id)
    return await member.vote(sitting_id, seen.expected, seen.record)


async def opened(house: str, town: Town, people: int = 2) -> tuple[int, int]:
    """A list before the commune's council, which sits: their numbers."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, people)
    return found.id, (await hearing(town, [found.id], COMMUNE)).id


async def moves_up(house: str, list_id: int) -> int:
    query = (
        "select count(*) from dossier_history h join dossier d on d.id = h.dossier_id"
        " where d.list_id = :l and h.to_stage = 'at_district'"
    )
    return int(await scalar(house, query, l=list_id))


# --- the chair -----------------------------------------------------------------------------------


async def test_the_first_named_presides_unless_another_is_named(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary, council = await town.at(COMMUNE, "thuky"), town.councils[COMMUNE]
    first = await secretary.open_sitting([found.id], council[1:])
    assert (first.chair_id, first.secretary_id) == (council[1], council[0])
    second = await secretary.open_sitting([found.id], council, chair=council[3], place="Hội trường")
    assert (second.chair_id, second.place) == (council[3], "Hội trường")


async def test_the_chair_is_present_and_not_the_secretary(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary, council = await town.at(COMMUNE, "thuky"), town.councils[COMMUNE]
    for chair in (council[0], town.councils[DISTRICT][1]):
        call = secretary.open_sitting([found.id], council, chair=chair)
        assert await why_not(call) == (422, "chair-not-present")
    absent = secretary.open_sitting([found.id], council[:3], chair=council[3])
    assert await why_not(absent) == (422, "chair-not-present")


async def test_the_chair_may_close_and_another_member_may_not(house: str, town: Town) -> None:
    list_id, sitting = await opened(house, town)
    other, chair = await town.at(COMMUNE, "uyvien2"), await town.at(COMMUNE, "uyvien1")
    assert await why_not(other.close_sitting(sitting, 2)) == (403, "not-presiding")
    assert (await chair.close_sitting(sitting, 2)).favoured == 2
    assert await stages_of(list_id) == ["at_district"] * 2


# --- votes ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("two_votes")
async def test_the_last_vote_needed_closes_the_sitting(house: str, town: Town) -> None:
    list_id, sitting = await opened(house, town)
    first = await voting(town, "uyvien1", sitting)
    assert (first.votes, first.votes_needed, first.closing) == (1, 2, None)
    assert await stages_of(list_id) == ["at_commune"] * 2
    last = await voting(town, "thuky", sitting)
    assert (last.votes, last.closing.favoured) == (2, 2)
    assert await stages_of(list_id) == ["at_district"] * 2
    shown = await (await town.at(COMMUNE, "thuky")).sitting(sitting)
    assert (shown.state, shown.votes, shown.votes_needed) == ("closed", 2, 2)


@pytest.mark.usefixtures("two_votes")
async def test_nobody_closes_before_the_votes_are_there(house: str, town: Town) -> None:
    list_id, sitting = await opened(house, town)
    await voting(town, "uyvien1", sitting)
    for seat in ("thuky", "uyvien1"):
        call = (await town.at(COMMUNE, seat)).close_sitting(sitting, 2)
        assert await why_not(call) == (409, "votes-missing")
    assert await stages_of(list_id) == ["at_commune"] * 2


@pytest.mark.usefixtures("two_votes")
async def test_a_second_vote_of_one_person_is_refused(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    await voting(town, "uyvien1", sitting)
    assert await why_not(voting(town, "uyvien1", sitting)) == (409, "already-voted")
    await voting(town, "uyvien2", sitting)
    assert await why_not(voting(town, "uyvien1", sitting)) == (409, "already-voted")


@pytest.mark.usefixtures("two_votes")
async def test_a_second_account_gives_no_second_vote(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    member = town.officer(COMMUNE, "uyvien1")
    await voting(town, "uyvien1", sitting)
    again = await town.as_(await another_account(member, Role.COUNCIL_SECRETARY, COMMUNE))
    assert await why_not(voting_as(again, sitting)) == (409, "already-voted")
    abroad = await town.as_(await another_account(member, Role.COUNCIL_MEMBER, DISTRICT))
    assert await why_not(voting_as(abroad, sitting)) == (403, "not-your-council")


@pytest.mark.usefixtures("two_votes")
async def test_a_vote_more_than_needed_is_refused(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    for seat in ("uyvien1", "uyvien2"):
        await voting(town, seat, sitting)
    assert await why_not(voting(town, "uyvien3", sitting)) == (409, "enough-votes")


@pytest.mark.usefixtures("two_votes")
async def test_the_maker_of_the_list_does_not_vote(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    maker = await another_account(town.officer(COMMUNE), Role.COUNCIL_MEMBER, COMMUNE)
    call = voting_as(await town.as_(maker), sitting)
    assert await why_not(call) == (403, "already-took-another-part")


@pytest.mark.usefixtures("two_votes")
async def test_who_sat_at_another_level_does_not_vote(house: str, town: Town) -> None:
    """A member of the commune's council who later sits in the district's, of the same list."""
    list_id, sitting = await opened(house, town)
    for seat in ("uyvien1", "uyvien2"):
        await voting(town, seat, sitting)
    judge = await another_account(town.officer(COMMUNE, "uyvien1"), Role.COUNCIL_MEMBER, DISTRICT)
    above = (await hearing(town, [list_id], DISTRICT)).id
    call = voting_as(await town.as_(judge), above)
    assert await why_not(call) == (403, "already-took-another-part")


@pytest.mark.usefixtures("two_votes")
async def test_who_was_not_present_does_not_vote(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await secretary.open_sitting([found.id], town.councils[COMMUNE][:3])
    assert await why_not(voting(town, "uyvien3", sitting.id)) == (403, "not-present")
    (late,) = await enrolled((Role.COUNCIL_MEMBER, COMMUNE))
    assert await why_not(voting_as(await town.as_(late), sitting.id)) == (403, "not-present")


@pytest.mark.usefixtures("two_votes")
async def test_no_member_of_another_council_votes(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    assert await why_not(voting(town, "uyvien1", sitting, DISTRICT)) == (403, "not-your-council")
    answer = await town.raw(
        town.officer(SIBLING, "uyvien1"), "POST", f"/sittings/{sitting}/votes",
        json={"expected": 2, "record": "0" * 64},
    )  # fmt: skip
    assert answer.status_code == 404


async def test_a_council_that_counts_no_votes_takes_none(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    assert await why_not(voting(town, "uyvien1", sitting)) == (409, "votes-not-counted")


async def test_too_few_for_the_votes_do_not_sit(
    house: str, town: Town, votes_needed: Callable[[int], None]
) -> None:
    """Three are the quorum; where four votes are needed, four must be there."""
    votes_needed(4)
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary, council = await town.at(COMMUNE, "thuky"), town.councils[COMMUNE]
    call = secretary.open_sitting([found.id], council[:3])
    assert await why_not(call) == (409, "votes-out-of-reach")
    assert (await secretary.open_sitting([found.id], council)).votes_needed == 4


# --- deciding on what changed since it was seen ---------------------------------------------------


@pytest.mark.usefixtures("two_votes")
async def test_a_vote_on_what_changed_since_it_was_seen_is_refused(house: str, town: Town) -> None:
    """And the votes for the record as it was before do not count for the new one."""
    list_id, sitting = await opened(house, town)
    secretary, member = await town.at(COMMUNE, "thuky"), await town.at(COMMUNE, "uyvien2")
    seen = await member.sitting(sitting)
    await voting(town, "uyvien1", sitting)
    word = {"dossier_id": (await dossiers_of(list_id))[0], **REFUSED}
    body = {"expected": 2, "exceptions": [word]}
    await secretary.send("POST", f"/sittings/{sitting}/opinions", json=body)
    call = member.vote(sitting, seen.expected, seen.record)
    assert await why_not(call) == (412, "record-changed")
    assert (await voting(town, "uyvien2", sitting)).votes == 1
    assert (await voting(town, "uyvien1", sitting)).closing.refused == 1


async def test_closing_what_changed_since_it_was_seen_is_refused(house: str, town: Town) -> None:
    list_id, sitting = await opened(house, town)
    secretary = await town.at(COMMUNE, "thuky")
    seen = (await secretary.sitting(sitting)).record
    word = {"dossier_id": (await dossiers_of(list_id))[0], **REFUSED}
    body = {"expected": 2, "exceptions": [word]}
    await secretary.send("POST", f"/sittings/{sitting}/opinions", json=body)
    assert await why_not(secretary.close_sitting(sitting, 2, seen)) == (412, "record-changed")
    now = (await secretary.sitting(sitting)).record
    assert (await secretary.close_sitting(sitting, 2, now)).refused == 1


# --- two last votes at the same instant -----------------------------------------------------------


@pytest.mark.usefixtures("two_votes")
async def test_two_last_votes_at_the_same_instant_make_one_transition(
    house: str, town: Town
) -> None:
    list_id, sitting = await opened(house, town)
    await voting(town, "uyvien1", sitting)
    members = [await town.at(COMMUNE, seat) for seat in ("uyvien2", "uyvien3", "thuky")]
    seen = await members[0].sitting(sitting)
    votes = (one.vote(sitting, seen.expected, seen.record) for one in members)
    answers = await asyncio.gather(*votes, return_exceptions=True)
    problems = [one.code for one in answers if isinstance(one, Problem)]
    assert problems == ["enough-votes"] * 2
    assert await moves_up(house, list_id) == 2
    kept = "select count(*) from sitting_vote where sitting_id = :s"
    assert await scalar(house, kept, s=sitting) == 2


@pytest.mark.usefixtures("two_votes")
async def test_without_the_queue_the_database_still_lets_one_last_vote_through(
    house: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits at the sitting or at the lists, all have counted one vote when they write."""
    list_id, sitting = await opened(house, town)
    await voting(town, "uyvien1", sitting)
    found, counted, together = queries.sitting_of, queries.voters, asyncio.Barrier(2)

    async def unlocked(session: Any, number: int, *, lock: bool = False) -> Any:
        return await found(session, number)

    async def at_once(*asked: Any) -> list[int]:
        before = await counted(*asked)
        await together.wait()
        return before

    async def not_locking(session: Any, lists: Any, *states: str) -> Any:
        return list(await session.scalars(select(DossierList).where(DossierList.id.in_(lists))))

    members = [await town.at(COMMUNE, seat) for seat in ("uyvien2", "uyvien3")]
    seen = await members[0].sitting(sitting)
    with monkeypatch.context() as changed:
        changed.setattr(queries, "sitting_of", unlocked)
        changed.setattr(queries, "voters", at_once)
        changed.setattr("app.appraisal.votes.dossiers.lock_lists", not_locking)
        votes = (one.vote(sitting, seen.expected, seen.record) for one in members)
        answers = await asyncio.gather(*votes, return_exceptions=True)
    problems = [one.code for one in answers if isinstance(one, Problem)]
    assert problems == ["enough-votes"]
    assert await moves_up(house, list_id) == 2


# --- the database itself --------------------------------------------------------------------------

VOTE = (
    "insert into sitting_vote (sitting_id, record, officer_id, ordinal, votes_needed, area_path)"
    " values (:s, :r, :o, :n, :m, '42.436.18070.')"
)
CLOSE = "update sitting set state = 'closed', record = :r where id = :s"
RECORD = hashlib.sha256(b"record").digest()


@pytest.mark.usefixtures("two_votes")
async def test_the_database_refuses_what_the_votes_may_not_be(house: str, town: Town) -> None:
    _, sitting = await opened(house, town)
    seats = [town.officer(COMMUNE, seat).officer_id for seat in ("uyvien1", "uyvien2", "uyvien3")]
    maker, stranger = town.officer(COMMUNE).officer_id, town.councils[DISTRICT][1]
    fixed = {"s": sitting, "r": RECORD, "m": 2}
    async with raw_service(house) as session:
        assert await refused(session, VOTE, **fixed, o=maker, n=1) == "ck_sitting_vote_present"
        assert await refused(session, VOTE, **fixed, o=stranger, n=1) == "ck_sitting_vote_present"
        assert await refused(session, CLOSE, s=sitting, r=RECORD) == "ck_sitting_votes_given"
        assert await refused(session, VOTE, **fixed, o=seats[0], n=1) is None
        assert await refused(session, VOTE, **fixed, o=seats[0], n=2) == "pk_sitting_vote"
        assert await refused(session, VOTE, **fixed, o=seats[1], n=1) == "uq_sitting_vote_ordinal"
        assert await refused(session, VOTE, **fixed, o=seats[1], n=3) == "ck_sitting_vote_needed"
        more = fixed | {"m": 3, "o": seats[1], "n": 3}
        assert await refused(session, VOTE, **more) == "fk_sitting_vote_sitting_id_votes_needed"
        assert await refused(session, CLOSE, s=sitting, r=RECORD) == "ck_sitting_votes_given"
        assert await refused(session, VOTE, **fixed, o=seats[1], n=2) is None
        assert await refused(session, CLOSE, s=sitting, r=RECORD) is None
        assert await refused(session, VOTE, **fixed, o=seats[2], n=2) == "ck_sitting_vote_open"
        again = "update sitting set state = 'open' where id = :s"
        assert await refused(session, again, s=sitting) == "ck_sitting_closed_once"
        for statement in ("update sitting_vote set ordinal = 1", "delete from sitting_vote"):
            assert await refused(session, statement) == "42501", statement


@pytest.mark.usefixtures("two_votes")
async def test_a_judge_of_another_level_finds_no_seat_that_votes(house: str, town: Town) -> None:
    """A judge of the district gets no seat in the commune's sitting, and no vote without one."""
    list_id, sitting = await opened(house, town)
    judge = {"l": list_id, "o": town.councils[DISTRICT][1]}
    columns = "list_id, officer_id, part, area_path"
    part = f"insert into part_taken ({columns}) values (:l, :o, :p, '42.436.18070.')"
    seat = (
        f"insert into sitting_seat (sitting_id, {columns}) values (:s, :l, :o, :p, '42.436.18070.')"
    )
    vote = {"s": sitting, "r": RECORD, "m": 2, "n": 1, "o": judge["o"]}
    for part_name, seated, voted in (
        ("district_council", "fk_sitting_seat_level", "ck_sitting_vote_present"),
        ("commune_council", None, None),
    ):
        async with raw_service(house) as session:
            assert await refused(session, part, **judge, p=part_name) is None
            assert await refused(session, seat, **judge, s=sitting, p=part_name) == seated
            assert await refused(session, VOTE, **vote) == voted


@pytest.mark.usefixtures("two_votes")
async def test_control_without_the_keys_and_triggers_anybody_votes_as_often_as_they_like(
    house: str, town: Town
) -> None:
    _, sitting = await opened(house, town)
    maker = town.officer(COMMUNE).officer_id
    fixed = {"s": sitting, "r": RECORD, "m": 2, "o": maker}
    async with owning(house) as session:
        for statement in (
            "drop trigger check_vote on sitting_vote",
            "drop trigger check_sitting_closing on sitting",
            "alter table sitting_vote drop constraint pk_sitting_vote",
            "alter table sitting_vote drop constraint ck_sitting_vote_needed",
            "drop index uq_sitting_vote_ordinal",
        ):
            await session.execute(text(statement))
        await become_service(session)
        for number in (1, 1, 7):
            assert await refused(session, VOTE, **fixed, n=number) is None
        assert await refused(session, CLOSE, s=sitting, r=RECORD) is None
        assert await refused(session, VOTE, **fixed, n=8) is None
