"""Looking for the first few of many rows by number, where no index tells which they are."""

from collections.abc import Iterator

Stretch = tuple[int, int | None]
"""Above a number and up to another; None has no end."""

_FIRST, _COUNT = 5_000, 3


def stretches(after: int, until: int | None = None) -> Iterator[Stretch]:
    """Each four times as long as the one before, the last whatever is left.

    Where the sought rows lie thick little is read; where there are none few statements are made.
    """
    length = _FIRST
    for _ in range(_COUNT):
        if until is not None and until <= after + length:
            break
        yield after, after + length
        after, length = after + length, length * 4
    yield after, until
