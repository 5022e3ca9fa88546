"""Shapes of sittings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.appraisal.rules import Verdict
from app.core.shapes import Count, Id, Line, Order


class SittingOrder(Order):
    """The agenda, and the natural persons present; all must hold a seat in the actor's council."""

    list_ids: Annotated[list[Id], Field(min_length=1, max_length=2000)]
    present: Annotated[list[Id], Field(min_length=1, max_length=50)]


class SittingShown(BaseModel):
    """A sitting: how many dossiers are before it and how many findings it must answer."""

    id: int
    level: str
    held_on: date
    quorum: int
    present: int
    expected: int
    findings: int
    held: int
    """Dossiers that a complaint or finding holds now: they are heard, and do not go up."""
    state: str


class FindingShown(BaseModel):
    """Something found in a dossier; `suggested` is the verdict and reason the policy points to.

    Where nothing is suggested the council looks and answers in words. Of another office's claim
    only its group is told, never a name or a place.
    """

    dossier_id: int
    list_id: int
    row_number: int
    code: str
    vi: str
    other_group: str | None
    suggested_verdict: Verdict | None
    suggested_reason: str | None
    answered: bool


class AlertShown(BaseModel):
    """Something odd about a whole list: how many people, of which hamlet, witness or clerk."""

    id: int
    list_id: int
    code: str
    vi: str
    told_of: str
    count: int
    raised_at: datetime
    answer: str | None


class AlertAnswer(Order):
    """The council's answer to an alert, in words."""

    answer: Line


class OpinionLine(Order):
    """A dossier that is not simply favourable, or a finding overruled with an answer."""

    dossier_id: Id
    verdict: Verdict
    reason_code: Line | None = None
    answer: Line | None = None


class OpinionOrder(Order):
    """The council's exceptions; all else before it is favourable. `expected` is what it saw."""

    expected: Count
    exceptions: Annotated[list[OpinionLine], Field(max_length=20_000)] = Field(default_factory=list)


class OpinionsTaken(BaseModel):
    """How many opinions stand now."""

    opinions: int


class ClosingOrder(Order):
    """How many dossiers the council saw."""

    expected: Count


class Closing(BaseModel):
    """Where the dossiers went."""

    id: int
    favoured: int
    refused: int
    superseded: int
    returned: int
    held: int
    """Favoured or not: they stay where they are until a complaint or finding is answered."""
