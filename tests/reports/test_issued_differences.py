"""What became known later adds up to the difference, whatever it was and in whatever order."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import false

from app import reconciliation, reports
from app.decisions.rules import AlreadyRevoked, ChangedTooEarly, LinesUnfit, PaymentUnderWay
from app.reconciliation.schemas import StatementOrder
from app.reports import explaining
from app.reports.comparing import changed_cells
from app.reports.drafting import known_by
from app.reports.explaining import MEASURES, Cause, Explained, Window, explained, plus, remainder
from app.reports.issued_rules import may_be_public
from app.reports.issuing import compared
from app.reports.sealing import Figures
from app.sheets import Column, Kind, Row, Sheet, Value
from tests.adjustments.lines import AGENT, HERE, adjusted, lines_of, removal, standing
from tests.money_rows import acting, leased, orders_of
from tests.reports.issued_ground import CITY, COUNTRY, JUNE_1, Desk, desk

__all__ = ["desk"]
GROUPS = {"HN": 750_000, "NCC": 1_500_000}
MAY_20, MAY_28 = date(2020, 5, 20), date(2020, 5, 28)
EXPECTED = (AlreadyRevoked, ChangedTooEarly, LinesUnfit, PaymentUnderWay)


class Late:
    """A province in which facts come to be known on days after they happened."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.dice, self.said = desk, random.Random(seed), 0
        self.runs: list[tuple[int, date]] = []
        self.today = MAY_20
        self.decisions: list[int] = []

    async def sign(self) -> None:
        group = self.dice.choice(list(GROUPS))
        made = await standing(
            self.desk.url, self.dice.randint(2, 4), group=group, amount=GROUPS[group],
            area=self.dice.choice([CITY, COUNTRY]), signed_on=self.day(),
        )  # fmt: skip
        self.decisions.append(made.decision_id)
        self.runs.append((await leased(made, path=HERE), self.today))

    async def report(self) -> None:
        """Paid, partly paid, failed or returned, of days before and after the day of the report."""
        run, taken = self.dice.choice(self.runs)
        orders = await orders_of(run, HERE)
        lines = []
        for order in self.dice.sample(orders, self.dice.randint(1, len(orders))):
            result = self.dice.choice(["paid", "paid", "partial", "failed", "returned"])
            amount = order.amount_dong // 3 if result == "partial" else order.amount_dong
            told: dict[str, Any] = {
                "reference": order.reference, "amount_dong": amount, "result": result,
                "done_on": self.day(taken),
            }  # fmt: skip
            lines.append(told)
        self.said += 1
        facts = {
            "number": f"BK-{self.said}", "made_on": self.today, "lines": lines, "mode": "lenient",
        }  # fmt: skip
        async with acting(AGENT) as session:
            order = StatementOrder.model_validate(facts)
            await reconciliation.receive_statement(session, AGENT, order)

    async def remove(self) -> None:
        decision = self.dice.choice(self.decisions)
        dossier = self.dice.choice(await lines_of(self.desk.url, decision))
        try:
            await adjusted(decision, [removal(dossier)], signed_on=self.day())
        except EXPECTED:
            return

    def day(self, since: date = MAY_20) -> date:
        """Some day until today: what happened then is recorded now."""
        return since + timedelta(days=self.dice.randint(0, (self.today - since).days))


async def figures_on(desk: Desk, as_of: date, known_on: date) -> dict[str, Figures]:
    """What the coverage table says, by group and in all."""
    async with acting(desk.reporter.actor) as session:
        found = await reports.coverage_at(session, as_of, known_on, ("group",))
    return {
        str(row.group): Figures(**{name: getattr(row, name) for name in MEASURES})
        for row in found.rows
    }


@pytest.mark.parametrize("seed", range(2))
async def test_late_facts_add_up_to_the_difference_of_the_coverage_tables(
    desk: Desk, seed: int
) -> None:
    late, as_of = Late(desk, seed), MAY_20 + timedelta(days=4)
    days = [MAY_20 + timedelta(days=number) for number in range(1, 11)]
    for day in days:
        late.today = day
        await desk.comes(day)
        await late.sign() if day == days[0] else None
        for act in late.dice.choices([late.sign, late.report, late.remove], [1, 4, 1], k=2):
            await act()
    await desk.comes(JUNE_1)
    issued = {day: (await desk.issue(as_of=as_of, known_on=day)).said for day in (days[1], days[5])}
    moved = 0
    for was_day, now_day in ((days[0], days[-1]), (days[5], days[8]), (days[3], JUNE_1)):
        was = await figures_on(desk, as_of, was_day)
        now = await figures_on(desk, as_of, now_day)
        async with acting(desk.reporter.actor) as session:
            end = [known_by(session, day).at for day in (was_day, now_day)]
            causes = await explained(session, Window(as_of, HERE, end[0], end[1]))
        assert remainder(was, now, causes) == []
        moved += len(causes)
        if was_day in issued:
            assert issued[was_day].figures["total"] == was["total"]
    assert moved > 5


