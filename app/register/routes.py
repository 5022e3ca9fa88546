"""Doors of the register."""

from typing import Annotated

from fastapi import APIRouter

from app.access import Actor, Permission, Writing, allow
from app.core.web import Door
from app.register import commands
from app.register.schemas import DeathList

router = APIRouter(tags=["register"], route_class=Door)


@router.post("/deaths", status_code=201, operation_id="reportDeaths")
async def report_deaths(
    actor: Annotated[Actor, allow(Permission.REPORT_NOTICE)], session: Writing, order: DeathList
) -> dict[str, int]:
    """Deaths known to the competent office; kept as keyed digests, compared at every appraisal."""
    keys = await commands.report_deaths(session, actor, order.document_number, order.deaths)
    return {"deaths": len(order.deaths), "keys": keys}
