"""Doors of reconciliation."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query, Request

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import Line
from app.core.web import Cursor, Doors, PageSize, after
from app.reconciliation import commands, files, queries
from app.reconciliation.rules import Mode, Verdict
from app.reconciliation.schemas import LinePage, LineShown, StatementOrder, StatementShown

router = Doors(tags=["reconciliation"])
Agent = Annotated[Actor, allow(Permission.REPORT_PAYMENT)]
Reader = Annotated[Actor, allow(Permission.READ_STATEMENT)]
StatementNumber = Annotated[int, Path(ge=1, lt=2**62)]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FORMS = (files.CSV, files.XLSX, files.XML[0])
_FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": dict.fromkeys(_FORMS, _BYTES)}
}


@router.post("/statements", status_code=201, operation_id="reportPayments")
async def receive_statement(
    actor: Agent, session: Writing, order: StatementOrder, request: Request
) -> StatementShown:
    """What the agent did with its orders: a verdict on every line, given once and for ever."""
    return await commands.receive_statement(session, actor, order, await request.body())


@router.post(
    "/statements/file", status_code=201, operation_id="reportPaymentsByFile", openapi_extra=_FILE
)
async def receive_file(
    actor: Agent,
    session: Writing,
    request: Request,
    mode: Mode,
    number: Annotated[Line | None, Query()] = None,
    made_on: date | None = None,
) -> StatementShown:
    """The same as a CSV file (UTF-8), a workbook (XLSX), or a pain.002 or camt.054 message."""
    content = await request.body()
    form = files.form_of(request.headers.get("content-type", ""), content)
    came = commands.Came(form, mode, content)
    return await commands.receive_file(session, actor, came, files.Head(number, made_on))


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
