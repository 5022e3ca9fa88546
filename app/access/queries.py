"""Reading who somebody is."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import aliased

from app.access.rules import Actor, NoAppointment, Role, Seat
from app.access.tables import Account, Appointment, Enrolment, Officer, Token
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.errors import Unauthenticated
from app.core.settings import settings

API, SESSION = "api", "session"
_SEEN_EVERY: Final = timedelta(minutes=1)


def in_force(day: date | ColumnElement[date]) -> Any:
    """The appointments that hold on a day."""
    return (Appointment.valid_from <= day) & or_(
        Appointment.valid_to.is_(None), Appointment.valid_to >= day
    )


@cache
def _actor_statement(kind: str) -> Any:
    """Asked by every request, so put together once."""
    return (
        select(
            Account.id, Account.officer_id, Appointment.id, Appointment.role,
            Appointment.unit_path, Appointment.agent_code, Token.seen_at,
            *(_seat() if kind == SESSION else ()),
        )
        .select_from(Token)
        .join(Account, Account.id == Token.account_id)
        .join(Appointment, Appointment.id == Token.appointment_id)
        .where(
            Token.digest == bindparam("digest"),
            Token.expires_at > bindparam("moment"),
            Token.revoked_at.is_(None),
            Token.kind == kind,
            *(_open_session() if kind == SESSION else ()),
            Account.disabled_at.is_(None),
            in_force(clock.today_in_sql()),
        )
    )  # fmt: skip


def _open_session() -> tuple[ColumnElement[bool], ...]:
    """Whether a session has shown its second factor, and its person was there a while ago."""
    return Token.second_factor_at.is_not(None), Token.seen_at > bindparam("still_there")


def _seat() -> tuple[ColumnElement[str], ...]:
    """The person, and their unit with the one above it: "Phường Trần Phú, Thành phố Hà Tĩnh"."""
    own, above = (aliased(AdminUnit, name=name) for name in ("own", "above"))
    unit = (
        select(func.concat_ws(", ", own.kind + " " + own.name, above.kind + " " + above.name))
        .outerjoin_from(own, above, above.code == own.parent_code)
        .where(own.path == Appointment.unit_path)
    )
    person = select(Officer.full_name).where(Officer.id == Account.officer_id)
    return person.scalar_subquery(), unit.scalar_subquery()


async def actor_of(
    connection: AsyncConnection, digest: bytes, moment: datetime, kind: str = API
) -> Actor:
    """The actor behind a token, which lives by real time; the appointment by the house's day.

    A session's token is good where pages are asked for and nowhere else; that it was seen is kept.
    """
    asked: dict[str, Any] = {"digest": digest, "moment": moment}
    if kind == SESSION:
        asked["still_there"] = moment - timedelta(minutes=settings().session_idle_minutes)
    row = (await connection.execute(_actor_statement(kind), asked)).first()
    if row is None:
        raise Unauthenticated
    actor = Actor(row[0], row[1], row[2], Role(row[3]), row[4], row[5])
    if kind == API:
        return actor
    if row[6] < moment - _SEEN_EVERY:
        await connection.execute(_seen_statement(), {"whose": digest, "moment": moment})
    return replace(actor, seat=Seat(row[7], row[8] or ""))


@cache
def _seen_statement() -> Any:
    whose = update(Token).where(Token.digest == bindparam("whose"))
    return whose.values(seen_at=bindparam("moment"))


def today(session: AsyncSession) -> date:
    """The day by which appointments are in force."""
    return clock.today(session)


async def user_name_of(session: AsyncSession, account_id: int) -> str:
    """The name by which an account comes in."""
    found = await session.execute(select(Account.user_name).where(Account.id == account_id))
    return found.scalar_one()


async def offices_of(session: AsyncSession, account_id: int) -> list[dict[str, Any]]:
    """The offices for which an account may come in today, each by its number and in words."""
    found = await appointments_in_force(session, account_id, clock.today(session))
    names = await unit_names(session, [one.unit_path for one in found])
    return [
        {"id": one.id, "role": Role(one.role), "unit": names.get(one.unit_path, "")}
        for one in found
    ]


async def unit_names(session: AsyncSession, paths: list[str]) -> dict[str, str]:
    """What units are called, with the one above: "phường Trần Phú, thành phố Hà Tĩnh"."""
    wanted = {path: _paths_to(path) for path in paths}
    query = select(AdminUnit.path, AdminUnit.kind + " " + AdminUnit.name).where(
        AdminUnit.path.in_({one for steps in wanted.values() for one in steps})
    )
    called = {row[0]: row[1] for row in await session.execute(query)}
    return {
        path: ", ".join(called[one] for one in reversed(steps) if one in called)
        for path, steps in wanted.items()
    }


def _paths_to(path: str) -> list[str]:
    """A unit's path and those above it, without the province unless it is one: "42.436.", …"""
    codes = path.split(".")[:-1]
    return [".".join(codes[:depth]) + "." for depth in range(1, len(codes) + 1)][-2:]


async def appointments_in_force(
    session: AsyncSession, account_id: int, day: date
) -> list[Appointment]:
    """The appointments under which an account may act; raises NoAppointment when there is none."""
    query = (
        select(Appointment)
        .join(Account, Account.officer_id == Appointment.officer_id)
        .where(Account.id == account_id, in_force(day))
        .order_by(Appointment.id)
    )
    found = list(await session.scalars(query))
    if not found:
        raise NoAppointment
    return found


def the_one(appointments: list[Appointment], chosen: int | None) -> Appointment:
    """The appointment that was chosen, or the only one; raises NoAppointment."""
    found = [one for one in appointments if chosen in (None, one.id)]
    if len(found) != 1:
        raise NoAppointment
    return found[0]


async def enrolment_of(session: AsyncSession, digest: bytes, moment: datetime) -> Any:
    """Account and user name of an unused, unexpired code, held until used; closed accounts out."""
    query = (
        select(Enrolment.account_id, Account.user_name)
        .join(Account, Account.id == Enrolment.account_id)
        .where(Enrolment.digest == digest, Enrolment.used_at.is_(None))
        .where(Enrolment.expires_at > moment, Account.disabled_at.is_(None))
    )
    return (await session.execute(query.with_for_update(of=Enrolment))).first()


async def officers_of(
    session: AsyncSession, roles: set[Role], unit_path: str, day: date
) -> list[tuple[int, str]]:
    """Who holds one of the roles in exactly this unit on the day: number and name, by name."""
    query = (
        select(Officer.id, Officer.full_name)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Appointment.role.in_(sorted(roles)), Appointment.unit_path == unit_path, in_force(day)
        )
        .distinct()
        .order_by(Officer.full_name, Officer.id)
    )  # fmt: skip
    return [(row.id, row.full_name) for row in await session.execute(query)]


async def officers_in_force(
    session: AsyncSession, officer_ids: list[int], roles: set[Role], unit_path: str, day: date
) -> set[int]:
    """Which of these people hold one of the roles in exactly this unit on the day."""
    query = select(Appointment.officer_id).where(
        Appointment.officer_id.in_(officer_ids),
        Appointment.role.in_(sorted(roles)),
        Appointment.unit_path == unit_path,
        in_force(day),
    )
    return set(await session.scalars(query))
