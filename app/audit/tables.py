"""The trace: one row per change of state, written by the database itself."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Words
from app.core.db import Base


class ChangeLog(Base):
    """Who moved what from which state to which, when and why; append-only by privilege.

    Dossiers, which move by the ten thousand, have a narrower history of their own.
    """

    __tablename__ = "change_log"
    __table_args__ = (Index("ix_change_log_subject", "subject", "subject_id"),)

    id: Mapped[Id]
    subject: Mapped[Words]
    subject_id: Mapped[Big]
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[Words]
    at: Mapped[Moment]
    account_id: Mapped[Big | None]
    officer_id: Mapped[Big | None]
    because: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
