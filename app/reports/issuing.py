"""Issuing a report: numbered, signed for, drawn once, sealed and kept; and two of them compared."""

import asyncio
import hashlib

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents
from app.access import Actor, Role, officers_in_force
from app.access.tables import Officer
from app.core import clock
from app.core.db import refuse_as
from app.documents.schemas import ReportPaper, Signer
from app.reports import comparing, issued_queries
from app.reports.drafting import (
    Draft,
    Known,
    causes_between,
    check_alike,
    draft_of,
    figures_in,
    known_by,
    paper_of,
)
from app.reports.explaining import TOTAL, Cause
from app.reports.files import MEDIA_TYPES, drawn
from app.reports.issued_queries import FORMS, Opened
from app.reports.issued_rules import (
    FiguresChanged,
    ReportCorrected,
    ReportIssued,
    ReportMisdated,
    ReportNumberUsed,
    SignerUnfit,
)
from app.reports.issued_schemas import Comparison, IssueOrder, Side
from app.reports.kinds import report_of
from app.reports.page_words import SLUGS
from app.reports.report import Ask, Report, ReportKind
from app.reports.sealing import Figures, Head, Sealed, canonical, seal_over, sealed_from, sheets_of
from app.reports.tables import IssuedReport

refuse_as("uq_issued_report_number", ReportNumberUsed)
refuse_as("uq_issued_report_first", ReportIssued)
refuse_as("uq_issued_report_corrects_id", ReportCorrected)


async def issue(session: AsyncSession, actor: Actor, order: IssueOrder, base: str) -> int:
    """Issue a report as its preview was seen; answers its number in the list.

    Raises what `draft_of` does, FiguresChanged, ReportMisdated, SignerUnfit, ReportNumberUsed,
    ReportIssued, ReportCorrected.
    """
    ask = Ask(
        kind=order.kind, as_of=order.as_of, known_on=order.known_on,
        area=order.area or actor.unit_path,
    )  # fmt: skip
    draft = await draft_of(session, actor, ask, order.corrects_id)
    if draft.sha256.hex() != order.expected_sha256:
        raise FiguresChanged
    if not max(ask.as_of, draft.known.on) <= order.dated <= clock.today(session):
        raise ReportMisdated
    signer_id, signer = await _signer(session, actor, order, draft)
    letterhead = draft.office.letterhead("BC", order.number, order.dated)
    paper = paper_of(draft, letterhead, signer, order.addressees)
    paper = await documents.issued(session, paper, base)
    head = Head(
        kind=ask.kind, number=order.number, dated=order.dated, office=draft.office.name,
        signer_id=signer_id, as_of=ask.as_of, known_on=draft.known.on, known_at=draft.known.at,
        area_path=ask.area, title=draft.report.subject, corrects_id=order.corrects_id,
    )  # fmt: skip
    said = Sealed(head=head, paper=paper, figures=draft.figures)
    return await _keep(session, actor, said, draft.sha256)


async def _signer(
    session: AsyncSession, actor: Actor, order: IssueOrder, draft: Draft
) -> tuple[int, Signer]:
    """Who signs, of the issuing office; a deputy signs for its head."""
    officer_id, own = order.signer_id or actor.officer_id, draft.office.signer
    held = await officers_in_force(
        session, [officer_id], {Role.DEPARTMENT_REPORTER}, actor.unit_path, order.dated
    )
    if officer_id not in held:
        raise SignerUnfit
    name = await session.scalar(select(Officer.full_name).where(Officer.id == officer_id))
    if order.signer_title is None or order.signer_title == own.title:
        return officer_id, Signer(authority=own.authority, title=own.title, name=name)
    authority = (*own.authority, f"KT. {own.title}")
    return officer_id, Signer(authority=authority, title=order.signer_title, name=name)


