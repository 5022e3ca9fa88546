"""Statement files become lines on the stage: CSV by the database's own parser, others by rows."""

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import intake
from app.core.staging import RowRefused, copy_csv, fill_stage
from app.core.text import fold
from app.reconciliation import iso_statements
from app.reconciliation.rules import Form, MediaTypeUnknown, TooManyLines, unreadable
from app.reconciliation.stage import FIELDS, SPARE, STAGE
from app.reconciliation.words import COLUMNS, NEEDED, columns_in

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML: Final = ("application/xml", "text/xml")
_HEADING_WITHIN: Final = 30
_HEAD_BYTES: Final = 64 * 1024
_CHUNK: Final = 256 * 1024
_AT_ONCE: Final = 2000
_BOM: Final = b"\xef\xbb\xbf"
_MESSAGE: Final = ("reference", "amount_dong", "result", "done_on", "reason")
"""The columns of a line that a message tells."""
_FAULTS: Final = {
    "encoding": ("is not UTF-8", "không phải mã UTF-8"),
    "long": ("has more cells than the headings", "có nhiều ô hơn hàng tiêu đề"),
    "short": ("has fewer cells than the headings", "có ít ô hơn hàng tiêu đề"),
    "quotes": ("has broken quotes", "có dấu ngoặc kép không khớp"),
    "row": ("cannot be read", "không đọc được"),
}


class Head(NamedTuple):
    """What a file says of itself; None where its form has no place for it."""

    number: str | None = None
    made_on: date | None = None
    line_count: int | None = None
    total_dong: int | None = None


