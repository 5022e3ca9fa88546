"""Doors of the trace: changes, looks, checkpoints, and the sealed trail itself."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from app.access import Actor, Permission, Reading, allow
from app.audit import queries
from app.audit.export import trail_lines, whole_province_of
from app.audit.queries import Window
from app.audit.schemas import Change, Checkpoint, ViewPage, ViewShown
from app.core.errors import NotFound
from app.core.web import Cursor, Doors, PageSize, after

router = Doors(tags=["audit"])
Auditor = Annotated[Actor, allow(Permission.READ_HISTORY)]
Since = Annotated[AwareDatetime | None, Query(alias="from", description="this moment or later")]
Before = Annotated[AwareDatetime | None, Query(alias="to", description="before this moment")]
JSON_LINES = "application/jsonl"


@router.get("/changes", operation_id="readChanges")
async def read_changes(
    actor: Auditor, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> list[Change]:
    """The trace of the territory, oldest first."""
    return [
        Change.model_validate(dict(row))
        for row in await queries.changes_after(session, last, limit)
    ]


@router.get("/audit/views", operation_id="readViews")
async def read_views(  # noqa: PLR0913 - a door names all that it takes
    actor: Auditor,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    officer: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    since: Since = None,
    before: Before = None,
) -> ViewPage:
    """Who of the territory's offices looked at numbers in clear; narrow to an officer or a time."""
    window = Window(since, before)
    rows = await queries.views_after(session, last, limit, window, officer)
    return ViewPage(
        items=[ViewShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/audit/checkpoint", operation_id="readCheckpoint")
async def read_checkpoint(
    actor: Annotated[Actor, allow(Permission.READ_SEAL)], session: Reading
) -> Checkpoint:
    """The last signed note of the trail; keep it elsewhere, and the past cannot be rewritten."""
    found = await queries.newest_note(session)
    if found is None:
        raise NotFound(what="phiếu ký")
    return Checkpoint.model_validate(found)


@router.get(
    "/audit/trail.jsonl",
    operation_id="exportTrail",
    response_class=StreamingResponse,
    responses={200: {"content": {JSON_LINES: {"schema": {"type": "string"}}}}},
)
async def export_trail(actor: Auditor) -> StreamingResponse:
    """The whole sealed trail of the province with its notes, to be verified elsewhere.

    Opens its own transaction, which lasts as long as the download.
    """
    province = whole_province_of(actor.standing)
    headers = {
        "Content-Disposition": f'attachment; filename="dau-vet-{province}.jsonl"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(trail_lines(actor.standing), media_type=JSON_LINES, headers=headers)
