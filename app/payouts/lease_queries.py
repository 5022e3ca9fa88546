"""Reading leases, their orders, and what stands in their files; agents see only their own."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units, documents, register
from app.access.tables import PaymentAgent
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.errors import NotFound
from app.dossiers import any_of
from app.dossiers.tables import PersonClaim
from app.payouts.hand_payment import Letterhead
from app.payouts.instructions import InstructionHead, InstructionLine
from app.payouts.tables import (
    ORDER_NOW,
    ORDER_TOLD,
    LeaseOrder,
    OrderCancellation,
    OrderToSend,
    PayoutLease,
    PayoutOrder,
)

_LEASE = (
    PayoutLease.id, PayoutLease.agent_code, PayoutLease.order_count, PayoutLease.total_dong,
    PayoutLease.taken_at, PayoutLease.acknowledged_at, PayoutLease.area_path,
)  # fmt: skip
_HANDED_OVER = (
    LeaseOrder.way, LeaseOrder.receiver_name, LeaseOrder.receiver_id_number,
    LeaseOrder.receiver_paper, PayoutOrder.account_number, PayoutOrder.account_name,
    PayoutOrder.bank,
)  # fmt: skip
_PART_ROWS = 1_000


async def leases_after(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    """Leases of the territory by number, page by page; an agent's own."""
    query = select(*_LEASE).where(PayoutLease.id > after).order_by(PayoutLease.id).limit(limit)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def lease_shown(session: AsyncSession, lease_id: int) -> dict[str, Any]:
    """One lease; raises NotFound outside the territory, and for another agent."""
    query = select(*_LEASE).where(PayoutLease.id == lease_id)
    row = (await session.execute(query)).mappings().first()
    if row is None:
        raise NotFound(what="lượt nhận lệnh chi")
    return dict(row)