def form_of(media_type: str, content: bytes) -> Form:
    """The form of a file by its type, and of XML by its namespace; raises MediaTypeUnknown."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind == CSV:
        return Form.CSV
    if kind == XLSX:
        return Form.XLSX
    if kind in XML:
        for form in (Form.PAIN_002, Form.CAMT_054):
            if f":{form}.".encode() in content[:_HEAD_BYTES]:
                return form
        raise unreadable("neither pain.002 nor camt.054", "không phải pain.002 hay camt.054")
    raise MediaTypeUnknown


async def stage_file(session: AsyncSession, form: Form, content: bytes, limit: int) -> Head:
    """Put the lines of a file on the stage; raises StatementUnreadable, TooManyLines."""
    if form is Form.CSV:
        await _stage_csv(session, content)
        return Head()
    if form is Form.XLSX:
        rows = rows_of_sheets(await intake.read_tables(content), limit)
        await fill_stage(session, STAGE, FIELDS, _few_at_once(rows))
        return Head()
    head = await asyncio.to_thread(iso_statements.head_of, BytesIO(content))
    read = {
        Form.PAIN_002: iso_statements.lines_of_pain002,
        Form.CAMT_054: iso_statements.lines_of_camt054,
    }[form]
    lines = _counted(read(BytesIO(content)), limit)
    await fill_stage(session, STAGE, _MESSAGE, _few_at_once(lines))
    return Head(head.number, head.made_on, head.declared_count, head.declared_total)


async def stage_lines(session: AsyncSession, lines: Sequence[Any]) -> None:
    """Put the lines of a JSON statement on the stage."""
    rows = (tuple(_text(line.get(name)) for name in FIELDS) for line in lines)
    await fill_stage(session, STAGE, FIELDS, _few_at_once(rows))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


async def _few_at_once(rows: Iterable[Sequence[str | None]]) -> AsyncIterator[Sequence[Any]]:
    """Rows as they are read, in another thread, a few at once: memory does not grow with them."""
    reading = iter(rows)
    while some := await asyncio.to_thread(lambda: list(islice(reading, _AT_ONCE))):
        for row in some:
            yield row


def _counted(lines: Iterable[Any], limit: int) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        if number > limit:
            raise TooManyLines(limit=limit)
        yield line


async def _stage_csv(session: AsyncSession, content: bytes) -> None:
    start = len(_BOM) if content.startswith(_BOM) else 0
    while content[start : start + 1] in (b"\r", b"\n"):
        start += 1
    columns, separator, begin = _headings(content, start)
    # Alone on a line this would end the copy, and what stands below would be lost unseen.
    above = content.count(b"\n", 0, begin) or content.count(b"\r", 0, begin)
    if (ended := content.find(b"\n\\.", begin - 1)) >= 0:
        raise _refused(content.count(b"\n", begin, ended + 1) + 1, "row", above)
    try:
        await copy_csv(session, STAGE, columns, _chunks(content, begin), separator)
    except RowRefused as at_fault:
        raise _refused(at_fault.line, at_fault.fault, above) from None


def _headings(content: bytes, start: int) -> tuple[list[str], str, int]:
    """The columns of a CSV file, its separator, and where its lines begin."""
    ends = [at for at in (content.find(b"\n", start), content.find(b"\r", start)) if at >= 0]
    end = min(ends, default=len(content))
    try:
        line = content[start:end].decode()
    except UnicodeDecodeError:
        raise _refused(0, "encoding") from None
    separator = ";" if line.count(";") > line.count(",") else ","
    try:
        (headings,) = csv.reader([line], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        raise _refused(0, "quotes") from None
    begin = end + 2 if content[end : end + 2] == b"\r\n" else end + 1
    return _named(columns_in(headings)), separator, begin


def _named(columns: Sequence[str | None]) -> list[str]:
    """Every column of a file by its place on the stage; what is not ours goes to the spare ones."""
    if columns.count(None) > len(SPARE):
        raise unreadable("too many columns", "quá nhiều cột")
    spare = iter(SPARE)
    return [column or next(spare) for column in columns]


async def _chunks(content: bytes, begin: int) -> AsyncIterator[bytes]:
    """The lines in pieces, without the blank lines at the end."""
    end = len(content)
    while end > begin and content[end - 1] in b"\r\n":
        end -= 1
    for at in range(begin, end, _CHUNK):
        yield content[at : min(at + _CHUNK, end)]


def _refused(line: int, fault: str, above: int = 0) -> Exception:
    """The refusal of one line of a file; 0 is its heading, `above` the rows down to that."""
    reason, reason_vi = _FAULTS[fault]
    name, name_vi = ("row {0}", "dòng {0} của tệp") if line else ("the heading", "hàng tiêu đề")
    name, name_vi = name.format(line + above), name_vi.format(line + above)
    located = {
        "pointer": f"#/lines/{line - 1}", "code": fault,
        "message": f"{name_vi.capitalize()}: {reason_vi}.",
    }  # fmt: skip
    errors = [located] if line else []
    return unreadable(f"{name} {reason}", f"{name_vi} {reason_vi}", errors=errors)


def rows_of_sheets(sheets: Sequence[Sequence[Sequence[str]]], limit: int) -> list[Sequence[str]]:
    """The rows of a workbook by field, sheet after sheet: titles above, sums below them.

    A list to sign has an order on every row and is handed in as far as it is filled in: where
    there are several sheets, or titles, a row that tells neither a result nor a day says nothing.
    """
    rows: list[Sequence[str]] = []
    for _, _, row in located_rows(sheets):
        rows.append(row)
        if len(rows) > limit:
            raise TooManyLines(limit=limit)
    return rows


def located_rows(
    sheets: Sequence[Sequence[Sequence[str]]],
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """The same rows, each with the place of its sheet, from 0, and its row there, from 1."""
    found = [(n, first) for n, one in enumerate(sheets) if (first := _heading(one)) is not None]
    if not found:
        found = [(0, next((n for n, row in enumerate(sheets[0]) if any(row)), 0))]
    for place, first in found:
        sheet = sheets[place]
        columns = columns_in(sheet[first] if sheet else ())
        for number, cells in enumerate(sheet[first + 1 :], first + 2):
            row = _by_column(columns, cells)
            if any(cells) and (first == 0 or row[_RESULT] or row[_DONE_ON]):
                yield place, number, row


_RESULT: Final = FIELDS.index("result")
_DONE_ON: Final = FIELDS.index("done_on")


def _heading(sheet: Sequence[Sequence[str]]) -> int | None:
    return next((n for n, row in enumerate(sheet[:_HEADING_WITHIN]) if _heads(row)), None)


def _heads(row: Sequence[str]) -> bool:
    return set(NEEDED) <= {COLUMNS.get(fold(cell)) for cell in row}


def _by_column(columns: Sequence[str | None], row: Sequence[str]) -> tuple[str, ...]:
    """A row's cells in the order of the stage's fields."""
    cells = {column: cell for column, cell in zip(columns, row, strict=False) if column}
    return tuple(cells.get(field, "") for field in FIELDS)
