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
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Words
from app.core.db import Base


class Sitting(Base):
    """A council's session (phiên họp): its quorum is copied from the policy of the day."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("level in ('commune','district','province')", name="level"),
        CheckConstraint("state in ('open','closed')", name="state"),
        CheckConstraint("chair_id <> opened_by", name="chair_not_secretary"),
        CheckConstraint("votes_needed between 0 and present", name="votes_needed"),
        Index("uq_sitting_votes_needed", "id", "votes_needed", unique=True),
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
    chair_id: Mapped[Big | None]
    """Who presides; the secretary is `opened_by`."""
    place: Mapped[str | None] = mapped_column(Text)
    votes_needed: Mapped[Small] = mapped_column(server_default="0")
    """Members' votes that close it; 0 where the secretary does."""
    seen_mark: Mapped[Big | None]
    """Which dossiers the council saw, each as it then stood, in one number."""
    record: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Digest of what was closed: the dossiers seen, every word, every answer."""
    considered: Mapped[int | None] = mapped_column(Integer)
    favoured: Mapped[int | None] = mapped_column(Integer)
    favoured_dong: Mapped[Big | None]
    refused: Mapped[int | None] = mapped_column(Integer)
    superseded: Mapped[int | None] = mapped_column(Integer)
    returned: Mapped[int | None] = mapped_column(Integer)
    held: Mapped[int | None] = mapped_column(Integer)


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
            "verdict in ('favourable','unfavourable','superseded','returned','on_hold')",
            name="verdict",
        ),
        CheckConstraint(
            "verdict in ('favourable','on_hold') or reason_code is not null",
            name="reason_for_the_unfavoured",
        ),
        CheckConstraint(
            "return_to is null or (verdict = 'returned'"
            " and return_to in ('maker','commune','confirming','district'))",
            name="return_to",
        ),
        CheckConstraint(
            "(verdict = 'on_hold') = (question is not null)"
            " and (question is null) = (asked_of is null)",
            name="question",
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
    version: Mapped[int] = mapped_column(Integer)
    """The dossier's step on which it was said: it counts for no later one."""
    return_to: Mapped[str | None] = mapped_column(Text)
    asked_of: Mapped[str | None] = mapped_column(Text)
    question: Mapped[str | None] = mapped_column(Text)


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


class SittingVote(Base):
    """A member's vote for the record as it stood; a record that changes begins anew."""

    __tablename__ = "sitting_vote"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sitting_id", "votes_needed"],
            ["sitting.id", "sitting.votes_needed"],
            name="fk_sitting_vote_sitting_id_votes_needed",
        ),
        CheckConstraint("ordinal between 1 and votes_needed", name="needed"),
        CheckConstraint("octet_length(record) = 32", name="record_length"),
        Index("uq_sitting_vote_ordinal", "sitting_id", "record", "ordinal", unique=True),
    )

    sitting_id: Mapped[Big] = mapped_column(primary_key=True)
    record: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    officer_id: Mapped[Big] = mapped_column(primary_key=True)
    ordinal: Mapped[Small]
    votes_needed: Mapped[Small]
    cast_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class SittingQuestion(Base):
    """Why a dossier is on hold: what a council asked of whom, and the answer."""

    __tablename__ = "sitting_question"
    __table_args__ = (
        CheckConstraint(
            "asked_of in ('maker','commune','district','union','social_insurance','tax_branch')",
            name="asked_of",
        ),
        CheckConstraint("num_nulls(answer, answered_by, answered_at) in (0, 3)", name="answer"),
        Index(
            "uq_sitting_question_open",
            text("\nCASE\n WHEN answered_at IS NULL THEN dossier_id\n ELSE NULL::bigint\nEND"),
            unique=True,
        ),
        Index("ix_sitting_question_list_id", "list_id"),
    )

    id: Mapped[Id]
    sitting_id: Mapped[Big] = mapped_column(ForeignKey("sitting.id"))
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    list_id: Mapped[Big]
    asked_from: Mapped[AreaPath]
    """The unit of the council that asks."""
    asked_of: Mapped[Words]
    asked_path: Mapped[AreaPath | None]
    """The unit that must answer; none where any officer of a body may who serves the place."""
    question: Mapped[Words]
    asked_by: Mapped[Big]
    asked_at: Mapped[Stamp]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[Big | None]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    area_path: Mapped[AreaPath]
