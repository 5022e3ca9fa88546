"""Shapes of decisions."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

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
    transfer_agent_code: Line | None = None
    """The bank that pays those whose approved line names an account; left out, all in cash."""


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


_IdNumber = Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")]
_AccountNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{6,19}$")]


class LineChange(Order):
    """One line to remove, or to correct in what is given; what is left out stays as it is."""

    dossier_id: Id
    act: Literal["remove", "correct"]
    reason_code: Line
    """Of a removal a reason of refusal; else PAYEE_WRONG or AMOUNT_WRONG."""
    months: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None
    amount_dong: WholeDong | None = None
    """Of all its months; left out beside `months`, the policy's rate times these."""
    payee_name: Line | None = None
    id_number: _IdNumber | None = None
    account_number: _AccountNumber | None = None
    """With name and bank as they stand, or left out: another account wants a new appraisal."""
    account_name: Line | None = None
    bank: Line | None = None

    @property
    def corrected(self) -> dict[str, object]:
        """What is to stand in the line from now on, by name."""
        names = set(type(self).model_fields) - {"dossier_id", "act", "reason_code"}
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if bool(self.corrected) is not (self.act == "correct"):
            raise ValueError("a removal corrects nothing, a correction says what")
        return self


class AdjustmentOrder(Order):
    """A later decision on named lines, over the root in force of the earlier one as it was seen."""

    number: Line
    signed_on: date
    reason: Line
    expected_root: Root
    lines: Annotated[list[LineChange], Field(min_length=1)]


class DecisionRevocation(Order):
    """A later decision that takes every line in force out of an earlier one."""

    number: Line
    signed_on: date
    reason: Line
    reason_code: Line
    expected_root: Root


class AdjustmentShown(Shown):
    """A later decision: what it changed (đồng), and what it left in force of the earlier one."""

    id: int
    decision_id: int
    place: int
    kind: Literal["adjusted", "revoked"]
    number: str
    signed_on: date
    reason: str
    signer_id: int
    line_count: int
    freed_dong: int
    added_dong: int
    owed_dong: int
    changes_root: RootShown
    seen_root: RootShown
    case_count: int
    total_dong: int
    root: RootShown
    policy_version: str
    recorded_at: datetime


class ChangedLine(Shown):
    """A line as a later decision changed it, without its payee."""

    dossier_id: int
    version: int
    act: Literal["removed", "corrected"]
    reason_code: str
    group_code: str
    was_months: int
    was_amount_dong: int
    months: int
    amount_dong: int
    freed_dong: int
    added_dong: int
    owed_dong: int
    change_leaf: RootShown


class ChangedLinePage(BaseModel):
    """Changed lines by dossier, and where the next page starts."""

    items: list[ChangedLine]
    next_after: int | None


class DecisionInForce(DecisionShown):
    """A decision as it was signed, and what is in force of it after the later ones."""

    in_force_count: int
    in_force_total_dong: int
    in_force_root: RootShown
    adjustments: list[AdjustmentShown]


class Standing(BaseModel):
    """A leaf, its place among `count` in order of dossier, and what leads from it to the root."""

    leaf: RootShown
    place: int
    count: int
    path: list[RootShown]
    root: RootShown


class ChangeProof(BaseModel):
    """That a later decision changed a line so: the change itself, and the line as it then stood.

    The leaf of the change hashes dossier, act, reason, old leaf and new leaf (in hexadecimal).
    """

    adjustment_id: int
    dossier_id: int
    act: Literal["removed", "corrected"]
    reason_code: str
    old_leaf: RootShown
    change: Standing
    in_force: Standing | None
    """Nothing where the line was removed."""
