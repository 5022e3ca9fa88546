"""The pictures of the papers: what each is drawn from, and the drawing, as a part of a report.

The same figures that stand in the tables; only the days of money and the stages of dossiers are
asked of the database here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage, pictures
from app.core import clock
from app.documents.schemas import ReportPicture
from app.dossiers import Stage as DossierStage
from app.dossiers.tables import Dossier, DossierHistory
from app.pictures import (
    Budget,
    Frame,
    LateRow,
    Picture,
    Point,
    Series,
    Share,
    Stage,
    StageGroup,
    Step,
    StepKind,
    Tile,
)
from app.reports import seen, standing
from app.reports.figures import HalfYearFigures, Progress, QuickFigures, Remaining
from app.reports.report import Ask

_ROAD: Final = (
    ("Nộp hồ sơ", 1, None), ("Cấp huyện", 2, DossierStage.AT_DISTRICT),
    ("Cấp tỉnh", 3, DossierStage.AT_PROVINCE),
)  # fmt: skip
"""Stages before a decision: their names, their places in the road, what must be on the road."""
_PLACES: Final = {
    DossierStage.AT_PROVINCE: 3, DossierStage.AT_DISTRICT: 2, DossierStage.SUBMITTED: 1,
}  # fmt: skip
_BETWEEN: Final = {
    "never_sent": "Chưa giao lệnh chi", "with_agent": "Đơn vị chi trả đang giữ",
    "absent": "Vắng mặt", "wrong_details": "Sai thông tin", "dead": "Đã chết",
    "refused": "Từ chối nhận", "moved": "Đã chuyển nơi ở", "other": "Lý do khác",
    "partial": "Mới nhận một phần", "returned": "Ngân hàng trả lại", "cancelled": "Hủy lệnh chi",
    "superseded": "Hưởng chế độ khác", "called_back": "Phải thu hồi", "over": "Chi vượt",
}  # fmt: skip
"""Reasons as they fit beside a bar."""
_SHORT: Final = (("Huyện ", ""), ("Quận ", ""), ("Thị xã ", "TX "), ("Thành phố ", "TP "))


def _taken(picture: Picture) -> ReportPicture:
    return ReportPicture(key=picture.key, title=picture.title, svg=picture.svg)


def bars(figures: QuickFigures, target: int | None = None) -> ReportPicture:
    """People paid of people approved by place; `target` in percent."""
    frame = Frame(key="coverage_by_place", title="Tỷ lệ người đã chi theo địa bàn")
    return _taken(
        pictures.coverage_bars(
            frame, [_share(one) for one in figures.places], total=_share(figures.total),
            target=None if target is None else target * 100,
        )
    )  # fmt: skip


def _share(one: Progress) -> Share:
    return Share(name=one.name, part=one.paid_people, whole=one.approved_people)


def tiles(figures: QuickFigures) -> ReportPicture:
    """People paid of people approved, where each district lies."""
    frame = Frame(key="coverage_map", title="Bản đồ ô tỷ lệ người đã chi")
    shown = [
        Tile(
            code=one.key.rstrip(".").rsplit(".", 1)[-1], name=short_name(one.name),
            part=one.paid_people, whole=one.approved_people,
        )
        for one in figures.places
    ]  # fmt: skip
    return _taken(pictures.tile_map(frame, figures.ask.area[:2], shown))


def short_name(name: str) -> str:
    """ "Kỳ Anh" of a rural district, "TX Kỳ Anh" of a town of the same name."""
    for kind, short in _SHORT:
        if name.startswith(kind):
            return short + name.removeprefix(kind)
    return name


async def days(session: AsyncSession, ask: Ask) -> tuple[Series, ...]:
    """Approved and paid money (đồng), each summed up day by day."""
    days_ = await coverage.daily(session, ask.as_of, ask.known_on, area=ask.area)
    return tuple(
        Series(name=name, points=_summed_up([(day, getattr(cell, key)) for day, cell in days_]))
        for name, key in (("Được phê duyệt", "approved_dong"), ("Đã chi", "paid_dong"))
    )


def _summed_up(by_day: list[tuple[Any, int]]) -> tuple[Point, ...]:
    """A point for each day on which the sum changed."""
    changes = [(day, dong) for day, dong in by_day if dong]
    sums = accumulate(dong for _, dong in changes)
    return tuple(Point(day=day, dong=dong) for (day, _), dong in zip(changes, sums, strict=True))


async def timeline(session: AsyncSession, ask: Ask) -> ReportPicture:
    """Approved against paid, day by day."""
    frame = Frame(key="approved_and_paid", title="Kinh phí được phê duyệt và đã chi, lũy kế")
    return _taken(pictures.timeline(frame, await days(session, ask)))


async def stages(session: AsyncSession, figures: QuickFigures) -> tuple[StageGroup, ...]:
    """How far each group has come: dossiers before their decision, people and money after it."""
    unsent = {
        one.group: one for one in figures.remaining_by_group if one.reason == standing.NEVER_SENT
    }
    return await _roads(session, figures.ask, figures.groups, unsent)


async def stages_kept(
    session: AsyncSession, ask: Ask, groups: Iterable[Progress]
) -> tuple[StageGroup, ...]:
    """The same from what is kept ready: without what was sent, which only all orders tell."""
    return await _roads(session, ask, groups, None)


async def _roads(
    session: AsyncSession,
    ask: Ask,
    groups: Iterable[Progress],
    unsent: Mapping[str | None, Remaining] | None,
) -> tuple[StageGroup, ...]:
    """Whoever a decision names has passed all stages before it.

    Of the others the history tells the furthest stage, also of those that went back or were
    refused since.
    """
    named, others = await _named(session, ask), await _others(session, ask)
    known = {one.key: one for one in groups}
    roads = {
        str(one.code): {at for step in one.road for at in step.at}
        for one in seen.rules_of(ask).groups
    }
    names = seen.group_names(ask)
    return tuple(
        StageGroup(
            name=names.get(code, code),
            stages=(
                *_before(roads.get(code, set()), named.get(code, (0, 0)), others.get(code, {})),
                *_after(known.get(code), (unsent or {}).get(code), sent=unsent is not None),
            ),
        )
        for code in seen.in_order_of_law({*named, *others})
    )


def _before(
    road: set[str], named: tuple[int, int], others: Mapping[int, tuple[int, int]]
) -> Iterable[Stage]:
    for name, place, stage in _ROAD:
        passed = [counts for at, counts in others.items() if at >= place]
        people, dong = (sum(one) for one in zip(named, *passed, strict=True))
        comes_by = stage is None or stage in road
        yield Stage(name=name, people=people if comes_by else None, dong=dong if comes_by else None)


def _after(one: Progress | None, unsent: Remaining | None, *, sent: bool) -> Iterator[Stage]:
    people, dong = (one.approved_people, one.approved_dong) if one else (0, 0)
    yield Stage(name="Phê duyệt", people=people, dong=dong)
    if sent:
        left = (unsent.people, unsent.dong) if unsent else (0, 0)
        yield Stage(name="Giao lệnh chi", people=people - left[0], dong=dong - left[1])
    paid = (one.paid_people, one.paid_dong) if one else (0, 0)
    yield Stage(name="Đã chi", people=paid[0], dong=paid[1])


async def _named(session: AsyncSession, ask: Ask) -> dict[str, tuple[int, int]]:
    """By group: how many a decision has named, and what it first gave them (đồng)."""
    known = (date.min, ask.known_on)
    moved = await coverage.moved(session, ask.as_of, known, ("group",), ask.area)
    return {
        one.cell.place[0]: (one.cell.approved_people, one.cell.approved_dong)
        for one in moved
        if one.cause == "approved" and one.cell.approved_people
    }


async def _others(session: AsyncSession, ask: Ask) -> dict[str, dict[int, tuple[int, int]]]:
    """By group and furthest stage: dossiers that no decision has named, and their claims (đồng)."""
    step, undecided = DossierHistory, standing.undecided(ask, clock.today(session))
    # By the key of each: few are undecided, and their steps are few in a long history.
    reached = (
        select(func.max(case(_PLACES, value=step.to_stage)).label("place"))
        .where(step.dossier_id == undecided.c.id, seen.happened(step.at, ask))
        .lateral("reached")
        .c
    )
    query = (
        select(
            Dossier.group_code, cast(reached.place, Integer), func.count(),
            cast(func.sum(Dossier.amount_dong), BigInteger),
        )
        .join(undecided, undecided.c.id == Dossier.id)
        .join(reached.place.table, reached.place.is_not(None))
        .group_by(Dossier.group_code, reached.place)
    )  # fmt: skip
    found: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for code, at, count, dong in await session.execute(query):
        found[code][at] = (count, dong)
    return found


async def funnel(session: AsyncSession, figures: QuickFigures) -> ReportPicture:
    """How far each group has come."""
    frame = Frame(key="stages_by_group", title="Hồ sơ của từng nhóm qua các bước")
    return _taken(pictures.funnel(frame, await stages(session, figures)))


def overdue(figures: HalfYearFigures) -> ReportPicture:
    """Offices with what is late there, by age."""
    frame = Frame(key="overdue", title="Hồ sơ quá hạn theo cơ quan")
    rows = [LateRow(office=one.office, late=one.bands) for one in figures.late]
    return _taken(pictures.overdue_board(frame, rows))


def steps(figures: QuickFigures) -> tuple[Step, ...]:
    """From what is approved to what is paid, by what stands between."""
    between = tuple(
        Step(
            name=_BETWEEN[one.reason], dong=abs(one.dong), people=one.people,
            kind=StepKind.MINUS if one.dong >= 0 else StepKind.PLUS,
        )
        for one in figures.remaining
    )  # fmt: skip
    whole = figures.total
    approved = Step(
        name="Được phê duyệt", dong=whole.approved_dong, people=whole.approved_people,
        kind=StepKind.LEVEL,
    )  # fmt: skip
    paid = Step(name="Đã chi", dong=whole.paid_dong, people=whole.paid_people, kind=StepKind.LEVEL)
    return (approved, *between, paid)


def bridge(figures: QuickFigures) -> ReportPicture:
    """The bridge from approved to paid."""
    frame = Frame(key="approved_to_paid", title="Từ kinh phí được phê duyệt đến đã chi")
    return _taken(pictures.bridge(frame, steps(figures)))


def gauge(figures: HalfYearFigures) -> ReportPicture:
    """Every source: what it has, has committed, has sent, has paid."""
    frame = Frame(key="budget", title="Nguồn kinh phí: có, cam kết, chuyển, chi")
    budgets = [
        Budget(
            source=f"{one.name} ({one.code})", available=one.given_dong,
            committed=one.given_dong - one.left_dong,
            sent=one.sent_dong + one.paid_dong + one.recovered_dong, paid=one.paid_dong,
        )
        for one in figures.sources
    ]  # fmt: skip
    return _taken(pictures.budget_gauge(frame, budgets))


async def of_quick(session: AsyncSession, figures: QuickFigures) -> tuple[ReportPicture, ...]:
    """The pictures of a quick report; the map is a province's."""
    whole = (tiles(figures),) if seen.depth(figures.ask.area) == 1 else ()
    return (
        bars(figures), *whole, await timeline(session, figures.ask),
        await funnel(session, figures),
    )  # fmt: skip


def of_half_year(figures: HalfYearFigures) -> tuple[ReportPicture, ...]:
    """The pictures beside the difficulties; sources only of a whole province."""
    budget = (gauge(figures),) if figures.sources else ()
    board = (overdue(figures),) if figures.late else ()
    return (bridge(figures.quick), *board, *budget)
