"""The rows of a table from outside: their names and groups, and which of them add up others.

What adds up what is not written anywhere: rows are numbered (I, 1, 1.1), bold, districts before
their communes, or marked in their key columns. Each way of reading is tried; the one under which
most printed sums hold is taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.core.text import fold, tidy
from app.sheets.blocks import Block
from app.sheets.heads import group_in
from app.sheets.numbers import read_number

_TOTAL: Final = re.compile(
    r"tong( (cong|so)(?! ty)\b.*)?|tong toan.*|"
    r"cong( (chung|lai|huyen|xa|thi xa|thanh pho|muc|nhom|phan|[ivx]+|[a-h])\b.*)?|"
    r"toan (tinh|huyen|xa|quoc|thanh pho)\b.*|total( .*)?"
)
_CLOSING: Final = re.compile(
    r"(tong )?cong (huyen|xa|thi xa|thanh pho|muc|nhom|phan|[ivx]+|[a-h])\b"
)
_PREFIX: Final = re.compile(r"\s*([IVX]+|[A-HK]|[a-h]|[0-9]{1,3}(?:\.[0-9]{1,3})*)\s*[.)/:]\s+(.+)")
_ROMAN: Final = re.compile(r"[IVX]+")
_LETTER: Final = re.compile(r"[A-HK]")
_SMALL: Final = re.compile(r"[a-h]")
_DOTTED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*")
_BY_LETTER, _BY_ROMAN, _BY_BOLD, _BY_NUMBER, _BY_SMALL, _BY_NOTHING, _BY_DASH = range(1, 26, 4)
_MOST_COMPARED: Final = 2_000_000
_DISTRICT: Final = re.compile(r"(huyen|thi xa|thanh pho|tp|tx|quan)\b")
_COMMUNE: Final = re.compile(r"(xa|phuong|thi tran|tt|p)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One row with figures: where it stands, what it is called, which group it names."""

    at: int
    key: str
    names: tuple[str, ...]
    """Its cells in the columns that name rows, blanks filled from above."""
    number: str = ""
    """"II", "1.1", "3"."""
    is_bold: bool = False
    is_total: bool = False
    is_of_which: bool = False
    """A line under "Trong đó": it counts what others count already."""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """Which lines add up which, and the groups that parts have from their wholes."""

    sums: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    groups: Mapping[int, str | None] = field(default_factory=dict)


def lines_of(block: Block, words: Mapping[str, str]) -> list[Line]:
    """The rows of a block that have figures, from above."""
    found: list[Line] = []
    taken: set[str] = set()
    above: tuple[str, ...] = ()
    section, of_which = group_in(block.above, words), False
    for row in range(block.first, block.last + 1):
        names = _names(block, row, above)
        label = " / ".join(dict.fromkeys(name for name in names if name)) or _words_in(block, row)
        of_which = fold(label).startswith("trong do") or (of_which and _is_dashed(label))
        if not _has_figures(block, row):
            section = group_in(label, words) if label else section
            continue
        line = _line(block, row, names, label, taken)
        group = group_in(line.key, words)
        inherited = None if line.is_total else section
        found.append(replace(line, group=group or inherited, is_of_which=of_which))
        above = names
    return found