async def _keep(session: AsyncSession, actor: Actor, said: Sealed, figures_sha256: bytes) -> int:
    head = said.head
    content = await asyncio.to_thread(canonical, said)
    # Drawn from what the content reads back into, and so drawn alike from it ever after.
    kept = await asyncio.to_thread(sealed_from, content)
    files = {form: await _file(session, actor, kept, form) for form in FORMS}
    whole = said.figures.get(TOTAL, Figures())
    report = IssuedReport(
        kind=head.kind, number=head.number, dated=head.dated, office=head.office,
        signer_id=head.signer_id, as_of=head.as_of, known_on=head.known_on,
        known_at=head.known_at, area_path=head.area_path, title=head.title,
        corrects_id=head.corrects_id, approved_people=whole.approved_people,
        paid_people=whole.paid_people, approved_dong=whole.approved_dong,
        paid_dong=whole.paid_dong, content=content, sha256=hashlib.sha256(content).digest(),
        figures_sha256=figures_sha256,
        seal=seal_over(content, [files[form][1] for form in FORMS]),
        paper_mark=documents.mark_of(said.paper), docx_id=files["docx"][0],
        pdf_id=files["pdf"][0], xlsx_id=files["xlsx"][0], issued_by=actor.officer_id,
    )  # fmt: skip
    session.add(report)
    await session.flush()
    return report.id


async def _file(session: AsyncSession, actor: Actor, said: Sealed, form: str) -> tuple[int, bytes]:
    """A file drawn and kept: whatever changes in templates, fonts or code, these bytes stay."""
    content = await asyncio.to_thread(drawn, said.paper, form, said.figures)
    number = await documents.keep_made(
        session, (said.head.area_path, actor.officer_id), content=content,
        media_type=MEDIA_TYPES[form], file_name=f"{file_name(said.head.kind, said.head)}.{form}",
    )  # fmt: skip
    return number, documents.seal_of(content)


def file_name(kind: ReportKind, of: Head | Ask) -> str:
    """The name of a file of a report, without ending; letters that every header carries."""
    area = (of.area_path if isinstance(of, Head) else of.area).rstrip(".")
    return f"bao-cao-{SLUGS[kind].removeprefix('bao-cao-')}-{area}-{of.as_of}"


async def compared(
    session: AsyncSession, report_id: int, other_id: int | None, most: int
) -> Comparison:
    """An issued report beside another one, or beside what is known now; at most so many cells.

    Raises NotFound, ReportsUnlike, SealBroken.
    """
    one = await issued_queries.opened(session, report_id)
    head = one.said.head
    ask = Ask(kind=head.kind, as_of=head.as_of, area=head.area_path)
    if other_id is None:
        known = known_by(session, None)
        report, figures = await report_of(session, ask), await figures_in(session, ask)
        side = Side(known_on=known.on, known_at=known.at)
        return await _beside(session, one, (report, figures, known, side), most)
    other = await issued_queries.opened(session, other_id)
    check_alike(other, ask)
    was, now = sorted((one, other), key=lambda report: report.said.head.known_at)
    known = Known(now.said.head.known_on, now.said.head.known_at)
    told = (now.said.paper, now.said.figures, known, side_of(now))
    return await _beside(session, was, told, most)


def side_of(report: Opened) -> Side:
    """An issued report as one side of a comparison."""
    return Side.model_validate(report.shown.model_dump(include=set(Side.model_fields)))


async def _beside(
    session: AsyncSession,
    was: Opened,
    later: tuple[Report | ReportPaper, dict[str, Figures], Known, Side],
    most: int,
) -> Comparison:
    report, figures, known, side = later
    head, old = was.said.head, was.said.figures
    causes = await causes_between(session, was, figures, known.at)
    naming = was.naming
    cells = comparing.changed_cells(
        sheets_of(was.said.paper), sheets_of(report), naming=naming
    )  # fmt: skip
    return Comparison(
        kind=head.kind, as_of=head.as_of, area_path=head.area_path, was=side_of(was), now=side,
        groups=comparing.by_group(old, figures), causes=[comparing.shown(one) for one in causes],
        adds_up=not any(one.cause is Cause.UNEXPLAINED for one in causes),
        cell_count=len(cells), cells=cells[:most],
    )  # fmt: skip
