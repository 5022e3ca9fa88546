"""Shapes of decisions."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from app.core.shapes import AreaPathText, Count, Id, Line, Order, WholeDong
from app.dossiers.schemas import Shown


class ApprovalOrder(Order):
    """The signature: the number of the instrument, and exactly what the signer saw of the batch."""

    number: Line
    signed_on: date
    expected_count: Count
    expected_total_dong: WholeDong
    expected_digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
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


class DecisionShown(Shown):
    """A decision with its frozen count (cases) and total (đồng)."""

    id: int
    batch_id: int
    kind: str
    number: str
    signed_on: date
    case_count: int
    total_dong: int
    policy_version: str
    area_path: str


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
