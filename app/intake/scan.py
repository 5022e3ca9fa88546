"""The streaming passes over the parts of a workbook: what no reader may see is refused here."""

import re
import zipfile
from functools import lru_cache
from typing import ClassVar
from xml.parsers import expat

from app.intake.refusals import (
    CellBroken,
    CellOutOfBounds,
    CellTooLong,
    CharacterForbidden,
    EntityFound,
    ExternalLinkFound,
    FormulaFound,
    Limits,
    MacroFound,
    WorkbookBomb,
    not_a_workbook,
)


class Scan:
    """One streaming pass over a part: well-formed UTF-8 XML without document type or entities."""

    def __init__(self, part: zipfile.ZipInfo, limits: Limits) -> None:
        self.part, self.limits = part, limits
        self.place = part.filename.rpartition("/")[2].removesuffix(".xml")
        # The declared encoding is overridden: the reader takes every part for UTF-8 as well.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.entity_found
        self.parser.EntityDeclHandler = self.entity_found
        self.parser.StartElementHandler = self.opened

    def entity_found(self, *_: object) -> None:
        raise EntityFound(part=self.part.filename)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise MacroFound(part=self.part.filename)
        if attributes.get("TargetMode") == "External":
            raise ExternalLinkFound(part=self.part.filename)

    def feed(self, chunk: bytes) -> None:
        # Expat would follow a UTF-16 mark in spite of the override; such text is full of NUL bytes.
        if b"\0" in chunk:
            raise not_a_workbook("NUL bytes or another encoding", "có byte NUL hoặc bảng mã lạ")
        self.check(chunk)

    def check(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)


