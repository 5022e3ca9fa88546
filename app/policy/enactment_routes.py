"""Doors of policy documents: entered as data by one person, in force by the word of another."""

from typing import Annotated

from fastapi import Body
from pydantic_core import to_json

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Doors
from app.policy import commands, queries
from app.policy.programmes import Enactment
from app.policy.schemas import EnactmentShown
from app.policy.tables import EnactmentPaper

router = Doors(prefix="/policy/enactments", tags=["policy"])


def shown(paper: EnactmentPaper) -> EnactmentShown:
    """A document with its state, as it is shown."""
    return EnactmentShown(
        id=paper.id, code=paper.code, title=paper.title, province_code=paper.province_code,
        effective_from=paper.effective_from,
        document=Enactment.model_validate_json(to_json(paper.document)),
        entered_at=paper.entered_at, revision=paper.revision, approved_at=paper.approved_at,
    )  # fmt: skip


@router.post("", status_code=201, operation_id="enterEnactment")
async def enter_enactment(
    actor: Annotated[Actor, allow(Permission.ENTER_POLICY)],
    session: Writing,
    document: Annotated[Enactment, Body()],
) -> EnactmentShown:
    """Enter a programme of one's province, or a national decision; it waits for an approval."""
    return shown(await commands.enter_enactment(session, actor, document))


@router.post("/{enactment_id}/approval", operation_id="approveEnactment")
async def approve_enactment(
    actor: Annotated[Actor, allow(Permission.APPROVE_POLICY)], session: Writing, enactment_id: int
) -> EnactmentShown:
    """Put a document in force; lists received before keep their road and rules."""
    return shown(await commands.approve_enactment(session, actor, enactment_id))


@router.get("", operation_id="readEnactments")
async def read_enactments(
    actor: Annotated[Actor, allow(Permission.READ_POLICY)], session: Reading
) -> list[EnactmentShown]:
    """The nation's documents and those of one's own province, latest first."""
    return [shown(one) for one in await queries.enactments(session)]
