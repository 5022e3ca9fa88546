"""Reading postings and what was objected to them."""

from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierList, DossierStage
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


# --- what the pages show -------------------------------------------------------------------------


async def postings_before(
    session: AsyncSession, before: int | None, limit: int, state: str | None
) -> list[dict[str, Any]]:
    """Postings of the territory, the newest first."""
    query = _shown().order_by(Posting.id.desc()).limit(limit)
    query = query if before is None else query.where(Posting.id < before)
    query = query if state is None else query.where(Posting.state == state)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def lists_to_post(session: AsyncSession, after: int, limit: int) -> list[DossierList]:
    """Lists with dossiers that were handed in and wait, by number."""
    waits = exists().where(
        DossierStage.list_id == DossierList.id, DossierStage.stage == Stage.SUBMITTED
    )
    query = select(DossierList).where(
        DossierList.state == "submitted", waits, DossierList.id > after
    )
    return list(await session.scalars(query.order_by(DossierList.id).limit(limit)))


async def lists_in(session: AsyncSession, posting_id: int) -> list[dict[str, Any]]:
    """The lists of a posting, with how many lines each has."""
    query = (
        select(
            DossierList.id, DossierList.form, DossierList.group_code, DossierList.compiled_on,
            DossierList.good_count,
        )
        .join(PostingList, PostingList.list_id == DossierList.id)
        .where(PostingList.posting_id == posting_id)
        .order_by(DossierList.id)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def objection_of(session: AsyncSession, posting_id: int, objection_id: int) -> Objection:
    """One objection to a posting; raises NotFound."""
    found = await session.get(Objection, objection_id)
    if found is None or found.posting_id != posting_id:
        raise NotFound(what="ý kiến")
    return found


async def has_line(session: AsyncSession, list_id: int, row_number: int) -> bool:
    """Whether a list has a line of this number."""
    line = select(Dossier.id).where(Dossier.list_id == list_id, Dossier.row_number == row_number)
    return await session.scalar(line) is not None
