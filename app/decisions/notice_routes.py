"""Doors of refusal notices."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import audit, documents
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.web import Cursor, Door, PageSize
from app.decisions import notices
from app.decisions.schemas import NoticeOrder, NoticeShown, Unanswered, UnansweredPage
from app.documents.schemas import RefusalNotice
from app.dossiers.tables import Dossier

router = APIRouter(tags=["decisions"], route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
DossierNumber = Annotated[int, Path(ge=1, lt=2**62)]
_PDF_TYPE: Final = "application/pdf"
_DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get(
    "/dossiers/{dossier_id}/refusal-notice.pdf",
    operation_id="readRefusalNoticePdf",
    response_class=Response,
    responses={200: {"content": {_PDF_TYPE: {}}}},
)
async def read_pdf(
    actor: Reader, session: Revealing, request: Request, dossier_id: DossierNumber
) -> Response:
    """The written notice of a refusal as PDF; a draft until it is recorded as given."""
    paper = await _shown(actor, session, request, dossier_id)
    return await _drawn(documents.render_pdf, paper, _PDF_TYPE, f"{dossier_id}.pdf")


@router.get(
    "/dossiers/{dossier_id}/refusal-notice.docx",
    operation_id="readRefusalNoticeDocx",
    response_class=Response,
    responses={200: {"content": {_DOCX_TYPE: {}}}},
)
async def read_docx(
    actor: Reader, session: Revealing, request: Request, dossier_id: DossierNumber
) -> Response:
    """The same notice for Word."""
    paper = await _shown(actor, session, request, dossier_id)
    return await _drawn(documents.render_docx, paper, _DOCX_TYPE, f"{dossier_id}.docx")


@router.post(
    "/dossiers/{dossier_id}/refusal-notice", status_code=201, operation_id="giveRefusalNotice"
)
async def give(
    actor: Annotated[Actor, allow(Permission.SUBMIT_LIST)],
    session: Writing,
    dossier_id: DossierNumber,
    order: NoticeOrder,
) -> NoticeShown:
    """Record that the person has been given the notice, once for each refusal."""
    return NoticeShown.model_validate(await notices.give(session, actor, dossier_id, order))


@router.get("/refusals/unanswered", operation_id="readUnansweredRefusals")
async def read_unanswered(
    actor: Reader, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> UnansweredPage:
    """Refused dossiers whose people have no written notice yet, without names."""
    rows = [
        Unanswered.model_validate(row)
        for row in await notices.unanswered_after(session, last, limit)
    ]
    full = len(rows) == limit
    return UnansweredPage(items=rows, next_after=rows[-1].dossier_id if full else None)


async def _shown(
    actor: Actor, session: AsyncSession, request: Request, dossier_id: int
) -> RefusalNotice:
    """What is to be drawn; that it was looked at is kept."""
    address = str(request.url_for("read_dossier", dossier_id=dossier_id))
    paper = await notices.paper_of(session, dossier_id, address)
    person = select(Dossier.person_id).where(Dossier.id == dossier_id)
    await audit.viewed(session, actor, Seen("dossier", dossier_id, 1), person)
    return paper


async def _drawn(
    draw: Callable[[RefusalNotice], bytes], paper: RefusalNotice, media_type: str, name: str
) -> Response:
    content = await asyncio.to_thread(draw, paper)
    headers = {
        "Content-Disposition": f'attachment; filename="thong-bao-{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
