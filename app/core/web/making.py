"""Pages that take seconds to make: begun once, waited for a moment, handed over when they are made.

A process keeps what it has made for the one who asked, until they come for it. Another process that
is asked meanwhile makes its own: nothing is missed, some of it is done twice.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from starlette.responses import Response

_AT_ONCE: Final = 2
"""More of them wait for their turn, so that the others find a connection to the database."""
_KEPT_SECONDS: Final = 60
_Door = TypeVar("_Door", bound=Callable[..., Any])


def takes_long(endpoint: _Door) -> _Door:
    """Mark the door of a page that is worth being waited for."""
    endpoint.takes_long = True  # type: ignore[attr-defined]
    return endpoint


@dataclass
class _Making:
    tasks: dict[Hashable, asyncio.Task[Response]] = field(default_factory=dict)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


_MAKING: WeakKeyDictionary[asyncio.AbstractEventLoop, _Making] = WeakKeyDictionary()


async def made_in_time(
    key: Hashable, make: Callable[[], Coroutine[Any, Any, Response]], seconds: float | None
) -> Response | None:
    """The answer of a key once it is made; None when that takes longer than so many seconds.

    Whoever asks again finds it begun, or made.
    """
    loop = asyncio.get_running_loop()
    here = _MAKING.setdefault(loop, _Making())
    task = here.tasks.get(key)
    if task is None:
        task = here.tasks[key] = asyncio.create_task(_in_turn(here, make))
        task.add_done_callback(
            lambda done: loop.call_later(_KEPT_SECONDS, _forget, here, key, done)
        )
    finished, _ = await asyncio.wait({task}, timeout=seconds)
    if not finished:
        return None
    _forget(here, key, task)
    return task.result()


async def _in_turn(here: _Making, make: Callable[[], Coroutine[Any, Any, Response]]) -> Response:
    async with here.turns:
        return await make()


def _forget(here: _Making, key: Hashable, task: asyncio.Task[Response]) -> None:
    if here.tasks.get(key) is task:
        del here.tasks[key]
    if not task.cancelled():
        task.exception()  # of one that nobody came for


async def stop_making() -> None:
    """Drop what is being made: the house closes."""
    here = _MAKING.pop(asyncio.get_running_loop(), None)
    if here is not None:
        for task in here.tasks.values():
            task.cancel()
        await asyncio.gather(*here.tasks.values(), return_exceptions=True)
