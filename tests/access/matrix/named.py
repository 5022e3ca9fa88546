"""What stands in a commune, by name, and what nobody else may read of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ground:
    """What stands in one commune and the offices above it, by name; and what nobody else reads."""

    path: str
    mark: str
    target: dict[str, int] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    of_province: set[str] = field(default_factory=set)
    """What every office of the province may read, and no other province."""

    def __getitem__(self, name: str) -> int:
        return self.target[name]
