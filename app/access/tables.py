"""Natural persons in office, their accounts, appointments and tokens."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Stamp, Words
from app.core.db import NATION, Base

_OFFICER = "nation.officer.id"
_ACCOUNT = "nation.account.id"


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
    """A way for an officer, or for a system that answers to one, to come in."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("not machine or password_hash is null", name="machine_without_password"),
        Index("ix_account_officer_id", "officer_id"),
        Index("uq_account_officer", "id", "officer_id", unique=True),
        Index("uq_account_machine", "id", "officer_id", "machine", unique=True),
        {"schema": NATION},
    )

    id: Mapped[Id]
    officer_id: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    user_name: Mapped[Words] = mapped_column(unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[Stamp]
    machine: Mapped[bool] = mapped_column(server_default=text("false"))
    """Comes in by its key alone; the officer is the person who answers for it."""


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
        Index("uq_appointment_officer", "id", "officer_id", unique=True),
        Index("uq_appointment_agent", "id", "officer_id", "agent_code", unique=True),
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
    account_id: Mapped[Big] = mapped_column(ForeignKey(_ACCOUNT))
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Token(Base):
    """An opaque token: only its digest is kept; it acts under one appointment."""

    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint("kind in ('api','session')", name="kind"),
        CheckConstraint("kind = 'session' or appointment_id is not null", name="appointment"),
        CheckConstraint("length(client) <= 60", name="client"),
        Index("ix_token_account_id", "account_id"),
        {"schema": NATION},
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[Big] = mapped_column(ForeignKey(_ACCOUNT))
    appointment_id: Mapped[Big | None] = mapped_column(ForeignKey("nation.appointment.id"))
    """Empty while somebody who comes in by a browser has not chosen yet: it opens nothing."""
    expires_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    kind: Mapped[Words] = mapped_column(server_default="api")
    """'api' is good for the API alone, 'session' for pages alone."""
    started_at: Mapped[Moment] = mapped_column(server_default=text("now()"))
    seen_at: Mapped[Moment] = mapped_column(server_default=text("now()"))
    second_factor_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Of a session: when the second factor opened it; empty while it is half open."""
    client: Mapped[Words] = mapped_column(server_default="")
    """The browser in a few words, never all that it says of itself."""


class SecondFactor(Base):
    """What a person's authenticator and we both know, sealed; each of its steps opens once."""

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("(secret is null) = (confirmed_at is null)", name="confirmed"),
        CheckConstraint("(next_secret is null) = (next_at is null)", name="next"),
        {"schema": NATION},
    )

    account_id: Mapped[Big] = mapped_column(
        ForeignKey(_ACCOUNT), primary_key=True, autoincrement=False
    )
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_step: Mapped[Big] = mapped_column(server_default="0")
    """The latest half-minute whose code was used; only a later one opens anything."""
    next_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Shown to be set up, and good for nothing until a code of it is confirmed."""
    next_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OfficeEvent(Base):
    """What an administrator did to an account or appointment, by which document; written once."""

    __tablename__ = "office_event"
    __table_args__ = (
        CheckConstraint(
            "kind in ('account_closed','account_opened','factor_reset','appointment_ended')",
            name="kind",
        ),
        CheckConstraint(
            "(kind = 'appointment_ended') = (appointment_id is not null)", name="appointment"
        ),
        CheckConstraint("(kind = 'appointment_ended') = (account_id is null)", name="account"),
        CheckConstraint("(kind = 'appointment_ended') = (last_day is not null)", name="last_day"),
        CheckConstraint("done_by <> officer_id", name="not_by_oneself"),
        ForeignKeyConstraint(
            ["account_id", "officer_id"], ["nation.account.id", "nation.account.officer_id"]
        ),
        ForeignKeyConstraint(
            ["appointment_id", "officer_id"],
            ["nation.appointment.id", "nation.appointment.officer_id"],
        ),
        Index("ix_office_event_officer_id", "officer_id"),
        {"schema": NATION},
    )

    id: Mapped[Id]
    officer_id: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    account_id: Mapped[Big | None]
    appointment_id: Mapped[Big | None]
    kind: Mapped[Words]
    last_day: Mapped[date | None]
    document_number: Mapped[Words]
    done_by: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    recorded_at: Mapped[Stamp]


class AgentSystem(Base):
    """A payment agent's own software: its account, its agent, and who answers for it."""

    __tablename__ = "agent_system"
    __table_args__ = (
        CheckConstraint("machine", name="machine"),
        CheckConstraint("registered_by <> officer_id", name="not_by_oneself"),
        ForeignKeyConstraint(
            ["account_id", "officer_id", "machine"],
            ["nation.account.id", "nation.account.officer_id", "nation.account.machine"],
        ),
        ForeignKeyConstraint(
            ["appointment_id", "officer_id", "agent_code"],
            [
                "nation.appointment.id", "nation.appointment.officer_id",
                "nation.appointment.agent_code",
            ],
        ),
        Index("ix_agent_system_agent_code", "agent_code"),
        Index("uq_agent_system_officer", "account_id", "officer_id", unique=True),
        {"schema": NATION},
    )  # fmt: skip

    account_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    officer_id: Mapped[Big]
    machine: Mapped[bool] = mapped_column(server_default=text("true"))
    appointment_id: Mapped[Big]
    agent_code: Mapped[Words]
    name: Mapped[Words]
    document_number: Mapped[Words]
    registered_by: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    recorded_at: Mapped[Stamp]


class SystemKey(Base):
    """A public key with which a system signs, in force between two moments of real time."""

    __tablename__ = "system_key"
    __table_args__ = (
        CheckConstraint("algorithm in ('ES256','EdDSA')", name="algorithm"),
        CheckConstraint("valid_to > valid_from", name="times_in_order"),
        CheckConstraint("registered_by <> officer_id", name="not_by_oneself"),
        ForeignKeyConstraint(
            ["account_id", "officer_id"],
            ["nation.agent_system.account_id", "nation.agent_system.officer_id"],
        ),
        Index("ix_system_key_account_id", "account_id"),
        {"schema": NATION},
    )

    kid: Mapped[Words] = mapped_column(primary_key=True)
    """The key's own thumbprint (RFC 7638): no two systems have one key."""
    account_id: Mapped[Big]
    officer_id: Mapped[Big]
    algorithm: Mapped[Words]
    public_key: Mapped[Words]
    """The public members as JSON (RFC 7517)."""
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment]
    registered_by: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    recorded_at: Mapped[Stamp]


class KeyRevocation(Base):
    """The end of a key before its time; there is no way back."""

    __tablename__ = "key_revocation"
    __table_args__ = ({"schema": NATION},)

    kid: Mapped[Words] = mapped_column(ForeignKey("nation.system_key.kid"), primary_key=True)
    revoked_at: Mapped[Moment]
    revoked_by: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))


class UsedAssertion(Base):
    """An assertion that gave a token already; written by nation.use_assertion alone."""

    __tablename__ = "used_assertion"
    __table_args__ = (Index("ix_used_assertion_kept_until", "kept_until"), {"schema": NATION})

    account_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    kept_until: Mapped[Moment]
