"""What the papers say in sentences: their figures handed over to the room's own wording."""

from dataclasses import replace
from typing import Final

from app.core.money import spoken
from app.reports import seen, sentences
from app.reports.figures import HalfYearFigures, QuickFigures, Remaining, Tally
from app.reports.sentences import Counted, Figures, GroupFigures
from app.reports.standing import NEVER_SENT, OVER

_UNDER_WAY: Final = (NEVER_SENT, "with_agent", OVER)
"""No reason of anybody: the payment is on its way, or was made."""


def quick(figures: QuickFigures) -> tuple[str, ...]:
    """What a quick report says of results."""
    return sentences.results(_said(figures))


def remaining(figures: QuickFigures) -> tuple[str, ...]:
    """What a quick report says of what is not paid."""
    return sentences.difficulties(_said(figures))


def steering(figures: HalfYearFigures) -> tuple[str, ...]:
    """What was done to carry the programme out."""
    return sentences.directed([_tally(one) for one in figures.steering if one.count])


def results(figures: HalfYearFigures) -> tuple[str, ...]:
    """Who was paid of whom, and which places have basically finished."""
    return sentences.results(_all_said(figures))


def difficulties(figures: HalfYearFigures) -> tuple[str, ...]:
    """What stands in the way, with the money that undecided dossiers still want."""
    said = sentences.difficulties(_all_said(figures))
    if not figures.short_dong:
        return said
    short = (
        f"- Hồ sơ đang chờ quyết định ở cấp tỉnh đề nghị {spoken(figures.waiting_dong)} đồng; "
        f"nguồn kinh phí còn thiếu {spoken(figures.short_dong)} đồng."
    )
    return (*said, short)


def _tally(one: Tally) -> str:
    money = "" if one.dong is None else f", kinh phí {spoken(one.dong)} đồng"
    return f"{one.name}: {spoken(one.count)}{money}"


def _said(figures: QuickFigures) -> Figures:
    whole = seen.depth(figures.ask.area) == 1
    name = figures.area_name
    groups = tuple(
        GroupFigures(
            code=one.key, name=one.name, unit=one.unit, approved=one.approved_people,
            paid=one.paid_people, approved_dong=one.approved_dong, paid_dong=one.paid_dong,
        )
        for one in figures.groups
    )  # fmt: skip
    unpaid = tuple(
        Counted(reason=_reason(one), count=one.people)
        for one in figures.remaining
        if one.people and one.reason not in _UNDER_WAY
    )
    place = "toàn tỉnh" if whole else f"{name[:1].lower()}{name[1:]}"
    return Figures(as_of=figures.ask.as_of, place=place, groups=groups, unpaid=unpaid)


def _reason(one: Remaining) -> str:
    return one.reason if one.reason in sentences.UNPAID_WORDS else one.name


def _all_said(figures: HalfYearFigures) -> Figures:
    return replace(
        _said(figures.quick), finished_by=figures.quick.ask.as_of,
        finished=tuple(one.place.name for one in figures.basically_finished),
        outside=tuple(Counted(reason=one.name, count=one.dossiers) for one in figures.outside),
        late=tuple(
            sentences.LateOffice(office=one.office, cases=one.dossiers, days_late=one.days_late)
            for one in figures.late
        ),
    )  # fmt: skip
