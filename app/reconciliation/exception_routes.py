"""Doors of what no rule could settle."""

from typing import Annotated

from fastapi import Path, Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Doors, PageSize
from app.reconciliation import exceptions
from app.reconciliation.schemas import (
    ExceptionPage,
    ExceptionShown,
    SettlementOrder,
    SettlementShown,
)

router = Doors(tags=["reconciliation"])
Settler = Annotated[Actor, allow(Permission.SETTLE_EXCEPTION)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Place = Annotated[str, Query(alias="after", pattern=r"^[0-9]{1,18}-[0-9]{1,9}$")]


@router.get("/statement-exceptions", operation_id="readExceptions")
async def read_exceptions(
    actor: Settler,
    session: Reading,
    waiting: bool | None = None,
    last: Place = "0-0",
    limit: PageSize = 100,
) -> ExceptionPage:
    """Lines that wait for two people, or that two people have settled."""
    statement_id, line_number = (int(part) for part in last.split("-"))
    rows = await exceptions.exceptions_after(
        session, (statement_id, line_number), limit, waiting=waiting
    )
    full = len(rows) == limit
    return ExceptionPage(
        items=[ExceptionShown.model_validate(row) for row in rows],
        next_after=f"{rows[-1]['statement_id']}-{rows[-1]['line_number']}" if full else None,
    )


@router.post(
    "/statements/{statement_id}/lines/{line_number}/settlement",
    status_code=201,
    operation_id="proposeSettlement",
)
async def propose(
    actor: Settler,
    session: Writing,
    statement_id: Number,
    line_number: Annotated[int, Path(ge=1, lt=2**31)],
    order: SettlementOrder,
) -> SettlementShown:
    """Say how a line should be settled; nothing moves before somebody else agrees."""
    made = await exceptions.propose(session, actor, statement_id, line_number, order)
    return SettlementShown.model_validate(made)


@router.post(
    "/exception-settlements/{settlement_id}/confirmation", operation_id="confirmSettlement"
)
async def confirm(actor: Settler, session: Writing, settlement_id: Number) -> SettlementShown:
    """Agree with somebody else's proposal: the line is settled and its claim leaves suspense."""
    ruled = await exceptions.rule(session, actor, settlement_id, agreed=True)
    return SettlementShown.model_validate(ruled)


@router.post("/exception-settlements/{settlement_id}/rejection", operation_id="rejectSettlement")
async def reject(actor: Settler, session: Writing, settlement_id: Number) -> SettlementShown:
    """Do not agree: the line waits for another proposal."""
    ruled = await exceptions.rule(session, actor, settlement_id, agreed=False)
    return SettlementShown.model_validate(ruled)
