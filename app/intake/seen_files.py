"""Files of a list that hold numbers in clear: found, and who looks is kept."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import audit, documents
from app.access import Actor
from app.audit import Seen
from app.intake import markings, queries


async def original_file(
    session: AsyncSession, actor: Actor, list_id: int, version: int | None = None
) -> documents.Paper:
    """The original bytes as they were handed in; raises NotFound outside the territory."""
    number = await queries.document_of(session, list_id, version)
    paper = await documents.open_document(session, number)
    await _keep_look(session, actor, list_id, version)
    return paper


async def marked_file(
    session: AsyncSession, actor: Actor, list_id: int
) -> tuple[documents.Paper, str]:
    """The marked workbook and its name; raises NotFound, MarkingNotReady."""
    version, paper = await markings.marked_workbook(session, list_id)
    await _keep_look(session, actor, list_id, version)
    return paper, f"danh-sach-{list_id}-ban-{version}-danh-dau.xlsx"


async def _keep_look(
    session: AsyncSession, actor: Actor, list_id: int, version: int | None
) -> None:
    shown = await queries.version_shown(session, list_id, version)
    people = queries.people_in_version(list_id, shown.version)
    seen = Seen("dossier_list", list_id, shown.row_count or 0, shown.version)
    await audit.viewed(session, actor, seen, people)
