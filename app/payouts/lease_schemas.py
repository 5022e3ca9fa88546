"""Shapes of leases: what an agent's system asks for and has; money in whole đồng."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.core.shapes import Id, Order
from app.payouts.rules import LEASE_AT_MOST


class PullOrder(Order):
    """How many orders an agent's system takes at most, and of which run; without one, of any."""

    run_id: Id | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=LEASE_AT_MOST)] = 1_000


class LeaseShown(BaseModel):
    """Orders that one system of an agent took in one pull (lượt nhận lệnh chi)."""

    id: int
    agent_code: str
    order_count: int
    total_dong: int
    taken_at: datetime
    acknowledged_at: datetime | None
    area_path: str


class LeaseTaken(BaseModel):
    """The lease to work on, none when nothing is to be sent.

    `again`: it was open already, and nothing was added to it.
    """

    lease: LeaseShown | None
    again: bool


class LeasePage(BaseModel):
    """Leases by number, and where the next page starts."""

    items: list[LeaseShown]
    next_after: int | None


class LeasedOrderShown(BaseModel):
    """One order of a lease, and how it is to be handed over, as it was when it was taken.

    `asked_back`: the payer wants it no more; it is not to be paid if it is not paid yet.
    """

    id: int
    reference: str
    group_code: str
    first_month: date
    amount_dong: int
    payee_name: str
    payee_id_number: str | None
    payee_hamlet: str | None
    way: str
    receiver_name: str | None
    receiver_id_number: str | None
    receiver_paper: str | None
    account_number: str | None
    account_name: str | None
    bank: str | None
    area_path: str
    asked_back: bool


class LeasedOrderPage(BaseModel):
    """Orders of a lease by number, and where the next page starts."""

    items: list[LeasedOrderShown]
    next_after: int | None
