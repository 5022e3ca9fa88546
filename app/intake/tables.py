"""The versions of every list, the verdict on every row of each, and remembered column mappings."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Words
from app.core.db import Base


class ListVersion(Base):
    """One upload of a list, how far its reading has come, and what it changed."""

    __tablename__ = "list_version"
    __table_args__ = (
        CheckConstraint("state in ('received','read','unreadable','cancelled')", name="state"),
        Index("ix_list_version_sha256", "sha256"),
    )

    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    document_id: Mapped[Big] = mapped_column(ForeignKey("document.id"))
    sha256: Mapped[bytes]
    conversion: Mapped[Words | None]
    """The old font encoding (tcvn3, vni) that the officer said the text is in."""
    mapping_id: Mapped[Big | None]
    state: Mapped[Words]
    phase: Mapped[Words | None]
    rows_done: Mapped[int] = mapped_column(Integer, server_default="0")
    rows_total: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    row_count: Mapped[int | None] = mapped_column(Integer)
    good_count: Mapped[int | None] = mapped_column(Integer)
    faulty_count: Mapped[int | None] = mapped_column(Integer)
    doubt_count: Mapped[int | None] = mapped_column(Integer)
    added_count: Mapped[int | None] = mapped_column(Integer)
    changed_count: Mapped[int | None] = mapped_column(Integer)
    same_count: Mapped[int | None] = mapped_column(Integer)
    gone_count: Mapped[int | None] = mapped_column(Integer)
    locked_count: Mapped[int | None] = mapped_column(Integer)
    """Changed rows whose dossier has already been handed in: they stay as they were."""
    head: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    legacy: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Columns typed in an old font: field -> encoding and converted samples."""
    problem: Mapped[str | None] = mapped_column(Text)
    problem_code: Mapped[str | None] = mapped_column(Text)
    maker_id: Mapped[Big]
    received_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class ListRow(Base):
    """One row of the office's sheet: good, or faulty with its problems (identities masked)."""

    __tablename__ = "list_row"

    list_id: Mapped[Big] = mapped_column(primary_key=True)
    version: Mapped[Small] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(Integer)
    """The row's number in the list for ever, whatever row of a later sheet it moves to."""
    change: Mapped[Words]
    """added, changed, same, or locked (changed, but already handed in)."""
    digest: Mapped[str] = mapped_column(UUID(as_uuid=False))
    """Of the cells as typed: equal digests are equal rows."""
    mark: Mapped[str | None] = mapped_column(UUID(as_uuid=False))
    """Keyed digest of who the row is about, to find it again in a corrected sheet."""
    good: Mapped[bool] = mapped_column(Boolean)
    problems: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB(none_as_null=True))
    warnings: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB(none_as_null=True))
    area_path: Mapped[AreaPath]


class RowDoubt(Base):
    """Why a good row may be a double: by code alone where the other lies elsewhere."""

    __tablename__ = "row_doubt"

    list_id: Mapped[Big] = mapped_column(primary_key=True)
    version: Mapped[Small] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[Words] = mapped_column(primary_key=True)
    area_path: Mapped[AreaPath]


class ColumnMapping(Base):
    """How an office's own software names the columns of a form; named once, remembered."""

    __tablename__ = "column_mapping"
    __table_args__ = (Index("uq_column_mapping", "area_path", "form", "headers_mark", unique=True),)

    id: Mapped[Id]
    form: Mapped[Words]
    name: Mapped[Words]
    headers_mark: Mapped[Words]
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    constants: Mapped[dict[str, str]] = mapped_column(JSONB)
    made_by: Mapped[Big]
    made_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