async def test_the_comparison_names_each_paper_and_adds_up(desk: Desk) -> None:
    await desk.comes(MAY_28)
    made = await standing(desk.url, 3, area=CITY, signed_on=MAY_20)
    run = await leased(made, path=HERE)
    await desk.comes(JUNE_1)
    first = await desk.issue()
    await desk.comes(date(2020, 6, 5))
    orders = await orders_of(run, HERE)
    for number, (result, which) in enumerate((("paid", orders[:2]), ("returned", orders[:1]))):
        lines = [
            {"reference": one.reference, "amount_dong": one.amount_dong, "result": result,
             "done_on": MAY_28}
            for one in which
        ]  # fmt: skip
        facts = {"number": f"T{number}", "made_on": MAY_28, "lines": lines, "mode": "strict"}
        async with acting(AGENT) as session:
            await reconciliation.receive_statement(
                session, AGENT, StatementOrder.model_validate(facts)
            )
    async with acting(desk.reporter.actor) as session:
        found = await compared(session, first.shown.id, None, 1000)
    assert found.adds_up
    told = {(one.cause, one.agent, one.number): (one.paid_people, one.paid_dong)
            for one in found.causes}  # fmt: skip
    assert told == {
        ("late_statement", "BUUDIEN", "T0"): (2, 1_500_000),
        ("returned", "BUUDIEN", "T1"): (-1, -750_000),
    }
    changed = {(one.table, one.row, one.column): one.difference for one in found.cells}
    assert changed[("by_group", "total", "paid_people")] == 1
    assert found.cell_count == len(found.cells) > 4


async def test_what_no_fact_explains_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one cause forgotten, the remainder stands as a line of its own."""
    await desk.comes(JUNE_1)
    first = await desk.issue()
    await desk.comes(date(2020, 6, 5))
    await standing(desk.url, 2, area=CITY, signed_on=MAY_20)
    async with acting(desk.reporter.actor) as session:
        assert (await compared(session, first.shown.id, None, 10)).adds_up
    honest = explaining._signed

    def forgetful(window: Window) -> Any:
        return honest(window).where(false())

    monkeypatch.setattr(explaining, "_signed", forgetful)
    async with acting(desk.reporter.actor) as session:
        found = await compared(session, first.shown.id, None, 10)
    assert not found.adds_up
    (line,) = found.causes
    assert (line.cause, line.group, line.approved_people) == ("unexplained", "HN", 2)
    corrected = await desk.issue(corrects_id=first.shown.id, dated=date(2020, 6, 5))
    annex = corrected.said.paper.annexes[-1]
    assert "chưa rõ nguyên nhân" in " ".join(annex.paragraphs)
    assert annex.sheets[1].rows[0].cells["cause"] == "Chưa rõ nguyên nhân"
    assert not any(may_be_public(one, naming=False) for one in annex.sheets)


def test_a_remainder_is_counted_by_group() -> None:
    was = {"HN": Figures(paid_people=3), "total": Figures(paid_people=3)}
    now = {"HN": Figures(paid_people=5), "NCC": Figures(paid_people=1)}
    one = Explained(cause=Cause.LATE_STATEMENT, group="HN", change=Figures(paid_people=2))
    (left,) = remainder(was, now, [one])
    assert (left.group, left.change) == ("NCC", Figures(paid_people=1))
    assert plus(left.change, left.change, -1) == Figures()


def test_words_about_people_are_not_compared() -> None:
    def sheet(name: str, people: int) -> Sheet:
        columns = (
            Column(key="full_name", title="Họ tên", kind=Kind.TEXT, meaning="."),
            Column(key="reason", title="Lý do", kind=Kind.TEXT, meaning="."),
            Column(key="people", title="Người", kind=Kind.COUNT, meaning="."),
        )
        cells: dict[str, Value] = {"full_name": name, "reason": name, "people": people}
        return Sheet(key="t", title="T", columns=columns, rows=(Row(key="1", cells=cells),))

    was, now = [sheet("Trần A", 1)], [sheet("Trần B", 2)]
    assert [one.column for one in changed_cells(was, now, naming=True)] == ["reason", "people"]
    assert len(changed_cells(was, now, naming=False)) == 3
    (gone, *_) = changed_cells(was, [], naming=True)
    assert (gone.was, gone.now, gone.difference) == ("Trần A", None, None)
