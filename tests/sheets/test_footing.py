"""A table that cannot be is found, at the cell, with what would fit."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheets import (
    Column,
    Kind,
    Rate,
    Row,
    Sheet,
    TableDoesNotFoot,
    Value,
    changed,
    check,
    checked,
    faults,
    repairs,
)
from tests.sheets.tables import MONEY, PAID, RATES, reference, slips, without

FIXED = {"NCC": Rate(500_000, 3)}


def table(*columns: Column, rows: tuple[Row, ...]) -> Sheet:
    return Sheet(key="t", title="Bảng", columns=columns, rows=rows)


def count(key: str, **more: object) -> Column:
    return Column(key=key, title=key, kind=Kind.COUNT, meaning=key, **more)  # type: ignore[arg-type]


def one_row(people: int, dong: int, group: str | None = "NCC", months: int | None = None) -> Sheet:
    money = MONEY if months is None else replace(MONEY, months="months")
    cells: dict[str, Value] = {"paid_people": people, "paid_dong": dong, "months": months}
    row = Row(key="a", group=group, cells=cells)
    return table(PAID, count("months"), money, rows=(row,))


def test_the_reference_table_foots() -> None:
    sheet = reference()
    assert faults(sheet, RATES) == []
    check(sheet, RATES)
    assert checked(sheet, RATES) == {"sums": 3, "rates": 5, "money": 5}


def test_every_mistyped_digit_of_the_reference_table_is_found() -> None:
    """Each of 1,143 slips; the repairs always name the cell, and nothing else in 992 of them."""
    sheet = reference()
    found, mended, alone, all_slips = 0, 0, 0, list(slips(sheet))
    for row, column, value in all_slips:
        slip = changed(sheet, (row, column), value)
        found += bool(faults(slip, RATES))
        names = {(one.row, one.column) for one in repairs(slip, RATES)}
        mended += (row, column) in names
        alone += names == {(row, column)}
    assert (len(all_slips), found) == (1143, 1143)
    assert (mended, alone) == (1143, 992)


def missed(sheet: Sheet, rates: dict[str, Rate]) -> Counter[str]:
    """Slips by column that nothing tells of."""
    return Counter(
        column
        for row, column, value in slips(sheet)
        if not faults(changed(sheet, (row, column), value), rates)
    )


def test_what_holds_no_proof_cannot_be_checked() -> None:
    """Controls: with a proof taken away, slips pass; each is one that nothing else tells of."""
    assert missed(reference(), {}) == {}  # the sums tell, even without rates of groups
    no_total = reference(total=False)
    people = {"approved_people": 20, "paid_people": 9}  # the printed rate stays the same
    assert missed(no_total, RATES) == {**people, "paid_dong": 92}  # months that could have been
    assert missed(no_total, {}) == {"approved_people": 20, "paid_people": 19, "paid_dong": 396}
    bare = without(no_total, "rate_people")
    assert missed(bare, RATES) == {"approved_people": 180, "paid_people": 96, "paid_dong": 92}


def test_a_fault_says_what_would_fit_and_which_part_alone_could_be_wrong() -> None:
    slip = changed(reference(), ("HN", "paid_people"), 20_985)
    by_cell = {(one.row, one.column): one for one in faults(slip, RATES)}
    assert set(by_cell) == {("HN", "rate_people"), ("total", "paid_people")}
    total = by_cell["total", "paid_people"]
    assert (total.said, total.fits) == (159_426, (159_516,))
    assert total.instead == (("HN", "paid_people", 20_895),)
    assert "159.516" in total.why_vi
    assert by_cell["HN", "rate_people"].fits == ("86.98",)
    (repair,) = repairs(slip, RATES)
    assert (repair.row, repair.column, repair.value) == ("HN", "paid_people", 20_895)


def test_the_refusal_names_at_most_twenty_cells() -> None:
    rows = [Row(key=f"{at:02}", cells={"a": -1}) for at in range(30)]
    with pytest.raises(TableDoesNotFoot, match=r"00/a: -1 ≠ 1 \| 0") as told:
        check(table(count("a"), rows=tuple(rows)))
    assert told.value.sentence("vi").count("≠") == 20
    assert told.value.sentence("en").endswith("; +10.")
    assert told.value.status == 409


def test_columns_add_up_across() -> None:
    columns = (count("a"), count("b"), count("all", sum_of=("a", "b")))
    good = Row(key="r", cells={"a": 2, "b": 3, "all": 5})
    assert faults(table(*columns, rows=(good,))) == []
    (fault,) = faults(table(*columns, rows=(replace(good, cells={**good.cells, "all": 6}),)))
    assert (fault.column, fault.fits) == ("all", (5,))
    assert fault.instead == (("r", "a", 3), ("r", "b", 4))


def test_sums_of_sums_down() -> None:
    rows = (
        Row(key="x", cells={"a": 1}),
        Row(key="y", cells={"a": 2}),
        Row(key="s", cells={"a": 3}, sum_of=("x", "y"), level=1),
        Row(key="z", cells={"a": 4}),
        Row(key="t", cells={"a": 7}, sum_of=("s", "z"), level=2),
    )
    sheet = table(count("a"), rows=rows)
    assert faults(sheet) == []
    assert [one.row for one in faults(changed(sheet, ("s", "a"), 4))] == ["s", "t"]
    days = replace(sheet.columns[0], adds=False)
    assert faults(changed(replace(sheet, columns=(days,)), ("t", "a"), 99)) == []


def test_what_is_named_must_be_there_once() -> None:
    lost = table(count("a"), rows=(Row(key="t", cells={"a": 1}, sum_of=("gone",)),))
    twice = table(count("a"), rows=(Row(key="t", cells={"a": 1}),) * 2)
    astray = table(count("a", sum_of=("b",)), rows=())
    assert [len(faults(one)) for one in (lost, twice, astray)] == [1, 1, 1]
    assert "gone" in faults(lost)[0].why


def test_a_blank_part_leaves_only_a_least() -> None:
    rows = (
        Row(key="x", cells={"a": 5}),
        Row(key="y", cells={"a": None}),
        Row(key="t", cells={"a": 9}, sum_of=("x", "y")),
    )
    sheet = table(count("a"), rows=rows)
    assert faults(sheet) == []
    assert faults(changed(sheet, ("y", "a"), "<5")) == []
    (fault,) = faults(changed(sheet, ("t", "a"), 4))
    assert fault.fits == (5,)
    assert "ít nhất" in fault.why_vi


@pytest.mark.parametrize(
    ("part", "whole", "said", "cut", "fits"),
    [
        (4_310, 4_311, "99.98", False, None),
        (4_310, 4_311, "99.97", True, None),
        (159_426, 173_594, "91.83", True, None),
        (159_426, 173_594, "91.83", False, "91.84"),
        (37_125, 38_038, "97.6", False, None),
        (37_125, 38_038, "97.60", False, None),
        (37_125, 38_038, "98", False, None),
        (37_125, 38_038, "97.5", False, "97.6"),
        (1, 200, "0.5", False, None),
        (1, 8, "12.5", False, None),
        (1, 8, "12.50", False, None),
        (1, 80_000, "0.00", False, None),
        (1, 16, "6.3", False, None),  # 6.25, half up
        (0, 0, None, False, None),
        (5, 5, "100.00", False, None),
        (5, 5, None, False, "100.00"),
    ],
)
def test_rates(part: int, whole: int, said: str | None, cut: bool, fits: str | None) -> None:
    rate = Column(
        key="r", title="r", kind=Kind.RATE, meaning="r", part_of=("a", "b"), cut=cut
    )  # fmt: skip
    sheet = table(
        count("a"), count("b"), rate, rows=(Row(key="x", cells={"a": part, "b": whole, "r": said}),)
    )
    assert [one.fits for one in faults(sheet)] == ([] if fits is None else [(fits,)])


def test_nothing_approved_has_no_rate_and_words_are_no_rate() -> None:
    rate = Column(key="r", title="r", kind=Kind.RATE, meaning="r", part_of=("a", "b"))
    row = Row(key="x", cells={"a": 0, "b": 0, "r": "100.00"})
    sheet = table(count("a"), count("b"), rate, rows=(row,))
    assert [one.fits for one in faults(sheet)] == [(None,)]
    assert len(faults(changed(sheet, ("x", "r"), "cao"))) == 1


@pytest.mark.parametrize(
    ("people", "dong", "fits"),
    [
        (1, 500_000, ()),
        (1, 1_500_000, ()),
        (2, 1_500_000, ()),
        (2, 1_400_000, (1_500_000, 1_000_000)),
        (2, 500_000, (1_000_000,)),
        (2, 3_500_000, (3_000_000,)),
        (0, 500_000, (0,)),
        (3, 0, (1_500_000, 4_500_000)),
        (0, 0, ()),
        (2, -500_000, (500_000, 0)),
    ],
)
def test_money_is_a_rate_times_people_times_months(
    people: int, dong: int, fits: tuple[int, ...]
) -> None:
    assert [one.fits for one in faults(one_row(people, dong), FIXED)] == ([fits] if fits else [])


def test_with_months_money_is_exact_and_months_are_possible() -> None:
    assert faults(one_row(2, 1_500_000, months=3), FIXED) == []
    (fault,) = faults(one_row(2, 2_000_000, months=3), FIXED)
    assert fault.fits == (1_500_000,)
    long, short = one_row(2, 3_500_000, months=7), one_row(2, 500_000, months=1)
    assert [one.column for one in faults(long, FIXED)] == ["months"]
    assert [one.fits for one in faults(short, FIXED)] == [(2,)]


def test_a_loan_has_only_a_most_and_nobody_knows_more_of_unknown_groups() -> None:
    rates = {"NSDLD_VAY": Rate(2_210_000, 3, fixed=False)}
    assert faults(one_row(2, 1, "NSDLD_VAY"), rates) == []
    assert faults(one_row(2, 13_260_000, "NSDLD_VAY"), rates) == []
    assert [one.fits for one in faults(one_row(2, 13_260_001, "NSDLD_VAY"), rates)] == [
        (13_260_000,)
    ]
    both = {**FIXED, "HN": Rate(250_000, 3)}
    assert faults(one_row(2, 500_001, None), both) == []
    assert len(faults(one_row(2, 499_999, None), both)) == 1
    assert len(faults(one_row(2, 3_000_001, None), both)) == 1
    assert faults(one_row(2, 77, None), {}) == []


def test_a_total_knows_the_groups_it_adds_up() -> None:
    """250,000 divides the money of poor and merit together; a loan beside them would hide it."""
    rates = {**RATES, "NSDLD_VAY": Rate(2_210_000, 3, fixed=False)}
    alone = replace(
        reference(),
        columns=tuple(replace(one, adds=False) for one in reference().columns),
    )
    assert faults(alone, rates) == []
    odd = changed(alone, ("total", "paid_dong"), 186_432_000_001)
    assert [one.column for one in faults(odd, rates)] == ["paid_dong"]


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8), st.data())
def test_a_sum_off_by_anything_is_found(parts: list[int], data: st.DataObject) -> None:
    rows = [Row(key=str(at), cells={"a": part}) for at, part in enumerate(parts)]
    keys = tuple(row.key for row in rows)
    total = Row(key="t", cells={"a": sum(parts)}, sum_of=keys)
    sheet = table(count("a"), rows=(*rows, total))
    assert faults(sheet) == []
    off = data.draw(st.integers(0, 10**13).filter(lambda one: one != sum(parts)))
    (fault,) = faults(changed(sheet, ("t", "a"), off))
    assert fault.fits == (sum(parts),)
    for row, column, value in fault.instead:
        assert faults(changed(changed(sheet, ("t", "a"), off), (row, column), value)) == []


@given(st.integers(1, 10**6), st.integers(1, 3), st.sampled_from(sorted(RATES)))
def test_money_that_can_be_passes(people: int, months: int, code: str) -> None:
    dong = people * months * RATES[code].monthly_dong
    assert faults(one_row(people, dong, code), RATES) == []
    assert faults(one_row(people, dong, code, months=people * months), RATES) == []
    assert len(faults(one_row(people, dong + 1, code), RATES)) == 1
