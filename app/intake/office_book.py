"""An office's workbook open for marking: the library holds all of it but the rows of its sheets."""

import re
import shutil
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any, Literal, TypeAlias

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_WORKBOOK_RELS, SHARED_STRINGS

from app.intake.forms import header_key
from app.intake.headers import Header
from app.intake.marks import AUTHOR, MOST_COMMENTS, OWN_HEADERS, SUMMARY_SHEET
from app.intake.refusals import MIB
from app.intake.sheet_rows import (
    NotInPlace,
    SheetParts,
    cut_sheet,
    last_filled,
    rows_of,
    writable,
)
from app.intake.validations import extended_validations

Look: TypeAlias = Literal["faulty", "doubtful", "text", "header"]

_MOST_OTHER_BYTES = 48 * MIB
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_STRINGS = "/xl/sharedStrings.xml"
_STRINGS_RELATION = (
    b'<Relationship Id="rIdStrings" Target="%s" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/sharedStrings"/>' % _STRINGS.encode()
)
_YELLOW, _ORANGE, _RED = "FFFFE066", "FFF8B26A", "FFB00020"
_FACE = "Times New Roman"
_OWN_NOTE = f"\n[{AUTHOR}] "


class OfficeBook:
    """One workbook, guarded before, from an open archive."""

    def __init__(self, archive: zipfile.ZipFile, stack: ExitStack) -> None:
        self.stack = stack
        _check_other_parts(archive)
        self.parts: dict[str, SheetParts] = {}
        reader = _Reader(self._without_rows(archive), rich_text=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library will not keep; we do, or say so
            reader.read()
        self.book = reader.wb
        paths = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        self.parts_of = {s.title: self._parts_at(paths[s.title]) for s in self.book.worksheets}
        strings = reader.package.find(SHARED_STRINGS)
        self.strings = archive.read(strings.PartName[1:]) if strings is not None else None
        for sheet in self.book.worksheets:
            for one in extended_validations(self.parts_of[sheet.title].around):
                sheet.add_data_validation(one)

    def _without_rows(self, archive: zipfile.ZipFile) -> BytesIO:
        reduced = BytesIO()
        with zipfile.ZipFile(reduced, "w") as target:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    if _SHEET.fullmatch(entry.filename):
                        self.parts[entry.filename] = cut_sheet(part, self.new_file())
                        target.writestr(entry.filename, self.parts[entry.filename].around)
                    else:
                        target.writestr(entry.filename, part.read())
        return reduced

    def new_file(self) -> IO[bytes]:
        """A file for rows, gone when the work on the book is over."""
        return self.stack.enter_context(TemporaryFile())

    def _parts_at(self, path: str) -> SheetParts:
        try:
            return self.parts[path.lstrip("/")]
        except KeyError:
            raise NotInPlace("a sheet that is not where sheets are") from None

    def take_summary_away(self) -> bool:
        """Whether there was a summary of an earlier marking; it is gone."""
        old = [
            sheet
            for sheet in self.book.worksheets
            if sheet.title.startswith(SUMMARY_SHEET)
            and sheet.sheet_properties.tabColor is not None
            and sheet.sheet_properties.tabColor.rgb == _RED
        ]
        for sheet in old:
            self.book.remove(sheet)
        return bool(old)

    def page(self, name: str, header: Header, marked_before: bool) -> "Page":
        """The sheet of the list."""
        parts = self.parts_of[name]
        page = Page(self.book[name], parts, header, marked_before, self.new_file())
        page.take_notes_away()
        return page

    def add_summary(self, lines: Sequence[Sequence[str]]) -> None:
        """A last sheet with these cells; the first line is its title."""
        sheet = self.book.create_sheet(SUMMARY_SHEET)
        sheet.sheet_properties.tabColor = _RED
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 90, 14
        for number, texts in enumerate(lines, 1):
            strong = number == 1 or (len(texts) == 2 and not texts[1].isdigit())
            font = Font(name=_FACE, size=14 if number == 1 else 12, bold=strong)
            for place, text in enumerate(texts, 1):
                cell = sheet.cell(number, place)
                cell.value = int(text) if text.isdigit() else writable(text)
                if not text.isdigit():
                    cell.data_type = "s"  # also where the text begins with =
                cell.font = font
                cell.alignment = Alignment(wrap_text=True, vertical="top")

    def save(self, out: IO[bytes]) -> None:
        """Write the workbook with the rows that its sheets have now."""
        archive = _Archive(out, "w", zipfile.ZIP_DEFLATED)
        writer = _Writer(self.book, archive)
        writer.parts_of = self.parts_of
        if self.strings is not None:
            archive.writestr(_STRINGS[1:], self.strings)
            writer.manifest.append(_StringsPart)
        writer.save()


def _check_other_parts(archive: zipfile.ZipFile) -> None:
    """What the guard did not read, because no list needs it."""
    others = [one for one in archive.infolist() if not _SHEET.fullmatch(one.filename)]
    if sum(one.file_size for one in others) > _MOST_OTHER_BYTES:
        raise NotInPlace("too much to keep in memory at once")
    for one in others:
        if one.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(one) as part:
                if b"<!" in part.read(4_096).replace(b"\0", b""):
                    raise NotInPlace("a part declares a document type")


@dataclass
class Page:
    """The sheet of the list: its rows, its header, its styles and notes. Columns count from 1."""

    sheet: Any
    parts: SheetParts
    header: Header
    marked_before: bool
    sink: IO[bytes]
    """Where its rows are written anew."""

    def __post_init__(self) -> None:
        self.old_columns = frozenset(
            place
            for place, text in enumerate(self.header.texts, 1)
            if header_key(text) in OWN_HEADERS
        )
        self.marked_before = self.marked_before or bool(self.old_columns)
        self.notes = 0
        self._styles = self.sheet.parent._cell_styles
        self._looks: dict[tuple[int, Look | None, bool], int] = {}

    def add_columns(self, names: Sequence[str], most_columns: int) -> dict[str, int]:
        """Where our columns stand: behind the last that holds anything, wide and visible.

        Nowhere in a sheet as wide as lists may be: there the cells alone are marked.
        """
        first, last_row = 1, 1
        for row in rows_of(self.parts.rows):
            first = max(first, last_filled(row, self.old_columns) + 1)
            last_row = row.number
        if first + len(names) - 1 > most_columns:
            return {}
        places = {name: place for place, name in enumerate(names, first)}
        for place in places.values():
            self._show_column(place)
        self.parts.extent = f"A1:{get_column_letter(max(places.values()))}{last_row}"
        return places

    def _show_column(self, number: int) -> None:
        """Take one column out of those that the office has hidden or made narrow together."""
        wide = self.sheet.column_dimensions
        for dim in list(wide.values()):
            first, last = dim.min or 0, dim.max or 0
            if first <= number < last:
                rest = wide[get_column_letter(number + 1)]
                rest.min, rest.max = number + 1, last
                rest.width, rest.hidden = dim.width, dim.hidden
            if first < number <= last:
                dim.max = number - 1
        own = wide[get_column_letter(number)]
        own.min = own.max = number
        own.width, own.hidden = 60, False

    def hidden_by_merge(self, row: int, column: int) -> bool:
        """Whether the cell shows what another one shows, with which it is merged."""
        return isinstance(self.sheet._cells.get((row, column)), MergedCell)

    def default_style(self, row_style: int | None, column: int) -> int:
        """The style of a cell that is not written: its row's, else its column's."""
        if row_style is not None:
            return row_style
        for dim in self.sheet.column_dimensions.values():
            if (dim.min or 0) <= column <= (dim.max or 0) and dim._style is not None:
                return int(self._styles.add(dim._style))
        return 0

    def style(self, base: int, look: Look | None, empty: bool) -> int:
        """The style `base` with a mark on top of the office's own format; None takes marks away."""
        if look is None and not self.marked_before:
            return base
        key = (base, look, empty)
        if key not in self._looks:
            cell = Cell(self.sheet, 1, 1, style_array=self._styles[base])
            if self.marked_before:
                _take_colour_away(cell)
            if look is not None:
                _paint(cell, look, empty)
            self._looks[key] = int(self._styles.add(copy(cell._style)))
        return self._looks[key]

    def note(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell, after what the office itself has noted there."""
        if self.notes >= MOST_COMMENTS:
            return
        self.notes += 1
        cell = self.sheet.cell(row, column)
        own, text = cell.comment, writable(text)
        if own is None:
            height = 40 + 18 * (len(text) // 40 + text.count("\n") + 1)
            cell.comment = Comment(text, AUTHOR, height, 320)
        else:
            said = f"{own.text}{_OWN_NOTE}{text}"
            cell.comment = Comment(said, own.author, own.height, own.width)

    def take_notes_away(self) -> None:
        """Take away the notes of an earlier marking."""
        for cell in list(self.sheet._cells.values()):
            note = None if isinstance(cell, MergedCell) else cell.comment
            if note is None:
                continue
            kept, found, _ = note.text.partition(_OWN_NOTE)
            if note.author == AUTHOR:
                cell.comment = None
            elif found:
                cell.comment = Comment(kept, note.author, note.height, note.width)

    def rewritten(self) -> None:
        """All rows are in the sink: from now on they are the page's rows."""
        self.parts.rows, self.parts.plain = self.sink, True


def _paint(cell: Any, look: Look, empty: bool) -> None:
    """Colour is never the only sign: bold red text, or stripes where there is no text."""
    if look == "text":
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    elif look == "doubtful":
        cell.fill = PatternFill("solid", fgColor=_ORANGE)
    elif look == "faulty" and empty:
        cell.fill = PatternFill("lightUp", fgColor=_RED, bgColor=_YELLOW)
    else:
        cell.fill = PatternFill("solid", fgColor=_YELLOW)
        font = Font(name=_FACE, size=11) if look == "header" else copy(cell.font)
        font.b, font.color = True, _RED
        cell.font = font
        if look == "header":
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _take_colour_away(cell: Any) -> None:
    sides = (getattr(cell.fill, side, None) for side in ("fgColor", "bgColor"))
    if not {str(colour.rgb) for colour in sides if colour is not None} & {_YELLOW, _ORANGE}:
        return
    cell.fill = PatternFill()
    if cell.font.color is not None and cell.font.color.rgb == _RED:
        font = copy(cell.font)
        font.b, font.color = False, None
        cell.font = font


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads all but the texts of cells, which stay as they are."""

    def read_strings(self) -> None:
        return


class _StringsPart:
    """The texts of cells, for the list of parts."""

    path = _STRINGS
    mime_type = SHARED_STRINGS


class _Archive(zipfile.ZipFile):
    """Says where the texts of cells are, which the library would write into the cells."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *others: Any, **named: Any) -> None:
        if zinfo_or_arcname == ARC_WORKBOOK_RELS and _STRINGS[1:] in self.namelist():
            end = b"</Relationships>"
            data = data.replace(end, _STRINGS_RELATION + end)
        super().writestr(zinfo_or_arcname, data, *others, **named)


class _Writer(ExcelWriter):  # type: ignore[misc]
    """Writes the sheets with their rows as they stand beside the library."""

    parts_of: Mapping[str, SheetParts]

    def write_worksheet(self, sheet: Any) -> None:
        parts = self.parts_of.get(sheet.title)
        if parts is None:
            super().write_worksheet(sheet)
            return
        sheet._drawing = SpreadsheetDrawing()
        sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images
        out = BytesIO()
        writer = _AroundRows(sheet, out)
        writer.extent = parts.extent
        writer.write()
        sheet._rels = writer._rels
        head, _, tail = out.getvalue().partition(b"<sheetData></sheetData>")
        with self._archive.open(sheet.path[1:], "w") as target:
            target.write(head + b"<sheetData>")
            if parts.plain:
                parts.rows.seek(0)
                shutil.copyfileobj(parts.rows, target, MIB)
            else:
                target.writelines(row.whole() for row in rows_of(parts.rows))
            target.write(b"</sheetData>" + tail)
        self.manifest.append(sheet)


class _AroundRows(WorksheetWriter):  # type: ignore[misc]
    """Writes what stands around the rows, and tells the notes and links that hang on them."""

    extent: str

    def write_dimensions(self) -> None:
        self.xf.send(SheetDimension(self.extent).to_tree())

    def write_rows(self) -> None:
        for _, cell in sorted(self.ws._cells.items()):
            if isinstance(cell, MergedCell):
                continue
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
            if cell.hyperlink is not None:
                self.ws._hyperlinks.append(cell.hyperlink)
        with self.xf.send(True).element("sheetData"):
            pass
        self.xf.send(None)
