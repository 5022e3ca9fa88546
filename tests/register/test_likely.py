"""Weaker evidence makes a pair with its reasons; contradictions and blanks make none."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.core import db
from app.register import queries
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    PROVINCE,
    SIBLING,
    Town,
    a_cccd,
    a_cmnd,
)
from tests.grounds import raw_service, refused, statements

from .people import (
    Told,
    a_household,
    a_list,
    a_name,
    add_drafts,
    drafted,
    entered,
    link,
    pairs_of,
    rows,
    somebody,
)
from .rulings import ruled

DAY, OTHER_DAY, SWAPPED = date(1975, 3, 12), date(1975, 7, 23), date(1975, 12, 3)
NEW_YEAR = date(1975, 1, 1)
Facts = dict[str, Any]


async def found(
    known: Facts, told: Facts, name: Callable[[str], str] | None = None
) -> list[tuple[list[str], int]]:
    """Reasons and score of the pair of one already on a list and one on a new list."""
    called = a_name()
    earlier = somebody(called, **known)
    first = await drafted(earlier, area=earlier.known.area_path)
    later = somebody(name(called) if name else called, **told)
    second = await drafted(later, area=later.known.area_path)
    assert first.people != second.people
    pairs = await pairs_of(*first.people, *second.people)
    assert all({a, b} == {first.people[0], second.people[0]} for a, b, *_ in pairs)
    assert second.doubtful == len(pairs)
    return [(reasons, score) for _, _, reasons, score, _ in pairs]


YEAR_ONLY: Facts = {"birth_date": None, "birth_year": 1975}


@pytest.mark.parametrize(
    ("known", "told", "reasons", "score"),
    [
        pytest.param({}, {}, ["NAME_BIRTH_SEX"], 90, id="name, birth date and sex"),
        pytest.param({}, {"area_path": FAR_COMMUNE}, ["NAME_BIRTH_SEX"], 90, id="in another place"),
        pytest.param({"sex": None}, {}, ["NAME_BIRTH"], 80, id="sex not said by one"),
        pytest.param({}, {"birth_date": SWAPPED}, ["NAME_DAY_MONTH_SWAPPED"], 75, id="swapped"),
        pytest.param({}, YEAR_ONLY, ["NAME_YEAR_COMMUNE"], 70, id="year only, same commune"),
        pytest.param(YEAR_ONLY, YEAR_ONLY, ["NAME_YEAR_COMMUNE"], 70, id="both year only"),
        pytest.param(
            {}, {"birth_date": NEW_YEAR}, ["NAME_YEAR_COMMUNE"], 70, id="1 January, same commune"
        ),
        pytest.param(
            {}, {"birth_date": NEW_YEAR, "area_path": SIBLING}, ["NAME_BIRTH_FIRST_OF_JANUARY"], 50,
            id="1 January, same district",
        ),
        pytest.param(
            {"birth_date": NEW_YEAR}, {"birth_date": NEW_YEAR, "area_path": FAR_COMMUNE},
            ["NAME_BIRTH_FIRST_OF_JANUARY"], 50, id="1 January twice, other district",
        ),
        pytest.param(
            {"cmnd": "181234567"}, {"cmnd": "181234576"}, ["ID_CLOSE"], 95, id="two digits swapped"
        ),
        pytest.param(
            {"cccd": "042175900991"}, {"cccd": "042175900981"}, ["ID_CLOSE"], 95, id="one digit off"
        ),
        pytest.param({"cmnd": "181230001"}, {"cccd": "042175111222"}, ["NAME_BIRTH_SEX"], 90,
                     id="CMND and CCCD may be one person's"),
    ],
)  # fmt: skip
async def test_likeness_makes_a_pair(
    house: str, known: Facts, told: Facts, reasons: list[str], score: int
) -> None:
    assert await found(known, told) == [(reasons, score)]
    assert set(reasons) <= set(queries.REASONS)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        pytest.param({"cmnd": "181111111"}, {"cmnd": "189999999"}, id="two CMND"),
        pytest.param({"cccd": "042175900123"}, {"cccd": "042175999999"}, id="two CCCD"),
        pytest.param(
            {"cmnd": "182222221", "cccd": "042175900124"},
            {"cmnd": "182222222", "cccd": "042175999998"},
            id="one number close, the other far",
        ),
        pytest.param({}, {"sex": "M"}, id="a man and a woman"),
        pytest.param({}, {"birth_date": OTHER_DAY}, id="two full dates"),
        pytest.param({}, {"birth_date": date(1976, 3, 12)}, id="two years"),
        pytest.param(YEAR_ONLY, YEAR_ONLY | {"area_path": SIBLING}, id="year only, other commune"),
        pytest.param(
            {}, {"birth_date": NEW_YEAR, "area_path": FAR_COMMUNE}, id="1 January, far away"
        ),
        pytest.param(
            {"birth_date": None, "birth_year": None, "sex": None},
            {"birth_date": None, "birth_year": None, "sex": None},
            id="blank and blank",
        ),
        pytest.param(
            {"birth_date": None, "birth_year": None}, {}, id="nothing said of one's birth"
        ),
    ],
)
async def test_contradictions_and_blanks_make_none(house: str, known: Facts, told: Facts) -> None:
    assert await found(known, told) == []


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        pytest.param(lambda name: name[:-1], ["NAME_CLOSE_BIRTH_SEX"], id="a letter missing"),
        pytest.param(lambda name: name.replace("Trần", "Trấm"), ["NAME_CLOSE_BIRTH_SEX"], id="one"),
        pytest.param(lambda name: name.upper(), ["NAME_BIRTH_SEX"], id="capitals"),
        pytest.param(lambda name: f"{name} Phương", None, id="another name"),
    ],
)  # fmt: skip
async def test_a_name_misread(house: str, change: Any, reasons: list[str] | None) -> None:
    day = date(1961, 5, 17)
    assert [why for why, _ in await found({"birth_date": day}, {"birth_date": day}, change)] == (
        [reasons] if reasons else []
    )


async def test_a_close_name_needs_the_same_full_birth(house: str) -> None:
    def shorter(name: str) -> str:
        return name[:-1]

    day = date(1962, 6, 18)
    facts: Facts = {"birth_date": day}
    assert await found(facts, facts | {"sex": "M"}, shorter) == []
    assert await found(facts, {"birth_date": date(1962, 6, 19)}, shorter) == []
    new_year: Facts = {"birth_date": date(1962, 1, 1)}
    assert await found(new_year, new_year, shorter) == []
    one, other = (facts | {"cmnd": a_cmnd()[:8] + digit} for digit in "19")
    assert await found(one, other, shorter) == []
    assert await found(facts, facts, shorter) != []  # the control


async def test_a_household_gives_nobody_a_name_twice(house: str) -> None:
    home, next_door = await a_household(), await a_household()
    assert await found(
        {"household": home}, {"household": home, "birth_date": OTHER_DAY}
    ) == [(["NAME_HOUSEHOLD"], 65)]  # fmt: skip
    assert await found({"household": home}, {"household": home}) == [
        (["NAME_BIRTH_SEX", "NAME_HOUSEHOLD"], 93)
    ]
    nothing: Facts = {"birth_date": None, "birth_year": None}
    assert await found({"household": home}, nothing | {"household": home}) == [
        (["NAME_HOUSEHOLD"], 65)
    ]
    assert await found({"household": home} | nothing, {"household": home}) == [
        (["NAME_HOUSEHOLD"], 65)
    ]
    other: Facts = {"birth_date": OTHER_DAY}
    assert await found({"household": home}, other | {"household": next_door}) == []
    assert await found(nothing, nothing) == []


async def test_the_pair_lies_where_one_office_sees_both(house: str) -> None:
    name = a_name()
    places = [COMMUNE, COMMUNE, SIBLING, FAR_COMMUNE]
    people = [(await drafted(somebody(name, area_path=p), area=p)).people[0] for p in places]
    areas = {frozenset((a, b)): area for a, b, _, _, area in await pairs_of(*people)}
    assert areas[frozenset(people[:2])] == COMMUNE
    assert areas[frozenset(people[1:3])] == DISTRICT
    assert areas[frozenset(people[2:])] == PROVINCE
    assert len(areas) == 6
    seen = {}
    for scope in (COMMUNE, SIBLING, DISTRICT, PROVINCE):
        async with raw_service(house, scope) as session:
            query = text("select count(*) from candidate_pair where person_a = any(:p)")
            seen[scope] = await session.scalar(query, {"p": people})
    assert seen == {COMMUNE: 1, SIBLING: 0, DISTRICT: 3, PROVINCE: 6}


async def test_the_search_leaves_the_asker_where_they_stand(house: str) -> None:
    """It looks over the whole province, and the asker still sees only their own part."""
    name = a_name()
    (known,) = (await drafted(somebody(name, area_path=FAR_COMMUNE), area=FAR_COMMUNE)).people
    mine = await drafted(somebody(name))
    async with db.transaction(db.Standing(COMMUNE)) as session:
        await session.execute(text("select find_likely(:l, 1)"), {"l": mine.list_id})
        assert await session.scalar(text("select current_setting('app.scope')")) == COMMUNE
        query = text("select count(*) from person where id = :p")
        assert await session.scalar(query, {"p": known}) == 0
        entries = text("select entry from doubtful_entries(:l)")
        assert list(await session.scalars(entries, {"l": mine.list_id})) == [1]
        assert await session.scalar(text("select current_setting('app.scope')")) == COMMUNE


async def test_rows_of_one_list_are_compared_with_each_other(house: str) -> None:
    name = a_name()
    made = await drafted(somebody(name), somebody(name), somebody())
    assert len(await pairs_of(*made.people)) == 1
    assert made.doubtful == 2


async def test_a_corrected_list_looks_only_at_what_it_wrote(house: str) -> None:
    name, other = a_name(), a_name()
    made = await drafted(somebody(name))
    await drafted(somebody(other))
    await _without_search(somebody(name, area_path=SIBLING))
    async with db.transaction(db.Standing(COMMUNE)) as session:
        added = await add_drafts(session, made.list_id, [somebody(other)], version=2)
    assert await pairs_of(*made.people) == []
    assert len(await pairs_of(*added.people)) == 1
    assert added.doubtful == 1
    async with db.transaction(db.Standing(COMMUNE)) as session:
        whole = await session.scalar(text("select find_likely(:l, 1)"), {"l": made.list_id})
    assert whole == 2
    assert len(await pairs_of(*made.people)) == 1


async def _without_search(*people: Told) -> None:
    """People on drafts whose list was not searched."""
    async with db.transaction(db.Standing(people[0].known.area_path)) as session:
        made = await drafted_quietly(session, people)
    assert made


async def drafted_quietly(session: Any, people: Sequence[Told]) -> list[int]:
    """Enter drafts of people who are then known, with no search of their own."""
    numbers = await link(session, people)
    query = (
        "insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong,"
        " full_name, area_path) select nextval('nation.dossier_number'), max(list_id),"
        " max(row_number) + 1000, :p, 'BTXH', 3, 1500000, :n, :a from dossier returning id"
    )
    stage = (
        "insert into dossier_stage (dossier_id, list_id, stage, version, area_path)"
        " select id, list_id, 'draft', 1, area_path from dossier where id = :d"
    )
    for number, one in zip(numbers, people, strict=True):
        values = {"p": number, "n": one.full_name, "a": one.known.area_path}
        made = await session.scalar(text(query), values)
        await session.execute(text(stage), {"d": made})
    return numbers


async def test_whom_only_a_withdrawn_row_named_is_nobodys_double(house: str) -> None:
    name = a_name()
    mistyped = await drafted(somebody(name[:-1]))
    async with db.transaction(db.Standing(COMMUNE)) as session:
        await session.execute(
            text("update dossier_stage set stage = 'withdrawn' where dossier_id = :d"),
            {"d": mistyped.dossiers[0]},
        )
    right = await drafted(somebody(name))
    assert await pairs_of(*right.people) == []
    again = await drafted(somebody(name))  # the control: a draft that stands is found
    assert len(await pairs_of(*again.people)) == 1


async def test_a_row_with_the_numbers_of_two_people_pairs_them(house: str) -> None:
    card, old = a_cccd(), a_cmnd()
    first = await drafted(somebody(cccd=card))
    second = await drafted(somebody(cmnd=old))
    third = await drafted(somebody(cccd=card, cmnd=old))
    assert third.people == first.people
    pair = await pairs_of(*first.people)
    assert [(why, score) for *_, why, score, _ in pair] == [(["LINKED_ELSEWHERE"], 85)]
    assert {pair[0][0], pair[0][1]} == {*first.people, *second.people}
    assert third.doubtful == 1


async def test_a_pair_ruled_different_is_never_raised_again(house: str, town: Town) -> None:
    name = a_name()
    one = await drafted(somebody(name, cccd=(card := a_cccd())))
    other = await drafted(somebody(name, cmnd=(old := a_cmnd())))
    assert other.doubtful == 1
    assert await ruled(town, *one.people, *other.people, ruling="different")
    again = await drafted(somebody(name, cccd=card), somebody(name, cmnd=old))
    assert {*again.people} == {*one.people, *other.people}
    assert again.doubtful == 0
    assert len(await pairs_of(*one.people)) == 1  # the first pair, kept as history
    third = await drafted(somebody(name))
    assert third.doubtful == 1
    assert len(await pairs_of(*third.people)) == 2  # somebody else is compared with both


async def test_a_merged_number_is_looked_for_under_its_new_one(house: str, town: Town) -> None:
    name = a_name()
    one = await drafted(somebody(name, cccd=a_cccd()))
    other = await drafted(somebody(name, area_path=SIBLING), area=SIBLING)
    made = await ruled(town, *one.people, *other.people, ruling="same", path=DISTRICT)
    assert made.kept_id == one.people[0]
    third = await drafted(somebody(name))
    assert [(a, b) for a, b, *_ in await pairs_of(*third.people)] == [
        (one.people[0], third.people[0])
    ]


async def test_two_lists_entered_at_once_see_each_other(house: str) -> None:
    """The second waits for the first, whose people it could not see before."""
    name = a_name()
    async with db.transaction(db.Standing(COMMUNE)) as session:
        first = await add_drafts(session, await a_list(session, COMMUNE), [somebody(name)])
        second = asyncio.create_task(drafted(somebody(name)))
        elsewhere = "40.412.16663."
        stranger = await asyncio.wait_for(
            drafted(somebody(area_path=elsewhere), area=elsewhere), timeout=20
        )
        assert stranger.doubtful == 0  # another province does not wait
        assert not second.done()
    assert (first.doubtful, (await second).doubtful) == (0, 1)
    assert len(await pairs_of(*first.people)) == 1


async def test_the_number_of_statements_does_not_grow(house: str) -> None:
    with statements() as sent:
        await drafted(somebody())
    few = len(sent)
    with statements() as sent:
        await drafted(*(somebody() for _ in range(200)))
    assert len(sent) == few


async def test_the_service_cannot_change_a_pair(house: str) -> None:
    async with raw_service(house) as session:
        assert await refused(session, "update candidate_pair set score = 1") == "42501"
        assert await refused(session, "delete from candidate_pair") == "42501"
    assert await rows("select count(*) from candidate_pair where score = 1") == [(0,)]
    assert await entered(somebody())
