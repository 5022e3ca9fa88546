"""Same or different: an officer's word, its effects over the country, and taking it back."""

import asyncio
import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core import db
from app.register import queries
from app.register.schemas import PersonShown
from tests.builders import (
    COMMUNE,
    DISTRICT,
    OTHER_DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    SIBLING,
    Town,
    a_cccd,
    a_cmnd,
)

from .people import Drafted, a_household, a_name, claim, drafted, entered, pairs_of, rows, somebody
from .rulings import pair_between, ruled, said, shown, undone, word_count


async def two(**papers: str) -> tuple[Drafted, Drafted]:
    """Two numbers of one person, in one commune: with a CCCD, and with nothing unless said."""
    name = a_name()
    return await drafted(somebody(name, cccd=a_cccd())), await drafted(somebody(name, **papers))


async def whose(person: int) -> dict[str, Any]:
    """What the nation keeps under a number: kinds of keys, and claims with their state."""
    keys = await rows(
        "select kind, count(*) from nation.person_key where person_id = :p and kind <> 0"
        " group by kind order by kind", p=person,
    )  # fmt: skip
    claims = await rows(
        "select dossier_id, state from nation.person_claim where person_id = :p order by 1",
        p=person,
    )
    return {"keys": dict(keys), "claims": dict(claims)}


async def exact_key_of(person: int) -> list[str]:
    found = await rows(
        "select digest from nation.person_key where person_id = :p and kind in (1, 4)", p=person
    )
    return [str(row[0]) for row in found]


async def now_is(person: int) -> int:
    """Whom a number stands for after all mergers."""
    async with db.transaction(db.Standing(PROVINCE)) as session:
        merged = queries.merged_people()
        query = select(merged.c.kept_id).where(merged.c.person_id == person)
        return (await session.scalar(query)) or person


async def approve(dossier: int) -> None:
    """The dossier stands approved, by the steps the procedure knows."""
    async with db.transaction(db.Standing(PROVINCE)) as session:
        for stage in ("submitted", "at_district", "at_province", "approved"):
            query = "update dossier_stage set stage = :s where dossier_id = :d"
            await session.execute(text(query), {"s": stage, "d": dossier})


async def jobs_for(person: int) -> int:
    """How many settlements have been asked for."""
    found = await rows(
        "select payload from nation.pgqueuer where entrypoint = 'dossiers.settle_merger'"
    )
    asked = [json.loads(row[0]) for row in found]
    assert all(one["standing"]["scope"] == PROVINCE for one in asked)
    return sum(one["facts"] == {"kept": person} for one in asked)


async def test_the_one_with_the_stronger_papers_stays(house: str, town: Town) -> None:
    first, second = await two(cmnd=a_cmnd())
    kept, gone = first.people[0], second.people[0]
    await claim(kept, first.dossiers[0], "open")
    await claim(gone, second.dossiers[0], "open")
    before = (await whose(kept), await whose(gone))
    assert before[1]["keys"] == {1: 1, 2: 1, 3: 1}
    made = await ruled(town, kept, gone, ruling="same")
    assert (made.kept_id, made.lost_dossier_id, made.ruling_count) == (kept, None, 1)
    assert await whose(kept) == {
        "keys": {1: 2, 2: 1, 3: 1},  # name and birth were both's already
        "claims": {first.dossiers[0]: "open", second.dossiers[0]: "open"},
    }
    assert (await whose(gone))["claims"] == {}
    assert 1 not in (await whose(gone))["keys"]
    assert await now_is(gone) == kept
    assert await jobs_for(kept) == 1


