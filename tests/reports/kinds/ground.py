"""A small town with every end that money can come to, told by hand.

27/04 a decision over six poor people of a ward and one over two people with merit of a village;
28/04 the post takes the poor people's orders and 29/04 tells of five of them: two paid, one
absent, one with wrong details, one paid in part. It is heard on 30/04. 04/05 a decision over two
workers for three months: the first month is taken, one of them is paid. 05/05 a later decision
takes the first of the poor (paid) and the fourth (wrong details) out, and a bank sends back what
the second had received.

Beside them stand dossiers of the ward that no decision names: two refused at the district on 29/04
as lying outside the policy, one of them told in writing; one refused on 04/05 because its person
had died; one refused and taken up again; three before the province, and one late at the district.

All that happens on 12/05 is seen by no paper of an earlier day: an absent poor person's order is
issued again and taken; the second of the poor gives way to another benefit; the sixth is asked back
and paid all the same; the people with merit are paid, the second of them asked back and dead; the
second month of the first worker is cancelled before anybody had it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import text

from app import clocks, payouts, policy, reconciliation
from app.access import Actor, Role
from app.reconciliation.schemas import StatementOrder
from app.recoveries.jobs import open_cases
from app.reports import seen
from app.reports.kinds import report_of
from app.reports.report import Ask, Report, ReportKind
from app.reports.rules import rate
from app.sheets import Row, Sheet, faults
from tests import money_rows
from tests.adjustments.lines import adjusted, lines_of, removal, standing
from tests.money_rows import (
    TODAY,
    Approved,
    acting,
    actor,
    approved,
    leased,
    orders_of,
    owning,
    runs_of,
    stand_still,
    taken,
)
from tests.reports.test_reports import _DOSSIER, _LIST, _STAGE

PROVINCE = "46"
HERE = f"{PROVINCE}."
CITY, COUNTRY = "46.474.", "46.476."
WARD, VILLAGE = "46.474.19750.", "46.476.19819."
READER = actor(Role.DEPARTMENT_REPORTER, HERE)
TREASURER = actor(Role.FINANCE_OFFICER, HERE)
CHAIRMAN = actor(Role.CHAIRMAN, HERE)
POST = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
SIGNED, TAKEN, TOLD, HEARD, MAY = (
    date(2020, 4, 27), date(2020, 4, 28), date(2020, 4, 29), date(2020, 4, 30), date(2020, 5, 4),
)  # fmt: skip
LATER = date(2020, 5, 12)
_numbers = count(1)


@dataclass(frozen=True)
class Village:
    """The three decisions, and the dossiers of the poor in order."""

    poor: Approved
    merit: Approved
    workers: Approved
    people: list[int]
    outside: list[int]
    dead: list[int]


async def at(url: str, day: date) -> None:
    """Noon of a day, also for what the tests write by hand."""
    moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    money_rows.NOON = moment
    await stand_still(url, moment)


async def told(
    run_id: int, results: Mapping[int, tuple[str, int | None, str | None]], done_on: date
) -> int:
    """What the post says of orders of a run, by place: result, amount (đồng), reason.

    Answers the number of the statement.
    """
    orders = await orders_of(run_id, HERE)
    lines = [
        {
            "reference": orders[place].reference,
            "amount_dong": amount or orders[place].amount_dong, "result": result,
            "done_on": done_on, "reason_code": reason,
        }
        for place, (result, amount, reason) in results.items()
    ]  # fmt: skip
    facts = {"number": f"K-{next(_numbers)}", "made_on": done_on, "lines": lines, "mode": "strict"}
    async with acting(POST) as session:
        order = StatementOrder.model_validate(facts)
        return (await reconciliation.receive_statement(session, POST, order)).id


async def village(url: str) -> Village:
    """All that the module says, until noon of 05/05."""
    await at(url, SIGNED)
    poor = await standing(url, 6, area=WARD, signed_on=SIGNED)
    merit = await approved(url, 2, group="NCC", area=VILLAGE, signed_on=SIGNED)
    await at(url, TAKEN)
    run_id = await leased(poor, path=HERE)
    await at(url, HEARD)
    heard = {
        0: ("paid", None, None), 1: ("paid", None, None), 2: ("failed", None, "absent"),
        3: ("failed", None, "wrong_details"), 4: ("partial", 250_000, None),
    }  # fmt: skip
    await told(run_id, heard, TOLD)
    await at(url, MAY)
    workers = await approved(
        url, 2, group="NLD_TAMHOAN", amount=5_400_000, area=WARD, signed_on=MAY
    )
    month = await leased(workers, path=HERE)
    await told(month, {0: ("paid", None, None)}, MAY)
    await at(url, TODAY)
    people = await lines_of(url, poor.decision_id, PROVINCE)
    await adjusted(poor.decision_id, [removal(people[0]), removal(people[3])], who=CHAIRMAN)
    await told(run_id, {1: ("returned", None, None)}, TODAY)
    outside, dead = await _undecided(url)
    await _later(url, run_id, merit, workers, people[1])
    await at(url, TODAY)
    return Village(poor, merit, workers, people, outside, dead)


async def _later(
    url: str, poor_run: int, merit: Approved, workers: Approved, superseded: int
) -> None:
    await at(url, LATER)
    poor = await orders_of(poor_run, HERE)
    months = await runs_of(workers, path=HERE)
    second_month = (await orders_of(months[1], HERE))[0]
    merit_run = await leased(merit, path=HERE)
    merit_second = (await orders_of(merit_run, HERE))[1]
    async with acting(TREASURER) as session:
        await payouts.reissue(session, TREASURER, poor[2].id)
        for order in (poor[5], merit_second, second_month):
            await payouts.cancel(session, TREASURER, order.id, "Rà soát")
    await taken(poor_run, path=HERE)
    async with owning(url, PROVINCE) as session:
        moved = {"stage": "superseded", "why": "SUPERSEDED", "dossiers": [superseded]}
        await session.execute(text(_MOVE), moved)
    await told(merit_run, {0: ("paid", None, None), 1: ("failed", None, "dead")}, LATER)
    statement = await told(poor_run, {5: ("paid", None, None)}, LATER)
    await open_cases(POST.standing, {"statement_id": statement})


async def _undecided(url: str) -> tuple[list[int], list[int]]:
    road: list[tuple[date, str, str | None]] = [
        (date(2020, 4, 24), "submitted", None), (date(2020, 4, 24), "posted", None),
        (SIGNED, "at_commune", None), (SIGNED, "at_district", None),
    ]  # fmt: skip
    outside = await walked(url, [*road, (TOLD, "refused", "OUTSIDE_COOPERATIVE")], 2)
    await noticed(url, outside[0], "15/TB-UBND", HEARD)
    dead = await walked(url, [*road, (MAY, "refused", "DIED_BEFORE")], 1)
    again = [*road, (TOLD, "refused", "DIED_BEFORE"), (MAY, "draft", None)]
    await walked(url, again, 1)
    await walked(url, [*road, (TOLD, "at_province", None)], 3)
    await walked(url, road, 1)
    return outside, dead


async def paper(
    kind: ReportKind | str,
    as_of: date = TODAY,
    known_on: date | None = None,
    area: str = HERE,
    who: Actor = READER,
) -> Report:
    """A paper as its reader sees it; every table of it foots."""
    asked = Ask(kind=ReportKind(kind), as_of=as_of, known_on=known_on, area=area)
    async with acting(who) as session:
        made = await report_of(session, asked)
    for sheet in sheets_in(made).values():
        feet(sheet)
        assert faults(sheet, seen.rates_of(asked)) == []
    return made


def sheets_in(report: Report) -> dict[str, Sheet]:
    """Every table of a paper by its key, which stands once."""
    found = [sheet for part in (*report.sections, *report.annexes) for sheet in part.sheets]
    assert len({sheet.key for sheet in found}) == len(found)
    return {sheet.key: sheet for sheet in found}


def cells(sheet: Sheet, *names: str) -> dict[str, tuple[Any, ...]]:
    """Some columns of every row, by its key."""
    return {row.key: tuple(row.cells.get(name) for name in names) for row in sheet.rows}


def feet(sheet: Sheet) -> None:
    """Every sum across and down, every rate, every key, re-added here from the cells alone."""
    rows = {row.key: row for row in sheet.rows}
    assert len(rows) == len(sheet.rows)
    columns = {column.key: column for column in sheet.columns}
    assert len(columns) == len(sheet.columns)
    for row in sheet.rows:
        assert set(row.cells) <= set(columns), set(row.cells) - set(columns)
        for column in sheet.columns:
            said = row.cells.get(column.key)
            if column.sum_of:
                assert said == _sum(row.cells.get(name) for name in column.sum_of), (
                    sheet.key, row.key, column.key,
                )  # fmt: skip
            if column.part_of:
                part, whole = (row.cells[name] for name in column.part_of)
                assert said == rate(part, whole, cut=column.cut), (sheet.key, row.key)  # type: ignore[arg-type]
            if row.sum_of and column.adds:
                wanted = _sum(rows[key].cells.get(column.key) for key in row.sum_of)
                assert said == wanted, (sheet.key, row.key, column.key)


def _sum(values: Iterable[Any]) -> int:
    return sum(value for value in values if value is not None)


def total(sheet: Sheet) -> Row:
    """The last row, which sums up the table."""
    assert sheet.rows[-1].level == 2
    return sheet.rows[-1]


_MOVE = """
update dossier_stage set stage = :stage, reason_code = :why, because = :why
 where dossier_id = any(:dossiers)
