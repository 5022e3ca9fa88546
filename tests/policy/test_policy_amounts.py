"""What is due: rate times months in whole đồng, the loan by zone, months of a real stop."""

from datetime import date
from typing import Any

import pytest

from app import policy
from app.policy import Benefit, Group
from app.policy.drafting import drafted
from app.policy.law import editions
from app.policy.overrides import applied, read_overrides
from app.policy.working_days import add_months, whole_months
from tests.policy.policy_facts import QD15, QD32

MONTHLY = {
    Group.NCC: 500_000,
    Group.BTXH: 500_000,
    Group.HN: 250_000,
    Group.HCN: 250_000,
    Group.NLD_TAMHOAN: 1_800_000,
    Group.HKD: 1_000_000,
    Group.NLD_CHAMDUT: 1_000_000,
    Group.NLD_KHONGHD: 1_000_000,
}


@pytest.mark.parametrize("months", [1, 2, 3])
@pytest.mark.parametrize("group", MONTHLY, ids=lambda group: f"QĐ 15, mức hỗ trợ {group}")
def test_amount_due(group: Group, months: int) -> None:
    assert QD15.amount_for(group, months=months) == MONTHLY[group] * months
    assert QD32.amount_for(group, months=months) == MONTHLY[group] * months


@pytest.mark.parametrize("months", [0, 4, -1, True, 1.0, "1"])
@pytest.mark.parametrize("group", [Group.HN, Group.NSDLD_VAY])
def test_months_are_whole_and_at_most_three(group: Group, months: Any) -> None:
    with pytest.raises(policy.MonthsOutOfRange) as refused:
        QD15.amount_for(group, months=months, zone=1)
    assert refused.value.facts == {"group": group, "cap": 3, "months": months}
    assert "3 tháng" in refused.value.sentence("vi")


@pytest.mark.parametrize(
    ("zone", "months", "percent", "due"),
    [
        pytest.param(1, 1, None, 2_210_000, id="vùng I, 50 %"),
        pytest.param(2, 1, None, 1_960_000, id="vùng II, 50 %"),
        pytest.param(3, 1, None, 1_715_000, id="vùng III, 50 %"),
        pytest.param(4, 3, 50, 4_605_000, id="vùng IV, 50 %, three months"),
        pytest.param(4, 1, 1, 30_700, id="vùng IV, 1 %, the least"),
        pytest.param(3, 2, 33, 2_263_800, id="vùng III, 33 %, two months"),
    ],
)
def test_loan_per_worker(zone: int, months: int, percent: int | None, due: int) -> None:
    amount = QD15.amount_for(Group.NSDLD_VAY, months=months, zone=zone, percent=percent)
    assert amount == due


@pytest.mark.parametrize(
    ("zone", "percent"),
    [(None, None), (0, None), (5, None), (1, 0), (1, 51), (None, 51)],
)
def test_a_loan_needs_a_zone_and_at_most_half_the_wage(
    zone: int | None, percent: int | None
) -> None:
    with pytest.raises(policy.LoanTermsMissing) as refused:
        QD15.amount_for(Group.NSDLD_VAY, months=1, zone=zone, percent=percent)
    asked = 50 if percent is None else percent
    assert refused.value.facts == {"zone": zone, "percent": asked, "cap": 50}
    assert refused.value.sentence("vi")


@pytest.mark.parametrize(("before", "left"), [(0, 3), (1, 2), (3, 0), (4, 0)])
def test_the_cap_counts_across_lists_and_batches(before: int, left: int) -> None:
    assert QD15.months_left(Group.HKD, before) == left


STOPS = [
    pytest.param(date(2020, 4, 1), date(2020, 4, 30), 1, 1, id="whole April"),
    pytest.param(date(2020, 4, 1), date(2020, 4, 29), 0, 1, id="April but its last day"),
    pytest.param(date(2020, 4, 15), date(2020, 5, 14), 1, 1, id="15/04 to 14/05"),
    pytest.param(date(2020, 4, 15), date(2020, 5, 15), 1, 2, id="15/04 to 15/05"),
    pytest.param(date(2020, 3, 1), date(2020, 5, 31), 2, 2, id="begun before the window"),
    pytest.param(date(2020, 5, 1), date(2020, 12, 31), 2, 2, id="beyond the window"),
    pytest.param(date(2020, 1, 1), date(2020, 12, 31), 3, 3, id="the whole year: the cap"),
    pytest.param(date(2020, 7, 1), date(2020, 8, 31), 0, 0, id="after the window"),
    pytest.param(date(2020, 1, 1), date(2020, 3, 31), 0, 0, id="before the window"),
    pytest.param(date(2020, 6, 30), date(2020, 6, 30), 0, 1, id="the last day alone"),
]


@pytest.mark.parametrize(("first", "last", "dropped", "counted"), STOPS)
def test_months_of_a_real_stop(
    first: date, last: date, dropped: int, counted: int, tmp_path: Any
) -> None:
    assert QD15.months_due(Group.NLD_TAMHOAN, first, last) == dropped
    file = tmp_path / "o.toml"
    file.write_text('[months.part_month]\nvalue = "count"\ncite = "Công văn 1"\n', "utf-8")
    other = policy.policy_at(date(2020, 5, 1), file)
    assert other.months_due(Group.NLD_TAMHOAN, first, last) == counted


