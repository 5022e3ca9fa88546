"""Shapes of postings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.core.shapes import Id, Line, Order
from app.dossiers.schemas import Shown


class PostingOrder(Order):
    """Which lists to show, where and by what means; the length comes from the policy."""

    list_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    place: Line
    means: Line


class PostingShown(BaseModel):
    """A posting and how many dossiers it moved; `ends_on` is the last day it must be shown."""

    id: int
    starts_on: date
    ends_on: date
    state: str
    dossiers: int


class PostingDetail(Shown):
    """A posting: which lists, where, until when, and how many objections still want an answer."""

    id: int
    place: str
    means: str
    starts_on: date
    ends_on: date
    state: str
    area_path: str
    list_ids: list[int]
    objections: int
    unanswered: int


class PostingPage(BaseModel):
    """Postings by number, and where the next page starts."""

    items: list[PostingDetail]
    next_after: int | None


class ObjectionOrder(Order):
    """What somebody said; the sender may stay unnamed."""

    list_id: Id
    row_number: Id | None = None
    text: Line
    sender: Line | None = None
    received_on: date


class ObjectionShown(Shown):
    """What somebody said, and the commune's answer if there is one."""

    id: int
    list_id: int
    row_number: int | None
    text: str
    sender: str | None
    received_on: date
    answer: str | None
    answered_at: datetime | None


class AnswerOrder(Order):
    """The commune's answer."""

    answer: Line


class Recorded(BaseModel):
    """The number under which something was recorded."""

    id: int
