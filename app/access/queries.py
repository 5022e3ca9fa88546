"""Reading who somebody is."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.access.rules import Actor, NoAppointment, Role
from app.access.tables import Account, Appointment, Enrolment, Token
from app.core import clock
from app.core.errors import Unauthenticated


def in_force(day: date | ColumnElement[date]) -> Any:
    """The appointments that hold on a day."""
    return (Appointment.valid_from <= day) & or_(
        Appointment.valid_to.is_(None), Appointment.valid_to >= day
    )


@cache
def _actor_statement() -> Any:
    """Asked by every request, so put together once."""
    return (
        select(
            Account.id, Account.officer_id, Appointment.id, Appointment.role,
            Appointment.unit_path, Appointment.agent_code,
        )
        .select_from(Token)
        .join(Account, Account.id == Token.account_id)
        .join(Appointment, Appointment.id == Token.appointment_id)
        .where(
            Token.digest == bindparam("digest"),
            Token.expires_at > bindparam("moment"),
            Token.revoked_at.is_(None),
            Account.disabled_at.is_(None),
            in_force(clock.today_in_sql()),
        )
    )  # fmt: skip


async def actor_of(connection: AsyncConnection, digest: bytes, moment: datetime) -> Actor:
    """The actor behind a token, which lives by real time; the appointment by the house's day."""
    asked = {"digest": digest, "moment": moment}
    row = (await connection.execute(_actor_statement(), asked)).first()
    if row is None:
        raise Unauthenticated
    return Actor(row[0], row[1], row[2], Role(row[3]), row[4], row[5])


async def appointment_for(
    session: AsyncSession, account_id: int, chosen: int | None, day: date
) -> Appointment:
    """The one appointment under which an account acts; raises NoAppointment."""
    query = (
        select(Appointment)
        .join(Account, Account.officer_id == Appointment.officer_id)
        .where(Account.id == account_id, in_force(day))
    )
    if chosen is not None:
        query = query.where(Appointment.id == chosen)
    found = list(await session.scalars(query.limit(2)))
    if len(found) != 1:
        raise NoAppointment
    return found[0]


async def enrolment_of(session: AsyncSession, digest: bytes, moment: datetime) -> int | None:
    """The account of an unused, unexpired code, held until used; disabled accounts are out."""
    query = (
        select(Enrolment.account_id)
        .join(Account, Account.id == Enrolment.account_id)
        .where(Enrolment.digest == digest, Enrolment.used_at.is_(None))
        .where(Enrolment.expires_at > moment, Account.disabled_at.is_(None))
    )
    return await session.scalar(query.with_for_update(of=Enrolment))


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
