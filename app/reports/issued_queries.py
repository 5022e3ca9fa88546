"""Reading issued reports: listed, opened with their seal checked, their files as they were."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    LargeBinary,
    RowMapping,
    Select,
    any_,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import documents
from app.access import Role, officers_of
from app.core.errors import NotFound
from app.documents.tables import Document
from app.dossiers.tables import Dossier
from app.reports.issued_rules import NAMING, SealBroken, may_be_public
from app.reports.issued_schemas import (
    FiguresShown,
    IssuedReportDetail,
    IssuedReportShown,
    ReportFile,
    TableShown,
)
from app.reports.report import ReportKind
from app.reports.sealing import Head, Sealed, dossiers_in, seal_over, sealed_from, sheets_of
from app.reports.tables import IssuedReport
from app.sheets import Sheet

FORMS = ("docx", "pdf", "xlsx")
_LATER = aliased(IssuedReport)
_LISTED = [
    one for one in IssuedReport.__table__.c if one.name not in ("content", "seal", "paper_mark")
]
_HEAD = tuple(one.name for one in fields(Head))


class Wanted(NamedTuple):
    """Which issued reports are looked for; what is None is not asked."""

    kind: ReportKind | None = None
    as_of: date | None = None
    area: str | None = None


class Opened(NamedTuple):
    """An issued report whose seal holds."""

    shown: IssuedReportShown
    said: Sealed
    files: Mapping[str, tuple[int, bytes, int]]
    """By form: the document's number, its SHA-256, its length in bytes."""
    seal: bytes

    @property
    def naming(self) -> bool:
        """Whether it names people."""
        return names_people(self.said.head.kind, sheets_of(self.said.paper))


def names_people(kind: ReportKind, sheets: Sequence[Sheet]) -> bool:
    """Whether a report of a kind, with these tables, must be taken to name somebody."""
    return kind in NAMING or bool(dossiers_in(sheets))


def people_in(sheets: Sequence[Sheet]) -> Select[int]:
    """The people whom tables name, by their number in the register."""
    numbers = literal(dossiers_in(sheets), ARRAY(BigInteger()))
    return select(Dossier.person_id).where(Dossier.id == any_(numbers))


def _reports() -> Select[Any]:
    corrected_by = _LATER.id.label("corrected_by")
    mark = IssuedReport.paper_mark
    return select(*_LISTED, mark, corrected_by).outerjoin(
        _LATER, _LATER.corrects_id == IssuedReport.id
    )


def _shown(row: RowMapping) -> IssuedReportShown:
    told = {
        key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()
    }  # fmt: skip
    return IssuedReportShown.model_validate(told)


async def reports_after(
    session: AsyncSession, wanted: Wanted, after: int, limit: int
) -> list[IssuedReportShown]:
    """Issued reports of the territory by number, page by page."""
    query = _reports().where(IssuedReport.id > after)
    if wanted.kind:
        query = query.where(IssuedReport.kind == wanted.kind)
    if wanted.as_of:
        query = query.where(IssuedReport.as_of == wanted.as_of)
    if wanted.area:
        path = IssuedReport.area_path
        query = query.where(path >= wanted.area, path < wanted.area + "~")
    found = await session.execute(query.order_by(IssuedReport.id).limit(limit))
    return [_shown(row) for row in found.mappings()]


async def reports_before(
    session: AsyncSession, kind: ReportKind | None, before: int | None, limit: int
) -> list[IssuedReportShown]:
    """Issued reports of the territory, the newest first; of one kind where it is asked for."""
    query = _reports().order_by(IssuedReport.id.desc()).limit(limit)
    if kind:
        query = query.where(IssuedReport.kind == kind)
    if before:
        query = query.where(IssuedReport.id < before)
    return [_shown(row) for row in (await session.execute(query)).mappings()]


async def signers_at(session: AsyncSession, unit_path: str, day: date) -> list[tuple[int, str]]:
    """Who may sign reports of exactly this unit on a day, by name."""
    return await officers_of(session, {Role.DEPARTMENT_REPORTER}, unit_path, day)


async def opened(session: AsyncSession, report_id: int) -> Opened:
    """One issued report; raises NotFound, SealBroken."""
    query = _reports().add_columns(IssuedReport.content, IssuedReport.seal)
    found = await session.execute(query.where(IssuedReport.id == report_id))
    row = found.mappings().first()
    if row is None:
        raise NotFound(what="báo cáo đã ban hành")
    files = await _files(session, {form: row[f"{form}_id"] for form in FORMS})
    said = await asyncio.to_thread(_read, row, files)
    return Opened(_shown(row), said, files, row["seal"])


async def broken_seals(session: AsyncSession) -> list[str]:
    """The numbers of the territory's issued reports that are no longer what was sealed.

    One after the other, so that one report at a time is in memory: they are few and may be long.
    """
    broken = []
    query = select(IssuedReport.id, IssuedReport.number).order_by(IssuedReport.id)
    for report_id, number in (await session.execute(query)).all():
        try:
            await opened(session, report_id)
        except SealBroken:
            broken.append(number)
    return broken


async def _files(
    session: AsyncSession, numbers: Mapping[str, int]
) -> dict[str, tuple[int, bytes, int]]:
    """The hash is taken of the bytes themselves, not believed."""
    found = await session.execute(
        select(
            Document.id, func.sha256(Document.content, type_=LargeBinary),
            func.octet_length(Document.content),
        ).where(Document.id.in_(numbers.values()))
    )  # fmt: skip
    kept = {row[0]: (row[0], row[1], row[2]) for row in found}
    return {form: kept.get(number, (number, b"", 0)) for form, number in numbers.items()}


def _read(row: RowMapping, files: Mapping[str, tuple[int, bytes, int]]) -> Sealed:
    """What a row says, if nobody has touched it since."""
    content: bytes = row["content"]
    if hashlib.sha256(content).digest() != row["sha256"]:
        raise SealBroken(number=row["number"], what="sha256")
    if seal_over(content, [files[form][1] for form in FORMS]) != row["seal"]:
        raise SealBroken(number=row["number"], what="seal")
    said = sealed_from(content)
    strange = [name for name in _HEAD if getattr(said.head, name) != row[name]]
    if strange:
        raise SealBroken(number=row["number"], what=", ".join(strange))
    return said


async def file_of(session: AsyncSession, report: Opened, form: str) -> documents.Paper:
    """The very bytes that were drawn when the report was issued."""
    return await documents.open_document(session, report.files[form][0])


def detail_of(report: Opened) -> IssuedReportDetail:
    """An issued report with its files, its tables, its figures."""
    tables = [
        TableShown(
            key=one.key, title=one.title, rows=len(one.rows),
            public=may_be_public(one, report.naming),
        )
        for one in sheets_of(report.said.paper)
    ]  # fmt: skip
    files = [
        ReportFile(form=form, sha256=sha256.hex(), bytes=length)
        for form, (_, sha256, length) in report.files.items()
    ]
    groups = {
        group: FiguresShown.model_validate(one) for group, one in report.said.figures.items()
    }  # fmt: skip
    return IssuedReportDetail(
        **report.shown.model_dump(), files=files, tables=tables, groups=groups
    )
