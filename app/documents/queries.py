"""Taking a kept file out; the number of a paper, and what was issued under a mark."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.documents.issue_schemas import IssuedShown
from app.documents.tables import Document, IssuedPaper, PaperNumber


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


async def number_of(session: AsyncSession, paper: str) -> tuple[str | None, date | None]:
    """The number and day that a paper was given; nothing of a draft."""
    query = select(PaperNumber.number, PaperNumber.dated).where(PaperNumber.paper == paper)
    row = (await session.execute(query)).first()
    return (row.number, row.dated) if row else (None, None)


async def numbers_of(session: AsyncSession, papers: Sequence[str]) -> dict[str, tuple[str, date]]:
    """The number and day of each of these papers that has one."""
    query = select(PaperNumber.paper, PaperNumber.number, PaperNumber.dated).where(
        PaperNumber.paper.in_(papers)
    )
    return {row.paper: (row.number, row.dated) for row in await session.execute(query)}


async def issued_as(session: AsyncSession, mark: bytes) -> list[IssuedShown]:
    """The paper of this mark, or the papers on the batch of this hash, in order of issue.

    Annexes by area, hundreds perhaps, are known by their own marks alone.
    """
    on_batch = (IssuedPaper.batch_hash == mark) & (IssuedPaper.kind != "annex")
    query = (
        select(IssuedPaper)
        .where(or_(IssuedPaper.mark == mark, on_batch))
        .order_by(IssuedPaper.recorded_at, IssuedPaper.mark)
    )
    return [IssuedShown.model_validate(one) for one in await session.scalars(query)]
