"""Keeping a file."""

import hashlib

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.documents.tables import Document


def seal_of(content: bytes) -> bytes:
    """The SHA-256 of the original bytes."""
    return hashlib.sha256(content).digest()


async def keep(
    session: AsyncSession, actor: Actor, *, content: bytes, media_type: str, file_name: str
) -> int:
    """Keep the original bytes under their seal, in the actor's territory; returns the number."""
    return await keep_made(
        session, (actor.unit_path, actor.officer_id), content=content, media_type=media_type,
        file_name=file_name,
    )  # fmt: skip


async def keep_made(
    session: AsyncSession,
    whose: tuple[str, int],
    *,
    content: bytes,
    media_type: str,
    file_name: str,
) -> int:
    """Keep a file that the service made: `whose` territory it lies in, and who asked for it."""
    area_path, officer_id = whose
    made = await session.execute(
        insert(Document)
        .values(
            sha256=seal_of(content),
            media_type=media_type,
            file_name=file_name,
            content=content,
            area_path=area_path,
            kept_by=officer_id,
        )
        .returning(Document.id)
    )
    return made.scalar_one()
