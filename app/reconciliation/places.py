"""Where the lines of a statement stand in the file that told them, as Excel counts its rows.

Lines are numbered one after another from 1; a file has headings, titles, blank rows and several
sheets between them. Places are read from the kept file, and remembered by this process.
"""

import asyncio
import csv
from bisect import bisect_right
from collections.abc import Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, intake
from app.core.errors import NotFound, Refused
from app.core.remembered import Remembered
from app.reconciliation.files import located_rows
from app.reconciliation.rules import Form, StatementNotClean, StatementUnreadable
from app.reconciliation.stage import FIELDS
from app.reconciliation.tables import Statement
from app.reconciliation.words import columns_in

_QUICKLY_READ: Final = 20_000
"""Lines of a workbook that a page reads while somebody waits."""
_SHEETS: Final = (Form.CSV, Form.XLSX)


class Place(NamedTuple):
    """A row as Excel counts it; the name of its sheet where the file has several."""

    row: int
    sheet: str = ""


class Run(NamedTuple):
    """From this line on, line after line stands in row after row."""

    line: int
    place: Place


class Places:
    """The place of every line of a file."""

    def __init__(self, told: Iterable[Place] = ()) -> None:
        self._runs: list[Run] = []
        for line, place in enumerate(told, 1):
            if self.of(line) != place:
                self._runs.append(Run(line, place))

    def of(self, line: int) -> Place | None:
        """The place of a line; none where it came in no sheet, or the file is not to be seen."""
        at = bisect_right(self._runs, line, key=lambda run: run.line)
        if not at:
            return None
        begin, place = self._runs[at - 1]
        return place._replace(row=place.row + line - begin)


async def places_in(form: Form, content: bytes) -> Places:
    """The places of the lines of a file; nothing of a form without rows."""
    if form is Form.XLSX:
        sheets = await intake.read_named_tables(content)
        return await asyncio.to_thread(_in_sheets, sheets)
    if form is Form.CSV:
        return await asyncio.to_thread(_in_csv, content)
    return Places()


def _in_sheets(sheets: Sequence[tuple[str, list[list[str]]]]) -> Places:
    rows = located_rows([table for _, table in sheets])
    names = [name if len(sheets) > 1 else "" for name, _ in sheets]
    return Places(Place(row, names[sheet]) for sheet, row, cells in rows if any(cells))


def _in_csv(content: bytes) -> Places:
    try:
        return Places(Place(row) for row in _csv_rows(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error, Refused):
        return Places()


def _csv_rows(text: str) -> Iterator[int]:
    """The rows of the filled lines."""
    head = next((line for line in text.splitlines() if line), "")
    separator = ";" if head.count(";") > head.count(",") else ","
    columns: list[str | None] = []
    for row, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1):
        if columns:
            ours = (cell for name, cell in zip(columns, cells, strict=False) if name in FIELDS)
            if any(ours):
                yield row
        elif cells:
            columns = columns_in(cells)


async def refused_in_file(
    refusal: StatementUnreadable | StatementNotClean, form: Form, content: bytes
) -> Refused:
    """The same refusal, its lines told by the rows of the file; pointers stay."""
    errors = refusal.facts.get("errors")
    if form not in _SHEETS or not isinstance(errors, list):
        return refusal
    places = await places_in(form, content)
    told = [{**one, "message": _message(one, places)} for one in errors]
    return type(refusal)(**(refusal.facts | {"errors": told}))


def _message(error: Mapping[str, str], places: Places) -> str:
    place = places.of(int(error["pointer"].split("/")[2]) + 1)
    if place is None:
        return error["message"]
    sheet = f", trang “{place.sheet}”" if place.sheet else ""
    words = error["message"].partition(": ")[2]
    return f"Dòng {place.row} của tệp{sheet}: {words}"


_known: Final = Remembered[tuple[str, bytes], Places](Places(), most=2000)


async def places_of(session: AsyncSession, statements: Collection[int]) -> dict[int, Places]:
    """The places of the lines of these statements, as far as whoever asks may see their files."""
    if not statements:
        return {}
    query = select(
        Statement.id, Statement.format, Statement.document_id, Statement.sha256
    ).where(
        Statement.id.in_(set(statements)), Statement.document_id.is_not(None),
        or_(
            Statement.format == Form.CSV,
            and_(Statement.format == Form.XLSX, Statement.line_count <= _QUICKLY_READ),
        ),
    )  # fmt: skip
    found = await session.execute(query)
    kept = {one.id: await _places_in_kept(session, one) for one in found}
    return {one: kept.get(one) or Places() for one in statements}


async def _places_in_kept(session: AsyncSession, statement: Any) -> Places:
    async def begin() -> Coroutine[Any, Any, Places]:
        kept = await documents.open_document(session, statement.document_id)
        return places_in(Form(statement.format), kept.content)

    try:
        return await _known.of((statement.format, statement.sha256), begin)
    except NotFound:
        return Places()
