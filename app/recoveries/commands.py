"""Plans, receipts, receipts taken back, and waivers: one case at a time, under its lock."""

from typing import NamedTuple

from sqlalchemy import BigInteger, Date, Integer, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import decisions, funds
from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.core.money import spoken
from app.recoveries import queries, rules
from app.recoveries.rules import (
    AboveBalance,
    CaseMovedOn,
    Instalment,
    NothingLeft,
    OwnReceipt,
    ReceiptNumberUsed,
    ReversedAlready,
)
from app.recoveries.schemas import (
    CaseDetail,
    EntryShown,
    PlanOrder,
    ReceiptOrder,
    ReversalOrder,
    WaiverOrder,
)
from app.recoveries.tables import RecoveryCase, RecoveryEntry, RecoveryInstalment, RecoveryPlan

for _key in ("ck_recovery_entry_balance", "ck_recovery_plan_sums", "uq_recovery_plan_place"):
    refuse_as(_key, CaseMovedOn)
refuse_as("uq_recovery_entry_number", ReceiptNumberUsed)
refuse_as("uq_recovery_entry_reverses_id", ReversedAlready)
refuse_as("ck_recovery_entry_other_hands", OwnReceipt)


class _Held(NamedTuple):
    """A case under its lock, and what is left of it (đồng)."""

    case: RecoveryCase
    balance: int


async def _hold(session: AsyncSession, case_id: int) -> _Held:
    """The case alone until the act ends; raises NotFound."""
    case = await session.get(RecoveryCase, case_id)
    if case is None:
        raise NotFound(what="hồ sơ thu hồi")
    await session.execute(select(func.nation.hold_recovery_case(func.current_schema(), case_id)))
    # Read after the lock: a statement that waited would still see what stood before it waited.
    return _Held(case, await queries.balance_of(session, case_id))


async def agree_plan(
    session: AsyncSession, actor: Actor, case_id: int, order: PlanOrder
) -> CaseDetail:
    """Instalments agreed with the household, for exactly what is left; earlier plans are kept.

    Raises NotFound, PlanInDisorder, PlanDoesNotSum, BadInput.
    """
    held = await _hold(session, case_id)
    parts = [Instalment(one.due_on, one.amount_dong) for one in order.instalments]
    rules.check_plan(order.agreed_on, clock.today(session), parts, held.balance)
    last = select(func.max(RecoveryPlan.place)).where(RecoveryPlan.case_id == case_id)
    place = (await session.scalar(last) or 0) + 1
    made = await session.execute(
        insert(RecoveryPlan)
        .values(
            case_id=case_id, place=place, paper_number=order.paper_number,
            agreed_on=order.agreed_on, total_dong=held.balance,
            instalment_count=len(parts), recorded_by=actor.officer_id,
            area_path=held.case.area_path,
        )
        .returning(RecoveryPlan.id)
    )  # fmt: skip
    await _write_instalments(session, made.scalar_one(), held.case.area_path, parts)
    return await queries.case_detail(session, case_id)


async def _write_instalments(
    session: AsyncSession, plan_id: int, area_path: str, parts: list[Instalment]
) -> None:
    given = rows_of(
        place=(Integer(), range(1, len(parts) + 1)),
        due_on=(Date(), [one.due_on for one in parts]),
        amount_dong=(BigInteger(), [one.amount_dong for one in parts]),
    )
    rows = select(*given.c, literal(plan_id, BigInteger()), literal(area_path))
    names = [*given.c.keys(), "plan_id", "area_path"]
    await session.execute(insert(RecoveryInstalment).from_select(names, rows))