# Possessive only on single characters: before Python 3.11.5 a possessive group that backtracks
# inside could end in the wrong place. The units are unambiguous, so greedy groups read the same.
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]{0,%d}+"
_WORDS = rb'<t(?: xml:space="preserve")?>' + _TEXT + rb"</t>"
_CELL = (
    rb'<c r="[A-%c]\1"(?: s="[0-9]{1,5}")?(?: t="(?:s|n|str|b|d|inlineStr)")?'
    rb"(?:/>|>(?:<v>" + _TEXT + rb"</v>|<is>" + _WORDS + rb"</is>)?</c>)"
)
_ROW = (
    rb'[ \r\n\t]*+<row r="([0-9]{1,7})"(?: (?!r=)[a-zA-Z0-9:]++="[^"<>&]*+")*'
    rb"(?:/>|>(?:" + _CELL + rb")*</row>)"
)
_ITEM = rb"[ \r\n\t]*+<si>(?:" + _WORDS + rb"|<t/>)</si>"
_UNSAFE_ESCAPE = re.compile(
    rb"_x(?:00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f]|7[Ff])|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EFef])_"
)
_SPARSE_CELLS = 1_000_000
_EXCEL = "http://schemas.microsoft.com/office/excel/2006/main"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _CuttingScan(Scan):
    """A scan that takes the ordinary units of a part (rows, strings) by one strict pattern.

    Expat calls Python for every tag, which is what a scan costs; nearly all of a list is rows of
    one plain shape. A unit is taken by the pattern only where expat has just closed the unit before
    it, or opened the container: then expat stands between two elements, and a unit that the pattern
    accepts whole means the same to every reader. All else goes through expat, which decides.
    """

    head: ClassVar[re.Pattern[bytes]]
    container: ClassVar[str]
    unit: ClassVar[str]

    def __init__(self, part: zipfile.ZipInfo, limits: Limits) -> None:
        super().__init__(part, limits)
        self.parser.EndElementHandler = self.closed
        self.parser.CharacterDataHandler = self.text
        self.closing = f"</{self.unit}>".encode()
        self.longest = 4 * limits.max_columns * limits.max_cell_chars
        self.rest = self.tail = b""
        self.step = self.seek_head
        self.at = self.fed = self.mark = self.characters = 0

    def check(self, chunk: bytes) -> None:
        if escape := _UNSAFE_ESCAPE.search(self.tail + chunk):
            raise CharacterForbidden(cell=self.place, code=escape[0].decode())
        self.tail = chunk[-6:]
        self.rest = self.rest[self.at :] + chunk
        self.at = 0
        self.step()

    def close(self) -> None:
        self.parse(len(self.rest))
        super().close()

    def parse(self, end: int) -> None:
        piece = self.rest[self.at : end]
        self.at = end
        self.fed += len(piece)
        self.parser.Parse(piece, False)

    def seek_head(self) -> None:
        found = self.head.search(self.rest)
        if found is not None:
            self.parse(found.end())
            if self.mark == self.fed - len(found[0]):
                self.step = self.cut
                self.cut()
            else:
                self.give_up_cutting()
        elif len(self.rest) > self.longest:
            self.give_up_cutting()

    def cut(self) -> None:
        while True:
            self.at = self.take_units()
            end = self.rest.find(self.closing, self.at)
            if end < 0:
                break
            self.parse(end + len(self.closing))
            if self.mark != self.fed - len(self.closing):
                self.give_up_cutting()
                return
        if len(self.rest) - self.at > self.longest:
            self.give_up_cutting()

    def give_up_cutting(self) -> None:
        self.parser.EndElementHandler = None
        self.step = self.parse_all
        self.parse_all()

    def parse_all(self) -> None:
        self.parse(len(self.rest))

    def where(self) -> str:
        return self.place

    def take_units(self) -> int:
        """Where the ordinary units that begin at `at` end."""
        raise NotImplementedError

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == self.container:
            self.mark = self.parser.CurrentByteIndex
        self.element(local, attributes)

    def closed(self, name: str) -> None:
        if name == self.unit:
            self.mark = self.parser.CurrentByteIndex

    def element(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def text(self, words: str) -> None:
        self.characters += len(words)
        if self.characters > self.limits.max_cell_chars:
            raise CellTooLong(cell=self.where(), limit=self.limits.max_cell_chars)


class SheetScan(_CuttingScan):
    """A scan that bounds every cell of a sheet and refuses formulas and error values."""

    head = re.compile(rb"<sheetData>")
    container = "sheetData"
    unit = "row"

    def __init__(self, part: zipfile.ZipInfo, limits: Limits) -> None:
        super().__init__(part, limits)
        self.sheet, self.reference = self.place, ""
        # The pattern knows the columns A to Z: cells it takes reach no farther than that.
        self.row = self.column = self.far_row = 0
        self.far_column, chars = min(limits.max_columns, 26), limits.max_cell_chars
        self.pattern = re.compile(_ROW % (ord("A") + self.far_column - 1, chars, chars))

    def take_units(self) -> int:
        position, match, data = self.at, self.pattern.match, self.rest
        while found := match(data, position):
            self.row = int(found[1])
            if self.row > self.far_row:
                self.reach(self.row, 0, f"A{self.row}")
            position = found.end()
        return position

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        # Excel writes what its own lists and colours refer to as xm:f, beside the cells.
        if attributes.get("xmlns:xm", _EXCEL) != _EXCEL:
            raise not_a_workbook("strange prefix", "tiền tố lạ")
        if name == "c":  # nearly every tag
            self.cell(attributes)
        elif name != "xm:f":
            super().opened(name, attributes)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.cell(attributes)
        elif name == "row":
            self.row, self.column = self.number(attributes.get("r"), self.row + 1), 0
            self.reach(self.row, 0, f"A{self.row}")
        elif name == "f":
            raise FormulaFound(cell=self.where())

    def where(self) -> str:
        return f"{self.sheet}!{self.reference}" if self.reference else self.sheet

    def cell(self, attributes: dict[str, str]) -> None:
        self.characters = 0
        reference = attributes.get("r")
        if reference is None:
            row, self.column = self.row, self.column + 1
            self.reference = f"R{row}C{self.column}"
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise not_a_workbook("strange cell reference", "tọa độ ô lạ")
            row, self.column = int(found[2]), _column_number(found[1])
            self.reference = reference
        if row > self.far_row or self.column > self.far_column:
            self.reach(row, self.column, self.reference)
        if attributes.get("t") == "e":
            raise CellBroken(cell=self.where())

    def number(self, text: str | None, otherwise: int) -> int:
        if text is None:
            return otherwise
        if not re.fullmatch("[0-9]{1,7}", text):
            raise not_a_workbook("strange row number", "số dòng lạ")
        return int(text)

    def reach(self, row: int, column: int, reference: str) -> None:
        self.far_row, self.far_column = max(self.far_row, row), max(self.far_column, column)
        if self.far_row > self.limits.last_row or self.far_column > self.limits.max_columns:
            raise CellOutOfBounds(
                cell=f"{self.sheet}!{reference}",
                columns=self.limits.max_columns,
                rows=self.limits.max_rows,
            )

    def close(self) -> None:
        super().close()
        # The reader makes room for the whole rectangle up to the farthest cell, full or empty.
        if self.far_row * self.far_column > max(self.part.file_size, _SPARSE_CELLS):
            raise WorkbookBomb(part=self.part.filename)


class StringScan(_CuttingScan):
    """A scan that bounds every shared string, and the count that the reader would reserve for."""

    head = re.compile(rb"<sst\b[^<>]*>")
    container = "sst"
    unit = "si"

    def __init__(self, part: zipfile.ZipInfo, limits: Limits) -> None:
        super().__init__(part, limits)
        chars = limits.max_cell_chars
        self.pattern = re.compile(rb"(?:" + _ITEM % chars + rb")*")

    def take_units(self) -> int:
        found = self.pattern.match(self.rest, self.at)
        return found.end() if found else self.at

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.characters = 0
        elif name == "sst":
            # The reader reserves memory for this count unseen; no string is under five bytes.
            declared = attributes.get("uniqueCount", "0")
            if not re.fullmatch("[0-9]{1,8}", declared) or int(declared) * 5 > self.part.file_size:
                raise WorkbookBomb(part=self.part.filename)


@lru_cache(maxsize=20_000)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
