"""Random histories of signing, adjusting, revoking and paying: everything recounted from below."""

import contextlib
import random
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import text

from app import coverage, funds, payouts, reports
from app.audit.verify_trail import merkle_root
from app.decisions.merkle import leaf_of
from app.decisions.rules import AlreadyRevoked, LinesUnfit, PaymentUnderWay
from app.funds import FundsShort
from app.payouts.rules import (
    AlreadyAnswered,
    AlreadyCancelled,
    AlreadyOrdered,
    NothingToFollow,
    OrderCancelled,
)
from app.payouts.schemas import FollowUpOrder
from tests.adjustments.lines import (
    AGENT,
    FINANCE,
    HERE,
    PROVINCE,
    REPORTER,
    adjusted,
    correction,
    lines_of,
    removal,
    reported,
    revoked,
    seen,
    standing,
)
from tests.money_rows import TODAY, acting, funded, orders_of, owning

pytestmark = pytest.mark.usefixtures("still")
GROUPS = {"HN": 250_000, "NLD_TAMHOAN": 1_800_000}


EXPECTED = (AlreadyRevoked, FundsShort, LinesUnfit, PaymentUnderWay)


class History:
    """One history, with what must be true of it kept beside in plain numbers."""

    def __init__(self, house: str, seed: int) -> None:
        self.house, self.dice = house, random.Random(seed)
        self.decisions: list[int] = []
        self.amounts: dict[int, int] = {}
        self.months: dict[int, int] = {}
        self.group: dict[int, str] = {}
        self.of: dict[int, list[int]] = {}
        self.refused = 0

    async def sign(self) -> None:
        group = self.dice.choice(list(GROUPS))
        people, months = self.dice.randint(1, 5), self.dice.randint(1, 3)
        each = GROUPS[group] * months
        made = await standing(
            self.house, people, group=group, months=months, amount=each, source_id=self.source
        )
        self.decisions.append(made.decision_id)
        self.of[made.decision_id] = await lines_of(self.house, made.decision_id)
        for line in self.of[made.decision_id]:
            self.amounts[line], self.months[line], self.group[line] = each, months, group

    async def order(self) -> None:
        decision_id = self.dice.choice(self.decisions)
        async with acting(FINANCE) as session:
            await payouts.prepare_orders(session, decision_id, "BUUDIEN")

    async def release(self) -> None:
        for run_id in await self.runs("prepared", 1):
            async with acting(FINANCE) as session:
                await payouts.release(session, FINANCE, run_id)

    async def take(self) -> None:
        async with acting(AGENT) as session:
            lease = await payouts.take(session, AGENT, None, self.dice.randint(1, 6))
            if lease is not None:
                await payouts.acknowledge(session, AGENT, lease.id)

    async def cancel(self) -> None:
        found = await self.numbers("select id from payout_order where live order by id")
        for number in self.dice.sample(found, min(1, len(found))):
            with contextlib.suppress(AlreadyAnswered, AlreadyCancelled):
                async with acting(FINANCE) as session:
                    await payouts.cancel(session, FINANCE, number, "Sai người nhận")

    async def follow_up(self) -> None:
        named = FollowUpOrder(decision_id=self.dice.choice(self.decisions))
        with contextlib.suppress(NothingToFollow):
            async with acting(FINANCE) as session:
                await payouts.follow_up(session, named)

    async def report(self) -> None:
        for run_id in await self.runs("released", 2):
            orders = [one for one in await orders_of(run_id, HERE) if one.live]
            open_ones = [not await self.ended(one.id) for one in orders]
            words = [
                self.dice.choice(["paid", "failed", "paid"]) if one else "" for one in open_ones
            ]
            await reported(run_id, words)

    async def reissue(self) -> None:
        query = (
            "select id from payout_order where not live and payee_name not like '(%' order by id"
        )
        for number in self.dice.sample(found := await self.numbers(query), min(2, len(found))):
            with contextlib.suppress(OrderCancelled, AlreadyOrdered):
                async with acting(FINANCE) as session:
                    await payouts.reissue(session, FINANCE, number)

    async def adjust(self) -> None:
        decision_id = self.dice.choice(self.decisions)
        left = [line for line in self.of[decision_id] if line in self.amounts]
        chosen = self.dice.sample(left, self.dice.randint(0, len(left)))
        words, after = [], dict[int, tuple[int, int] | None]()
        for line in chosen:
            months = self.dice.randint(1, 3)
            if self.dice.random() < 0.3 or months == self.months[line]:
                words.append(removal(line))
                after[line] = None
            else:
                words.append(correction(line, months=months))
                after[line] = (months, GROUPS[self.group[line]] * months)
        if not words:
            return
        try:
            await adjusted(decision_id, words)
        except EXPECTED:
            self.refused += 1
            return
        for line, stands in after.items():
            if stands is None:
                del self.amounts[line]
            else:
                self.months[line], self.amounts[line] = stands

    async def revoke(self) -> None:
        decision_id = self.dice.choice(self.decisions)
        try:
            await revoked(decision_id)
        except EXPECTED:
            self.refused += 1
            return
        for line in self.of[decision_id]:
            self.amounts.pop(line, None)

    async def runs(self, state: str, most: int) -> list[int]:
        found = await self.numbers(f"select id from payout_run where state = '{state}' order by id")
        return self.dice.sample(found, min(most, len(found)))

    async def ended(self, order_id: int) -> bool:
        query = f"select order_id from order_outcome where order_id = {order_id}"
        return bool(await self.numbers(query))

    async def numbers(self, query: str) -> list[int]:
        async with owning(self.house, PROVINCE) as session:
            return list(await session.scalars(text(query)))

    async def live(self, steps: int) -> None:
        self.source = await funded(60_000_000, FINANCE)
        await self.sign()
        acts = [self.sign, self.order, self.order, self.release, self.release, self.report,
                self.report, self.reissue, self.adjust, self.adjust, self.revoke, self.take,
                self.cancel, self.follow_up]  # fmt: skip
        weights = [3, 4, 4, 4, 4, 4, 4, 3, 6, 6, 1, 3, 3, 4]
        for _ in range(steps):
            (act,) = self.dice.choices(acts, weights)
            await act()
            await self.check()

    async def check(self) -> None:
        """The recount: lines in force, books, orders, roots, coverage and conservation agree."""
        stands = await self.rows("select dossier_id, amount_dong from line_in_force")
        assert dict(stands) == self.amounts
        paid: dict[int, int] = defaultdict(int)
        for line, amount in await self.rows(
            "select dossier_id, amount_dong from order_outcome where kind = 'paid'"
        ):
            paid[line] += amount
        sent = sum(
            amount
            for (amount,) in await self.rows(
                "select o.amount_dong from payout_order o join payout_run r on r.id = o.run_id"
                " where o.live and r.state = 'released' and not exists"
                " (select from order_outcome e where e.order_id = o.id)"
            )
        )
        owed: dict[int, int] = defaultdict(int)
        for line, amount in await self.rows("select dossier_id, owed_dong from recovery_case"):
            owed[line] += amount
        everyone = set(paid) | set(self.amounts) | set(owed)
        assert {line: owed[line] for line in everyone if owed[line]} == {
            line: over for line in everyone if (over := paid[line] - self.amounts.get(line, 0)) > 0
        }
        promised = sum(self.amounts.values()) + sum(owed.values())
        async with acting(FINANCE) as session:
            (book,) = [one for one in await funds.balances(session) if one.id == self.source]
        assert book.paid_dong == sum(paid.values())
        assert book.sent_dong == sent
        assert book.committed_dong == promised - sum(paid.values()) - sent
        assert book.available_dong == 60_000_000 - promised
        await self.check_reports(sum(paid.values()) - sum(owed.values()))
        await self.check_roots()

    async def check_reports(self, paid_dong: int) -> None:
        async with acting(REPORTER) as session:
            money = await reports.conservation(session)
            row = (await reports.coverage_at(session, TODAY)).rows[-1]
        if self.dice.random() < 0.3:
            async with acting(REPORTER) as session:
                await coverage.fold(session, PROVINCE)
        async with owning(self.house, PROVINCE) as session:
            assert await coverage.differing(session, PROVINCE) == 0
        assert money.closes
        assert (row.approved_people, row.approved_dong, row.paid_dong) == (
            len(self.amounts), sum(self.amounts.values()), paid_dong,
        )  # fmt: skip

    async def check_roots(self) -> None:
        names = "v.dossier_id, person_id, v.group_code, v.months, v.amount_dong, payee_name,"
        names += " v.id_number, v.hamlet, v.account_number, v.account_name, v.bank, v.area_path"
        for decision_id in self.decisions:
            rows = await self.rows(
                f"select {names} from line_in_force v join dossier d on d.id = v.dossier_id"
                f" where v.decision_id = {decision_id} order by 1"
            )
            assert await seen(decision_id) == merkle_root([leaf_of(row) for row in rows]).hex()

    async def rows(self, query: str) -> list[Any]:
        async with owning(self.house, PROVINCE) as session:
            return [tuple(row) for row in await session.execute(text(query))]


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_dong_is_where_the_history_says(house: str, seed: int) -> None:
    history = History(house, seed)
    await history.live(20)
    assert history.refused < 20
