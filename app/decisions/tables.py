"""Decisions: a count, a total and every line, frozen at the signature."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    column,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Words
from app.core.db import Base


class Delegation(Base):
    """The approving power handed to a district chairman, by a document between two days."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="dates_in_order"),
        Index("uq_delegation_officer", "id", "officer_id", unique=True),
    )

    id: Mapped[Id]
    document_number: Mapped[Words]
    officer_id: Mapped[Big]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class Decision(Base):
    """The instrument that approves (or refuses) a batch and its money, once."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("kind in ('approved','refused')", name="kind"),
        CheckConstraint("octet_length(root) = 32", name="root"),
        CheckConstraint("case_count >= 0 and total_dong >= 0", name="not_negative"),
        Index("uq_decision_batch_id", "batch_id", unique=True),
        Index("uq_decision_number", "number", unique=True),
        Index("uq_decision_signer", "id", "signer_id", unique=True),
        ForeignKeyConstraint(
            ["delegation_id", "signer_id"],
            ["delegation.id", "delegation.officer_id"],
            name="fk_decision_delegate",
        ),
    )

    id: Mapped[Id]
    batch_id: Mapped[Big] = mapped_column(ForeignKey("batch.id"))
    kind: Mapped[Words]
    number: Mapped[Words]
    signed_on: Mapped[date]
    signer_id: Mapped[Big]
    delegation_id: Mapped[Big | None] = mapped_column(ForeignKey("delegation.id"))
    source_id: Mapped[Big | None] = mapped_column(ForeignKey("fund_source.id"))
    case_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    """The tree hash (RFC 6962) over the leaves of the frozen lines in order of dossier."""
    policy_version: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
    agent_code: Mapped[Words | None]
    """The payment agent that the instrument orders to pay; none where it refuses."""
    transfer_agent_code: Mapped[Words | None]
    """The bank that pays those whose line names an account; none: all are paid in cash."""


class DecisionList(Base):
    """The signer's part in each list of the batch; the key keeps makers and judges out."""

    __tablename__ = "decision_list"
    __table_args__ = (
        ForeignKeyConstraint(
            ["list_id", "signer_id", "part"],
            ["part_taken.list_id", "part_taken.officer_id", "part_taken.part"],
            name="fk_decision_list_part",
        ),
        ForeignKeyConstraint(
            ["decision_id", "signer_id"],
            ["decision.id", "decision.signer_id"],
            name="fk_decision_list_signer",
        ),
        CheckConstraint("part = 'signer'", name="part"),
    )

    decision_id: Mapped[Big] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    list_id: Mapped[Big] = mapped_column(primary_key=True)
    signer_id: Mapped[Big]
    part: Mapped[Words]
    area_path: Mapped[AreaPath]


class Suspension(Base):
    """A signed word that stops a batch and all that follows from it, or lets it go on."""

    __tablename__ = "suspension"
    __table_args__ = (
        CheckConstraint("kind in ('suspended','resumed')", name="kind"),
        Index("ix_suspension_batch_id", "batch_id"),
        Index("uq_suspension_number", "number", unique=True),
        ForeignKeyConstraint(
            ["delegation_id", "signer_id"],
            ["delegation.id", "delegation.officer_id"],
            name="fk_suspension_delegate",
        ),
    )

    id: Mapped[Id]
    batch_id: Mapped[Big] = mapped_column(ForeignKey("batch.id"))
    kind: Mapped[Words]
    number: Mapped[Words]
    signed_on: Mapped[date]
    reason: Mapped[Words]
    signer_id: Mapped[Big]
    delegation_id: Mapped[Big | None] = mapped_column(ForeignKey("delegation.id"))
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class RefusalNoticeGiven(Base):
    """The written notice of one refusal was handed to its person."""

    __tablename__ = "refusal_notice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["dossier_id", "version"],
            ["dossier_history.dossier_id", "dossier_history.version"],
            name="fk_refusal_notice_dossier_id_version",
        ),
    )

    dossier_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Of the step that refused: a later refusal of the same dossier wants a notice of its own."""
    number: Mapped[Words]
    given_on: Mapped[date]
    given_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class DecisionLine(Base):
    """One approved dossier as it was signed."""

    __tablename__ = "decision_line"
    __table_args__ = (
        CheckConstraint("amount_dong > 0", name="amount_positive"),
        CheckConstraint("octet_length(leaf) = 32", name="leaf_length"),
        Index("ix_decision_line_decision_id", "decision_id"),
    )

    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    decision_id: Mapped[Big]
    group_code: Mapped[Words]
    months: Mapped[Small]
    amount_dong: Mapped[Big]
    signed_on: Mapped[date]
    """The decision's day, told with the line: an office reads its own lines, not the instrument."""
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    """The hash of the line with its person and payee, as the signer saw them."""


