"""Doors that hold ours against theirs, and close what has come to its end."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import Line
from app.core.web import Cursor, Doors, PageSize, after
from app.reconciliation import closings, comparison
from app.reconciliation.comparison import Cut
from app.reconciliation.schemas import (
    Bridge,
    ClosingShown,
    DayCompared,
    OrderCompared,
    OrdersCompared,
)

router = Doors(tags=["reconciliation"])
Reader = Annotated[Actor, allow(Permission.READ_STATEMENT)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Asked = Annotated[int | None, Query(ge=1, lt=2**62)]


async def _cut(
    decision_id: Asked = None,
    run_id: Asked = None,
    agent: Annotated[Line | None, Query()] = None,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    to_day: Annotated[date | None, Query(alias="to")] = None,
) -> Cut:
    return Cut(decision_id, run_id, agent, from_day, to_day)


About = Annotated[Cut, Depends(_cut)]


@router.get("/reconciliation/bridge", operation_id="readBridge")
async def read_bridge(actor: Reader, session: Reading, cut: About) -> Bridge:
    """From approved to what is left: of a decision, a run, an agent, or of everything."""
    return Bridge(**await comparison.bridge(session, cut))


@router.get("/reconciliation/days", operation_id="compareDays")
async def read_days(actor: Reader, session: Reading, cut: About) -> list[DayCompared]:
    """Ours against theirs by agent and day."""
    return [DayCompared(**row) for row in await comparison.days(session, cut)]


@router.get("/reconciliation/orders", operation_id="compareOrders")
async def read_orders(
    actor: Reader,
    session: Reading,
    cut: About,
    differing: bool = False,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> OrdersCompared:
    """Ours against theirs, order by order, without names; `differing` shows what does not agree."""
    rows = await comparison.orders_after(session, cut, last, limit, differing=differing)
    return OrdersCompared(
        items=[OrderCompared.model_validate(row) for row in rows],
        next_after=after(rows, limit, "order_id"),
    )


@router.post("/payout-runs/{run_id}/closing", status_code=201, operation_id="closePayoutRun")
async def close(
    actor: Annotated[Actor, allow(Permission.RELEASE_PAYOUT)], session: Writing, run_id: Number
) -> ClosingShown:
    """Close a run whose every order has come to an end; else the cells that differ are named."""
    return ClosingShown.model_validate(await closings.close_run(session, actor, run_id))
