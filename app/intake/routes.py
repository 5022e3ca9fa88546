"""Doors of intake: hand in a file, follow its reading, correct it, submit it, take it back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.sse import EventSourceResponse
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.core.db import transaction
from app.core.shapes import Line
from app.core.web import Cursor, Doors, PageSize, after
from app.dossiers.schemas import ListShown
from app.intake import commands, queries, rehearsing, seen_files
from app.intake.arrival import inspected, known_form
from app.intake.csv_cells import CSV
from app.intake.forms import Form, form_of
from app.intake.json_rows import json_list, list_adapter
from app.intake.reading import limits
from app.intake.refusals import TooManyRows
from app.intake.schemas import (
    PHASES,
    ChangeShown,
    ConversionOrder,
    FormCode,
    ListCheck,
    RowPage,
    RowShown,
    SubmissionOrder,
    Submitted,
    Upload,
    VersionShown,
)
from app.intake.sources import JSON, XLSX

router = Doors(tags=["intake"])
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Reader = Annotated[Actor, allow(Permission.READ_LIST)]
_LOOK_EVERY_SECONDS = 0.5
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_BODIES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: _FILE, CSV: {"schema": {"type": "string"}},
            JSON: {"schema": list_adapter("07").json_schema()},
        },
    }
}  # fmt: skip


async def _new_file(
    actor: Maker, request: Request, form: FormCode, mapping_id: int | None = None
) -> Upload:
    return await _inspected(actor, request, await known_form(actor, form), mapping_id)


async def _corrected_file(actor: Maker, request: Request, list_id: int) -> Upload:
    async with transaction(actor.standing) as session:
        found = await queries.list_of(session, list_id)
        mapping_id = await queries.mapping_used(session, list_id)
    form = form_of(found.form, found.policy_revision)
    return await _inspected(actor, request, form, mapping_id)


async def _inspected(actor: Actor, request: Request, form: Form, mapping_id: int | None) -> Upload:
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == JSON:
        _check_json(form, content)
        return Upload(content, JSON)
    media_type = CSV if kind in (CSV, "application/csv") else XLSX
    return await inspected(actor, form, content, media_type, mapping_id)


def _check_json(form: Form, content: bytes) -> None:
    try:
        rows = json_list(form, content)["rows"]
    except ValidationError as error:
        located = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(located) from None
    if len(rows) > limits().max_rows:
        raise TooManyRows(limit=limits().max_rows)


# Inspected before the act opens its transaction: no connection waits for a file.
NewFile = Annotated[Upload, Depends(_new_file)]
CorrectedFile = Annotated[Upload, Depends(_corrected_file)]


def _follow(response: Response, list_id: int) -> None:
    response.headers["Location"] = f"/api/v1/lists/{list_id}/reading"
    response.headers["Retry-After"] = "1"


@router.post(
    "/lists", status_code=202, operation_id="receiveList", openapi_extra=_BODIES,
    response_model=ListShown | ListCheck,
)  # fmt: skip
async def receive_list(  # noqa: PLR0913 - a door names all that it takes
    actor: Maker,
    arrived: NewFile,
    session: Writing,
    response: Response,
    form: FormCode,
    file_name: Annotated[Line, Query()] = "danh-sach",
    dry_run: bool = False,
) -> Any:
    """Hand in a list on its form: a workbook (XLSX), CSV (UTF-8), or the same as JSON.

    The file is inspected at once (422 when it is no such list) and read in the background: follow
    it at `Location`. With `dry_run` it is read on the spot, nothing is kept, and the answer (200)
    is its three numbers with the first problems.
    """
    list_id = await commands.receive_list(session, actor, form, arrived, file_name)
    if dry_run:
        response.status_code = 200
        return await rehearsing.read_now(session, actor, list_id)
    _follow(response, list_id)
    return ListShown.model_validate(dict(await dossiers.list_shown(session, list_id)))


@router.post(
    "/lists/{list_id}/versions", status_code=202, operation_id="correctList",
    openapi_extra=_BODIES,
)  # fmt: skip
async def correct_list(
    actor: Maker,
    arrived: CorrectedFile,
    session: Writing,
    response: Response,
    list_id: int,
    file_name: Annotated[Line, Query()] = "danh-sach",
) -> VersionShown:
    """A corrected file of the same list: only changed rows change, each row keeps its entry."""
    version = await commands.correct_list(session, actor, list_id, arrived, file_name)
    _follow(response, list_id)
    return await _version(session, list_id, version)


@router.post("/lists/{list_id}/conversion", status_code=202, operation_id="convertList")
async def convert_list(
    actor: Maker, session: Writing, response: Response, list_id: int, order: ConversionOrder
) -> VersionShown:
    """The officer confirms that the text was typed in an old font: it is read again, converted."""
    version = await commands.convert_list(session, actor, list_id, order.encoding)
    _follow(response, list_id)
    return await _version(session, list_id, version)


async def _version(session: AsyncSession, list_id: int, version: int | None = None) -> VersionShown:
    found = await queries.versions_of(session, list_id)
    one = next(one for one in found if version in (None, one["version"]))
    shown = VersionShown.model_validate(one)
    shown.phase_vi = PHASES.get(shown.phase or "")
    if shown.state == "read":
        shown.result_url = f"/api/v1/lists/{list_id}/rows"
    return shown


@router.get("/lists/{list_id}/reading", operation_id="readReading")
async def read_reading(actor: Reader, session: Reading, list_id: int) -> VersionShown:
    """How far the reading of the latest upload has come."""
    return await _version(session, list_id)


async def _known_list(actor: Reader, list_id: int) -> int:
    async with transaction(actor.standing) as session:
        await dossiers.list_shown(session, list_id)
    return list_id


# Looked for before the stream begins: afterwards there is no status left to refuse with.
KnownList = Annotated[int, Depends(_known_list)]


@router.get(
    "/lists/{list_id}/reading/events", operation_id="watchReading",
    response_class=EventSourceResponse,
)  # fmt: skip
async def watch_reading(actor: Reader, list_id: KnownList) -> AsyncIterator[VersionShown]:
    """The same as events, one at each change, until it is read, unreadable or cancelled."""
    told: VersionShown | None = None
    while told is None or told.state == "received":
        async with transaction(actor.standing) as session:
            now = await _version(session, list_id)
        if now != told:
            yield now
        told = now
        if told.state == "received":
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


@router.delete("/lists/{list_id}/reading", status_code=204, operation_id="cancelReading")
async def cancel_reading(actor: Maker, session: Writing, list_id: int) -> None:
    """Stop a reading that has not ended; a list never read is withdrawn with it."""
    await commands.cancel_reading(session, actor, list_id)


@router.get("/lists/{list_id}/versions", operation_id="readVersions")
async def read_versions(actor: Reader, session: Reading, list_id: int) -> list[VersionShown]:
    """Every upload of a list, latest first."""
    found = await queries.versions_of(session, list_id)
    return [VersionShown.model_validate(one) for one in found]


@router.get("/lists/{list_id}/changes", operation_id="readListChanges")
async def read_changes(
    actor: Reader, session: Reading, list_id: int, from_version: int, to_version: int
) -> list[ChangeShown]:
    """What differs between two versions, by entry; the first 1,000."""
    await dossiers.list_shown(session, list_id)
    found = await queries.changes_between(session, list_id, from_version, to_version)
    return [ChangeShown.model_validate(one) for one in found]


@router.get("/lists/{list_id}/rows", operation_id="readRows")
async def read_rows(
    actor: Reader,
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
    actor: Reader, session: Revealing, list_id: int, version: int | None = None
) -> Response:
    """The original bytes as they were handed in, numbers in clear; who looks is kept."""
    paper = await seen_files.original_file(session, actor, list_id, version)
    headers = {
        "Content-Disposition": f'attachment; filename="list-{list_id}"',
        "X-Content-SHA256": paper.sha256.hex(),
    }
    return Response(paper.content, media_type=paper.media_type, headers=headers)


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
