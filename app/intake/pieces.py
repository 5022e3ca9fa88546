"""Very long sheets read in pieces: the reader holds a whole sheet in memory, so it is given parts.

Each piece is a small workbook of its own with the strings and formats of the whole and some
thousands of its rows. Only a guarded workbook may be cut: its parts are well-formed and bounded.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import python_calamine

from app.intake.refusals import MIB, NotAWorkbook, not_a_workbook

PIECE_BYTES = 8 * MIB
_FIRST_BYTES = MIB // 4
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PROBE = (
    b'<worksheet xmlns="%b"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%b</t></is></c>'
    b"</row></sheetData></worksheet>"
)
_OPENING = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^<>]*)?(?<!/)>")
_DECLARATION = b"<?xml"
_NOT_PLAIN = re.compile(rb"<[!?]")


class _Sheet(NamedTuple):
    """A sheet's name and the part of the archive that holds it."""

    name: str
    part: str


def is_sheet(part: str) -> bool:
    """Whether a part of a guarded workbook holds a sheet."""
    return part.lower().startswith("xl/worksheets/")


def sheet_parts(clean: zipfile.ZipFile) -> list[_Sheet]:
    """The sheets in their order with their parts, as the reader itself takes them."""
    probes = {
        info.filename: _PROBE % (_MAIN, info.filename.encode())
        for info in clean.infolist()
        if is_sheet(info.filename)
    }
    with python_calamine.load_workbook(_copy(clean, probes)) as book:
        return [
            _Sheet(name, str(book.get_sheet_by_name(name).to_python()[0][0]))
            for name in book.sheet_names
        ]


def _copy(clean: zipfile.ZipFile, sheets: dict[str, bytes]) -> BytesIO:
    """The workbook with other sheets; those not named are left out."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for info in clean.infolist():
            if info.filename in sheets:
                copy.writestr(info.filename, sheets[info.filename])
            elif not is_sheet(info.filename):
                copy.writestr(info.filename, clean.read(info))
    out.seek(0)
    return out


def long_rows(clean: BytesIO, sheet: _Sheet) -> Iterator[list[Any]]:
    """The rows of a sheet from its first, blank ones included, each as wide as those before it."""
    number = width = 0
    for at, row in _numbered_rows(clean, sheet):
        width = max(width, len(row))
        while number < at:
            number += 1
            yield [""] * width
        number += 1
        yield row + [""] * (width - len(row))


def _numbered_rows(clean: BytesIO, sheet: _Sheet) -> Iterator[tuple[int, list[Any]]]:
    with zipfile.ZipFile(clean) as archive:
        for xml in _pieces(archive, sheet.part):
            yield from _rows_of(_copy(archive, {sheet.part: xml}), sheet.name)


def unfollowed() -> NotAWorkbook:
    """The refusal for a workbook that passed the guard and that the reader cannot follow."""
    return not_a_workbook("the reader cannot follow it", "không đọc được nội dung")


def _rows_of(piece: BytesIO, name: str) -> Iterator[tuple[int, list[Any]]]:
    """The row numbers (from 0) and cells of a piece."""
    try:
        with python_calamine.load_workbook(piece) as book:
            sheet = book.get_sheet_by_name(name)
            start, rows = sheet.start, sheet.to_python()
    except (python_calamine.CalamineError, OSError) as fault:
        raise unfollowed() from fault
    if start is not None:
        for at, cells in enumerate(rows, start[0]):
            yield at, [""] * start[1] + cells


def _pieces(clean: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML cut between rows, each piece with the sheet's own beginning and an end."""
    with clean.open(part) as source:
        rest = source.read(min(_FIRST_BYTES, PIECE_BYTES))
        found = _OPENING.search(rest)
        if found is None:
            return  # no rows
        before, prefix, rest = rest[: found.end()], found[1], rest[found.end() :]
        _check_plain(before, len(_DECLARATION))
        over, row_end = b"</" + prefix + b"sheetData>", b"</" + prefix + b"row>"
        after = over + b"</" + prefix + b"worksheet>"
        while (end := rest.find(over)) < 0:
            cut = rest.rfind(row_end) + len(row_end)
            if cut >= len(row_end):
                _check_plain(rest[:cut])
                yield before + rest[:cut] + after
                rest = rest[cut:]
            chunk = source.read(PIECE_BYTES)
            if not chunk:
                raise not_a_workbook("a sheet without an end", "trang tính không có phần kết")
            rest += chunk
        _check_plain(rest[:end])
        yield before + rest[:end] + after


def _check_plain(xml: bytes, start: int = 0) -> None:
    # In a comment or a section an end tag is mere text; no writer of workbooks puts any there.
    if _NOT_PLAIN.search(xml, start):
        raise not_a_workbook("comments between its rows", "có chú thích XML giữa các dòng")
