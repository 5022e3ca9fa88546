"""Doors of the papers of a batch: the submission paper, the decision and its annexes."""

from typing import Annotated, Literal, TypeAlias

from fastapi import Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app import audit, documents
from app.access import Actor, Permission, Revealing, allow
from app.audit import Seen
from app.core.shapes import AreaPathText
from app.core.web import PAPER, Doors, PaperForm, paper_answer, public_base
from app.decisions import instruments, submissions

router = Doors(tags=["decisions"])
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Area = Annotated[AreaPathText | None, Query(min_length=3, description="annex of one area")]
Asked: TypeAlias = tuple[int, Literal["pdf", "docx"], str | None]
"""Which one, in which form, and the area of an annex."""


@router.get("/batches/{batch_id}/submission.{form}", operation_id="readBatchSubmission", **PAPER)
async def read_submission(
    actor: Reader,
    session: Revealing,
    request: Request,
    batch_id: Number,
    form: PaperForm,
    area: Area = None,
) -> Response:
    """The submission paper (tờ trình) of a batch with its list; with `area` the annex of that."""
    return await submission_answer(session, actor, request, (batch_id, form, area))


@router.get("/decisions/{decision_id}/decision.{form}", operation_id="readDecisionPaper", **PAPER)
async def read_decision(
    actor: Reader,
    session: Revealing,
    request: Request,
    decision_id: Number,
    form: PaperForm,
    area: Area = None,
) -> Response:
    """The decision with its list and total in words; with `area` the annex of that territory.

    A list too long for one paper is annexed area by area, and the paper sums the annexes up.
    """
    return await decision_answer(session, actor, request, (decision_id, form, area))


async def submission_answer(
    session: AsyncSession, actor: Actor, request: Request, asked: Asked
) -> Response:
    """The submission paper as a file; who looks is kept."""
    batch_id, form, area = asked
    filled = await submissions.submission_of(session, batch_id, area)
    shown = Seen("batch", batch_id, len(filled.paper.lines))
    await audit.viewed(session, actor, shown, filled.people)
    content = await documents.drawn(session, filled.paper, form, public_base(request))
    return paper_answer(content, form, _named(f"to-trinh-dot-{batch_id}", area))


async def decision_answer(
    session: AsyncSession, actor: Actor, request: Request, asked: Asked
) -> Response:
    """The decision as a file; who looks is kept."""
    decision_id, form, area = asked
    filled = await instruments.instrument_of(session, decision_id, area)
    shown = Seen("decision", decision_id, len(filled.paper.lines))
    await audit.viewed(session, actor, shown, filled.people)
    content = await documents.drawn(session, filled.paper, form, public_base(request))
    return paper_answer(content, form, _named(f"quyet-dinh-{decision_id}", area))


def _named(name: str, area: str | None) -> str:
    return f"{name}-{area.rstrip('.')}" if area else name
