"""Pages of payment agents: what waits to be pulled, the pull, its files, and what comes next."""

from pathlib import Path
from typing import Annotated

from fastapi import Query, Response

from app.access import Actor, Desk, Permission, Reading, Revealing, Writing, allow
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.payouts import lease_queries as queries
from app.payouts import leases
from app.payouts.lease_routes import answer_of
from app.payouts.lease_schemas import PullOrder
from app.payouts.leases import ToPull
from app.payouts.rules import LEASE_AT_MOST
from app.payouts.words import ORDER_STATES, WAYS

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_PAYOUT)]
Taker = Annotated[Actor, allow(Permission.TAKE_ORDERS)]
Before = Annotated[int | None, Query(ge=1, lt=2**62)]
After = Annotated[int, Query(ge=0, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_HOME = "/lenh-chi"
_ROWS = 50


@router.get(_HOME)
async def waiting(actor: Reader, session: Reading, desk: Desk, truoc: Before = None) -> str:
    """What waits to be pulled, what is asked back, and the pulls, the newest first."""
    takes = actor.may(Permission.TAKE_ORDERS)
    rows = await queries.leases_before(session, truoc, _ROWS)
    return desk.show(
        _HERE / "leases.html", rows=rows, before=truoc, next=following(rows, _ROWS), takes=takes,
        pull=await leases.to_pull(session, actor.agent) if actor.agent else ToPull(0, 0),
        open_one=await leases.open_lease(session, actor) if takes else None,
        by_agent=[] if actor.agent else await queries.waiting_by_agent(session),
        back=await queries.asked_back(session, _ROWS), most=LEASE_AT_MOST,
    )  # fmt: skip


@router.post(_HOME, operation_id="takeOrders")
async def take(actor: Taker, posted: Posted, session: Writing, response: Response) -> str:
    """Take what waits; the same pull again until it is acknowledged."""
    order = filled(PullOrder, posted)
    lease = await leases.take(session, actor, order.run_id, order.limit)
    if lease is None:
        raise posted.wrong("", "Không có lệnh nào chờ nhận.")
    return see(response, f"{_HOME}/{lease.id}")


@router.get(f"{_HOME}/{{lease_id}}")
async def lease(actor: Reader, session: Reading, desk: Desk, lease_id: int, sau: After = 0) -> str:
    """One pull: its files, its orders, and the next step."""
    head = await queries.lease_head(session, lease_id)
    rows = await queries.masked_after(session, lease_id, sau, _ROWS)
    return desk.show(
        _HERE / "lease.html", lease=head, rows=rows, after=sau, next=following(rows, _ROWS),
        named=ORDER_STATES, ways=WAYS, own=head["account_id"] == actor.account_id,
        reports=actor.may(Permission.REPORT_PAYMENT),
    )  # fmt: skip


@router.post(f"{_HOME}/{{lease_id}}", operation_id="acknowledgeLease")
async def acknowledge(
    actor: Taker, posted: Posted, session: Writing, response: Response, lease_id: int
) -> str:
    """The agent has these orders; the next pull gives others."""
    await leases.acknowledge(session, actor, lease_id)
    return see(response, f"{_HOME}/{lease_id}")


@router.get(
    f"{_HOME}/{{lease_id}}/lenh.csv", operation_id="readInstructionCsv", response_class=Response
)
async def csv_file(actor: Reader, session: Revealing, lease_id: int) -> Response:
    """The orders of a pull as CSV, numbers in clear; who fetches it is kept."""
    return await answer_of(session, actor, (lease_id, "csv"), None)


@router.get(
    f"{_HOME}/{{lease_id}}/lenh.xlsx",
    operation_id="readInstructionWorkbook",
    response_class=Response,
)
async def xlsx_file(actor: Reader, session: Revealing, lease_id: int) -> Response:
    """The same for paying by hand: lists to sign by commune, results to fill in."""
    return await answer_of(session, actor, (lease_id, "xlsx"), None)


@router.get(
    f"{_HOME}/{{lease_id}}/lenh.xml", operation_id="readInstructionXml", response_class=Response
)
async def xml_file(actor: Reader, session: Revealing, lease_id: int) -> Response:
    """The same as ISO 20022 pain.001.001.09."""
    return await answer_of(session, actor, (lease_id, "xml"), None)
