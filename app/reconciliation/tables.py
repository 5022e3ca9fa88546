"""What agents report: the statement, a verdict for each line, and what became of each order."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    case,
    cast,
    func,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


def _by_day(name: str) -> Index:
    """The first and last days of each stretch of a table, whose rows come in the order of days."""
    return Index(
        name, "done_on", postgresql_using="brin",
        postgresql_ops={"done_on": "date_minmax_multi_ops"},
        postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
    )  # fmt: skip


class Statement(Base):
    """An agent's account of what it did, as received (đối soát)."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("uq_statement_number", "agent_code", "number", unique=True),
        CheckConstraint("line_count > 0", name="has_lines"),
        CheckConstraint("format in ('json','csv','xlsx','pain.002','camt.054')", name="format"),
        CheckConstraint("mode in ('strict','lenient')", name="mode"),
    )

    id: Mapped[Id]
    agent_code: Mapped[Words]
    number: Mapped[Words]
    made_on: Mapped[date]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the bytes that came."""
    line_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    received_by: Mapped[Big]
    received_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
    format: Mapped[Words]
    mode: Mapped[Words]
    document_id: Mapped[Big | None] = mapped_column(ForeignKey("document.id"))
    """The original bytes; none: taken in before they were kept."""


class StatementLine(Base):
    """One line as the agent wrote it, and our verdict."""

    __tablename__ = "statement_line"
    __table_args__ = (
        CheckConstraint(
            "verdict in ('paid','partial','failed','returned','cancelled','duplicate','unknown',"
            "'wrong_amount','wrong_state','after_cancel','not_yours')",
            name="verdict",
        ),
        _by_day("ix_statement_line_done_on"),
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
    reason_code: Mapped[str | None] = mapped_column(Text)


class StatementException(Base):
    """A line of a lenient statement that settles nothing and waits to be settled by hand."""

    __tablename__ = "statement_exception"
    __table_args__ = (
        CheckConstraint(
            "verdict in ('unknown','wrong_amount','wrong_state','after_cancel','not_yours')",
            name="verdict",
        ),
    )

    statement_id: Mapped[Big] = mapped_column(primary_key=True)
    line_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    verdict: Mapped[Words]
    order_id: Mapped[Big | None]
    amount_dong: Mapped[Big]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class OrderOutcome(Base):
    """A fact of what became of an order; the order's state is the greatest of its facts.

    returned > paid > partial > cancelled > failed, whatever came first. The key is why no fact is
    counted twice; only partial payments have several, of which the largest stands.
    """

    __tablename__ = "order_outcome"
    __table_args__ = (
        CheckConstraint("kind in ('paid','partial','failed','returned','cancelled')", name="kind"),
        CheckConstraint("amount_dong > 0", name="amount"),
        CheckConstraint(
            "reason_code in ('absent','dead','refused','wrong_details','moved','other')",
            name="reason_code",
        ),
        Index("ix_order_outcome_failed", "area_path", postgresql_where=text("kind = 'failed'")),
        Index("ix_order_outcome_unpaid", "order_id", postgresql_where=text("kind = 'failed'")),
        _by_day("ix_order_outcome_done_on"),
    )

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[Words] = mapped_column(primary_key=True)
    done_on: Mapped[date]
    amount_dong: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    group_code: Mapped[Words]
    dossier_id: Mapped[Big]
    reason: Mapped[str | None] = mapped_column(Text)
    statement_id: Mapped[Big]
    line_number: Mapped[int] = mapped_column(Integer)
    agent_code: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
    reason_code: Mapped[str | None] = mapped_column(Text)


def told_as(*kinds: str) -> ColumnElement[bool]:
    """Whether one of the grouped facts of an order is of these kinds."""
    return func.coalesce(func.bool_or(or_(*(OrderOutcome.kind == kind for kind in kinds))), False)


def paid_dong() -> ColumnElement[int]:
    """What the payee holds (đồng) by the facts of one order: an aggregate, grouped by order."""
    handed_over = func.max(OrderOutcome.amount_dong).filter(
        or_(OrderOutcome.kind == "paid", OrderOutcome.kind == "partial")
    )
    return cast(case((told_as("returned"), 0), else_=func.coalesce(handed_over, 0)), BigInteger)


class ExceptionSettlement(Base):
    """How one person would settle a line, and what another said to it."""

    __tablename__ = "exception_settlement"
    __table_args__ = (
        CheckConstraint("resolution in ('accept','match','dismiss')", name="resolution"),
        CheckConstraint("state in ('proposed','confirmed','rejected')", name="state"),
        CheckConstraint(
            "(state = 'proposed') = (ruled_by is null) and (ruled_by is null) = (ruled_at is null)",
            name="ruled",
        ),
        CheckConstraint("ruled_by <> proposed_by", name="two_people"),
        CheckConstraint("(resolution = 'dismiss') = (order_id is null)", name="order"),
        ForeignKeyConstraint(
            ["statement_id", "line_number"],
            ["statement_exception.statement_id", "statement_exception.line_number"],
            name="fk_exception_settlement_line",
        ),
        Index(
            "uq_exception_settlement_standing", "statement_id", "line_number",
            unique=True, postgresql_where=text("(state = 'rejected') is false"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    statement_id: Mapped[Big]
    line_number: Mapped[int] = mapped_column(Integer)
    resolution: Mapped[Words]
    order_id: Mapped[Big | None]
    words: Mapped[Words]
    state: Mapped[Words] = mapped_column(server_default="proposed")
    proposed_by: Mapped[Big]
    proposed_at: Mapped[Stamp]
    ruled_by: Mapped[Big | None]
    ruled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]


class RunClosing(Base):
    """A run that has come to its end, with its figures (đồng) at that moment."""

    __tablename__ = "run_closing"
    __table_args__ = (
        CheckConstraint(
            "total_dong = paid_dong + failed_dong + returned_dong + cancelled_dong", name="closes"
        ),
    )

    run_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("payout_run.id"), primary_key=True, autoincrement=False
    )
    order_count: Mapped[int] = mapped_column(Integer)
    total_dong: Mapped[Big]
    paid_dong: Mapped[Big]
    failed_dong: Mapped[Big]
    returned_dong: Mapped[Big]
    cancelled_dong: Mapped[Big]
    closed_by: Mapped[Big]
    closed_at: Mapped[Stamp]
    agent_code: Mapped[Words]
    area_path: Mapped[AreaPath]
