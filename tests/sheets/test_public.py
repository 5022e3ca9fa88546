"""Few people stay hidden: no sum, and no system of sums, gives a hidden cell back."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheets import Column, Kind, Row, Sheet, faults, for_public
from app.sheets.cells import Cells, Place
from app.sheets.public import _Hiding, determined
from tests.sheets.tables import RATES, reference


def squares(cells: list[list[int]]) -> Sheet:
    """A table of people, places down and groups across, with sums both ways and over all."""
    wide = len(cells[0])
    groups = tuple(f"g{at}" for at in range(wide))
    columns = [
        Column(key=key, title=key, kind=Kind.COUNT, meaning=key) for key in groups
    ]  # fmt: skip
    columns.append(Column(key="all", title="all", kind=Kind.COUNT, meaning="all", sum_of=groups))
    rows = [
        Row(key=f"r{at}", cells={**dict(zip(groups, row, strict=True)), "all": sum(row)})
        for at, row in enumerate(cells)
    ]
    sums = {key: sum(row.cells[key] for row in rows) for key in (*groups, "all")}  # type: ignore[misc]
    total = Row(key="t", cells=sums, sum_of=tuple(row.key for row in rows), level=2)
    return Sheet(key="s", title="s", columns=tuple(columns), rows=(*rows, total))


def hidden_in(sheet: Sheet, shown: Sheet) -> set[Place]:
    return {
        (row.key, key)
        for row, covered in zip(sheet.rows, shown.rows, strict=True)
        for key in row.cells
        if covered.cells[key] != row.cells[key]
    }


def solved(sheet: Sheet, hidden: set[Place]) -> set[Place]:
    """Hidden cells that the sums give: by the rank of the whole system, apart from the code."""
    order = sorted(hidden)
    lines = []
    for whole, parts in Cells(sheet).sums():
        line = [Fraction(0)] * len(order)
        for place, share in ((whole, 1), *((part, -1) for part in parts)):
            if place in hidden:
                line[order.index(place)] += share
        lines.append(line)
    return {
        place
        for at, place in enumerate(order)
        if rank(lines) == rank([*lines, [Fraction(int(at == one)) for one in range(len(order))]])
    }


def rank(lines: list[list[Fraction]]) -> int:
    left, found = [list(line) for line in lines], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((line for line in left[found:] if line[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for at, line in enumerate(left):
            if at != found and line[column]:
                share = line[column] / pivot[column]
                left[at] = [one - share * other for one, other in zip(line, pivot, strict=True)]
        found += 1
    return found


TABLES = st.integers(2, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 20, 300]), min_size=wide, max_size=wide),
        min_size=2,
        max_size=5,
    )
)


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_no_hidden_cell_is_determined(cells: list[list[int]]) -> None:
    sheet = squares(cells)
    shown = for_public(sheet)
    hidden = hidden_in(sheet, shown)
    few = {
        (row.key, key)
        for row in sheet.rows
        for key, value in row.cells.items()
        if type(value) is int and 1 <= value < 5
    }
    assert few <= hidden
    assert solved(sheet, hidden) == set()
    assert faults(shown) == []
    for row, key in hidden:
        told = next(one for one in shown.rows if one.key == row).cells[key]
        assert told == ("<5" if (row, key) in few else None)


def test_without_second_cells_the_first_are_given_back() -> None:
    """The control: hiding the few alone hides nothing."""
    sheet = squares([[3, 40, 50], [20, 30, 60], [70, 80, 90]])
    hiding = _Hiding(Cells(sheet), 5)
    hiding.hide_few()
    assert hiding.hidden == {("r0", "g0")}
    assert solved(sheet, hiding.hidden) == {("r0", "g0")}
    assert len(hidden_in(sheet, for_public(sheet))) >= 4


@given(TABLES, st.data())
def test_the_elimination_agrees_with_the_ranks(cells: list[list[int]], data: st.DataObject) -> None:
    sheet = squares(cells)
    places = [(row.key, key) for row in sheet.rows for key in row.cells]
    hidden = data.draw(st.sets(st.sampled_from(places)))
    equations = [(whole, *parts) for whole, parts in Cells(sheet).sums()]
    assert determined(hidden, equations) == solved(sheet, hidden)


def possible(total: int, few: int, others: int) -> set[tuple[int, ...]]:
    """What hidden parts of a sum can be: the few 1 to 4, the others 5 and more."""
    ranges = [range(1, 5)] * few + [range(5, total + 1)] * others
    return {one for one in product(*ranges) if sum(one) == total}


@pytest.mark.parametrize("parts", [(1, 1, 50), (4, 4, 50), (1, 5, 70), (1, 5, 6, 80), (2, 9, 9)])
def test_bounds_do_not_tell_either(parts: tuple[int, ...]) -> None:
    """1 and 1 hidden under a printed 2 would be known: a sum must leave each part a choice."""
    rows = [Row(key=str(at), cells={"a": part}) for at, part in enumerate(parts)]
    keys = tuple(row.key for row in rows)
    column = Column(key="a", title="a", kind=Kind.COUNT, meaning="a")
    total = Row(key="t", cells={"a": sum(parts)}, sum_of=keys)
    shown = for_public(Sheet(key="s", title="s", columns=(column,), rows=(*rows, total)))
    cells = [row.cells["a"] for row in shown.rows]
    seen = sum(one for one in cells[:-1] if type(one) is int)
    if type(cells[-1]) is int:
        choices = possible(cells[-1] - seen, cells[:-1].count("<5"), cells[:-1].count(None))
        for at in range(len(next(iter(choices)))):
            assert len({one[at] for one in choices}) > 1


def test_money_and_rates_of_few_people_go_with_them() -> None:
    sheet = reference()
    small = replace(sheet, rows=tuple(
        replace(row, cells={**row.cells, "paid_people": 3, "paid_dong": 4_500_000})
        if row.key == "HN" else row
        for row in sheet.rows
    ))  # fmt: skip
    shown = {row.key: row.cells for row in for_public(small).rows}
    assert shown["HN"]["paid_people"] == "<5"
    assert shown["HN"]["paid_dong"] is None
    assert shown["HN"]["rate_people"] is None
    assert shown["HN"]["approved_people"] == 24_125
    second = shown["NCC"]
    assert (second["paid_people"], second["paid_dong"], second["rate_people"]) == (None,) * 3
    assert shown["BTXH"]["paid_people"] == 52_025
    assert "<5" in for_public(small).note
    assert faults(for_public(reference()), RATES) == []


def test_what_shows_nobody_stays_as_it_is() -> None:
    assert for_public(reference()) is not None
    assert for_public(reference()) == reference()
    decisions = Column(key="a", title="a", kind=Kind.COUNT, meaning="a", persons=False)
    sheet = Sheet(key="s", title="s", columns=(decisions,), rows=(Row(key="x", cells={"a": 2}),))
    assert for_public(sheet) == sheet
    people = replace(sheet, columns=(replace(decisions, persons=True),))
    assert for_public(people).rows[0].cells == {"a": "<5"}
    assert for_public(people, 2) == people
