"""Doors of minutes."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app import audit, documents
from app.access import Actor, Permission, Revealing, allow
from app.appraisal import minutes
from app.audit import Seen
from app.core.web import Door
from app.documents.schemas import SittingMinutes

router = APIRouter(tags=["appraisal"], route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]
SittingNumber = Annotated[int, Path(ge=1, lt=2**62)]
_PDF_TYPE: Final = "application/pdf"
_DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get(
    "/sittings/{sitting_id}/minutes.pdf",
    operation_id="readMinutesPdf",
    response_class=Response,
    responses={200: {"content": {_PDF_TYPE: {}}}},
)
async def read_pdf(
    actor: Reader, session: Revealing, request: Request, sitting_id: SittingNumber
) -> Response:
    """The minutes of a sitting as PDF; a draft while it is open."""
    paper = await _shown(actor, session, request, sitting_id)
    return await _drawn(documents.render_pdf, paper, _PDF_TYPE, f"{sitting_id}.pdf")


@router.get(
    "/sittings/{sitting_id}/minutes.docx",
    operation_id="readMinutesDocx",
    response_class=Response,
    responses={200: {"content": {_DOCX_TYPE: {}}}},
)
async def read_docx(
    actor: Reader, session: Revealing, request: Request, sitting_id: SittingNumber
) -> Response:
    """The same minutes for Word."""
    paper = await _shown(actor, session, request, sitting_id)
    return await _drawn(documents.render_docx, paper, _DOCX_TYPE, f"{sitting_id}.docx")


async def _shown(
    actor: Actor, session: AsyncSession, request: Request, sitting_id: int
) -> SittingMinutes:
    """What is to be drawn; whom it names, and to whom, is kept."""
    address = str(request.url_for("read_sitting", sitting_id=sitting_id))
    paper, people = await minutes.minutes_of(session, sitting_id, address)
    await audit.viewed(session, actor, Seen("sitting", sitting_id, len(people)), people)
    return paper


async def _drawn(
    draw: Callable[[SittingMinutes], bytes], paper: SittingMinutes, media_type: str, name: str
) -> Response:
    content = await asyncio.to_thread(draw, paper)
    headers = {
        "Content-Disposition": f'attachment; filename="bien-ban-{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
