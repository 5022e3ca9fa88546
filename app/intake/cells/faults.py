"""What is wrong with a cell, before it knows its row, and how a cell may be shown."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

MOST_SHOWN = 60
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


class Fault(NamedTuple):
    """A problem before it knows its row: what is there, what is wanted, and why."""

    field: str
    code: str
    found: str
    wanted: str
    reason: str


def storable(text: str) -> str:
    """The text without what no database keeps (NUL, lone surrogates)."""
    return _UNSTORABLE.sub("\ufffd", text)


def shown_text(value: object) -> str:
    """The cell as a problem may show it: one line, nothing hidden, at most 60 characters."""
    text = f"{value:%d/%m/%Y}" if isinstance(value, date) else _number_or_text(value)
    return _shown(text[: MOST_SHOWN * 4])


def _number_or_text(value: object) -> str:
    if type(value) is float and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if type(value) is int and value.bit_length() > 200:
        return "…"
    return str(value)


@lru_cache(maxsize=4_096)
def _shown(text: str) -> str:
    line = " ".join(text.split())
    if line.isprintable() and len(line) <= MOST_SHOWN:
        return line
    kept = ("\ufffd" if unicodedata.category(sign) in _HIDDEN else sign for sign in line)
    return "".join(kept)[:MOST_SHOWN]


def masked(number: str) -> str:
    """An identity number with only its last three characters left."""
    return "*" * max(len(number) - 3, 0) + number[-3:] if len(number) > 3 else "***"
