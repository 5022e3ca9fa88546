"""What the child process does with a list: its rows checked, part by part, then the summary."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from pydantic_core import to_json

from app.intake import legacy
from app.intake.cells import Places
from app.intake.forms import Form, form_of
from app.intake.frame import PolicyFacts, frame_of
from app.intake.mapping import ColumnMapping
from app.intake.refusals import Limits
from app.intake.rules import CheckedRow, Twice, check_row
from app.intake.sources import Raw, open_source

PART_ROWS = 4_000
_SAMPLE_ROWS = 400

_PLAIN = (
    "row_number", "digest", "full_name", "name_key", "birth_date", "birth_year", "sex", "cmnd",
    "cccd", "insurance_number", "phone", "tax_code", "employer_name", "commune_code", "hamlet",
    "category", "household_head", "household_number", "relation", "months", "amount_dong",
    "account_number", "account_name", "bank", "note",
)  # fmt: skip
STAGED = (*_PLAIN, "facts", "problems", "warnings")
"""The fields of a row as it leaves the child; the last three as JSON text or None."""
StagedRow = tuple[Any, ...]
_plain = itemgetter(*_PLAIN)


@dataclass(frozen=True)
class Task:
    """All that the child is told about a list besides its bytes."""

    form_code: str
    day: date
    media_type: str
    limits: Limits
    places: Places
    own_commune: str | None
    policy: PolicyFacts
    mapping: ColumnMapping | None = None
    conversion: str | None = None


@dataclass(frozen=True)
class Summary:
    """What is known of a list after its last row; `problems` counts by code."""

    rows: int
    good: int
    total_dong: int
    sheet: str
    skipped: int
    head: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    legacy: dict[str, Any] | None = None


def read_parts(content: bytes, task: Task) -> Iterator[list[StagedRow] | Summary]:
    """Read one list of a form; refuses what is no list. Memory does not grow with the rows."""
    reading = _Reading(content, task)
    while part := list(islice(reading.rows, PART_ROWS)):
        yield [_staged(row) for row in reading.checked(part)]
    yield reading.summary()


class _Reading:
    """The rows of one list on their way, and what has been counted of them so far."""

    def __init__(self, content: bytes, task: Task) -> None:
        task.policy.policy()  # the list of a programme is known once its document is
        self.form: Form = form_of(task.form_code, task.policy.revision)
        self.source = open_source(self.form, content, task.media_type, task.limits, task.mapping)
        rows = self.source.rows()
        sample = list(islice(rows, _SAMPLE_ROWS))
        found = legacy.detect(self.form, [raw for _, raw in sample])
        self.legacy = legacy.preview(self.form, [raw for _, raw in sample], found)
        self.rows: Iterator[tuple[int, Raw]] = chain(sample, rows)
        self.convert = self._conversion(task.conversion, found)
        self.frame = frame_of(
            task.form_code, task.day, task.places, task.own_commune, task.policy,
            self.source.head,
        )  # fmt: skip
        if task.conversion is None:
            self.frame = replace(self.frame, legacy=found)
        self.twice = Twice(self.frame)
        self.count = self.good = self.total = 0
        self.problems: Counter[str] = Counter()

    def _conversion(self, encoding: str | None, found: Mapping[str, str]) -> Any:
        places = frozenset(self.form.fields.index(name) for name in found)
        if encoding is None or not places:
            return None
        return lambda raw: legacy.convert(raw, places, encoding)

    def checked(self, part: list[tuple[int, Raw]]) -> list[CheckedRow]:
        """The checked rows of one part."""
        self.count += len(part)
        convert = self.convert
        rows = [
            check_row(self.frame, number, convert(raw) if convert else raw) for number, raw in part
        ]
        self.twice.mark(rows)
        for row in rows:
            if row["problems"]:
                self.problems.update(one["code"] for one in row["problems"])
            else:
                self.good += 1
                self.total += row["amount_dong"]
        return rows

    def summary(self) -> Summary:
        """The counts of the whole list."""
        return Summary(
            rows=self.count, good=self.good, total_dong=self.total, sheet=self.source.sheet,
            skipped=self.source.skipped, head=self.frame.head, problems=dict(self.problems),
            legacy=self.legacy or None,
        )  # fmt: skip


def _staged(row: CheckedRow) -> StagedRow:
    return (
        *_plain(row), _json(row["facts"]), _json(row["problems"]), _json(row["warnings"]),
    )  # fmt: skip


def _json(value: object) -> str | None:
    return to_json(value).decode() if value else None
