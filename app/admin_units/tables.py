"""Provinces, districts and communes, by the codes of the statistics office (GSO)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Words
from app.core.db import NATION, Base


class AdminUnit(Base):
    """One unit as it stood between two days; codes are zero-padded text of 2, 3 or 5 digits."""

    __tablename__ = "admin_unit"
    __table_args__ = (
        CheckConstraint("level in ('province','district','commune')", name="level"),
        CheckConstraint("path like '%.'", name="closing_dot"),
        Index("uq_admin_unit_path", "path", unique=True),
        Index("ix_admin_unit_parent_code", "parent_code"),
        {"schema": NATION},
    )

    code: Mapped[Words] = mapped_column(primary_key=True)
    level: Mapped[Words]
    kind: Mapped[Words]
    """Thành phố, thị xã, huyện, xã, phường, thị trấn."""
    name: Mapped[Words]
    """Short name without its kind."""
    name_key: Mapped[Words]
    parent_code: Mapped[Words | None] = mapped_column(ForeignKey("nation.admin_unit.code"))
    path: Mapped[AreaPath]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AdminUnitAlias(Base):
    """Another name or a former code under which an office may write a unit."""

    __tablename__ = "admin_unit_alias"
    __table_args__ = ({"schema": NATION},)

    unit_code: Mapped[Words] = mapped_column(ForeignKey("nation.admin_unit.code"), primary_key=True)
    alias_key: Mapped[Words] = mapped_column(primary_key=True)
    alias: Mapped[Words]


class Province(Base):
    """A province whose schema is open in this database."""

    __tablename__ = "province"
    __table_args__ = ({"schema": NATION},)

    code: Mapped[Words] = mapped_column(ForeignKey("nation.admin_unit.code"), primary_key=True)
    schema_name: Mapped[Words] = mapped_column(unique=True)
