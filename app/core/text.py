"""Vietnamese text: one canonical form to keep, one folded key to match by."""

import unicodedata
from functools import lru_cache

_LOOKALIKES = str.maketrans({"đ": "d", "Đ": "d", "Ð": "d", "ð": "d"})
_PUNCTUATION = str.maketrans(dict.fromkeys(".,'’`-_", " "))


def tidy(text: str) -> str:
    """NFC, outer spaces trimmed, inner spaces collapsed: the form that is kept and shown."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).translate(_LOOKALIKES))
    return "".join(mark for mark in bare if not unicodedata.combining(mark)).casefold()


def fold(text: str) -> str:
    """The matching key of a name: no marks, no case, one space; hoà = hòa, Đ = Ð = d."""
    folded = " ".join(_fold_word(word) for word in text.translate(_PUNCTUATION).split())
    return " ".join(folded.translate(_PUNCTUATION).split())
