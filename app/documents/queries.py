"""Taking a kept file out."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.documents.tables import Document


class Paper(NamedTuple):
    """A kept file."""

    content: bytes
    media_type: str
    file_name: str
    sha256: bytes


async def open_document(session: AsyncSession, document_id: int) -> Paper:
    """The original bytes; raises NotFound outside the territory."""
    columns = (Document.content, Document.media_type, Document.file_name, Document.sha256)
    row = (await session.execute(select(*columns).where(Document.id == document_id))).first()
    if row is None:
        raise NotFound(what="tài liệu")
    return Paper(*row)


async def find_document(session: AsyncSession, file_name: str, media_type: str) -> Paper | None:
    """The latest file of this name and media type in the territory."""
    columns = (Document.content, Document.media_type, Document.file_name, Document.sha256)
    query = (
        select(*columns)
        .where(Document.file_name == file_name, Document.media_type == media_type)
        .order_by(Document.id.desc())
        .limit(1)
    )
    row = (await session.execute(query)).first()
    return Paper(*row) if row else None
