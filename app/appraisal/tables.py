"""Sittings of the three councils, who sat, what was found and what was said."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class Sitting(Base):
    """A council's session (phiên họp): its quorum is copied from the policy of the day."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("level in ('commune','district','province')", name="level"),
        CheckConstraint("state in ('open','closed')", name="state"),
    )

    id: Mapped[Id]
    level: Mapped[Words]
    state: Mapped[Words]
    held_on: Mapped[date]
    quorum: Mapped[int] = mapped_column(Integer)
    present: Mapped[int] = mapped_column(Integer)
    expected: Mapped[int] = mapped_column(Integer)
    """How many dossiers were before the council when it opened."""
    seen_until: Mapped[Big]
    """Claims and deaths told by earlier transactions were in sight when the council was told."""
    opened_by: Mapped[Big]
    opened_at: Mapped[Stamp]
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]


class SittingList(Base):
    """A list on the agenda of a sitting."""

    __tablename__ = "sitting_list"
    __table_args__ = (Index("ix_sitting_list_list_id", "list_id"),)

    sitting_id: Mapped[Big] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"), primary_key=True)
    area_path: Mapped[AreaPath]


class SittingSeat(Base):
    """A natural person who judged a list; the key to `part_taken` keeps its maker out."""

    __tablename__ = "sitting_seat"
    __table_args__ = (
        ForeignKeyConstraint(
            ["list_id", "officer_id", "part"],
            ["part_taken.list_id", "part_taken.officer_id", "part_taken.part"],
            name="fk_sitting_seat_part",
        ),
        CheckConstraint(
            "part in ('commune_council','district_council','province_council')", name="part"
        ),
    )

    sitting_id: Mapped[Big] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    list_id: Mapped[Big] = mapped_column(primary_key=True)
    officer_id: Mapped[Big] = mapped_column(primary_key=True)
    part: Mapped[Words]
    area_path: Mapped[AreaPath]


class Finding(Base):
    """Something the service found in a dossier that the council must answer."""

    __tablename__ = "finding"

    sitting_id: Mapped[Big] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    code: Mapped[Words] = mapped_column(primary_key=True)
    other_group: Mapped[str | None] = mapped_column(Text)
    found_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class Opinion(Base):
    """The council's word on a dossier not simply favourable, or whose finding it answers."""

    __tablename__ = "opinion"
    __table_args__ = (
        CheckConstraint(
            "verdict in ('favourable','unfavourable','superseded','returned')", name="verdict"
        ),
        CheckConstraint(
            "verdict = 'favourable' or reason_code is not null", name="reason_for_the_unfavoured"
        ),
        Index("ix_opinion_dossier_id", "dossier_id"),
    )

    sitting_id: Mapped[Big] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[Words]
    reason_code: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    given_by: Mapped[Big]
    given_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class ListAlert(Base):
    """Something about a whole list that a council must answer in words before it closes."""

    __tablename__ = "list_alert"
    __table_args__ = (Index("uq_list_alert", "list_id", "code", "told_of", unique=True),)

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    code: Mapped[Words]
    told_of: Mapped[Words]
    """What it is about within the list (a hamlet, a witness); empty for the whole list."""
    count: Mapped[int] = mapped_column(Integer)
    raised_at: Mapped[Stamp]
    raised_in: Mapped[Big] = mapped_column(ForeignKey("sitting.id"))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[Big | None]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]
