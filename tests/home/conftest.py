"""A town for the tests of this room."""

from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]
