"""Rates as they are printed, money that closes, rates as published."""

from dataclasses import replace

import pytest

from app.reports.rules import (
    PLACES,
    MoneyOf,
    accounts_wanted,
    printed_rate,
    printed_share,
    rate,
)


@pytest.mark.parametrize(
    ("paid", "approved", "rounded", "cut"),
    [
        pytest.param(37_125, 38_038, "97.60", "97.59", id="NCC"),
        pytest.param(52_025, 53_452, "97.33", "97.33", id="BTXH"),
        pytest.param(20_895, 24_125, "86.61", "86.61", id="HN"),
        pytest.param(49_381, 57_979, "85.17", "85.17", id="HCN"),
        pytest.param(159_426, 173_594, "91.84", "91.83", id="total: printed as trên 91,83 %"),
        pytest.param(1, 20_000, "0.01", "0.00", id="half goes up"),
        pytest.param(1, 20_001, "0.00", "0.00", id="less than half"),
        pytest.param(0, 5, "0.00", "0.00", id="none paid"),
        pytest.param(5, 5, "100.00", "100.00", id="all paid"),
        pytest.param(0, 0, None, None, id="nothing approved"),
    ],
)
def test_rates_as_they_are_printed(
    paid: int, approved: int, rounded: str | None, cut: str | None
) -> None:
    assert rate(paid, approved) == rounded
    assert rate(paid, approved, cut=True) == cut


def test_money_closes_only_when_every_dong_is_somewhere() -> None:
    places = {"to_send_dong": 10, "leased_dong": 5, "sent_dong": 15, "paid_dong": 45}
    places |= {"failed_dong": 7, "returned_dong": 3, "cancelled_dong": 10, "recovered_dong": 15}
    one = MoneyOf(
        signed_dong=100, added_dong=10, lines_dong=98, released_dong=4, freed_dong=2,
        called_back_dong=10, **places,
    )  # fmt: skip
    assert one.closes
    for place in PLACES:
        assert not replace(one, **{place: getattr(one, place) - 1}).closes
    assert not replace(one, signed_dong=101).closes
    assert not replace(one, lines_dong=99).closes
    assert accounts_wanted([one, one]) == {
        "committed": 2 * (10 - 4 + 7 + 3 + 10 - 2), "sent": 2 * (4 + 5 + 15), "paid": 90,
        "recovered": 30,
    }  # fmt: skip


def test_the_rate_is_printed_as_the_department_publishes_it() -> None:
    assert printed_share(4_310, 4_311) == "4.310/4.311 = 99,98 %"
    assert printed_rate(4_310, 4_311) == "99,98 %"
    assert printed_rate(19_999, 20_000) == "100,00 %"  # 99,995 goes up
    assert printed_rate(0, 0) is None
    assert printed_share(0, 0) is None
