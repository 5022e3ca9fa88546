"""Keeping a file, and the number that an office gives a paper."""

import hashlib
from datetime import date

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.documents.issue_schemas import NumberOrder, NumberShown
from app.documents.rules import AnotherOffice, PaperNumbered, PaperOutOfTime
from app.documents.tables import Document, PaperNumber

refuse_as("uq_paper_number_paper", PaperNumbered)


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


async def number_paper(
    session: AsyncSession, actor: Actor, paper: str, order: NumberOrder, *, office: str, since: date
) -> NumberShown:
    """Record the number and day under which an office issues a paper, once.

    `office` is its territory, `since` the day of what the paper tells. Raises AnotherOffice,
    PaperNumbered, PaperOutOfTime.
    """
    if actor.unit_path != office:
        raise AnotherOffice
    if not since <= order.dated <= clock.today(session):
        raise PaperOutOfTime
    session.add(
        PaperNumber(
            paper=paper, number=order.number, dated=order.dated, given_by=actor.officer_id,
            area_path=office,
        )
    )  # fmt: skip
    await session.flush()
    return NumberShown(paper=paper, number=order.number, dated=order.dated)
