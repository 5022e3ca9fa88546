"""The policy documents that this process knows, by number; the opener brings it up to date.

Documents in force are numbered 1, 2, 3 … in the order of their approval and never change, so that
a list says with one number which of them it was compiled under.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .programmes import Enactment, Programme


@dataclass(frozen=True, slots=True)
class Enacted:
    """An approved document under its number."""

    revision: int
    digest: str
    document: Enactment = field(compare=False)


_known: dict[int, Enacted] = {}


def learn(found: Iterable[Enacted]) -> None:
    """Take in documents approved meanwhile; one that is known stays as it is."""
    for one in found:
        _known.setdefault(one.revision, one)


def forget() -> None:
    """Know nothing again: the service is turned to another database."""
    _known.clear()


def newest() -> int:
    """The number of the latest document known; 0 while there is none."""
    return max(_known, default=0)


def upto(revision: int) -> tuple[Enacted, ...]:
    """The documents up to a number, in the order of their approval."""
    return tuple(one for number, one in sorted(_known.items()) if number <= revision)


def programme_of(group_code: str, revision: int | None = None) -> Programme | None:
    """What the latest document up to a number says of a programme, in force yet or not."""
    for one in reversed(upto(newest() if revision is None else revision)):
        for programme in one.document.programmes:
            if programme.code == group_code:
                return programme
    return None
