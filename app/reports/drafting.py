"""A report before it is issued: asked for, counted, checked, shown as a paper without number."""

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import documents
from app.access import Actor
from app.core import clock
from app.core.errors import NotFound
from app.documents import Office
from app.documents.schemas import Letterhead, Proof, ReportPaper, Signer
from app.reports import comparing, issued_queries, seen
from app.reports.explaining import MEASURES, TOTAL, Explained, Window, explained, plus, remainder
from app.reports.issued_queries import Opened
from app.reports.issued_rules import DayToCome, FiguresChanged, NothingLearnt, ReportsUnlike
from app.reports.kinds import report_of
from app.reports.report import Ask, Report
from app.reports.sealing import Figures, figures_hash, sheets_of
from app.sheets import check

_TRIES: Final = 3


class Known(NamedTuple):
    """Up to when knowledge is counted: the day, and its last instant so far."""

    on: date
    at: datetime


class Draft(NamedTuple):
    """What a report would say, checked, with its hash."""

    ask: Ask
    known: Known
    report: Report
    figures: dict[str, Figures]
    sha256: bytes
    office: Office

    @property
    def naming(self) -> bool:
        """Whether it names people."""
        return issued_queries.names_people(self.ask.kind, sheets_of(self.report))


def known_by(session: AsyncSession, known_on: date | None) -> Known:
    """Knowledge up to the end of a day, or of this act."""
    now, today = clock.now(session), clock.today(session)
    if known_on is None or known_on >= today:
        return Known(today, now)
    end = datetime.combine(known_on + timedelta(days=1), time(), clock.VIETNAM)
    return Known(known_on, end - timedelta(microseconds=1))


async def figures_in(session: AsyncSession, ask: Ask) -> dict[str, Figures]:
    """Approved and paid by group, and in all: what every report is compared by."""
    cells = await seen.covered(session, ask, ("group",))
    found = {
        place[0]: Figures(**{name: getattr(cell, name) for name in MEASURES})
        for place, cell in cells.items()
        if place[0] != TOTAL
    }
    whole = Figures()
    for one in found.values():
        whole = plus(whole, one)
    return {**found, TOTAL: whole}


async def draft_of(
    session: AsyncSession, actor: Actor, ask: Ask, corrects_id: int | None = None
) -> Draft:
    """Count and check a report; a correction explains its difference in an annex.

    Raises NotFound, DayToCome, FiguresChanged, TableDoesNotFoot, ReportsUnlike, NothingLearnt,
    SealBroken.
    """
    if not actor.unit_path or not ask.area.startswith(actor.unit_path):
        raise NotFound(what="địa bàn")
    today = clock.today(session)
    for day in (ask.as_of, ask.known_on):
        if day is not None and day > today:
            raise DayToCome(day=day)
    office = await documents.issuer_at(session, actor.unit_path, today)
    known = known_by(session, ask.known_on)
    report, figures = await _counted(session, ask)
    if corrects_id is not None:
        report = await _corrected(session, report, figures, known, corrects_id)
    rates = seen.rates_of(ask)
    for sheet in sheets_of(report):
        check(sheet, rates)
    return Draft(ask, known, report, figures, figures_hash(report, figures), office)


async def _counted(session: AsyncSession, ask: Ask) -> tuple[Report, dict[str, Figures]]:
    """A report is counted by several statements: nothing may come in between them."""
    for _ in range(_TRIES):
        before = await figures_in(session, ask)
        report = await report_of(session, ask)
        if await figures_in(session, ask) == before:
            return report, before
    raise FiguresChanged


async def correctable(
    session: AsyncSession, ask: Ask, report_id: int, known: Known | None = None
) -> Opened:
    """The issued report that another one would correct.

    Raises NotFound, SealBroken, ReportsUnlike, NothingLearnt.
    """
    earlier = await issued_queries.opened(session, report_id)
    check_alike(earlier, ask)
    if (known or known_by(session, ask.known_on)).at <= earlier.said.head.known_at:
        raise NothingLearnt
    return earlier


async def _corrected(
    session: AsyncSession,
    report: Report,
    figures: dict[str, Figures],
    known: Known,
    corrects_id: int,
) -> Report:
    earlier = await correctable(session, report.ask, corrects_id, known)
    causes = await causes_between(session, earlier, figures, known.at)
    was, names = earlier.said.figures, seen.group_names(report.ask)
    annex = comparing.annex_of(earlier.said.head, was, figures, causes, names)
    return Report(
        ask=report.ask, subject=report.subject, sections=report.sections,
        annexes=(*report.annexes, annex),
    )  # fmt: skip


def check_alike(report: Opened, other: Ask) -> None:
    """Whether two reports tell of the same; raises ReportsUnlike."""
    head = report.said.head
    if (head.kind, head.as_of, head.area_path) != (other.kind, other.as_of, other.area):
        raise ReportsUnlike


async def causes_between(
    session: AsyncSession, earlier: Opened, now: dict[str, Figures], known_at: datetime
) -> list[Explained]:
    """Why figures differ from those of an earlier issue, what no fact explains among it."""
    head, was = earlier.said.head, earlier.said.figures
    window = Window(head.as_of, head.area_path, head.known_at, known_at)
    causes = await explained(session, window)
    return [*causes, *remainder(was, now, causes)]


def paper_of(
    draft: Draft,
    letterhead: Letterhead | None = None,
    signer: Signer | None = None,
    addressees: tuple[str, ...] = (),
) -> ReportPaper:
    """The paper of a report; without a letterhead a draft, with dots for number and day."""
    office = draft.office
    above = (office.superior,) if office.superior else ()
    return ReportPaper(
        letterhead=letterhead or office.letterhead("BC", None, None),
        subject=draft.report.subject, signers=(signer or office.signer,),
        recipients=("Như trên", "Lưu: VT"), proof=Proof(address=""),
        addressees=addressees or above, as_of=draft.ask.as_of, known_on=draft.ask.known_on,
        sections=draft.report.sections, annexes=draft.report.annexes,
    )  # fmt: skip