def test_a_longer_window_is_still_capped() -> None:
    assert QD32.months_due(Group.NSDLD_VAY, date(2020, 4, 1), date(2020, 12, 31)) == 3


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2020, 1, 31), date(2020, 2, 27), 0),
        (date(2020, 1, 31), date(2020, 2, 28), 1),
        (date(2021, 1, 31), date(2021, 2, 27), 1),
        (date(2020, 12, 1), date(2021, 1, 31), 2),
        (date(2020, 4, 15), date(2020, 5, 31), 1),
        (date(2019, 12, 1), date(2021, 1, 30), 13),
        (date(2020, 5, 31), date(2020, 6, 29), 1),
        (date(2020, 5, 31), date(2020, 6, 28), 0),
        (date(2020, 6, 2), date(2020, 6, 30), 0),
        (date(2020, 6, 2), date(2020, 6, 1), 0),
        (date(2021, 6, 2), date(2020, 6, 1), 0),
    ],
)
def test_whole_months(first: date, last: date, months: int) -> None:
    assert whole_months(first, last) == months


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 11, 30), 1, date(2020, 12, 30)),
        (date(2020, 12, 15), 1, date(2021, 1, 15)),
        (date(2020, 4, 1), 0, date(2020, 4, 1)),
        (date(2020, 4, 10), 13, date(2021, 5, 10)),
    ],
)
def test_add_months(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


# --- one benefit, the highest (QĐ 15, chỉ hưởng một chế độ cao nhất) ------------------------------

HIGHER = [
    pytest.param(Benefit(Group.NCC, 3), Benefit(Group.HN, 3), id="merit above poor"),
    pytest.param(Benefit(Group.BTXH, 1), Benefit(Group.HN, 3), id="protection displaces poor"),
    pytest.param(Benefit(Group.BTXH, 1), Benefit(Group.HCN, 3), id="and near-poor"),
    pytest.param(Benefit(Group.NCC, 3), Benefit(Group.BTXH, 3), id="equal: merit first"),
    pytest.param(Benefit(Group.BTXH, 3), Benefit(Group.NCC, 2), id="longer protection"),
    pytest.param(Benefit(Group.NLD_TAMHOAN, 1), Benefit(Group.NCC, 3), id="1.8 above 1.5 million"),
    pytest.param(Benefit(Group.HN, 3), Benefit(Group.HCN, 3), id="equal: poor first"),
    pytest.param(Benefit(Group.HN, 3), Benefit(Group.HN, 2), id="same group, more months"),
]


@pytest.mark.parametrize(("high", "low"), HIGHER)
def test_the_higher_benefit_does_not_depend_on_the_order(high: Benefit, low: Benefit) -> None:
    assert QD15.higher_benefit(high, low) == high
    assert QD15.higher_benefit(low, high) == high


def _reading(compared_by: str, tmp_path: Any) -> policy.Policy:
    file = tmp_path / "o.toml"
    text = f'[benefit.compared_by]\nvalue = "{compared_by}"\ncite = "Công văn 2"\n'
    file.write_text(text, "utf-8")
    return policy.policy_at(date(2020, 5, 1), file)


@pytest.mark.parametrize(
    ("compared_by", "kept"),
    [
        pytest.param("total", Benefit(Group.NCC, 3), id="total: 1.5 above 1.0 million"),
        pytest.param("monthly", Benefit(Group.HKD, 1), id="monthly: 1.0 above 0.5 million"),
    ],
)
def test_both_readings_of_highest(compared_by: str, kept: Benefit, tmp_path: Any) -> None:
    law = _reading(compared_by, tmp_path)
    benefits = Benefit(Group.NCC, 3), Benefit(Group.HKD, 1)
    assert law.higher_benefit(*benefits) == kept
    assert law.higher_benefit(*reversed(benefits)) == kept


def test_equal_totals_go_by_the_level_and_equal_levels_by_the_total(tmp_path: Any) -> None:
    two_months, one_month = Benefit(Group.BTXH, 2), Benefit(Group.NLD_KHONGHD, 1)
    assert QD15.higher_benefit(two_months, one_month) == one_month
    longer = Benefit(Group.HKD, 2)
    shorter = Benefit(Group.NLD_CHAMDUT, 1)
    assert _reading("monthly", tmp_path).higher_benefit(shorter, longer) == longer


def test_the_highest_of_three_that_beat_each_other_in_a_ring() -> None:
    ring = [Benefit(Group.NCC, 1), Benefit(Group.BTXH, 1), Benefit(Group.HN, 3)]
    kept = {QD15.highest_benefit(ring[turn:] + ring[:turn]) for turn in range(3)}
    assert kept == {Benefit(Group.NCC, 1)}


def test_a_loan_is_no_benefit_of_a_person() -> None:
    with pytest.raises(policy.NotComparable) as refused:
        QD15.higher_benefit(Benefit(Group.NCC, 3), Benefit(Group.NSDLD_VAY, 3))
    assert refused.value.facts == {"group": Group.NSDLD_VAY}
    assert "NSDLD_VAY" in refused.value.sentence("vi")


def test_a_changed_rate_changes_the_amount_and_the_fingerprint(tmp_path: Any) -> None:
    file = tmp_path / "o.toml"
    file.write_text('[groups.HN.monthly_rate]\nvalue = 300000\ncite = "QĐ tỉnh"\n', "utf-8")
    first = editions()[0]
    raised = drafted(first, applied(first.law, read_overrides(file)))
    assert raised.amount_for(Group.HN, months=2) == 600_000
    assert raised.fingerprint != QD15.fingerprint
    assert (
        raised.fingerprint == drafted(first, applied(first.law, read_overrides(file))).fingerprint
    )
