"""Doors of intake: hand in a file, see its rows, submit it, take it back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers
from app.access import Actor, Permission, Reading, Writing, allow
from app.core.shapes import Line
from app.core.strict import strict_json
from app.core.web import Cursor, Door, PageSize, after
from app.dossiers.schemas import ListShown
from app.intake import commands, queries
from app.intake.reader import inspect_list
from app.intake.reading import limits, reader
from app.intake.refusals import TooManyRows, not_a_workbook
from app.intake.schemas import (
    FormCode,
    JsonList,
    RowPage,
    RowShown,
    SubmissionOrder,
    Submitted,
)

router = APIRouter(tags=["intake"], route_class=Door)
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JSON = TypeAdapter(JsonList)
_BODIES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": _JSON.json_schema()},
        },
    }
}


async def _checked_content(request: Request, form: FormCode) -> tuple[bytes, str]:
    """The body, once known to be a list of this form; refuses what is not, where it is not."""
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            rows = _JSON.validate_python(strict_json(content))["rows"]
        except ValidationError as error:
            located = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
            raise RequestValidationError(located) from None
        if len(rows) > limits().max_rows:
            raise TooManyRows(limit=limits().max_rows)
        return content, kind
    if not content:
        raise not_a_workbook("empty", "tệp rỗng")
    await reader().run(inspect_list, content, form, limits())
    return content, XLSX


Checked = Annotated[tuple[bytes, str], Depends(_checked_content)]
"""Inspected before the act opens its transaction: no connection waits for a file."""


@router.post(
    "/lists", status_code=202, operation_id="receiveList", openapi_extra=_BODIES,
    response_model=ListShown,
)  # fmt: skip
async def receive_list(
    actor: Maker,
    checked: Checked,
    session: Writing,
    response: Response,
    form: FormCode,
    file_name: Annotated[Line, Query()] = "danh-sach",
) -> Any:
    """Hand in a list: an official-form workbook (XLSX) or the same as JSON.

    The file is inspected at once (422 when it is no such list) and read in the background: the
    answer is the list at `received`; ask again until it is `read`.
    """
    list_id = await commands.receive_list(session, actor, form, *checked, file_name)
    response.headers["Location"] = f"/api/v1/lists/{list_id}"
    return ListShown.model_validate(dict(await dossiers.list_shown(session, list_id)))


@router.get("/lists/{list_id}/rows", operation_id="readRows")
async def read_rows(
    actor: Annotated[Actor, allow(Permission.READ_LIST)],
    session: Reading,
    list_id: int,
    last: Cursor = 0,
    limit: PageSize = 100,
    outcome: queries.Outcome = "all",
) -> RowPage:
    """The verdict on every row of a list, and what has become of it."""
    await dossiers.list_shown(session, list_id)
    rows = await queries.rows_after(session, list_id, last, limit, outcome)
    return RowPage(
        items=[RowShown.model_validate(row) for row in rows],
        next_after=after(rows, limit, "row_number"),
    )


@router.get("/lists/{list_id}/file", operation_id="readListFile")
async def read_file(
    actor: Annotated[Actor, allow(Permission.READ_LIST)], session: Reading, list_id: int
) -> Response:
    """The original bytes as they were handed in."""
    paper = await _original(session, list_id)
    headers = {
        "Content-Disposition": f'attachment; filename="list-{list_id}"',
        "X-Content-SHA256": paper.sha256.hex(),
    }
    return Response(paper.content, media_type=paper.media_type, headers=headers)


async def _original(session: AsyncSession, list_id: int) -> documents.Paper:
    return await documents.open_document(session, await queries.document_of(session, list_id))


@router.post("/lists/{list_id}/submission", operation_id="submitList")
async def submit_list(
    actor: Maker, session: Writing, list_id: int, order: SubmissionOrder
) -> Submitted:
    """Hand the good rows in as claims; `expected` is how many the officer saw."""
    count, stage = await commands.submit_list(session, actor, list_id, order.expected)
    return Submitted(id=list_id, dossiers=count, stage=stage)


@router.post("/lists/{list_id}/withdrawal", operation_id="withdrawList")
async def withdraw_list(actor: Maker, session: Writing, list_id: int) -> Submitted:
    """Take back a list that has not been handed in."""
    count = await commands.withdraw_list(session, actor, list_id)
    return Submitted(id=list_id, dossiers=count, stage="withdrawn")
