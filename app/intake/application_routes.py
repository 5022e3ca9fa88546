"""The door for one application entered by itself."""

from typing import Annotated

from fastapi import Body, Response

from app.access import Actor, Permission, Writing, allow
from app.core.web import Doors
from app.intake import applications
from app.intake.application_schemas import ApplicationForm, ApplicationReceived

router = Doors(tags=["intake"])
Fields = Annotated[dict[str, str | int | None], Body(max_length=60)]


@router.post("/applications/{form}", status_code=202, operation_id="enterApplication")
async def enter_application(
    actor: Annotated[Actor, allow(Permission.SUBMIT_LIST)],
    session: Writing,
    response: Response,
    form: ApplicationForm,
    fields: Fields,
) -> ApplicationReceived:
    """Enter one application (02, 03, 04) by its fields: a list of one row of the commune.

    Faults are told field by field (422) and nothing is kept. Months and money may be left out: the
    policy counts them. The dossier is a draft once the list is read: follow it at `Location`.
    """
    received = await applications.enter(session, actor, form, fields)
    response.headers["Location"] = f"/api/v1/lists/{received.list_id}/reading"
    response.headers["Retry-After"] = "1"
    return received
