"""Conflicts of interest: who says so takes no part in judging the list."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.errors import NotFound
from app.dossiers.queries import list_shown
from app.dossiers.rules import RECUSED
from app.dossiers.tables import Dossier, Interest, PartTaken


async def declare_interest(
    session: AsyncSession, actor: Actor, list_id: int, dossier_id: int | None, words: str
) -> Interest:
    """The actor says that a list, or one dossier of it, concerns themselves or their own.

    Without a part in the list so far they are recused from it for ever; a part taken before stays
    what it was and is told with the word, for those who come after. Raises NotFound.
    """
    found = await list_shown(session, list_id)
    if dossier_id is not None:
        home = select(Dossier.list_id).where(Dossier.id == dossier_id)
        if await session.scalar(home) != list_id:
            raise NotFound(what="hồ sơ trong danh sách")
    whose = {"list_id": list_id, "officer_id": actor.officer_id}
    area = found["unit_path"]
    recusal = upsert(PartTaken).values(**whose, part=RECUSED, area_path=area)
    await session.execute(recusal.on_conflict_do_nothing())
    part = select(PartTaken.part).filter_by(**whose)
    said = Interest(
        **whose, dossier_id=dossier_id, words=words, part=(await session.scalars(part)).one(),
        area_path=area,
    )  # fmt: skip
    session.add(said)
    await session.flush()
    return said


async def interests_in(session: AsyncSession, list_id: int) -> list[dict[str, Any]]:
    """Who declared an interest in a list, and what they are to it; raises NotFound."""
    await list_shown(session, list_id)
    query = (
        select(
            Interest.id, Interest.officer_id, Interest.list_id, Interest.dossier_id,
            Interest.words, Interest.part, Interest.declared_at,
        )
        .where(Interest.list_id == list_id)
        .order_by(Interest.id)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
