"""How wide the columns of a table are: from what stands in them, for a sheet of paper.

Pure. Widths are guessed from the letters of a book face (Times New Roman and its kin), a little
too wide rather than too narrow, so that both forms of a paper have the same columns. They are no
part of what a paper says: its mark stays the same when they are guessed better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.documents.papers.wording import Words

POINT_MM: Final = 25.4 / 72
PAD_MM: Final = 1.1
"""Left and right of the words of a cell."""
_BROKEN_AT: Final = 18
"""Signs of a word that may be broken, because no column can be made for it."""
_WIDEST_EM: Final = 30
"""What a column of words may ask for beyond its longest word."""
_NARROW: Final = dict.fromkeys("iíìỉĩịjl:;|!'-()[]/ tfrI", 0.34) | dict.fromkeys(".,", 0.26)
_WIDE: Final = dict.fromkeys("mwMWƯỨỪỬỮỰ%@–—…", 0.92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The room that a table has, and the sizes (points) tried until it fits."""

    room_mm: float
    sizes: tuple[int, ...]


PORTRAIT: Final = Layout(room_mm=160, sizes=(12, 11, 10, 9, 8, 7))
LANDSCAPE: Final = Layout(room_mm=257, sizes=(11, 10, 9, 8, 7))
LAYOUTS: Final = {"sections": PORTRAIT, "annexes": LANDSCAPE}
"""The page that each list of parts of a report is printed on."""
_WHOLE_ROWS: Final = 14
"""A table of so few rows stands on one page."""


def measure(words: Words) -> None:
    """Give each table of a report its widths, its size and whether it stands on one page."""
    for name, layout in LAYOUTS.items():
        for part in words.get(name, ()):
            for sheet in part["sheets"]:
                columns, rows = sheet["columns"], [row["cells"] for row in sheet["rows"]]
                titles = [one["title"] for one in columns]
                wordy = [one["wordy"] for one in columns]
                sheet["size"], sheet["widths"] = laid_out(titles, rows, wordy, layout)
                sheet["whole"] = len(rows) <= _WHOLE_ROWS


def ems(text: str) -> float:
    """How wide a bold text is, in sizes of its own letters."""
    return sum(_sign(one) for one in text) * 1.04


def _sign(sign: str) -> float:
    if known := _NARROW.get(sign) or _WIDE.get(sign):
        return known
    return 0.74 if sign.isupper() else 0.5 if sign.isdigit() else 0.53


def laid_out(
    titles: Sequence[str], rows: Sequence[Sequence[str]], wordy: Sequence[bool], layout: Layout
) -> tuple[int, list[float]]:
    """The largest size at which a table reads well, and the width of each column in mm.

    A column that is not `wordy` holds figures, which never wrap; words go on in a second line
    before the letters become smaller. Where even the smallest size does not do, words wrap as
    often as they must. Columns fill the room.
    """
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in titles]
    needs = [_need(*one) for one in zip(titles, columns, wordy, strict=True)]
    least, easy, wanted = ([getattr(one, name) for one in needs] for name in _Need.__slots__)
    for low, high in ((easy, wanted), (least, easy)):
        for size in layout.sizes:
            if _mm(low, size) <= layout.room_mm:
                return size, _shared(low, high, size, layout.room_mm)
    return layout.sizes[-1], _shared(least, easy, layout.sizes[-1], layout.room_mm)


@dataclass(frozen=True, slots=True)
class _Need:
    """Widths of a column in sizes of its letters: unbroken, easy to read, as it would like."""

    least: float
    easy: float
    wanted: float


def _need(title: str, column: Sequence[str], wordy: bool) -> _Need:
    longest = min(_longest(column), _WIDEST_EM)
    low = max(_longest_word([title]), _longest_word(column) if wordy else _longest(column))
    head, words = ems(title), longest if wordy else 0
    return _Need(low, max(low, head / 3, words / 2), max(low, head / 2, words))


def _longest(texts: Iterable[str]) -> float:
    return max((ems(text) for text in {*texts}), default=0)


def _longest_word(texts: Iterable[str]) -> float:
    return _longest(word[:_BROKEN_AT] for text in {*texts} for word in text.split())


def _mm(widths: Sequence[float], size: int) -> float:
    return sum(widths) * size * POINT_MM + 2 * PAD_MM * len(widths)


def _shared(least: Sequence[float], wanted: Sequence[float], size: int, room: float) -> list[float]:
    """The least, what is left by what is wanted beyond it, and the rest by width."""
    low = [_mm([one], size) for one in least]
    more = [_mm([one], size) - under for one, under in zip(wanted, low, strict=True)]
    left = room - sum(low)
    if left < 0 or not low:
        return [round(one * room / sum(low), 1) for one in low]
    given = min(1.0, left / sum(more)) if sum(more) else 0.0
    asked = [under + given * over for under, over in zip(low, more, strict=True)]
    return [round(one * room / sum(asked), 1) for one in asked]
