"""Reading the trace, who looked at whom, and the seals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import ROLE_VI, Role
from app.access.tables import Appointment, Officer
from app.admin_units.tables import AdminUnit
from app.audit.tables import AccessLog, ChangeLog, SealBlock, SealNote, SeenPerson, SeenSet
from app.core.text import fold


class Window(NamedTuple):
    """From this moment on, and before that one; open where nothing is said."""

    since: datetime | None = None
    before: datetime | None = None


async def history_of(session: AsyncSession, subject: str, subject_id: int) -> list[dict[str, Any]]:
    """Every change of one list, posting, sitting, batch, decision, run or statement, in order."""
    query = (
        select(
            ChangeLog.id, ChangeLog.from_state, ChangeLog.to_state, ChangeLog.at,
            ChangeLog.officer_id, ChangeLog.because,
        )
        .where(ChangeLog.subject == subject, ChangeLog.subject_id == subject_id)
        .order_by(ChangeLog.id)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def changes_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """The trace of the territory, page by page."""
    query = (
        select(ChangeLog.__table__).where(ChangeLog.id > after).order_by(ChangeLog.id).limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


_LOOK = (
    AccessLog.id, AccessLog.at, AccessLog.officer_id, Officer.full_name.label("officer"),
    AccessLog.account_id, AccessLog.appointment_id, AccessLog.act, AccessLog.about,
    AccessLog.about_id, AccessLog.about_version, AccessLog.shown,
    SeenSet.size.label("people"), AccessLog.area_path,
)  # fmt: skip


def _looks() -> Any:
    return (
        select(*_LOOK)
        .join(SeenSet, SeenSet.id == AccessLog.set_id)
        .outerjoin(Officer, Officer.id == AccessLog.officer_id)
        .order_by(AccessLog.id)
    )


def _within(window: Window, after: int) -> ColumnElement[bool]:
    wanted = [AccessLog.id > after]
    if window.since is not None:
        wanted.append(AccessLog.at >= window.since)
    if window.before is not None:
        wanted.append(AccessLog.at < window.before)
    return and_(*wanted)


async def views_after(
    session: AsyncSession, after: int, limit: int, window: Window, officer_id: int | None
) -> list[dict[str, Any]]:
    """Looks at numbers in clear by offices of the territory; narrow to one officer."""
    query = _looks().where(_within(window, after)).limit(limit)
    if officer_id is not None:
        query = query.where(AccessLog.officer_id == officer_id)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def viewers_of(
    session: AsyncSession, people: Sequence[int], after: int, limit: int, window: Window
) -> list[dict[str, Any]]:
    """Every look at any of these people's numbers in clear, page by page."""
    # Set by set, whatever the planner guesses: otherwise it walks all looks of the window and
    # searches the sets for each.
    numbers = func.any(literal(list(people), ARRAY(BigInteger())))
    sets = select(SeenPerson.set_id).where(SeenPerson.person_id == numbers).distinct().cte("sets")
    of_set = (
        select(AccessLog.id)
        .where(AccessLog.set_id == sets.c.set_id, _within(window, after))
        .offset(0)
        .lateral("of_set")
    )
    ids = select(of_set.c.id).select_from(sets.join(of_set, true())).order_by(of_set.c.id)
    query = _looks().where(AccessLog.id.in_(ids.limit(limit)))
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def newest_note(session: AsyncSession) -> dict[str, Any] | None:
    """The last signed checkpoint of the province; None before the first."""
    query = (
        select(SealNote.block, SealNote.note, SealNote.signer, SealNote.made_at)
        .order_by(SealNote.block.desc())
        .limit(1)
    )
    row = (await session.execute(query)).mappings().first()
    return dict(row) if row else None


async def newest_block(session: AsyncSession) -> SealBlock | None:
    """The end of the sealed trail; None before the first seal."""
    query = select(SealBlock).order_by(SealBlock.number.desc()).limit(1)
    return (await session.scalars(query)).first()


