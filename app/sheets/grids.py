"""Files as grids of cells: each worksheet of a workbook, a CSV, a JSON list of rows."""

import csv
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any, Final

import python_calamine

from app.core.strict import strict_json
from app.sheets.guard import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Guarded, guarded, letters, refused

_MOST_CHARS: Final = 2_000
_UNFOLLOWED: Final = (python_calamine.CalamineError, OSError)
_SEPARATORS: Final = ",;\t"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they stand in a file, from its first row; what is bold, what is merged."""

    name: str
    rows: list[list[Any]]
    bold: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)
    """Of JSON: the key of each column, for addresses."""
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", max(map(len, self.rows), default=0))

    def cell(self, row: int, column: int) -> Any:
        """One cell; None beyond the edge and for blanks."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        if isinstance(value, str):
            value = value.strip() or None
        return value

    def address(self, row: int, column: int) -> str:
        """Where a cell stands: "Sheet1!F12", "[3].paid_people"."""
        if self.labels:
            return f"[{row - 1}].{self.labels.get(column, column)}"
        return f"{self.name}!{letters(column)}{row + 1}"


def workbook_grids(content: bytes) -> list[Grid]:
    """Every worksheet of an .xlsx; raises NotATable."""
    safe = guarded(content)
    try:
        with python_calamine.load_workbook(safe.archive) as book:
            names = book.sheet_names
            tables = [
                book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names
            ]
        seen = _parts_of(safe, names)
    except BaseException as fault:  # a panic of the reader is no Exception
        if not isinstance(fault, _UNFOLLOWED) and type(fault).__name__ != "PanicException":
            raise
        raise refused("the reader cannot follow it", "không đọc được nội dung tệp Excel") from fault
    return [
        _grid(name, rows, safe, seen.get(name)) for name, rows in zip(names, tables, strict=True)
    ]


def _parts_of(safe: Guarded, names: list[str]) -> dict[str, str]:
    """The part behind each worksheet's name: told by the reader itself, given parts of one cell."""
    probe = BytesIO()
    safe.archive.seek(0)
    with zipfile.ZipFile(safe.archive) as source, zipfile.ZipFile(probe, "w") as copy:
        for part in source.infolist():
            told = _PROBE % part.filename if part.filename in safe.seen else source.read(part)
            copy.writestr(part.filename, told)
    probe.seek(0)
    with python_calamine.load_workbook(probe) as book:
        cells = {name: book.get_sheet_by_name(name).to_python() for name in names}
    return {name: str(rows[0][0]) for name, rows in cells.items() if rows}


_PROBE: Final = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
)


def _grid(name: str, rows: list[list[Any]], safe: Guarded, part: str | None) -> Grid:
    seen = safe.seen.get(part or "")
    if seen is None:
        return Grid(name, rows)
    bold = frozenset(place for place, style in seen.styles.items() if style in safe.bold)
    return Grid(name, rows, bold, tuple(seen.merges))


def csv_grids(content: bytes, name: str) -> list[Grid]:
    """A CSV read with each separator; the caller takes the reading in which it finds most."""
    text = _decoded(content)
    said = None
    if text[:5].lower().startswith("sep=") and text[4:5]:
        said, text = text[4], text.partition("\n")[2]
    return [_csv_grid(text, name, one) for one in (said or _SEPARATORS)]


def _decoded(content: bytes) -> str:
    try:
        encoding = "utf-16" if content[:2] in _UTF_16 else "utf-8-sig"
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refused(
            "the text is neither UTF-8 nor UTF-16",
            "văn bản không phải UTF-8 hay UTF-16; hãy lưu lại dưới dạng “CSV UTF-8”",
        ) from None
    if "\0" in text:
        raise refused("the text holds NUL", "tệp có byte NUL")
    return text


def _csv_grid(text: str, name: str, separator: str) -> Grid:
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= MOST_ROWS:
                raise refused("too many rows", f"tệp có hơn {MOST_ROWS} dòng")
            cells = [cell[:_MOST_CHARS] for cell in row[:MOST_COLUMNS]]
            rows.append([cell[1:] if cell[:2] in _GUARDED else cell for cell in cells])
    except csv.Error as fault:
        raise refused("broken quotes in the CSV", "dấu nháy trong tệp CSV bị hỏng") from fault
    return Grid(name, rows)


_GUARDED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def json_value(content: bytes) -> Any:
    """What a JSON file says, read strictly; raises NotATable."""
    try:
        return strict_json(content.removeprefix(b"\xef\xbb\xbf"))
    except json.JSONDecodeError as fault:
        raise refused("it is no JSON", "tệp không phải JSON hợp lệ") from fault


def json_grid(value: Any, name: str) -> Grid:
    """A list of objects as a grid: the keys are its head."""
    rows = value.get("rows") if isinstance(value, dict) else value
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        raise refused(
            "the JSON is no list of objects", "JSON phải là một danh sách đối tượng, hoặc có “rows”"
        )
    keys = list(dict.fromkeys(key for row in rows for key in row))
    if len(keys) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise refused("too many rows or columns", "tệp có quá nhiều dòng hoặc cột")
    cells = [[_plain(row.get(key)) for key in keys] for row in rows]
    return Grid(name, [list(keys), *cells], labels=dict(enumerate(keys)))


def _plain(value: Any) -> Any:
    """A cell of JSON; what is built of others is told as text."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)[:_MOST_CHARS]
    return value[:_MOST_CHARS] if isinstance(value, str) else value


def check_size(content: bytes) -> None:
    """Refuse a file that is larger than any report, or empty."""
    if len(content) > MOST_BYTES:
        raise refused(f"over {MOST_BYTES} bytes", f"tệp lớn hơn {MOST_BYTES // 1024 // 1024} MiB")
    if not content.strip():
        raise refused("the file is empty", "tệp trống")
