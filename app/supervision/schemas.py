"""Shapes of complaints, holds, samples and interests."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from app.core.shapes import AreaPathText, Id, Line, Order
from app.dossiers.schemas import Shown, Statement
from app.supervision.rules import Kind, Outcome, Result, State


class ComplaintOrder(Order):
    """What was brought, against exactly one dossier, list, batch or payment order.

    The sender may stay unnamed. Without an office it is the recorder's own that answers; with
    `hold` what it is about stands still from now on, for that reason.
    """

    kind: Kind
    dossier_id: Id | None = None
    list_id: Id | None = None
    batch_id: Id | None = None
    order_id: Id | None = None
    words: Statement
    sender: Line | None = None
    means: Line
    """How it came: by hand, by post, a team's minutes, a newspaper."""
    received_on: date
    office_path: AreaPathText | None = None
    hold: Line | None = None


class ComplaintMade(BaseModel):
    """The number of a complaint, the last day for its answer, and of its hold."""

    id: int
    due_on: date
    hold_id: int | None


class ComplaintShown(Shown):
    """A complaint, without its sender; late by so many working days, when it was or is."""

    id: int
    kind: Kind
    about: str
    dossier_id: int | None
    list_id: int | None
    batch_id: int | None
    order_id: int | None
    words: str
    means: str
    received_on: date
    recorded_by: int
    office_path: str
    due_on: date
    state: State
    outcome: Outcome | None
    answered_on: date | None
    late_days: int
    held: bool
    area_path: str


class ComplaintPage(BaseModel):
    """Complaints by number, and where the next page starts."""

    items: list[ComplaintShown]
    next_after: int | None


class EventShown(Shown):
    """What was done with a complaint, by whom, in which words."""

    id: int
    kind: str
    office_path: str
    due_on: date
    words: str
    hold_id: int | None
    document_number: str | None
    document_on: date | None
    outcome: Outcome | None
    officer_id: int
    at: datetime


class ComplaintDetail(ComplaintShown):
    """A complaint with all that was done with it."""

    events: list[EventShown]


class SenderShown(BaseModel):
    """Who brought a complaint; nobody when the sender stayed unnamed."""

    sender: str | None


class ForwardingOrder(Order):
    """Another office is responsible: which, and why."""

    office_path: AreaPathText
    words: Line


class WordsOrder(Order):
    """An act with its reason."""

    words: Line


class AnswerOrder(Order):
    """The answer: its document, its words, its finding; what was held goes on, unless kept."""

    document_number: Line
    document_on: date
    words: Statement
    outcome: Outcome
    keep_hold: bool = False


class Answered(BaseModel):
    """How a complaint was answered; late by so many working days, 0 when on time."""

    id: int
    outcome: Outcome
    late_days: int
    still_held: bool


class SummaryRow(Shown):
    """How many complaints of a kind an office has or had, with one outcome or none yet."""

    kind: Kind
    kind_vi: str
    office_path: str
    outcome: Outcome | None
    count: int
    overdue: int
    late: int


class HoldShown(Shown):
    """What stands still, since when and why."""

    id: int
    about: str
    dossier_id: int | None
    list_id: int | None
    batch_id: int | None
    order_id: int | None
    reason: str
    office_path: str
    placed_by: int
    placed_at: datetime
    area_path: str


class HoldPage(BaseModel):
    """Live holds by number, and where the next page starts."""

    items: list[HoldShown]
    next_after: int | None


class HoldMade(BaseModel):
    """The number of a hold."""

    id: int


Seed = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]([\x20-\x7e]{6,198})[\x21-\x7e]$")]
"""A public text of 8 to 200 plain signs, so that everybody types the same bytes."""


class SampleOrder(Order):
    """The seed, where the public finds it, and how many lines: so many, or so many in the hundred.

    The seed should be something nobody could choose, fixed after the decision: a lottery's result,
    the head of the sealed trail.
    """

    seed: Seed
    seed_source: Line
    size: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    percent: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> "SampleOrder":
        if (self.size is None) is (self.percent is None):
            raise ValueError("give either size or percent")
        return self


def _in_hex(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


Digest = Annotated[str, BeforeValidator(_in_hex)]


class SampleShown(Shown):
    """A sample: drawn when, by whom, with which seed, how many of how many, over which root."""

    id: int
    decision_id: int
    seed: str
    seed_source: str
    size: int
    population: int
    root: Digest
    drawn_by: int
    drawn_at: datetime


class DrawnLine(Shown):
    """A line that was drawn, its place in the draw, and what was found of it."""

    dossier_id: int
    place: int
    list_id: int
    row_number: int
    leaf: Digest
    area_path: str
    result: Result | None
    words: str | None
    seen_on: date | None
    complaint_id: int | None


class SampleDetail(SampleShown):
    """A sample with its lines in the order of the draw."""

    lines: list[DrawnLine]


class ResultOrder(Order):
    """What was found of a line; a finding can become a complaint that holds it."""

    result: Result
    words: Statement
    seen_on: date
    complain: bool = False
    hold: Line | None = None

    @model_validator(mode="after")
    def _only_findings_complain(self) -> "ResultOrder":
        if (self.complain and self.result is Result.IN_ORDER) or (self.hold and not self.complain):
            raise ValueError("only a finding becomes a complaint, and only a complaint holds")
        return self


class ResultMade(BaseModel):
    """The complaint that a finding became, if any."""

    complaint_id: int | None


class LeafShown(Shown):
    """One line of a decision by its leaf: all of them make the root, and any sample."""

    dossier_id: int
    leaf: Digest


class LeafPage(BaseModel):
    """Leaves in order of dossier, and where the next page starts."""

    items: list[LeafShown]
    next_after: int | None


class InterestOrder(Order):
    """Why a list, or one dossier of it, concerns the officer or their own."""

    words: Line


class InterestShown(Shown):
    """A declared interest; `part` is "recused", or the part the officer had taken before."""

    id: int
    officer_id: int
    list_id: int
    dossier_id: int | None
    words: str
    part: str
    declared_at: datetime
