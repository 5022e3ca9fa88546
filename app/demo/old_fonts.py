"""Text as the old fonts TCVN3 (.VnTime) and VNI keep it, and as a wrong code page shows it.

The tables of letters are those by which intake converts, read backwards.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

from app.intake.legacy import Encoding, converted_word

_PLACES = "".join(map(chr, range(0xA1, 0x100)))


@cache
def _table(font: Encoding) -> Mapping[str, str]:
    """Vietnamese letter -> how the font keeps it; the shortest way where there are two."""
    plain = "AEIOUYaeiouy" if font == "vni" else ""
    signs = [*_PLACES, *(letter + mark for letter in plain + _PLACES for mark in _PLACES)]
    found: dict[str, str] = {}
    for kept in signs if font == "vni" else _PLACES:
        letter = unicodedata.normalize("NFC", converted_word(kept, font))
        own = font == "vni" and letter == kept  # VNI leaves no letter with marks in its place
        if len(letter) == 1 and not letter.isascii() and not own and letter not in found:
            found[letter] = kept
    return found


def typed_in(font: Encoding, text: str) -> str:
    """The text as a list typed in the font keeps it; TCVN3 has few capitals with marks."""
    table = _table(font)
    letters = unicodedata.normalize("NFC", text)
    return "".join(table.get(one) or table.get(one.lower(), one) for one in letters)


def misread(text: str) -> str:
    """UTF-8 text opened as Windows-1252: what an office calls a broken font."""
    parts = (
        bytes([one]).decode("cp1252", errors="ignore") or chr(one) for one in text.encode("utf-8")
    )
    return "".join(parts)
