"""What every event of a dossier tells, in the same columns whatever room it comes from."""

from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, DateTime, Text, bindparam, cast, literal, null
from sqlalchemy.types import TypeEngine


class Whose(NamedTuple):
    """One dossier and its place in its list: numbers, or the binds of a statement (`ASKED`)."""

    dossier_id: Any
    list_id: Any
    row_number: Any


ASKED: Final = Whose(*(bindparam(name, type_=BigInteger()) for name in Whose._fields))
"""Whose events a statement tells, to be filled in with each request."""


_COLUMNS: Final[dict[str, TypeEngine[Any]]] = {
    "at": DateTime(timezone=True), "code": Text(), "words": Text(), "number": Text(),
    "dong": BigInteger(), "officer_id": BigInteger(), "place": Text(), "ref": BigInteger(),
    "nth": BigInteger(),
}  # fmt: skip


def as_(rank: int, kind: str, **told: Any) -> list[Any]:
    """The columns of one kind of event; what it does not tell stays empty.

    Of one moment the lower rank came first, then the lower `nth`.
    """
    return [
        literal(rank).label("rank"), literal(kind, Text()).label("kind"),
        *(cast(told.get(name, null()), of).label(name) for name, of in _COLUMNS.items()),
    ]  # fmt: skip
