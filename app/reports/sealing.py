"""What an issued report is as bytes: one canonical JSON, read back into the very same value.

Pure. The content holds all that the papers say, so that they can be drawn again from it alone;
its seal is keyed, so that whoever writes another content into the database cannot seal it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from pydantic import TypeAdapter

from app.core.digests import keyed_mark
from app.documents.schemas import ReportPaper, ReportSection
from app.reports.report import Report, ReportKind
from app.sheets import Kind, Row, Sheet

FORMAT: Final = 1
"""Of the content; a later shape gets a number of its own, and this one stays readable."""


DOSSIER: Final = "dossier"
"""The column of a table of people that tells whose row it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Approved and paid of one group, or in all."""

    approved_people: int = 0
    paid_people: int = 0
    approved_dong: int = 0
    paid_dong: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Under which number a report stands, of what it tells, and what was known."""

    kind: ReportKind
    number: str
    dated: date
    office: str
    signer_id: int
    as_of: date
    known_on: date
    known_at: datetime
    area_path: str
    title: str
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """All that an issued report says."""

    head: Head
    paper: ReportPaper
    figures: dict[str, Figures]
    """By group, and of all ("total"): what its differences to another issue are held against."""
    format: int = FORMAT


_SHAPES: Final[dict[type[Any], TypeAdapter[Any]]] = {}


def _shape(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _SHAPES:
        _SHAPES[kind] = TypeAdapter(kind)
    return _SHAPES[kind]


def canonical(value: Any) -> bytes:
    """A value as JSON that is one and the same however it was put together."""
    plain = _shape(type(value)).dump_python(value, mode="json")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sealed_from(content: bytes) -> Sealed:
    """The value of a content; raises ValueError where it is none."""
    found: Sealed = _shape(Sealed).validate_json(content)
    paper = replace(
        found.paper,
        sections=tuple(_section(one) for one in found.paper.sections),
        annexes=tuple(_section(one) for one in found.paper.annexes),
    )
    return replace(found, paper=paper)


def _section(section: ReportSection) -> ReportSection:
    return replace(section, sheets=tuple(_sheet(one) for one in section.sheets))


def _sheet(sheet: Sheet) -> Sheet:
    """Days are text in JSON; the column says which texts are days."""
    days = [column.key for column in sheet.columns if column.kind is Kind.DAY]
    return replace(sheet, rows=tuple(_row(row, days) for row in sheet.rows)) if days else sheet


def _row(row: Row, days: Iterable[str]) -> Row:
    told = {key: row.cells.get(key) for key in days}
    read = {key: date.fromisoformat(one) for key, one in told.items() if isinstance(one, str)}
    return replace(row, cells={**row.cells, **read})


def figures_hash(report: Report, figures: dict[str, Figures]) -> bytes:
    """SHA-256 of what a report says without letterhead: the same for preview and issue."""
    numbers = {group: canonical(one).decode() for group, one in sorted(figures.items())}
    return hashlib.sha256(canonical(report) + json.dumps(numbers).encode()).digest()


def seal_over(content: bytes, files: Iterable[bytes]) -> bytes:
    """The keyed seal of a content and of the hashes of its files, in order of form."""
    return keyed_mark("issued report", b"".join([hashlib.sha256(content).digest(), *files]))


def dossiers_in(sheets: Iterable[Sheet]) -> list[int]:
    """The dossiers of the people whom tables name: each has a column with its number."""
    named = [one for one in sheets if any(column.key == DOSSIER for column in one.columns)]
    rows = [row for one in named for row in one.rows if row.level == 0]
    return sorted({int(str(row.cells[DOSSIER])) for row in rows})


def sheets_of(paper: ReportPaper | Report) -> list[Sheet]:
    """Every table of a report, in the order of reading."""
    return [one for part in (*paper.sections, *paper.annexes) for one in part.sheets]
