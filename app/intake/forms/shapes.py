"""What a form is: its columns, the facts above its table, and how a header is recognised."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from app.core.text import fold

FORM_VERSION = "1"
DECISION = "(Ban hành kèm theo Quyết định số 15/2020/QĐ-TTg ngày 24/4/2020)"

Kind: TypeAlias = Literal[
    "stt", "name", "birth", "sex", "identity", "insurance", "tax_code", "phone", "account",
    "words", "commune", "category", "choice", "money", "day", "month_count", "count", "flag",
    "household_number",
]  # fmt: skip
Level: TypeAlias = Literal["commune", "district", "province"]
Purpose: TypeAlias = Literal["claims", "compilation", "employers", "notice"]

NUMBER_KINDS = frozenset({"stt", "money", "month_count", "count"})
"""Kinds whose cells are numbers; every other kind is text, so that Excel changes nothing in it."""

# A row is a row because it names this: the first of these fields that the form has.
_NAMING_FIELDS = ("full_name", "employer_name", "hamlet")

_SIGNS = re.compile(r"[\W_]+")


def header_key(text: str) -> str:
    """The matching key of a header text: no marks, no case, no signs, one space."""
    return fold(_SIGNS.sub(" ", text))


@dataclass(frozen=True)
class Column:
    """One column of a form: its field, the official header, and other headers offices use.

    `required` is about the column, not its cells. The choices of a `choice` column bind; those of
    any other kind are only proposed.
    """

    field: str
    header: str
    kind: Kind
    variants: tuple[str, ...] = ()
    required: bool = True
    width: int = 12
    choices: tuple[str, ...] = ()

    @property
    def as_text(self) -> bool:
        """Whether its cells are text, also where they look like numbers or days."""
        return self.kind not in NUMBER_KINDS

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every header text by which this column is known, folded."""
        return frozenset(map(header_key, (self.header, *self.variants)))


@dataclass(frozen=True)
class HeadField:
    """One fact above the table ("Mã số thuế: …") and the labels by which it is known."""

    field: str
    label: str
    kind: Kind
    variants: tuple[str, ...] = ()
    required: bool = True
    choices: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """What problems and papers call it: its label."""
        return self.label

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every label by which this fact is known, folded."""
        return frozenset(map(header_key, (self.label, *self.variants)))


@dataclass(frozen=True)
class Form:
    """One list form: an official one of the annex, or a notice of the competent office.

    `handed_in_at` is the level of the office that hands it in here; `purpose` is what becomes of
    its rows: claims, a comparison with the lists below it, employers, or deaths and moves.
    """

    code: str
    group: str
    annex: str
    title: str
    compiled_by: str
    handed_in_at: Level
    purpose: Purpose
    columns: tuple[Column, ...]
    head: tuple[HeadField, ...] = ()
    issued: str = DECISION
    """The document it was issued with, as the line under its title says."""

    @property
    def version_mark(self) -> str:
        """What the hidden cell of our own workbooks says: the form and its layout version."""
        return f"ANSINH-{self.code}-v{FORM_VERSION}"

    @property
    def issued_with(self) -> str:
        """The line under the title: the decision whose annex it stands in; none for a notice."""
        return self.issued if self.group else ""

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The field names in the order of the columns."""
        return tuple(column.field for column in self.columns)

    @cached_property
    def naming_field(self) -> str:
        """The field that makes a row a row: a person's name, else an employer's, else a hamlet."""
        return next(field for field in _NAMING_FIELDS if field in self.fields)

    @cached_property
    def by_household(self) -> bool:
        """Whether the form lists households and their members (08, 09)."""
        return "household_number" in self.fields

    def column(self, field: str) -> Column:
        """The column of a field; KeyError when the form has none."""
        return self._by_field[field]

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def field_of_header(self) -> dict[str, str]:
        """Folded header text -> field name."""
        return {key: column.field for column in self.columns for key in column.keys}

    @cached_property
    def field_of_label(self) -> dict[str, str]:
        """Folded label above the table -> field name."""
        return {key: fact.field for fact in self.head for key in fact.keys}