def _names(block: Block, row: int, above: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a row; blanks before a filled one are what stands above."""
    cells = [block.grid.cell(row, column) for column in block.labels]
    names = ["" if cell is None else tidy(_text(cell)) for cell in cells]
    if above and names and names[-1] and not _is_total(names[-1]):
        filled = next((at for at, name in enumerate(names) if name), 0)
        names[:filled] = above[:filled]
    elif above and len(names) > 1 and names[-1] and not names[0] and _is_total(names[-1]):
        names[0] = above[0] if fold(names[-1]) in ("cong", "tong", "tong so", "tong cong") else ""
    return tuple(names)


def _text(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _words_in(block: Block, row: int) -> str:
    """The first words of a row, wherever they stand: "Tổng cộng" over the column STT."""
    cells = (block.grid.cell(row, at) for at in range(len(block.grid.rows[row])))
    words = (
        cell for cell in cells if isinstance(cell, str) and read_number(cell, whole=True) is None
    )
    return tidy(next(words, ""))


def _has_figures(block: Block, row: int) -> bool:
    cells = (block.grid.cell(row, column) for column in block.heads)
    return any(read_number(cell, whole=True) is not None for cell in cells)


def _line(block: Block, row: int, names: tuple[str, ...], label: str, taken: set[str]) -> Line:
    stt = "" if block.stt is None else _text(block.grid.cell(row, block.stt) or "").strip()
    is_total = any(map(_is_total, names)) or _is_total(label)
    prefix = _PREFIX.fullmatch(label)
    number = stt.rstrip(".)") if _is_number(stt.rstrip(".)")) else prefix[1] if prefix else ""
    key = label or f"dòng {row + 1}"
    if key in taken:
        key = f"{key} (dòng {row + 1})"
    taken.add(key)
    cells = [column for column in (*block.labels, block.stt) if column is not None]
    bold = any((row, column) in block.grid.bold for column in cells)
    return Line(row, key, names, number, bold, is_total)


def _is_number(text: str) -> bool:
    return any(one.fullmatch(text) for one in (_ROMAN, _LETTER, _DOTTED, _SMALL))


def _is_total(text: str) -> bool:
    bare = _PREFIX.fullmatch(text)
    return bool(_TOTAL.fullmatch(fold(bare[2] if bare else text).rstrip(" :")))


def _is_dashed(label: str) -> bool:
    return label.startswith(("-", "+", "–", "•"))


def structures(lines: Sequence[Line]) -> list[Structure]:
    """The ways of reading which rows add up which."""
    ways: list[Callable[[Line], int]] = [_by_numbers]
    bold = [line.is_bold for line in lines if not line.is_total]
    marked = any(bold) and not all(bold)
    if marked:
        ways.append(_by_bold)
    ways += [_by_places, _by_depth, lambda _: _BY_NOTHING]
    found = [_tree(lines, way) for way in ways]
    more = [_by_keys(lines), _closed_by_bold(lines) if marked else None]
    return [*found, *(one for one in more if one is not None)]


def _by_numbers(line: Line) -> int:
    number = line.number
    if _ROMAN.fullmatch(number):
        return _BY_ROMAN
    if _LETTER.fullmatch(number):
        return _BY_LETTER
    if _DOTTED.fullmatch(number):
        return _BY_NUMBER + number.count(".")
    if number:
        return _BY_SMALL
    return _BY_DASH if _is_dashed(line.key) else _BY_NOTHING


def _by_bold(line: Line) -> int:
    by_number = _by_numbers(line)
    return min(by_number, _BY_BOLD) if line.is_bold else max(by_number, _BY_NUMBER)


def _by_places(line: Line) -> int:
    name = fold(line.names[-1] if line.names and line.names[-1] else line.key)
    if _DISTRICT.match(name):
        return _BY_ROMAN
    return _BY_NUMBER if _COMMUNE.match(name) else _BY_NOTHING


def _by_depth(line: Line) -> int:
    """Districts in one column, their communes in the next."""
    return max((at for at, name in enumerate(line.names) if name), default=0)


def _tree(lines: Sequence[Line], rank_of: Callable[[Line], int]) -> Structure:
    """Each line under the nearest above of a stronger rank; totals over all that stand alone."""
    parts: dict[int, list[int]] = {}
    groups: dict[int, str | None] = {}
    roots: list[int] = []
    standing: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.is_total or line.is_of_which:
            groups[place] = line.group
            standing = [] if line.is_total else standing
            continue
        rank = rank_of(line)
        while standing and standing[-1][0] >= rank:
            standing.pop()
        whole = standing[-1][1] if standing else None
        if whole is None:
            roots.append(place)
        else:
            parts.setdefault(whole, []).append(place)
        groups[place] = line.group or (None if whole is None else groups[whole])
        standing.append((rank, place))
    sums = {whole: tuple(found) for whole, found in parts.items()}
    return Structure(sums | _totals(lines, roots), groups)


def _totals(lines: Sequence[Line], roots: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """A total on top, or the last, is over all; others close what stands above them."""
    totals = [place for place, line in enumerate(lines) if line.is_total and not line.is_of_which]
    if not totals or not roots:
        return {}
    grand = {0, totals[-1]}
    if _CLOSING.match(fold(lines[totals[-1]].key)) or (totals[0] == 0 and totals[-1] < roots[-1]):
        grand = {0}
    sums, since = {}, -1
    for place in totals:
        if place in grand:
            sums[place] = tuple(roots)
        else:
            sums[place] = tuple(root for root in roots if since < root < place)
            since = place
    return {place: found for place, found in sums.items() if found}


def _by_keys(lines: Sequence[Line]) -> Structure | None:
    """Totals marked in the columns of keys: district 436 | total, total | NCC, total | total."""
    marks = [tuple(_is_total(name) for name in line.names) for line in lines]
    if not any(any(one) and not all(one) for one in marks):
        return None
    inner = [
        place for place, one in enumerate(marks) if not any(one) and not lines[place].is_of_which
    ]
    marked = [place for place, one in enumerate(marks) if any(one)]
    if len(marked) * len(inner) > _MOST_COMPARED:
        return None
    sums = {}
    for place, one in enumerate(marks):
        if any(one):
            wanted = [
                (at, name) for at, name in enumerate(lines[place].names) if name and not one[at]
            ]
            found = tuple(
                part for part in inner if all(lines[part].names[at] == name for at, name in wanted)
            )
            if found:
                sums[place] = found
    return Structure(sums, {place: line.group for place, line in enumerate(lines)})


def _closed_by_bold(lines: Sequence[Line]) -> Structure:
    """Bold lines below what they add up, as if each were a "Cộng"."""
    sums: dict[int, tuple[int, ...]] = {}
    roots: list[int] = []
    since: list[int] = []
    for place, line in enumerate(lines):
        if line.is_total or line.is_of_which:
            continue
        if line.is_bold and since:
            sums[place], since = tuple(since), []
            roots.append(place)
        else:
            since.append(place)
    return Structure(
        sums | _totals(lines, roots + since), {at: line.group for at, line in enumerate(lines)}
    )
