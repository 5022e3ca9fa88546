"""The page on which a run is closed, or told what still keeps it open."""

from pathlib import Path
from typing import Annotated

from fastapi import Response

from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core.web.page import Posted, page_doors, see
from app.reconciliation import closings

router = page_doors()
Closer = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
_HERE = Path(__file__).parent / "templates"


@router.get("/chi-tra/{run_id}/dong")
async def ask_close(actor: Closer, session: Reading, desk: Desk, run_id: int) -> str:
    """The figures with which a run would be closed, and the cells that keep it open."""
    found = await closings.standing_of(session, run_id)
    return desk.show(_HERE / "closing.html", run_id=run_id, found=found)


@router.post("/chi-tra/{run_id}/dong", operation_id="closePayoutRun")
async def close(
    actor: Closer, posted: Posted, session: Writing, response: Response, run_id: int
) -> str:
    """Close a run whose every order has come to an end; else the cells that differ are named."""
    await closings.close_run(session, actor, run_id)
    return see(response, f"/chi-tra/{run_id}?xong=dong")
