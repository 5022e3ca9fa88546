"""`scripts/bench pages`: the pages that people begin with and read, asked by four at once.

It looks at the province that `scripts/run` left. Beside each page stands what a page costs that
asks nobody and reads nothing (`/healthz`), from the same run. With `--acts` the pages of single
acts are asked instead, each by somebody to whom it opens; those that open to nobody are named.
Pages that take long, which say so at once, are asked afterwards, alone.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Final, NamedTuple

import httpx
from sqlalchemy import text

from app.access import Role
from app.core import db
from app.core.owner import owner_transaction
from app.core.settings import settings
from app.core.supervise import children, start_child
from app.core.web.cookies import TOKEN
from tests.bench.ground import free_port
from tests.bench.sheet import machine, table, tell
from tests.grounds import enter
from tests.sights.acts import ACTS, more_found_in
from tests.sights.house import province
from tests.sights.seats import Seat, sessions
from tests.sights.sights import PROVINCE, SIGHTS, Sight, address_in, found_in

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
    being_made: bool
    """Only told that it takes long, and to ask again."""


class Asked(NamedTuple):
    """A page, and the session of somebody to whom it opens."""

    name: str
    place: str
    token: str


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
        tokens = await sessions(owner_url, [*_others_of(sights, await _units(owner_url))])
        found = await found_in(owner_url) | await more_found_in(owner_url)
        await db.dispose()
        open_, long = await _opening(port, sights, found, tokens)
        visits = await _visit(port, [*open_, Asked("nothing", _NOTHING, "")], rounds)
        waits = [(one.name, *await _waited_for(port, one)) for one in long]
    _tell(visits)
    if waits:
        rows = [(name, f"{told * 1000:.0f}", f"{whole:.1f}") for name, told, whole in waits]
        tell(table(["page that takes long, alone", "told after ms", "whole after s"], rows))
    closed = {one.name for one in sights} - {one.name for one in (*open_, *long)}
    if closed:
        tell(f"not asked, nothing there: {', '.join(sorted(closed))}")


async def _units(owner_url: str) -> list[str]:
    """The units that handed lists in, and those above them."""
    async with owner_transaction(owner_url) as session:
        await enter(session, PROVINCE)
        found = await session.scalars(text("select distinct unit_path from dossier_list"))
    parts = [path.split(".")[:-1] for path in found]
    above = {".".join(one[:depth]) + "." for one in parts for depth in range(1, len(one) + 1)}
    return sorted(above)


def _others_of(sights: Sequence[Sight], units: Sequence[str]) -> Iterator[Seat]:
    """The seats of these pages, and for pages of single acts the same seats in other units."""
    for seat in dict.fromkeys(one.seat for one in sights):
        yield seat
        if sights is ACTS:
            levels = (1, 2, 3) if seat.role == Role.COUNCIL_SECRETARY else (seat.unit.count("."),)
            yield from (replace(seat, unit=one) for one in units if one.count(".") in levels)


async def _opening(
    port: int, sights: Sequence[Sight], found: dict[str, str], tokens: dict[Seat, str]
) -> tuple[list[Asked], list[Asked]]:
    """Each page with the first who may open it; those that take long apart."""
    quick: list[Asked] = []
    long: list[Asked] = []
    async with _line(port) as line:
        for one in sights:
            place = address_in(one, found)
            alike = (seat for seat in tokens if replace(seat, unit=one.seat.unit) == one.seat)
            for seat in (one.seat, *alike) if place is not None else ():
                asked = Asked(one.name, place or "", tokens[seat])
                visit = await _asked(line, asked)
                if visit.status == HTTPStatus.OK:
                    (long if visit.being_made else quick).append(asked)
                    break
    return quick, long


async def _waited_for(port: int, one: Asked) -> tuple[float, float]:
    """Seconds until its reader is told that it is being made, and until it is there."""
    async with _line(port) as line:
        while (await _asked(line, one)).being_made:  # what was begun before is taken away first
            await asyncio.sleep(0.05)
        begun = time.perf_counter()
        told = visit = await _asked(line, one)
        while visit.being_made:
            await asyncio.sleep(0.05)
            visit = await _asked(line, one)
        return told.seconds, time.perf_counter() - begun


def _up(address: str) -> bool:
    try:
        return httpx.get(f"{address}{_NOTHING}", trust_env=False).is_success
    except httpx.TransportError:
        return False


async def _visit(port: int, asked: Sequence[Asked], rounds: int) -> dict[str, list[Visit]]:
    """Each client walks all pages in an order of its own, one after the other."""
    visits: dict[str, list[Visit]] = defaultdict(list)

    async def client(number: int) -> None:
        order = random.Random(number)
        async with _line(port) as line:
            for around in range(-_WARM, rounds // _CLIENTS + 1):
                for one in order.sample(asked, len(asked)):
                    visit = await _asked(line, one)
                    if around >= 0:  # the first walks fill the caches of every connection
                        visits[one.name].append(visit)

    await asyncio.gather(*(client(number) for number in range(_CLIENTS)))
    return visits


@asynccontextmanager
async def _line(port: int) -> AsyncIterator[Line]:
    """A connection to the service, as bare as can be: it shares its two cores."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_MOST_BYTES)
    yield reader, writer
    writer.close()


async def _asked(line: Line, one: Asked) -> Visit:
    reader, writer = line
    start = time.perf_counter()
    cookie = f"{TOKEN}={one.token}"
    head = f"GET {one.place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
    writer.write(head.encode())
    told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = int(told.partition("content-length: ")[2].partition("\r\n")[0])
    await reader.readexactly(size)
    seconds, status = time.perf_counter() - start, int(told.split(" ", 2)[1])
    return Visit(seconds, size, status, "\r\nrefresh:" in told)


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
