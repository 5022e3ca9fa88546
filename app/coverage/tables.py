"""Dated deltas: what every fact adds, by the day it happened and the day it was known.

The database writes them itself, with the fact and in its transaction; a job folds them, at their
full grain and for whole districts, each by one, three and nine days and by month.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped

from app.core.columns import AreaPath, Big, Words
from app.core.db import NATION, Base

_GRAIN: Final = (
    "day", "known_on", "area_path", "group_code", "decision_id", "agent_code", "source_id", "cause",
)  # fmt: skip
_OF_A_DISTRICT: Final = (
    "province_code", "span", "day", "known_on", "district_code", "group_code",
)  # fmt: skip


class _Dated:
    """When it happened, and when the service was told (Vietnamese time)."""

    day: Mapped[date]
    known_on: Mapped[date]


class _Spanned:
    """How many days of a month a row holds (31: all of it), told by the first of them."""

    span: Mapped[int]


class _Measured:
    """People, the months that they are approved for, đồng; below zero where taken back."""

    approved_people: Mapped[Big]
    approved_months: Mapped[Big]
    approved_dong: Mapped[Big]
    paid_people: Mapped[Big]
    paid_dong: Mapped[Big]


class _Grain(_Dated):
    """The finest place at which is counted."""

    area_path: Mapped[AreaPath]
    group_code: Mapped[Words]
    decision_id: Mapped[Big]
    agent_code: Mapped[Words]
    """To whom the decision gave the line to pay; "" where it named nobody."""
    source_id: Mapped[Big]
    cause: Mapped[Words]


class _District(_Dated):
    """A group in a district: counts in which nobody is found, so that no row is kept back."""

    province_code: Mapped[Words]
    district_code: Mapped[Words]
    group_code: Mapped[Words]


class CoverageDelta(_Grain, _Measured, Base):
    """As written with the fact, and not folded yet: few, without an index."""

    __tablename__ = "coverage_delta"
    __table_args__: Any = (
        CheckConstraint(
            "cause in ('approved','corrected','paid','returned','recovered')", name="cause"
        ),
        {"schema": NATION},
    )
    __mapper_args__: Any = {"primary_key": _GRAIN}  # noqa: RUF012 - as the mapper reads it


class CoverageFold(_Grain, _Spanned, _Measured, Base):
    """Folded several times over: every delta is in its day, in its three and nine, in its month."""

    __tablename__ = "coverage_fold"
    __table_args__ = (
        PrimaryKeyConstraint("province_code", "cut", "span", *_GRAIN), {"schema": NATION},
    )  # fmt: skip

    province_code: Mapped[Words]
    cut: Mapped[Words]
    """At which place: `full`, `commune` (by group alone) or `decision` (its path a district's)."""


class CoverageDistrict(_District, _Spanned, _Measured, Base):
    """Folded in the same ways for whole districts."""

    __tablename__ = "coverage_district"
    __table_args__ = (
        PrimaryKeyConstraint(*_OF_A_DISTRICT),
        Index(None, "span", "day"),
        Index(None, "span", "known_on"),
        {"schema": NATION},
    )
