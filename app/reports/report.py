"""A report as a value: what was asked, and what it answers in words, tables and pictures."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.documents.schemas import ReportSection


class ReportKind(StrEnum):
    """The department's papers."""

    QUICK = "quick"
    """Báo cáo nhanh."""
    HALF_YEAR = "half_year"
    """The programme's section of the half-year report (báo cáo 6 tháng)."""
    PLACES = "places"
    """Annex tables by district and commune."""
    DECISIONS = "decisions"
    """What became of each decision."""
    UNPAID = "unpaid"
    """Who has not been paid yet, by reason."""
    REFUSED = "refused"
    """Who was refused, with the reasons."""
    ON_TIME = "on_time"
    """Steps done in time."""
    SOURCES = "sources"
    """Sources of money and their settlement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a report is asked for."""

    kind: ReportKind
    as_of: date
    """The last day whose events are counted."""
    known_on: date | None = None
    """The last day whose knowledge is counted; none: all that is known."""
    area: str
    """Path of the area it tells of, inside the reader's territory: "42.", "42.436."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer; the same answer draws the same paper, byte for byte."""

    ask: Ask
    subject: str
    """What follows "Về việc" on paper, without a capital."""
    sections: tuple[ReportSection, ...]
    annexes: tuple[ReportSection, ...] = ()
