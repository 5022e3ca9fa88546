"""Where every approved đồng stands, and whether the books say the same: one moment, one look."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds
from app.core.db import standing_of
from app.funds.tables import Journal, JournalEntry
from app.reconciliation import DECISION_MONEY
from app.reports import rules
from app.reports.rules import MoneyOf
from app.reports.schemas import AccountMoney, Conservation, DecisionMoney

_M = DECISION_MONEY.c
_GIVEN_BACK = ("recovered_given_back", "recovered_repaid")


async def conservation(session: AsyncSession) -> Conservation:
    """Every decision of the territory by where its money stands; accounts for a whole province."""
    rows = (await session.execute(select(DECISION_MONEY).order_by(_M.decision_id))).all()
    money = [
        MoneyOf(**{name: getattr(row, name) for name in MoneyOf.__dataclass_fields__})
        for row in rows
    ]
    decisions = [
        DecisionMoney(
            decision_id=row.decision_id, number=row.number, signed_on=row.signed_on,
            approved_dong=one.approved_dong, to_recover_dong=row.to_recover_dong,
            closes=one.closes,
            **{name: getattr(one, name) for name in MoneyOf.__dataclass_fields__},
        )
        for row, one in zip(rows, money, strict=True)
    ]  # fmt: skip
    by_source: dict[int, list[MoneyOf]] = {}
    for row, one in zip(rows, money, strict=True):
        by_source.setdefault(row.source_id, []).append(one)
    accounts = await _accounts(session, by_source)
    closes = all(one.closes for one in decisions) and all(one.closes for one in accounts)
    return Conservation(closes=closes, decisions=decisions, accounts=accounts)


async def _accounts(
    session: AsyncSession, by_source: Mapping[int, list[MoneyOf]]
) -> list[AccountMoney]:
    """Booked beside wanted; a source serves a province, so a part of one cannot tell."""
    if standing_of(session).scope.count(".") != 1:
        return []
    gone = await given_back(session)
    found = []
    for balance in await funds.balances(session):
        wanted = dict(rules.accounts_wanted(by_source.get(balance.id, [])))
        wanted["recovered"] -= gone.get(balance.id, 0)
        for account, wanted_dong in wanted.items():
            booked_dong = getattr(balance, f"{account}_dong")
            found.append(
                AccountMoney(
                    source_id=balance.id, code=balance.code, account=account,
                    booked_dong=booked_dong, wanted_dong=wanted_dong,
                    closes=booked_dong == wanted_dong,
                )
            )  # fmt: skip
    return found


async def given_back(session: AsyncSession) -> dict[int, int]:
    """What came back from people and went on to whoever had given it (đồng), by source."""
    query = (
        select(JournalEntry.source_id, -cast(func.sum(JournalEntry.amount_dong), BigInteger))
        .join(Journal, Journal.id == JournalEntry.journal_id)
        .where(Journal.kind.in_(_GIVEN_BACK), JournalEntry.account == funds.Account.RECOVERED)
        .group_by(JournalEntry.source_id)
    )
    found = await session.execute(query)
    return {row[0]: row[1] for row in found}
