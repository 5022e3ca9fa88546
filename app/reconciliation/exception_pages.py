"""Pages of what no rule could settle: one person proposes, another agrees or does not."""

from pathlib import Path as File
from typing import Annotated

from fastapi import Path, Query, Response

from app.access import Actor, Confirmed, Desk, Desktop, Permission, Reading, Writing, allow
from app.core.errors import NotFound
from app.core.web.forms import Form, filled
from app.core.web.page import Posted, page_doors, see
from app.reconciliation import exceptions, labels, overview, places
from app.reconciliation.rules import ExceptionSettled
from app.reconciliation.schemas import SettlementOrder

router = page_doors()
Settler = Annotated[Actor, allow(Permission.SETTLE_EXCEPTION)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Line = Annotated[int, Path(ge=1, lt=2**31)]
_HERE = File(__file__).parent / "templates"
_HOME = "/doi-soat/ngoai-le"
_ROWS = 50


@router.get("/doi-soat/ngoai-le")
async def waiting_lines(
    actor: Settler, session: Reading, desk: Desk,
    trang_thai: Annotated[str, Query(pattern="^(cho|xong)$")] = "cho",
    sau: Annotated[str, Query(pattern=r"^[0-9]{1,18}-[0-9]{1,9}$")] = "0-0",
    xong: Annotated[str, Query(max_length=10)] = "",
) -> str:  # fmt: skip
    """The lines that wait for two people, or that two people have settled."""
    statement_id, line_number = (int(part) for part in sau.split("-"))
    place = (statement_id, line_number)
    waits = trang_thai == "cho"
    rows = await exceptions.exceptions_after(session, place, _ROWS, waiting=waits)
    then = f"{rows[-1]['statement_id']}-{rows[-1]['line_number']}" if len(rows) == _ROWS else None
    return desk.show(
        _HERE / "exceptions.html", rows=rows, labels=labels, waits=waits, begun=sau == "0-0",
        then=then, done=xong, agents=await overview.agents(session),
        names=await overview.names_of(session, {one["proposed_by"] for one in rows}),
        places=await places.places_of(session, {one["statement_id"] for one in rows}),
    )  # fmt: skip


@router.get("/doi-soat/ngoai-le/{statement_id}/{line_number}")
async def one_line(
    actor: Settler, session: Reading, desk: Desk, statement_id: Number, line_number: Line,
    xong: Annotated[str, Query(max_length=10)] = "",
) -> str:  # fmt: skip
    """Both sides of one line, and where its settlement stands."""
    return await _line_page(session, desk, statement_id, line_number, done=xong)


@router.post("/doi-soat/ngoai-le/{statement_id}/{line_number}", operation_id="proposeSettlement")
async def propose(
    actor: Settler, posted: Posted, session: Writing, response: Response, statement_id: Number,
    line_number: Line,
) -> str:  # fmt: skip
    """Say how the line should be settled; nothing moves before somebody else agrees."""
    if posted.get("resolution") == "match" and not posted.get("reference", "").strip():
        raise posted.wrong("reference", "chưa điền mã lệnh chi đúng")
    known = {} if posted.get("resolution") == "match" else {"reference": None}
    order = filled(SettlementOrder, posted, **known)
    await exceptions.propose(session, actor, statement_id, line_number, order)
    return see(response, f"{_HOME}/{statement_id}/{line_number}?xong=de-nghi")


@router.get("/doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y")
async def agree_page(
    actor: Settler, session: Reading, desk: Desk, statement_id: Number, line_number: Line
) -> str:
    """The proposal once more, to be agreed with."""
    return await _line_page(session, desk, statement_id, line_number, ask="agree")


@router.post(
    "/doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y", operation_id="confirmSettlement"
)
async def agree(  # noqa: PLR0913 - a door names all that it takes
    actor: Settler, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    statement_id: Number, line_number: Line,
) -> str:  # fmt: skip
    """Agree with the proposal that was seen: the line is settled and its claim leaves suspense."""
    await _rule(session, actor, posted, (statement_id, line_number), agreed=True)
    return see(response, f"{_HOME}/{statement_id}/{line_number}?xong=dong-y")


@router.get("/doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y")
async def reject_page(
    actor: Settler, session: Reading, desk: Desk, statement_id: Number, line_number: Line
) -> str:
    """The proposal once more, to be turned down."""
    return await _line_page(session, desk, statement_id, line_number, ask="reject")


@router.post(
    "/doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y",
    operation_id="rejectSettlement",
)
async def reject(
    actor: Settler, posted: Posted, session: Writing, response: Response, statement_id: Number,
    line_number: Line,
) -> str:  # fmt: skip
    """Turn the proposal down: the line waits for another one."""
    await _rule(session, actor, posted, (statement_id, line_number), agreed=False)
    return see(response, f"{_HOME}/{statement_id}/{line_number}?xong=khong")


async def _rule(
    session: Writing, actor: Actor, posted: Form, line: tuple[int, int], *, agreed: bool
) -> None:
    """Rule on the proposal that stood on this line's page; raises ExceptionSettled for another."""
    seen = posted.get("de_nghi", "")
    if not seen.isdecimal() or len(seen) > 18:
        raise ExceptionSettled
    ruled = await exceptions.rule(session, actor, int(seen), agreed=agreed)
    if (ruled.statement_id, ruled.line_number) != line:
        raise ExceptionSettled


async def _line_page(
    session: Reading, desk: Desktop, statement_id: int, line_number: int, *, ask: str = "",
    done: str = "",
) -> str:  # fmt: skip
    before = (statement_id, line_number - 1)
    rows = await exceptions.exceptions_after(session, before, 1, waiting=None)
    if not rows or (rows[0]["statement_id"], rows[0]["line_number"]) != (statement_id, line_number):
        raise NotFound(what="dòng chờ xử lý")
    (line,) = rows
    named = line["settled_order_id"] or line["order_id"]
    people = {line["proposed_by"], line["ruled_by"]}
    ways = [(code, *labels.RESOLUTIONS[code]) for code in labels.fitting(line["verdict"])]
    return desk.show(
        _HERE / "exception.html", line=line, ask_for=ask, done=done, labels=labels, ways=ways,
        order=await overview.order_beside(session, named),
        places=(await places.places_of(session, [statement_id]))[statement_id],
        agents=await overview.agents(session), names=await overview.names_of(session, people),
    )  # fmt: skip
