"""Doors of minutes."""

from typing import Annotated

from fastapi import Path, Request, Response

from app import audit, documents
from app.access import Actor, Permission, Revealing, Writing, allow
from app.appraisal import minutes, queries
from app.appraisal.rules import SittingStillOpen
from app.audit import Seen
from app.core.web import PAPER, Doors, PaperForm, paper_answer, public_base
from app.documents.issue_schemas import NumberOrder, NumberShown

router = Doors(tags=["appraisal"])
SittingNumber = Annotated[int, Path(ge=1, lt=2**62)]


@router.get("/sittings/{sitting_id}/minutes.{form}", operation_id="readMinutes", **PAPER)
async def read_minutes(
    actor: Annotated[Actor, allow(Permission.READ_SITTING)],
    session: Revealing,
    request: Request,
    sitting_id: SittingNumber,
    form: PaperForm,
) -> Response:
    """The minutes of a sitting; a draft until it is closed and they are numbered."""
    paper, people = await minutes.minutes_of(session, sitting_id)
    await audit.viewed(session, actor, Seen("sitting", sitting_id, len(people)), people)
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"bien-ban-{sitting_id}")


@router.post("/sittings/{sitting_id}/minutes", status_code=201, operation_id="numberMinutes")
async def number_minutes(
    actor: Annotated[Actor, allow(Permission.HOLD_SITTING)],
    session: Writing,
    sitting_id: SittingNumber,
    order: NumberOrder,
) -> NumberShown:
    """Record the number and day of the minutes of a closed sitting, once."""
    sitting = await queries.sitting_of(session, sitting_id)
    if sitting.state != "closed":
        raise SittingStillOpen
    name = minutes.minutes_name(sitting_id)
    return await documents.number_paper(
        session, actor, name, order, office=sitting.area_path, since=sitting.held_on
    )
