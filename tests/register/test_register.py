"""Each person once: identity numbers link, names never do, and blank never equals blank."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from app import register
from app.core import db
from app.core.text import fold
from app.register.rules import (
    CONTRADICTING,
    IDENTITY,
    NAME_BIRTH_SEX,
    NAME_YEAR_COMMUNE,
    flags_of,
    keys_of,
)
from tests.builders import COMMUNE, PROVINCE, SIBLING, a_cccd, a_cmnd, a_name
from tests.grounds import scalar


def a_claimant(
    number: str | None = None, name: str | None = None, path: str = COMMUNE
) -> register.Claimant:
    """Somebody a list tells of."""
    kind = {9: "CMND", 12: "CCCD"}.get(len(number or ""))
    called = name or a_name()
    return register.Claimant(
        called, fold(called), date(1975, 3, 12), 1975, "F", kind, number, path
    )  # fmt: skip


async def entered(*claimants: register.Claimant, scope: str = PROVINCE) -> list[int]:
    """Their national numbers."""
    async with db.transaction(db.Standing(scope)) as session:
        return await register.find_or_add(session, list(claimants))


def kinds(**changes: object) -> list[int]:
    facts = {
        "id_number": None, "name_key": "tran thi an", "birth_date": date(1975, 3, 12),
        "birth_year": 1975, "sex": "F", "commune": COMMUNE,
    } | changes  # fmt: skip
    return [key.kind for key in keys_of(**facts)]  # type: ignore[arg-type]


def test_a_blank_makes_no_key() -> None:
    assert kinds(id_number="042175000001")[0] == IDENTITY
    assert IDENTITY not in kinds()
    assert IDENTITY not in kinds(id_number="")
    assert kinds(birth_date=None, birth_year=None) == []
    assert kinds(birth_date=None) == [NAME_YEAR_COMMUNE]
    assert NAME_BIRTH_SEX in kinds()
    assert NAME_BIRTH_SEX not in kinds(sex=None)


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("CMND", "CMND", True), ("CCCD", "CCCD", True), ("CMND", "CCCD", False),
        ("CMND", None, False), (None, None, False),
    ],
)  # fmt: skip
def test_two_numbers_of_one_kind_are_two_people(
    one: str | None, other: str | None, different: bool
) -> None:
    day = date(1975, 3, 12)
    shared = flags_of(one, day) & flags_of(other, day)
    assert bool(shared & CONTRADICTING[NAME_BIRTH_SEX]) is different


async def test_a_number_finds_the_person_again_whatever_the_name(house: str) -> None:
    number = a_cccd()
    (first,) = await entered(a_claimant(number))
    again = await entered(a_claimant(number), a_claimant(number, path=SIBLING))
    assert again == [first, first]


async def test_the_number_is_the_nations(house: str) -> None:
    number = a_cmnd()
    (here,) = await entered(a_claimant(number))
    (there,) = await entered(a_claimant(number, path="40.412.16663."), scope="40.")
    assert here == there
    query = "select count(*) from {}.person where id = :p"
    assert await scalar(house, query.format("p42"), p=here) == 1
    assert await scalar(house, query.format("p40"), "40.", p=here) == 1


async def test_a_name_never_links(house: str) -> None:
    name = a_name()
    people = await entered(
        *(a_claimant(number, name) for number in (a_cccd(), a_cmnd(), None, None))
    )
    assert len(set(people)) == 4


async def test_twins_in_one_act_are_one_person(house: str) -> None:
    number = a_cccd()
    people = await entered(a_claimant(number), a_claimant(), a_claimant(number))
    assert people[0] == people[2] != people[1]


async def test_eight_lists_at_once_enter_one_person_once(house: str) -> None:
    """Rivals in reverse order too: no deadlock, one number each."""
    numbers = [a_cccd() for _ in range(40)]
    orders = [numbers if turn % 2 else numbers[::-1] for turn in range(8)]
    found = await asyncio.gather(
        *(entered(*(a_claimant(number) for number in order)) for order in orders)
    )
    seen = [
        dict(zip(order, people, strict=True)) for order, people in zip(orders, found, strict=True)
    ]
    assert all(one == seen[0] for one in seen)
    assert len(set(seen[0].values())) == 40


async def test_the_nation_keeps_no_name_number_or_place(house: str) -> None:
    number, name = a_cccd(), a_name()
    await entered(a_claimant(number, name))
    async with db.transaction(db.NOBODY) as session:
        for table in ("person_key", "person_claim", "death"):
            whole = await session.scalars(
                text(f"select row_to_json(t)::text from nation.{table} t")
            )
            kept = "\n".join(whole)
            assert number not in kept
            assert name not in kept
            assert fold(name) not in kept


async def test_households_are_known_by_place_year_kind_and_number(house: str) -> None:
    rows = [
        {"area_path": COMMUNE, "hamlet_key": "dong", "number": "h1", "head_name": "Trần Văn Ân"},
        {"area_path": COMMUNE, "hamlet_key": "tay", "number": "h1", "head_name": "Trần Văn Bình"},
        {"area_path": COMMUNE, "hamlet_key": "dong", "number": "h1", "head_name": "Ai khác"},
    ]

    async def found(kind: str) -> dict[tuple[str, str, str], int]:
        async with db.transaction(db.Standing(PROVINCE)) as session:
            return await register.find_or_add_households(session, rows, kind=kind, list_year=2019)

    poor, again, near = await found("HN"), await found("HN"), await found("HCN")
    assert poor == again
    assert len(set(poor.values()) | set(near.values())) == 4
