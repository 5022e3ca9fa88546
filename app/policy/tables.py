"""Policy documents as they were entered and approved; the nation's, whosever they are."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import Big, Id, Stamp, Words
from app.core.db import NATION, Base

_OFFICER = "nation.officer.id"


class EnactmentPaper(Base):
    """A policy document (văn bản chính sách): written once, in force once a second person says so.

    `revision` numbers the approved ones in the order of their approval.
    """

    __tablename__ = "enactment"
    __table_args__ = (
        CheckConstraint("approved_by <> entered_by", name="two_people"),
        CheckConstraint(
            "num_nulls(revision, approved_by, approved_at) in (0, 3)", name="approved_whole"
        ),
        {"schema": NATION},
    )

    id: Mapped[Id]
    code: Mapped[Words] = mapped_column(unique=True)
    title: Mapped[Words]
    province_code: Mapped[str | None] = mapped_column(Text, ForeignKey("nation.province.code"))
    """Whose it is; none for the nation's."""
    effective_from: Mapped[date] = mapped_column(Date)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[Words]
    entered_by: Mapped[Big] = mapped_column(ForeignKey(_OFFICER))
    entered_at: Mapped[Stamp]
    revision: Mapped[int | None] = mapped_column(Integer, unique=True)
    approved_by: Mapped[Big | None] = mapped_column(ForeignKey(_OFFICER))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
