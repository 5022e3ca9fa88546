"""Steps in working days, as the regulation says them; each promise with a control."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clocks, policy, reports
from app.access import Role
from app.clocks.rules import DayAlreadySo, DayOutOfRange, numbered, road_of
from app.clocks.schemas import DayOrder
from app.core.errors import BeyondTerritory
from app.dossiers.rules import STEPS
from tests.clocks.walks import AREA, NOON, clocks_of, done_of, stand_on, start, walk
from tests.money_rows import acting, actor, owning, stand_still

DEPARTMENT = actor(Role.DEPARTMENT_REPORTER, "45.")


def d(day: int, month: int) -> date:
    return date(2020, month, day)


APRIL_27, APRIL_28, APRIL_29 = d(27, 4), d(28, 4), d(29, 4)
TO_DISTRICT = ((APRIL_27, "submitted"), (APRIL_27, "posted"), (APRIL_29, "at_commune"),
               (APRIL_29, "at_district"))  # fmt: skip


async def change(house: str, day: date, *, works: bool, today: date) -> int:
    await stand_still(house, datetime(today.year, today.month, today.day, NOON).astimezone())
    order = DayOrder(day=day, is_working=works, reason="lũ lụt", document_number="15/UBND-VX")
    async with acting(DEPARTMENT) as session:
        _, moved = await clocks.change_day(session, DEPARTMENT, order)
    return moved


# --- limits ---


async def test_two_working_days_from_29_april_end_on_5_may(house: str) -> None:
    """30/04 and 01/05 are holidays, 02 and 03/05 a week-end."""
    found = await start(house)
    await walk(house, found, *TO_DISTRICT)
    assert (await clocks_of(house, found))[-1] == ("DISTRICT", APRIL_29, 0, d(5, 5))


async def test_control_without_the_holidays_it_would_be_4_may_or_earlier(house: str) -> None:
    async with owning(house, "45") as session:
        for day in ("2020-04-30", "2020-05-01"):
            await session.execute(
                text("update working_day set is_working = true where day = cast(:day as date)"),
                {"day": date.fromisoformat(day)},
            )
        await session.execute(
            text(
                "update working_day w set number = n.number from (select day, sum(is_working::int)"
                " over (order by day) as number from working_day) n where n.day = w.day"
            )
        )
    found = await start(house)
    await walk(house, found, *TO_DISTRICT)
    assert (await clocks_of(house, found))[-1] == ("DISTRICT", APRIL_29, 0, d(1, 5))


async def test_a_household_business_has_five_days_through_posting(house: str) -> None:
    """The commune confirms and posts within one limit: one step, one clock."""
    found = await start(house, "HKD")
    await walk(
        house, found, (APRIL_27, "submitted"), (APRIL_28, "posted"), (d(5, 5), "at_commune"),
        (d(7, 5), "confirming"),
    )  # fmt: skip
    assert await clocks_of(house, found) == [
        ("COMMUNE", APRIL_27, 0, d(6, 5)), ("TAX", d(7, 5), 0, d(11, 5)),
    ]  # fmt: skip
    assert await done_of(house, found) == [("COMMUNE", d(7, 5), d(6, 5), 1, "done", 1)]


@pytest.mark.parametrize("group", list(policy.Group))
async def test_sql_counts_like_the_policy(house: str, group: policy.Group) -> None:
    rules = policy.policy_at(d(24, 4))
    found = await start(house, group)
    desk = "posted" if rules.group(group).posted else "confirming"
    await walk(house, found, (APRIL_27, "submitted"))
    if desk == "confirming" and "confirming" in {s for one in rules.road(group) for s in one.at}:
        await walk(house, found, (APRIL_28, "confirming"))
    elif desk == "posted":
        await walk(house, found, (APRIL_28, "posted"), (APRIL_29, "at_commune"))
    await walk(house, found, (APRIL_29, "at_district"), (d(4, 5), "at_province"))
    await walk(house, found, (d(5, 5), "at_province"), (d(6, 5), "approved"))
    for step, entered, _, due in await clocks_of(house, found):
        assert due == rules.due_date_of(group, step, entered), step
    assert {step for step, *_ in await clocks_of(house, found)} >= {"CHAIRMAN"}


async def test_each_dossier_of_a_list_keeps_the_day_of_its_own_step(house: str) -> None:
    """Handed in on two days and posted together: the clocks go on apart."""
    found = await start(house, "HKD", people=3)
    await walk(house, found, (APRIL_27, "submitted"), rows=[1])
    await walk(house, found, (APRIL_28, "submitted"), rows=[2, 3])
    await walk(house, found, (d(4, 5), "posted"), (d(5, 5), "at_commune"), (d(7, 5), "confirming"))
    assert sorted(await done_of(house, found), key=lambda one: one[2]) == [
        ("COMMUNE", d(7, 5), d(6, 5), 1, "done", 1), ("COMMUNE", d(7, 5), d(7, 5), 0, "done", 2),
    ]  # fmt: skip


async def test_a_step_left_on_a_weekend_after_its_day_is_a_day_late(house: str) -> None:
    found = await start(house)
    await walk(house, found, *TO_DISTRICT, (d(10, 5), "at_province"))
    assert (await done_of(house, found))[-1][1:4] == (d(10, 5), d(5, 5), 3)
    other = await start(house, "HKD")
    steps = ((d(4, 5), "submitted"), (d(5, 5), "posted"), (d(6, 5), "at_commune"))
    await walk(house, other, *steps, (d(7, 5), "confirming"), (d(13, 5), "at_district"))
    assert (await done_of(house, other))[-1][2:4] == (d(11, 5), 2)
    saturday = await start(house, "NLD_CHAMDUT")
    await walk(house, saturday, (d(5, 5), "submitted"), (d(9, 5), "at_district"))
    assert (await done_of(house, saturday))[-1][2:4] == (d(8, 5), 1)


async def test_one_statement_that_sends_dossiers_two_ways_is_judged_for_each(house: str) -> None:
    found = await start(house, people=3)
    await walk(house, found, *TO_DISTRICT)
    async with owning(house, "45") as session:
        await stand_on(session, d(5, 5))
        await session.execute(
            text(
                "update dossier_stage s set stage = case when d.row_number = 1 then 'at_commune'"
                " else 'at_province' end from dossier d where d.id = s.dossier_id"
                " and s.list_id = :list"
            ),
            {"list": found},
        )
    done = [one[4:] for one in await done_of(house, found) if one[0] == "DISTRICT"]
    assert sorted(done) == [("done", 2), ("returned", 1)]


# --- returns ---


async def test_what_is_sent_back_waits_with_the_days_that_were_left(house: str) -> None:
    """Two days for the district; sent back after one; a week later it has one day left."""
    found = await start(house, people=2)
    await walk(house, found, *TO_DISTRICT)
    await walk(house, found, (d(4, 5), "at_commune"), rows=[1])
    await walk(house, found, (d(11, 5), "at_district"), rows=[1])
    await walk(house, found, (d(12, 5), "at_province"))
    assert await clocks_of(house, found) == [
        ("COMMUNE", APRIL_27, 0, None), ("DISTRICT", APRIL_29, 0, d(5, 5)),
        ("COMMUNE", d(4, 5), 0, None), ("DISTRICT", d(11, 5), 1, d(12, 5)),
        ("PROVINCE", d(12, 5), 0, None),
    ]  # fmt: skip
    done = await done_of(house, found)
    assert ("DISTRICT", d(4, 5), d(5, 5), 0, "returned", 1) in done
    assert ("DISTRICT", d(12, 5), d(12, 5), 0, "done", 1) in done
    assert ("DISTRICT", d(12, 5), d(5, 5), 5, "done", 1) in done


async def test_sent_back_too_late_leaves_one_day(house: str) -> None:
    found = await start(house)
    await walk(house, found, *TO_DISTRICT, (d(20, 5), "draft"), (d(21, 5), "submitted"))
    await walk(house, found, (d(21, 5), "posted"), (d(25, 5), "at_commune"))
    await walk(house, found, (d(25, 5), "at_district"))
    assert (await clocks_of(house, found))[-1] == ("DISTRICT", d(25, 5), 1, d(26, 5))


async def test_the_word_of_the_person_ends_a_clock_apart(house: str) -> None:
    found = await start(house)
    await walk(house, found, *TO_DISTRICT, (d(20, 5), "declined"))
    assert (await done_of(house, found))[-1][3:] == (11, "stopped", 1)


# --- the calendar ---


async def test_a_new_day_off_moves_open_steps_only(house: str) -> None:
    closed, still = await start(house), await start(house)
    await walk(house, closed, *TO_DISTRICT, (d(5, 5), "at_province"))
    await walk(house, still, *TO_DISTRICT)
    assert await change(house, d(5, 5), works=False, today=d(5, 5)) == 1
    assert (await clocks_of(house, still))[-1][3] == d(6, 5)
    assert (await done_of(house, closed))[-1] == ("DISTRICT", d(5, 5), d(5, 5), 0, "done", 1)
    assert ("DISTRICT", APRIL_29, 0, d(5, 5)) in await clocks_of(house, closed)
    assert await change(house, d(5, 5), works=True, today=d(6, 5)) == 1
    assert (await clocks_of(house, still))[-1][3] == d(5, 5)


async def test_control_a_closed_clock_would_move_if_dossiers_stood_in_it(house: str) -> None:
    found = await start(house, people=2)
    await walk(house, found, *TO_DISTRICT)
    await walk(house, found, (d(5, 5), "at_province"), rows=[1])
    await change(house, d(5, 5), works=False, today=d(5, 5))
    assert ("DISTRICT", APRIL_29, 0, d(6, 5)) in await clocks_of(house, found)
    assert ("DISTRICT", d(5, 5), d(5, 5), 0, "done", 1) in await done_of(house, found)


async def test_a_make_up_day_counts(house: str) -> None:
    found = await start(house)
    await walk(house, found, *TO_DISTRICT)
    await change(house, d(2, 5), works=True, today=APRIL_29)
    assert (await clocks_of(house, found))[-1][3] == d(4, 5)


async def test_the_calendar_refuses_what_it_knows_or_does_not_reach(house: str) -> None:
    with pytest.raises(DayAlreadySo):
        await change(house, d(30, 4), works=False, today=d(5, 5))
    with pytest.raises(DayOutOfRange):
        await change(house, date(2019, 4, 30), works=True, today=d(5, 5))


async def test_a_district_does_not_change_the_days_of_the_province(house: str) -> None:
    district = actor(Role.ADMINISTRATOR, "45.461.")
    order = DayOrder(day=d(5, 5), is_working=False, reason="lũ", document_number="1/UBND")
    with pytest.raises(BeyondTerritory):
        async with acting(district) as session:
            await clocks.change_day(session, district, order)


async def test_days_drawn_out_by_a_commune_leave_the_changes_alone(house: str) -> None:
    await change(house, d(5, 5), works=False, today=d(5, 5))
    found = await start(house)
    day_off = "select is_working from working_day where day = '2020-05-05'"
    reach = "select max(day) from working_day"
    gaps = (
        "select count(*) from (select number - lag(number) over (order by day) as step, is_working"
        " from working_day) d where d.step <> d.is_working::int"
    )
    async with owning(house, "45") as session:
        before = await session.scalar(text(reach))
    async with acting(actor(Role.COMMUNE_OFFICER, AREA)) as session:
        session.info["now"] = datetime(before.year, 5, 5, NOON).astimezone()
        await clocks.keep_road(session, found, "HN", policy.policy_at(d(24, 4)))
    async with owning(house, "45") as session:
        assert (await session.scalar(text(reach))).year > before.year
        assert await session.scalar(text(day_off)) is False
        assert await session.scalar(text(gaps)) == 0


async def test_a_dossier_under_way_keeps_the_limits_it_started_with(house: str) -> None:
    rules = policy.policy_at(d(24, 4))
    longer = {
        group: replace(one, road=tuple(replace(step, working_days=9) for step in one.road))
        for group, one in rules.by_code.items()
    }
    changed = replace(rules, by_code=MappingProxyType(longer))
    old, new = await start(house), await start(house, rules=changed)
    async with owning(house, "45") as session:
        session.info["now"] = datetime(2020, 5, 5, NOON).astimezone()
        await clocks.keep_road(session, old, "HN", changed)
    await walk(house, old, *TO_DISTRICT)
    await walk(house, new, *TO_DISTRICT)
    assert (await clocks_of(house, old))[-1][3] == d(5, 5)
    assert (await clocks_of(house, new))[-1][3] == d(14, 5)


# --- what the service cannot do ---


@pytest.mark.parametrize(
    "forgery",
    [
        "insert into step_done (clock_id, left_on, to_stage, outcome, dossiers, area_path)"
        " values (1, '2020-05-05', 'x', 'done', 1, '45.')",
        "update step_done set due_on = '2020-12-31'",
        "update step_clock set entered_on = '2020-12-31'",
        "update dossier_stage set since = '2020-12-31'",
        "update dossier_stage set paused = '{\"DISTRICT\": 99}'",
        "update list_road set working_days = 99",
        "insert into standing_count (list_id, area_path, stage, again, since, resumed, dossiers)"
        " values (1, '45.', 'draft', false, '2020-05-05', 0, 1)",
        "update standing_count set dossiers = 99",
        "delete from standing_count",
        "select nation.recount_standing('p45')",
    ],
)
async def test_the_service_cannot_bend_a_clock(house: str, forgery: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with acting(DEPARTMENT) as session:
            await session.execute(text(forgery))


def test_the_short_way_of_the_trigger_never_skips_a_step() -> None:
    """What it takes for a new step without looking must be one on every road."""
    ends = {"approved", "refused", "superseded", "declined", "withdrawn"}
    rules = policy.policy_at(d(24, 4))
    for group in policy.Group:
        step = {(one.stage, one.again): one.step for one in road_of(rules, group)}
        for was, stages in STEPS.items():
            for to in stages:
                short = was == "draft" or to in ends
                short |= to == "at_district" and was in ("at_commune", "confirming")
                short |= to == "at_province" and was == "at_district"
                if short and was is not None:
                    held = {step.get((str(was), again)) for again in (False, True)} - {None}
                    assert step.get((str(to), False)) not in held


def test_days_are_numbered_by_the_working_days_up_to_them() -> None:
    days = numbered(policy.policy_at(d(24, 4)), d(31, 12), {d(2, 5): True, d(4, 5): False})
    for one, next_one in pairwise(days):
        assert next_one.day - one.day == timedelta(days=1)
        assert next_one.number - one.number == next_one.is_working
    assert {one.is_working for one in days if one.day in (d(30, 4), d(1, 5), d(4, 5))} == {False}
    assert [one.is_working for one in days if one.day == d(2, 5)] == [True]


# --- what the department reads ---


async def test_4310_of_4311_in_time_is_printed_99_98(house: str) -> None:
    found = await start(house, people=4_312)
    await walk(house, found, *TO_DISTRICT)
    await walk(house, found, (d(4, 5), "at_commune"), rows=[4_312])
    await walk(house, found, (d(5, 5), "at_province"), rows=list(range(1, 4_311)))
    await walk(house, found, (d(7, 5), "refused"), rows=[4_311])
    async with acting(DEPARTMENT) as session:
        answer = await reports.on_time(session, d(1, 5), d(31, 5), "step")
        by_district = await reports.on_time(session, d(1, 5), d(31, 5), "district")
        before = await reports.on_time(session, d(1, 4), d(30, 4), "step")
    (district,) = [row for row in answer.rows if row.key == "DISTRICT"]
    assert (district.judged, district.on_time, district.late) == (4_311, 4_310, 1)
    assert (district.returned, district.most_days_late) == (1, 2)
    assert (district.rate, district.printed) == ("99,98 %", "4.310/4.311 = 99,98 %")
    assert [(row.key, row.printed) for row in by_district.rows] == [("461", district.printed)]
    assert before.total.judged == 0
    assert before.total.without_limit == 4_312


async def test_the_board_shows_who_is_late_and_for_how_long(house: str) -> None:
    for people, day in ((1, d(5, 5)), (2, d(11, 5)), (4, APRIL_29)):
        found = await start(house, people=people)
        await walk(
            house, found, (APRIL_27, "submitted"), (APRIL_27, "posted"), (APRIL_28, "at_commune"),
            (day, "at_district"),
        )  # fmt: skip
    async with acting(DEPARTMENT) as session:
        (row,) = await reports.overdue(session, d(14, 5))
        lists = await reports.escalations(session, 3, d(14, 5))
        assert await reports.overdue(session, d(5, 5)) == []
    assert (row.level, row.district, row.district_name, row.commune) == (
        "district", "461", "Thành phố Đông Hà", None,
    )  # fmt: skip
    assert (row.days_1_2, row.days_3_5, row.days_6_10, row.days_over_10) == (2, 1, 4, 0)
    assert (row.dossiers, row.oldest_due_on) == (7, d(5, 5))
    assert [(one.dossiers, one.due_on, one.late_days) for one in lists] == [
        (4, d(5, 5), 7), (1, d(7, 5), 5),
    ]  # fmt: skip
    async with acting(actor(Role.DISTRICT_OFFICER, "45.464.")) as session:
        assert await reports.overdue(session, d(14, 5)) == []
    assert AREA.startswith("45.461.")
