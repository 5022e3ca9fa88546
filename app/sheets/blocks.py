"""Where the tables of a grid stand: their heads of one to three rows, their rows, their end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.core.text import fold, tidy
from app.sheets.grids import Grid
from app.sheets.heads import Head, head_of, is_stt, joined, names_rows, unit_in
from app.sheets.numbers import Said, read_number

_HEAD_ROWS: Final = 3
_NUMBERED: Final = re.compile(r"\(?(?:[0-9]{1,2}|[A-Za-z])\)?(?:\s*=.*)?")
_HEAD_LENGTH: Final = 200
_DATA_LOOKED_AT: Final = 60
_MOST_TABLES: Final = 50
_ROWS_ABOVE: Final = 20
_NO_TITLE: Final = re.compile(
    r"don vi tinh|dvt|cong hoa xa hoi|doc lap|^uy ban|^ubnd|^so (lao|ld)|^phong|^phu luc"
    r"|ngay .* thang"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a grid: the heads of its columns by place, and the rows below."""

    grid: Grid
    head_row: int
    first: int
    last: int
    """Its rows of data, both counted from 0 and within."""
    heads: Mapping[int, Head]
    labels: tuple[int, ...]
    """Columns that name rows."""
    stt: int | None
    title: str
    above: str
    """All that stands over the table."""


def blocks_of(grid: Grid, words: Mapping[str, str]) -> list[Block]:
    """Every table of a grid, from above."""
    found: list[Block] = []
    at = above = 0
    while at < len(grid.rows) and len(found) < _MOST_TABLES:
        block = _block_at(grid, at, above, words)
        if block is None:
            at += 1
            continue
        # A letterhead or a unit right above may look like a head: the plainest head says as much.
        lower = (_block_at(grid, row, above, words) for row in range(at + 1, block.first))
        rivals = [block, *(one for one in lower if one is not None and one.last == block.last)]
        block = max(rivals, key=lambda one: (_says(one), one.head_row))
        found.append(block)
        at = above = block.last + 1
    return found


def _says(block: Block) -> int:
    """How much the heads of a block say."""
    heads = block.heads.values()
    return sum(bool(one.measure) + bool(one.state) + bool(one.group) for one in heads)


def number_at(grid: Grid, row: int, column: int, *, whole: bool = True) -> Said | None:
    """The number of a cell."""
    return read_number(grid.cell(row, column), whole=whole)


def _block_at(grid: Grid, at: int, above: int, words: Mapping[str, str]) -> Block | None:
    """The table whose head begins in this row, with as many rows of head as say the most."""
    first = [grid.cell(at, column) for column in range(grid.width)]
    if sum(isinstance(cell, str) for cell in first) < 2 or _numbers(grid, at):
        return None
    rows = 1
    while rows < _HEAD_ROWS and _still_head(grid, at, rows):
        rows += 1
    data = at + rows
    if data < len(grid.rows) and _is_number_row(grid, data):
        data += 1
    last = _last_row(grid, data)
    if last is None:
        return None
    texts = {column: _text_over(grid, at, rows, column) for column in range(grid.width)}
    return _understood(grid, (at, above, data, last), texts, words)


def _numbers(grid: Grid, row: int) -> int:
    """How many cells of a row are numbers."""
    return sum(number_at(grid, row, at) is not None for at in range(len(grid.rows[row])))


def _texts(grid: Grid, row: int) -> int:
    cells = (grid.cell(row, at) for at in range(len(grid.rows[row])))
    return sum(isinstance(cell, str) for cell in cells)


def _still_head(grid: Grid, at: int, rows: int) -> bool:
    """Whether the row below belongs to the head: words alone, under what spans them."""
    row = at + rows
    if row >= len(grid.rows) or grid.labels or _numbers(grid, row) or not _texts(grid, row):
        return False
    if any(top <= row - 1 and bottom >= row for top, _, bottom, _ in grid.merges if top >= at):
        return True
    filled = [at for at in range(len(grid.rows[row])) if grid.cell(row, at) is not None]
    spread = [column for column in filled if grid.cell(row - 1, column) is None]
    spanned = any(
        top == row - 1 and right > left for top, left, _, right in grid.merges
    )  # fmt: skip
    return len(filled) >= 2 and (bool(spread) or spanned)


def _text_over(grid: Grid, at: int, rows: int, column: int) -> str:
    """All words over a column: what is merged over several counts for each."""
    texts = [_head_cell(grid, at, row, column, row < at + rows - 1) for row in range(at, at + rows)]
    return joined(texts)


