"""Doors of funds."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Door
from app.funds import commands, queries
from app.funds.schemas import AllotmentOrder, Balance, Booked, NewSource, SourceMade

router = APIRouter(tags=["funds"], route_class=Door)
Treasurer = Annotated[Actor, allow(Permission.MANAGE_FUNDS)]
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


@router.get("/fund-sources", operation_id="readFunds")
async def read_funds(
    actor: Annotated[Actor, allow(Permission.READ_FUNDS)],
    session: Reading,
    as_of: date | None = None,
) -> list[Balance]:
    """What each source was allotted, and where that money stands, as of a day."""
    return await queries.balances(session, as_of)
