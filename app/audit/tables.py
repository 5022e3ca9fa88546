"""The trace: what changed, who looked at whom, and the seals over both."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Words
from app.core.db import NATION, Base


class ActLog(Base):
    """Acts on what the nation shares: who, when, by which act, and how many rows; never of whom.

    Written by triggers alone; the service does not read it.
    """

    __tablename__ = "act_log"
    __table_args__ = (Index("ix_act_log_told", "told"), {"schema": NATION})

    id: Mapped[Id]
    subject: Mapped[Words]
    rows: Mapped[Big]
    at: Mapped[Moment]
    account_id: Mapped[Big | None]
    officer_id: Mapped[Big | None]
    because: Mapped[str | None] = mapped_column(Text)
    told: Mapped[Big]


class ChangeLog(Base):
    """Who moved what from which state to which, when and why; append-only by privilege.

    Dossiers, which move by the ten thousand, have a narrower history of their own.
    """

    __tablename__ = "change_log"
    __table_args__ = (
        Index("ix_change_log_subject", "subject", "subject_id"),
        Index("ix_change_log_told", "told"),
    )

    id: Mapped[Id]
    subject: Mapped[Words]
    subject_id: Mapped[Big]
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[Words]
    at: Mapped[Moment]
    account_id: Mapped[Big | None]
    officer_id: Mapped[Big | None]
    because: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
    told: Mapped[Big]
    """The transaction that wrote it, by which the sealer knows what can still come."""


class SeenSet(Base):
    """A set of people who were shown together; the same people shown again are the same set."""

    __tablename__ = "seen_set"
    __table_args__ = (Index("uq_seen_set_digest", "area_path", "digest", unique=True),)

    id: Mapped[Id]
    digest: Mapped[bytes]
    """SHA-256 of the sorted person numbers, with commas."""
    size: Mapped[int] = mapped_column(Integer)
    area_path: Mapped[AreaPath]
    """Of the office that looked, not of the people."""


class SeenPerson(Base):
    """One member of a set; narrow, because who saw a person is asked by the person."""

    __tablename__ = "seen_person"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    set_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    area_path: Mapped[AreaPath]


class AccessLog(Base):
    """One look at identity or account numbers in clear: who, by which door, at what, at whom."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_told", "told"),
        Index("ix_access_log_at", "at"),
        Index("ix_access_log_officer_id", "officer_id", "at"),
        Index("ix_access_log_set_id", "set_id", "at"),
    )

    id: Mapped[Id]
    at: Mapped[Moment]
    account_id: Mapped[Big]
    officer_id: Mapped[Big]
    appointment_id: Mapped[Big]
    act: Mapped[Words]
    """The door's own name: "readPayoutOrders"."""
    about: Mapped[Words]
    about_id: Mapped[Big]
    about_version: Mapped[int | None] = mapped_column(Integer)
    shown: Mapped[Big]
    """Lines shown; a file may hold lines of people who are not in the register."""
    set_id: Mapped[Big] = mapped_column(ForeignKey("seen_set.id"))
    area_path: Mapped[AreaPath]
    """Of the office that looked."""
    told: Mapped[Big]


class SealBlock(Base):
    """Up to 4,096 rows of the trail, closed: their hashes, root, and the chain's head after it."""

    __tablename__ = "seal_block"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seq: Mapped[Big]
    row_count: Mapped[int] = mapped_column(Integer)
    upto: Mapped[Big]
    """Everything told before this transaction number is sealed with this block or earlier ones."""
    leaves: Mapped[bytes]
    """32 bytes a row, in order, so that a changed row can be named."""
    root: Mapped[bytes]
    head: Mapped[bytes]
    sealed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("now()")
    )
    area_path: Mapped[AreaPath]


class SealNote(Base):
    """A signed checkpoint: how long the trail is and what its head is, under a key kept outside."""

    __tablename__ = "seal_note"

    block: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("seal_block.number"), primary_key=True, autoincrement=False
    )
    note: Mapped[Words]
    signer: Mapped[Words]
    """The public key, as a verifier takes it."""
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
    area_path: Mapped[AreaPath]


class TrailBase(Base):
    """At most one row: what is added to transaction numbers since a dump was loaded elsewhere."""

    __tablename__ = "trail_base"
    __table_args__ = (CheckConstraint("only_row", name="only_row"), {"schema": NATION})

    only_row: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    base: Mapped[Big]
