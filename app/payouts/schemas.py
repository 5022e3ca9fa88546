"""Shapes of payouts: runs and their orders; money in whole đồng."""

from datetime import date, datetime

from pydantic import BaseModel


class RunShown(BaseModel):
    """The orders of one decision for one agent (danh sách chi trả)."""

    id: int
    decision_id: int
    agent_code: str
    state: str
    order_count: int
    total_dong: int
    prepared_at: datetime
    released_at: datetime | None
    area_path: str


class RunPage(BaseModel):
    """Runs by number, and where the next page starts."""

    items: list[RunShown]
    next_after: int | None


class OrderShown(BaseModel):
    """One payment to make (lệnh chi); `live` is false once it failed.

    What is `held` because of a complaint or finding is not to be paid meanwhile.
    """

    id: int
    reference: str
    dossier_id: int
    group_code: str
    first_month: date
    amount_dong: int
    payee_name: str
    payee_id_number: str | None
    payee_hamlet: str | None
    area_path: str
    live: bool
    held: bool


class OrderPage(BaseModel):
    """Orders of a run by number, and where the next page starts."""

    items: list[OrderShown]
    next_after: int | None


class Released(BaseModel):
    """What a release sent to the agent."""

    id: int
    agent_code: str
    order_count: int
    total_dong: int
    held: int
    """Orders kept back because they are held; they are issued again once the hold has ended."""


class Reissued(BaseModel):
    """The order that takes the place of a failed one."""

    id: int
    reference: str
    amount_dong: int
