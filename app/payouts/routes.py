"""Doors of payouts: runs, their orders, their release."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query

from app import audit
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.shapes import AreaPathText, Line
from app.core.web import Cursor, Doors, PageSize, after
from app.payouts import cancelling, following, queries, releasing
from app.payouts.rules import RunState
from app.payouts.schemas import (
    CancellationOrder,
    CancellationPage,
    CancellationShown,
    FollowUpMade,
    FollowUpOrder,
    OrderPage,
    OrderShown,
    Reissued,
    Released,
    ReleaseOrder,
    RunPage,
    RunShown,
    RunsReleased,
    RunsWanted,
)

router = Doors(tags=["payouts"])
Reader = Annotated[Actor, allow(Permission.READ_PAYOUT)]
Releaser = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
RunNumber = Annotated[int, Path(ge=1, lt=2**62)]
OrderNumber = Annotated[int, Path(ge=1, lt=2**62)]


async def _wanted(
    state: RunState | None = None,
    decision: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    agent: Annotated[Line | None, Query()] = None,
    month: date | None = None,
    area: Annotated[AreaPathText | None, Query()] = None,
) -> RunsWanted:
    return RunsWanted(state, decision, agent, month, area)


@router.get("/payout-runs", operation_id="readPayoutRuns")
async def read_runs(
    actor: Reader,
    session: Reading,
    wanted: Annotated[RunsWanted, Depends(_wanted)],
    last: Cursor = 0,
    limit: PageSize = 100,
) -> RunPage:
    """Runs of the territory by number; an agent sees those released to it."""
    rows = await queries.runs_after(session, last, limit, wanted)
    return RunPage(
        items=[RunShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/payout-runs/{run_id}", operation_id="readPayoutRun")
async def read_run(actor: Reader, session: Reading, run_id: RunNumber) -> RunShown:
    """One run: its agent, its count and its total."""
    return RunShown.model_validate(await queries.run_shown(session, run_id))


@router.post("/payout-runs/{run_id}/release", operation_id="releasePayoutRun")
async def release(actor: Releaser, session: Writing, run_id: RunNumber) -> Released:
    """Send a prepared run to its agent, and the money with it."""
    return await releasing.release(session, actor, run_id)


@router.post("/payout-runs/release", operation_id="releasePayoutRuns")
async def release_runs(actor: Releaser, session: Writing, order: ReleaseOrder) -> RunsReleased:
    """Send many prepared runs to their agents in one act; what is held stays behind."""
    return await releasing.release_runs(session, actor, order.run_ids)


@router.post("/payout-runs/follow-up", status_code=201, operation_id="followUpPayoutRuns")
async def follow_up(actor: Releaser, session: Writing, order: FollowUpOrder) -> FollowUpMade:
    """Prepare runs for what ended unpaid: failed, returned, the rest of what was paid in part."""
    return await following.follow_up(session, order)


@router.get("/payout-runs/{run_id}/orders", operation_id="readPayoutOrders")
async def read_orders(
    actor: Reader, session: Revealing, run_id: RunNumber, last: Cursor = 0, limit: PageSize = 100
) -> OrderPage:
    """Orders of a run by number, identity numbers in clear; who looks is kept."""
    rows = await queries.orders_after(session, run_id, last, limit)
    seen = Seen("payout_run", run_id, len(rows))
    await audit.viewed(session, actor, seen, queries.people_of_orders(rows))
    return OrderPage(
        items=[OrderShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.post("/payout-orders/{order_id}/reissue", status_code=201, operation_id="reissueOrder")
async def reissue(actor: Releaser, session: Writing, order_id: OrderNumber) -> Reissued:
    """A new order in the place of one that failed."""
    return await following.reissue(session, actor, order_id)


@router.get("/payout-orders/cancellations", operation_id="readCancellations")
async def read_cancellations(
    actor: Reader, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> CancellationPage:
    """Cancelled orders; an agent sees those asked back from it, which it is not to pay."""
    rows = await queries.cancellations_after(session, last, limit)
    return CancellationPage(
        items=[CancellationShown.model_validate(row) for row in rows],
        next_after=after(rows, limit, "order_id"),
    )


@router.post("/payout-orders/{order_id}/cancellation", status_code=201, operation_id="cancelOrder")
async def cancel(
    actor: Releaser, session: Writing, order_id: OrderNumber, order: CancellationOrder
) -> CancellationShown:
    """Cancel an order that no agent has; of one that an agent has, ask it back."""
    return await cancelling.cancel(session, actor, order_id, order.reason)
