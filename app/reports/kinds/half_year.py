"""The programme's section of the half-year report: steering, results, difficulties."""

from collections import defaultdict
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage
from app.appraisal.tables import Sitting
from app.core import clock
from app.decisions.tables import (
    Decision,
    DecisionAdjustment,
    Delegation,
    RefusalNoticeGiven,
    Suspension,
)
from app.documents.schemas import ReportSection
from app.documents.tables import PaperNumber
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierHistory
from app.reports import pictures, punctuality, seen, standing
from app.reports.figures import (
    Finished,
    HalfYearFigures,
    LateOffice,
    OutsideReason,
    Progress,
    QuickFigures,
    Tally,
)
from app.reports.kinds import half_year_sheets as sheets
from app.reports.kinds import quick, sources, words
from app.reports.outside import outside_policy
from app.reports.report import Ask, Report
from app.reports.schemas import OverdueRow
from app.supervision.tables import Complaint, ComplaintEvent, InspectionSample, SampleResult

_FIRST: Final = date(2020, 1, 1)
STEERING_VI: Final = {
    "delegations": "Văn bản ủy quyền phê duyệt",
    "sittings": "Phiên họp thẩm định",
    "decisions": "Quyết định phê duyệt danh sách và kinh phí",
    "refusals": "Quyết định không phê duyệt danh sách",
    "later_decisions": "Quyết định điều chỉnh, hủy bỏ quyết định đã ký",
    "suspensions": "Văn bản tạm dừng chi trả",
    "notices": "Thông báo từ chối đã trao cho người nộp",
    "reminders": "Công văn đôn đốc",
    "complaints": "Phản ánh, kiến nghị đã tiếp nhận",
    "answers": "Phản ánh, kiến nghị đã trả lời",
    "samples": "Đợt kiểm tra chọn mẫu",
    "checked": "Hồ sơ đã kiểm tra theo mẫu",
    "findings": "Hồ sơ có phát hiện khi kiểm tra theo mẫu",
}
"""What is done to carry the programme out, in the order in which a report tells it."""


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The section of the half-year report; raises TableDoesNotFoot, NoPolicyInForce."""
    figures = await figures_of(session, ask)
    rates_hold = await quick.rated(session, ask)
    difficulties = (
        sheets.outside(figures), *([sheets.late(figures)] if figures.late else []),
        *sheets.sources(figures), quick.by_reason(figures.quick),
    )  # fmt: skip
    return Report(
        ask=ask, subject="tình hình thực hiện chính sách hỗ trợ người dân gặp khó khăn do COVID-19",
        sections=(
            ReportSection(
                heading="1. Công tác chỉ đạo, điều hành", paragraphs=words.steering(figures),
                sheets=(sheets.steering(figures),),
            ),
            ReportSection(
                heading="2. Kết quả thực hiện",
                paragraphs=words.results(figures),
                sheets=(quick.by_group(figures.quick, rates_hold), sheets.finished(figures)),
                pictures=(pictures.bars(figures.quick, figures.finished_percent),),
            ),
            ReportSection(
                heading="3. Khó khăn, vướng mắc", paragraphs=words.difficulties(figures),
                sheets=difficulties, pictures=pictures.of_half_year(figures),
            ),
        ),
    )  # fmt: skip


async def figures_of(session: AsyncSession, ask: Ask) -> HalfYearFigures:
    """All figures of the section; raises TableDoesNotFoot, NoPolicyInForce."""
    now = await quick.figures_of(session, ask)
    percent = seen.rules_of(ask).finished_percent
    whole = seen.depth(ask.area) == 1
    return HalfYearFigures(
        quick=now, steering=await _steering(session, ask),
        finished=await _finished(session, now, percent), finished_percent=percent,
        outside=await _outside(session, ask), late=await _late(session, ask),
        sources=await sources.sources_of(session, ask) if whole else (),
        waiting_dong=await _waiting(session, ask),
    )  # fmt: skip


def _tally(key: str, table: Any, *where: Any, money: Any = None) -> Any:
    amount = null() if money is None else func.coalesce(func.sum(money), 0)
    return (
        select(
            literal(key, Text()).label("key"), func.count().label("number"),
            cast(amount, BigInteger).label("dong"),
        )
        .select_from(table)
        .where(*where)
    )  # fmt: skip


async def _steering(session: AsyncSession, ask: Ask) -> tuple[Tally, ...]:
    """Acts with a day up to the day asked for, of offices and matters inside the area."""

    def done(table: Any, day: Any, recorded_at: Any) -> tuple[Any, ...]:
        within = seen.inside(table.area_path, ask.area)
        return within, day <= ask.as_of, seen.known(recorded_at, ask)

    def signed(table: Any) -> tuple[Any, ...]:
        return done(table, table.signed_on, table.recorded_at)

    held = (
        seen.inside(Sitting.area_path, ask.area), Sitting.held_on <= ask.as_of,
        seen.happened(Sitting.closed_at, ask),
    )  # fmt: skip
    drawn = (
        seen.inside(InspectionSample.area_path, ask.area),
        seen.happened(InspectionSample.drawn_at, ask),
    )
    found = done(SampleResult, SampleResult.seen_on, SampleResult.recorded_at)
    answered = done(ComplaintEvent, ComplaintEvent.document_on, ComplaintEvent.at)
    tallies = (
        _tally(
            "delegations",
            Delegation,
            *done(Delegation, Delegation.valid_from, Delegation.recorded_at),
        ),
        _tally("sittings", Sitting, *held),
        _tally(
            "decisions",
            Decision,
            *signed(Decision),
            Decision.kind == "approved",
            money=Decision.total_dong,
        ),
        _tally("refusals", Decision, *signed(Decision), Decision.kind == "refused"),
        _tally("later_decisions", DecisionAdjustment, *signed(DecisionAdjustment)),
        _tally("suspensions", Suspension, *signed(Suspension), Suspension.kind == "suspended"),
        _tally(
            "notices",
            RefusalNoticeGiven,
            *done(RefusalNoticeGiven, RefusalNoticeGiven.given_on, RefusalNoticeGiven.recorded_at),
        ),
        _tally(
            "reminders",
            PaperNumber,
            *done(PaperNumber, PaperNumber.dated, PaperNumber.recorded_at),
            PaperNumber.paper.startswith("reminder "),
        ),
        _tally(
            "complaints", Complaint, *done(Complaint, Complaint.received_on, Complaint.recorded_at)
        ),
        _tally("answers", ComplaintEvent, *answered, ComplaintEvent.kind == "answered"),
        _tally("samples", InspectionSample, *drawn),
        _tally("checked", SampleResult, *found),
        _tally("findings", SampleResult, *found, SampleResult.result == "finding"),
    )
    told = {row.key: row for row in await session.execute(union_all(*tallies))}
    return tuple(
        Tally(key=key, name=name, count=told[key].number, dong=told[key].dong)
        for key, name in STEERING_VI.items()
    )


async def _finished(
    session: AsyncSession, figures: QuickFigures, percent: int
) -> tuple[Finished, ...]:
    """Every place with the days on which its share of people paid reached the policy's, and all."""
    ask = figures.ask
    keys = ("district", "commune")
    by_place: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for day, cell in await coverage.daily(session, ask.as_of, ask.known_on, keys, ask.area):
        path = ".".join((ask.area[:2], *cell.place, ""))
        for place in figures.places:
            if path.startswith(place.key):
                by_place[place.key].append((day, cell.paid_people))
    return tuple(
        Finished(
            place=one,
            mostly_on=_day_of(by_place[one.key], one, percent),
            wholly_on=_day_of(by_place[one.key], one, 100),
        )
        for one in figures.places
    )


