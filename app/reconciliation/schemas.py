"""Shapes of reconciliation: what an agent reports and what we hold of it; whole đồng."""

from datetime import date, datetime
from typing import Annotated, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, with_config
from typing_extensions import TypedDict

from app.core.shapes import Count, Line, Order, WholeDong
from app.reconciliation.rules import Verdict

# No Python runs per line: a statement has up to 200,000 of them.
_Reference = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\p{C}\p{Z}]+$")]
_Reason = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\p{C}]*$")]


@with_config(ConfigDict(extra="forbid"))
class ReportedLine(TypedDict):
    """What the agent did with one order."""

    reference: _Reference
    amount_dong: WholeDong
    result: Literal["paid", "failed"]
    done_on: date
    reason: NotRequired[_Reason | None]


class StatementOrder(Order):
    """An agent's statement (bảng kê đối soát); `strict` takes it whole or not at all.

    Count and total of the lines may be declared; when they are, they are checked.
    """

    number: Line
    made_on: date
    strict: Annotated[bool, Field(strict=True)] = False
    line_count: Count | None = None
    total_dong: WholeDong | None = None
    lines: Annotated[list[ReportedLine], Field(min_length=1)]


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
    verdict: Verdict


class LinePage(BaseModel):
    """Lines by number, and where the next page starts."""

    items: list[LineShown]
    next_after: int | None
