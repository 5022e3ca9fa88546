"""Shapes of reconciliation: what an agent reports and what we hold of it; whole đồng."""

from datetime import date, datetime
from typing import Annotated, Literal, NotRequired, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator, with_config
from typing_extensions import TypedDict

from app.core.shapes import Count, Line, Order, WholeDong
from app.dossiers.schemas import Shown
from app.reconciliation.rules import Form, Mode, Reason, Resolution, Result, Verdict

# No Python runs per line: a statement has up to 200,000 of them.
_Reference = Annotated[str, StringConstraints(max_length=40, pattern=r"^[!-~]+$")]
_Reason = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\p{C}]*$")]


@with_config(ConfigDict(extra="forbid"))
class ReportedLine(TypedDict):
    """What the agent did with one order."""

    reference: _Reference
    amount_dong: WholeDong
    result: Result
    done_on: date
    reason: NotRequired[_Reason | None]
    reason_code: NotRequired[Reason | None]
    """Of what failed or was returned; without it the words of the reason are read."""


class StatementOrder(Order):
    """An agent's statement (bảng kê đối soát); its mode says what one line at fault does to it.

    Count and total of the lines may be declared; when they are, they are checked.
    """

    number: Line
    made_on: date
    mode: Mode
    line_count: Count | None = None
    total_dong: WholeDong | None = None
    lines: Annotated[list[ReportedLine], Field(min_length=1)]


class StatementFile(Order):
    """What is told beside a statement file; a message may tell its number and day itself."""

    number: Line | None = None
    made_on: date | None = None
    mode: Mode


class Tally(BaseModel):
    """Lines with one verdict, and their sum."""

    count: int = 0
    total_dong: int = 0


class StatementShown(BaseModel):
    """A statement and its verdicts; the tallies sum to its lines and its total."""

    id: int
    agent_code: str
    number: str
    made_on: date
    received_at: datetime
    format: Form
    mode: Mode
    line_count: int
    total_dong: int
    verdicts: dict[Verdict, Tally]


class LineShown(BaseModel):
    """A line as the agent wrote it, and our verdict."""

    line_number: int
    reference: str
    amount_dong: int
    result: str
    done_on: date
    reason: str | None
    reason_code: Reason | None
    verdict: Verdict


class LinePage(BaseModel):
    """Lines by number, and where the next page starts."""

    items: list[LineShown]
    next_after: int | None


class SettlementOrder(Order):
    """How a line should be settled, in words that will stand in the books.

    `reference` names the right order where the agent's was mistyped (`match`).
    """

    resolution: Resolution
    reference: Line | None = None
    words: Line

    @model_validator(mode="after")
    def _names_what_it_matches(self) -> Self:
        if (self.resolution is Resolution.MATCH) != (self.reference is not None):
            raise ValueError("a reference is named to match, and only then")
        return self


class SettlementShown(Shown):
    """A proposal for a line, and what another person said to it."""

    id: int
    statement_id: int
    line_number: int
    resolution: Resolution
    order_id: int | None
    words: str
    state: Literal["proposed", "confirmed", "rejected"]
    proposed_by: int
    proposed_at: datetime
    ruled_by: int | None
    ruled_at: datetime | None


class ExceptionShown(BaseModel):
    """A line that no rule could settle, as the agent wrote it, and where its settlement stands."""

    statement_id: int
    line_number: int
    verdict: Verdict
    order_id: int | None
    reference: str
    amount_dong: int
    result: str
    done_on: date
    reason: str | None
    agent_code: str
    area_path: str
    settlement_id: int | None
    resolution: Resolution | None
    words: str | None
    state: Literal["proposed", "confirmed"] | None
    proposed_by: int | None
    ruled_by: int | None


class ExceptionPage(BaseModel):
    """Exceptions by statement and line, and where the next page starts."""

    items: list[ExceptionShown]
    next_after: str | None


class ClosingShown(Shown):
    """A closed run: what was sent of it, by how it ended (đồng)."""

    run_id: int
    order_count: int
    total_dong: int
    paid_dong: int
    failed_dong: int
    returned_dong: int
    cancelled_dong: int
    closed_by: int
    closed_at: datetime


class Bridge(BaseModel):
    """From approved to what is left (đồng): sent = paid + failed + returned + cancelled + left.

    `approved_dong` is known by decision or for all; not by run or agent.
    """

    approved_dong: int | None
    orders: int
    ordered_dong: int
    sent_dong: int
    paid_dong: int
    failed_dong: int
    returned_dong: int
    cancelled_dong: int
    left_dong: int


class DayCompared(BaseModel):
    """One agent's day: orders and đồng as we hold them and as the agent told them.

    What waits is told and not settled; theirs = ours + what waits + what was settled otherwise.
    """

    agent_code: str
    day: date
    our_paid: int
    our_paid_dong: int
    our_back: int
    our_back_dong: int
    their_paid: int
    their_paid_dong: int
    their_back: int
    their_back_dong: int
    waiting: int
    waiting_dong: int


class OrderCompared(BaseModel):
    """An order as it stands with us, and what its agent told last."""

    order_id: int
    reference: str
    run_id: int
    dossier_id: int
    agent_code: str
    area_path: str
    group_code: str
    first_month: date
    amount_dong: int
    state: str
    paid_dong: int
    done_on: date | None
    asked_back: str | None
    told_result: str | None
    told_dong: int | None
    told_on: date | None
    told_verdict: Verdict | None
    statement_id: int | None
    differs: bool


class OrdersCompared(BaseModel):
    """Orders by number, and where the next page starts."""

    items: list[OrderCompared]
    next_after: int | None
