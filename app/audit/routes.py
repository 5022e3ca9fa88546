"""Doors of the trace."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from app.access import Actor, Permission, Reading, allow
from app.audit import queries
from app.core.web import Cursor, Door, PageSize

router = APIRouter(tags=["audit"], route_class=Door)


class Change(BaseModel):
    """One change: of what, from which state to which, when, by which natural person, and why."""

    id: int
    subject: str
    subject_id: int
    from_state: str | None
    to_state: str
    at: datetime
    officer_id: int | None
    because: str | None
    area_path: str


@router.get("/changes", operation_id="readChanges")
async def read_changes(
    actor: Annotated[Actor, allow(Permission.READ_HISTORY)],
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> list[Change]:
    """The trace of the territory, oldest first."""
    return [
        Change.model_validate(dict(row))
        for row in await queries.changes_after(session, last, limit)
    ]
