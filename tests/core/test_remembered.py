"""What takes long is read once, and nobody waits for it longer than a moment."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.core.remembered import Remembered


class Slow:
    """A reading that ends when it is told to, and counts how often it began."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun = 0

    async def begin(self) -> Coroutine[Any, Any, str]:
        self.begun += 1
        return self._read()

    async def _read(self) -> str:
        await self.go.wait()
        return "read"


async def test_whoever_asks_while_it_is_read_goes_on_and_the_next_has_it() -> None:
    slow, kept = Slow(), Remembered[int, str]("–", most=2, seconds=0.01)
    assert [await kept.of(1, slow.begin) for _ in range(2)] == ["–", "–"]
    slow.go.set()
    await asyncio.sleep(0)
    assert [await kept.of(1, slow.begin) for _ in range(2)] == ["read", "read"]
    assert slow.begun == 1


async def test_only_the_last_are_kept() -> None:
    slow, kept = Slow(), Remembered[int, str]("–", most=2)
    slow.go.set()
    for key in (1, 2, 3, 2, 1):
        assert await kept.of(key, slow.begin) == "read"
    assert slow.begun == 4, "the first was forgotten, the second was not"


async def test_what_fails_is_told_and_read_again() -> None:
    async def begin() -> Coroutine[Any, Any, str]:
        return broken()

    async def broken() -> str:
        raise LookupError

    kept = Remembered[int, str]("–", most=2)
    for _ in range(2):
        with pytest.raises(LookupError):
            await kept.of(1, begin)