async def test_without_papers_the_older_number_stays_unless_said(house: str, town: Town) -> None:
    name = a_name()
    one, other, third = [(await drafted(somebody(name))).people[0] for _ in range(3)]
    assert (await ruled(town, one, other, ruling="same")).kept_id == one
    answer = await said(
        town, await pair_between(one, third), "ruling", ruling="same", kept_id=other
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not-of-this-pair")
    assert (await ruled(town, one, third, ruling="same", kept_id=third)).kept_id == third
    assert [await now_is(person) for person in (one, other, third)] == [third, third, third]


@pytest.mark.parametrize(
    ("first_dong", "second_dong", "loser"),
    [(1_500_000, 750_000, 1), (750_000, 1_500_000, 0), (1_500_000, 1_500_000, 1)],
    ids=["the lower loses", "whichever side", "of equal ones the younger"],
)
async def test_of_two_live_claims_the_higher_stays(
    house: str, town: Town, first_dong: int, second_dong: int, loser: int
) -> None:
    pair = await two()
    for one, dong in zip(pair, (first_dong, second_dong), strict=True):
        await claim(one.people[0], one.dossiers[0], "live", dong)
    made = await ruled(town, pair[0].people[0], pair[1].people[0], ruling="same")
    lost, won = pair[loser].dossiers[0], pair[1 - loser].dossiers[0]
    assert made.lost_dossier_id == lost
    assert (await whose(pair[0].people[0]))["claims"] == {lost: "closed", won: "live"}


async def test_merge_undo_merge(house: str, town: Town) -> None:
    first, second = await two(cmnd=a_cmnd())
    kept, gone = first.people[0], second.people[0]
    for one in (first, second):
        await claim(one.people[0], one.dossiers[0], "live")
        await approve(one.dossiers[0])
    before = (await whose(kept), await whose(gone))
    await ruled(town, kept, gone, ruling="same")
    merged = (await whose(kept), await whose(gone))
    assert merged != before
    back = await undone(town, kept, gone)
    assert (back.ruling, back.ruling_count) == ("undone", 2)
    assert (await whose(kept), await whose(gone)) == before  # the closed claim lives again
    assert await now_is(gone) == gone
    again = await ruled(town, kept, gone, ruling="same")
    assert again.lost_dossier_id == second.dossiers[0]
    assert (await whose(kept), await whose(gone)) == merged
    words = await rows(
        "select ruling, kept_id from identity_ruling where person_a = :a order by id", a=kept
    )
    assert words == [("same", kept), ("undone", None), ("same", kept)]
    assert (await jobs_for(kept), await jobs_for(gone)) == (3, 1)


async def test_a_claim_that_no_longer_stands_approved_stays_closed(house: str, town: Town) -> None:
    first, second = await two()
    for one in (first, second):
        await claim(one.people[0], one.dossiers[0], "live")
    await approve(first.dossiers[0])
    await ruled(town, first.people[0], second.people[0], ruling="same")
    await undone(town, first.people[0], second.people[0])
    assert (await whose(second.people[0]))["claims"] == {second.dossiers[0]: "closed"}


async def test_a_key_added_after_the_merger_stays_with_the_one_who_was_kept(
    house: str, town: Town
) -> None:
    old, card = a_cmnd(), a_cccd()
    first, second = await two(cmnd=old)
    kept, gone = first.people[0], second.people[0]
    mine = await exact_key_of(gone)
    await ruled(town, kept, gone, ruling="same")
    (later,) = await entered(somebody(cmnd=old, insurance_number="4299999999"))
    assert later == kept  # who shows the old number is the kept person
    await claim(kept, 10**9 + kept, "open")
    await undone(town, kept, gone)
    assert await exact_key_of(gone) == mine
    assert (await whose(kept))["keys"][4] == 1
    assert (await whose(kept))["claims"] == {10**9 + kept: "open"}
    assert await entered(somebody(cmnd=old), somebody(cccd=card)) != [kept, kept]
    assert (await entered(somebody(cmnd=old))) == [gone]


async def test_a_merger_of_the_merged_and_taking_apart_in_any_order(house: str, town: Town) -> None:
    for inner_first in (True, False):
        name = a_name()
        made = [await drafted(somebody(name, **p)) for p in ({"cccd": a_cccd()}, {}, {})]
        top, middle, low = (one.people[0] for one in made)
        for one in made:
            await claim(one.people[0], one.dossiers[0], "open")
        await ruled(town, middle, low, ruling="same", kept_id=middle)
        await ruled(town, top, middle, ruling="same")
        assert [await now_is(one) for one in (top, middle, low)] == [top, top, top]
        assert len((await whose(top))["claims"]) == 3
        if inner_first:
            await undone(town, middle, low)
            assert [await now_is(one) for one in (top, middle, low)] == [top, top, low]
            await undone(town, top, middle)
        else:
            await undone(town, top, middle)
            assert [await now_is(one) for one in (top, middle, low)] == [top, middle, middle]
            assert set((await whose(middle))["claims"]) == {
                made[1].dossiers[0],
                made[2].dossiers[0],
            }
            await undone(town, middle, low)
        for one in made:
            assert (await whose(one.people[0]))["claims"] == {one.dossiers[0]: "open"}
        moved = "select count(*) from nation.person_{} where entered_as = any(:p)"
        for table in ("key", "claim"):
            assert await rows(moved.format(table), p=[top, middle, low]) == [(0,)]


async def test_somebody_without_any_key_is_traced_too(house: str, town: Town) -> None:
    home, name = await a_household(), a_name()
    nothing = {"birth_date": None, "birth_year": None, "household": home}
    first, second = [await drafted(somebody(name, **nothing)) for _ in range(2)]
    assert (await whose(second.people[0]))["keys"] == {}
    await ruled(town, first.people[0], second.people[0], ruling="same")
    assert await now_is(second.people[0]) == first.people[0]


async def test_rivals_on_one_pair_one_is_heard(house: str, town: Town) -> None:
    first, second = await two()
    pair = await pair_between(first.people[0], second.people[0])
    answers = await asyncio.gather(
        *(
            said(town, pair, "ruling", ruling=word, expected_ruling_count=0)
            for word in ("same", "different") * 4
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}
    assert {a.json()["type"] for a in answers if a.status_code == 409} == {
        "/problems/rulings-changed"
    }
    assert await word_count(pair) == 1
    undoings = await asyncio.gather(*(said(town, pair, "undoing") for _ in range(4)))
    assert Counter(answer.status_code for answer in undoings) == {201: 1, 409: 3}
    assert await word_count(pair) == 2


async def test_rivals_over_a_chain_leave_nobody_astray(house: str, town: Town) -> None:
    """Each of four into the next, all at once: whoever is heard, nobody points at a gone number."""
    name = a_name()
    people = [(await drafted(somebody(name))).people[0] for _ in range(4)]
    orders = [(await pair_between(one, other), other) for one, other in pairwise(people)]
    await asyncio.gather(
        *(
            said(town, pair, "ruling", ruling="same", kept_id=kept, expected_ruling_count=0)
            for pair, kept in orders
        )
    )
    keys = (
        "select count(*) from nation.person_key"
        " where kind <> 0 and entered_as is not null and person_id = any(:g)"
    )
    gone = [person for person in people if await now_is(person) != person]
    assert gone
    assert await rows(keys, g=gone) == [(0,)]
    for person in people:
        assert await now_is(await now_is(person)) == await now_is(person)


async def test_a_ruling_must_be_about_what_was_seen(house: str, town: Town) -> None:
    first, second = await two()
    pair = await pair_between(first.people[0], second.people[0])
    stale = await said(town, pair, "ruling", ruling="same", expected_ruling_count=1)
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/rulings-changed")
    await ruled(town, first.people[0], second.people[0], ruling="different")
    twice = await said(town, pair, "ruling", ruling="same")
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/already-ruled")
    await undone(town, first.people[0], second.people[0])
    nothing = await said(town, pair, "undoing")
    assert (nothing.status_code, nothing.json()["type"]) == (409, "/problems/nothing-to-undo")
    await ruled(town, first.people[0], second.people[0], ruling="same")


@pytest.mark.parametrize(
    "order",
    [
        {"ruling": "undone"}, {"ruling": "same", "because": ""}, {"ruling": "same", "extra": 1},
        {"ruling": "same", "kept_id": "1"}, {"ruling": "same", "expected_ruling_count": True},
    ],
)  # fmt: skip
async def test_a_ruling_is_read_strictly(house: str, town: Town, order: dict[str, Any]) -> None:
    first, second = await two()
    pair = await pair_between(first.people[0], second.people[0])
    assert (await said(town, pair, "ruling", **order)).status_code == 422


async def test_a_rehearsal_keeps_nothing(house: str, town: Town) -> None:
    first, second = await two()
    pair = await pair_between(first.people[0], second.people[0])
    order = {"ruling": "same", "because": "Thử.", "expected_ruling_count": 0}
    path = f"/identity/pairs/{pair}/ruling?dry_run=true"
    answer = await town.raw(town.officer(COMMUNE), "POST", path, json=order)
    assert answer.status_code == 201
    assert await word_count(pair) == 0
    assert await now_is(second.people[0]) == second.people[0]


async def test_only_the_territory_that_sees_both_rules(house: str, town: Town) -> None:
    name = a_name()
    here = await drafted(somebody(name))
    there = await drafted(somebody(name, area_path=SIBLING), area=SIBLING)
    pair = await pair_between(here.people[0], there.people[0])
    for path in (COMMUNE, SIBLING, OTHER_DISTRICT):
        assert (await said(town, pair, "ruling", path, ruling="same")).status_code == 404
        assert (await said(town, pair, "undoing", path)).status_code == 404
        assert pair not in [one.id for one in await shown(town, path, history=True)]
    member = await said(town, pair, "ruling", DISTRICT, "uyvien1", ruling="same")
    assert (member.status_code, member.json()["type"]) == (403, "/problems/forbidden")
    assert pair in [one.id for one in await shown(town, DISTRICT, seat="uyvien1")]
    assert (await said(town, pair, "ruling", DISTRICT, ruling="same")).status_code == 201


async def test_pairs_are_shown_masked_and_in_words(house: str, town: Town) -> None:
    name, card, old = a_name(), a_cccd(), a_cmnd()
    first = await drafted(somebody(name, cccd=card))
    second = await drafted(somebody(name, cmnd=old))
    number = await pair_between(first.people[0], second.people[0])
    (pair,) = [one for one in await shown(town) if one.id == number]
    assert (pair.state, pair.score, pair.area_path) == ("open", 90, COMMUNE)
    assert [(why.code, why.vi) for why in pair.reasons] == [
        ("NAME_BIRTH_SEX", "cùng họ tên, ngày sinh và giới tính")
    ]
    assert (pair.one.full_name, pair.one.cccd) == (name, "•" * 9 + card[-3:])
    assert pair.other.cmnd == "•" * 6 + old[-3:]
    answer = await town.raw(
        town.officer(COMMUNE), "GET", "/identity/pairs", params={"after": number - 1, "limit": 1}
    )
    assert card not in answer.text
    assert old not in answer.text
    assert answer.json()["next_after"] == number
    await ruled(town, *first.people, *second.people, ruling="different")
    assert number not in [one.id for one in await shown(town)]
    (settled,) = [one for one in await shown(town, history=True) if one.id == number]
    assert settled.state == "different"
    assert [word.ruling for word in settled.rulings] == ["different"]


async def test_open_pairs_go_on_under_the_number_that_stays(house: str, town: Town) -> None:
    name = a_name()
    people = [(await drafted(somebody(name))).people[0] for _ in range(3)]
    one, other, third = people
    await ruled(town, one, other, ruling="same")
    states = {
        (p.one.id, p.other.id): p.state
        for p in await shown(town, history=True)
        if p.one.id in people
    }
    assert states == {(one, other): "same", (one, third): "open", (other, third): "replaced"}
    moot = await said(town, await pair_between(other, third), "ruling", ruling="same")
    assert (moot.status_code, moot.json()["type"]) == (409, "/problems/pair-replaced")
    # Somebody whom only the gone number was like is now a question about the kept one.
    await undone(town, one, other)
    assert {p.state for p in await shown(town) if p.one.id in people} == {"open"}


async def test_a_likeness_of_the_gone_number_alone_is_carried_over(house: str, town: Town) -> None:
    name, year = a_name(), {"birth_date": None, "birth_year": 1976}
    kept = await drafted(somebody(name, cccd=a_cccd()))
    gone = await drafted(somebody(name, **year))
    like = await drafted(somebody(name, **year))
    assert await pairs_of(*kept.people) == []
    (pair,) = await pairs_of(*like.people)
    async with db.transaction(db.Standing(PROVINCE)) as session:
        both = {"k": kept.people[0], "g": gone.people[0]}
        await session.execute(text("select join_people(:k, :g)"), both)
    (carried,) = await pairs_of(*kept.people)
    assert carried == (kept.people[0], like.people[0], *pair[2:])


async def test_different_is_told_to_every_council(house: str, town: Town) -> None:
    """The province ruled; a commune, which cannot see the ruling, hears that they are two."""
    name = a_name()
    here = await drafted(somebody(name))
    there = await drafted(somebody(name, area_path=SIBLING), area=SIBLING)
    third = await drafted(somebody(name, cccd=a_cccd()))
    await ruled(town, *here.people, *there.people, ruling="different", path=DISTRICT)
    pair = (here.people[0], there.people[0])
    assert pair in await _different(COMMUNE)
    assert pair not in await _different(OTHER_PROVINCE)
    await ruled(town, *here.people, *third.people, ruling="same")
    assert (there.people[0], third.people[0]) in await _different(COMMUNE)  # one and the same now
    doubt = await pair_between(there.people[0], third.people[0])
    answer = await said(town, doubt, "ruling", DISTRICT, ruling="same")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-ruled")
    await undone(town, *pair, path=DISTRICT)
    assert not {pair, (there.people[0], third.people[0])} & await _different(COMMUNE)


async def _different(scope: str) -> set[tuple[int, int]]:
    async with db.transaction(db.Standing(scope)) as session:
        pairs = queries.ruled_different()
        found = await session.execute(select(pairs.c.person_a, pairs.c.person_b))
        return {(row[0], row[1]) for row in found}


async def test_a_person_is_shown_with_what_the_territory_knows(house: str, town: Town) -> None:
    name, card, home = a_name(), a_cccd(), await a_household()
    first = await drafted(somebody(name, cccd=card))
    second = await drafted(somebody(name, household=home))
    await ruled(town, *first.people, *second.people, ruling="same")
    officer = town.officer(COMMUNE)
    answer = await town.raw(officer, "GET", f"/persons/{first.people[0]}")
    person = PersonShown.model_validate(answer.json())
    assert card not in answer.text
    assert person.cccd == "•" * 9 + card[-3:]
    assert (person.merged_into, person.merged_from) == (None, second.people)
    assert [one.id for one in person.households] == [home]
    assert [(word.ruling, word.ruled_by) for word in person.rulings] == [
        ("same", officer.officer_id)
    ]
    gone = await town.raw(officer, "GET", f"/persons/{second.people[0]}")
    assert gone.json()["merged_into"] == first.people[0]
    for path in (SIBLING, OTHER_DISTRICT):
        elsewhere = await town.raw(town.officer(path), "GET", f"/persons/{first.people[0]}")
        assert elsewhere.status_code == 404
