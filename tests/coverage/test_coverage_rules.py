"""Keys that divide a table, and tables that foot."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.coverage import TOTAL, Cell, check_feet, joined, keys_in
from app.sheets import TableDoesNotFoot


def test_keys_are_put_in_order_and_checked() -> None:
    assert keys_in("district, group") == ("group", "district")
    assert keys_in("") == ()
    for text in ("group,group", "colour", "group;district", "group,month,agent,source,decision"):
        with pytest.raises(BadInput):
            keys_in(text)


def _table(numbers: list[list[int]]) -> list[Cell]:
    """A table of groups and districts with all its sums."""
    cells = [
        Cell((f"G{down}", f"D{across}"), number, 0, number * 5, 0, 0)
        for down, line in enumerate(numbers)
        for across, number in enumerate(line)
    ]
    places: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        for group, district in product((cell.place[0], TOTAL), (cell.place[1], TOTAL)):
            places.setdefault((group, district), []).append(cell)
    return [
        Cell(place, sum(one.approved_people for one in found), 0, sum(
            one.approved_dong for one in found), 0, 0)
        for place, found in places.items()
    ]  # fmt: skip


_NUMBERS = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=4)


@given(_NUMBERS, st.data())
def test_a_table_foots_until_any_one_of_its_cells_is_touched(
    numbers: list[list[int]], data: Any
) -> None:
    table = _table(numbers)
    check_feet(table, 2)
    at = data.draw(st.integers(0, len(table) - 1))
    wrong = [*table]
    place = table[at].place
    wrong[at] = Cell(place, table[at].approved_people + 1, 0, table[at].approved_dong, 0, 0)
    with pytest.raises(TableDoesNotFoot) as refused:
        check_feet(wrong, 2)
    assert "approved_people" in str(refused.value)


def test_the_cells_that_disagree_are_named() -> None:
    table = _table([[1, 2], [3, 4]])
    wrong = [cell for cell in table if cell.place != (TOTAL, "D1")]
    with pytest.raises(TableDoesNotFoot, match=r"total/D1 approved_people: 0 ≠ 6"):
        check_feet(wrong, 2)


def test_halves_of_one_place_become_one_cell() -> None:
    halves = [
        Cell(("HN",), 5, 15, 50, 0, 0), Cell(("HN",), 0, 0, 0, 4, 40),
        Cell(("NCC",), 0, 0, 0, 1, 9),
    ]  # fmt: skip
    assert joined(halves) == [Cell(("HN",), 5, 15, 50, 4, 40), Cell(("NCC",), 0, 0, 0, 1, 9)]
