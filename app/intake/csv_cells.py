"""Lists as CSV: UTF-8, the separator found, and no cell that a spreadsheet runs as a formula."""

import contextlib
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Any, ClassVar

from app.intake.refusals import (
    CellOutOfBounds,
    CellTooLong,
    CharacterForbidden,
    Limits,
    WorkbookRefused,
    WorkbookTooLarge,
)

CSV = "text/csv"
SEPARATORS = ";,\t"
_SAID = re.compile(rb"(?:\xef\xbb\xbf)?sep=([;,\t])\r?\n", re.IGNORECASE)
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")


class NotUtf8(WorkbookRefused):
    """Line {line} of the CSV file is not UTF-8 text; save it as "CSV UTF-8"."""

    vi: ClassVar[str] = (
        "Dòng {line} của tệp CSV không phải văn bản UTF-8; hãy lưu lại dưới dạng “CSV UTF-8”."
    )


class QuotesBroken(WorkbookRefused):
    """Near line {line} of the CSV file a quoted text is not closed, or goes on after its quote."""

    vi: ClassVar[str] = (
        "Gần dòng {line} của tệp CSV có dấu nháy kép không đóng, hoặc có chữ sau dấu đóng."
    )


def guard_cell(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula: with one ' before it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def bare_cell(text: str) -> str:
    """The text of a CSV cell without the ' that `guard_cell` gave it."""
    return text[1:] if _GUARDED.match(text) else text


def csv_rows(
    content: bytes, limits: Limits, is_table: Callable[[list[list[Any]]], bool], look: int
) -> Iterator[list[Any]]:
    """The rows of a CSV list, all of at least one width, read as they are asked for.

    The separator is the one with which `is_table` finds its table in the first `look` rows.
    Refuses other encodings, control characters, and what is larger than a list may be.
    """
    _check_text(content, limits)
    separator = _separator(content, limits, is_table, look)
    width = max(map(len, islice(_records(content, separator, limits), look)), default=0)
    return (row + [None] * (width - len(row)) for row in _records(content, separator, limits))


def _check_text(content: bytes, limits: Limits) -> None:
    if len(content) > limits.max_bytes:
        raise WorkbookTooLarge(found=len(content), limit=limits.max_bytes)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotUtf8(line=content.count(b"\n", 0, fault.start) + 1) from None
    if found := _FORBIDDEN.search(content):
        line = content.count(b"\n", 0, found.start()) + 1
        if found[0] == b"\0":  # as UTF-16 has them
            raise NotUtf8(line=line)
        raise CharacterForbidden(cell=_line(line), code=f"U+{found[0][0]:04X}")


def _separator(
    content: bytes, limits: Limits, is_table: Callable[[list[list[Any]]], bool], look: int
) -> str:
    if said := _SAID.match(content):
        return said[1].decode()
    widest = (0, SEPARATORS[0])
    for separator in SEPARATORS:
        rows: list[list[Any]] = []
        # With another separator the same text may break a bound; the last reading tells.
        with contextlib.suppress(WorkbookRefused):
            rows.extend(islice(_records(content, separator, limits), look))
        if is_table(rows):
            return separator
        columns = max((len([cell for cell in row if cell]) for row in rows), default=0)
        widest = max(widest, (columns, separator))
    return widest[1]


def _records(content: bytes, separator: str, limits: Limits) -> Iterator[list[Any]]:
    lines = TextIOWrapper(BytesIO(content), "utf-8-sig", newline="")
    if _SAID.match(content):
        lines.readline()
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            _check_bounds(number, row, limits)
            yield [bare_cell(cell) if cell[:1] == "'" else cell for cell in row]
    except csv.Error as fault:
        if "field larger" in str(fault):
            raise CellTooLong(cell=_line(reader.line_num), limit=limits.max_cell_chars) from None
        raise QuotesBroken(line=reader.line_num) from None


def _check_bounds(number: int, row: list[str], limits: Limits) -> None:
    if number > limits.last_row or (
        len(row) > limits.max_columns and any(row[limits.max_columns :])
    ):
        raise CellOutOfBounds(cell=_line(number), columns=limits.max_columns, rows=limits.max_rows)
    del row[limits.max_columns :]
    if any(len(cell) > limits.max_cell_chars for cell in row):
        raise CellTooLong(cell=_line(number), limit=limits.max_cell_chars)


def _line(number: int) -> str:
    return f"CSV!{number}"


def csv_text(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as lines of CSV, separated by semicolons, every text quoted and no cell a formula."""
    for row in rows:
        yield ";".join(map(_csv_cell, row)) + "\r\n"


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f"{cell:.16G}" if isinstance(cell, float) else str(cell)
    quoted = guard_cell(cell).replace('"', '""')
    return f'"{quoted}"'
