"""The bank's answers to lists of idle workers, and its word on every worker."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class LoanAnswer(Base):
    """One answer of the bank to what waits of a list."""

    __tablename__ = "loan_answer"
    __table_args__ = (
        CheckConstraint("part = 'lender'", name="part"),
        CheckConstraint("seen > 0 and lent between 0 and seen and lent_dong >= 0", name="counts"),
        ForeignKeyConstraint(
            ["list_id", "officer_id", "part"],
            ["part_taken.list_id", "part_taken.officer_id", "part_taken.part"],
            name="fk_loan_answer_part",
        ),
        Index("ix_loan_answer_list_id", "list_id"),
    )

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    document_number: Mapped[Words]
    said_on: Mapped[date]
    seen: Mapped[int] = mapped_column(Integer)
    lent: Mapped[int] = mapped_column(Integer)
    lent_dong: Mapped[Big]
    officer_id: Mapped[Big]
    part: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class LoanWord(Base):
    """The bank's word on one worker: the sum lent, or why nothing is."""

    __tablename__ = "loan_line"
    __table_args__ = (
        CheckConstraint("outcome in ('lent','refused','returned')", name="outcome"),
        CheckConstraint(
            "(outcome = 'lent') = (amount_dong > 0) and amount_dong >= 0", name="amount"
        ),
        CheckConstraint("(outcome = 'lent') = (reason_code is null)", name="reason"),
        Index("ix_loan_line_dossier_id", "dossier_id"),
    )

    answer_id: Mapped[Big] = mapped_column(ForeignKey("loan_answer.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[Words]
    amount_dong: Mapped[Big]
    reason_code: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
