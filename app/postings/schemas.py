"""Shapes of postings."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from app.core.shapes import Id, Line, Order


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


class ObjectionOrder(Order):
    """What somebody said; the sender may stay unnamed."""

    list_id: Id
    row_number: Id | None = None
    text: Line
    sender: Line | None = None
    received_on: date


class AnswerOrder(Order):
    """The commune's answer."""

    answer: Line


class Recorded(BaseModel):
    """The number under which something was recorded."""

    id: int
