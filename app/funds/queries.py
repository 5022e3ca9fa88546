"""Reading funds."""

from datetime import date

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.funds.rules import Account
from app.funds.schemas import Balance
from app.funds.tables import FundSource, Journal, JournalEntry


def _held(account: Account, sign: int = 1) -> ColumnElement[int]:
    total = func.sum(JournalEntry.amount_dong).filter(JournalEntry.account == account)
    return cast(sign * func.coalesce(total, 0), BigInteger)


async def balances(session: AsyncSession, as_of: date | None = None) -> list[Balance]:
    """Where every source's money stands (đồng), by what was booked up to a day, by code."""
    booked = Journal.source_id == FundSource.id
    if as_of is not None:
        booked = and_(booked, Journal.booked_on <= as_of)
    query = (
        select(
            FundSource.id, FundSource.code, FundSource.name, FundSource.level,
            _held(Account.ALLOTMENT, -1).label("allotted_dong"),
            _held(Account.AVAILABLE).label("available_dong"),
            _held(Account.COMMITTED).label("committed_dong"),
            _held(Account.SENT).label("sent_dong"),
            _held(Account.PAID).label("paid_dong"),
        )
        .outerjoin(Journal, booked)
        .outerjoin(JournalEntry, JournalEntry.journal_id == Journal.id)
        .group_by(FundSource.id)
        .order_by(FundSource.code)
    )  # fmt: skip
    return [Balance(**row) for row in (await session.execute(query)).mappings()]


async def standing(session: AsyncSession, source_ids: list[int]) -> dict[tuple[int, Account], int]:
    """What each account of some sources holds now (đồng)."""
    query = (
        select(
            JournalEntry.source_id,
            JournalEntry.account,
            cast(func.sum(JournalEntry.amount_dong), BigInteger),
        )
        .where(JournalEntry.source_id.in_(source_ids))
        .group_by(JournalEntry.source_id, JournalEntry.account)
    )
    found = await session.execute(query)
    return {(source_id, Account(account)): total for source_id, account, total in found}
