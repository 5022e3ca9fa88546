"""Each person once: exact numbers link, names never do, and blank never equals blank."""

import asyncio
from collections.abc import Callable
from datetime import date
from itertools import combinations, count, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core import db
from app.core.text import fold
from app.register.rules import (
    CONTRADICTING,
    IDENTITY,
    INSURANCE,
    NAME_BIRTH_SEX,
    NAME_YEAR_COMMUNE,
    Known,
    keys_of,
)
from tests.builders import COMMUNE, OTHER_COMMUNE, SIBLING, a_cccd, a_cmnd
from tests.grounds import scalar

from .people import Told, a_name, entered, pairs_of, somebody

_insured = count(3_000_000_001)


def an_insurance_number() -> str:
    """A new ten-digit insurance number."""
    return str(next(_insured))


def kinds(**changes: Any) -> list[int]:
    one = somebody("Trần Thị An").known._replace(**changes)
    return [key.kind for key in keys_of(one).each]


def test_a_blank_makes_no_key() -> None:
    assert kinds(cccd="042175000001")[0] == IDENTITY
    assert kinds(insurance_number="4212345678")[0] == INSURANCE
    assert kinds() == [NAME_BIRTH_SEX, NAME_YEAR_COMMUNE]
    assert kinds(cccd="", cmnd="", insurance_number="") == kinds()
    assert kinds(birth_date=None, birth_year=None) == []
    assert kinds(birth_date=None) == [NAME_YEAR_COMMUNE]
    assert kinds(sex=None) == [NAME_YEAR_COMMUNE]


blank = st.sampled_from([None, ""])
maybe = {
    "name_key": st.sampled_from(["tran thi an", "le van ba", ""]),
    "birth_date": st.sampled_from([None, date(1975, 3, 12)]),
    "birth_year": st.sampled_from([None, 1975]),
    "sex": st.sampled_from([None, "F"]),
    "cmnd": st.sampled_from([None, "", "181111111"]),
    "cccd": st.sampled_from([None, "", "042175000001"]),
    "insurance_number": st.sampled_from([None, "", "4212345678"]),
    "area_path": st.just(COMMUNE),
}
knowns = st.builds(Known, **maybe)


def _whole(*facts: object) -> set[object]:
    """All of it or nothing."""
    return {facts} if all(facts) else set()


@given(knowns, knowns)
@settings(max_examples=300)
def test_blank_never_equals_blank(one: Known, other: Known) -> None:
    """Whatever two people share as a key they share as something that was really said."""
    said: dict[int, Callable[[Known], set[Any]]] = {
        IDENTITY: lambda o: {o.cmnd, o.cccd} - {None, ""},
        INSURANCE: lambda o: {o.insurance_number} - {None, ""},
        NAME_BIRTH_SEX: lambda o: _whole(o.name_key, o.birth_date, o.sex),
        NAME_YEAR_COMMUNE: lambda o: _whole(o.name_key, o.birth_year),
    }  # fmt: skip
    shared = set(keys_of(one).each) & set(keys_of(other).each)
    for key in shared:
        assert said[key.kind](one) & said[key.kind](other)
    for kind, tell in said.items():
        both = tell(one) & tell(other)
        assert len({key for key in shared if key.kind == kind}) == len(both)


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("cmnd", "cmnd", True), ("cccd", "cccd", True), ("cmnd", "cccd", False),
        ("cmnd", None, False), (None, None, False),
    ],
)  # fmt: skip
def test_two_numbers_of_one_kind_are_two_people(
    one: str | None, other: str | None, different: bool
) -> None:
    numbers = {"cmnd": "181111111", "cccd": "042175000001"}
    flags = [
        keys_of(somebody(**({kind: numbers[kind]} if kind else {})).known).flags
        for kind in (one, other)
    ]
    assert bool(flags[0] & flags[1] & CONTRADICTING[NAME_BIRTH_SEX]) is different


async def test_a_number_finds_the_person_again_whatever_the_name(house: str) -> None:
    number = a_cccd()
    (first,) = await entered(somebody(cccd=number))
    again = await entered(somebody(cccd=number), somebody(cccd=number, area_path=SIBLING))
    assert again == [first, first]


async def test_the_number_is_the_nations(house: str) -> None:
    number = a_cmnd()
    (here,) = await entered(somebody(cmnd=number))
    (there,) = await entered(somebody(cmnd=number, area_path=OTHER_COMMUNE), scope="40.")
    assert here == there
    query = "select count(*) from {}.person where id = :p"
    assert await scalar(house, query.format("p42"), p=here) == 1
    assert await scalar(house, query.format("p40"), "40.", p=here) == 1


