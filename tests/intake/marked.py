"""A list read, marked and opened again, for the tests of marked workbooks."""

import io
from datetime import date
from operator import itemgetter
from typing import Any

import openpyxl

from app.intake.cells import Places
from app.intake.frame import PolicyFacts
from app.intake.mapping import ColumnMapping
from app.intake.marking import mark_in_place
from app.intake.marks import MarkingTask, Packing, packed_line
from app.intake.reader import STAGED, Summary, Task, read_parts
from app.intake.refusals import Limits
from app.intake.sources import XLSX
from tests.builders import a_row

DAY = date(2020, 4, 27)
YELLOW, RED, ORANGE = "FFFFE066", "FFB00020", "FFF8B26A"
Read = tuple[list[dict[str, Any]], Summary]


def read(
    content: bytes, form: str = "07", kind: str = XLSX, mapping: ColumnMapping | None = None
) -> Read:
    """The rows and the summary of a list, as its reading gives them."""
    task = Task(form, DAY, kind, Limits(), Places({}), "18070", PolicyFacts(DAY), mapping)
    rows: list[dict[str, Any]] = []
    for part in read_parts(content, task):
        if isinstance(part, Summary):
            return rows, part
        rows += [dict(zip(STAGED, row, strict=True)) for row in part]
    raise AssertionError("no summary")


def order(
    found: Read,
    form: str = "07",
    kind: str = XLSX,
    mapping: ColumnMapping | None = None,
    doubts: dict[int, list[str]] | None = None,
) -> tuple[bytes, MarkingTask]:
    """What the child is told: the verdicts of a reading, packed, and the task."""
    rows, summary = found
    doubts = doubts or {}
    packing = Packing()
    for row in sorted(rows, key=itemgetter("row_number")):
        codes = doubts.get(row["row_number"])
        if row["problems"] or row["warnings"] or codes:
            line = packed_line(row["row_number"], row["problems"], row["warnings"], codes)
            packing.add(line)
    task = MarkingTask(
        form, kind, Limits(), 12, 3, summary.rows, summary.good, summary.rows - summary.good,
        len(doubts), mapping,
    )  # fmt: skip
    return packing.whole(), task


def marked(content: bytes, form: str = "07", **others: Any) -> bytes:
    """A workbook read and marked, in place or not at all."""
    packed, task = order(read(content, form), form, **others)
    return mark_in_place(content, packed, task)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)


def places(sheet: Any, *texts: str) -> dict[str, Any]:
    """Header cells by their text."""
    found = {cell.value: cell for row in sheet.iter_rows(max_row=12) for cell in row if cell.value}
    return {text: found[text] for text in texts}


def column_of(sheet: Any, text: str) -> int:
    return int(places(sheet, text)[text].column)


FAULTY = (
    a_row("07"), a_row("07", sex="?"), a_row("07", birth=None, id_number="12345"), a_row("07"),
)  # fmt: skip


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
