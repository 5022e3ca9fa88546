"""What agents report: the statement, a verdict for each line, and the one outcome of an order."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class Statement(Base):
    """An agent's account of what it did, as received (đối soát)."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("uq_statement_number", "agent_code", "number", unique=True),
        CheckConstraint("line_count > 0", name="has_lines"),
    )

    id: Mapped[Id]
    agent_code: Mapped[Words]
    number: Mapped[Words]
    made_on: Mapped[date]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    line_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    received_by: Mapped[Big]
    received_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class StatementLine(Base):
    """One line as the agent wrote it, and our verdict."""

    __tablename__ = "statement_line"
    __table_args__ = (
        CheckConstraint(
            "verdict in ('paid','failed','duplicate','unknown','wrong_amount','wrong_state')",
            name="verdict",
        ),
    )

    statement_id: Mapped[Big] = mapped_column(primary_key=True)
    line_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    reference: Mapped[Words]
    amount_dong: Mapped[Big]
    result: Mapped[Words]
    done_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Text)
    verdict: Mapped[Words]
    order_id: Mapped[Big | None]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class OrderOutcome(Base):
    """How an order ended; its primary key is why no order is paid twice."""

    __tablename__ = "order_outcome"
    __table_args__ = (
        CheckConstraint("kind in ('paid','failed')", name="kind"),
        Index("ix_order_outcome_statement_id", "statement_id"),
    )

    order_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("payout_order.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Words]
    done_on: Mapped[date]
    amount_dong: Mapped[Big]
    group_code: Mapped[Words]
    dossier_id: Mapped[Big]
    reason: Mapped[str | None] = mapped_column(Text)
    statement_id: Mapped[Big]
    line_number: Mapped[int] = mapped_column(Integer)
    agent_code: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
