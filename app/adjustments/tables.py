"""Money that later decisions call back."""

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Stamp, Words
from app.core.db import Base


class RecoveryCase(Base):
    """What was paid on a line above what a later decision left of it: to come back (thu hồi)."""

    __tablename__ = "recovery_case"
    __table_args__ = (
        CheckConstraint("owed_dong > 0", name="owed_positive"),
        Index("ix_recovery_case_dossier_id", "dossier_id"),
    )

    adjustment_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    dossier_id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[Big]
    group_code: Mapped[Words]
    owed_dong: Mapped[Big]
    whole: Mapped[bool] = mapped_column(Boolean)
    """The line was removed: nobody is supported by what was paid."""
    since: Mapped[date]
    """The day from which it counts: of the decision, or of the last payment if that came later."""
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
