"""The guard before the reader of workbooks: what comes out is small and honest, or a refusal.

Tables of figures are short, so every part is gone through by expat; unlike a list of people, such a
workbook may hold formulas, if their values are saved with them. Also learnt on the way, because the
reader does not tell it: which cells are bold and which are merged.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.parsers import expat

from app.sheets.rules import NotATable

MIB: Final = 1 << 20
MOST_BYTES: Final = 8 * MIB
MOST_ROWS, MOST_COLUMNS = 20_000, 200
_MOST_PARTS: Final = 400
_MOST_PART: Final = 48 * MIB
_MOST_ALL: Final = 64 * MIB
_MOST_CELLS: Final = 400_000
_MOST_MERGES: Final = 1_000
_NEEDED: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/styles\.xml|xl/sharedstrings\.xml|xl/worksheets/[^/]+\.xml"
)
_CODE: Final = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/|/embeddings/")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
    RuntimeError, ValueError, expat.ExpatError,
)  # fmt: skip
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHUNK: Final = 256 * 1024


@dataclass(slots=True)
class Seen:
    """What the guard saw of one worksheet: styles by cell (from 0), merged blocks."""

    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Guarded:
    """The checked parts in a fresh archive, and what was seen of each part on the way."""

    archive: BytesIO
    seen: dict[str, Seen]
    bold: frozenset[int]
    """Styles whose font is bold."""


def refused(reason: str, reason_vi: str) -> NotATable:
    """The refusal of a file."""
    return NotATable(reason=reason, reason_vi=reason_vi)


def guarded(content: bytes) -> Guarded:
    """The parts of a workbook that a table needs, checked; raises NotATable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _copied(archive, _entries(content, archive))
    except _BROKEN as fault:
        raise refused("the workbook is damaged", "tệp Excel bị hỏng") from fault


