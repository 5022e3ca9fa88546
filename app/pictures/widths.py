"""How much room words take: an estimate on the safe side, so that nothing leaves its place."""

import unicodedata
from functools import cache

from app.pictures.rules import plain
from app.pictures.style import Type

_SAFETY, _BOLD = 1.04, 1.08
_WIDTHS = {
    222: "ijl",
    278: " .,/:;!ftI|·[]\\",
    333: "-()r`",
    389: "*",
    355: '"',
    191: "'",
    500: "ckvxyzJs",
    556: "0123456789abdeghnopqu_–?$#L−",
    584: "+<>=~≥≤",
    611: "FTZ",
    667: "AKSBEPXVY&",
    722: "CDHNRUwĐ",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
}
_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OF |= {"đ": 556, "ư": 640, "ơ": 640, "Ư": 860, "Ơ": 860, "…": 1000, "→": 1000, "@": 1015}
_UNKNOWN, _FULL = 1000, 1300


def width_of(words: str, kind: Type) -> float:
    """The room that a line of words takes, in units."""
    share = sum(_letter(one) for one in words) / 1000
    return share * kind.size * _SAFETY * (_BOLD if kind.bold else 1)


def widest(lines: list[str], kind: Type) -> float:
    """The room of the longest line; 0 for no lines."""
    return max((width_of(line, kind) for line in lines), default=0)


def fitted(words: str, kind: Type, room: float) -> str:
    """The words, cut with an ellipsis where they do not fit."""
    words = plain(words)
    if width_of(words, kind) <= room:
        return words
    while words and width_of(f"{words}…", kind) > room:
        words = words[:-1].rstrip()
    return f"{words}…"


def wrapped(words: str, kind: Type, room: float, lines: int) -> list[str]:
    """The words on `lines` lines or fewer, broken at spaces; the last line is cut to fit."""
    found: list[str] = []
    rest = plain(words).split(" ")
    while rest and len(found) < lines - 1:
        taken = 1
        while taken < len(rest) and width_of(" ".join(rest[: taken + 1]), kind) <= room:
            taken += 1
        found.append(fitted(" ".join(rest[:taken]), kind, room))
        rest = rest[taken:]
    return [*found, fitted(" ".join(rest), kind, room)] if rest else found


@cache
def _letter(one: str) -> int:
    if one in _OF:
        return _OF[one]
    if unicodedata.combining(one):
        return 0
    if unicodedata.east_asian_width(one) in "WF":
        return _FULL
    bare = unicodedata.normalize("NFD", one)
    for end in range(len(bare) - 1, 0, -1):  # "ữ" is as wide as "ư", "ẽ" as wide as "e"
        base = unicodedata.normalize("NFC", bare[:end])
        if len(base) == 1 and base != one and base in _OF:
            return _OF[base]
    base = bare[0]
    return _OF.get(base, _UNKNOWN)