def _head_cell(grid: Grid, at: int, row: int, column: int, is_upper: bool) -> str:
    value = grid.cell(row, column)
    for top, left, bottom, right in grid.merges:
        if value is None and top <= row <= bottom and left <= column <= right:
            value = grid.cell(top, left)
    if value is None and is_upper and not grid.merges and grid.cell(row + 1, column) is not None:
        before = (grid.cell(row, one) for one in range(column - 1, -1, -1))
        value = next((one for one in before if one is not None), None)
    text = tidy(value) if isinstance(value, str) else ""
    return text if len(text) <= _HEAD_LENGTH else ""


def _is_number_row(grid: Grid, row: int) -> bool:
    """Nothing but column numbers: (1) (2) (3), A B C, 5=4/3."""
    cells = [grid.cell(row, at) for at in range(len(grid.rows[row]))]
    texts = [_short(cell) for cell in cells if cell is not None]
    if len(texts) < 3 or not all(_NUMBERED.fullmatch(text) for text in texts):
        return False
    digits = [int(found[0]) for text in texts if (found := re.search("[0-9]+", text))]
    return digits == sorted(set(digits)) and (not digits or digits[-1] - digits[0] < len(texts) + 2)


def _short(cell: Any) -> str:
    said = read_number(cell, whole=True)
    if not isinstance(cell, str) and said is not None and not said.places:
        return str(said.digits)
    return str(cell)


def _last_row(grid: Grid, data: int) -> int | None:
    """The last row with numbers before two rows without any, or a new head; None for no data."""
    last, idle = None, 0
    for row in range(data, len(grid.rows)):
        if _numbers(grid, row) > (1 if _starts_with_number_only(grid, row) else 0):
            last, idle = row, 0
        else:
            idle += 1
            if idle > 2 or (last is not None and _texts(grid, row) >= 3):
                break
    return last


def _starts_with_number_only(grid: Grid, row: int) -> bool:
    """A row such as "1 | Huyện A" without figures: its number is its STT."""
    return number_at(grid, row, 0) is not None


def _understood(
    grid: Grid, rows: tuple[int, int, int, int], texts: Mapping[int, str], words: Mapping[str, str]
) -> Block | None:
    at, above, first, last = rows
    heads: dict[int, Head] = {}
    labels: list[int] = []
    stt = None
    for column, text in texts.items():
        numeric = _is_numeric(grid, first, last, column)
        if is_stt(text) and stt is None:
            stt = column
        elif numeric and text and (head := head_of(text, words)).understood:
            heads[column] = head
        elif names_rows(text) or (not numeric and not labels and not heads):
            labels.append(column)
        elif numeric and text:
            heads[column] = head_of(text, words)
    if not any(head.measure for head in heads.values()):
        return None
    told = _above(grid, above, at)
    unit = next((unit for text in told if (unit := unit_in(text))), None)
    if unit is not None:
        heads = {column: _in_unit(head, unit) for column, head in heads.items()}
    return Block(grid, at, first, last, heads, tuple(labels), stt, _title(told), " | ".join(told))


def _in_unit(head: Head, unit: int) -> Head:
    return replace(head, unit=unit) if head.unit == 1 and not _says_dong(head.text) else head


def _says_dong(text: str) -> bool:
    return bool(re.search(r"\(\s*(dong|vnd|d)\s*\)", fold(text)))


def _is_numeric(grid: Grid, first: int, last: int, column: int) -> bool:
    """Whether the cells of a column are numbers, as far as they say anything."""
    numbers = texts = 0
    for row in range(first, min(last, first + _DATA_LOOKED_AT) + 1):
        value = grid.cell(row, column)
        if value is not None:
            is_number = read_number(value, whole=True) is not None
            numbers, texts = numbers + is_number, texts + (not is_number)
    return numbers > 0 and numbers >= texts


def _above(grid: Grid, above: int, at: int) -> list[str]:
    """The texts over a table."""
    cells = (
        grid.cell(row, column)
        for row in range(max(above, at - _ROWS_ABOVE), at)
        for column in range(len(grid.rows[row]))
    )
    return [tidy(cell)[:_HEAD_LENGTH] for cell in cells if isinstance(cell, str)]


def _title(told: list[str]) -> str:
    """The first text over a table that is no letterhead and no unit."""
    plain = (text for text in told if len(text) > 5 and not _NO_TITLE.search(fold(text)))
    return next(plain, "")
