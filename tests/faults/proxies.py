"""A line that breaks: a proxy that cuts, hangs or slows its connections, by seed.

Between client and service over loopback, or between service and database over its socket. Bytes
are lost only with the rest of their connection, as on a real line.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_CHUNK: Final = 65536
_Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Fate:
    """What becomes of one connection: after so many bytes one way, it is cut, hangs, or neither."""

    kind: str
    upwards: bool = False
    after: int = 0
    seconds: float = 0.0


@dataclass
class Line:
    """The faulty line, its dice and what it did."""

    seed: int
    reach: int
    """No connection lives for more bytes than this, one way or the other."""
    calm: bool = False
    fates: dict[str, int] = field(default_factory=dict)
    _dice: random.Random = field(init=False)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def fate(self) -> Fate:
        """The fate of the next connection."""
        if self.calm:
            return Fate("whole")
        kind = self._dice.choices(("cut", "hang", "slow", "whole"), (6, 2, 1, 1))[0]
        upwards, after = self._dice.random() < 0.4, self._dice.randrange(self.reach)
        return Fate(kind, upwards, after, self._dice.uniform(0.01, 0.4))

    @property
    def broken(self) -> int:
        """How many connections were cut or hung so far."""
        return self.fates.get("cut", 0) + self.fates.get("hang", 0)

    def serve(self, onward: Callable[[], Awaitable[_Ends]]) -> Callable[..., Awaitable[None]]:
        """What is done with each connection that comes in."""

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            fate = self.fate()
            try:
                there = await onward()
            except OSError:
                writer.transport.abort()
                return
            ends = (writer, there[1])
            pumps = [
                asyncio.create_task(self._pump(reader, there[1], ends, fate, fate.upwards)),
                asyncio.create_task(self._pump(there[0], writer, ends, fate, not fate.upwards)),
            ]
            for pump in pumps:
                self._tasks.add(pump)
                pump.add_done_callback(self._tasks.discard)

        return one

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
        fate: Fate,
        fated: bool,
    ) -> None:
        try:
            with contextlib.suppress(OSError):
                await self._carry(source, sink, fate, fated and fate.kind in ("cut", "hang"))
        finally:
            for end in ends:
                end.transport.abort()

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, fate: Fate, doomed: bool
    ) -> None:
        passed = 0
        while chunk := await source.read(_CHUNK):
            if doomed and not self.calm and passed + len(chunk) > fate.after:
                sink.write(chunk[: max(fate.after - passed, 0)])
                await sink.drain()
                self.fates[fate.kind] = self.fates.get(fate.kind, 0) + 1
                await asyncio.sleep(fate.seconds if fate.kind == "hang" else 0)
                return
            if fate.kind == "slow" and not self.calm:
                await asyncio.sleep(fate.seconds / 20)
            passed += len(chunk)
            sink.write(chunk)
            await sink.drain()

    async def close(self) -> None:
        """Every connection is gone."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # the transports take their leave one turn later


@contextlib.asynccontextmanager
async def before_port(port: int, line: Line) -> AsyncIterator[str]:
    """The address of a faulty line to a port of loopback."""
    onward = line.serve(lambda: asyncio.open_connection("127.0.0.1", port))
    server = await asyncio.start_server(onward, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await line.close()


@contextlib.asynccontextmanager
async def before_socket(socket: Path, folder: Path, line: Line) -> AsyncIterator[Path]:
    """A folder with a socket that leads, over a faulty line, to PostgreSQL's own."""
    onward = line.serve(lambda: asyncio.open_unix_connection(socket))
    path = folder / socket.name
    server = await asyncio.start_unix_server(onward, path)
    try:
        yield folder
    finally:
        server.close()
        await line.close()
        path.unlink(missing_ok=True)
