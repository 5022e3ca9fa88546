"""Shapes of decisions."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, StringConstraints

from app.core.shapes import AreaPathText, Count, Id, Line, Order, WholeDong
from app.dossiers.schemas import Shown

Root = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A hash of 32 bytes in hexadecimal."""


def _in_hex(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


RootShown = Annotated[Root, BeforeValidator(_in_hex)]


class ApprovalOrder(Order):
    """The signature: the number of the instrument, and exactly what the signer saw of the batch."""

    number: Line
    signed_on: date
    expected_count: Count
    expected_total_dong: WholeDong
    expected_root: Root
    source_id: Id
    """The fund source that pays."""
    agent_code: Line
    """The payment agent ordered to pay."""


class RefusalOrder(Order):
    """The whole batch is refused, with the reason."""

    number: Line
    signed_on: date
    reason_code: Line
    expected_count: Count


class SuspensionOrder(Order):
    """The signed word that stops a batch, or lets it go on, with the reason."""

    number: Line
    signed_on: date
    reason: Line


class SuspensionShown(Shown):
    """A batch was stopped, or let go on, by whom and why."""

    id: int
    batch_id: int
    kind: Literal["suspended", "resumed"]
    number: str
    signed_on: date
    reason: str
    signer_id: int
    recorded_at: datetime


class NoticeOrder(Order):
    """The written notice as it was handed over: its number, and the day."""

    number: Line
    given_on: date


class NoticeShown(Shown):
    """The notice of a refusal that was given."""

    dossier_id: int
    number: str
    given_on: date


class Unanswered(Shown):
    """A refused dossier whose person has no written notice yet."""

    dossier_id: int
    list_id: int
    group_code: str
    reason_code: str | None
    refused_at: datetime
    area_path: str


class UnansweredPage(BaseModel):
    """Refused dossiers by number, and where the next page starts."""

    items: list[Unanswered]
    next_after: int | None


class DecisionShown(Shown):
    """A decision with its frozen count (cases), total (đồng) and root over every line."""

    id: int
    batch_id: int
    kind: str
    number: str
    signed_on: date
    case_count: int
    total_dong: int
    root: RootShown
    policy_version: str
    area_path: str


class LineProof(BaseModel):
    """One line as it was signed, and what leads from its leaf to the root of the decision.

    The leaf hashes person and payee too: who holds the dossier can make it again.
    """

    decision_id: int
    dossier_id: int
    group_code: str
    months: int
    amount_dong: int
    leaf: RootShown
    place: int
    """Of the line among those of the decision in order of dossier, from 0."""
    case_count: int
    path: list[RootShown]
    root: RootShown


class DelegationOrder(Order):
    """The approving power handed to an officer for a territory, by document."""

    document_number: Line
    officer_id: Id
    area_path: AreaPathText
    valid_from: date
    valid_to: date


class DelegationMade(Shown):
    """The number of a delegation."""

    id: int
