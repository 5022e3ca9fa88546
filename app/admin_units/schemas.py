"""Shapes of administrative units."""

from pydantic import BaseModel


class Unit(BaseModel):
    """A province, district or commune of 2020; `path` is its territory ("42.436.")."""

    code: str
    level: str
    kind: str
    name: str
    path: str
