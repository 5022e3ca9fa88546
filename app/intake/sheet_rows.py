"""The rows of a guarded sheet as its XML has them: kept byte for byte, but for the cells we mark.

The editing library takes a tenth of a second for a hundred rows and forgets some of what they say
(escapes, parts of texts in colour, days out of range). So it edits all that stands around the rows,
and the rows themselves are copied; a row that is marked is cut into its cells, and no other.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string, get_column_letter

from app.intake.refusals import MIB

_CHUNK = MIB
_OPEN = re.compile(rb"<sheetData[ \r\n\t]*(/?)>")
_CLOSE, _ROW_END = b"</sheetData>", b"</row>"
_ROW_TAG = re.compile(rb"[ \r\n\t]*<row\b([^>]*?)(/?)>")
_PREFIXED_ATTRIBUTE = re.compile(rb'\s[A-Za-z0-9]+:[A-Za-z]+="[^"]*"')
_PREFIXED = re.compile(
    rb'</?[A-Za-z][A-Za-z0-9]*:|[ \t\r\n](?!xml:space)[A-Za-z][A-Za-z0-9]*:[A-Za-z]+="'
)
_DIMENSION = re.compile(rb'<dimension ref="([A-Z0-9:]{2,20})"')
_CELL_START = re.compile(rb"<c[ \t\r\n/>]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})[0-9]+"')
_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
_STYLE = re.compile(rb' *\bs="([0-9]+)"')
_SPANS = re.compile(rb' spans="[^"]*"')
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class NotInPlace(Exception):
    """Not a refusal: this workbook cannot be edited as it is; a copy is made of its rows."""


@dataclass
class SheetParts:
    """A sheet cut in two: what stands around the rows, and the rows."""

    around: bytes
    rows: IO[bytes]
    extent: str
    """The range of its cells, as the sheet says."""
    plain: bool = False
    """Whether the rows hold nothing any more that the library does not declare."""


class Row(NamedTuple):
    """One row as it is written: its number, its attributes, its cells."""

    number: int
    attributes: bytes
    cells: bytes

    def whole(self) -> bytes:
        """The row as it goes out again."""
        return b"<row%s>%s</row>" % (self.attributes, self.cells)


def cut_sheet(part: IO[bytes], rows: IO[bytes]) -> SheetParts:
    """Cut a sheet, its rows into a file of their own.

    Raises NotInPlace when it is not written as every office program writes it.
    """
    head = b""
    while (opened := _OPEN.search(head)) is None:
        chunk = part.read(_CHUNK)
        if not chunk:
            raise NotInPlace("no rows where they are expected")
        head += chunk
    rest = head[opened.end() :]
    tail = rest + part.read() if opened[1] else _keep_rows(rest, part, rows)
    extent = _DIMENSION.search(head)
    around = head[: opened.start()] + b"<sheetData/>" + tail
    return SheetParts(around, rows, extent[1].decode() if extent else "A1")


def _keep_rows(rest: bytes, part: IO[bytes], rows: IO[bytes]) -> bytes:
    """Put the rows aside; answers what follows them."""
    while (end := rest.find(_CLOSE)) < 0:
        chunk = part.read(_CHUNK)
        if not chunk:
            raise NotInPlace("the rows do not end")
        rows.write(rest[: -len(_CLOSE)])
        rest = rest[-len(_CLOSE) :] + chunk
    rows.write(rest[:end])
    return rest[end + len(_CLOSE) :] + part.read()


def rows_of(rows: IO[bytes]) -> Iterator[Row]:
    """Row by row, without what belongs to namespaces that the library does not declare again.

    Raises NotInPlace when there is something else among them.
    """
    rows.seek(0)
    rest = b""
    while chunk := rows.read(_CHUNK):
        *ended, rest = (rest + chunk).split(_ROW_END)
        for text in ended:
            yield from _rows_in(text, True)
    yield from _rows_in(rest, False)


def _rows_in(text: bytes, ended: bool) -> Iterator[Row]:
    """Rows without cells, then (before the end of a row) one with cells."""
    at = 0
    while tag := _ROW_TAG.match(text, at):
        at, blank = tag.end(), bool(tag[2])
        number = _NUMBER.search(tag[1])
        if number is None or not (blank or ended):
            raise NotInPlace("a row that does not say which it is")
        attributes = _PREFIXED_ATTRIBUTE.sub(b"", tag[1]) if b":" in tag[1] else tag[1]
        yield Row(int(number[1]), attributes, b"" if blank else _plain(text[at:]))
        if not blank:
            return
    if ended or text[at:].strip():
        raise NotInPlace("something else among the rows")


def _plain(cells: bytes) -> bytes:
    if b"<!" in cells or (b":" in cells and _PREFIXED.search(cells)):
        raise NotInPlace("a row with more than cells and texts in it")
    return cells


def last_filled(row: Row, without: Collection[int]) -> int:
    """The last column with any content, counted from 1; 0 when there is none."""
    end = len(row.cells)
    while (start := row.cells.rfind(b"<c ", 0, end)) >= 0:
        if row.cells.find(b"</c>", start, end) >= 0:
            place = _PLACE.search(row.cells, start, end)
            column = column_index_from_string(place[1].decode()) if place else 0
            if column not in without:
                return column
        end = start
    return 0


def row_style(row: Row) -> int | None:
    """The style of the row's cells that are not written."""
    found = _STYLE.search(row.attributes)
    return int(found[1]) if found else None


