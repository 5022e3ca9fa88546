"""A town for the tests of this room, and councils that count votes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.settings import settings
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


@pytest.fixture
def votes_needed(
    house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[int, str], None]]:
    """Lets a level's councils close by so many votes, by the operator's correction."""
    by_level: dict[str, int] = {}

    def correct(votes: int, level: str = "commune") -> None:
        by_level[level] = votes
        tables = (
            f"[councils.votes.{one}]\nvalue = {count}\ncite = 'Quy chế làm việc'\n"
            for one, count in by_level.items()
        )
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.toml"
        file.write_text("".join(tables), "utf-8")
        changed.setenv("ANSINH_POLICY_OVERRIDES", str(file))
        settings.cache_clear()

    with monkeypatch.context() as changed:
        yield correct
    settings.cache_clear()


@pytest.fixture
def two_votes(votes_needed: Callable[[int], None]) -> None:
    """Two votes of its members close a sitting of a commune's council."""
    votes_needed(2)