async def orders_after(
    session: AsyncSession, lease_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders of a lease by number, page by page; raises NotFound."""
    await lease_shown(session, lease_id)
    asked_back = exists().where(OrderCancellation.order_id == LeaseOrder.order_id)
    query = (
        select(
            PayoutOrder.id, PayoutOrder.reference, PayoutOrder.dossier_id, PayoutOrder.group_code,
            PayoutOrder.first_month, PayoutOrder.amount_dong, PayoutOrder.payee_name,
            PayoutOrder.payee_id_number, PayoutOrder.payee_hamlet, PayoutOrder.area_path,
            *_HANDED_OVER, asked_back.label("asked_back"),
        )
        .join(LeaseOrder, LeaseOrder.order_id == PayoutOrder.id)
        .where(LeaseOrder.lease_id == lease_id, PayoutOrder.id > after)
        .order_by(PayoutOrder.id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def leases_before(
    session: AsyncSession, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Leases of the territory with their agents, the newest first, page by page."""
    agent = func.coalesce(PaymentAgent.name, PayoutLease.agent_code).label("agent_name")
    query = select(*_LEASE, PayoutLease.account_id, agent).outerjoin(
        PaymentAgent, PaymentAgent.code == PayoutLease.agent_code
    )
    if before is not None:
        query = query.where(PayoutLease.id < before)
    found = await session.execute(query.order_by(PayoutLease.id.desc()).limit(limit))
    return [dict(row) for row in found.mappings()]


async def lease_head(session: AsyncSession, lease_id: int) -> dict[str, Any]:
    """One lease with its agent, and how many of its orders have no answer; raises NotFound."""
    lease = await lease_shown(session, lease_id)
    name = select(PaymentAgent.name).where(PaymentAgent.code == lease["agent_code"])
    waiting = (
        select(func.count())
        .select_from(LeaseOrder)
        .join(PayoutOrder, PayoutOrder.id == LeaseOrder.order_id)
        .where(LeaseOrder.lease_id == lease_id, PayoutOrder.live, ~_told())
    )
    account = select(PayoutLease.account_id).where(PayoutLease.id == lease_id)
    query = select(name.scalar_subquery(), account.scalar_subquery(), waiting.scalar_subquery())
    agent_name, account_id, left = (await session.execute(query)).one()
    return lease | {
        "agent_name": agent_name or lease["agent_code"], "account_id": account_id,
        "waiting": left,
    }  # fmt: skip


def _told() -> ColumnElement[bool]:
    """Whether the agent of an order has told anything of it."""
    return exists(select(ORDER_TOLD.c.order_id).where(ORDER_TOLD.c.order_id == PayoutOrder.id))


async def masked_after(
    session: AsyncSession, lease_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders of a lease by number with how they are handed over, numbers masked."""
    query = (
        select(
            PayoutOrder.id, PayoutOrder.reference, PayoutOrder.amount_dong, PayoutOrder.payee_name,
            PayoutOrder.payee_hamlet, LeaseOrder.way, LeaseOrder.receiver_name,
            register.masked(PayoutOrder.payee_id_number).label("payee_id_number"),
        )
        .join(LeaseOrder, LeaseOrder.order_id == PayoutOrder.id)
        .where(LeaseOrder.lease_id == lease_id, PayoutOrder.id > after)
        .order_by(PayoutOrder.id)
        .limit(limit)
    )  # fmt: skip
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    return await with_standing(session, rows)


async def with_standing(session: AsyncSession, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Orders, each with how it stands.

    Asked by number: a planner that guesses would count up every order of the province.
    """
    now = ORDER_NOW.c
    query = select(
        now.order_id, now.state, now.paid_dong, now.done_on, now.asked_back, now.followed,
        now.lease_id,
    ).where(now.order_id == any_of([row["id"] for row in rows]))  # fmt: skip
    found = {row["order_id"]: dict(row) for row in (await session.execute(query)).mappings()}
    return [row | found[row["id"]] for row in rows]


async def asked_back(session: AsyncSession, limit: int) -> list[dict[str, Any]]:
    """Orders that agents are not to pay and have not answered for, the newest first."""
    query = (
        select(
            PayoutOrder.id, PayoutOrder.reference, PayoutOrder.amount_dong, LeaseOrder.lease_id,
            OrderCancellation.reason, OrderCancellation.requested_at,
            func.coalesce(PaymentAgent.name, PayoutOrder.agent_code).label("agent_name"),
            admin_units.place_name(PayoutOrder.area_path).label("place"),
        )
        .join(PayoutOrder, PayoutOrder.id == OrderCancellation.order_id)
        .join(LeaseOrder, LeaseOrder.order_id == PayoutOrder.id)
        .outerjoin(PaymentAgent, PaymentAgent.code == PayoutOrder.agent_code)
        .where(OrderCancellation.kind == "requested", PayoutOrder.live, ~_told())
        .order_by(OrderCancellation.order_id.desc())
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def waiting_by_agent(session: AsyncSession) -> list[tuple[str, int, int]]:
    """Released orders that no agent has taken: by agent how many, and how much (đồng)."""
    name = func.coalesce(PaymentAgent.name, OrderToSend.agent_code)
    query = (
        select(name, func.count(), cast(func.sum(PayoutOrder.amount_dong), BigInteger))
        .select_from(OrderToSend)
        .join(PayoutOrder, PayoutOrder.id == OrderToSend.order_id)
        .outerjoin(PaymentAgent, PaymentAgent.code == OrderToSend.agent_code)
        .where(PayoutOrder.live)
        .group_by(name)
        .order_by(name)
    )
    return [(agent, count, dong) for agent, count, dong in await session.execute(query)]


def people_of_lease(lease_id: int) -> Select[int]:
    """Whose numbers stand in the file of a lease."""
    return (
        select(PersonClaim.person_id)
        .join(PayoutOrder, PayoutOrder.dossier_id == PersonClaim.dossier_id)
        .join(LeaseOrder, LeaseOrder.order_id == PayoutOrder.id)
        .where(LeaseOrder.lease_id == lease_id)
    )


async def head_of(session: AsyncSession, lease_id: int) -> tuple[InstructionHead, Letterhead]:
    """What stands above the lines of a lease's files; raises NotFound."""
    lease = await lease_shown(session, lease_id)
    agent_name = await session.scalar(
        select(PaymentAgent.name).where(PaymentAgent.code == lease["agent_code"])
    )
    province = lease["area_path"].split(".", 1)[0] + "."
    day = lease["taken_at"].astimezone(clock.VIETNAM).date()
    office = await documents.issuer_at(session, province, day)
    head = InstructionHead(
        number=f"LC-{province[:2]}-{lease_id}", agent_code=lease["agent_code"],
        agent_name=agent_name or "", payer_name=office.name, made_at=lease["taken_at"],
        order_count=lease["order_count"], total_dong=lease["total_dong"],
    )  # fmt: skip
    return head, Letterhead(office.superior or "", office.place)


async def lines_of(session: AsyncSession, lease_id: int) -> AsyncIterator[list[InstructionLine]]:
    """The lines of a lease, commune by commune, then by number; part by part."""
    places = await _places(session, lease_id)
    query = (
        select(
            PayoutOrder.reference, PayoutOrder.payee_name, PayoutOrder.payee_id_number,
            PayoutOrder.account_number, PayoutOrder.account_name, PayoutOrder.bank, LeaseOrder.way,
            LeaseOrder.receiver_name, LeaseOrder.receiver_id_number, LeaseOrder.receiver_paper,
            PayoutOrder.payee_hamlet, LeaseOrder.area_path, PayoutOrder.group_code,
            PayoutOrder.first_month, PayoutOrder.amount_dong,
        )
        .join(LeaseOrder, LeaseOrder.order_id == PayoutOrder.id)
        .where(LeaseOrder.lease_id == lease_id)
        .order_by(LeaseOrder.area_path, LeaseOrder.order_id)
        .execution_options(yield_per=_PART_ROWS)
    )  # fmt: skip
    found = await session.stream(query)
    async for part in found.partitions():
        yield [InstructionLine._make((*row[:11], *places[row[11]], *row[12:])) for row in part]


async def _places(session: AsyncSession, lease_id: int) -> dict[str, tuple[str, str]]:
    """Path of each commune in a lease -> commune and district with their kinds.

    A district and a town may share a name.
    """
    commune, district = aliased(AdminUnit), aliased(AdminUnit)
    own = select(LeaseOrder.area_path).where(LeaseOrder.lease_id == lease_id).distinct().subquery()
    query = (
        select(
            own.c.area_path,
            func.coalesce(commune.kind + " " + commune.name, ""),
            func.coalesce(district.kind + " " + district.name, ""),
        )
        .select_from(own)
        .outerjoin(commune, commune.path == own.c.area_path)
        .outerjoin(district, district.code == commune.parent_code)
    )
    return {path: (named, within) for path, named, within in await session.execute(query)}
