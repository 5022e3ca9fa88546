"""Shapes of money called back, signed receipts and money not yet received; whole đồng."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from app.core.shapes import AreaPathText, Line, Order, WholeDong
from app.dossiers.schemas import Shown
from app.recoveries.rules import MOST_LINES, Cause, Payer

_Reference = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\p{C}\p{Z}]+$")]


class InstalmentOrder(Order):
    """One sum and the day by which it comes back."""

    due_on: date
    amount_dong: WholeDong


class PlanOrder(Order):
    """A plan agreed with the household by a paper; its instalments are what is left of the case."""

    paper_number: Line
    agreed_on: date
    instalments: Annotated[list[InstalmentOrder], Field(min_length=1, max_length=120)]


class ReceiptOrder(Order):
    """Money that came back, by a receipt (biên lai) whose number is the province's."""

    amount_dong: WholeDong
    received_on: date
    receipt_number: Line
    payer: Annotated[Payer, Field(alias="from")]


class ReversalOrder(Order):
    """Why a receipt was a mistake."""

    reason: Line


class WaiverOrder(Order):
    """The decision by which the rest is not called back (miễn thu hồi)."""

    number: Line
    signed_on: date
    reason: Line


class CaseShown(Shown):
    """Money called back: owed = paid back + waived + void + balance."""

    id: int
    cause: Cause
    adjustment_id: int | None
    order_id: int | None
    benefit_adjustment_id: int | None
    decision_id: int
    dossier_id: int
    source_id: int
    group_code: str
    owed_dong: int
    paid_back_dong: int
    waived_dong: int
    void_dong: int
    """Called back by another case already, or without ground any more."""
    balance_dong: int
    whole: bool
    since: date
    recorded_at: datetime
    area_path: str
    next_due_on: date | None
    next_due_dong: int | None
    days_overdue: int
    """Calendar days since the first instalment that has not come back; 0 when none is late."""


class CasePage(BaseModel):
    """Cases by number, and where the next page starts."""

    items: list[CaseShown]
    next_after: int | None


class EntryShown(Shown):
    """A line in the ledger of a case; a reversal takes a receipt back and is below zero."""

    id: int
    case_id: int
    kind: Literal["receipt", "reversal", "waiver", "void"]
    amount_dong: int
    happened_on: date
    number: str | None
    payer: Payer | None
    reason: str | None
    reverses_id: int | None
    recorded_by: int | None
    recorded_at: datetime


class InstalmentShown(Shown):
    """One instalment of a plan."""

    place: int
    due_on: date
    amount_dong: int


class PlanShown(Shown):
    """A plan with its instalments; the one with the highest place counts."""

    id: int
    place: int
    paper_number: str
    agreed_on: date
    total_dong: int
    recorded_by: int
    recorded_at: datetime
    instalments: list[InstalmentShown]


class CaseDetail(CaseShown):
    """A case with every plan, the last first, and its whole ledger."""

    plans: list[PlanShown]
    entries: list[EntryShown]

    @classmethod
    def of(cls, case: CaseShown, plans: list[PlanShown], entries: list[EntryShown]) -> Self:
        """A case and what belongs to it, put together."""
        return cls(**case.model_dump(), plans=plans, entries=entries)


class SignatureLine(Order):
    """Who signed for how much of an order, and on which signed list or page."""

    reference: _Reference
    amount_dong: WholeDong
    signed_on: date
    signer: Literal["payee", "receiver"]
    paper_number: Line


class SignaturesOrder(Order):
    """Signed receipts, all or none."""

    lines: Annotated[list[SignatureLine], Field(min_length=1, max_length=MOST_LINES)]


class SignaturesTaken(BaseModel):
    """How many were recorded, were there already, and are below what was ordered."""

    recorded: int
    known: int
    shortfalls: int


class ShortfallShown(Shown):
    """An order for which less was signed than was ordered."""

    order_id: int
    reference: str
    dossier_id: int
    due_dong: int
    amount_dong: int
    signed_on: date
    signer: str
    paper_number: str
    agent_code: str
    area_path: str


class ShortfallPage(BaseModel):
    """Shortfalls by order, and where the next page starts."""

    items: list[ShortfallShown]
    next_after: int | None


class UnsignedShown(Shown):
    """Paid orders of a commune and agent for which nobody has signed."""

    area_path: str
    agent_code: str
    order_count: int
    total_dong: int
    first_paid_on: date


class WaitingShown(Shown):
    """An order whose person has not received the money."""

    order_id: int
    reference: str
    dossier_id: int
    amount_dong: int
    agent_code: str
    area_path: str
    reason: Literal["absent", "not_told", "no_word"]
    """Absent, ended without a coded reason, or no word from the payer past the day."""
    since: date
    deadline: date | None
    days_left: int | None
    """Working days; below zero when the deadline is past."""
    follows: Literal["try_again", "return_to_source", "agent_answers"]
    due_back: bool
    """The deadline is past: the money is to return to its source."""


class WaitingPage(BaseModel):
    """Orders not yet received by number, and where the next page starts."""

    items: list[WaitingShown]
    next_after: int | None


class BenefitAdjustmentShown(Shown):
    """What a higher benefit made of money already paid: topped up, or to come back."""

    id: int
    kind: Literal["top_up", "recovery"]
    state: Literal["open", "settled"]
    dossier_id: int
    other_id: int
    amount_dong: int
    done_dong: int
    """Of a top-up what has been ordered, of a recovery what has come back or was waived."""
    case_id: int | None
    made_at: datetime
    area_path: AreaPathText


class BenefitAdjustmentPage(BaseModel):
    """Adjustments by number, and where the next page starts."""

    items: list[BenefitAdjustmentShown]
    next_after: int | None
