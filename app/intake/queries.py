"""Reading the rows of a list."""

from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.documents.tables import Document
from app.dossiers.tables import Dossier, DossierList, DossierStage
from app.intake.tables import ListRow


class Waiting(NamedTuple):
    """A list that waits to be read."""

    id: int
    form: str
    group_code: str
    unit_path: str
    compiled_on: date
    content: bytes
    media_type: str


async def waiting_list(session: AsyncSession, list_id: int) -> Waiting | None:
    """The list with its original bytes, if it still waits to be read."""
    query = (
        select(
            DossierList.id, DossierList.form, DossierList.group_code, DossierList.unit_path,
            DossierList.compiled_on, Document.content, Document.media_type,
        )
        .join(Document, Document.id == DossierList.document_id)
        .where(DossierList.id == list_id, DossierList.state == "received")
    )  # fmt: skip
    row = (await session.execute(query)).first()
    return Waiting(*row) if row else None


async def same_file(session: AsyncSession, unit_path: str, form: str, sha256: bytes) -> int | None:
    """The list that this office already handed in with the same bytes."""
    query = select(DossierList.id).where(
        DossierList.unit_path == unit_path, DossierList.form == form,
        DossierList.sha256 == sha256, DossierList.state != "withdrawn",
    )  # fmt: skip
    return await session.scalar(query)


async def document_of(session: AsyncSession, list_id: int) -> int:
    """The number of the original file; raises NotFound outside the territory."""
    found = await session.scalar(select(DossierList.document_id).where(DossierList.id == list_id))
    if found is None:
        raise NotFound(what="danh sách")
    return found


Outcome = Literal["all", "faulty", "approved", "not_approved"]


async def rows_after(
    session: AsyncSession, list_id: int, after: int, limit: int, outcome: Outcome
) -> list[dict[str, Any]]:
    """Rows of a list in the order of the sheet, with what became of each."""
    query = (
        select(
            ListRow.row_number, ListRow.good, ListRow.problems, Dossier.id.label("dossier_id"),
            DossierStage.stage, DossierStage.reason_code,
        )
        .outerjoin(
            Dossier,
            (Dossier.list_id == ListRow.list_id) & (Dossier.row_number == ListRow.row_number),
        )
        .outerjoin(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(ListRow.list_id == list_id, ListRow.row_number > after)
        .order_by(ListRow.row_number)
        .limit(limit)
    )  # fmt: skip
    if outcome == "faulty":
        query = query.where(~ListRow.good)
    elif outcome == "approved":
        query = query.where(DossierStage.stage == "approved")
    elif outcome == "not_approved":
        query = query.where(DossierStage.stage.is_distinct_from("approved"))
    return [dict(row) for row in (await session.execute(query)).mappings()]
