"""Shapes of confirmations."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.confirmations.rules import Body, Outcome
from app.core.shapes import Id, Line, Order


class UnconfirmedLine(Order):
    """A dossier that the body cannot confirm: refused, or returned to be put right."""

    dossier_id: Id
    outcome: Outcome
    reason_code: Annotated[str, Field(max_length=60)]
    words: Line | None = None


class ConfirmationOrder(Order):
    """A body's statement; `expected` is how many waiting dossiers it saw.

    Whoever is not named among the exceptions is confirmed.
    """

    document_number: Line
    said_on: date
    expected: Annotated[int, Field(gt=0)]
    exceptions: Annotated[list[UnconfirmedLine], Field(max_length=20_000, default_factory=list)]


class ConfirmationShown(BaseModel):
    """A statement as it stands; `ends_round` tells that the list has gone on with it."""

    id: int
    list_id: int
    round: int
    body: Body
    document_number: str
    said_on: date
    seen: int
    not_confirmed: int
    ends_round: bool
    recorded_at: datetime


class WaitingShown(BaseModel):
    """A list of which dossiers wait for the actor's own body."""

    list_id: int
    form: str
    group_code: str
    unit_path: str
    round: int
    waiting: int
