"""Shapes of the bank's answers. Money is whole đồng."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from app.core.shapes import Count, Id, Line, Order, WholeDong
from app.loans.rules import Outcome


class LoanLine(Order):
    """A worker for whom the bank lends less than was asked, refuses, or sends the line back."""

    dossier_id: Id
    outcome: Outcome
    amount_dong: WholeDong | None = None
    reason_code: Annotated[str, Field(max_length=60)] | None = None
    words: Line | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        lends = self.outcome is Outcome.LENT
        if lends != (self.amount_dong is not None) or lends != (self.reason_code is None):
            raise ValueError("a loan has a sum, everything else a reason")
        return self


class LoanOrder(Order):
    """The bank's answer; `expected` is how many waiting dossiers it saw.

    For whoever is not named among the exceptions it lends what was asked.
    """

    document_number: Line
    said_on: date
    expected: Annotated[int, Field(gt=0)]
    exceptions: Annotated[list[LoanLine], Field(max_length=20_000, default_factory=list)]


class LoanAnswerShown(BaseModel):
    """An answer of the bank as it stands: of `seen` workers so many are lent for, in all (đồng)."""

    id: int
    list_id: int
    document_number: str
    said_on: date
    seen: Count
    lent: Count
    lent_dong: int
    recorded_at: datetime


class WaitingLoans(BaseModel):
    """A list of which dossiers wait for the bank, and what is asked for them (đồng)."""

    list_id: int
    form: str
    unit_path: str
    waiting: int
    asked_dong: int
