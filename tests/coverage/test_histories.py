"""Whatever is told in whatever order: the deltas come to what a person counts by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage
from app.coverage import TOTAL, Cell
from tests.coverage.histories import (
    CODE,
    COLUMNS,
    DAYS,
    GRID,
    OWN,
    WHOLE,
    Change,
    Fact,
    Person,
    as_numbers,
    blank_sheet,
    check_deltas,
    clear,
    counted_by_hand,
    divided,
    kept,
    place_of,
    write,
)

DIVISIONS = (
    (), ("group",), ("group", "district"), ("commune",), ("group", "district", "commune"),
    ("decision", "agent"), ("district", "source"), ("province", "agent", "source"),
)  # fmt: skip
RECOUNTED = {"group", "district", "commune"}
_day = st.integers(0, len(DAYS) - 1)
_turn = st.integers(0, 4)


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    """What payers and offices told of somebody: up to three orders and two calls back."""
    kinds = st.sampled_from(("paid", "paid", "partial", "returned", "failed", "cancelled", "owed"))
    found: dict[tuple[str, int, int], Fact] = {}
    for place, kind in enumerate(draw(st.lists(kinds, max_size=6))):
        about = 10 + place if kind == "owed" else draw(st.integers(0, 2))
        dong = draw(st.integers(1, 2 * WHOLE if kind == "owed" else WHOLE - 1))
        dong = dong if kind in {"owed", "partial"} else WHOLE
        one = Fact(kind, about, dong, draw(_day), draw(_day), draw(_turn))
        found.setdefault((kind, about, dong), one)
        if kind == "owed" and draw(st.booleans()):
            turn = max(one.turn, draw(_turn))
            void = Fact("void", about, draw(st.integers(1, dong)), one.day, draw(_day), turn)
            found["void", about, 0] = void
    return tuple(found.values())


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Somebody whose support was decided, changed up to two times, and paid anyhow."""
    changes = []
    left = months = draw(st.integers(1, 3))
    for _ in range(draw(st.integers(0, 2))):
        left = draw(st.sampled_from([number for number in range(5) if number != left]))
        changes.append(Change(left, draw(_day), draw(_day), draw(_turn)))
        if not left:
            break
    return Person(
        draw(st.integers(0, 2)), draw(st.integers(0, 1)), draw(st.integers(0, 2)),
        draw(st.booleans()), months, draw(_day), draw(_day), tuple(changes), draw(facts()),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(people(), min_size=1, max_size=14), st.frozensets(_turn, max_size=3))
async def test_deltas_come_to_what_is_counted_by_hand(
    own_province: str, everybody: list[Person], folds: frozenset[int]
) -> None:
    async with blank_sheet(own_province) as session:
        await write(session, everybody, folds)
        await check_deltas(session, everybody)


@settings(max_examples=6, deadline=None)
@given(st.lists(people(), min_size=2, max_size=10), st.randoms(use_true_random=False))
async def test_tables_are_what_the_facts_come_to_on_any_two_days(
    own_province: str, everybody: list[Person], dice: Random
) -> None:
    """Divided in any way, with all sums; half of the deltas folded, then all."""
    async with blank_sheet(own_province) as session:
        await write(session, everybody, frozenset({dice.randint(0, 4)}))
        asked = [
            (dice.choice(GRID), dice.choice((None, *GRID)), by) for by in DIVISIONS for _ in "12"
        ]
        before = [await check_table(session, everybody, *one) for one in asked]
        await coverage.fold(session, CODE)
        assert [await check_table(session, everybody, *one) for one in asked] == before


async def check_table(
    session: AsyncSession, everybody: Sequence[Person], as_of: date, known_on: date | None,
    by: tuple[str, ...],
) -> Any:  # fmt: skip
    """By the deltas, by the facts and by hand."""
    cells = await coverage.counted(session, as_of, known_on, by)
    coverage.check_feet(cells, len(by))
    found = as_numbers(cells)
    by_hand = counted_by_hand(everybody, place_of(as_of), place_of(known_on or date.max))
    assert found == divided(by_hand, by)
    if set(by) <= RECOUNTED:
        recounted = as_numbers(await coverage.recount_of(session, as_of, known_on, by))
        assert recounted == {place: one for place, one in found.items() if TOTAL not in place}
    return found


