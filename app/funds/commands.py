"""Moving money: every act is one or more journals of two legs, and nothing is ever edited."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Date, Text, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.core.errors import BadInput, NotFound
from app.core.money import spoken
from app.funds import queries
from app.funds.rules import (
    ROADS,
    AccountOverdrawn,
    BeyondOwed,
    Booking,
    JournalUnbalanced,
    MoreGivenBack,
    Move,
    SettlementOpen,
    SourceKnown,
    SuspenseApart,
    check_cover,
    suspense_code,
)
from app.funds.schemas import AllotmentOrder, NewSource, ReturnOrder, SettlementOrder
from app.funds.tables import FundSettlement, FundSource, Journal, JournalEntry

_WAYS_BACK: Final = {
    ("unused", "allotment"): Move.GIVE_BACK,
    ("unused", "advance"): Move.REPAY_ADVANCE,
    ("recovered", "allotment"): Move.GIVE_BACK_RECOVERED,
    ("recovered", "advance"): Move.REPAY_RECOVERED,
}
refuse_as("uq_fund_source_code", SourceKnown)
refuse_as("ck_fund_account_not_negative", AccountOverdrawn)
refuse_as("ck_fund_account_given_back", MoreGivenBack)
refuse_as("ck_journal_sums_to_zero", JournalUnbalanced)
refuse_as("ck_fund_settlements_sum_to_zero", SettlementOpen)
refuse_as("ck_fund_settlement_journals", SettlementOpen)
refuse_as("ck_journal_suspense", SuspenseApart)
refuse_as("ck_fund_source_suspense_code", SuspenseApart)


async def add_source(session: AsyncSession, actor: Actor, order: NewSource) -> int:
    """Record a payer of the programme; returns its number; raises SourceKnown."""
    made = await session.execute(
        insert(FundSource).values(order.model_dump()).returning(FundSource.id)
    )
    return made.scalar_one()


async def suspense_of(session: AsyncSession, agent_code: str) -> int:
    """The one source that holds what a payment agent claims and nobody has judged; made if new."""
    code = suspense_code(agent_code)
    new = {"code": code, "name": f"Tiền treo của {agent_code}", "level": "suspense"}
    await session.execute(upsert(FundSource).values(new).on_conflict_do_nothing())
    # A new statement: it also sees what somebody else made meanwhile.
    query = select(FundSource.id).where(FundSource.code == code)
    return (await session.scalars(query)).one()


async def allot(session: AsyncSession, actor: Actor, source_id: int, order: AllotmentOrder) -> int:
    """Give a source money (đồng) by a document; returns the journal's number."""
    return await _by_document(session, actor, source_id, Move.ALLOT, order)


async def advance(
    session: AsyncSession, actor: Actor, source_id: int, order: AllotmentOrder
) -> int:
    """Give a source money (đồng) for the time being (tạm ứng); returns the journal's number."""
    return await _by_document(session, actor, source_id, Move.ADVANCE, order)


async def give_back(session: AsyncSession, actor: Actor, source_id: int, order: ReturnOrder) -> int:
    """Give money (đồng) back to whoever gave it; returns the journal's number.

    Raises FundsShort and GivenBackTooMuch: what is not there, or was not given, does not go back.
    """
    way = _WAYS_BACK[order.out_of, order.against]
    return await _by_document(session, actor, source_id, way, order)


async def _by_document(
    session: AsyncSession, actor: Actor, source_id: int, move: Move, order: AllotmentOrder
) -> int:
    _check_day(session, order)
    booking = Booking(source_id, move, order.amount_dong, order.document_number)
    (journal_id,) = await book(session, actor.officer_id, [booking], order.booked_on)
    return journal_id


def _check_day(session: AsyncSession, order: AllotmentOrder) -> None:
    if order.booked_on > clock.today(session):
        raise BadInput(
            reason="Money of a source cannot be booked in the future.",
            reason_vi="Không thể ghi sổ kinh phí vào một ngày trong tương lai.",
            pointer="#/booked_on",
        )


async def settle(session: AsyncSession, actor: Actor, order: SettlementOrder) -> int:
    """One source pays another what it owes (đồng), two journals in one act; returns its number.

    Raises BeyondOwed when it is more than the one has still to pay and the other to receive, unless
    the order says why, and FundsShort when the money is not there.
    """
    _check_day(session, order)
    if order.from_source_id == order.to_source_id:
        raise BadInput(
            reason="A source does not settle with itself.",
            reason_vi="Một nguồn kinh phí không quyết toán với chính nó.",
            pointer="#/to_source_id",
        )
    # All of them: what is owed depends on what every source has spent.
    sources = await queries.money_sources(session)
    await hold(session, sources)
    if not {order.from_source_id, order.to_source_id} <= set(sources):
        raise NotFound(what="nguồn kinh phí")
    beyond = await _beyond(session, order)
    owed, received = await book(
        session,
        actor.officer_id,
        [
            Booking(order.from_source_id, Move.OWE, order.amount_dong, order.document_number),
            Booking(order.to_source_id, Move.SETTLE, order.amount_dong, order.document_number),
        ],
        order.booked_on,
    )
    made = await session.execute(
        insert(FundSettlement)
        .values(
            order.model_dump()
            | {
                "beyond_because": order.beyond_because if beyond else None,
                "owed_journal_id": owed,
                "received_journal_id": received,
                "recorded_by": actor.officer_id,
            }
        )
        .returning(FundSettlement.id)
    )
    return made.scalar_one()


