"""Reading the bank's answers, and what waits for one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, TableValuedAlias, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.clocks.tables import StepClock
from app.dossiers import Stage, list_shown
from app.dossiers.tables import Dossier, DossierList, DossierStage
from app.loans.rules import Outcome
from app.loans.tables import LoanAnswer, LoanWord


async def answers_of(session: AsyncSession, list_id: int) -> list[dict[str, Any]]:
    """Every answer of the bank to a list, in order; raises NotFound."""
    await list_shown(session, list_id)
    query = (
        select(LoanAnswer.__table__).where(LoanAnswer.list_id == list_id).order_by(LoanAnswer.id)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def waiting_lists(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Lists with dossiers that wait for the bank, by number."""
    due = (
        select(func.max(StepClock.due_on))
        .where(StepClock.list_id == DossierList.id, StepClock.level == "bank")
        .scalar_subquery()
    )
    query = (
        select(
            DossierList.id.label("list_id"), DossierList.form, DossierList.unit_path,
            DossierList.compiled_on, func.count().label("waiting"), due.label("due_on"),
            cast(func.sum(Dossier.amount_dong), BigInteger).label("asked_dong"),
        )
        .join(DossierStage, DossierStage.list_id == DossierList.id)
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .where(DossierStage.stage == Stage.AT_BANK, DossierList.id > after)
        .group_by(DossierList.id)
        .order_by(DossierList.id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def asked_for(session: AsyncSession, list_id: int) -> int:
    """What is asked for the dossiers of a list that wait for the bank (đồng)."""
    query = (
        select(cast(func.coalesce(func.sum(Dossier.amount_dong), 0), BigInteger))
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(DossierStage.list_id == list_id, DossierStage.stage == Stage.AT_BANK)
    )
    return (await session.execute(query)).scalar_one()


async def lent_already(session: AsyncSession, list_id: int, unlent: Sequence[int]) -> int:
    """How many of those about to be lent for have a loan; `unlent` are not among them."""
    other = aliased(Dossier)
    query = (
        select(func.count(Dossier.id.distinct()))
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .join(other, other.person_id == Dossier.person_id)
        .join(LoanWord, (LoanWord.dossier_id == other.id) & (LoanWord.outcome == Outcome.LENT))
        .where(
            DossierStage.list_id == list_id, DossierStage.stage == Stage.AT_BANK,
            Dossier.id.not_in(unlent),
        )
    )  # fmt: skip
    return await session.scalar(query) or 0


async def sums(session: AsyncSession, list_id: int, named: TableValuedAlias) -> tuple[int, int]:
    """How many of a list's waiting dossiers are lent for, and how much (đồng) in all."""
    word = func.coalesce(named.c.outcome, Outcome.LENT)
    lent = word == Outcome.LENT
    amount = case((lent, func.coalesce(named.c.amount_dong, Dossier.amount_dong)), else_=0)
    query = (
        select(
            func.count().filter(lent), cast(func.coalesce(func.sum(amount), 0), BigInteger),
        )
        .select_from(DossierStage)
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .outerjoin(named, named.c.dossier_id == Dossier.id)
        .where(DossierStage.list_id == list_id, DossierStage.stage == Stage.AT_BANK)
    )  # fmt: skip
    count, dong = (await session.execute(query)).one()
    return count, dong


async def fitting(session: AsyncSession, list_id: int, named: TableValuedAlias) -> int:
    """How many of the lines named wait for the bank and ask for no less than is lent."""
    query = (
        select(func.count(Dossier.id.distinct()))
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .join(named, named.c.dossier_id == Dossier.id)
        .where(
            DossierStage.list_id == list_id, DossierStage.stage == Stage.AT_BANK,
            func.coalesce(named.c.amount_dong, 0) <= Dossier.amount_dong,
        )
    )  # fmt: skip
    return await session.scalar(query) or 0
