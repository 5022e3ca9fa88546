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
    made = await session.execute(
        insert(Document)
        .values(
            sha256=seal_of(content),
            media_type=media_type,
            file_name=file_name,
            content=content,
            area_path=actor.unit_path,
            kept_by=actor.officer_id,
        )
        .returning(Document.id)
    )
    return made.scalar_one()