async def test_numbers_are_linked_through_a_row_that_gives_both(house: str) -> None:
    cccd, cmnd, insured = a_cccd(), a_cmnd(), an_insurance_number()
    (first,) = await entered(somebody(cmnd=cmnd))
    (both,) = await entered(somebody(cmnd=cmnd, cccd=cccd))
    (card,) = await entered(somebody(cccd=cccd, insurance_number=insured))
    (worker,) = await entered(somebody(insurance_number=insured))
    assert {first, both, card, worker} == {first}
    kept = "select cmnd || cccd || insurance_number from p42.person where id = :p"
    assert await scalar(house, kept, p=first) == cmnd + cccd + insured


async def test_the_strongest_number_decides(house: str) -> None:
    """CCCD, then CMND, then insurance number: a row that names three people is the first."""
    cccd, cmnd, insured = a_cccd(), a_cmnd(), an_insurance_number()
    one, two, three = await entered(
        somebody(cccd=cccd), somebody(cmnd=cmnd), somebody(insurance_number=insured)
    )
    assert len({one, two, three}) == 3
    told = [
        somebody(cccd=cccd, cmnd=cmnd, insurance_number=insured),
        somebody(cmnd=cmnd, insurance_number=insured),
        somebody(insurance_number=insured),
    ]
    assert await entered(*told) == [one, two, three]
    assert await entered(*told[::-1]) == [three, two, one]


async def test_a_name_never_links(house: str) -> None:
    name = a_name()
    people = await entered(
        somebody(name, cccd=a_cccd()), somebody(name, cmnd=a_cmnd()), somebody(name), somebody(name)
    )
    assert len(set(people)) == 4


async def test_twins_in_one_act_are_one_person(house: str) -> None:
    number = a_cccd()
    people = await entered(somebody(cccd=number), somebody(), somebody(cccd=number))
    assert people[0] == people[2] != people[1]


def _six_people() -> list[Told]:
    """Three rows of one person by CCCD, two of another by CMND, one without papers."""
    card, old = a_cccd(), a_cmnd()
    return [
        somebody(cccd=card), somebody(cccd=card), somebody(cccd=card),
        somebody(cmnd=old), somebody(cmnd=old), somebody(),
    ]  # fmt: skip


def _linked(told: list[Told]) -> set[frozenset[str]]:
    """Who is one, as exact keys say when everybody is compared with everybody."""
    groups = [{one.full_name} for one in told]
    for one, other in combinations(told, 2):
        exact = {key for key in keys_of(one.known).each if key.kind in (IDENTITY, INSURANCE)}
        if exact & set(keys_of(other.known).each):
            mine = next(group for group in groups if one.full_name in group)
            theirs = next(group for group in groups if other.full_name in group)
            if mine is not theirs:
                mine |= theirs
                groups.remove(theirs)
    return {frozenset(group) for group in groups}


async def test_every_order_of_lists_links_the_same_rows(house: str) -> None:
    for order in list(permutations(range(6)))[::53]:
        told = _six_people()
        numbers = {told[i].full_name: (await entered(told[i]))[0] for i in order}
        groups: dict[int, set[str]] = {}
        for name, number in numbers.items():
            groups.setdefault(number, set()).add(name)
        assert {frozenset(group) for group in groups.values()} == _linked(told)


async def test_a_row_with_both_numbers_links_or_asks_in_every_order(house: str) -> None:
    """CMND alone, CCCD alone, both: one person, or two with a pair that says they may be one."""
    for order in permutations(range(3)):
        card, old = a_cccd(), a_cmnd()
        told = [somebody(cmnd=old), somebody(cccd=card), somebody(cmnd=old, cccd=card)]
        numbers = sorted({(await entered(told[i]))[0] for i in order})
        pairs = [(a, b) for a, b, *_ in await pairs_of(*numbers)]
        assert len(numbers) == (2 if order[-1] == 2 else 1)
        assert pairs == ([tuple(numbers)] if len(numbers) == 2 else [])


async def test_eight_lists_at_once_enter_one_person_once(house: str) -> None:
    """Rivals in reverse order too: no deadlock, one number each."""
    numbers = [a_cccd() for _ in range(40)]
    orders = [numbers if turn % 2 else numbers[::-1] for turn in range(8)]
    found = await asyncio.gather(
        *(entered(*(somebody(cccd=number) for number in order)) for order in orders)
    )
    seen = [
        dict(zip(order, people, strict=True)) for order, people in zip(orders, found, strict=True)
    ]
    assert all(one == seen[0] for one in seen)
    assert len(set(seen[0].values())) == 40


async def test_the_nation_keeps_no_name_number_or_place(house: str) -> None:
    number, name = a_cccd(), a_name()
    await entered(somebody(name, cccd=number))
    async with db.transaction(db.NOBODY) as session:
        for table in ("person_key", "person_claim", "person_notice", "look_up"):
            whole = await session.scalars(
                text(f"select row_to_json(t)::text from nation.{table} t")
            )
            kept = "\n".join(whole)
            assert number not in kept
            assert name not in kept
            assert fold(name) not in kept
