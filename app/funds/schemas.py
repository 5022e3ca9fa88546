"""Shapes of funds: sources, what they were given, balances, shares; money in whole đồng."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, StringConstraints

from app.core.shapes import Id, Line, Order, WholeDong
from app.funds.rules import SUSPENSE_PREFIX


def _no_suspense(code: str) -> str:
    if code.startswith(SUSPENSE_PREFIX):
        raise ValueError(f"{SUSPENSE_PREFIX} is for what payers' suspense is booked in")
    return code


class NewSource(Order):
    """A payer of the programme (nguồn kinh phí), and who gives it (a ministry, a company)."""

    code: Annotated[
        str, StringConstraints(pattern=r"^[A-Z0-9_-]{2,40}$"), AfterValidator(_no_suspense)
    ]
    name: Line
    level: Literal["central", "province", "district", "other"]
    given_by: Line | None = None


class AllotmentOrder(Order):
    """Money given to a source by a document, on a day not in the future."""

    amount_dong: WholeDong
    document_number: Line
    booked_on: date


class ReturnOrder(AllotmentOrder):
    """Money that goes back to its giver: unused or recovered, against allotment or advance."""

    out_of: Literal["unused", "recovered"] = "unused"
    against: Literal["allotment", "advance"] = "allotment"


class SettlementOrder(AllotmentOrder):
    """One source pays another what it owes; more than that only with a reason."""

    from_source_id: Id
    to_source_id: Id
    beyond_because: Line | None = None


class SourceMade(BaseModel):
    """The number of a new source."""

    id: int


class Booked(BaseModel):
    """The journal that records a move of money."""

    journal_id: int


class SettlementMade(BaseModel):
    """The number of a new settlement."""

    id: int


class Balance(BaseModel):
    """Where a source's money stands.

    allotted + advanced + settlement = available + committed + sent + paid + recovered;
    `settlement_dong` is what it received of other sources less what it paid them, `paid_dong`
    leaves out what came back.
    """

    id: int
    code: str
    name: str
    level: str
    given_by: str | None
    allotted_dong: int
    advanced_dong: int
    settlement_dong: int
    available_dong: int
    committed_dong: int
    sent_dong: int
    paid_dong: int
    recovered_dong: int

    @property
    def given_dong(self) -> int:
        """All that it has to use: allotted, advanced, and received of others net."""
        return self.allotted_dong + self.advanced_dong + self.settlement_dong

    @property
    def promised_dong(self) -> int:
        """What of it is bound, sent or spent."""
        return self.given_dong - self.available_dong


class Leg(BaseModel):
    """An amount (đồng) into (+) or out of (-) an account."""

    account: str
    account_vi: str
    amount_dong: int


class JournalShown(BaseModel):
    """One event of money: what, how much, by which document, on which day, told by whom."""

    id: int
    kind: str
    kind_vi: str
    amount_dong: int
    document_number: str
    booked_on: date
    subject_id: int | None
    group_code: str | None
    recorded_by: int | None
    recorded_at: datetime
    legs: list[Leg]


class JournalPage(BaseModel):
    """Journals of a source by number, and where the next page starts."""

    items: list[JournalShown]
    next_after: int | None


class GroupShareShown(BaseModel):
    """What was spent on a group, what of it the central budget carries and what the province.

    `group_code` is null for what was booked without a group.
    """

    group_code: str | None
    group_vi: str
    central_percent: int
    citation: str
    mark: str
    spent_dong: int
    central_dong: int
    own_dong: int


class SourceShareShown(BaseModel):
    """What a source spent, carries in the end, advanced for others, settled and has to settle.

    advanced = spent - carries; remaining = advanced - settled, above zero to be received, below
    zero to be paid.
    """

    id: int
    code: str
    name: str
    level: str
    spent_dong: int
    carries_dong: int
    advanced_dong: int
    settled_dong: int
    remaining_dong: int


class FundShares(BaseModel):
    """How the money spent up to a day divides between the central budget and the province.

    `central_remaining_dong` is what central sources have still to pay the others; below zero, what
    the others owe them.
    """

    as_of: date
    province_class: str
    rounding: str
    rounding_vi: str
    spent_dong: int
    central_dong: int
    own_dong: int
    central_spent_dong: int
    central_settled_dong: int
    central_remaining_dong: int
    groups: list[GroupShareShown]
    sources: list[SourceShareShown]


class SettlementShown(BaseModel):
    """One source paid another; `beyond_because` says why more than was owed, if it was."""

    id: int
    from_source_id: int
    from_code: str
    to_source_id: int
    to_code: str
    amount_dong: int
    document_number: str
    booked_on: date
    beyond_because: str | None
    owed_journal_id: int
    received_journal_id: int
    recorded_by: int | None
    recorded_at: datetime


class SettlementPage(BaseModel):
    """Settlements by number, and where the next page starts."""

    items: list[SettlementShown]
    next_after: int | None
