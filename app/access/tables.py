"""Natural persons in office, their accounts, appointments and tokens."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Stamp, Words
from app.core.db import NATION, Base

_OFFICER = "nation.officer.id"


class Officer(Base):
    """One natural person in office, whatever accounts they hold."""

    __tablename__ = "officer"
    __table_args__ = ({"schema": NATION},)

    id: Mapped[Id]
    full_name: Mapped[Words]
    identity_digest: Mapped[str | None] = mapped_column(UUID(as_uuid=False), unique=True)
    """Keyed digest of the identity number: the same person cannot be enrolled twice."""
    recorded_at: Mapped[Stamp]


class Account(Base):
    """A way for an officer to come in."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_officer_id", "officer_id"), {"schema": NATION})

    id: Mapped[Id]
    officer_id: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    user_name: Mapped[Words] = mapped_column(unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[Stamp]


class PaymentAgent(Base):
    """A post office, bank, commune cash desk or VBSP that pays (đơn vị chi trả)."""

    __tablename__ = "payment_agent"
    __table_args__ = ({"schema": NATION},)

    code: Mapped[Words] = mapped_column(primary_key=True)
    name: Mapped[Words]


class Appointment(Base):
    """An officer's role in a unit between two days, with the document that gave it."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("(role = 'payment_agent') = (agent_code is not null)", name="agent"),
        CheckConstraint("granted_by <> officer_id", name="not_by_oneself"),
        Index("ix_appointment_officer_id", "officer_id"),
        Index("ix_appointment_unit_path", "unit_path"),
        {"schema": NATION},
    )

    id: Mapped[Id]
    officer_id: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    role: Mapped[Words]
    unit_path: Mapped[AreaPath]
    """Territory; empty for the nation's administrator, who sees no province."""
    agent_code: Mapped[Words | None] = mapped_column(ForeignKey("nation.payment_agent.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document_number: Mapped[Words]
    granted_by: Mapped[Big | None] = mapped_column(ForeignKey(_OFFICER))
    recorded_at: Mapped[Stamp]


class Enrolment(Base):
    """A one-use code with which an officer takes possession of an account."""

    __tablename__ = "enrolment"
    __table_args__ = ({"schema": NATION},)

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[Big] = mapped_column(ForeignKey("nation.account.id"))
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Token(Base):
    """An opaque token: only its digest is kept; it acts under one appointment."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_account_id", "account_id"), {"schema": NATION})

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[Big] = mapped_column(ForeignKey("nation.account.id"))
    appointment_id: Mapped[Big] = mapped_column(ForeignKey("nation.appointment.id"))
    expires_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
