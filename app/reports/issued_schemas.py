"""Shapes of issued reports: what is ordered, listed, shown and compared; money in whole đồng."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.shapes import AreaPathText, Id, Line, Order
from app.reports.report import ReportKind

Sha256Text = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Named = Annotated[AreaPathText, Field(min_length=3)]


class KindShown(BaseModel):
    """A kind of report that can be asked for."""

    kind: ReportKind
    title: str
    names_people: bool


class IssueOrder(Order):
    """A report to be issued, exactly as its preview was seen."""

    kind: ReportKind
    as_of: date
    known_on: date | None = None
    """Knowledge up to the end of an earlier day; without it, all that is known now."""
    area: Named | None = None
    """Without it, one's own territory."""
    number: Line
    dated: date
    corrects_id: Id | None = None
    expected_sha256: Sha256Text
    """Of the preview (`sha256` in its JSON, its `ETag`)."""
    signer_id: Id | None = None
    """The officer who signs; without it, who issues."""
    signer_title: Line | None = None
    """Where the head of the office does not sign: "Phó Giám đốc"."""
    addressees: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    """Who is told; without any, the office above."""


class FiguresShown(BaseModel):
    """Approved and paid in all."""

    model_config = ConfigDict(from_attributes=True)

    approved_people: int
    paid_people: int
    approved_dong: int
    paid_dong: int


class IssuedReportShown(FiguresShown):
    """An issued report by its number, its days and its hash."""

    id: int
    kind: ReportKind
    title: str
    number: str
    dated: date
    office: str
    signer_id: int
    as_of: date
    known_on: date
    known_at: datetime
    area_path: str
    corrects_id: int | None
    corrected_by: int | None
    """The report that corrects this one, if one was issued."""
    sha256: str
    """Of the whole content."""
    figures_sha256: str
    """Of words, tables and pictures without letterhead, as the preview showed it."""
    paper_mark: str
    """What stands behind /v/ on the paper."""
    issued_by: int
    issued_at: datetime


class IssuedReportPage(BaseModel):
    """Issued reports of the territory, and the cursor of the next page."""

    items: list[IssuedReportShown]
    next_after: int | None


class ReportFile(BaseModel):
    """A kept file of an issued report."""

    form: str
    sha256: str
    bytes: int


class TableShown(BaseModel):
    """A table of a report, by the key under which it is given out."""

    key: str
    title: str
    rows: int
    public: bool
    """Whether it may be given out to the public."""


class IssuedReportDetail(IssuedReportShown):
    """One issued report with its files, its tables and its figures by group."""

    files: list[ReportFile]
    tables: list[TableShown]
    groups: dict[str, FiguresShown]


class Side(BaseModel):
    """One of the two that are compared; without number it is what is known now."""

    id: int | None = None
    number: str | None = None
    dated: date | None = None
    known_on: date
    known_at: datetime


class CellChange(BaseModel):
    """A cell that says something else; a missing row or table says nothing."""

    table: str
    row: str
    column: str
    was: str | int | date | None
    now: str | int | date | None
    difference: int | None
    """Of numbers; nothing of rates, days and words."""


class CauseShown(FiguresShown):
    """What one paper changed of one group (people and đồng, either sign)."""

    cause: str
    words: str
    agent: str | None
    number: str | None
    dated: date | None
    group: str


class GroupChange(BaseModel):
    """Figures of a group, or of all ("total"), in both."""

    group: str
    was: FiguresShown
    now: FiguresShown


class Comparison(BaseModel):
    """Two reports of the same kind, day and area, the one that knew less first."""

    kind: ReportKind
    as_of: date
    area_path: str
    was: Side
    now: Side
    groups: list[GroupChange]
    causes: list[CauseShown]
    """They add up to the difference of the figures; what no paper explains is `unexplained`."""
    adds_up: bool
    """Whether every difference of the figures has its cause."""
    cell_count: int
    cells: list[CellChange]
    """The first of them, in the order of the tables."""
