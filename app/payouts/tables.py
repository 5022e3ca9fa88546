"""Runs and orders: who is to be paid, how much, by which agent."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class PayoutRun(Base):
    """The orders of one decision for one agent (danh sách chi trả)."""

    __tablename__ = "payout_run"
    __table_args__ = (
        CheckConstraint("state in ('prepared','released')", name="state"),
        CheckConstraint("state = 'prepared' or released_by is not null", name="released_by"),
        Index(
            "uq_payout_run_decision_agent", "decision_id", "agent_code",
            unique=True, postgresql_where=text("adjustment_id is null"),
        ),
        Index("uq_payout_run_adjustment_agent", "adjustment_id", "agent_code", unique=True),
    )  # fmt: skip

    id: Mapped[Id]
    decision_id: Mapped[Big] = mapped_column(ForeignKey("decision.id"))
    source_id: Mapped[Big] = mapped_column(ForeignKey("fund_source.id"))
    agent_code: Mapped[Words]
    state: Mapped[Words]
    order_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    prepared_at: Mapped[Stamp]
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    released_by: Mapped[Big | None]
    area_path: Mapped[AreaPath]
    adjustment_id: Mapped[Big | None] = mapped_column(ForeignKey("decision_adjustment.id"))
    """The later decision whose corrected lines it pays; none: what was signed first."""


class PayoutOrder(Base):
    """One payment to make; the payee is a snapshot of the approved dossier."""

    __tablename__ = "payout_order"
    __table_args__ = (
        CheckConstraint("amount_dong > 0", name="amount_positive"),
        Index(
            "uq_payout_order_live", "dossier_id", "first_month",
            unique=True, postgresql_where=text("live"),
        ),
        Index("uq_payout_order_reference", "reference", unique=True),
        Index("ix_payout_order_run_id", "run_id"),
        Index("ix_payout_order_dossier_id", "dossier_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reference: Mapped[Words]
    """What the agent quotes: the order's number with a check digit."""
    run_id: Mapped[Big]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("decision_line.dossier_id"))
    first_month: Mapped[date]
    amount_dong: Mapped[Big]
    agent_code: Mapped[Words]
    group_code: Mapped[Words]
    payee_name: Mapped[Words]
    payee_id_number: Mapped[Words | None]
    payee_hamlet: Mapped[Words | None]
    replaces_id: Mapped[Big | None]
    """The failed order in whose place this one was issued."""
    live: Mapped[bool] = mapped_column(server_default=text("true"))
    area_path: Mapped[AreaPath]
