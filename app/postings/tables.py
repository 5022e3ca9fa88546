"""Lists shown to the community, and what the community objects."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class Posting(Base):
    """A public posting (niêm yết công khai): where, by what means, from when to when."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("state in ('open','closed')", name="state"),
    )

    id: Mapped[Id]
    place: Mapped[Words]
    means: Mapped[Words]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[Words]
    opened_by: Mapped[Big]
    opened_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class PostingList(Base):
    """A list is shown in one open posting at a time."""

    __tablename__ = "posting_list"
    __table_args__ = (
        Index("uq_posting_list_open", "list_id", unique=True, postgresql_where=text("showing")),
    )

    posting_id: Mapped[Big] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"), primary_key=True)
    showing: Mapped[bool]
    area_path: Mapped[AreaPath]


class Objection(Base):
    """What somebody said against a line, and the answer it must have before the list goes on."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_posting_id", "posting_id"),)

    id: Mapped[Id]
    posting_id: Mapped[Big] = mapped_column(ForeignKey("posting.id"))
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    row_number: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[Words]
    sender: Mapped[str | None] = mapped_column(Text)
    received_on: Mapped[date]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[Big | None]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]
