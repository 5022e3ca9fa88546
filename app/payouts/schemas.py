"""Shapes of payouts: runs and their orders; money in whole đồng."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.shapes import Id, Line, MaskedNumber, Order
from app.dossiers.schemas import Shown
from app.payouts.rules import RunState


@dataclass(frozen=True)
class RunsWanted:
    """Which runs are asked for; what is left out does not matter."""

    state: RunState | None = None
    decision: int | None = None
    agent: str | None = None
    month: date | None = None
    """Its first day."""
    area: str | None = None
    """All runs inside it."""

    @property
    def by_column(self) -> dict[str, object]:
        """What a column of the run must be."""
        asked = {
            "state": self.state, "decision_id": self.decision, "agent_code": self.agent,
            "first_month": self.month,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}


class RunShown(BaseModel):
    """The orders of one decision for one agent, commune and month (danh sách chi trả)."""

    id: int
    decision_id: int
    agent_code: str
    state: str
    order_count: int
    total_dong: int
    prepared_at: datetime
    released_at: datetime | None
    area_path: str
    first_month: date | None
    """None in runs made before each was one commune and one month."""
    adjustment_id: int | None
    follows_run_id: int | None
    """A run whose unpaid orders it pays once more."""


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
    account_number: str | None
    """As approved; none: paid in cash."""
    account_name: str | None
    bank: str | None


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


class ReleaseOrder(Order):
    """The runs to send in one act."""

    run_ids: Annotated[list[Id], Field(min_length=1, max_length=5000)]


class RunsReleased(BaseModel):
    """What went out; runs of which everything is held stay prepared."""

    released: list[Released]
    kept_back: list[int]


class FollowUpOrder(Order):
    """Whose unpaid orders are to be paid once more: of runs, of a decision, or named ones."""

    run_ids: Annotated[list[Id], Field(min_length=1, max_length=5000)] | None = None
    decision_id: Id | None = None
    order_ids: Annotated[list[Id], Field(min_length=1, max_length=5000)] | None = None
    agent_code: Line | None = None
    """Who is to pay them; left out, who had them."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.run_ids is None and self.decision_id is None and self.order_ids is None:
            raise ValueError("name runs, a decision or orders")
        return self


class FollowUpMade(BaseModel):
    """The prepared runs that were made, with their orders and sum (đồng) in all."""

    run_ids: list[int]
    order_count: int
    total_dong: int


class CancellationOrder(Order):
    """Why an order is not to be paid."""

    reason: Line


class CancellationShown(Shown):
    """An order that was cancelled before an agent had it, or is asked back from the agent."""

    order_id: int
    reference: str
    run_id: int
    amount_dong: int
    kind: Literal["direct", "requested"]
    reason: str
    requested_at: datetime
    agent_code: str
    live: bool
    """Still with its agent, who has not answered."""


class CancellationPage(BaseModel):
    """Cancellations by order, and where the next page starts."""

    items: list[CancellationShown]
    next_after: int | None


_IdNumber = Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")]


class ArrangementOrder(Order):
    """How a person is to be paid where not at the counter.

    A proxy is named with number and mandate (giấy ủy quyền), a centre with its own list.
    """

    way: Literal["home", "proxy", "centre"]
    receiver_name: Line | None = None
    receiver_id_number: _IdNumber | None = None
    paper_number: Line | None = None
    reason: Line

    @model_validator(mode="after")
    def _names_the_receiver(self) -> Self:
        named = {
            "home": (False, False, False), "proxy": (True, True, True),
            "centre": (True, False, True),
        }[self.way]  # fmt: skip
        given = (self.receiver_name, self.receiver_id_number, self.paper_number)
        if tuple(one is not None for one in given) != named:
            raise ValueError("a proxy has a name, a number and a mandate, a centre name and list")
        return self


class CentreOrder(Order):
    """People of one centre, paid through it (cơ sở trợ giúp xã hội) by the department."""

    dossier_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    centre_name: Line
    list_number: Line
    reason: Line


class CentreArranged(BaseModel):
    """For how many people it now stands."""

    count: int


class ArrangementShown(Shown):
    """How a person is paid, the receiver's number masked."""

    id: int
    dossier_id: int
    way: Literal["home", "proxy", "centre"]
    receiver_name: str | None
    receiver_id_number: MaskedNumber | None
    paper_number: str | None
    reason: str
    recorded_by: int
    recorded_at: datetime


class Reissued(BaseModel):
    """The order that takes the place of a failed one."""

    id: int
    reference: str
    amount_dong: int


class NotificationShown(BaseModel):
    """One attempt to tell an agent's system of a released run.

    Either the status it answered, or why there was no answer; `delivered` is a status from 200 on.
    """

    model_config = ConfigDict(from_attributes=True)

    message_id: str
    attempt: int
    at: datetime
    agent_code: str
    status_code: int | None
    error: str | None
    delivered: bool