def _day_of(days: list[tuple[date, int]], place: Progress, percent: int) -> date | None:
    """The first day by which so many percent of those now approved held their money."""
    if not place.reaches(percent):
        return None
    paid = 0
    for day, people in days:
        paid += people
        if paid * 100 >= place.approved_people * percent:
            return day
    return None


async def _outside(session: AsyncSession, ask: Ask) -> tuple[OutsideReason, ...]:
    found: dict[str, OutsideReason] = {}
    for one in await outside_policy(session, _FIRST, seen.last_day(ask), ask.area):
        before = found[one.reason_code].dossiers if one.reason_code in found else 0
        found[one.reason_code] = OutsideReason(
            code=one.reason_code, name=one.reason, reopened_by=one.reopened_by,
            dossiers=before + one.dossiers,
        )  # fmt: skip
    return tuple(found.values())


async def _late(session: AsyncSession, ask: Ask) -> tuple[LateOffice, ...]:
    rules = seen.rules_of(ask)
    return tuple(
        LateOffice(
            key="/".join(part for part in (one.level, one.district, one.commune) if part),
            office=_office(one), oldest_due_on=one.oldest_due_on,
            bands=(one.days_1_2, one.days_3_5, one.days_6_10, one.days_over_10),
            days_late=max(rules.working_days_between(one.oldest_due_on, ask.as_of), 1),
        )
        for one in await punctuality.overdue(session, ask.as_of, ask.area)
    )  # fmt: skip


def _office(one: OverdueRow) -> str:
    if one.district_name is None:
        return "Cấp tỉnh"
    names = [name for name in (one.commune_name, one.district_name) if name]
    return ", ".join(names)


async def _waiting(session: AsyncSession, ask: Ask) -> int:
    """What dossiers before the province ask for (đồng) that no decision has approved yet."""
    step = DossierHistory
    last = (
        select(step.to_stage)
        .where(step.dossier_id == Dossier.id, seen.happened(step.at, ask))
        .order_by(step.version.desc())
        .limit(1)
        .correlate(Dossier)
        .scalar_subquery()
    )
    undecided = standing.undecided(ask, clock.today(session))
    query = (
        select(cast(func.coalesce(func.sum(Dossier.amount_dong), 0), BigInteger))
        .join(undecided, undecided.c.id == Dossier.id)
        .where(last == Stage.AT_PROVINCE)
    )
    return int((await session.execute(query)).scalar_one())
