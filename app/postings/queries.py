"""Reading postings and what was objected to them."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.postings.tables import Objection, Posting, PostingList


async def postings_after(
    session: AsyncSession, after: int, limit: int, state: str | None = None
) -> list[dict[str, Any]]:
    """Postings of the territory by number, page by page."""
    query = _shown().where(Posting.id > after).order_by(Posting.id).limit(limit)
    query = query if state is None else query.where(Posting.state == state)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def posting_shown(session: AsyncSession, posting_id: int) -> dict[str, Any]:
    """One posting; raises NotFound outside the territory."""
    row = (await session.execute(_shown().where(Posting.id == posting_id))).mappings().first()
    if row is None:
        raise NotFound(what="đợt niêm yết")
    return dict(row)


def _shown() -> Any:
    lists = (
        select(func.array_agg(PostingList.list_id.distinct()))
        .where(PostingList.posting_id == Posting.id)
        .scalar_subquery()
    )
    said = select(func.count()).where(Objection.posting_id == Posting.id)
    return select(
        Posting.id, Posting.place, Posting.means, Posting.starts_on, Posting.ends_on,
        Posting.state, Posting.area_path, lists.label("list_ids"),
        said.scalar_subquery().label("objections"),
        said.where(Objection.answered_at.is_(None)).scalar_subquery().label("unanswered"),
    )  # fmt: skip


async def objections_to(session: AsyncSession, posting_id: int) -> list[Objection]:
    """What was said against a posting, in order; raises NotFound."""
    await posting_shown(session, posting_id)
    query = select(Objection).where(Objection.posting_id == posting_id).order_by(Objection.id)
    return list(await session.scalars(query))
