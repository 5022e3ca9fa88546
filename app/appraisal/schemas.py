"""Shapes of sittings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.appraisal.rules import Desk, Office, Verdict
from app.core.shapes import Count, Id, Line, Order

Record = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The digest of a sitting's record, in hexadecimal."""


class SittingOrder(Order):
    """The agenda, and the natural persons present; all must hold a seat in the actor's council.

    Where no chair is named, whoever is named first and is not the secretary presides.
    """

    list_ids: Annotated[list[Id], Field(min_length=1, max_length=2000)]
    present: Annotated[list[Id], Field(min_length=1, max_length=50)]
    chair: Id | None = None
    place: Line | None = None


class SittingShown(BaseModel):
    """A sitting: how many dossiers are before it and how many findings it must answer.

    `record` is the digest of what it saw and said up to now; votes are given for it.
    """

    id: int
    level: str
    held_on: date
    quorum: int
    present: int
    expected: int
    findings: int
    held: int
    """Dossiers that a question, complaint or finding holds now: they do not go up."""
    state: str
    chair_id: int | None
    secretary_id: int
    place: str | None
    votes_needed: int
    votes: int
    record: str


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
    """A dossier that is not simply favourable, or a finding overruled with an answer.

    What is returned goes one level down unless `return_to` says where; what is put on hold asks
    somebody a question and stays until it is answered and heard again.
    """

    dossier_id: Id
    verdict: Verdict
    reason_code: Line | None = None
    answer: Line | None = None
    return_to: Desk | None = None
    asked_of: Office | None = None
    question: Line | None = None


class OpinionShown(BaseModel):
    """What a sitting said of a dossier; void where the dossier later went back to be heard anew."""

    dossier_id: int
    list_id: int
    row_number: int
    verdict: Verdict
    reason_code: str | None
    answer: str | None
    return_to: Desk | None
    asked_of: Office | None
    question: str | None
    void: bool


class CouncilWord(BaseModel):
    """What one council said of one dossier, in order; favourable where it named no exception."""

    sitting_id: int
    level: str
    held_on: date
    verdict: Verdict
    reason_code: str | None
    answer: str | None
    return_to: Desk | None
    question: str | None
    void: bool


class OpinionOrder(Order):
    """The council's exceptions; all else before it is favourable. `expected` is what it saw."""

    expected: Count
    exceptions: Annotated[list[OpinionLine], Field(max_length=20_000)] = Field(default_factory=list)


class OpinionsTaken(BaseModel):
    """How many opinions stand now."""

    opinions: int


class ClosingOrder(Order):
    """How many dossiers the council saw; with `record`, exactly which and what was said of them."""

    expected: Count
    record: Record | None = None


class Closing(BaseModel):
    """Where the dossiers went."""

    id: int
    favoured: int
    refused: int
    superseded: int
    returned: int
    held: int
    """They stay where they are until a question, a complaint or a finding is answered."""


class VoteOrder(Order):
    """What the member saw: how many dossiers, and the digest of the record."""

    expected: Count
    record: Record


class VoteTaken(BaseModel):
    """How many votes stand for this record; the last one needed closes the sitting."""

    sitting_id: int
    votes: int
    votes_needed: int
    closing: Closing | None


class QuestionShown(BaseModel):
    """What a council asked about a dossier on hold, of whom, and the answer."""

    id: int
    sitting_id: int
    level: str
    list_id: int
    dossier_id: int
    row_number: int
    asked_of: Office
    question: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


class QuestionPage(BaseModel):
    """A page of questions; `next_after` goes into the next request."""

    items: list[QuestionShown]
    next_after: int | None


class QuestionAnswer(Order):
    """The office's answer, in words."""

    answer: Line
