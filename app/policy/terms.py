"""The words of the law: what a provision is, where it comes from and how sure we are of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from app.core.money import spoken

Value: TypeAlias = int | str | date | tuple[str, ...] | tuple[date, ...] | None
UNKNOWN_ARTICLE = "?"


class Mark(StrEnum):
    """How sure we are: seen in a source, assumed by us, or doubtful."""

    CONFIRMED = "C"
    ASSUMED = "A"
    DOUBTFUL = "?"


class Kind(StrEnum):
    """The type of a provision's value; an override must keep it."""

    WHOLE = "whole"
    TEXT = "text"
    FLAG = "flag"
    DAY = "day"
    TEXTS = "texts"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: document, article ("?" while unseen), short name, in force from."""

    document: str
    article: str
    subject: str
    effective_from: date | None

    def __str__(self) -> str:
        return f"{self.document}, điều {self.article} ({self.subject})"


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with its confidence mark."""

    citation: Citation
    mark: Mark


@dataclass(frozen=True, slots=True)
class Provision:
    """One value of the law: key, value, source, and the bounds within which it may be corrected."""

    key: str
    value: Value
    kind: Kind
    source: Source
    least: int = 0
    most: int = 1_000_000_000_000
    among: tuple[str, ...] = ()
    seen: str = ""
    overridden: bool = False


def shown(value: Value) -> str:
    """A value as offices write it: 01/04/2020, 1.000.000."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return spoken(value) if isinstance(value, int) else str(value)


def filled(sentence: str, terms: Mapping[str, Value]) -> str:
    """A sentence of the law with its parameters written in."""
    return sentence.format_map({name: shown(value) for name, value in terms.items()})