"""
_NOTICE = """
insert into refusal_notice (dossier_id, version, number, given_on, given_by, area_path)
select dossier_id, version, :number, :day, 21, area_path from dossier_stage
 where dossier_id = :dossier
"""


async def walked(url: str, steps: Iterable[tuple[date, str, str | None]], people: int) -> list[int]:
    """Dossiers of the poor of the ward, in a list of their own, that went these steps.

    Each step at noon of its day, with a reason where it refuses.
    """
    async with owning(url, PROVINCE) as session:
        key = f"walk {next(_numbers)}".encode()
        made = await session.scalars(text(_LIST), {"area": WARD, "form": key})
        facts: dict[str, Any] = {"list": made.one(), "area": WARD}
        session.info["now"] = datetime(2020, 5, 5, 5, tzinfo=UTC)
        await clocks.keep_road(session, facts["list"], "HN", policy.policy_at(TODAY))
        dossiers: list[int] = []
        for row in range(1, people + 1):
            dossiers += await session.scalars(text(_DOSSIER), {**facts, "row": row})
            await session.execute(text(_STAGE), {**facts, "dossier": dossiers[-1]})
        for day, stage, why in steps:
            moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC).isoformat()
            await session.execute(text("select set_config('app.now', :now, true)"), {"now": moment})
            moved = {"stage": stage, "why": why, "dossiers": dossiers}
            await session.execute(text(_MOVE), moved)
        return dossiers


async def noticed(url: str, dossier_id: int, number: str, given_on: date) -> None:
    """The notice of a refusal, handed over."""
    async with owning(url, PROVINCE) as session:
        await session.execute(
            text(_NOTICE), {"dossier": dossier_id, "number": number, "day": given_on}
        )
