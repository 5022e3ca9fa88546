"""Doors of funds."""

from datetime import date
from typing import Annotated

from fastapi import Path

from app.access import Actor, Permission, Reading, Writing, allow
from app.core import clock
from app.core.web import Cursor, Doors, PageSize, after
from app.funds import commands, queries
from app.funds.schemas import (
    AllotmentOrder,
    Balance,
    Booked,
    FundShares,
    JournalPage,
    NewSource,
    ReturnOrder,
    SettlementMade,
    SettlementOrder,
    SettlementPage,
    SourceMade,
)

router = Doors(tags=["funds"])
Treasurer = Annotated[Actor, allow(Permission.MANAGE_FUNDS)]
Reader = Annotated[Actor, allow(Permission.READ_FUNDS)]
SourceNumber = Annotated[int, Path(ge=1, lt=2**62)]


@router.post("/fund-sources", status_code=201, operation_id="addFundSource")
async def add_source(actor: Treasurer, session: Writing, order: NewSource) -> SourceMade:
    """Record a source of money: central, province, district or another payer."""
    return SourceMade(id=await commands.add_source(session, actor, order))


@router.post("/fund-sources/{source_id}/allotments", status_code=201, operation_id="allotFunds")
async def allot(
    actor: Treasurer, session: Writing, source_id: SourceNumber, order: AllotmentOrder
) -> Booked:
    """Give a source money by a document."""
    return Booked(journal_id=await commands.allot(session, actor, source_id, order))


@router.post("/fund-sources/{source_id}/advances", status_code=201, operation_id="advanceFunds")
async def advance(
    actor: Treasurer, session: Writing, source_id: SourceNumber, order: AllotmentOrder
) -> Booked:
    """Give a source money for the time being (tạm ứng) by a document."""
    return Booked(journal_id=await commands.advance(session, actor, source_id, order))


@router.post("/fund-sources/{source_id}/returns", status_code=201, operation_id="giveFundsBack")
async def give_back(
    actor: Treasurer, session: Writing, source_id: SourceNumber, order: ReturnOrder
) -> Booked:
    """Money goes back to its giver: unused or recovered, against the allotment or the advance."""
    return Booked(journal_id=await commands.give_back(session, actor, source_id, order))


@router.get("/fund-sources", operation_id="readFunds")
async def read_funds(actor: Reader, session: Reading, as_of: date | None = None) -> list[Balance]:
    """What each source was given, and where that money stands, as of a day."""
    return await queries.balances(session, as_of)


@router.get("/fund-sources/{source_id}/journals", operation_id="readFundJournals")
async def read_journals(
    actor: Reader,
    session: Reading,
    source_id: SourceNumber,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> JournalPage:
    """Every move of a source's money, by number: legs, document, day, and who recorded it."""
    found = await queries.journals_after(session, source_id, last, limit)
    return JournalPage(items=found, next_after=after([{"id": one.id} for one in found], limit))


@router.get("/fund-shares", operation_id="readFundShares")
async def read_shares(actor: Reader, session: Reading, as_of: date | None = None) -> FundShares:
    """What was spent by group, what of it the central budget carries, what is to be settled."""
    return await queries.shares_shown(session, as_of or clock.today(session))


@router.post("/fund-settlements", status_code=201, operation_id="settleFunds")
async def settle(actor: Treasurer, session: Writing, order: SettlementOrder) -> SettlementMade:
    """One source pays another what it owes of the support (quyết toán, hoàn trả)."""
    return SettlementMade(id=await commands.settle(session, actor, order))


@router.get("/fund-settlements", operation_id="readFundSettlements")
async def read_settlements(
    actor: Reader, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> SettlementPage:
    """What sources paid one another, by number."""
    found = await queries.settlements_after(session, last, limit)
    return SettlementPage(items=found, next_after=after([{"id": one.id} for one in found], limit))
