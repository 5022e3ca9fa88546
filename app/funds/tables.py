"""Money by source, in double entry: journals that sum to zero, never changed.

No person and no area here: a source serves a whole province.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import Big, Id, Stamp, Words
from app.core.db import Base
from app.funds.rules import Move

_KINDS = ",".join(f"'{move}'" for move in Move)
_SOURCE = "fund_source.id"


class FundSource(Base):
    """A payer of the programme: central, province, district or another (e.g. a lottery company)."""

    __tablename__ = "fund_source"
    __table_args__ = (
        CheckConstraint(
            "level in ('central','province','district','other','suspense')", name="level"
        ),
        CheckConstraint("(level = 'suspense') = (code ~ '^TREO-')", name="suspense_code"),
    )

    id: Mapped[Id]
    code: Mapped[Words] = mapped_column(unique=True)
    name: Mapped[Words]
    level: Mapped[Words]
    given_by: Mapped[Words | None]
    """Who gives it: a ministry, a lottery company."""


class Journal(Base):
    """One event of money and the document behind it."""

    __tablename__ = "journal"
    __table_args__ = (
        CheckConstraint(f"kind in ({_KINDS})", name="kind"),
        Index("ix_journal_source_id", "source_id"),
    )

    id: Mapped[Id]
    source_id: Mapped[Big] = mapped_column(ForeignKey(_SOURCE))
    kind: Mapped[Words]
    document_number: Mapped[Words]
    booked_on: Mapped[date]
    subject_id: Mapped[Big | None]
    group_code: Mapped[Words | None]
    """For whom money was paid or came back; none where a move is for no group alone."""
    recorded_by: Mapped[Big | None]
    recorded_at: Mapped[Stamp]


class JournalEntry(Base):
    """One leg of a journal: an amount in whole đồng into (+) or out of (-) a fund account."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("amount_dong <> 0", name="amount_not_zero"),
        CheckConstraint(
            "account in ('allotment','advance','available','committed','sent','paid','recovered',"
            "'settlement','claimed','suspense')",
            name="account",
        ),
        Index(
            "ix_journal_entry_source_id_journal_id", "source_id", "journal_id",
            postgresql_include=["account", "amount_dong"],
        ),
        Index(
            "ix_journal_entry_settlement", "source_id", "amount_dong",
            postgresql_where=text("account = 'settlement'"),
        ),
    )  # fmt: skip

    journal_id: Mapped[Big] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    account: Mapped[Words] = mapped_column(primary_key=True)
    source_id: Mapped[Big] = mapped_column(ForeignKey(_SOURCE))
    amount_dong: Mapped[Big]


class AccountCheckpoint(Base):
    """What an account of a source held (đồng) with all journals up to one; the database's own.

    Written by the act that finds many journals since the last, while it holds the source.
    """

    __tablename__ = "account_checkpoint"

    source_id: Mapped[Big] = mapped_column(ForeignKey(_SOURCE), primary_key=True)
    up_to_journal: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[Words] = mapped_column(primary_key=True)
    amount_dong: Mapped[Big]


class FundSettlement(Base):
    """One source paid another what it owed of the support; two journals in one act."""

    __tablename__ = "fund_settlement"
    __table_args__ = (
        CheckConstraint("from_source_id <> to_source_id", name="two_sources"),
        CheckConstraint("amount_dong > 0", name="amount_positive"),
    )

    id: Mapped[Id]
    from_source_id: Mapped[Big] = mapped_column(ForeignKey(_SOURCE))
    to_source_id: Mapped[Big] = mapped_column(ForeignKey(_SOURCE))
    amount_dong: Mapped[Big]
    document_number: Mapped[Words]
    booked_on: Mapped[date]
    beyond_because: Mapped[Words | None]
    """Why more was settled than was owed; none where no more was."""
    owed_journal_id: Mapped[Big] = mapped_column(ForeignKey("journal.id"), unique=True)
    received_journal_id: Mapped[Big] = mapped_column(ForeignKey("journal.id"), unique=True)
    recorded_by: Mapped[Big | None]
    recorded_at: Mapped[Stamp]