async def _beyond(session: AsyncSession, order: SettlementOrder) -> bool:
    """Whether more is settled than is owed by all that is booked; raises BeyondOwed."""
    found = await queries.shares(session, clock.today(session))
    owed = found.owed(order.from_source_id, order.to_source_id)
    if order.amount_dong <= owed:
        return False
    if order.beyond_because is None:
        raise BeyondOwed(owed=spoken(owed), wanted=spoken(order.amount_dong))
    return True


async def commit_for(
    session: AsyncSession,
    actor: Actor,
    source_id: int,
    amount: int,
    decision_id: int | None,
    document_number: str,
) -> None:
    """Bind money (đồng) to a decision: available to committed; raises FundsShort."""
    await _move(
        session, actor, Booking(source_id, Move.COMMIT, amount, document_number, decision_id)
    )


async def release_for(
    session: AsyncSession,
    actor: Actor,
    source_id: int,
    amount: int,
    subject_id: int,
    document_number: str,
) -> None:
    """Send money (đồng) to a payer with its orders: committed to sent."""
    await _move(
        session, actor, Booking(source_id, Move.RELEASE, amount, document_number, subject_id)
    )


async def pay_for(
    session: AsyncSession,
    actor: Actor,
    source_id: int,
    amount: int,
    subject_id: int,
    document_number: str,
) -> None:
    """The payer handed money (đồng) over: sent to paid."""
    await _move(session, actor, Booking(source_id, Move.PAY, amount, document_number, subject_id))


async def return_to_committed(
    session: AsyncSession,
    actor: Actor,
    source_id: int,
    amount: int,
    subject_id: int,
    document_number: str,
) -> None:
    """The payer could not hand money (đồng) over: sent to committed."""
    await _move(
        session, actor, Booking(source_id, Move.RETURN, amount, document_number, subject_id)
    )


async def _move(session: AsyncSession, actor: Actor, booking: Booking) -> None:
    if booking.amount_dong:
        await book(session, actor.officer_id, [booking])


async def hold(session: AsyncSession, source_ids: list[int]) -> None:
    """Lock sources, in order of number, until the act ends; raises NotFound.

    The lock leaves the key alone: acts that point at a source first (a decision, a run) and move
    its money later share the key, and would block each other if the lock wanted it too.
    """
    wanted = sorted(set(source_ids))
    query = select(FundSource.id).where(FundSource.id.in_(wanted)).order_by(FundSource.id)
    if list(await session.scalars(query.with_for_update(key_share=True))) != wanted:
        raise NotFound(what="nguồn kinh phí")


async def book(
    session: AsyncSession,
    officer_id: int | None,
    bookings: list[Booking],
    booked_on: date | None = None,
) -> list[int]:
    """Write a journal of two legs for each booking, in three statements.

    Raises FundsShort, GivenBackTooMuch and NotFound.
    """
    sources = [one.source_id for one in bookings]
    check_cover(bookings, await queries.standing_held(session, sources))
    journal_ids = await _open_journals(
        session, officer_id, bookings, booked_on or clock.today(session)
    )
    await _write_legs(session, journal_ids, bookings)
    return journal_ids


async def _open_journals(
    session: AsyncSession, officer_id: int | None, bookings: list[Booking], booked_on: date
) -> list[int]:
    given = rows_of(
        source_id=(BigInteger(), [one.source_id for one in bookings]),
        kind=(Text(), [str(one.move) for one in bookings]),
        document_number=(Text(), [one.document_number for one in bookings]),
        subject_id=(BigInteger(), [one.subject_id for one in bookings]),
        group_code=(Text(), [one.group_code for one in bookings]),
    )
    names = list(given.c.keys())
    columns = (
        *(given.c[name] for name in names),
        literal(booked_on, Date()),
        literal(officer_id, BigInteger()),
    )
    made = await session.scalars(
        insert(Journal)
        .from_select([*names, "booked_on", "recorded_by"], select(*columns))
        .returning(Journal.id)
    )
    return list(made)


async def _write_legs(
    session: AsyncSession, journal_ids: list[int], bookings: list[Booking]
) -> None:
    legs = [
        (journal_id, str(account), one.source_id, sign * one.amount_dong)
        for journal_id, one in zip(journal_ids, bookings, strict=True)
        for account, sign in zip(ROADS[one.move], (-1, 1), strict=True)
    ]
    journals, accounts, sources, amounts = zip(*legs, strict=True)
    given = rows_of(
        journal_id=(BigInteger(), journals),
        account=(Text(), accounts),
        source_id=(BigInteger(), sources),
        amount_dong=(BigInteger(), amounts),
    )
    await session.execute(insert(JournalEntry).from_select(list(given.c.keys()), select(*given.c)))
