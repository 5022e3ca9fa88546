"""Pages of funds: the sources and how far they are used, their journals, and the acts on them."""

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import Query, Response

from app import policy
from app.access import Actor, Confirmed, Desk, Desktop, Permission, Reading, Writing, allow
from app.core import clock
from app.core.web import following
from app.core.web.forms import day_in, filled
from app.core.web.page import Posted, page_doors, see
from app.funds import commands, queries
from app.funds.pictures import gauge
from app.funds.schemas import AllotmentOrder, NewSource, ReturnOrder, SettlementOrder
from app.funds.words import ACTS, LEVELS

router = page_doors()
Treasurer = Annotated[Actor, allow(Permission.MANAGE_FUNDS)]
Reader = Annotated[Actor, allow(Permission.READ_FUNDS)]
Before = Annotated[int | None, Query(ge=1, lt=2**62)]
Short = Annotated[str, Query(max_length=40)]
_HERE = Path(__file__).parent / "templates"
_HOME = "/kinh-phi"
_ROWS = 50


def _day(session: Reading, text: str) -> date:
    """The day that is asked for; today where none is, or none can be read."""
    return day_in(text) or clock.today(session)


@router.get(_HOME)
async def sources(
    actor: Reader, session: Reading, desk: Desk, ngay: Short = "", xong: Short = ""
) -> str:
    """Every source: given, promised, sent, spent and left as of a day."""
    day = _day(session, ngay)
    rows = await queries.balances(session, day)
    return desk.show(
        _HERE / "funds.html", rows=rows, day=day, levels=LEVELS, picture=gauge(rows), done=xong,
        may=actor.may(Permission.MANAGE_FUNDS),
    )  # fmt: skip


@router.get(f"{_HOME}/phan-chia")
async def shares(actor: Reader, session: Reading, desk: Desk, ngay: Short = "") -> str:
    """What was spent by group, the central budget's part of it, and what is to be settled."""
    found = await queries.shares_shown(session, _day(session, ngay))
    return desk.show(_HERE / "shares.html", found=found, levels=LEVELS)


@router.get(f"{_HOME}/moi")
async def ask_source(actor: Treasurer, desk: Desk) -> str:
    """A source of money to be recorded."""
    return desk.show(_HERE / "new_source.html")


@router.post(f"{_HOME}/moi", operation_id="addFundSource")
async def add_source(
    actor: Treasurer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response
) -> str:
    """Record a source of money."""
    made = await commands.add_source(session, actor, filled(NewSource, posted))
    return see(response, f"{_HOME}/{made}?xong=moi")


@router.get(f"{_HOME}/quyet-toan")
async def settlements(
    actor: Reader, session: Reading, desk: Desk, truoc: Before = None, xong: Short = ""
) -> str:
    """What sources paid one another, and one more such payment to be recorded."""
    rows = await queries.settlements_before(session, truoc, _ROWS)
    return desk.show(
        _HERE / "settlements.html", rows=rows, before=truoc, done=xong,
        next=following([{"id": one.id} for one in rows], _ROWS),
        sources=[(one.id, f"{one.name} ({one.code})") for one in await queries.balances(session)],
        may=actor.may(Permission.MANAGE_FUNDS),
    )  # fmt: skip


@router.post(f"{_HOME}/quyet-toan", operation_id="settleFunds")
async def settle(
    actor: Treasurer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response
) -> str:
    """One source pays another what it owes of the support."""
    await commands.settle(session, actor, filled(SettlementOrder, posted))
    return see(response, f"{_HOME}/quyet-toan?xong=ghi")


@router.get(f"{_HOME}/{{source_id}}")
async def source(
    actor: Reader, session: Reading, desk: Desk, source_id: int, truoc: Before = None,
    xong: Short = "",
) -> str:  # fmt: skip
    """One source with its journals, the newest first."""
    found = await queries.balance_of(session, source_id)
    rows = await queries.journals_before(session, source_id, truoc, _ROWS)
    return desk.show(
        _HERE / "source.html", source=found, rows=rows, before=truoc, levels=LEVELS, acts=ACTS,
        called=policy.group_called,
        next=following([{"id": one.id} for one in rows], _ROWS), done=xong,
        may=actor.may(Permission.MANAGE_FUNDS),
    )  # fmt: skip


async def _move_page(session: Reading, desk: Desktop, source_id: int, act: str) -> str:
    name, hint = ACTS[act]
    return desk.show(
        _HERE / "move.html", source=await queries.balance_of(session, source_id), act=act,
        name=name, hint=hint, today=clock.today(session),
    )  # fmt: skip


@router.get(f"{_HOME}/{{source_id}}/cap")
async def ask_allot(actor: Treasurer, session: Reading, desk: Desk, source_id: int) -> str:
    """Money to be given to a source."""
    return await _move_page(session, desk, source_id, "cap")


@router.get(f"{_HOME}/{{source_id}}/tam-ung")
async def ask_advance(actor: Treasurer, session: Reading, desk: Desk, source_id: int) -> str:
    """Money to be given to a source for the time being."""
    return await _move_page(session, desk, source_id, "tam-ung")


@router.get(f"{_HOME}/{{source_id}}/nop-tra")
async def ask_give_back(actor: Treasurer, session: Reading, desk: Desk, source_id: int) -> str:
    """Money to go back to whoever gave it."""
    return await _move_page(session, desk, source_id, "nop-tra")


@router.post(f"{_HOME}/{{source_id}}/cap", operation_id="allotFunds")
async def allot(
    actor: Treasurer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    source_id: int,
) -> str:  # fmt: skip
    """Give a source money by a document."""
    await commands.allot(session, actor, source_id, filled(AllotmentOrder, posted))
    return see(response, f"{_HOME}/{source_id}?xong=cap")


@router.post(f"{_HOME}/{{source_id}}/tam-ung", operation_id="advanceFunds")
async def advance(
    actor: Treasurer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    source_id: int,
) -> str:  # fmt: skip
    """Give a source money for the time being by a document."""
    await commands.advance(session, actor, source_id, filled(AllotmentOrder, posted))
    return see(response, f"{_HOME}/{source_id}?xong=tam-ung")


@router.post(f"{_HOME}/{{source_id}}/nop-tra", operation_id="giveFundsBack")
async def give_back(
    actor: Treasurer, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    source_id: int,
) -> str:  # fmt: skip
    """Money goes back to its giver: unused or recovered."""
    await commands.give_back(session, actor, source_id, filled(ReturnOrder, posted))
    return see(response, f"{_HOME}/{source_id}?xong=nop-tra")
