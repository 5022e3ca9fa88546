"""Runs and orders: who is to be paid, how much, by which agent."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    column,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Stamp, Words
from app.core.db import Base


class PayoutRun(Base):
    """The orders of one decision for one agent, commune and month (danh sách chi trả)."""

    __tablename__ = "payout_run"
    __table_args__ = (
        CheckConstraint("state in ('prepared','released')", name="state"),
        CheckConstraint("state = 'prepared' or released_by is not null", name="released_by"),
        Index(
            "uq_payout_run_decision_agent", "decision_id", "agent_code", "area_path",
            "first_month", unique=True, postgresql_nulls_not_distinct=True,
            postgresql_where=text("adjustment_id is null and follows_run_id is null"),
        ),
        Index(
            "uq_payout_run_adjustment_agent", "adjustment_id", "agent_code", "area_path",
            "first_month", unique=True, postgresql_nulls_not_distinct=True,
            postgresql_where=text("adjustment_id is not null and follows_run_id is null"),
        ),
        Index("ix_payout_run_decision_id", "decision_id"),
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
    first_month: Mapped[date | None]
    """The month that it pays; none in runs made before each was one commune and one month."""
    follows_run_id: Mapped[Big | None] = mapped_column(ForeignKey("payout_run.id"))
    """The run whose unpaid orders it pays once more."""


class PayoutOrder(Base):
    """One payment to make; the payee is a snapshot of the approved dossier."""

    __tablename__ = "payout_order"
    __table_args__ = (
        CheckConstraint("amount_dong > 0", name="amount_positive"),
        CheckConstraint(
            "account_number is not null or account_name is null and bank is null", name="account"
        ),
        Index(
            "uq_payout_order_live", "dossier_id", "first_month",
            unique=True, postgresql_where=text("live"),
        ),
        Index("uq_payout_order_reference", "reference", unique=True),
        Index("ix_payout_order_run_id", "run_id"),
        Index("ix_payout_order_dossier_id", "dossier_id"),
        Index(
            "ix_payout_order_replaces_id", "replaces_id",
            postgresql_where=text("replaces_id is not null"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reference: Mapped[Words]
    """What the agent quotes: the order's number with a check digit."""
    run_id: Mapped[Big]
    dossier_id: Mapped[Big]
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
    account_number: Mapped[Words | None]
    """As approved; none: paid in cash."""
    account_name: Mapped[Words | None]
    bank: Mapped[Words | None]


class PayoutLease(Base):
    """Orders that an agent's system took in one pull; they are its own until the end of time.

    Until the agent says that it has them, the same pull gives the same orders again.
    """

    __tablename__ = "payout_lease"
    __table_args__ = (
        CheckConstraint("order_count > 0 and total_dong > 0", name="has_orders"),
        Index(
            "uq_payout_lease_open", "account_id",
            unique=True, postgresql_where=text("acknowledged_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    agent_code: Mapped[Words]
    account_id: Mapped[Big]
    taken_by: Mapped[Big]
    order_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    taken_at: Mapped[Stamp]
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]


class LeaseOrder(Base):
    """An order in its lease, and how it is handed over, frozen as it was when it was taken."""

    __tablename__ = "lease_order"
    __table_args__ = (
        CheckConstraint("way in ('counter','home','proxy','centre','transfer')", name="way"),
        CheckConstraint(
            "way not in ('proxy','centre') or receiver_name is not null"
            " and receiver_paper is not null",
            name="receiver",
        ),
        Index("ix_lease_order_lease_id", "lease_id"),
        Index("ix_lease_order_run_id", "run_id"),
    )

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lease_id: Mapped[Big]
    run_id: Mapped[Big]
    way: Mapped[Words]
    receiver_name: Mapped[Words | None]
    receiver_id_number: Mapped[Words | None]
    receiver_paper: Mapped[Words | None]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class OrderToSend(Base):
    """An order of a released run that no agent has yet: a queue, kept by the database itself."""

    __tablename__ = "order_to_send"
    __table_args__ = (Index("ix_order_to_send_run_id_order_id", "run_id", "order_id"),)

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    run_id: Mapped[Big]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class PayeeArrangement(Base):
    """How one person is to be paid where not at the counter: at home, by proxy, by the centre."""

    __tablename__ = "payee_arrangement"
    __table_args__ = (
        CheckConstraint("way in ('home','proxy','centre')", name="way"),
        CheckConstraint(
            "way = 'home' or receiver_name is not null and paper_number is not null",
            name="receiver",
        ),
        CheckConstraint("(ended_by is null) = (ended_at is null)", name="ended"),
        Index(
            "uq_payee_arrangement_standing", "dossier_id",
            unique=True, postgresql_where=text("ended_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    way: Mapped[Words]
    receiver_name: Mapped[Words | None]
    receiver_id_number: Mapped[Words | None]
    paper_number: Mapped[Words | None]
    """The mandate of a proxy (giấy ủy quyền), or the centre's own list."""
    reason: Mapped[Words]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    ended_by: Mapped[Big | None]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]


class OrderCancellation(Base):
    """An order cancelled before any agent had it, or asked back from the agent that has it."""

    __tablename__ = "order_cancellation"
    __table_args__ = (CheckConstraint("kind in ('direct','requested')", name="kind"),)

    order_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("payout_order.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Words]
    reason: Mapped[Words]
    requested_by: Mapped[Big]
    requested_at: Mapped[Stamp]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class WebhookDelivery(Base):
    """One attempt to tell an agent's system that a run was released; no bodies are kept."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("attempt > 0", name="attempt"),
        CheckConstraint("status_code between 100 and 599", name="status_code"),
        CheckConstraint(
            "error in ('timeout','no_connection','broken_line','no_endpoint')", name="error"
        ),
        CheckConstraint("(status_code is null) <> (error is null)", name="outcome"),
        Index("ix_webhook_delivery_run_id", "run_id"),
    )

    message_id: Mapped[Words] = mapped_column(primary_key=True)
    """The same for every attempt, so that the receiver knows what it has heard."""
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    run_id: Mapped[Big] = mapped_column(ForeignKey("payout_run.id"))
    agent_code: Mapped[Words]
    status_code: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[Words | None]
    at: Mapped[Moment]
    """Real time: pauses between attempts are real."""
    area_path: Mapped[AreaPath]


ORDER_NOW: Final = table(
    "order_standing",
    column("order_id", BigInteger()), column("reference", Text()), column("run_id", BigInteger()),
    column("amount_dong", BigInteger()), column("paid_dong", BigInteger()), column("state", Text()),
    column("lease_id", BigInteger()), column("asked_back", Text()), column("done_on", Date()),
    column("followed", Boolean()),
)  # fmt: skip
"""How each order stands, with what the room above keeps of it: read here, never written."""

ORDER_TOLD: Final = table("order_outcome", column("order_id", BigInteger()))
"""Orders of which an agent has told something: kept by the room above, read here, never written."""

RUN_CLOSED: Final = table(
    "run_closing", column("run_id", BigInteger()), column("closed_at", DateTime(timezone=True))
)
"""Runs that the room above has closed: read here, never written."""
