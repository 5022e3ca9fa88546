"""Doors of the handing over: who signed for the money, and who has not received it."""

from typing import Annotated

from fastapi import Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import AreaPathText
from app.core.web import Cursor, Doors, PageSize, after
from app.recoveries import signing, waiting
from app.recoveries.schemas import (
    ShortfallPage,
    ShortfallShown,
    SignaturesOrder,
    SignaturesTaken,
    UnsignedShown,
    WaitingPage,
    WaitingShown,
)

router = Doors(tags=["recoveries"])
Reader = Annotated[Actor, allow(Permission.READ_HANDOVER)]
Area = AreaPathText | None
AgentCode = Annotated[str | None, Query(pattern=r"^[A-Z0-9_-]{2,40}$")]


@router.post("/payment-receipts", status_code=201, operation_id="recordPaymentReceipts")
async def record_signatures(
    actor: Annotated[Actor, allow(Permission.RECORD_RECEIPT)],
    session: Writing,
    order: SignaturesOrder,
) -> SignaturesTaken:
    """Signed receipts of payment, all or none; less than was ordered is kept as a shortfall."""
    return await signing.record_signatures(session, actor, order.lines)


@router.get("/payment-receipts/shortfalls", operation_id="readReceiptShortfalls")
async def read_shortfalls(
    actor: Reader,
    session: Reading,
    area: Area = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> ShortfallPage:
    """Orders for which less was signed than was ordered, without names."""
    rows = await signing.shortfalls_after(session, area, last, limit)
    return ShortfallPage(
        items=[ShortfallShown.model_validate(row) for row in rows],
        next_after=after(rows, limit, "order_id"),
    )


@router.get("/payment-receipts/missing", operation_id="readMissingReceipts")
async def read_missing(actor: Reader, session: Reading, area: Area = None) -> list[UnsignedShown]:
    """Paid orders for which nobody has signed, by commune and agent."""
    rows = await signing.unsigned(session, area)
    return [UnsignedShown.model_validate(row) for row in rows]


@router.get("/not-received", operation_id="readNotReceived")
async def read_not_received(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    area: Area = None,
    agent: AgentCode = None,
    overdue: bool | None = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> WaitingPage:
    """Orders whose money nobody has received, with deadline and what follows; without names."""
    sought = waiting.Sought(area, agent, overdue)
    rows = await waiting.not_received_after(session, sought, last, limit)
    return WaitingPage(
        items=[WaitingShown.model_validate(row) for row in rows],
        next_after=after(rows, limit, "order_id"),
    )
