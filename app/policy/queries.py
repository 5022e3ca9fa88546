"""Reading policy documents, and keeping the process up to date with those in force."""

from pydantic_core import to_json
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import standing_of, upon_entering
from app.core.errors import NotFound
from app.policy import known
from app.policy.known import Enacted
from app.policy.programmes import Enactment
from app.policy.tables import EnactmentPaper


async def catch_up(session: AsyncSession, revision: int) -> None:
    """Learn the documents approved since this process last looked: usually none, and no query."""
    if revision <= known.newest():
        return
    query = select(EnactmentPaper.revision, EnactmentPaper.digest, EnactmentPaper.document).where(
        EnactmentPaper.revision > known.newest()
    )
    found = await session.execute(query.order_by(EnactmentPaper.revision))
    known.learn(
        Enacted(row.revision, row.digest, Enactment.model_validate_json(to_json(row.document)))
        for row in found
    )


upon_entering(catch_up)


async def enactments(session: AsyncSession) -> list[EnactmentPaper]:
    """The nation's documents and those of one's own province, latest first."""
    own = EnactmentPaper.province_code
    query = (
        select(EnactmentPaper)
        .where(or_(own.is_(None), own == standing_of(session).province))
        .order_by(EnactmentPaper.id.desc())
    )
    return list(await session.scalars(query))


async def enactment(
    session: AsyncSession, enactment_id: int, *, lock: bool = False
) -> EnactmentPaper:
    """One document; raises NotFound for another province's."""
    query = select(EnactmentPaper).where(EnactmentPaper.id == enactment_id)
    query = query.with_for_update(key_share=True) if lock else query
    found = (await session.scalars(query)).first()
    if found is None or found.province_code not in (None, standing_of(session).province):
        raise NotFound(what="văn bản chính sách")
    return found
