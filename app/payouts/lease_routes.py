"""Doors of payment agents: pull orders, say that one has them, fetch them as a file."""

from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Final

from fastapi import Path, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from app import audit
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.web import TAGGED, Cursor, Doors, IfNoneMatch, PageSize, after
from app.payouts import lease_queries as queries
from app.payouts import leases
from app.payouts.lease_files import MEDIA_TYPES, LeaseFile, file_of
from app.payouts.lease_schemas import (
    LeasedOrderPage,
    LeasedOrderShown,
    LeasePage,
    LeaseShown,
    LeaseTaken,
    PullOrder,
)
from app.payouts.queries import people_of_orders

router = Doors(tags=["payouts"])
Reader = Annotated[Actor, allow(Permission.READ_PAYOUT)]
Taker = Annotated[Actor, allow(Permission.TAKE_ORDERS)]
LeaseNumber = Annotated[int, Path(ge=1, lt=2**62)]
_PIECE: Final = 1 << 18


def _file(kind: str) -> dict[int | str, dict[str, Any]]:
    bytes_ = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": {MEDIA_TYPES[kind].partition(";")[0]: bytes_}}, **TAGGED}


@router.post("/payout-leases", operation_id="takeOrders")
async def take(actor: Taker, session: Writing, order: PullOrder) -> LeaseTaken:
    """Take orders to execute; the same ones again until they are acknowledged."""
    if open_one := await leases.open_lease(session, actor):
        return LeaseTaken(
            lease=LeaseShown.model_validate(open_one, from_attributes=True), again=True
        )
    lease = await leases.take(session, actor, order.run_id, order.limit)
    shown = LeaseShown.model_validate(lease, from_attributes=True) if lease else None
    return LeaseTaken(lease=shown, again=False)


@router.get("/payout-leases", operation_id="readPayoutLeases")
async def read_leases(
    actor: Reader, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> LeasePage:
    """Leases of the territory by number; an agent sees its own."""
    rows = await queries.leases_after(session, last, limit)
    return LeasePage(
        items=[LeaseShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/payout-leases/{lease_id}", operation_id="readPayoutLease")
async def read_lease(actor: Reader, session: Reading, lease_id: LeaseNumber) -> LeaseShown:
    """One lease: its agent, its count, its total, and since when the agent has it."""
    return LeaseShown.model_validate(await queries.lease_shown(session, lease_id))


@router.get("/payout-leases/{lease_id}/orders", operation_id="readLeasedOrders")
async def read_orders(
    actor: Reader,
    session: Revealing,
    lease_id: LeaseNumber,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> LeasedOrderPage:
    """Orders of a lease by number and how they are handed over, numbers in clear."""
    rows = await queries.orders_after(session, lease_id, last, limit)
    seen = Seen("payout_lease", lease_id, len(rows))
    await audit.viewed(session, actor, seen, people_of_orders(rows))
    return LeasedOrderPage(
        items=[LeasedOrderShown.model_validate(row) for row in rows],
        next_after=after(rows, limit),
    )


@router.post("/payout-leases/{lease_id}/acknowledgement", operation_id="acknowledgeLease")
async def acknowledge(actor: Taker, session: Writing, lease_id: LeaseNumber) -> LeaseShown:
    """The agent's system has these orders; the next pull gives others. Saying it twice is one."""
    lease = await leases.acknowledge(session, actor, lease_id)
    return LeaseShown.model_validate(lease, from_attributes=True)


@router.get(
    "/payout-leases/{lease_id}/instruction.csv",
    operation_id="readInstructionCsv",
    response_class=Response,
    responses=_file("csv"),
)
async def read_csv(
    actor: Reader, session: Revealing, lease_id: LeaseNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """The orders of a lease as CSV; the same bytes whenever it is asked for."""
    return await answer_of(session, actor, (lease_id, "csv"), if_none_match)


@router.get(
    "/payout-leases/{lease_id}/instruction.xlsx",
    operation_id="readInstructionWorkbook",
    response_class=Response,
    responses=_file("xlsx"),
)
async def read_xlsx(
    actor: Reader, session: Revealing, lease_id: LeaseNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """The same for paying by hand: lists to sign by commune, sums in words, results to fill in."""
    return await answer_of(session, actor, (lease_id, "xlsx"), if_none_match)


@router.get(
    "/payout-leases/{lease_id}/instruction.xml",
    operation_id="readInstructionXml",
    response_class=Response,
    responses=_file("xml"),
)
async def read_xml(
    actor: Reader, session: Revealing, lease_id: LeaseNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """The same as ISO 20022 pain.001.001.09."""
    return await answer_of(session, actor, (lease_id, "xml"), if_none_match)


async def answer_of(
    session: AsyncSession, actor: Actor, which: tuple[int, str], known: str | None
) -> Response:
    """The file of a lease, by its number and kind, and who fetched it kept."""
    lease_id, kind = which
    file = await file_of(session, lease_id, kind)
    people = queries.people_of_lease(lease_id)
    await audit.viewed(session, actor, Seen("payout_lease", lease_id, file.orders), people)
    return _sent(file, known)


def _sent(file: LeaseFile, known: str | None) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{file.file_name}"',
        "ETag": f'"{file.sha256}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    if known is not None and f'"{file.sha256}"' in known:
        file.content.close()
        return Response(status_code=304, headers=headers)
    return StreamingResponse(_pieces(file.content), media_type=file.media_type, headers=headers)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(_PIECE):
            yield piece
