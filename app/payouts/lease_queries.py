"""Reading leases, their orders, and what stands in their files; agents see only their own."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import documents
from app.access.tables import PaymentAgent
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.errors import NotFound
from app.dossiers.tables import PersonClaim
from app.payouts.hand_payment import Letterhead
from app.payouts.instructions import InstructionHead, InstructionLine
from app.payouts.tables import LeaseOrder, OrderCancellation, PayoutLease, PayoutOrder

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