def _entries(content: bytes, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > _MOST_PARTS or content.count(b"PK\x01\x02") > 2 * _MOST_PARTS:
        raise refused("the workbook has too many parts", "tệp có quá nhiều phần")
    if len(set(names)) != len(names) or "xl/workbook.xml" not in names:
        raise refused("there is no workbook inside", "bên trong không phải bảng tính .xlsx")
    if any(_CODE.search(f"/{name}") for name in names):
        raise refused("the workbook carries macros or objects", "tệp có macro hoặc đối tượng nhúng")
    needed = [one for one in entries if _NEEDED.fullmatch(one.filename.lower())]
    for one in needed:
        allowed = max(MIB, 200 * one.compress_size)
        if one.file_size > min(_MOST_PART, allowed) or one.flag_bits & 1:
            raise refused("a part unpacks too far", f"phần {one.filename[:60]} giải nén quá lớn")
    if sum(one.file_size for one in needed) > _MOST_ALL:
        raise refused("the workbook unpacks too far", "tệp giải nén quá lớn")
    return needed


def _copied(archive: zipfile.ZipFile, needed: list[zipfile.ZipInfo]) -> Guarded:
    copy, seen, bold, cells = BytesIO(), {}, frozenset[int](), 0
    with zipfile.ZipFile(copy, "w") as clean:
        for part in needed:
            name = part.filename.lower()
            scan = _scan_of(name, part.file_size)
            with archive.open(part) as source, clean.open(part.filename, "w") as sink:
                while chunk := source.read(_CHUNK):
                    scan.feed(chunk)
                    sink.write(chunk)
            scan.close()
            if isinstance(scan, _SheetScan):
                seen[part.filename] = scan.seen
                cells += (scan.far_row + 1) * (scan.far_column + 1)
            elif isinstance(scan, _StyleScan):
                bold = frozenset(scan.bold())
    if cells > _MOST_CELLS:
        raise refused(
            "the sheets reach too far", "trang tính trải quá rộng so với một bảng số liệu"
        )
    copy.seek(0)
    return Guarded(copy, seen, bold)


def _scan_of(name: str, size: int) -> "_Scan":
    if name.startswith("xl/worksheets/"):
        return _SheetScan(name)
    if name == "xl/styles.xml":
        return _StyleScan(name)
    return _StringScan(name, size) if name == "xl/sharedstrings.xml" else _Scan(name)


class _Scan:
    """One pass over a part: well-formed UTF-8 XML without document type, entities, macros."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self.refuse_entity
        self.parser.EntityDeclHandler = self.refuse_entity
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed

    def refuse_entity(self, *_: object) -> None:
        raise refused("a part declares entities", f"phần {self.name} khai báo DOCTYPE hoặc ENTITY")

    def feed(self, chunk: bytes) -> None:
        if b"\0" in chunk:  # expat would follow a UTF-16 mark
            raise refused("a part is not UTF-8", f"phần {self.name} không phải UTF-8")
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise refused("the workbook carries macros", "tệp có macro")

    def closed(self, name: str) -> None:
        pass


class _StringScan(_Scan):
    """The shared strings: the reader makes room for the count they claim."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name)
        self.size = size

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        claimed = attributes.get("uniqueCount", "0")
        if not claimed.isdecimal() or int(claimed[:12]) * 5 > max(self.size, 5):
            raise refused("the strings claim too much", "bảng chuỗi khai khống số lượng")


class _StyleScan(_Scan):
    """The styles: which of them are bold."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.inside: list[str] = []
        self.fonts: list[bool] = []
        self.styles: list[int] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        local, above = name.rpartition(":")[2], self.inside[-1:]
        if local == "font" and above == ["fonts"]:
            self.fonts.append(False)
        elif local == "b" and above == ["font"] and "fonts" in self.inside and self.fonts:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif local == "xf" and above == ["cellXfs"]:
            font = attributes.get("fontId", "0")
            self.styles.append(int(font) if font.isdecimal() and len(font) < 6 else 0)
        self.inside.append(local)

    def closed(self, name: str) -> None:
        self.inside.pop()

    def bold(self) -> list[int]:
        return [
            at for at, font in enumerate(self.styles) if font < len(self.fonts) and self.fonts[font]
        ]


class _SheetScan(_Scan):
    """A worksheet: how far it reaches, what is merged, styles, formulas without their values."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.parser.CharacterDataHandler = self.text
        self.seen = Seen()
        self.row = self.column = self.far_row = self.far_column = -1
        self.formula = self.valued = self.in_value = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.cell(attributes)
        elif local == "row":
            number = attributes.get("r", str(self.row + 2))
            self.row, self.column = int(number[:8]) - 1, -1
            self.reach(self.row, 0)
        elif local == "f":
            self.formula = True
        elif local in ("v", "t"):
            self.in_value = True
        elif local == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def cell(self, attributes: dict[str, str]) -> None:
        self.formula = self.valued = False
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            at = (self.row, self.column)
        else:
            at = _place(reference)
            self.column = at[1]
        self.reach(*at)
        style = attributes.get("s", "0")
        if style != "0" and style.isdecimal() and len(style) < 6:
            self.seen.styles[at] = int(style)

    def text(self, words: str) -> None:
        self.valued = self.valued or (self.in_value and bool(words))

    def closed(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self.in_value = False
        elif local == "c" and self.formula and not self.valued:
            cell = f"{letters(self.column)}{self.row + 1}"
            raise refused(
                f"the formula at {cell} has no saved value",
                f"ô {cell} là công thức chưa có giá trị; hãy mở bằng Excel rồi lưu lại",
            )

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        self.reach(bottom, right)
        if len(self.seen.merges) < _MOST_MERGES:
            self.seen.merges.append((top, left, bottom, right))

    def reach(self, row: int, column: int) -> None:
        self.far_row, self.far_column = max(self.far_row, row), max(self.far_column, column)
        if self.far_row >= MOST_ROWS or self.far_column >= MOST_COLUMNS:
            raise refused(
                f"{self.name} reaches beyond {MOST_ROWS} rows or {MOST_COLUMNS} columns",
                f"trang tính vượt quá {MOST_ROWS} dòng hoặc {MOST_COLUMNS} cột; hãy xóa phần thừa",
            )


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise refused("strange cell reference", "tọa độ ô lạ")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def letters(column: int) -> str:
    """The letters of a column counted from 0: 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
