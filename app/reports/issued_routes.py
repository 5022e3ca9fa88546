"""Doors of issued reports: seen before they are signed, issued once, read again as they were."""

import asyncio
import hashlib
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor, Permission, Reading, Revealing, Writing, allow
from app.core.shapes import AreaPathText
from app.core.web import TAGGED, Cursor, Doors, IfNoneMatch, PageSize, public_base
from app.reports import issued_queries, issuing
from app.reports.drafting import Draft, paper_of
from app.reports.files import MEDIA_TYPES, drawn, facts_of, table_file
from app.reports.issued_queries import Wanted, detail_of
from app.reports.issued_rules import NAMING, TITLES
from app.reports.issued_schemas import (
    Comparison,
    IssuedReportDetail,
    IssuedReportPage,
    IssueOrder,
    KindShown,
)
from app.reports.looking import draft_seen, looked_at, table_in
from app.reports.report import Ask, ReportKind
from app.reports.sealing import canonical, sheets_of

router = Doors(tags=["reports"])
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
Issuer = Annotated[Actor, allow(Permission.ISSUE_REPORT)]
Day = Annotated[date, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
Area = Annotated[AreaPathText, Query(min_length=3)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
Corrects = Annotated[int, Query(ge=1, lt=2**62, description="the issued report to correct")]
PreviewForm = Annotated[Literal["pdf", "docx", "xlsx", "json"], Path()]
FileForm = Annotated[Literal["pdf", "docx", "xlsx"], Path()]
TableForm = Annotated[Literal["csv", "json", "xlsx"], Path()]
TableKey = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$")]
Public = Annotated[bool, Query(description="for everybody: no names, small counts hidden")]


def _files(*forms: str) -> dict[str, Any]:
    bytes_ = {"schema": {"type": "string", "format": "binary"}}
    content = {MEDIA_TYPES[form].partition(";")[0]: bytes_ for form in forms}
    return {"response_class": Response, "responses": {200: {"content": content}, **TAGGED}}


class Asked(NamedTuple):
    """What a draft is asked for, by the words of the address."""

    as_of: date
    known_on: date | None
    area: str | None
    corrects: int | None


@router.get("/reports/kinds", operation_id="readReportKinds")
async def read_kinds(actor: Reader, session: Reading) -> list[KindShown]:
    """The department's papers, and which of them name people."""
    return [
        KindShown(kind=kind, title=title, names_people=kind in NAMING)
        for kind, title in TITLES.items()
    ]


@router.get(
    "/reports/{kind}/preview.{form}", operation_id="previewReport",
    **_files("pdf", "docx", "xlsx", "json"),
)  # fmt: skip
async def preview(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Revealing,
    kind: ReportKind,
    form: PreviewForm,
    as_of: Day,
    known_on: Day | None = None,
    area: Area | None = None,
    corrects: Corrects | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A report as it would be issued now: the draft paper, its tables, or all of it as JSON.

    Nothing is kept. The `ETag` is the hash of what it says: who issues the report gives it back.
    """
    asked = Asked(as_of, known_on, area, corrects)
    draft = await _draft(session, actor, kind, asked)
    if form == "json":
        content = await asyncio.to_thread(_as_json, draft)
    else:
        content = await asyncio.to_thread(drawn, paper_of(draft), form, draft.figures)
    name = f"{issuing.file_name(kind, draft.ask)}-du-thao"
    return sent(content, form, name, (draft.sha256.hex(), if_none_match))


@router.get(
    "/reports/{kind}/tables/{key}.{form}", operation_id="readReportTable",
    **_files("csv", "json", "xlsx"),
)  # fmt: skip
async def read_fresh_table(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Revealing,
    kind: ReportKind,
    key: TableKey,
    form: TableForm,
    as_of: Day,
    known_on: Day | None = None,
    area: Area | None = None,
    public: Public = False,
) -> Response:
    """One table of a report as of a day, with its data dictionary; nothing is kept."""
    draft = await _draft(session, actor, kind, Asked(as_of, known_on, area, None))
    sheet = table_in(sheets_of(draft.report), key)
    facts = facts_of(paper_of(draft))
    made = await asyncio.to_thread(
        table_file, sheet, form, facts, naming=draft.naming, public=public
    )
    name = f"{issuing.file_name(kind, draft.ask)}-{key}-du-thao"
    return sent(made, form, name, (hashlib.sha256(made).hexdigest(), None))


@router.post("/reports/issued", status_code=201, operation_id="issueReport")
async def issue(
    actor: Issuer, session: Writing, request: Request, order: IssueOrder
) -> IssuedReportDetail:
    """Issue a report exactly as its preview was seen: numbered, drawn, sealed and kept.

    With `corrects_id` it corrects an earlier one of the same kind, day and area, and explains
    the difference in an annex.
    """
    made = await issuing.issue(session, actor, order, public_base(request))
    return detail_of(await issued_queries.opened(session, made))


@router.get("/reports/issued", operation_id="readIssuedReports")
async def read_issued(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    kind: ReportKind | None = None,
    as_of: Day | None = None,
    area: AreaPathText | None = None,
    last: Cursor = 0,
    limit: PageSize = 100,
) -> IssuedReportPage:
    """Issued reports of the territory by number, with their figures in all."""
    wanted = Wanted(kind, as_of, area)
    found = await issued_queries.reports_after(session, wanted, last, limit)
    more = found[-1].id if len(found) == limit else None
    return IssuedReportPage(items=found, next_after=more)


@router.get(
    "/reports/issued/{report_id}", operation_id="readIssuedReport",
    response_model=IssuedReportDetail, responses=TAGGED,
)  # fmt: skip
async def read_report(
    actor: Reader,
    session: Reading,
    response: Response,
    report_id: Number,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """One issued report: files with their hashes, tables, figures by group, who corrects it."""
    report = await issued_queries.opened(session, report_id)
    told = report.seal + str(report.shown.corrected_by).encode()
    return _known(response, detail_of(report), hashlib.sha256(told).hexdigest(), if_none_match)


@router.get(
    "/reports/issued/{report_id}/paper.{form}", operation_id="readIssuedPaper",
    **_files("pdf", "docx", "xlsx"),
)  # fmt: skip
async def read_paper(
    actor: Reader,
    session: Revealing,
    report_id: Number,
    form: FileForm,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The very file that was issued, byte for byte, whatever came to be known since."""
    report = await issued_queries.opened(session, report_id)
    await looked_at(session, actor, report)
    kept = await issued_queries.file_of(session, report, form)
    tag = (report.files[form][1].hex(), if_none_match)
    return sent(kept.content, form, kept.file_name.rpartition(".")[0], tag)


@router.get(
    "/reports/issued/{report_id}/tables/{key}.{form}", operation_id="readIssuedTable",
    **_files("csv", "json", "xlsx"),
)  # fmt: skip
async def read_table(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Revealing,
    report_id: Number,
    key: TableKey,
    form: TableForm,
    public: Public = False,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One table of an issued report as open data, with its data dictionary."""
    report = await issued_queries.opened(session, report_id)
    await looked_at(session, actor, report)
    paper = report.said.paper
    made = await asyncio.to_thread(
        table_file, table_in(sheets_of(paper), key), form, facts_of(paper),
        naming=report.naming, public=public,
    )  # fmt: skip
    name = f"bao-cao-{report_id}-{key.replace('_', '-')}{'-cong-khai' if public else ''}"
    return sent(made, form, name, (hashlib.sha256(made).hexdigest(), if_none_match))


@router.get(
    "/reports/issued/{report_id}/comparison", operation_id="compareReports",
    response_model=Comparison, responses=TAGGED,
)  # fmt: skip
async def compare(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    response: Response,
    report_id: Number,
    other: Annotated[str, Query(alias="with", pattern=r"^(now|[1-9][0-9]{0,17})$")] = "now",
    cells: Annotated[int, Query(ge=0, le=10_000, description="most cells shown")] = 1000,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """An issued report beside another one or what is known now: cells, causes, whether they add up.

    The causes are statements, returns, later decisions and money called back, paper by paper.
    """
    other_id = None if other == "now" else int(other)
    found = await issuing.compared(session, report_id, other_id, cells)
    if other_id is None:
        return found
    tag = hashlib.sha256(found.model_dump_json().encode()).hexdigest()
    return _known(response, found, tag, if_none_match)


async def _draft(session: AsyncSession, actor: Actor, kind: ReportKind, asked: Asked) -> Draft:
    area = asked.area or actor.unit_path
    ask = Ask(kind=kind, as_of=asked.as_of, known_on=asked.known_on, area=area)
    return await draft_seen(session, actor, ask, asked.corrects)


def _as_json(draft: Draft) -> bytes:
    told = canonical(draft.report).decode(), canonical(draft.office).decode()
    return f'{{"sha256":"{draft.sha256.hex()}","report":{told[0]},"office":{told[1]}}}'.encode()


def _is_known(tag: str, if_none_match: str | None) -> bool:
    return if_none_match is not None and f'"{tag}"' in if_none_match


def _known(response: Response, answer: Any, tag: str, if_none_match: str | None) -> Any:
    """The answer under its tag, or that one has it already."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if _is_known(tag, if_none_match):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return answer


def sent(content: bytes, form: str, name: str, tag: tuple[str, str | None]) -> Response:
    """A file to keep, under its tag; or that one has it already."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "ETag": f'"{tag[0]}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    if _is_known(*tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
