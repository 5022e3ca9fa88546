"""People, households, and the keyed digests by which one person is known across the country."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Small, Stamp, Told, Words
from app.core.db import NATION, Base


class Person(Base):
    """A natural person known to this province; the number is the nation's."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("full_name is nfc normalized", name="full_name_nfc"),
        CheckConstraint("sex in ('M','F')", name="sex"),
        CheckConstraint("cmnd ~ '^[0-9]{9}$'", name="cmnd"),
        CheckConstraint("cccd ~ '^[0-9]{12}$'", name="cccd"),
        CheckConstraint(
            "birth_date is null or extract(year from birth_date) = birth_year", name="birth"
        ),
        Index("ix_person_name_key", "name_key", "birth_year"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    full_name: Mapped[Words]
    name_key: Mapped[Words]
    birth_date: Mapped[date | None]
    birth_year: Mapped[Small | None]
    sex: Mapped[Words | None]
    cmnd: Mapped[Words | None]
    cccd: Mapped[Words | None]
    area_path: Mapped[AreaPath]


class Household(Base):
    """A poor or near-poor household, known by (commune, hamlet, list year, kind, number)."""

    __tablename__ = "household"
    __table_args__ = (
        Index(
            "uq_household_number",
            "area_path",
            "hamlet_key",
            "list_year",
            "kind",
            "number",
            unique=True,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    area_path: Mapped[AreaPath]
    hamlet_key: Mapped[Words]
    list_year: Mapped[Small]
    kind: Mapped[Words]
    number: Mapped[Words]
    head_name: Mapped[Words]


class PersonKey(Base):
    """A keyed digest of something that tells who a person is; no name, number or place.

    kind 1: identity number (unique); 2: folded name + full birth date + sex; 3: folded name +
    birth year + commune. flags: 1 has a CMND, 2 has a CCCD, 4 has a full birth date.
    """

    __tablename__ = "person_key"
    __table_args__ = (
        Index("uq_person_key_identity", "digest", unique=True, postgresql_where=text("kind = 1")),
        Index("ix_person_key_person_id", "person_id"),
        {"schema": NATION},
    )

    digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    flags: Mapped[int] = mapped_column(SmallInteger)


class Death(Base):
    """A death reported by the competent office, by digest only."""

    __tablename__ = "death"
    __table_args__ = (Index("ix_death_told", "told"), {"schema": NATION})

    digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    died_on: Mapped[date]
    document_number: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Stamp]
    recorded_by: Mapped[Big]
    told: Mapped[Told]
