"""Doors of reconciliation."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import Line
from app.core.web import Cursor, Door, PageSize, after
from app.reconciliation import commands, files, queries
from app.reconciliation.rules import Verdict
from app.reconciliation.schemas import LinePage, LineShown, StatementOrder, StatementShown

router = APIRouter(tags=["reconciliation"], route_class=Door)
Agent = Annotated[Actor, allow(Permission.REPORT_PAYMENT)]
Reader = Annotated[Actor, allow(Permission.READ_STATEMENT)]
StatementNumber = Annotated[int, Path(ge=1, lt=2**62)]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {files.CSV: _BYTES}}}


@router.post("/statements", status_code=201, operation_id="reportPayments")
async def receive_statement(
    actor: Agent, session: Writing, order: StatementOrder
) -> StatementShown:
    """What the agent did with its orders: a verdict on every line, given once and for ever."""
    return await commands.receive_statement(session, actor, order)


@router.post(
    "/statements/file", status_code=201, operation_id="reportPaymentsByFile", openapi_extra=_FILE
)
async def receive_file(
    actor: Agent,
    session: Writing,
    request: Request,
    number: Annotated[Line, Query()],
    made_on: date,
    strict: bool = False,
) -> StatementShown:
    """The same as a CSV file (UTF-8, commas or semicolons) or a workbook (XLSX)."""
    header = {"number": number, "made_on": made_on, "strict": strict}
    media_type = request.headers.get("content-type", "")
    return await commands.receive_file(session, actor, header, media_type, await request.body())


@router.get("/statements/{statement_id}", operation_id="readStatement")
async def read_statement(
    actor: Reader, session: Reading, statement_id: StatementNumber
) -> StatementShown:
    """A statement, its lines counted and summed by verdict."""
    return await queries.statement_shown(session, statement_id)


@router.get("/statements/{statement_id}/lines", operation_id="readStatementLines")
async def read_lines(
    actor: Reader,
    session: Reading,
    statement_id: StatementNumber,
    verdict: Verdict | None = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> LinePage:
    """Lines of a statement by number; narrow to one verdict to see what must be settled."""
    rows = await queries.lines_after(session, statement_id, last, limit, verdict)
    return LinePage(
        items=[LineShown.model_validate(row) for row in rows],
        next_after=after(rows, limit, "line_number"),
    )
