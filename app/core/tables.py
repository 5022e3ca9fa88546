"""The cellar's own tables: the clock a demonstration sets, and the memory of repeated acts."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import Big, Stamp, Words
from app.core.db import NATION, Base


class Clock(Base):
    """At most one row: the moment at which the house stands still."""

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("only_row", name="only_row"), {"schema": NATION})

    only_row: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    frozen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Idempotency(Base):
    """The first answer to a key, kept as long as what it made."""

    __tablename__ = "idempotency"
    __table_args__ = ({"schema": NATION},)

    account_id: Mapped[Big] = mapped_column(primary_key=True)
    key: Mapped[Words] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    taken_at: Mapped[Stamp]
