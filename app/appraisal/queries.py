"""Sittings, what is before them, and what they have still to answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.appraisal.rules import COUNCILS, Council
from app.appraisal.tables import Finding, ListAlert, Opinion, Sitting, SittingList
from app.core.errors import NotFound
from app.dossiers import any_of, count_held
from app.dossiers.tables import Dossier, DossierStage, PersonClaim
from app.register.tables import PersonNotice


async def sitting_of(session: AsyncSession, sitting_id: int, *, lock: bool = False) -> Sitting:
    """One sitting; raises NotFound outside the territory."""
    query = select(Sitting).where(Sitting.id == sitting_id)
    query = query.with_for_update(key_share=True) if lock else query
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="phiên họp")
    return found


async def agenda_of(session: AsyncSession, sitting_id: int) -> list[int]:
    """The lists on the agenda."""
    query = select(SittingList.list_id).where(SittingList.sitting_id == sitting_id)
    return list(await session.scalars(query.order_by(SittingList.list_id)))


async def held_before(session: AsyncSession, sitting: Sitting) -> int:
    """How many dossiers before a sitting a complaint or finding holds now."""
    lists = await agenda_of(session, sitting.id)
    return await count_held(session, lists, COUNCILS[sitting.level].stage)


async def lists_without_cases(
    session: AsyncSession, lists: Sequence[int], council: Council
) -> list[int]:
    """The lists of an agenda with nothing before this council."""
    query = (
        select(DossierStage.list_id)
        .where(DossierStage.list_id == any_of(lists), DossierStage.stage == council.stage)
        .distinct()
    )
    present = set(await session.scalars(query))
    return sorted(set(lists) - present)


async def told_since(session: AsyncSession, sitting: Sitting) -> bool:
    """Whether anybody opened a claim, had one approved or told of a person since it was opened."""
    claims = select(func.max(PersonClaim.told)).scalar_subquery()
    notices = select(func.max(PersonNotice.told)).scalar_subquery()
    latest = func.coalesce(func.greatest(claims, notices), 0)
    return bool(await session.scalar(select(latest >= sitting.seen_until)))


async def unanswered(session: AsyncSession, sitting_id: int) -> int:
    """Findings of a sitting without the council's word; a favourable word needs an answer."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id,
        Opinion.dossier_id == Finding.dossier_id,
        (Opinion.verdict != "favourable") | Opinion.answer.is_not(None),
    )
    query = select(func.count()).where(Finding.sitting_id == sitting_id, ~word)
    return (await session.execute(query)).scalar_one()


async def alerts_of(
    session: AsyncSession, sitting_id: int, alert_id: int | None = None
) -> list[dict[str, Any]]:
    """What is odd about the lists of a sitting, answered or not; one of them if a number is given.

    Also what an earlier council was told.
    """
    shown = (
        ListAlert.id, ListAlert.list_id, ListAlert.code, ListAlert.told_of, ListAlert.count,
        ListAlert.raised_at, ListAlert.answer,
    )  # fmt: skip
    query = (
        select(*shown)
        .join(SittingList, SittingList.list_id == ListAlert.list_id)
        .where(SittingList.sitting_id == sitting_id)
        .order_by(ListAlert.id)
    )
    if alert_id is not None:
        query = query.where(ListAlert.id == alert_id)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def unanswered_alerts(session: AsyncSession, lists: Sequence[int]) -> int:
    """Alerts on these lists that no council has answered."""
    query = select(func.count()).where(
        ListAlert.list_id == any_of(lists), ListAlert.answered_at.is_(None)
    )
    return (await session.execute(query)).scalar_one()


async def findings_of(session: AsyncSession, sitting_id: int) -> list[dict[str, Any]]:
    """The findings of a sitting with the rows they concern."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id
    )
    query = (
        select(
            Finding.dossier_id, Finding.code, Finding.other_group, Dossier.list_id,
            Dossier.row_number, word.label("answered"),
        )
        .join(Dossier, Dossier.id == Finding.dossier_id)
        .where(Finding.sitting_id == sitting_id)
        .order_by(Dossier.list_id, Dossier.row_number, Finding.code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
