"""One line of the table: a door, the law it follows, its target, and how it is asked."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.access.matrix.laws import Law
from tests.access.matrix.named import Ground
from tests.builders import COMMUNE

Body = Any | Callable[[Ground], Any]
Query = str | Callable[[Ground], str]


@dataclass(frozen=True)
class Route:
    """A door and how it is asked; `at` names a target for each parameter of the path."""

    door: str
    law: Law
    home: str = COMMUNE
    body: Body = None
    query: Query = ""
    media_type: str = "application/json"
    shows: bool = True
    halts: str = ""
    """Why even who is let in gets no further than 422; else what is sent is good enough to act."""
    page: bool = False
    """Whether a browser asks, with a session; its body are the fields of a form.

    A field that is a pair is a file: its name and its content.
    """
    at: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return self.door.partition(" ")[0]

    @property
    def acts(self) -> bool:
        """Whether it is for changing something."""
        return self.method != "GET"


_OF_ROUTE: Final = ("body", "query", "media_type", "shows", "halts")


def page(name: str, law: Law, home: str = COMMUNE, **told: Any) -> Route:
    """One line of the table for a page; `body` are the fields of its form."""
    return dataclasses.replace(door(name, law, home, **told), page=True)


def door(name: str, law: Law, home: str = COMMUNE, **told: Any) -> Route:
    """One line of the table; whatever is no field of a Route is a parameter of the path."""
    known = {key: told.pop(key) for key in _OF_ROUTE if key in told}
    return Route(name, law, home, at=told, **known)
