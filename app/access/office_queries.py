"""Reading people in office: who they are, by name or role, and what became of their accounts."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units
from app.access import sessions
from app.access.queries import in_force, unit_names
from app.access.rules import Role
from app.access.tables import Account, Appointment, OfficeEvent, Officer, PaymentAgent, SecondFactor
from app.core import clock
from app.core.errors import NotFound
from app.core.text import fold

_LETTERS: Final = [
    letter
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)))
    if len(fold(letter)) == 1 and fold(letter).isascii()
]
_MARKED, _PLAIN = "".join(_LETTERS), "".join(fold(letter) for letter in _LETTERS)
_MANY_UNITS: Final = 500
_DEPTH: Final = {"province": "", "district": "– ", "commune": "– – "}


def _within(path: str) -> ColumnElement[bool]:
    return Appointment.unit_path.startswith(path, autoescape=True)


async def people(
    session: AsyncSession, path: str, name: str, role: Role | None, before: int | None, rows: int
) -> list[dict[str, Any]]:
    """People with an office in a territory, the newest first, by name without marks and by role."""
    office = and_(Appointment.officer_id == Officer.id, _within(path))
    if role is not None:
        office = and_(office, Appointment.role == role, in_force(clock.today(session)))
    query = select(Officer.id, Officer.full_name).where(
        select(Appointment.id).where(office).exists()
    )
    if before is not None:
        query = query.where(Officer.id < before)
    if wanted := fold(name):
        plain = func.lower(func.translate(Officer.full_name, _MARKED, _PLAIN))
        own = Account.user_name.contains(name.strip().lower(), autoescape=True)
        account = select(Account.id).where(Account.officer_id == Officer.id, own)
        query = query.where(or_(plain.contains(wanted, autoescape=True), account.exists()))
    found = await session.execute(query.order_by(Officer.id.desc()).limit(rows))
    shown = [dict(row) for row in found.mappings()]
    return await _with_offices(session, shown)


async def _with_offices(session: AsyncSession, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same people with their offices of today and their accounts."""
    ids = [one["id"] for one in shown]
    query = (
        select(Appointment.officer_id, Appointment.role, Appointment.unit_path)
        .where(Appointment.officer_id.in_(ids), in_force(clock.today(session)))
        .order_by(Appointment.id)
    )
    offices = list(await session.execute(query))
    names = await unit_names(session, [one.unit_path for one in offices])
    accounts = await _accounts(session, ids)
    for one in shown:
        one["offices"] = [
            (Role(held.role), names.get(held.unit_path, ""))
            for held in offices
            if held.officer_id == one["id"]
        ]
        one["accounts"] = [held for held in accounts if held.officer_id == one["id"]]
    return shown


async def _accounts(session: AsyncSession, officer_ids: list[int]) -> list[Any]:
    query = (
        select(
            Account.id, Account.officer_id, Account.user_name, Account.disabled_at,
            Account.password_hash.is_not(None).label("taken"),
            SecondFactor.confirmed_at.is_not(None).label("second_factor"),
        )
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.officer_id.in_(officer_ids), Account.machine.is_(False))
        .order_by(Account.id)
    )  # fmt: skip
    return list(await session.execute(query))


async def person(session: AsyncSession, path: str, officer_id: int) -> dict[str, Any]:
    """One person with every office, account and what became of them; raises NotFound."""
    seen = select(Appointment.id).where(Appointment.officer_id == Officer.id, _within(path))
    query = select(Officer.id, Officer.full_name).where(Officer.id == officer_id, seen.exists())
    found = (await session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(what="người")
    shown: dict[str, Any] = dict(found)
    shown["appointments"] = await _appointments(session, path, officer_id)
    shown["accounts"] = [
        {**account._mapping, "open": len(await sessions.sessions_of(session, account.id))}
        for account in await _accounts(session, [officer_id])
    ]
    shown["events"] = await _events(session, officer_id)
    return shown


async def _appointments(session: AsyncSession, path: str, officer_id: int) -> list[dict[str, Any]]:
    granter = aliased(Officer)
    query = (
        select(
            Appointment.id, Appointment.role, Appointment.unit_path, Appointment.valid_from,
            Appointment.valid_to, Appointment.document_number, Appointment.agent_code,
            granter.full_name.label("granted_by"), in_force(clock.today(session)).label("in_force"),
            _within(path).label("ours"),
        )
        .outerjoin(granter, granter.id == Appointment.granted_by)
        .where(Appointment.officer_id == officer_id)
        .order_by(Appointment.valid_from.desc(), Appointment.id.desc())
    )  # fmt: skip
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    names = await unit_names(session, [row["unit_path"] for row in rows])
    return [
        {**row, "role": Role(row["role"]), "unit": names.get(row["unit_path"], "")} for row in rows
    ]


async def _events(session: AsyncSession, officer_id: int) -> list[Any]:
    query = (
        select(
            OfficeEvent.kind, OfficeEvent.document_number, OfficeEvent.last_day,
            OfficeEvent.recorded_at, Officer.full_name.label("done_by"),
        )
        .join(Officer, Officer.id == OfficeEvent.done_by)
        .where(OfficeEvent.officer_id == officer_id)
        .order_by(OfficeEvent.id.desc())
        .limit(_MANY_UNITS)
    )  # fmt: skip
    return list(await session.execute(query))


async def units_to_choose(session: AsyncSession, path: str) -> list[tuple[str, str]]:
    """The units of a territory, each with its path and its name; of many only the provinces."""
    if not path:
        units = await admin_units.units_open(session, _MANY_UNITS)
    else:
        units = await admin_units.units_inside(session, path)
        day = clock.today(session)
        units = [await admin_units.unit_at(session, admin_units.code_of(path), day), *units]
    return [(one["path"], f"{_DEPTH[one['level']]}{one['kind']} {one['name']}") for one in units]


async def agents_to_choose(session: AsyncSession) -> list[tuple[str, str]]:
    """The payment agents, each with its code and its name."""
    query = select(PaymentAgent.code, PaymentAgent.name).order_by(PaymentAgent.code)
    return [(row.code, row.name) for row in await session.execute(query)]
