"""What takes long to read and never changes: read once by a process, and not waited for too long.

Whoever asks first waits a moment; when that is not enough the reading goes on, and whoever asks
next has it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Remembered(Generic[_Key, _Value]):
    """Values by key, the last asked for kept; `otherwise` while one is still being read."""

    def __init__(self, otherwise: _Value, most: int, seconds: float = 1.0) -> None:
        self._otherwise, self._most, self._seconds = otherwise, most, seconds
        self._known: OrderedDict[_Key, _Value] = OrderedDict()
        self._reading: dict[_Key, asyncio.Task[_Value]] = {}

    async def of(
        self, key: _Key, begin: Callable[[], Awaitable[Coroutine[Any, Any, _Value]]]
    ) -> _Value:
        """The value of a key; `begin` fetches what is needed and gives the reading itself."""
        if key not in self._known:
            task = self._reading.get(key)
            if task is None or task.get_loop() is not asyncio.get_running_loop():
                task = asyncio.create_task(await begin())
                self._reading[key] = task
                task.add_done_callback(lambda done: self._keep(key, done))
            finished, _ = await asyncio.wait({task}, timeout=self._seconds)
            return task.result() if finished else self._otherwise
        self._known.move_to_end(key)
        return self._known[key]

    def _keep(self, key: _Key, done: asyncio.Task[_Value]) -> None:
        self._reading.pop(key, None)
        if not done.cancelled() and done.exception() is None:
            self._known[key] = done.result()
            if len(self._known) > self._most:
                self._known.popitem(last=False)
