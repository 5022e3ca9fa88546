"""Money called back with its ledger, plans to pay it back, and signatures for money received."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Text,
    column,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class RecoveryCase(Base):
    """Money paid that is to come back (thu hồi): why, from which dossier, to which source."""

    __tablename__ = "recovery_case"
    __table_args__ = (
        CheckConstraint("owed_dong > 0", name="owed_positive"),
        CheckConstraint(
            "cause in ('decision','after_cancel','double_benefit','overpaid')", name="cause"
        ),
        CheckConstraint(
            "(cause = 'decision') = (adjustment_id is not null)"
            " and (cause in ('after_cancel','overpaid')) = (order_id is not null)"
            " and (cause = 'double_benefit') = (benefit_adjustment_id is not null)",
            name="ground",
        ),
        Index("ix_recovery_case_dossier_id", "dossier_id"),
        Index("uq_recovery_case_adjustment", "adjustment_id", "dossier_id", unique=True),
        Index(
            "uq_recovery_case_after_cancel", "order_id",
            unique=True, postgresql_where=text("cause = 'after_cancel'"),
        ),
        Index(
            "uq_recovery_case_benefit_adjustment_id", "benefit_adjustment_id", unique=True
        ),
    )  # fmt: skip

    id: Mapped[Id]
    cause: Mapped[Words]
    adjustment_id: Mapped[Big | None]
    order_id: Mapped[Big | None]
    benefit_adjustment_id: Mapped[Big | None]
    dossier_id: Mapped[Big]
    decision_id: Mapped[Big]
    source_id: Mapped[Big] = mapped_column(ForeignKey("fund_source.id"))
    """The source to which the money returns."""
    group_code: Mapped[Words]
    owed_dong: Mapped[Big]
    whole: Mapped[bool] = mapped_column(Boolean)
    """When it was opened nothing of the person's support remained."""
    since: Mapped[date]
    """The day from which it counts: of the decision, or of the last payment if that came later."""
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class RecoveryEntry(Base):
    """A line in the ledger of a case: owed less the sum of its entries is the balance (đồng)."""

    __tablename__ = "recovery_entry"
    __table_args__ = (
        CheckConstraint("kind in ('receipt','reversal','waiver','void')", name="kind"),
        CheckConstraint(
            "case kind when 'reversal' then amount_dong < 0 else amount_dong > 0 end", name="sign"
        ),
        CheckConstraint(
            "(kind = 'receipt') = (payer is not null)"
            " and payer in ('payee','household','officer_at_fault','agent')",
            name="payer",
        ),
        CheckConstraint(
            "(kind in ('receipt','waiver')) = (number is not null)"
            " and (kind = 'receipt') = (reason is null)",
            name="words",
        ),
        CheckConstraint("(kind = 'reversal') = (reverses_id is not null)", name="reverses"),
        CheckConstraint(
            "(kind in ('receipt','reversal')) = (journal_id is not null)", name="journal"
        ),
        CheckConstraint("kind = 'void' or recorded_by is not null", name="by_whom"),
        Index("ix_recovery_entry_case_id", "case_id"),
        Index(
            "uq_recovery_entry_number", "number",
            unique=True, postgresql_where=text("kind = 'receipt'"),
        ),
        Index("uq_recovery_entry_reverses_id", "reverses_id", unique=True),
        Index("uq_recovery_entry_journal_id", "journal_id", unique=True),
    )  # fmt: skip

    id: Mapped[Id]
    case_id: Mapped[Big] = mapped_column(ForeignKey("recovery_case.id"))
    kind: Mapped[Words]
    """`void`: what is called back by another case already, or has no ground any more."""
    amount_dong: Mapped[Big]
    happened_on: Mapped[date]
    number: Mapped[Words | None]
    """Of the receipt (biên lai), or of the decision that waives."""
    payer: Mapped[Words | None]
    reason: Mapped[Words | None]
    reverses_id: Mapped[Big | None] = mapped_column(ForeignKey("recovery_entry.id"))
    journal_id: Mapped[Big | None] = mapped_column(ForeignKey("journal.id"))
    recorded_by: Mapped[Big | None]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class RecoveryPlan(Base):
    """What a household agreed to pay back and when; the last one counts, earlier ones are kept."""

    __tablename__ = "recovery_plan"
    __table_args__ = (
        CheckConstraint("instalment_count > 0 and total_dong > 0", name="has_instalments"),
        Index("uq_recovery_plan_place", "case_id", "place", unique=True),
    )

    id: Mapped[Id]
    case_id: Mapped[Big] = mapped_column(ForeignKey("recovery_case.id"))
    place: Mapped[int] = mapped_column(Integer)
    paper_number: Mapped[Words]
    agreed_on: Mapped[date]
    total_dong: Mapped[Big]
    """What was left of the case when it was agreed."""
    instalment_count: Mapped[int] = mapped_column(Integer)
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class RecoveryInstalment(Base):
    """One instalment of a plan (đồng)."""

    __tablename__ = "recovery_instalment"
    __table_args__ = (
        CheckConstraint("amount_dong > 0 and place > 0", name="amount_positive"),
    )  # fmt: skip

    plan_id: Mapped[Big] = mapped_column(ForeignKey("recovery_plan.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    amount_dong: Mapped[Big]
    area_path: Mapped[AreaPath]


class PayeeReceipt(Base):
    """That somebody signed for the money of an order (ký nhận), how much and on which paper."""

    __tablename__ = "payee_receipt"
    __table_args__ = (
        CheckConstraint("amount_dong between 1 and due_dong", name="amount"),
        CheckConstraint("signer in ('payee','receiver')", name="signer"),
        Index(
            "ix_payee_receipt_short", "order_id", postgresql_where=text("amount_dong < due_dong")
        ),
    )

    order_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("payout_order.id"), primary_key=True, autoincrement=False
    )
    amount_dong: Mapped[Big]
    due_dong: Mapped[Big]
    """What the order says; less signed than due is a shortfall."""
    signed_on: Mapped[date]
    signer: Mapped[Words]
    paper_number: Mapped[Words]
    dossier_id: Mapped[Big]
    agent_code: Mapped[Words]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


ORDER_FACT = table(
    "order_outcome",
    column("order_id", BigInteger()), column("kind", Text()), column("done_on", Date()),
    column("amount_dong", BigInteger()), column("dossier_id", BigInteger()),
    column("reason", Text()), column("reason_code", Text()), column("statement_id", BigInteger()),
    column("agent_code", Text()), column("area_path", Text(collation="C")),
)  # fmt: skip
"""What payers said became of orders, as the room above keeps it: read here, never written."""
