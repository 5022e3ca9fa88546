"""Complaints and what was done with them; samples drawn by seed and what was found in them."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class Complaint(Base):
    """A complaint or finding as it was brought, against one dossier, list, batch or payment."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(
            "kind in ('citizen','fatherland_front','inspection','audit','press','other')",
            name="kind",
        ),
        CheckConstraint(
            "num_nonnulls(dossier_id, list_id, batch_id) = 1 and about ="
            " case when order_id is not null then 'order' when dossier_id is not null"
            " then 'dossier' when list_id is not null then 'list' else 'batch' end"
            " and (order_id is null or dossier_id is not null)",
            name="target",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[Words]
    about: Mapped[Words]
    dossier_id: Mapped[Big | None] = mapped_column(ForeignKey("dossier.id"))
    list_id: Mapped[Big | None] = mapped_column(ForeignKey("dossier_list.id"))
    batch_id: Mapped[Big | None] = mapped_column(ForeignKey("batch.id"))
    order_id: Mapped[Big | None] = mapped_column(ForeignKey("payout_order.id"))
    words: Mapped[Words]
    sender: Mapped[Words | None]
    """Shown by a door of its own, to few."""
    means: Mapped[Words]
    received_on: Mapped[date]
    policy_version: Mapped[Words]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class ComplaintEvent(Base):
    """One thing done with a complaint; the last one tells whose it is, and until when."""

    __tablename__ = "complaint_event"
    __table_args__ = (
        CheckConstraint(
            "kind in ('received','forwarded','extended','held','let_go','answered')", name="kind"
        ),
        CheckConstraint("(kind in ('held','let_go')) = (hold_id is not null)", name="hold"),
        CheckConstraint(
            "num_nonnulls(document_number, document_on, outcome)"
            " = case kind when 'answered' then 3 else 0 end",
            name="answer",
        ),
        CheckConstraint(
            "outcome in ('upheld','partly_upheld','rejected','withdrawn')", name="outcome"
        ),
        Index("ix_complaint_event_complaint_id", "complaint_id", "id"),
        Index(
            "uq_complaint_event_answered",
            text(
                "\nCASE\n WHEN kind = 'answered'::text THEN complaint_id\n ELSE NULL::bigint\nEND"
            ),
            unique=True,
        ),
        Index(
            "uq_complaint_event_extended",
            text(
                "\nCASE\n WHEN kind = 'extended'::text THEN complaint_id\n ELSE NULL::bigint\nEND"
            ),
            unique=True,
        ),
    )

    id: Mapped[Id]
    complaint_id: Mapped[Big] = mapped_column(ForeignKey("complaint.id"))
    kind: Mapped[Words]
    office_path: Mapped[AreaPath]
    due_on: Mapped[date]
    words: Mapped[Words]
    hold_id: Mapped[Big | None] = mapped_column(ForeignKey("hold.id"))
    document_number: Mapped[Words | None]
    document_on: Mapped[date | None]
    outcome: Mapped[Words | None]
    officer_id: Mapped[Big]
    at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class InspectionSample(Base):
    """Lines of one decision drawn by a public seed; the database draws them again."""

    __tablename__ = "inspection_sample"
    __table_args__ = (
        CheckConstraint("size between 1 and population", name="size"),
        Index("uq_inspection_sample_seed", "decision_id", "seed", unique=True),
    )

    id: Mapped[Id]
    decision_id: Mapped[Big] = mapped_column(ForeignKey("decision.id"))
    seed: Mapped[Words]
    seed_source: Mapped[Words]
    size: Mapped[int] = mapped_column(Integer)
    population: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    drawn_by: Mapped[Big]
    drawn_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class SampleLine(Base):
    """A line that was drawn."""

    __tablename__ = "sample_line"
    __table_args__ = (Index("uq_sample_line_place", "sample_id", "place", unique=True),)

    sample_id: Mapped[Big] = mapped_column(ForeignKey("inspection_sample.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("decision_line.dossier_id"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(Integer)
    area_path: Mapped[AreaPath]


class SampleResult(Base):
    """What an inspector found of a line drawn, once."""

    __tablename__ = "sample_result"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sample_id", "dossier_id"],
            ["sample_line.sample_id", "sample_line.dossier_id"],
            name="fk_sample_result_sample_id_dossier_id",
        ),
        CheckConstraint("result in ('in_order','finding')", name="result"),
        CheckConstraint("complaint_id is null or result = 'finding'", name="complaint"),
    )

    sample_id: Mapped[Big] = mapped_column(primary_key=True)
    dossier_id: Mapped[Big] = mapped_column(primary_key=True)
    result: Mapped[Words]
    words: Mapped[Words]
    seen_on: Mapped[date]
    complaint_id: Mapped[Big | None] = mapped_column(ForeignKey("complaint.id"))
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
