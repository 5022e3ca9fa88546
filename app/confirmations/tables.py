"""Statements of third parties and the lines they could not confirm."""

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

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Words
from app.core.db import Base


class Confirmation(Base):
    """One body's statement on what waits of a list; once in a round."""

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("body in ('union','social_insurance','tax_branch')", name="body"),
        CheckConstraint("part = 'confirming_body'", name="part"),
        CheckConstraint("seen > 0 and not_confirmed between 0 and seen", name="counts"),
        ForeignKeyConstraint(
            ["list_id", "officer_id", "part"],
            ["part_taken.list_id", "part_taken.officer_id", "part_taken.part"],
            name="fk_confirmation_part",
        ),
        Index("uq_confirmation_round", "list_id", "round", "body", unique=True),
    )

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    round: Mapped[Small]
    body: Mapped[Words]
    document_number: Mapped[Words]
    said_on: Mapped[date]
    seen: Mapped[int] = mapped_column(Integer)
    """How many dossiers waited when the body spoke."""
    not_confirmed: Mapped[int] = mapped_column(Integer)
    ends_round: Mapped[bool]
    """Whether every body that the road asks had then spoken, so that the rest went on."""
    officer_id: Mapped[Big]
    part: Mapped[Words]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class ConfirmationLine(Base):
    """A dossier that a body could not confirm, and why."""

    __tablename__ = "confirmation_line"
    __table_args__ = (
        CheckConstraint("outcome in ('refused','returned')", name="outcome"),
        Index("ix_confirmation_line_dossier_id", "dossier_id"),
    )

    confirmation_id: Mapped[Big] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[Words]
    reason_code: Mapped[Words]
    words: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
