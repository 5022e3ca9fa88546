"""A child process that reads what strangers sent: bounded, and replaced when it dies."""

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from app.core.errors import Refused
from app.intake.refusals import WorkbookUnreadable

GIB = 1 << 30
_Answer = TypeVar("_Answer")
_Part = TypeVar("_Part")


class BoundedChild:
    """Does acts one at a time in a process of its own.

    Memory is bounded for the life of the child, processor seconds anew for each act. The child
    ends with its parent, however that ends; a child that dies is the refusal WorkbookUnreadable.
    """

    def __init__(self, *, memory_bytes: int = GIB, cpu_seconds: int = 60) -> None:
        self._memory_bytes, self._cpu_seconds = memory_bytes, cpu_seconds
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._turn = asyncio.Lock()

    async def run(self, act: Callable[..., _Answer], *arguments: object) -> _Answer:
        """One act in the child; its refusals come back as themselves."""
        async with self._turn:
            kind, answer = "part", None
            try:
                await self._ask(act, arguments)
                kind, answer = await self._next()
            finally:
                if kind == "part":  # whoever asked has left: the answer must not reach another
                    self.close()
        if kind == "fault":
            raise answer
        told: _Answer = answer
        return told

    async def stream(
        self, act: Callable[..., Iterator[_Part]], *arguments: object
    ) -> AsyncGenerator[_Part, None]:
        """The parts that an act yields, each as soon as it is there; never more than a few wait."""
        async with self._turn:
            await self._ask(act, arguments)
            over = False
            try:
                while not over:
                    kind, part = await self._next()
                    over = kind != "part"
                    if kind == "fault":
                        raise part
                    if kind == "part":
                        yield part
            finally:
                if not over:  # whoever listened has left: what is still coming must not be read
                    self.close()

    def close(self) -> None:
        """End the child; the next act starts a new one."""
        process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if process is not None:
            process.kill()

    async def _ask(self, act: Callable[..., Any], arguments: tuple[object, ...]) -> None:
        if self._process is None or not self._process.is_alive():
            self.close()
            self._process, self._pipe = self._start()
        assert self._pipe is not None
        try:
            await asyncio.to_thread(self._pipe.send, (self._cpu_seconds, act, arguments))
        except OSError as death:
            self.close()
            raise WorkbookUnreadable() from death

    async def _next(self) -> tuple[str, Any]:
        pipe = self._pipe
        assert pipe is not None
        try:
            kind, answer = await asyncio.to_thread(pipe.recv)
        except (EOFError, OSError) as death:
            self.close()
            raise WorkbookUnreadable() from death
        if kind == "refused":
            refusal, facts = answer
            return "fault", refusal(**facts)
        return kind, answer

    def _start(self) -> tuple[BaseProcess, Connection]:
        # spawn: a fork would copy the service's open connections and locks.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=_serve, args=(theirs, self._memory_bytes), daemon=True)
        child.start()
        theirs.close()
        return child, ours


def _serve(pipe: Connection, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            cpu_seconds, act, arguments = pipe.recv()
            _do(pipe, cpu_seconds, act, arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(
    pipe: Connection, cpu_seconds: int, act: Callable[..., Any], arguments: tuple[object, ...]
) -> None:
    # The processor limit counts from the child's birth, so its soft half moves on with each act.
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, resource.RLIM_INFINITY))
    try:
        answer = act(*arguments)
        if isinstance(answer, Iterator):
            for part in answer:
                pipe.send(("part", part))
            answer = None
        pipe.send(("end", answer))
    except Refused as refusal:
        # Exceptions with named facts do not survive the pipe as they are.
        pipe.send(("refused", (type(refusal), refusal.facts)))
    except OSError:
        raise
    except BaseException as fault:
        # A panic of the reader is no Exception, and neither it nor MemoryError may cross the pipe.
        if isinstance(fault, MemoryError) or type(fault).__name__ == "PanicException":
            pipe.send(("refused", (WorkbookUnreadable, {})))
        else:
            pipe.send(("fault", fault))
