"""Money back: the ledger of a case, its guards, and what happens without them."""

import asyncio
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.core.errors import BadInput, NotFound, Refused
from app.recoveries import commands, queries
from app.recoveries.jobs import open_cases
from app.recoveries.rules import (
    AboveBalance,
    CaseMovedOn,
    NothingLeft,
    OwnReceipt,
    PlanDoesNotSum,
    PlanInDisorder,
    ReceiptNumberUsed,
    ReversedAlready,
)
from app.recoveries.schemas import WaiverOrder
from app.recoveries.tables import RecoveryCase
from tests.grounds import become_service, raw_service, refused
from tests.grounds import owning as undone
from tests.money_rows import CHAIRMAN, POST, TODAY, acting, actor, owning, stand_still
from tests.recoveries.cases import (
    CLERK,
    RECOVERED,
    a_number,
    agreed,
    booked,
    detail,
    paid_after_cancel,
    paid_back,
    taken_back,
)

pytestmark = pytest.mark.usefixtures("noon")
MONTH = timedelta(days=30)
NEXT_WEEK = datetime(2020, 5, 12, 5, tzinfo=UTC)
ENTRY = (
    "insert into recovery_entry (case_id, kind, amount_dong, happened_on, number, reason,"
    " recorded_by, area_path) select id, 'waiver', :amount, '2020-05-05', 'x', 'x', 1, area_path"
    " from recovery_case where id = :case"
)


async def waived(case: int, who: Any = CHAIRMAN) -> Any:
    order = WaiverOrder(number=a_number(), signed_on=TODAY, reason="Hộ đặc biệt khó khăn")
    async with acting(who) as session:
        return await commands.waive(session, who, case, order)


