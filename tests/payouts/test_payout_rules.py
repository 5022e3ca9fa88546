"""Check digits, and cells that stay text in a spreadsheet."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import policy
from app.payouts.rules import (
    csv_line,
    guarded_cell,
    is_reference,
    paid_groups,
    reference_of,
    unguarded_cell,
)


def test_a_reference_reads_as_paper_shows_it() -> None:
    assert reference_of("42", 12_345) == "AS4200001234504"
    assert is_reference("AS4200001234504")


@given(st.integers(1, 10**9 - 1), st.integers(2, 14), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: int, place: int, step: int) -> None:
    good = reference_of("42", number)
    wrong = str((int(good[place]) + step) % 10)
    assert is_reference(good)
    assert not is_reference(good[:place] + wrong + good[place + 1 :])


@given(st.integers(1, 10**9 - 1), st.integers(2, 13))
def test_neighbours_that_changed_places_are_found(number: int, place: int) -> None:
    good = reference_of("42", number)
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert is_reference(swapped) == (swapped == good)


_CELLS = st.text(st.sampled_from("=+-@\t\r\n',;\"aĐ5 "), max_size=12) | st.text(max_size=20)


@given(_CELLS)
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    guarded = guarded_cell(text)
    assert unguarded_cell(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not any(
        separator + start in guarded for separator in ",;\t" for start in ("=", "+", "-", "@")
    )


@given(st.lists(_CELLS, min_size=1, max_size=5))
def test_a_line_of_csv_comes_back_as_it_was(cells: list[str]) -> None:
    (read,) = csv.reader(StringIO(csv_line(cells), newline=""), strict=True)
    assert [unguarded_cell(cell) for cell in read] == cells


@pytest.mark.parametrize(
    ("group", "monthly"),
    [
        pytest.param("NCC", False, id="merit, once"),
        pytest.param("HCN", False, id="near-poor, once"),
        pytest.param("NLD_TAMHOAN", True, id="suspended contract, monthly"),
        pytest.param("HKD", True, id="household business, monthly"),
    ],
)
def test_groups_are_paid_once_or_monthly_from_april(group: str, monthly: bool) -> None:
    paid = {one.group_code: one for one in paid_groups(policy.policy_at(date(2020, 4, 27)))}
    assert paid[group].monthly is monthly
    assert paid[group].first_month == date(2020, 4, 1)
