"""The digest of a row's cells: equal digests are equal rows, whatever row of the sheet they are."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import lru_cache
from hashlib import blake2b
from typing import Any

_BETWEEN, _NUMBER = "\udffe", "\udfff"
"""Between cells, and before a number: lone surrogates stand in no text that a reader lets in."""
_MOST_DECIMAL_DIGITS = 4_000
"""Beyond this many digits Python refuses to write a number in decimals."""
_EXACT = 1e15
_MIDNIGHT = time()


def digest_of(raw: Sequence[Any], stt: int | None) -> str:
    """What tells a changed row from an unchanged one: 16 bytes of its cells as a UUID.

    The running number does not count; a number and the same digits as text are different cells.
    """
    cells = raw if stt is None else (*raw[:stt], *raw[stt + 1 :])
    text = _BETWEEN.join(
        [cell if type(cell) is str else "" if cell is None else _as_told(cell) for cell in cells]
    )
    mark = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:]}"


@lru_cache(maxsize=4_096, typed=True)
def _as_told(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return f"{_NUMBER}{int(cell)}"
    if isinstance(cell, int) and cell.bit_length() > _MOST_DECIMAL_DIGITS:
        return f"{_NUMBER}{cell:x}"
    if isinstance(cell, datetime) and cell.time() == _MIDNIGHT:
        return f"{_NUMBER}{cell.date()}"
    return f"{_NUMBER}{cell}"
