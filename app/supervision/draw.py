"""How a sample is drawn: whoever has the seed and the leaves of a decision draws it again. Pure."""

import hashlib
from collections.abc import Iterable


def place_of(seed: str, leaf: bytes) -> bytes:
    """What a line is ordered by: SHA-256 of the seed (UTF-8) and the line's leaf (32 bytes)."""
    return hashlib.sha256(seed.encode() + leaf).digest()


def drawn(seed: str, leaves: Iterable[tuple[int, bytes]], size: int) -> list[int]:
    """The dossiers that a seed draws from (dossier, leaf), in the order of the draw."""
    ordered = sorted(leaves, key=lambda line: place_of(seed, line[1]))
    return [dossier_id for dossier_id, _ in ordered[:size]]


def size_of(population: int, *, size: int | None, percent: int | None) -> int:
    """How many lines are drawn: so many, or so many in the hundred, rounded up; never all and more.

    At least one.
    """
    wanted = size if size is not None else -(-population * (percent or 0) // 100)
    return max(1, min(wanted, population))
