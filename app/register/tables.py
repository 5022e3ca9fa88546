"""People, households, and the keyed digests by which one person is known across the country."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
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
        CheckConstraint("insurance_number ~ '^[0-9]{10}$'", name="insurance_number"),
        Index("ix_person_name_key", "name_key", "birth_year"),
        Index("ix_person_birth_date", "birth_date"),
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
    insurance_number: Mapped[Words | None]


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


class HouseholdBusiness(Base):
    """A household business (hộ kinh doanh), known in its commune by `business_key`."""

    __tablename__ = "household_business"
    __table_args__ = (
        Index("uq_household_business_key", "area_path", "business_key", unique=True),
        Index("ix_household_business_owner", "owner_person_id"),
    )

    id: Mapped[Id]
    business_key: Mapped[Words]
    """Tax code, else registration number, else owner and folded place."""
    owner_person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    tax_code: Mapped[Words | None]
    registration_number: Mapped[Words | None]
    trade: Mapped[Words | None]
    place: Mapped[Words | None]
    area_path: Mapped[AreaPath]


class Employer(Base):
    """An employer by its tax code: a legal person, public in the whole country."""

    __tablename__ = "employer"
    __table_args__ = ({"schema": NATION},)

    tax_code: Mapped[Words] = mapped_column(primary_key=True)
    name: Mapped[Words]
    address: Mapped[Words | None]
    industry: Mapped[Words | None]
    phone: Mapped[Words | None]
    recorded_at: Mapped[Stamp]


class PersonKey(Base):
    """A keyed digest of something that tells who a person is; no name, number or place.

    kind 1: identity number (unique); 2: folded name + full birth date + sex; 3: folded name +
    birth year + commune; 4: insurance number (unique); 0: a merger's own mark. flags: 1 has a CMND,
    2 has a CCCD, 4 has a full birth date. `entered_as` is the person a merger moved the key from.
    """

    __tablename__ = "person_key"
    __table_args__ = (
        Index(
            "uq_person_key_identity", "digest",
            unique=True, postgresql_where=text("kind in (1, 4)"),
        ),
        Index("ix_person_key_person_id", "person_id"),
        Index(
            "ix_person_key_entered_as", "entered_as",
            postgresql_where=text("entered_as is not null"),
        ),
        {"schema": NATION},
    )  # fmt: skip

    digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    flags: Mapped[int] = mapped_column(SmallInteger)
    entered_as: Mapped[Big | None]


class PersonNotice(Base):
    """What the competent office reports of a person, by digest only.

    matter: died, moved, imprisoned, abroad, staff_relative; `from_area` is the commune left, or the
    office of the officer whose relative it is, else empty.
    """

    __tablename__ = "person_notice"
    __table_args__ = (
        CheckConstraint(
            "matter in ('died','moved','imprisoned','abroad','staff_relative')", name="matter"
        ),
        Index("ix_person_notice_told", "told"),
        {"schema": NATION},
    )

    digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    matter: Mapped[Words] = mapped_column(primary_key=True)
    from_area: Mapped[AreaPath] = mapped_column(primary_key=True, server_default="")
    kind: Mapped[int] = mapped_column(SmallInteger)
    since: Mapped[date]
    document_number: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Stamp]
    recorded_by: Mapped[Big]
    told: Mapped[Told]


class AccountUse(Base):
    """A bank account named for a person, and under which holder's name; digests only."""

    __tablename__ = "account_use"
    __table_args__ = (Index("ix_account_use_person_id", "person_id"), {"schema": NATION})

    number_digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    holder_digest: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    told: Mapped[Told]


class LookUp(Base):
    """Somebody asked whether people are claimed elsewhere: counted against a daily cap."""

    __tablename__ = "look_up"
    __table_args__ = (Index("ix_look_up_officer_id", "officer_id", "at"), {"schema": NATION})

    id: Mapped[Id]
    officer_id: Mapped[Big]
    at: Mapped[Stamp]
    asked: Mapped[int]
    told: Mapped[int]
    """How many of them were said to be claimed elsewhere."""


class CandidatePair(Base):
    """Two people who may be one: why, how much, and in which area an officer sees both."""

    __tablename__ = "candidate_pair"
    __table_args__ = (
        CheckConstraint("person_a < person_b", name="ordered"),
        CheckConstraint("score between 1 and 100", name="score"),
        Index("uq_candidate_pair", "person_a", "person_b", unique=True),
        Index("ix_candidate_pair_person_b", "person_b"),
    )

    id: Mapped[Id]
    person_a: Mapped[Big]
    person_b: Mapped[Big]
    reasons: Mapped[list[str]] = mapped_column(JSONB)
    score: Mapped[Small]
    found_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class IdentityRuling(Base):
    """An officer's word on two people: same (into `kept_id`), different, or a merger undone."""

    __tablename__ = "identity_ruling"
    __table_args__ = (
        CheckConstraint("person_a < person_b", name="ordered"),
        CheckConstraint("ruling in ('same','different','undone')", name="ruling"),
        Index("ix_identity_ruling_pair", "person_a", "person_b"),
    )

    id: Mapped[Id]
    person_a: Mapped[Big]
    person_b: Mapped[Big]
    ruling: Mapped[Words]
    kept_id: Mapped[Big | None]
    because: Mapped[Words]
    ruled_by: Mapped[Big]
    ruled_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]
