"""What an administrator does to people in office: appoint, end, close, open again, let in anew."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import commands, queries, second_factor, sessions
from app.access.office_rules import (
    AccountClosed,
    AccountOpen,
    AppointmentOver,
    EndsInThePast,
    NotByOneself,
    OfficerElsewhere,
)
from app.access.rules import Actor, OutsideTerritory
from app.access.schemas import AppointmentEnd, ByDocument, NewAppointment
from app.access.tables import Account, Appointment, OfficeEvent
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound

for _constraint in ("ck_appointment_not_by_oneself", "ck_office_event_not_by_oneself"):
    refuse_as(_constraint, NotByOneself)
_ONE_DAY: Final = timedelta(days=1)


async def appoint(
    session: AsyncSession, actor: Actor, officer_id: int, order: NewAppointment
) -> None:
    """Give somebody known a further office. Raises NotFound, OutsideTerritory, NotByOneself."""
    if not order.unit_path.startswith(actor.unit_path):
        raise OutsideTerritory
    await _seen(session, actor, officer_id)
    given = order.model_dump()
    await session.execute(
        insert(Appointment).values(officer_id=officer_id, granted_by=actor.officer_id, **given)
    )


async def _seen(session: AsyncSession, actor: Actor, officer_id: int) -> None:
    """Whether the administrator sees this person at all; raises NotFound."""
    seen = select(Appointment.id).where(
        Appointment.officer_id == officer_id,
        Appointment.unit_path.startswith(actor.unit_path, autoescape=True),
    )
    if await session.scalar(seen.limit(1)) is None:
        raise NotFound(what="người")


async def end_appointment(
    session: AsyncSession, actor: Actor, appointment_id: int, order: AppointmentEnd
) -> int:
    """Let an appointment end on a day; gives whose it was.

    Raises NotFound, NotByOneself, EndsInThePast, AppointmentOver, DatesInDisorder.
    """
    query = select(Appointment).where(
        Appointment.id == appointment_id,
        Appointment.unit_path.startswith(actor.unit_path, autoescape=True),
    )
    found = (await session.scalars(query.with_for_update(key_share=True))).first()
    if found is None:
        raise NotFound(what="chức danh")
    if order.last_day < clock.today(session) - _ONE_DAY:
        raise EndsInThePast
    if found.valid_to is not None and found.valid_to <= order.last_day:
        raise AppointmentOver
    await _keep_event(
        session, actor, found.officer_id, "appointment_ended", order.document_number,
        appointment_id=appointment_id, last_day=order.last_day,
    )  # fmt: skip
    await session.execute(
        update(Appointment)
        .where(Appointment.id == appointment_id)
        .values(valid_to=order.last_day)
    )  # fmt: skip
    return found.officer_id


async def close_account(
    session: AsyncSession, actor: Actor, account_id: int, order: ByDocument
) -> int:
    """Close an account and all that is open in its name; gives whose it is.

    Raises NotFound, NotByOneself, OfficerElsewhere, AccountClosed.
    """
    account = await _account(session, actor, account_id)
    if account.disabled_at is not None:
        raise AccountClosed
    await _keep_event(
        session, actor, account.officer_id, "account_closed", order.document_number,
        account_id=account_id,
    )  # fmt: skip
    await _change(session, account_id, disabled_at=clock.wall_clock())
    await sessions.end_all(session, account_id)
    return account.officer_id


async def open_account(
    session: AsyncSession, actor: Actor, account_id: int, order: ByDocument
) -> int:
    """Open an account again; its password and second factor are what they were.

    Raises NotFound, NotByOneself, OfficerElsewhere, AccountOpen.
    """
    account = await _account(session, actor, account_id)
    if account.disabled_at is None:
        raise AccountOpen
    await _keep_event(
        session, actor, account.officer_id, "account_opened", order.document_number,
        account_id=account_id,
    )  # fmt: skip
    await _change(session, account_id, disabled_at=None, failures=0, locked_until=None)
    return account.officer_id


async def reset_access(
    session: AsyncSession, actor: Actor, account_id: int, order: ByDocument
) -> tuple[int, str]:
    """Take password and second factor away, end all that is open; gives whose, and a new code.

    A password alone must not be enough to set up another second factor, so it goes too. Raises
    NotFound, NotByOneself, OfficerElsewhere, AccountClosed.
    """
    account = await _account(session, actor, account_id)
    if account.disabled_at is not None:
        raise AccountClosed
    await _keep_event(
        session, actor, account.officer_id, "factor_reset", order.document_number,
        account_id=account_id,
    )  # fmt: skip
    await _change(session, account_id, password_hash=None, failures=0, locked_until=None)
    await second_factor.forget(session, account_id)
    await sessions.end_all(session, account_id)
    await commands.void_codes(session, [account_id])
    codes = await commands.give_codes(session, [account_id])
    return account.officer_id, codes[account_id]


async def _account(session: AsyncSession, actor: Actor, account_id: int) -> Account:
    """A person's account that the administrator may act on, held; raises what forbids it."""
    query = select(Account).where(Account.id == account_id, Account.machine.is_(False))
    account = (await session.scalars(query.with_for_update(key_share=True))).first()
    if account is None:
        raise NotFound(what="tài khoản")
    await _seen(session, actor, account.officer_id)
    elsewhere = select(Appointment.id).where(
        Appointment.officer_id == account.officer_id,
        ~Appointment.unit_path.startswith(actor.unit_path, autoescape=True),
        queries.in_force(clock.today(session)),
    )
    if await session.scalar(elsewhere.limit(1)) is not None:
        raise OfficerElsewhere
    return account


async def _keep_event(
    session: AsyncSession, actor: Actor, officer_id: int, kind: str, document: str, **about: Any
) -> None:
    await session.execute(
        insert(OfficeEvent).values(
            officer_id=officer_id, kind=kind, document_number=document, done_by=actor.officer_id,
            **about,
        )
    )  # fmt: skip


async def _change(session: AsyncSession, account_id: int, **what: Any) -> None:
    await session.execute(update(Account).where(Account.id == account_id).values(**what))
