"""What the minutes of a sitting are made of, read in sets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access import Role
from app.access.tables import Appointment, Officer
from app.admin_units.tables import AdminUnit
from app.appraisal import queries
from app.appraisal.rules import COUNCILS, Verdict
from app.appraisal.tables import (
    Finding,
    ListAlert,
    Opinion,
    Sitting,
    SittingList,
    SittingQuestion,
    SittingSeat,
)
from app.dossiers.tables import Dossier, DossierHistory, DossierList, DossierStage

_SEATS = (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)


async def _rows(session: AsyncSession, query: Any) -> list[Any]:
    return list((await session.execute(query)).all())


async def people_of(session: AsyncSession, sitting: Sitting) -> Sequence[Any]:
    """Who held a seat on the day or spoke, by name: number, name, document, present."""
    seats = select(SittingSeat.officer_id).where(SittingSeat.sitting_id == sitting.id)
    held = (
        select(Appointment.officer_id, func.min(Appointment.document_number).label("document"))
        .where(
            Appointment.unit_path == sitting.area_path,
            Appointment.role.in_([str(role) for role in _SEATS]),
            Appointment.valid_from <= sitting.held_on,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= sitting.held_on),
        )
        .group_by(Appointment.officer_id)
        .subquery("held")
    )
    there = union(
        seats, select(held.c.officer_id), select(literal(sitting.opened_by, BigInteger()))
    )
    query = (
        select(
            Officer.id, Officer.full_name, held.c.document, Officer.id.in_(seats).label("present")
        )
        .outerjoin(held, held.c.officer_id == Officer.id)
        .where(Officer.id.in_(there))
        .order_by(Officer.id)
    )
    return await _rows(session, query)


async def units_along(session: AsyncSession, path: str, day: date) -> list[str]:
    """The unit of a path and those around it as sentences name them, the nearest first."""
    codes = path.rstrip(".").split(".")
    query = (
        select(AdminUnit.kind, AdminUnit.name)
        .where(
            AdminUnit.code.in_(codes), AdminUnit.valid_from <= day,
            or_(AdminUnit.valid_to.is_(None), AdminUnit.valid_to >= day),
        )
        .order_by(func.length(AdminUnit.path).desc())
    )  # fmt: skip
    return [f"{kind.lower()} {name}" for kind, name in await _rows(session, query)]


async def lists_heard(session: AsyncSession, sitting: Sitting) -> Sequence[Any]:
    """The agenda: number, form, group, day and the unit that compiled each list."""
    unit = AdminUnit.kind + literal(" ", Text()) + AdminUnit.name
    query = (
        select(
            DossierList.id, DossierList.form, DossierList.group_code, DossierList.compiled_on,
            func.min(unit).label("unit"),
        )
        .join(SittingList, SittingList.list_id == DossierList.id)
        .join(AdminUnit, AdminUnit.path == DossierList.unit_path)
        .where(SittingList.sitting_id == sitting.id)
        .group_by(DossierList.id)
        .order_by(DossierList.id)
    )  # fmt: skip
    return await _rows(session, query)


def excepted(sitting: Sitting) -> ColumnElement[bool]:
    """Which words of a sitting kept a dossier from going up: those it acted on, or would now."""
    stage = COUNCILS[sitting.level].stage
    moved, asked = aliased(DossierHistory), aliased(SittingQuestion)
    if sitting.state == "open":
        now = aliased(DossierStage)
        return exists().where(now.dossier_id == Opinion.dossier_id, now.stage == stage)
    sent = exists().where(
        moved.dossier_id == Opinion.dossier_id, moved.because == f"sitting {sitting.id}"
    )
    kept = exists().where(
        asked.dossier_id == Opinion.dossier_id, asked.asked_from == sitting.area_path,
        asked.question == Opinion.question,
    )  # fmt: skip
    return sent | kept


async def exceptions_of(session: AsyncSession, sitting: Sitting) -> Sequence[Any]:
    """The dossiers not simply favoured, by list and row."""
    query = (
        select(
            Dossier.person_id, Dossier.full_name, Dossier.group_code, Opinion.verdict,
            Opinion.reason_code, Opinion.answer, Opinion.return_to, Opinion.asked_of,
            Opinion.question,
        )
        .join(Dossier, Dossier.id == Opinion.dossier_id)
        .where(
            Opinion.sitting_id == sitting.id, Opinion.verdict != Verdict.FAVOURABLE,
            excepted(sitting),
        )
        .order_by(Dossier.list_id, Dossier.row_number)
    )  # fmt: skip
    return await _rows(session, query)


async def favoured_by(session: AsyncSession, sitting: Sitting) -> tuple[int, int]:
    """How many dossiers a sitting favoured, and their sum (đồng); while open, would favour now."""
    if sitting.favoured is not None:
        return sitting.favoured, sitting.favoured_dong or 0
    excluded = exists().where(
        Opinion.sitting_id == sitting.id, Opinion.dossier_id == Dossier.id,
        Opinion.verdict != Verdict.FAVOURABLE,
    )  # fmt: skip
    total = cast(func.coalesce(func.sum(Dossier.amount_dong), 0), BigInteger)
    lists = select(SittingList.list_id).where(SittingList.sitting_id == sitting.id)
    query = select(func.count(), total).where(Dossier.list_id.in_(lists), ~excluded)
    if sitting.state == "open":
        stage = COUNCILS[sitting.level].stage
        query = query.join(DossierStage, DossierStage.dossier_id == Dossier.id).where(
            DossierStage.stage == stage, ~queries.on_hold_now(Dossier.id)
        )
    else:  # closed before its numbers were kept
        moved = DossierHistory.because == f"sitting {sitting.id}"
        query = query.join(DossierHistory, DossierHistory.dossier_id == Dossier.id).where(moved)
    count, dong = (await session.execute(query)).one()
    return count, dong


async def findings_answered(session: AsyncSession, sitting: Sitting) -> Sequence[Any]:
    """Findings overruled in words: whose, which code, and the answer."""
    query = (
        select(Dossier.full_name, Finding.code, Opinion.answer, Dossier.person_id)
        .join(Finding, Finding.dossier_id == Dossier.id)
        .join(
            Opinion,
            (Opinion.sitting_id == Finding.sitting_id)
            & (Opinion.dossier_id == Finding.dossier_id),
        )
        .where(
            Finding.sitting_id == sitting.id, Opinion.verdict == Verdict.FAVOURABLE,
            Opinion.answer.is_not(None),
        )
        .order_by(Dossier.list_id, Dossier.row_number, Finding.code)
    )  # fmt: skip
    return await _rows(session, query)


async def alerts_answered(session: AsyncSession, sitting: Sitting) -> Sequence[Any]:
    """Alerts on the lists of a sitting that were answered while it sat."""
    query = (
        select(ListAlert.code, ListAlert.told_of, ListAlert.count, ListAlert.answer)
        .join(SittingList, SittingList.list_id == ListAlert.list_id)
        .where(
            SittingList.sitting_id == sitting.id, ListAlert.answered_at >= sitting.opened_at,
            *([ListAlert.answered_at <= sitting.closed_at] if sitting.closed_at else []),
        )
        .order_by(ListAlert.id)
    )  # fmt: skip
    return await _rows(session, query)