StyleOf = Callable[[int, int | None, bool], int]
"""The style of a cell, by its column, the style it has (None: it is not there), and if empty."""


def restyled(
    row: Row, style_of: StyleOf, wanted: Mapping[int, str | None], removed: Collection[int],
    every: bool,
) -> bytes:  # fmt: skip
    """The row with its wanted cells in a new style (or all of them), those of `removed` gone.

    A wanted cell with a text is written anew; without one it is there, empty if it was not before.
    """
    written: dict[int, bytes] = {}
    for column, cell in _cells(row):
        if column in removed or wanted.get(column) is not None:
            continue
        touched = every or column in wanted
        written[column] = _in_style(cell, column, style_of) if touched else cell
    for column, text in wanted.items():
        if column not in written:
            style = style_of(column, None, True)
            written[column] = _new_cell(row.number, column, style, text)
    cells = b"".join(written[column] for column in sorted(written))
    return b"<row%s>%s</row>" % (_SPANS.sub(b"", row.attributes), cells)


def _cells(row: Row) -> Iterator[tuple[int, bytes]]:
    first, *others = row.cells.split(b"<c ")
    if first.strip() or len(_CELL_START.findall(row.cells)) != len(others):
        raise NotInPlace("something else among the cells")
    for rest in others:
        place = _PLACE.search(rest, 0, rest.find(b">"))
        if place is None:
            raise NotInPlace("a cell that does not say where it is")
        yield column_index_from_string(place[1].decode()), b"<c " + rest


def _in_style(cell: bytes, column: int, style_of: StyleOf) -> bytes:
    end = cell.index(b">")
    attributes, rest = cell[:end], cell[end:]
    own = _STYLE.search(attributes)
    empty = attributes.endswith(b"/")
    style = style_of(column, int(own[1]) if own else 0, empty)
    kept = _STYLE.sub(b"", attributes.rstrip(b"/").rstrip())
    return b'%s s="%d"%s%s' % (kept, style, b"/" if empty else b"", rest)


def _new_cell(row: int, column: int, style: int, text: str | None) -> bytes:
    head = f'<c r="{get_column_letter(column)}{row}" s="{style}"'
    if text is None:
        return f"{head}/>".encode()
    words = escape(_LIKE_ESCAPE.sub("_x005F_", writable(text)))
    return f'{head} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'.encode()


def writable(text: str) -> str:
    """The text without what no XML may hold."""
    return _UNWRITABLE.sub("\ufffd", text)