# --- for pages: newest first, with the people and their offices -----------------------------------


class Sought(NamedTuple):
    """Which changes are looked for; what is None is not asked."""

    subject: str | None = None
    subject_id: int | None = None
    officers: Sequence[int] | None = None
    window: Window = Window()


async def changes_before(
    session: AsyncSession, sought: Sought, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """The trace of the territory, the newest first."""
    one = ChangeLog
    query = select(
        one.id, one.subject, one.subject_id, one.from_state, one.to_state, one.at, one.officer_id,
        one.because, one.area_path,
    ).order_by(one.id.desc())  # fmt: skip
    if before is not None:
        query = query.where(one.id < before)
    if sought.subject is not None:
        query = query.where(one.subject == sought.subject)
    if sought.subject_id is not None:
        query = query.where(one.subject_id == sought.subject_id)
    query = query.where(*_sought(one, sought)).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def views_before(
    session: AsyncSession, sought: Sought, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Looks at numbers in clear by offices of the territory, the newest first."""
    query = _looks().order_by(None).order_by(AccessLog.id.desc())
    if before is not None:
        query = query.where(AccessLog.id < before)
    query = query.where(*_sought(AccessLog, sought)).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _sought(table: Any, sought: Sought) -> list[ColumnElement[bool]]:
    wanted = []
    if sought.officers is not None:
        wanted.append(table.officer_id == func.any(_numbers(sought.officers)))
    if sought.window.since is not None:
        wanted.append(table.at >= sought.window.since)
    if sought.window.before is not None:
        wanted.append(table.at < sought.window.before)
    return wanted


def _numbers(numbers: Sequence[int]) -> Any:
    return literal(list(numbers), ARRAY(BigInteger()))


_LATELY = 5_000


async def acts_of(session: AsyncSession, officer_id: int, limit: int) -> list[dict[str, Any]]:
    """What an officer did lately, among the last changes of the territory, the newest first.

    One line of each act and kind of thing that it changed, with how many of them: an act may
    change thousands. `subject_id` is the first that it wrote.
    """
    one = ChangeLog
    lately = select(func.coalesce(func.max(one.id), 0) - _LATELY).scalar_subquery()
    first = func.min(one.id)
    query = (
        select(
            one.told, one.because, one.subject, first.label("first"), func.max(one.at).label("at"),
            func.count(one.subject_id.distinct()).label("things"),
            func.array_agg(aggregate_order_by(one.subject_id, one.id))[1].label("subject_id"),
        )
        .where(one.id > lately, one.officer_id == officer_id)
        .group_by(one.told, one.because, one.subject)
        .order_by(func.max(one.id).desc())
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


class Seat(NamedTuple):
    """Who somebody is in office: the role as people call it, the unit's name, the person's name."""

    role: str
    unit: str
    person: str


async def seats_of(session: AsyncSession, officers: Sequence[int | None]) -> dict[int, Seat]:
    """The newest appointment of each of these officers."""
    numbers = _numbers(sorted({one for one in officers if one is not None}))
    units = select(AdminUnit.kind + " " + AdminUnit.name).where(
        AdminUnit.path == Appointment.unit_path
    )
    query = (
        select(
            Officer.id, Appointment.role, func.coalesce(units.scalar_subquery(), ""),
            Officer.full_name,
        )
        .outerjoin(Appointment, Appointment.officer_id == Officer.id)
        .where(Officer.id == func.any(numbers))
        .order_by(Officer.id, Appointment.valid_from, Appointment.id)
    )  # fmt: skip
    return {
        number: Seat(ROLE_VI[Role(role)] if role else "", unit, name)
        for number, role, unit, name in await session.execute(query)
    }


async def officers_called(session: AsyncSession, name: str) -> list[int]:
    """Officers whose name holds these words, with or without marks."""
    wanted = fold(name)
    found = await session.execute(select(Officer.id, Officer.full_name))
    return [number for number, full_name in found if wanted in fold(full_name)]
