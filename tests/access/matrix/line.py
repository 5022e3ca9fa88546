"""One line of the table: a door, the law it follows, its target, and how it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.matrix.laws import Law
from tests.access.matrix.named import Ground
from tests.builders import COMMUNE

Body = Any | Callable[[Ground], Any]


@dataclass(frozen=True)
class Route:
    """A door and how it is asked; `at` names a target for each parameter of the path."""

    door: str
    law: Law
    home: str = COMMUNE
    body: Body = None
    query: str = ""
    media_type: str = "application/json"
    shows: bool = True
    at: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return self.door.partition(" ")[0]

    @property
    def acts(self) -> bool:
        """Whether it is for changing something."""
        return self.method != "GET"


def door(name: str, law: Law, home: str = COMMUNE, **told: Any) -> Route:
    """One line of the table; whatever is no field of a Route is a parameter of the path."""
    known = {key: told.pop(key) for key in ("body", "query", "media_type", "shows") if key in told}
    return Route(name, law, home, at=told, **known)
