"""Reading decisions and what follows from them as their pages show them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Role
from app.access.tables import Appointment, Officer, PaymentAgent
from app.core.db import standing_of
from app.core.text import fold
from app.decisions.tables import LINE_IN_FORCE, Decision, DecisionLine, Delegation
from app.dossiers import any_of
from app.dossiers.tables import Dossier
from app.funds.tables import FundSource

_V = LINE_IN_FORCE.c
_FOUND = 100


class Wanted(NamedTuple):
    """Which decisions are looked for."""

    area: str = ""
    group: str = ""
    year: int | None = None

    def holds(self) -> list[ColumnElement[bool]]:
        """The same as conditions."""
        found = [Decision.area_path.startswith(self.area, autoescape=True)]
        if self.year is not None:
            days = date(self.year, 1, 1), date(self.year, 12, 31)
            found.append(Decision.signed_on.between(*days))
        if self.group:
            found.append(
                exists().where(
                    DecisionLine.decision_id == Decision.id, DecisionLine.group_code == self.group
                )
            )
        return found


async def decisions_before(
    session: AsyncSession, wanted: Wanted, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Decisions of the territory, the newest first, page by page."""
    query = (
        select(
            Decision.id, Decision.kind, Decision.number, Decision.signed_on, Decision.case_count,
            Decision.total_dong, Decision.area_path,
        )
        .where(*wanted.holds())
        .order_by(Decision.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        query = query.where(Decision.id < before)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def totals_of(session: AsyncSession, wanted: Wanted) -> tuple[int, int, int]:
    """Of all approvals looked for: how many, how many cases, how much (đồng), as signed."""
    cases, total = func.sum(Decision.case_count), func.sum(Decision.total_dong)
    query = select(
        func.count(),
        cast(func.coalesce(cases, 0), BigInteger),
        cast(func.coalesce(total, 0), BigInteger),
    ).where(Decision.kind == "approved", *wanted.holds())
    return (*(await session.execute(query)).one(),)


async def named_in(session: AsyncSession, decision: Decision) -> dict[str, str | None]:
    """The names that stand in a decision: signer, source, payers, delegation."""
    query = select(
        select(Officer.full_name).where(Officer.id == decision.signer_id).scalar_subquery(),
        select(FundSource.name).where(FundSource.id == decision.source_id).scalar_subquery(),
        _agent(decision.agent_code), _agent(decision.transfer_agent_code),
        select(Delegation.document_number)
        .where(Delegation.id == decision.delegation_id)
        .scalar_subquery(),
    )  # fmt: skip
    names = ("signer", "source", "agent", "bank", "delegation")
    return dict(zip(names, (await session.execute(query)).one(), strict=True))


def _agent(code: str | None) -> Any:
    return select(PaymentAgent.name).where(PaymentAgent.code == code).scalar_subquery()


async def in_force_sums(session: AsyncSession, decision_id: int) -> list[tuple[str, str, int, int]]:
    """What is in force of a decision by group and place: how many, how much (đồng)."""
    query = (
        select(
            _V.group_code, _V.area_path, func.count(), cast(func.sum(_V.amount_dong), BigInteger)
        )
        .where(_V.decision_id == decision_id)
        .group_by(_V.group_code, _V.area_path)
        .order_by(_V.group_code, _V.area_path)
    )  # fmt: skip
    return [(*row,) for row in await session.execute(query)]


async def lines_named(
    session: AsyncSession, decision_id: int, numbers: Sequence[int]
) -> list[dict[str, Any]]:
    """Lines in force of a decision by the numbers of their dossiers."""
    rows = await session.execute(_lines(decision_id).where(_V.dossier_id == any_of(numbers)))
    return [dict(row) for row in rows.mappings()]


async def signed_line(session: AsyncSession, decision_id: int, dossier_id: int) -> str | None:
    """The name on a line of a decision as it was first signed, whatever became of it."""
    query = (
        select(Dossier.full_name)
        .join(DecisionLine, DecisionLine.dossier_id == Dossier.id)
        .where(DecisionLine.decision_id == decision_id, DecisionLine.dossier_id == dossier_id)
    )
    return await session.scalar(query)


def _lines(decision_id: int) -> Any:
    return (
        select(
            _V.dossier_id, _V.group_code, _V.months, _V.amount_dong, _V.payee_name, _V.hamlet,
            _V.area_path, Dossier.birth_date, Dossier.birth_year,
        )
        .join_from(LINE_IN_FORCE, Dossier, Dossier.id == _V.dossier_id)
        .where(_V.decision_id == decision_id)
        .order_by(_V.dossier_id)
    )  # fmt: skip


async def lines_like(session: AsyncSession, decision_id: int, wanted: str) -> list[dict[str, Any]]:
    """Lines in force of a decision by part of a name (marks do not matter) or by dossier."""
    if wanted.strip().isdigit() and len(wanted.strip()) < 19:
        return await lines_named(session, decision_id, [int(wanted)])
    key, found = fold(wanted), []
    rows = await session.execute(_lines(decision_id))
    for row in rows.mappings():
        if key in fold(row["payee_name"]):
            found.append(dict(row))
        if len(found) == _FOUND:
            break
    return found


async def delegations_of(session: AsyncSession) -> list[dict[str, Any]]:
    """Who was handed the approving power, for which territory and when; the latest first."""
    query = (
        select(
            Delegation.id, Delegation.document_number, Delegation.area_path, Delegation.valid_from,
            Delegation.valid_to, Officer.full_name,
        )
        .join(Officer, Officer.id == Delegation.officer_id)
        .order_by(Delegation.id.desc())
        .limit(200)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def chairmen_on(session: AsyncSession, today: date) -> list[tuple[int, str, str]]:
    """The chairmen of districts in office on a day: number, name, territory."""
    query = (
        select(Officer.id, Officer.full_name, Appointment.unit_path)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Appointment.role == Role.CHAIRMAN, Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
            Appointment.unit_path.like(f"{standing_of(session).province}.___."),
        )
        .order_by(Appointment.unit_path, Officer.full_name)
    )  # fmt: skip
    return [(*row,) for row in await session.execute(query)]