class DecisionAdjustment(Base):
    """A later decision that removes or corrects lines of an earlier one, or revokes it whole."""

    __tablename__ = "decision_adjustment"
    __table_args__ = (
        CheckConstraint("kind in ('adjusted','revoked')", name="kind"),
        CheckConstraint("line_count > 0", name="changes"),
        CheckConstraint("least(freed_dong, added_dong, owed_dong) >= 0", name="not_negative"),
        CheckConstraint("octet_length(root) = 32", name="roots"),
        Index("uq_decision_adjustment_place", "decision_id", "place", unique=True),
        Index("uq_decision_adjustment_number", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    decision_id: Mapped[Big] = mapped_column(ForeignKey("decision.id"))
    place: Mapped[int] = mapped_column(Integer)
    """Among the later decisions on one earlier one, from 1."""
    kind: Mapped[Words]
    number: Mapped[Words]
    signed_on: Mapped[date]
    reason: Mapped[Words]
    signer_id: Mapped[Big]
    delegation_id: Mapped[Big | None] = mapped_column(ForeignKey("delegation.id"))
    line_count: Mapped[int] = mapped_column(Integer)
    freed_dong: Mapped[Big]
    """Back from the commitment to what the source may still give."""
    added_dong: Mapped[Big]
    owed_dong: Mapped[Big]
    """Paid above what is left of the lines: to be recovered."""
    changes_root: Mapped[bytes] = mapped_column(LargeBinary)
    """Over the leaves of the changes, in order of dossier."""
    seen_root: Mapped[bytes] = mapped_column(LargeBinary)
    case_count: Mapped[int] = mapped_column(Integer)
    """Lines in force after it, with their total and their root."""
    total_dong: Mapped[Big]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    policy_version: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class AdjustmentLine(Base):
    """One line as a later decision changes it: what stood, what stands now, where the money goes.

    A corrected line carries its payee whole; the dossier stays as it was first approved.
    """

    __tablename__ = "adjustment_line"
    __table_args__ = (
        CheckConstraint("(act = 'removed') = (leaf is null)", name="act"),
        CheckConstraint(
            "was_amount_dong - amount_dong = freed_dong + owed_dong - added_dong", name="money"
        ),
        CheckConstraint("octet_length(change_leaf) = 32", name="change_leaf"),
        Index("uq_adjustment_line_version", "dossier_id", "version", unique=True),
        Index("ix_adjustment_line_decision_id", "decision_id"),
    )

    # The lines are written first and the decision over them after.
    adjustment_id: Mapped[Big] = mapped_column(
        ForeignKey("decision_adjustment.id", deferrable=True, initially="DEFERRED"),
        primary_key=True, autoincrement=False,
    )  # fmt: skip
    dossier_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[Big]
    version: Mapped[int] = mapped_column(Integer)
    """Of the changes to this line, from 1; nothing follows a removal."""
    act: Mapped[Words]
    reason_code: Mapped[Words]
    group_code: Mapped[Words]
    was_months: Mapped[Small]
    was_amount_dong: Mapped[Big]
    months: Mapped[Small]
    amount_dong: Mapped[Big]
    freed_dong: Mapped[Big]
    added_dong: Mapped[Big]
    owed_dong: Mapped[Big]
    payee_name: Mapped[Words | None]
    id_number: Mapped[Words | None]
    hamlet: Mapped[Words | None]
    account_number: Mapped[Words | None]
    account_name: Mapped[Words | None]
    bank: Mapped[Words | None]
    old_leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes | None] = mapped_column(LargeBinary)
    change_leaf: Mapped[bytes] = mapped_column(LargeBinary)
    """The hash of the change: act, reason, old leaf, new leaf."""
    signed_on: Mapped[date]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


LINE_IN_FORCE = table(
    "line_in_force",
    column("dossier_id", BigInteger()), column("decision_id", BigInteger()),
    column("group_code", Text()), column("area_path", Text(collation="C")),
    column("months", SmallInteger()), column("amount_dong", BigInteger()),
    column("leaf", LargeBinary()), column("version", Integer()), column("payee_name", Text()),
    column("id_number", Text()), column("hamlet", Text()), column("account_number", Text()),
    column("account_name", Text()), column("bank", Text()),
)  # fmt: skip
"""The lines of decisions as the last later decision left them; removed ones are not there."""
