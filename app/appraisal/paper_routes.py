"""Doors of the papers of a sitting: the submission paper upwards, the slip of a returned list."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app import audit, documents
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.appraisal import queries, submissions
from app.audit import Seen
from app.core.shapes import AreaPathText
from app.core.web import PAPER, Doors, PaperForm, paper_answer, public_base
from app.documents.issue_schemas import NumberOrder, NumberShown

router = Doors(tags=["appraisal"])
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Clerk = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Area = Annotated[AreaPathText | None, Query(min_length=3, description="annex of one area")]
Number = Annotated[int, Path(ge=1, lt=2**62)]


@router.get(
    "/sittings/{sitting_id}/submission.{form}", operation_id="readSittingSubmission", **PAPER
)
async def read_submission(
    actor: Reader,
    session: Revealing,
    request: Request,
    sitting_id: Number,
    form: PaperForm,
    area: Area = None,
) -> Response:
    """The submission paper (tờ trình) with what a sitting favoured; a draft until numbered.

    A list too long for one paper is annexed area by area: `area` is the annex of one territory.
    """
    filled = await submissions.submission_of(session, sitting_id, area)
    shown = Seen("sitting", sitting_id, len(filled.paper.lines))
    await audit.viewed(session, actor, shown, filled.people)
    content = await documents.drawn(session, filled.paper, form, public_base(request))
    name = f"to-trinh-phien-hop-{sitting_id}"
    return paper_answer(content, form, f"{name}-{area.rstrip('.')}" if area else name)


@router.post(
    "/sittings/{sitting_id}/submission", status_code=201, operation_id="numberSittingSubmission"
)
async def number_submission(
    actor: Clerk, session: Writing, sitting_id: Number, order: NumberOrder
) -> NumberShown:
    """Record the number and day under which the office sends the cases up, once."""
    sitting = await queries.sitting_of(session, sitting_id)
    name = submissions.submission_name(sitting_id)
    return await documents.number_paper(
        session, actor, name, order, office=sitting.area_path, since=sitting.held_on
    )


@router.get(
    "/sittings/{sitting_id}/return-slips/{list_id}.{form}", operation_id="readReturnSlip", **PAPER
)
async def read_slip(
    actor: Reader,
    session: Reading,
    request: Request,
    sitting_id: Number,
    list_id: Number,
    form: PaperForm,
) -> Response:
    """Which lines of a list go back and why, without numbers; a draft until numbered."""
    paper = await submissions.slip_of(session, sitting_id, list_id)
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"phieu-tra-lai-{sitting_id}-{list_id}")


@router.post(
    "/sittings/{sitting_id}/return-slips/{list_id}", status_code=201, operation_id="numberSlip"
)
async def number_slip(
    actor: Clerk, session: Writing, sitting_id: Number, list_id: Number, order: NumberOrder
) -> NumberShown:
    """Record the number and day under which the office sends the lines back, once."""
    await submissions.slip_of(session, sitting_id, list_id)
    sitting = await queries.sitting_of(session, sitting_id)
    name = submissions.slip_name(sitting_id, list_id)
    return await documents.number_paper(
        session, actor, name, order, office=sitting.area_path, since=sitting.held_on
    )