async def test_a_receipt_moves_the_money_and_the_same_again_is_the_first(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    assert (case.cause, case.owed_dong, case.balance_dong, case.whole) == (
        "after_cancel", 750_000, 750_000, True,
    )  # fmt: skip
    number = a_number()
    first = await paid_back(case.id, 500_000, receipt_number=number)
    assert await paid_back(case.id, 500_000, receipt_number=number) == first
    with pytest.raises(ReceiptNumberUsed):
        await paid_back(case.id, 400_000, receipt_number=number)
    found = await detail(case.id)
    assert (found.paid_back_dong, found.balance_dong) == (500_000, 250_000)
    assert await booked(case.source_id) | {"allotment": 0} == {
        "allotment": 0, "available": 0, "committed": 0, "sent": 0, "paid": 250_000,
        RECOVERED: 500_000,
    }  # fmt: skip
    with pytest.raises(AboveBalance, match=r"250\.000"):
        await paid_back(case.id, 250_001)
    with pytest.raises(BadInput):
        await paid_back(case.id, 1, received_on=TODAY + timedelta(days=1))
    await paid_back(case.id, 250_000)
    assert (await detail(case.id)).balance_dong == 0


async def test_a_receipt_number_is_one_in_the_province(house: str) -> None:
    first, second = await paid_after_cancel(house, 2)
    number = a_number()
    await paid_back(first.id, 1000, receipt_number=number)
    with pytest.raises(ReceiptNumberUsed):
        await paid_back(second.id, 1000, receipt_number=number)
    far = actor(Role.COMMUNE_OFFICER, "42.437.18115.")
    with pytest.raises(NotFound):
        await paid_back(first.id, 1000, who=far)


async def test_a_mistake_is_taken_back_once_by_another_person(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    entry = await paid_back(case.id, 750_000)
    with pytest.raises(OwnReceipt):
        await taken_back(case.id, entry.id, who=CLERK)
    back = await taken_back(case.id, entry.id)
    assert (back.kind, back.amount_dong, back.reverses_id) == ("reversal", -750_000, entry.id)
    with pytest.raises(ReversedAlready):
        await taken_back(case.id, entry.id)
    with pytest.raises(NotFound):
        await taken_back(case.id, back.id)
    found = await detail(case.id)
    assert (found.balance_dong, len(found.entries)) == (750_000, 2)
    assert (await booked(case.source_id))[RECOVERED] == 0


async def test_a_waiver_is_signed_and_moves_no_money(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    await paid_back(case.id, 50_000)
    with pytest.raises(Refused):  # a chairman below the province has no delegation
        await waived(case.id, actor(Role.CHAIRMAN, "42.436."))
    await waived(case.id)
    found = await detail(case.id)
    assert (found.paid_back_dong, found.waived_dong, found.balance_dong) == (50_000, 700_000, 0)
    assert (await booked(case.source_id))[RECOVERED] == 50_000
    with pytest.raises(NothingLeft):
        await waived(case.id)


async def test_a_plan_is_what_is_left_and_the_last_one_counts(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    with pytest.raises(PlanDoesNotSum):
        await agreed(case.id, (TODAY + MONTH, 749_999))
    with pytest.raises(PlanInDisorder):
        await agreed(case.id, (TODAY + MONTH, 250_000), (TODAY + MONTH, 500_000))
    await agreed(case.id, (TODAY + MONTH, 250_000), (TODAY + 2 * MONTH, 500_000))
    await paid_back(case.id, 300_000)
    found = await detail(case.id)
    assert (found.next_due_on, found.next_due_dong) == (TODAY + 2 * MONTH, 450_000)
    again = await agreed(case.id, (TODAY, 50_000), (TODAY + MONTH, 400_000))
    assert [plan.place for plan in again.plans] == [2, 1]
    assert (again.next_due_on, again.next_due_dong, again.days_overdue) == (TODAY, 50_000, 0)
    await stand_still(house, moment=NEXT_WEEK)
    assert (await detail(case.id)).days_overdue == 7
    await paid_back(case.id, 50_000)
    assert (await detail(case.id)).days_overdue == 0


# --- the database itself ------------------------------------------------------------------------


async def test_raw_sql_takes_no_case_below_zero_but_without_the_guard_it_does(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    facts = {"case": case.id, "amount": 750_001}
    async with raw_service(house) as session:
        assert await refused(session, ENTRY, **facts) == "ck_recovery_entry_balance"
        assert await refused(session, ENTRY, **facts | {"amount": 750_000}) is None
    async with undone(house) as session:
        await session.execute(text("drop trigger check_recovery_entry on recovery_entry"))
        await become_service(session)
        assert await refused(session, ENTRY, **facts) is None


async def test_raw_sql_books_what_it_says_and_opens_what_was_paid(house: str) -> None:
    first, second = await paid_after_cancel(house, 2)
    entry = await paid_back(first.id, 1000)
    stolen = (
        "insert into recovery_entry (case_id, kind, amount_dong, happened_on, number, payer,"
        " journal_id, recorded_by, area_path) select id, 'receipt', 1000, '2020-05-05', 'y',"
        " 'payee', :journal, 1, area_path from recovery_case where id = :case"
    )
    query = "select journal_id from recovery_entry where id = :e"
    async with owning(house) as session:
        journal = await session.scalar(text(query), {"e": entry.id})
    opened = (
        "insert into recovery_case (cause, order_id, dossier_id, decision_id, source_id,"
        " group_code, owed_dong, whole, since, area_path) select :cause, order_id, dossier_id,"
        " decision_id, source_id, group_code, :owed, whole, since, area_path from recovery_case"
        " where id = :case"
    )
    undo = (
        "insert into recovery_entry (case_id, kind, amount_dong, happened_on, reason, reverses_id,"
        " journal_id, recorded_by, area_path) select case_id, 'reversal', -1000, '2020-05-05',"
        " 'x', id, journal_id + 1000000, recorded_by, area_path from recovery_entry where id = :e"
    )
    async with raw_service(house) as session:
        why = await refused(session, stolen, journal=journal, case=second.id)
        assert why == "uq_recovery_entry_journal_id"
        why = await refused(session, opened, case=first.id, cause="after_cancel", owed=5)
        assert why in ("uq_recovery_case_after_cancel", "ck_recovery_case_paid")
        assert await refused(session, undo, e=entry.id) is not None
        for table in ("recovery_case", "recovery_entry", "recovery_plan", "payee_receipt"):
            assert await refused(session, f"delete from {table}") == "42501"
    async with undone(house) as session:
        await session.execute(text("drop index uq_recovery_case_after_cancel"))
        await become_service(session)
        why = await refused(session, opened, case=first.id, cause="after_cancel", owed=5)
        assert why == "ck_recovery_case_paid"


async def test_a_case_is_opened_once_and_only_for_what_was_asked_back(house: str) -> None:
    (case,) = await paid_after_cancel(house)
    query = "select statement_id from order_outcome where order_id = :o"
    async with owning(house) as session:
        statement = await session.scalar(text(query), {"o": case.order_id})
    await open_cases(POST.standing, {"statement_id": statement})
    count = "select count(*) from recovery_case where order_id = :o"
    async with owning(house) as session:
        assert await session.scalar(text(count), {"o": case.order_id}) == 1


# --- races and random histories -----------------------------------------------------------------


async def at_once(case: int, amount: int) -> Counter[str]:
    """Sixteen receipts of one case at one moment: how many of each answer."""
    answers = await asyncio.gather(
        *(paid_back(case, amount) for _ in range(16)), return_exceptions=True
    )
    return Counter(type(one).__name__ for one in answers)


async def test_sixteen_receipts_at_once_never_pass_the_balance(house: str) -> None:
    (case,) = await paid_after_cancel(house, amount=1_000_000)
    assert await at_once(case.id, 250_000) == {"EntryShown": 4, "AboveBalance": 12}
    assert (await detail(case.id)).balance_dong == 0
    assert (await booked(case.source_id))[RECOVERED] == 1_000_000


async def test_without_the_lock_only_the_database_refuses(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the lock: rivals all look before any has entered, and the guard remains."""
    (case,) = await paid_after_cancel(house, amount=1_000_000)
    everybody = asyncio.Barrier(8)

    async def no_lock(session: Any, case_id: int) -> Any:
        row = await session.get(RecoveryCase, case_id)
        held = commands._Held(row, await queries.balance_of(session, case_id))
        await everybody.wait()
        return held

    monkeypatch.setattr(commands, "_hold", no_lock)
    answers = await asyncio.gather(
        *(paid_back(case.id, 500_000) for _ in range(8)), return_exceptions=True
    )
    found = Counter(type(one).__name__ for one in answers)
    assert found["EntryShown"] == 2
    assert found["AboveBalance"] == 0
    assert set(found) <= {"EntryShown", CaseMovedOn.__name__, "FundsShort"}
    assert (await detail(case.id)).balance_dong == 0


@pytest.mark.parametrize("seed", range(6))
async def test_random_histories_never_pass_and_the_books_agree(house: str, seed: int) -> None:
    chance = random.Random(seed)
    (case,) = await paid_after_cancel(house, amount=1_000_000)
    live: dict[int, int] = {}
    waived_dong = 0
    for _ in range(25):
        left = 1_000_000 - sum(live.values()) - waived_dong
        act = chance.choices(("pay", "undo", "plan", "waive"), (10, 5, 4, 1))[0]
        try:
            if act == "pay":
                entry = await paid_back(case.id, chance.randint(1, 400_000))
                live[entry.id] = entry.amount_dong
            elif act == "undo" and live:
                number = chance.choice(list(live))
                await taken_back(case.id, number)
                del live[number]
            elif act == "plan" and left > 1:
                part = chance.randint(1, left - 1)
                await agreed(case.id, (TODAY, part), (date(2020, 9, 1), left - part))
            elif act == "waive":
                waived_dong += (await waived(case.id)).amount_dong
        except (AboveBalance, NothingLeft):
            pass
        found = await detail(case.id)
        left = 1_000_000 - sum(live.values()) - waived_dong
        assert 0 <= found.balance_dong == left
        assert found.paid_back_dong == sum(live.values())
        assert found.waived_dong == waived_dong
        accounts = await booked(case.source_id)
        assert accounts.get(RECOVERED, 0) == sum(live.values())
        assert accounts["paid"] == 1_000_000 - sum(live.values())
        if found.plans and found.next_due_on:
            assert found.next_due_dong is not None
            assert found.next_due_dong <= max(left, found.plans[0].total_dong)
