"""Doors of confirmations."""

from typing import Annotated

from app import dossiers
from app.access import Actor, Permission, Reading, Writing, allow
from app.confirmations import commands, queries
from app.confirmations.rules import BODY_OF
from app.confirmations.schemas import ConfirmationOrder, ConfirmationShown, WaitingShown
from app.core import clock
from app.core.settings import settings
from app.core.web import Cursor, Doors, PageSize
from app.policy import policy_at

router = Doors(tags=["confirmations"])
Confirmer = Annotated[Actor, allow(Permission.CONFIRM_LIST)]


@router.post("/lists/{list_id}/confirmations", status_code=201, operation_id="confirmList")
async def confirm_list(
    actor: Confirmer, session: Writing, list_id: int, order: ConfirmationOrder
) -> ConfirmationShown:
    """State what one's own body knows of the dossiers of a list (xác nhận)."""
    return await commands.confirm(session, actor, list_id, order)


@router.get("/lists/{list_id}/confirmations", operation_id="readConfirmations")
async def read_confirmations(
    actor: Annotated[Actor, allow(Permission.READ_CONFIRMATION)], session: Reading, list_id: int
) -> list[ConfirmationShown]:
    """Every statement on a list, in order."""
    await dossiers.list_shown(session, list_id)
    return [
        ConfirmationShown.model_validate(row)
        for row in await queries.confirmations_of(session, list_id)
    ]


@router.get("/confirmations/waiting", operation_id="readWaitingConfirmations")
async def read_waiting(
    actor: Confirmer, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> list[WaitingShown]:
    """Lists that wait for the statement of one's own body."""
    body = BODY_OF[actor.role]
    rules = policy_at(clock.today(session), settings().policy_overrides)
    groups = rules.groups_confirmed_by(body)
    found = await queries.waiting_for(session, body, groups, last, limit)
    return [WaitingShown.model_validate(row) for row in found]
