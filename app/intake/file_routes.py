"""Doors for files beside the list itself: marked workbooks, column mappings, lists of notices."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.core.db import transaction
from app.core.shapes import Line
from app.core.web import Doors
from app.intake import mappings, markings, notice_files, seen_files
from app.intake.arrival import known_form
from app.intake.csv_cells import CSV
from app.intake.file_schemas import (
    AnyForm,
    FieldShown,
    MappingOrder,
    MappingShown,
    MarkingAsked,
    Matter,
    NoticesFiled,
    Proposal,
)
from app.intake.notice_files import NoticeFile
from app.intake.reading import limits, reader
from app.intake.refusals import not_a_workbook
from app.intake.sources import XLSX

router = Doors(tags=["intake"])
Reader = Annotated[Actor, allow(Permission.READ_LIST)]
Namer = Annotated[Actor, allow(Permission.NAME_COLUMNS)]
Reporter = Annotated[Actor, allow(Permission.REPORT_NOTICE)]
_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {XLSX: _BYTES, CSV: _BYTES}}}


@router.post("/lists/{list_id}/marking", status_code=202, operation_id="markWorkbook")
async def mark_workbook(
    actor: Reader, session: Writing, response: Response, list_id: int
) -> MarkingAsked:
    """Ask for the office's own workbook with every fault marked in its cell; fetch at `Location`.

    The version that counts is marked, once; asking again asks for nothing new.
    """
    version, ready = await markings.ask_for_marking(session, list_id)
    response.headers["Location"] = f"/api/v1/lists/{list_id}/marked.xlsx"
    response.headers["Retry-After"] = "0" if ready else "2"
    return MarkingAsked(list_id=list_id, version=version, ready=ready)


@router.get("/lists/{list_id}/marked.xlsx", operation_id="readMarkedWorkbook")
async def read_marked_workbook(actor: Reader, session: Revealing, list_id: int) -> Response:
    """The marked workbook: yellow cells with notes, a column "Lỗi", a sheet of results.

    It is the office's own workbook, numbers in clear; who looks is kept.
    """
    paper, name = await seen_files.marked_file(session, actor, list_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-SHA256": paper.sha256.hex(),
    }
    return Response(paper.content, media_type=XLSX, headers=headers)


@router.get("/column-mappings", operation_id="readColumnMappings")
async def read_mappings(
    actor: Namer, session: Reading, form: AnyForm | None = None
) -> list[MappingShown]:
    """How this office's own software names the columns of the forms; each office has its own."""
    found = await mappings.mappings_of(session, actor.unit_path, form)
    return [MappingShown.model_validate(one) for one in found]


@router.post("/column-mappings", status_code=201, operation_id="nameColumns")
async def name_columns(actor: Namer, session: Writing, order: MappingOrder) -> MappingShown:
    """Name the columns of an export once; files with the same headers are then read by it.

    The same headers named again replace what was said of them. Every field that the form needs must
    be a column or a constant; 422 tells where not.
    """
    number = await mappings.name_columns(session, actor, order)
    return MappingShown.model_validate(await mappings.mapping_of(session, number))


@router.post("/column-mappings/proposal", operation_id="proposeColumns", openapi_extra=_FILE)
async def propose_columns(actor: Namer, request: Request, form: AnyForm) -> Proposal:
    """The headers of a file, and what each is likely to mean; nothing is kept of the file."""
    content, media_type = await request.body(), _media_type(request)
    if not content:
        raise not_a_workbook("empty", "tệp rỗng")
    wanted = await known_form(actor, form)
    told = (content, wanted, media_type, limits())
    headers, proposal = await reader().run(mappings.headers_of, *told)
    async with transaction(actor.standing) as session:
        mark = mappings.mark_of(headers)
        known = await mappings.mapping_for(session, actor.unit_path, form, mark)
    return Proposal(
        headers=list(headers),
        proposal=proposal,
        known_mapping_id=known.id if known else None,
        fields=[FieldShown.model_validate(one) for one in wanted.columns],
    )


def _media_type(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return CSV if kind in (CSV, "application/csv", "text/plain") else XLSX


async def _notice_file(actor: Reporter, request: Request, matter: Matter) -> NoticeFile:
    content = await request.body()
    if not content:
        raise not_a_workbook("empty", "tệp rỗng")
    return await notice_files.read_file(reader(), actor, matter, content, _media_type(request))


# Read before the act opens its transaction: no connection waits for a file.
ReadNotices = Annotated[NoticeFile, Depends(_notice_file)]


@router.post(
    "/notices/file", status_code=201, operation_id="reportNoticesByFile", openapi_extra=_FILE
)
async def report_notices(
    actor: Reporter,
    found: ReadNotices,
    session: Writing,
    matter: Matter,
    document_number: Annotated[Line, Query()],
    lenient: bool = False,
) -> NoticesFiled:
    """Deaths or moves as the competent office's list (XLSX or CSV), kept as keyed digests.

    One faulty row refuses the whole file (422 tells where), unless `lenient`: then the good rows
    are taken in and the others told.
    """
    return await notice_files.take_in(
        session, actor, matter, document_number, found, lenient=lenient
    )
