"""Which sittings there are, which lists are ready for one, and who may sit over them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import clocks
from app.access import Actor, Role
from app.access.tables import Appointment, Officer
from app.admin_units.tables import AdminUnit
from app.appraisal.queries import on_hold_now
from app.appraisal.rules import Council
from app.appraisal.tables import Finding, Opinion, Sitting, SittingList
from app.clocks.tables import ListRoad, StepClock
from app.dossiers import any_of
from app.dossiers.tables import DossierList, DossierStage, Interest, PartTaken

_NEVER = date(9999, 12, 31)
_SEATS = (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)


async def sittings_before(
    session: AsyncSession, before: int | None, limit: int, path: str | None
) -> list[dict[str, Any]]:
    """Sittings, open ones first, then the newest; of one council only if its path is given."""
    unanswered = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id
    )
    lists = select(func.count()).where(SittingList.sitting_id == Sitting.id)
    left = select(func.count()).where(Finding.sitting_id == Sitting.id, ~unanswered)
    unit = select(func.min(AdminUnit.kind + " " + AdminUnit.name)).where(
        AdminUnit.path == Sitting.area_path
    )
    query = select(
        Sitting.id, Sitting.level, Sitting.state, Sitting.held_on, Sitting.area_path,
        Sitting.expected, Sitting.favoured, unit.scalar_subquery().label("unit"),
        lists.scalar_subquery().label("lists"), left.scalar_subquery().label("left"),
    ).limit(limit)  # fmt: skip
    if path is not None:
        query = query.where(Sitting.area_path == path)
    if before is not None:
        query = query.where(Sitting.id < before, Sitting.state == "closed")
    query = query.order_by((Sitting.state == "open").desc(), Sitting.id.desc())
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _clock() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """How a standing dossier finds the step of its road and the clock that runs there."""
    again = func.coalesce(DossierStage.from_stage == DossierStage.stage, False)
    road = and_(
        ListRoad.list_id == DossierStage.list_id, ListRoad.stage == DossierStage.stage,
        ListRoad.again == again,
    )  # fmt: skip
    clock = and_(
        StepClock.list_id == DossierStage.list_id,
        StepClock.area_path == DossierStage.area_path,
        StepClock.step == ListRoad.step,
        StepClock.entered_on == DossierStage.since,
        StepClock.resumed == DossierStage.resumed,
    )
    return road, clock


class ReadyAfter(NamedTuple):
    """The last line of a page of ready lists."""

    due_on: date
    list_id: int


async def lists_ready(
    session: AsyncSession, actor: Actor, council: Council, after: ReadyAfter | None, limit: int
) -> list[dict[str, Any]]:
    """Lists with dossiers for the actor's council that are in no open sitting; due ones first.

    What the council has favoured already or waits for an answer to is not counted.
    """
    road, clock = _clock()
    due = func.coalesce(func.min(StepClock.due_on), literal(_NEVER))
    sits = exists().where(
        SittingList.list_id == DossierList.id, Sitting.id == SittingList.sitting_id,
        Sitting.state == "open", Sitting.area_path == actor.unit_path,
    )  # fmt: skip
    free = func.count().filter(~on_hold_now(DossierStage.dossier_id))
    unit = select(func.min(AdminUnit.kind + " " + AdminUnit.name)).where(
        AdminUnit.path == DossierList.unit_path
    )
    query = (
        select(
            DossierList.id, DossierList.form, DossierList.group_code, DossierList.compiled_on,
            unit.scalar_subquery().label("unit"), free.label("waiting"), due.label("due_on"),
        )
        .join(DossierStage, DossierStage.list_id == DossierList.id)
        .outerjoin(ListRoad, road)
        .outerjoin(StepClock, clock)
        .where(
            DossierList.id.in_(clocks.lists_at(council.stage)),
            DossierStage.stage == council.stage, ~sits, DossierList.state == "submitted",
            DossierStage.from_stage.is_distinct_from(str(council.stage)),
        )
        .group_by(DossierList.id)
        .having(free > 0)
        .order_by(due, DossierList.id)
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        query = query.having(tuple_(due, DossierList.id) > tuple_(*map(literal, after)))
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    return [row | {"due_on": None if row["due_on"] == _NEVER else row["due_on"]} for row in rows]


async def due_days(session: AsyncSession, dossiers: Sequence[int]) -> dict[int, date]:
    """Until when the step of each of these dossiers must be done, where that is known."""
    road, clock = _clock()
    query = (
        select(DossierStage.dossier_id, StepClock.due_on)
        .join(ListRoad, road)
        .join(StepClock, clock)
        .where(DossierStage.dossier_id == any_of(dossiers), StepClock.due_on.is_not(None))
    )
    return {row.dossier_id: row.due_on for row in await session.execute(query)}


class Seat(NamedTuple):
    """A person with a seat in a council, and what keeps them out of some lists."""

    id: int
    full_name: str
    secretary: bool
    parts: list[int]
    """Lists in which this person has another part."""
    interests: list[int]
    """Lists in which this person declared an interest."""


async def seats_of(
    session: AsyncSession, path: str, day: date, lists: Sequence[int], council: Council
) -> list[Seat]:
    """Who holds a seat in the council of a unit on a day, by name."""
    parts = select(func.array_agg(PartTaken.list_id)).where(
        PartTaken.officer_id == Officer.id, PartTaken.list_id == any_of(lists),
        PartTaken.part.not_in([council.part, "recused"]),
    )  # fmt: skip
    told = select(func.array_agg(Interest.list_id.distinct())).where(
        Interest.officer_id == Officer.id, Interest.list_id == any_of(lists)
    )
    writes = func.bool_or(Appointment.role == Role.COUNCIL_SECRETARY)
    query = (
        select(
            Officer.id, Officer.full_name, writes, parts.scalar_subquery(), told.scalar_subquery()
        )
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Appointment.unit_path == path, Appointment.role.in_([str(one) for one in _SEATS]),
            Appointment.valid_from <= day,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day),
        )
        .group_by(Officer.id)
        .order_by(writes, Officer.full_name, Officer.id)
    )  # fmt: skip
    rows = (await session.execute(query)).all()
    return [Seat(row[0], row[1], row[2], row[3] or [], row[4] or []) for row in rows]


async def returned_by(session: AsyncSession, sitting_id: int) -> list[tuple[int, int]]:
    """The lists of which a sitting sent lines back, and how many of each."""
    query = (
        select(DossierStage.list_id, cast(func.count(), BigInteger))
        .join(Opinion, Opinion.dossier_id == DossierStage.dossier_id)
        .where(Opinion.sitting_id == sitting_id, Opinion.verdict == "returned")
        .group_by(DossierStage.list_id)
        .order_by(DossierStage.list_id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]
