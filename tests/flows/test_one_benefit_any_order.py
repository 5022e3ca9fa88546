"""Whatever order lists arrive, are heard, approved and paid in: the same winner, the same money."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest

from app import admin_units
from app.client import Problem
from app.dossiers.rules import Stage
from app.policy import Benefit, Group, policy_at
from tests.books import closes
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    DISTRICT_DAY,
    FAR_COMMUNE,
    GROUPS,
    LIST_DAY,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Row,
    Town,
    a_list,
    as_form,
    close_postings,
    decided,
    dossiers_of,
    heard,
    posted,
    stages_of,
)
from tests.dossiers.people import somebody
from tests.grounds import scalar, set_clock
from tests.jobs_at_hand import clear_desk, do_jobs, pay, release_all

__all__ = ["clear_desk"]

RULES = policy_at(DECISION_DAY)
SHEETS = (
    ("07", COMMUNE), ("08", COMMUNE), ("09", COMMUNE), ("08", SIBLING), ("07", FAR_COMMUNE),
    ("05", DISTRICT),
)  # fmt: skip
"""Lists in several groups, communes and districts; people stand on two or three of them."""
MONTHS = {"05": (3, 2), "07": (3, 3), "08": (3, 2), "09": (3, 1)}
"""The first claim of a form is for so many months, every other one for so many."""
RATE = {form: RULES.group(group).monthly_rate or 0 for form, group in GROUPS.items()}
Sheet = tuple[str, str]


class Sheets:
    """People on several lists, and how far each list has come."""

    def __init__(self, house: str, town: Town) -> None:
        self.house, self.town = house, town
        self.rows: dict[Sheet, list[Row]] = {sheet: [] for sheet in SHEETS}
        self.at: dict[Sheet, list[int]] = {}
        """For each list, which person stands in each of its rows."""
        self.numbers: dict[Sheet, int] = {}
        self.done: dict[Sheet, int] = dict.fromkeys(SHEETS, 0)
        self.people = [*combinations(SHEETS, 2), *combinations(SHEETS, 3)]
        for person, sheets in enumerate(self.people):
            row = somebody()
            for sheet in sheets:
                months = MONTHS[sheet[0]][person % 2]
                told = as_form(sheet[0], row) | self._where(sheet[1])
                told |= {"months": months, "amount_dong": months * RATE[sheet[0]]}
                self.rows[sheet].append(told)
                self.at.setdefault(sheet, []).append(person)

    def _where(self, path: str) -> Row:
        names = {FAR_COMMUNE: "Phường Bắc Hồng", SIBLING: "Phường Nam Hà"}
        return {"commune": names.get(path, "Phường Trần Phú")}

    async def step(self, sheet: Sheet) -> None:
        """The next act on the road of one list."""
        acts = (self.hand_in, self.show, self.commune, self.district, self.decide, self.pay)
        await acts[self.done[sheet]](sheet)
        self.done[sheet] += 1

    async def hand_in(self, sheet: Sheet) -> None:
        form, path = sheet
        await set_clock(self.house, LIST_DAY)
        found = await a_list(self.town, form, self.rows[sheet], path)
        self.numbers[sheet] = found.id
        await (await self.town.at(path)).submit_list(found.id, len(self.rows[sheet]))

    async def show(self, sheet: Sheet) -> None:
        if sheet[0] != "05":
            await set_clock(self.house, LIST_DAY)
            await posted(self.town, [self.numbers[sheet]], sheet[1])

    async def commune(self, sheet: Sheet) -> None:
        if sheet[0] == "05":
            return
        await set_clock(self.house, POSTING_OVER)
        await close_postings(self.town, [self.numbers[sheet]], sheet[1])
        await self.hear(sheet, sheet[1], Stage.AT_COMMUNE)

    async def district(self, sheet: Sheet) -> None:
        await set_clock(self.house, DISTRICT_DAY)
        await self.hear(sheet, admin_units.district_of(sheet[1]) or DISTRICT, Stage.AT_DISTRICT)

    async def hear(self, sheet: Sheet, path: str, stage: Stage) -> None:
        if stage in await stages_of(self.numbers[sheet]):
            await heard(self.town, [self.numbers[sheet]], path)

    async def decide(self, sheet: Sheet) -> None:
        number = self.numbers[sheet]
        await set_clock(self.house, PROVINCE_DAY)
        await self.hear(sheet, PROVINCE, Stage.AT_PROVINCE)
        await set_clock(self.house, DECISION_DAY)
        if Stage.AT_PROVINCE in await stages_of(number):
            await decided(self.town, [number], admin_units.district_of(sheet[1]) or DISTRICT)
        await do_jobs(self.house)

    async def pay(self, sheet: Sheet) -> None:
        await set_clock(self.house, DECISION_DAY)
        await release_all(self.town)
        await pay(self.town, await dossiers_of(self.numbers[sheet]))

    async def outcome(self) -> list[tuple[str, int]]:
        """For each person: the group that won, and what they have or will get (đồng)."""
        cases: dict[int, list[int]] = {person: [] for person in range(len(self.people))}
        for sheet, people in self.at.items():
            numbers = await dossiers_of(self.numbers[sheet])
            for person, case in zip(people, numbers, strict=True):
                cases[person].append(case)
        return [
            (str(await scalar(self.house, _WINNER, d=own)), await self.money(own))
            for own in cases.values()
        ]

    async def money(self, cases: Sequence[int]) -> int:
        return int(await scalar(self.house, _MONEY, d=list(cases)))


_WINNER = (
    "select string_agg(c.group_code, ' and ') from nation.person_claim c"
    " where c.dossier_id = any(:d) and c.state = 'live'"
)
_MONEY = (
    "select (select coalesce(sum(amount_dong), 0) from payout_order"
    " where live and dossier_id = any(:d))"
    " - (select coalesce(sum(amount_dong), 0) from benefit_adjustment"
    " where kind = 'recovery' and state = 'open' and dossier_id = any(:d))"
)


def wanted_of(sheets: Sheets) -> list[tuple[str, int]]:
    """What the policy says each person gets, whoever came first."""
    ends = []
    for person, own in enumerate(sheets.people):
        offered = [
            Benefit(Group(GROUPS[form]), MONTHS[form][person % 2])
            for form in {one[0] for one in own}
        ]
        best = RULES.highest_benefit(offered)
        ends.append((str(best.group), int(RULES.amount_for(best.group, months=best.months))))
    return ends


@pytest.mark.parametrize("seed", range(3))
async def test_every_order_of_acts_ends_the_same(house: str, town: Town, seed: int) -> None:
    """Thirty-five people on pairs and triples of six lists, the lists' acts in any order."""
    sheets = Sheets(house, town)
    chance = random.Random(seed)
    road = [sheet for sheet in SHEETS for _ in range(6)]
    chance.shuffle(road)
    if seed == 0:
        road = [sheet for sheet in SHEETS[::-1] for _ in range(6)]  # one list after the other
    for sheet in road:
        await sheets.step(sheet)
    await release_all(town)
    assert await sheets.outcome() == wanted_of(sheets)
    assert await closes(town)


async def test_the_control_a_claim_that_is_not_closed_keeps_the_higher_out(
    house: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the giving way, who came first would keep the second out."""
    from app.dossiers import resolution

    sheets = Sheets(house, town)
    first, second = ("08", COMMUNE), ("07", COMMUNE)
    for _ in range(6):
        await sheets.step(first)
    for _ in range(4):
        await sheets.step(second)
    monkeypatch.setattr(resolution, "beats", lambda *_: False)
    with pytest.raises(Problem) as refusal:
        await sheets.step(second)
    assert refusal.value.code == "already-supported"
