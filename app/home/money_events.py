"""What decisions and payers did with a dossier."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.decisions.tables import (
    AdjustmentLine,
    Decision,
    DecisionAdjustment,
    DecisionLine,
    RefusalNoticeGiven,
    Suspension,
)
from app.dossiers.tables import Batch, BatchList, BenefitAdjustment, Supersession
from app.home.event_columns import Whose, as_
from app.payouts.tables import (
    LeaseOrder,
    OrderCancellation,
    PayeeArrangement,
    PayoutLease,
    PayoutOrder,
    PayoutRun,
)
from app.reconciliation.tables import OrderOutcome
from app.recoveries.tables import PayeeReceipt, RecoveryCase, RecoveryEntry


def batches(one: Whose) -> Select[Any]:
    """It was gathered for a decision."""
    told, part = Batch, BatchList
    return (
        select(
            *as_(
                40, "batch", at=told.made_at, number=told.paper_number, officer_id=told.made_by,
                place=told.area_path, ref=told.id,
            )
        )
        .join(part, part.batch_id == told.id)
        .where(part.list_id == one.list_id)
    )  # fmt: skip


def decisions(one: Whose) -> Select[Any]:
    """The office of a line reads it even where the instrument itself is not its own to read."""
    told = DecisionLine
    return (
        select(
            *as_(
                51, "decision", at=told.recorded_at, number=Decision.number,
                dong=told.amount_dong, officer_id=Decision.signer_id, ref=told.decision_id,
                words=func.to_char(told.signed_on, "DD/MM/YYYY"),
            )
        )
        .outerjoin(Decision, Decision.id == told.decision_id)
        .where(told.dossier_id == one.dossier_id)
    )  # fmt: skip


def adjustments(one: Whose) -> Select[Any]:
    """A later decision changed its line."""
    told, paper = AdjustmentLine, DecisionAdjustment
    return (
        select(
            *as_(
                52, "adjustment", at=told.recorded_at, code=told.act, number=paper.number,
                words=func.coalesce(paper.reason, told.reason_code), dong=told.amount_dong,
                officer_id=paper.signer_id, ref=told.decision_id,
            )
        )
        .outerjoin(paper, paper.id == told.adjustment_id)
        .where(told.dossier_id == one.dossier_id)
    )  # fmt: skip


def suspensions(one: Whose) -> Select[Any]:
    """Its batch was stopped, or went on."""
    told, part = Suspension, BatchList
    return (
        select(
            *as_(
                53, "suspension", at=told.recorded_at, code=told.kind, number=told.number,
                words=told.reason, officer_id=told.signer_id, place=told.area_path,
                ref=told.batch_id,
            )
        )
        .join(part, part.batch_id == told.batch_id)
        .where(part.list_id == one.list_id)
    )  # fmt: skip


def supersessions(one: Whose) -> Select[Any]:
    """It gave way to another benefit of the same person."""
    told = Supersession
    return select(*as_(54, "superseded", at=told.at, ref=told.winner_id)).where(
        told.dossier_id == one.dossier_id
    )


def benefits(one: Whose) -> Select[Any]:
    """What was set against money paid before."""
    told = BenefitAdjustment
    return select(
        *as_(55, "benefit", at=told.made_at, code=told.kind, dong=told.amount_dong)
    ).where(told.dossier_id == one.dossier_id)


def notices(one: Whose) -> Select[Any]:
    """The notice of its refusal was handed over."""
    told = RefusalNoticeGiven
    return select(
        *as_(
            56, "notice", at=told.recorded_at, number=told.number, officer_id=told.given_by,
            words=func.to_char(told.given_on, "DD/MM/YYYY"),
        )
    ).where(told.dossier_id == one.dossier_id)  # fmt: skip


def arrangements(one: Whose) -> Select[Any]:
    """How the person is paid where not at the counter."""
    told = PayeeArrangement
    return select(
        *as_(
            60, "arrangement", at=told.recorded_at, code=told.way, words=told.reason,
            number=told.receiver_name, officer_id=told.recorded_by,
        )
    ).where(told.dossier_id == one.dossier_id)  # fmt: skip


def arrangement_ends(one: Whose) -> Select[Any]:
    """Such a way of being paid ended."""
    told = PayeeArrangement
    return select(*as_(61, "arrangement_ended", at=told.ended_at, officer_id=told.ended_by)).where(
        told.dossier_id == one.dossier_id, told.ended_at.is_not(None)
    )


def orders(one: Whose) -> Select[Any]:
    """Orders that went out or still may; not the marks that stand in for what is not paid."""
    told = PayoutOrder
    return (
        select(
            *as_(
                62, "ordered", at=PayoutRun.released_at, number=told.reference,
                dong=told.amount_dong, code=told.agent_code, officer_id=PayoutRun.released_by,
                ref=told.run_id,
            )
        )
        .join(PayoutRun, PayoutRun.id == told.run_id)
        .where(
            told.dossier_id == one.dossier_id, PayoutRun.released_at.is_not(None),
            or_(told.live, told.payee_id_number.is_not(None)),
        )
    )  # fmt: skip


def taken(one: Whose) -> Select[Any]:
    """A payer took an order."""
    told, lease = LeaseOrder, PayoutLease
    return (
        select(
            *as_(
                63, "taken", at=lease.taken_at, number=PayoutOrder.reference,
                code=lease.agent_code, officer_id=lease.taken_by, ref=lease.id,
            )
        )
        .join(told, told.order_id == PayoutOrder.id)
        .join(lease, lease.id == told.lease_id)
        .where(PayoutOrder.dossier_id == one.dossier_id)
    )  # fmt: skip


def outcomes(one: Whose) -> Select[Any]:
    """What a payer said of an order."""
    told = OrderOutcome
    return (
        select(
            *as_(
                64, "outcome", at=told.recorded_at, code=told.kind, number=PayoutOrder.reference,
                dong=told.amount_dong, ref=told.statement_id, place=told.reason_code,
                words=func.concat_ws(
                    ": ", func.to_char(told.done_on, "DD/MM/YYYY"), told.reason
                ),
            )
        )
        .join(PayoutOrder, PayoutOrder.id == told.order_id)
        .where(PayoutOrder.dossier_id == one.dossier_id)
    )  # fmt: skip


def cancellations(one: Whose) -> Select[Any]:
    """An order was asked back."""
    told = OrderCancellation
    return (
        select(
            *as_(
                65, "cancelled", at=told.requested_at, code=told.kind, words=told.reason,
                number=PayoutOrder.reference, officer_id=told.requested_by,
            )
        )
        .join(PayoutOrder, PayoutOrder.id == told.order_id)
        .where(PayoutOrder.dossier_id == one.dossier_id)
    )  # fmt: skip


def receipts(one: Whose) -> Select[Any]:
    """The person signed for the money."""
    told = PayeeReceipt
    return (
        select(
            *as_(
                66, "receipt", at=told.recorded_at, number=told.paper_number,
                dong=told.amount_dong, officer_id=told.recorded_by,
                words=func.to_char(told.signed_on, "DD/MM/YYYY"),
            )
        )
        .join(PayoutOrder, PayoutOrder.id == told.order_id)
        .where(PayoutOrder.dossier_id == one.dossier_id)
    )  # fmt: skip


def recoveries(one: Whose) -> Select[Any]:
    """Money is to come back."""
    told = RecoveryCase
    return select(
        *as_(
            70, "recovery", at=told.recorded_at, code=told.cause, dong=told.owed_dong, ref=told.id
        )
    ).where(told.dossier_id == one.dossier_id)  # fmt: skip


def recovered(one: Whose) -> Select[Any]:
    """Money came back, or need not."""
    told, owed = RecoveryEntry, RecoveryCase
    return (
        select(
            *as_(
                71, "recovered", at=told.recorded_at, code=told.kind, number=told.number,
                words=told.reason, dong=told.amount_dong, officer_id=told.recorded_by, ref=owed.id,
            )
        )
        .join(owed, owed.id == told.case_id)
        .where(owed.dossier_id == one.dossier_id)
    )  # fmt: skip
