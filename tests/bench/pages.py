"""`scripts/bench pages`: the pages that people begin with and read, asked by four at once.

It looks at the province that `scripts/run` left. Beside each page stands what a page costs that
asks nobody and reads nothing (`/healthz`), from the same run. With `--acts` the pages of single
acts are asked instead; those that this province has nothing for are named.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Final, NamedTuple

import httpx

from app.core import db
from app.core.settings import settings
from app.core.supervise import children, start_child
from app.core.web.cookies import TOKEN
from tests.bench.ground import free_port
from tests.bench.sheet import machine, table, tell
from tests.sights.acts import ACTS, more_found_in
from tests.sights.house import province
from tests.sights.seats import sessions
from tests.sights.sights import SIGHTS, Sight, address_in, found_in

_CLIENTS: Final = 4
_WARM: Final = 4
_GOAL_MS, _GOAL_BYTES = 100, 50_000
_NOTHING: Final = "/healthz"
_MOST_BYTES: Final = 2**20
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Visit(NamedTuple):
    """One page asked for once."""

    seconds: float
    size: int
    status: int


def main(arguments: Sequence[str]) -> int:
    """The table, slowest first."""
    parser = argparse.ArgumentParser(prog="scripts/bench pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="how often each page is asked for")
    parser.add_argument("--workers", type=int, default=1, help="processes that serve")
    parser.add_argument("--acts", action="store_true", help="the pages of single acts instead")
    chosen = parser.parse_args(arguments)
    sights = ACTS if chosen.acts else SIGHTS
    asyncio.run(_run(sights, chosen.rounds, chosen.workers))
    return 0


async def _run(sights: Sequence[Sight], rounds: int, workers: int) -> None:
    with ExitStack() as stack:
        owner_url = stack.enter_context(province())
        started = stack.enter_context(children())
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        serve = [sys.executable, "-P", "-m", "app.cli", "serve", "--port", str(port)]
        serve += ["--workers", str(workers)]
        child = start_child("api", serve, log_folder=settings().data_folder / "bench")
        started.append(child)
        child.await_health(lambda: _up(address), seconds=60)
        tokens = await sessions(owner_url, (one.seat for one in sights))
        found = await found_in(owner_url) | await more_found_in(owner_url)
        await db.dispose()
        asked = [
            (one.name, place, tokens[one.seat])
            for one in sights
            if (place := address_in(one, found)) is not None
        ]
        open_ = [one for one in asked if await _opens(port, *one[1:])]
        visits = await _visit(port, [*open_, ("nothing", _NOTHING, "")], rounds)
    _tell(visits)
    closed = sorted({one.name for one in sights} - {name for name, *_ in open_})
    if closed:
        tell(f"not asked, nothing there: {', '.join(closed)}")


def _up(address: str) -> bool:
    try:
        return httpx.get(f"{address}{_NOTHING}", trust_env=False).is_success
    except httpx.TransportError:
        return False


async def _visit(
    port: int, asked: Sequence[tuple[str, str, str]], rounds: int
) -> dict[str, list[Visit]]:
    """Each client walks all pages in an order of its own, one after the other."""
    visits: dict[str, list[Visit]] = defaultdict(list)

    async def client(number: int) -> None:
        order = random.Random(number)
        async with _line(port) as line:
            for around in range(-_WARM, rounds // _CLIENTS + 1):
                for name, place, token in order.sample(asked, len(asked)):
                    visit = await _asked(line, place, token)
                    if around >= 0:  # the first walks fill the caches of every connection
                        visits[name].append(visit)

    await asyncio.gather(*(client(number) for number in range(_CLIENTS)))
    return visits


async def _opens(port: int, place: str, token: str) -> bool:
    """Whether the page is there for who asks."""
    async with _line(port) as line:
        return (await _asked(line, place, token)).status == HTTPStatus.OK


@asynccontextmanager
async def _line(port: int) -> AsyncIterator[Line]:
    """A connection to the service, as bare as can be: it shares its two cores."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_MOST_BYTES)
    yield reader, writer
    writer.close()


async def _asked(line: Line, place: str, token: str) -> Visit:
    reader, writer = line
    start = time.perf_counter()
    cookie = f"{TOKEN}={token}"
    writer.write(f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = int(head.partition("content-length: ")[2].partition("\r\n")[0])
    await reader.readexactly(size)
    return Visit(time.perf_counter() - start, size, int(head.split(" ", 2)[1]))


def _tell(visits: dict[str, list[Visit]]) -> None:
    nothing = statistics.median(one.seconds for one in visits["nothing"])
    rows = []
    for name, found in visits.items():
        spent = sorted(one.seconds for one in found)
        p95 = spent[int(len(spent) * 0.95)] * 1000
        middle, size = statistics.median(spent), max(one.size for one in found)
        well = (
            p95 < _GOAL_MS
            and size < _GOAL_BYTES
            and {one.status for one in found} == {HTTPStatus.OK}
        )
        rows.append((
            p95, name, f"{middle * 1000:.0f}", f"{p95:.0f}", f"{middle / nothing:.0f}",
            f"{size / 1000:.1f}", "yes" if well else "no",
        ))  # fmt: skip
    head = ["page", "median ms", "p95 ms", "times a page of nothing", "kB", "goal"]
    tell(machine())
    tell(table(head, [row[1:] for row in sorted(rows, reverse=True)]))