@settings(max_examples=6, deadline=None)
@given(st.lists(people(), min_size=2, max_size=10), st.sampled_from(DIVISIONS))
async def test_what_came_to_be_known_is_the_difference_of_two_tables(
    own_province: str, everybody: list[Person], by: tuple[str, ...]
) -> None:
    """With its causes, also after everything was counted anew."""
    async with blank_sheet(own_province) as session:
        await write(session, everybody, frozenset({1}))
        told = []
        for as_of, since, until in product(GRID[1::3], GRID[::3], (None, *GRID[2::3])):
            moved = await coverage.moved(session, as_of, (since, until), by)
            told.append(moved)
            if until is None or until >= since:
                then, now = [
                    {one.place: one for one in await coverage.counted(session, as_of, known, by)}
                    for known in (since, until)
                ]
                parts = coverage.joined([*(one.cell for one in moved), *_inner(then)])
                assert as_numbers(parts) == as_numbers(_inner(now))
        await coverage.recount(session, CODE)
        again = [
            await coverage.moved(session, as_of, (since, until), by)
            for as_of, since, until in product(GRID[1::3], GRID[::3], (None, *GRID[2::3]))
        ]
        assert [_telling(one) for one in again] == [_telling(one) for one in told]


def _inner(cells: dict[tuple[str, ...], Cell]) -> list[Cell]:
    return [cell for place, cell in cells.items() if TOTAL not in place]


def _telling(moved: list[coverage.Moved]) -> list[coverage.Moved]:
    """Nothing that came and went."""
    return [one for one in moved if as_numbers([one.cell])]


@settings(max_examples=6, deadline=None)
@given(st.lists(people(), min_size=1, max_size=6), st.lists(_turn, min_size=40, max_size=40))
async def test_it_does_not_matter_what_arrives_first(
    own_province: str, everybody: list[Person], turns: list[int]
) -> None:
    """Money of the same facts told in another order is the same money, step by step."""
    async with blank_sheet(own_province) as session:
        await write(session, everybody, frozenset())
        first = sorted(await kept(session))
        await clear(session)
        await write(session, [_shuffled(one, iter(turns)) for one in everybody], frozenset({2}))
        assert _steps(await kept(session)) == _steps(first)


def _steps(rows: Sequence[Any]) -> list[Any]:
    return sorted(tuple(row) for row in rows if any(row[7:]))


def _shuffled(person: Person, turns: Iterator[int]) -> Person:
    """The same facts at other times; a case before what voids it."""
    opened: dict[int, int] = {}
    facts = []
    for one in person.facts:
        turn = max(next(turns), opened.get(one.about, 0))
        if one.kind == "owed":
            opened[one.about] = turn
        facts.append(replace(one, turn=turn))
    return replace(person, facts=tuple(facts))


# --- controls -----------------------------------------------------------------------------------

PAID = Fact("paid", 0, WHOLE, 1, 1, 0)
LATE = Fact("paid", 1, WHOLE, 2, 4, 1)
BACK = Fact("returned", 0, WHOLE, 3, 3, 2)
OWED = Fact("owed", 10, 1, 4, 4, 3)
SOMEBODY = Person(0, 0, 0, False, 3, 0, 0, (), (PAID, LATE, BACK, OWED))


@pytest.mark.parametrize("table", ["order_outcome", "recovery_case", "decision_line"])
async def test_control_without_its_trigger_the_deltas_differ(own_province: str, table: str) -> None:
    async with blank_sheet(own_province) as session:
        await session.execute(text(f"alter table {table} disable trigger user"))
        await write(session, [SOMEBODY], frozenset())
        assert await coverage.differing(session, CODE) > 0
        with pytest.raises(AssertionError):
            await check_deltas(session, [SOMEBODY])


@pytest.mark.parametrize(
    "harm",
    [
        f"delete from nation.coverage_fold {OWN} and cause = 'returned'",
        f"delete from nation.coverage_fold {OWN} and cut = 'commune' and span = 9",
        f"insert into nation.coverage_delta select {COLUMNS} from nation.coverage_fold {OWN}"
        " and cut = 'full' and span = 1",
        f"update nation.coverage_fold set day = day + 100 {OWN} and cause = 'paid'",
        f"update nation.coverage_fold set known_on = known_on - 100 {OWN} and cause = 'approved'",
        f"update nation.coverage_fold set cause = 'paid' {OWN} and cause = 'recovered'",
        "update nation.coverage_district set paid_dong = paid_dong + 1 where province_code = '45'",
        "delete from nation.coverage_district where province_code = '45' and span = 31",
    ],
)
async def test_control_what_is_lost_doubled_or_moved_is_found(own_province: str, harm: str) -> None:
    async with blank_sheet(own_province) as session:
        await write(session, [SOMEBODY], frozenset({4, 3}))
        assert await coverage.differing(session, CODE) == 0
        done: Any = await session.execute(text(harm))
        assert done.rowcount > 0
        assert await coverage.differing(session, CODE) > 0
        await coverage.recount(session, CODE)
        await check_deltas(session, [SOMEBODY])
