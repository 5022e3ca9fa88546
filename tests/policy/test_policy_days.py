"""Roads and clocks: the steps of each group, working days, Vietnam's holidays, due dates."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app import policy
from app.policy import Group
from app.policy.working_days import Calendar
from tests.policy.policy_facts import QD15, QD32

COMMUNE_ROAD = [
    ("COMMUNE", "commune", "submitted posted at_commune", "at_district", None, "?"),
    ("DISTRICT", "district", "at_district", "at_province", 2, "?"),
    ("PROVINCE", "province", "at_province", "at_province", None, "?"),
    ("CHAIRMAN", "province", "at_province", "approved", 3, "?"),
]
ROADS: dict[Group, list[tuple[str, str, str, str, int | None, str]]] = {
    Group.NLD_TAMHOAN: [
        ("CONFIRM", "confirming", "submitted confirming", "at_district", 3, "C"),
        ("DISTRICT", "district", "at_district", "at_province", 3, "C"),
        ("PROVINCE", "province", "at_province", "at_province", None, "?"),
        ("CHAIRMAN", "province", "at_province", "approved", 2, "C"),
    ],
    Group.HKD: [
        ("COMMUNE", "commune", "submitted posted at_commune", "confirming", 5, "C"),
        ("TAX", "confirming", "confirming", "at_district", 2, "C"),
        ("DISTRICT", "district", "at_district", "at_province", 3, "C"),
        ("PROVINCE", "province", "at_province", "at_province", None, "?"),
        ("CHAIRMAN", "province", "at_province", "approved", 2, "C"),
    ],
    Group.NLD_CHAMDUT: [
        ("COMMUNE", "commune", "submitted at_commune", "at_district", 3, "?"),
        ("DISTRICT", "district", "at_district", "at_province", 2, "C"),
        ("PROVINCE", "province", "at_province", "at_province", None, "?"),
        ("CHAIRMAN", "province", "at_province", "approved", 3, "C"),
    ],
    Group.NLD_KHONGHD: [
        ("COMMUNE", "commune", "submitted posted at_commune", "at_district", 5, "?"),
        *COMMUNE_ROAD[1:],
    ],
    Group.NCC: [
        ("DISTRICT", "district", "submitted at_district", "at_province", None, "?"),
        ("PROVINCE", "province", "at_province", "at_province", None, "?"),
        ("CHAIRMAN", "province", "at_province", "approved", None, "?"),
    ],
    Group.BTXH: COMMUNE_ROAD,
    Group.HN: COMMUNE_ROAD,
    Group.HCN: COMMUNE_ROAD,
    Group.NSDLD_VAY: [
        ("DISTRICT", "district", "submitted at_district", "at_province", None, "?"),
        ("PROVINCE", "province", "at_province", "at_province", None, "?"),
        ("CHAIRMAN", "province", "at_province", "approved", None, "?"),
        ("BANK", "bank", "approved", "approved", None, "?"),
    ],
}


def _drawn(road: tuple[policy.Step, ...]) -> list[Any]:
    return [
        (step.code, step.level, " ".join(step.at), step.stage, step.working_days, step.mark)
        for step in road
    ]


@pytest.mark.parametrize("group", Group, ids=lambda group: f"QĐ 15, trình tự {group}")
def test_roads(group: Group) -> None:
    assert _drawn(QD15.road(group)) == ROADS[group]


@pytest.mark.parametrize("group", Group, ids=lambda group: f"QĐ 32, trình tự {group}")
def test_roads_after_the_amendment(group: Group) -> None:
    straight = [("BANK", "bank", "submitted at_bank", "approved", None, "?")]
    expected = straight if group is Group.NSDLD_VAY else ROADS[group]
    assert _drawn(QD32.road(group)) == expected


@pytest.mark.parametrize("group", Group)
def test_each_road_leads_from_one_stage_to_the_next(group: Group) -> None:
    road = QD15.road(group)
    assert road[0].at[0] == "submitted"
    assert road[-1].stage == "approved"
    for step, following in pairwise(road):
        assert step.stage in following.at


def test_a_step_cites_its_limit() -> None:
    step = QD15.step(Group.HKD, "TAX")
    assert step.citation == "Quyết định 15/2020/QĐ-TTg, điều ? (trình tự hộ kinh doanh)"
    assert step.vi == "Chi cục Thuế xác nhận"


def test_steps_at_a_stage() -> None:
    at_province = QD15.steps_at(Group.HN, "at_province")
    assert [step.code for step in at_province] == ["PROVINCE", "CHAIRMAN"]
    assert [step.code for step in QD15.steps_at(Group.HN, "posted")] == ["COMMUNE"]
    assert QD15.steps_at(Group.NCC, "posted") == ()


# --- working days ---------------------------------------------------------------------------------

WORKING = [
    (date(2020, 4, 1), True, "a Wednesday"),
    (date(2020, 4, 2), False, "Giỗ Tổ Hùng Vương"),
    (date(2020, 4, 3), True, "a Friday"),
    (date(2020, 4, 4), False, "a Saturday"),
    (date(2020, 4, 5), False, "a Sunday"),
    (date(2020, 4, 6), True, "a Monday"),
    (date(2020, 4, 29), True, "the eve"),
    (date(2020, 4, 30), False, "Ngày Chiến thắng"),
    (date(2020, 5, 1), False, "Quốc tế Lao động"),
    (date(2020, 5, 4), True, "the Monday after"),
    (date(2020, 9, 1), True, "the eve of Quốc khánh"),
    (date(2020, 9, 2), False, "Quốc khánh"),
    (date(2020, 9, 3), True, "one day only in 2020"),
    (date(2020, 1, 24), False, "Tết, from the table of holidays"),
    (date(2021, 5, 3), False, "a day in lieu, from the table of holidays"),
]


@pytest.mark.parametrize(
    ("day", "works"),
    [pytest.param(day, works, id=f"{day:%d/%m/%Y} {why}") for day, works, why in WORKING],
)
def test_working_days(day: date, works: bool) -> None:
    assert QD15.is_working_day(day) is works


DUE = [
    (date(2020, 4, 29), 2, date(2020, 5, 5)),
    (date(2020, 4, 29), 0, date(2020, 4, 29)),
    (date(2020, 4, 29), 1, date(2020, 5, 4)),
    (date(2020, 4, 30), 1, date(2020, 5, 4)),
    (date(2020, 4, 28), 5, date(2020, 5, 7)),
    (date(2020, 4, 24), 1, date(2020, 4, 27)),
    (date(2020, 5, 4), 5, date(2020, 5, 11)),
    (date(2020, 9, 1), 1, date(2020, 9, 3)),
    (date(2020, 12, 31), 1, date(2021, 1, 4)),
]


@pytest.mark.parametrize(
    ("started_on", "limit", "due_on"),
    [pytest.param(*row, id=f"{row[1]} wd from {row[0]:%a %d/%m/%Y}") for row in DUE],
)
def test_due_dates(started_on: date, limit: int, due_on: date) -> None:
    assert QD15.due_date(started_on, limit) == due_on
    if QD15.is_working_day(started_on):
        assert QD15.working_days_between(started_on, due_on) == limit


@pytest.mark.parametrize("limit", [-1, 367])
def test_a_limit_has_a_bound(limit: int) -> None:
    with pytest.raises(policy.LimitOutOfRange) as refused:
        QD15.due_date(date(2020, 5, 4), limit)
    assert refused.value.facts == {"working_days": limit, "most": 366}
    assert "366" in refused.value.sentence("vi")
    assert refused.value.status == 422


def test_the_longest_limit_still_has_a_due_date() -> None:
    assert QD15.due_date(date(2020, 5, 4), 366) == date(2021, 10, 14)


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        (date(2020, 4, 29), date(2020, 5, 5), 2),
        (date(2020, 5, 5), date(2020, 4, 29), -2),
        (date(2020, 5, 4), date(2020, 5, 4), 0),
        (date(2020, 5, 4), date(2020, 5, 5), 1),
        (date(2020, 5, 1), date(2020, 5, 3), 0),
    ],
)
def test_working_days_between(earlier: date, later: date, days: int) -> None:
    assert QD15.working_days_between(earlier, later) == days


def test_a_make_up_day_wins_over_weekend_and_holiday() -> None:
    saturday, holiday = date(2020, 5, 9), date(2020, 5, 1)
    calendar = Calendar(make_up_days=frozenset({saturday, holiday}))
    assert calendar.is_working_day(saturday)
    assert calendar.is_working_day(holiday)
    assert not calendar.is_working_day(saturday + timedelta(days=1))


def test_a_day_off_of_our_own_table_counts_where_the_library_has_none() -> None:
    monday = date(2020, 5, 11)
    assert Calendar().is_working_day(monday)
    assert not Calendar(days_off=frozenset({monday})).is_working_day(monday)


def test_the_holidays_of_the_run_stand_in_our_own_table() -> None:
    days = {date(2020, 4, 2), date(2020, 4, 30), date(2020, 5, 1), date(2020, 9, 2)}
    assert QD15.calendar.days_off == days
    assert QD15.calendar.make_up_days == frozenset()


@pytest.mark.parametrize(
    ("group", "step", "due_on"),
    [
        pytest.param(Group.HKD, "COMMUNE", date(2020, 5, 8), id="HKD, commune and posting 5 wd"),
        pytest.param(Group.HKD, "TAX", date(2020, 5, 5), id="HKD, tax branch 2 wd"),
        pytest.param(Group.NLD_TAMHOAN, "CONFIRM", date(2020, 5, 6), id="TAMHOAN, BHXH 3 wd"),
        pytest.param(Group.HN, "DISTRICT", date(2020, 5, 5), id="HN, district 2 wd?"),
        pytest.param(Group.HN, "COMMUNE", None, id="HN, commune: nobody knows the limit"),
    ],
)
def test_due_date_of_a_step_started_on_29_april(
    group: Group, step: str, due_on: date | None
) -> None:
    assert QD15.due_date_of(group, step, date(2020, 4, 29)) == due_on


def test_a_step_the_road_does_not_have() -> None:
    with pytest.raises(policy.UnknownPolicyTerm, match="step of HN"):
        QD15.due_date_of(Group.HN, "TAX", date(2020, 4, 29))
