"""Doors of refusal notices."""

from typing import Annotated, Literal

from fastapi import Path, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import audit, documents
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.web import PAPER, Cursor, Doors, PageSize, PaperForm, paper_answer, public_base
from app.decisions import notices
from app.decisions.schemas import NoticeOrder, NoticeShown, Unanswered, UnansweredPage
from app.dossiers.tables import Dossier

router = Doors(tags=["decisions"])
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
DossierNumber = Annotated[int, Path(ge=1, lt=2**62)]


@router.get(
    "/dossiers/{dossier_id}/refusal-notice.{form}", operation_id="readRefusalNotice", **PAPER
)
async def read_notice(
    actor: Reader, session: Revealing, request: Request, dossier_id: DossierNumber, form: PaperForm
) -> Response:
    """The written notice of a refusal; a draft until it is recorded as given."""
    return await notice_answer(session, actor, request, (dossier_id, form))


async def notice_answer(
    session: AsyncSession,
    actor: Actor,
    request: Request,
    asked: tuple[int, Literal["pdf", "docx"]],
) -> Response:
    """The notice of a dossier as a file; who looks is kept."""
    dossier_id, form = asked
    paper = await notices.paper_of(session, dossier_id)
    person = select(Dossier.person_id).where(Dossier.id == dossier_id)
    await audit.viewed(session, actor, Seen("dossier", dossier_id, 1), person)
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"thong-bao-{dossier_id}")


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
