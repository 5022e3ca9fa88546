"""The tree over the lines of a decision (RFC 6962), and how one line is proved to be in it. Pure.

The database makes leaves and root (`nation.line_leaf`, `nation.merkle_root`); whoever holds a line,
its proof and the root on the signed paper needs nothing but `verify`.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def leaf_of(line: Sequence[Any]) -> bytes:
    """The leaf of a line: SHA-256 of 0x00 and its JSON, as `nation.line_leaf` writes it.

    In order: dossier, person, group, months, amount (đồng), payee's name, identity number, hamlet,
    account number, account name, bank, area.
    """
    told = json.dumps(list(line), ensure_ascii=False, separators=(", ", ": "))
    return hashlib.sha256(b"\x00" + told.encode()).digest()


def path_of(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """What stands beside the way from the leaf at `place` (from 0) up to the root."""
    nodes, path = list(leaves), list[bytes]()
    while len(nodes) > 1:
        beside = place ^ 1
        if beside < len(nodes):
            path.append(nodes[beside])
        nodes, place = _above(nodes), place >> 1
    return path


def sides_of(place: int, size: int) -> list[str]:
    """On which side of the way ("left", "right") each part of `path_of` stands."""
    sides = []
    while size > 1:
        if place ^ 1 < size:
            sides.append("left" if place & 1 else "right")
        place, size = place >> 1, (size + 1) >> 1
    return sides


def verify(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf at `place` (from 0) of `size` leaves to the root."""
    if not 0 <= place < size:
        return False
    node, last, beside = leaf, size - 1, iter(path)
    while last:
        if place & 1 or place < last:
            other = next(beside, None)
            if other is None:
                return False
            node = _pair(other, node) if place & 1 else _pair(node, other)
        place, last = place >> 1, last >> 1
    return next(beside, None) is None and node == root


def _above(nodes: Sequence[bytes]) -> list[bytes]:
    """The level above: pairs hashed together, one that is left over as it is."""
    pairs = zip(nodes[::2], nodes[1::2], strict=False)
    above = [_pair(left, right) for left, right in pairs]
    return above + list(nodes[len(above) * 2 :])


def _pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