async def record_receipt(
    session: AsyncSession, actor: Actor, case_id: int, order: ReceiptOrder
) -> EntryShown:
    """Money came back: paid to recovered in the case's source, never more than is left.

    The same receipt again is the first entry. Raises NotFound, AboveBalance, ReceiptNumberUsed,
    FundsShort, BadInput.
    """
    rules.check_past(order.received_on, clock.today(session), "received_on")
    held = await _hold(session, case_id)
    known = await queries.receipt_numbered(session, order.receipt_number)
    if known is not None:
        return _same_receipt(known, case_id, order)
    _check_balance(held, order.amount_dong)
    booking = funds.Booking(
        held.case.source_id, funds.Move.RECOVER, order.amount_dong, order.receipt_number, case_id,
        held.case.group_code,
    )  # fmt: skip
    (journal_id,) = await funds.book(session, actor.officer_id, [booking])
    entry = RecoveryEntry(
        case_id=case_id, kind="receipt", amount_dong=order.amount_dong,
        happened_on=order.received_on, number=order.receipt_number, payer=str(order.payer),
        journal_id=journal_id, recorded_by=actor.officer_id, area_path=held.case.area_path,
    )  # fmt: skip
    return await _entered(session, entry)


def _check_balance(held: _Held, amount: int) -> None:
    if amount > held.balance:
        raise AboveBalance(balance=spoken(held.balance), wanted=spoken(amount))


def _same_receipt(known: RecoveryEntry, case_id: int, order: ReceiptOrder) -> EntryShown:
    told = (case_id, order.amount_dong, order.received_on, str(order.payer))
    if (known.case_id, known.amount_dong, known.happened_on, known.payer) != told:
        raise ReceiptNumberUsed
    return EntryShown.model_validate(known)


async def reverse_receipt(
    session: AsyncSession, actor: Actor, case_id: int, entry_id: int, order: ReversalOrder
) -> EntryShown:
    """Take a mistaken receipt back by a counter-entry of another person; nothing is deleted.

    Raises NotFound, OwnReceipt, ReversedAlready, and FundsShort when the money was given back.
    """
    held = await _hold(session, case_id)
    receipt = await queries.receipt_of(session, case_id, entry_id)
    if receipt.recorded_by == actor.officer_id:
        raise OwnReceipt
    taken = select(RecoveryEntry.id).where(RecoveryEntry.reverses_id == entry_id)
    if await session.scalar(taken):
        raise ReversedAlready
    booking = funds.Booking(
        held.case.source_id, funds.Move.UNDO_RECOVERY, receipt.amount_dong,
        receipt.number or "", case_id, held.case.group_code,
    )  # fmt: skip
    (journal_id,) = await funds.book(session, actor.officer_id, [booking])
    entry = RecoveryEntry(
        case_id=case_id, kind="reversal", amount_dong=-receipt.amount_dong,
        happened_on=clock.today(session), reason=order.reason, reverses_id=entry_id,
        journal_id=journal_id, recorded_by=actor.officer_id, area_path=held.case.area_path,
    )  # fmt: skip
    return await _entered(session, entry)


async def waive(
    session: AsyncSession, actor: Actor, case_id: int, order: WaiverOrder
) -> EntryShown:
    """Sign that what is left is not called back; no money moves, and it is counted apart.

    By the provincial Chairman or a delegate. Raises NotFound, NotDelegated, NothingLeft, BadInput.
    """
    rules.check_past(order.signed_on, clock.today(session), "signed_on")
    held = await _hold(session, case_id)
    await decisions.authority(session, actor, held.case.area_path, order.signed_on)
    if not held.balance:
        raise NothingLeft
    entry = RecoveryEntry(
        case_id=case_id, kind="waiver", amount_dong=held.balance, happened_on=order.signed_on,
        number=order.number, reason=order.reason, recorded_by=actor.officer_id,
        area_path=held.case.area_path,
    )  # fmt: skip
    return await _entered(session, entry)


async def _entered(session: AsyncSession, entry: RecoveryEntry) -> EntryShown:
    session.add(entry)
    await session.flush()
    await session.refresh(entry)
    return EntryShown.model_validate(entry)
