"""`scripts/bench leases`: a lease taken and its files over HTTP, beside a COPY out of its rows."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import httpx

from app.client import Client
from app.core.settings import settings
from tests.bench.ground import DATABASE, Ground, ground, owner, run_there, service
from tests.bench.known import SCHEMA
from tests.bench.memory import _PROC, _peak_mib
from tests.bench.sheet import held, machine, note, table, tell
from tests.bench.statements import enrolled
from tests.money_rows import approved, released, stand_still

_KINDS: Final = ("csv", "xlsx", "xml")
_GOAL_SECONDS: Final = 30.0
_COMMUNES: Final = 200
_ROWS: Final = (
    f"select o.*, l.* from {SCHEMA}.lease_order l join {SCHEMA}.payout_order o on o.id = l.order_id"
    " where l.lease_id = {lease}"
)


async def measure(place: Ground, size: int) -> list[tuple[str, float, float, int]]:
    """What was asked for, seconds, MiB that came, peak memory of the service in MiB."""
    url = place.server.url(database=DATABASE)
    await stand_still(url)
    code = await enrolled()
    areas = [f"42.436.{18_000 + number:05}." for number in range(_COMMUNES)]
    note(f"a run of {size:,} orders in {_COMMUNES} communes")
    await released(await approved(url, size, areas=areas))
    await run_there(place.dsn(), "analyze")
    found = []
    with service(place) as running:
        async with Client(running.address) as agent:
            agent.http.timeout = httpx.Timeout(600)
            await agent.sign_in(enrolment_code=code)
            pid = running.started[0].process.pid
            start = time.perf_counter()
            lease = (await agent.take_lease(limit=size)).lease
            found.append(("lease taken", time.perf_counter() - start, 0.0, _peak_mib(pid)))
            if lease is None or lease.order_count != size:
                raise SystemExit(f"bench: not every order was leased: {lease}")
            for kind in _KINDS:
                note(kind)
                with suppress(OSError):
                    (_PROC / str(pid) / "clear_refs").write_text("5")
                start = time.perf_counter()
                length = len(await agent.lease_file(lease.id, kind))
                spent = time.perf_counter() - start
                found.append((kind, spent, length / 2**20, _peak_mib(pid)))
    spent, length = await _copied(place, lease.id)
    return [*found, ("COPY out of the same rows", spent, length / 2**20, 0)]


async def _copied(place: Ground, lease_id: int) -> tuple[float, int]:
    length = 0

    async def away(piece: bytes) -> None:
        nonlocal length
        length += len(piece)

    async with owner(place.dsn()) as connection:
        start = time.perf_counter()
        await connection.copy_from_query(_ROWS.format(lease=lease_id), output=away, format="csv")
        return time.perf_counter() - start, length


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when the goal was not reached."""
    wish = argparse.ArgumentParser(prog="scripts/bench leases", description=__doc__)
    wish.add_argument("--lines", type=int, default=200_000)
    asked = wish.parse_args(arguments)

    async def whole() -> list[tuple[str, float, float, int]]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.lines)

    stood = machine()
    found = asyncio.run(whole())
    raw = found[-1][1]
    lines = [
        (name, f"{spent:.2f}", f"{spent / raw:.0f}", f"{length:.1f}" if length else "",
         f"{peak:,}" if peak else "")
        for name, spent, length, peak in found
    ]  # fmt: skip
    head = (f"{asked.lines:,} orders", "s", "ratio to COPY", "MiB", "peak memory, MiB")
    reached = all(spent <= _GOAL_SECONDS for _, spent, _, _ in found)
    tell(stood, table(head, lines), f"Each file in at most {_GOAL_SECONDS:.0f} s: {held(reached)}.")
    return 0 if reached else 1
