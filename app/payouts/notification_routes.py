"""The door that shows what an agent's system was told of a run, and what it answered."""

from typing import Annotated

from fastapi import Path

from app.access import Actor, Permission, Reading, allow
from app.core.web import Doors
from app.payouts import queries
from app.payouts.schemas import NotificationShown

router = Doors(tags=["payouts"])
Reader = Annotated[Actor, allow(Permission.READ_NOTIFICATION)]
RunNumber = Annotated[int, Path(ge=1, lt=2**62)]


@router.get("/payout-runs/{run_id}/notifications", operation_id="readNotifications")
async def read_notifications(
    actor: Reader, session: Reading, run_id: RunNumber
) -> list[NotificationShown]:
    """Every attempt to tell the agent's system that the run was released, oldest first."""
    rows = await queries.notifications_of(session, run_id)
    return [NotificationShown.model_validate(row) for row in rows]
