"""Doors of payouts: runs, their orders, and the file that an agent executes."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app import audit
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.web import Cursor, Door, PageSize, after
from app.payouts import commands, queries
from app.payouts.rules import RunState
from app.payouts.schemas import OrderPage, OrderShown, Reissued, Released, RunPage, RunShown

router = APIRouter(tags=["payouts"], route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_PAYOUT)]
Releaser = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
RunNumber = Annotated[int, Path(ge=1, lt=2**62)]
OrderNumber = Annotated[int, Path(ge=1, lt=2**62)]


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


_CSV = _file("text/csv")
_XLSX = _file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@router.get("/payout-runs", operation_id="readPayoutRuns")
async def read_runs(
    actor: Reader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    state: RunState | None = None,
) -> RunPage:
    """Runs of the territory by number; an agent sees those released to it."""
    rows = await queries.runs_after(session, last, limit, state)
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
    return await commands.release(session, actor, run_id)


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


@router.get(
    "/payout-runs/{run_id}/instruction.csv",
    operation_id="readInstructionCsv",
    response_class=Response,
    responses=_CSV,
)
async def read_csv(
    actor: Reader, session: Revealing, run_id: RunNumber, reissued: bool = False
) -> Response:
    """The file that the agent executes, as CSV; with `reissued`, only orders issued again."""
    file = await queries.instruction_csv(session, run_id, reissued=reissued)
    people = queries.people_instructed(run_id, reissued=reissued)
    await audit.viewed(session, actor, Seen("payout_run", run_id, file.orders), people)
    return _sent(file)


@router.get(
    "/payout-runs/{run_id}/instruction.xlsx",
    operation_id="readInstructionWorkbook",
    response_class=Response,
    responses=_XLSX,
)
async def read_xlsx(
    actor: Reader, session: Revealing, run_id: RunNumber, reissued: bool = False
) -> Response:
    """The same file as a workbook of text cells; with `reissued`, only orders issued again."""
    file = await queries.instruction_xlsx(session, run_id, reissued=reissued)
    people = queries.people_instructed(run_id, reissued=reissued)
    await audit.viewed(session, actor, Seen("payout_run", run_id, file.orders), people)
    return _sent(file)


@router.post("/payout-orders/{order_id}/reissue", status_code=201, operation_id="reissueOrder")
async def reissue(actor: Releaser, session: Writing, order_id: OrderNumber) -> Reissued:
    """A new order in the place of one that failed."""
    return await commands.reissue(session, actor, order_id)


def _sent(file: queries.Instruction) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{file.file_name}"',
        "ETag": f'"{file.seal}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)
