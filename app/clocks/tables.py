"""Clocks of steps, what became of them, and the days they are counted in."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Words
from app.core.db import Base


class WorkingDay(Base):
    """The province's days: `number` counts its working days, so limits are sums."""

    __tablename__ = "working_day"
    __table_args__ = (Index("ix_working_day_number", "number"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    number: Mapped[int] = mapped_column(Integer)


class CalendarChange(Base):
    """An act that made a day a working day or a day off in this province; the latest counts."""

    __tablename__ = "calendar_change"

    id: Mapped[Id]
    day: Mapped[date]
    is_working: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[Words]
    document_number: Mapped[Words]
    made_by: Mapped[Big]
    made_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class ListRoad(Base):
    """The road on which a list started: its steps and limits, whatever the policy says later."""

    __tablename__ = "list_road"
    __table_args__ = (CheckConstraint("working_days between 0 and 366", name="working_days"),)

    list_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier_list.id"), primary_key=True
    )
    stage: Mapped[Words] = mapped_column(primary_key=True)
    again: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    """The second step at a stage, after the first has had its word there."""
    step: Mapped[Words]
    level: Mapped[Words]
    group_code: Mapped[Words]
    working_days: Mapped[int | None] = mapped_column(SmallInteger)


class StandingCount(Base):
    """How many dossiers stand where, kept by the database as they move; `counts` adds rows up.

    Nobody waits for a count: a change that meets another stands in a row of its own (below zero
    too) until the next one folds both.
    """

    __tablename__ = "standing_count"
    __table_args__ = (
        CheckConstraint("dossiers <> 0", name="dossiers"),
        Index("ix_standing_count_list_id", "list_id"),
    )

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    area_path: Mapped[AreaPath]
    stage: Mapped[Words]
    """A stage of the road, or refused."""
    again: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[date]
    resumed: Mapped[Small]
    dossiers: Mapped[int] = mapped_column(Integer)


class StepClock(Base):
    """The clock of the dossiers of a list and place that entered a step on one day."""

    __tablename__ = "step_clock"
    __table_args__ = (
        Index(
            "uq_step_clock", "list_id", "area_path", "step", "entered_on", "resumed", unique=True
        ),
    )

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    group_code: Mapped[Words]
    step: Mapped[Words]
    level: Mapped[Words]
    entered_on: Mapped[date]
    resumed: Mapped[Small]
    """Working days that were left when the dossiers were sent back; 0 for a first clock."""
    working_days: Mapped[int | None] = mapped_column(SmallInteger)
    due_on: Mapped[date | None]
    """Nothing while nobody knows the limit."""
    area_path: Mapped[AreaPath]


class StepDone(Base):
    """Dossiers that left a step, judged by the due date of that day; never changed."""

    __tablename__ = "step_done"
    __table_args__ = (
        CheckConstraint("outcome in ('done','returned','stopped')", name="outcome"),
        CheckConstraint("dossiers > 0", name="dossiers"),
        Index("ix_step_done_left_on", "left_on"),
    )

    id: Mapped[Id]
    clock_id: Mapped[Big] = mapped_column(ForeignKey("step_clock.id"))
    left_on: Mapped[date]
    due_on: Mapped[date | None]
    late_days: Mapped[int | None] = mapped_column(Integer)
    """Working days after the due date; 0 on time; nothing without a limit."""
    to_stage: Mapped[Words]
    outcome: Mapped[Words]
    dossiers: Mapped[int] = mapped_column(Integer)
    area_path: Mapped[AreaPath]
