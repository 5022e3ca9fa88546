"""Shapes of funds: sources, allotments, balances; money in whole đồng."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from app.core.shapes import Line, Order, WholeDong


class NewSource(Order):
    """A payer of the programme (nguồn kinh phí)."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_-]{2,40}$")]
    name: Line
    level: Literal["central", "province", "district", "other"]


class AllotmentOrder(Order):
    """Money given to a source by a document, on a day not in the future."""

    amount_dong: WholeDong
    document_number: Line
    booked_on: date


class SourceMade(BaseModel):
    """The number of a new source."""

    id: int


class Booked(BaseModel):
    """The journal that records a move of money."""

    journal_id: int


class Balance(BaseModel):
    """Where a source's money stands: allotted = available + committed + sent + paid."""

    id: int
    code: str
    name: str
    level: str
    allotted_dong: int
    available_dong: int
    committed_dong: int
    sent_dong: int
    paid_dong: int
