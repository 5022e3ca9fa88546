"""Moving money: every act is one or more journals of two legs, and nothing is ever edited."""

from datetime import date

from sqlalchemy import BigInteger, Date, Text, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.core.errors import BadInput, NotFound
from app.funds import queries
from app.funds.rules import (
    ROADS,
    AccountOverdrawn,
    Booking,
    JournalUnbalanced,
    Move,
    SourceKnown,
    check_cover,
)
from app.funds.schemas import AllotmentOrder, NewSource
from app.funds.tables import FundSource, Journal, JournalEntry

refuse_as("uq_fund_source_code", SourceKnown)
refuse_as("ck_fund_account_not_negative", AccountOverdrawn)
refuse_as("ck_journal_sums_to_zero", JournalUnbalanced)


async def add_source(session: AsyncSession, actor: Actor, order: NewSource) -> int:
    """Record a payer of the programme; returns its number; raises SourceKnown."""
    made = await session.execute(
        insert(FundSource).values(order.model_dump()).returning(FundSource.id)
    )
    return made.scalar_one()


async def allot(session: AsyncSession, actor: Actor, source_id: int, order: AllotmentOrder) -> int:
    """Give a source money (đồng) by a document; returns the journal's number."""
    if order.booked_on > clock.today(session):
        raise BadInput(
            reason="An allotment cannot be booked in the future.",
            reason_vi="Không thể ghi sổ kinh phí vào một ngày trong tương lai.",
            pointer="#/booked_on",
        )
    given = Booking(source_id, Move.ALLOT, order.amount_dong, order.document_number)
    (journal_id,) = await book(session, actor.officer_id, [given], order.booked_on)
    return journal_id


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
    """Write a journal of two legs for each booking, in four statements; raises FundsShort."""
    sources = [one.source_id for one in bookings]
    await hold(session, sources)
    # Read after the lock: a statement that waited would still see what stood before it waited.
    check_cover(bookings, await queries.standing(session, sources))
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
