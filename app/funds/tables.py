"""Money by source, in double entry: journals that sum to zero, never changed.

No person and no area here: a source serves a whole province.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import Big, Id, Stamp, Words
from app.core.db import Base


class FundSource(Base):
    """A payer of the programme: central, province, district or another (e.g. a lottery company)."""

    __tablename__ = "fund_source"
    __table_args__ = (
        CheckConstraint("level in ('central','province','district','other')", name="level"),
    )

    id: Mapped[Id]
    code: Mapped[Words] = mapped_column(unique=True)
    name: Mapped[Words]
    level: Mapped[Words]


class Journal(Base):
    """One event of money and the document behind it."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_source_id", "source_id"),)

    id: Mapped[Id]
    source_id: Mapped[Big] = mapped_column(ForeignKey("fund_source.id"))
    kind: Mapped[Words]
    document_number: Mapped[Words]
    booked_on: Mapped[date]
    subject_id: Mapped[Big | None]
    recorded_by: Mapped[Big | None]
    recorded_at: Mapped[Stamp]


class JournalEntry(Base):
    """One leg of a journal: an amount in whole đồng into (+) or out of (-) a fund account."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("amount_dong <> 0", name="amount_not_zero"),
        CheckConstraint(
            "account in ('allotment','available','committed','sent','paid')", name="account"
        ),
    )

    journal_id: Mapped[Big] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    account: Mapped[Words] = mapped_column(primary_key=True)
    source_id: Mapped[Big] = mapped_column(ForeignKey("fund_source.id"))
    amount_dong: Mapped[Big]
