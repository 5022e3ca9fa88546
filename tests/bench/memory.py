"""`scripts/bench memory`: a very long list through the running service, and what memory it took."""

import argparse
import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.client import Client
from app.core.settings import settings
from tests.bench.crowd import office_workbook, people, rows
from tests.bench.ground import Ground, Service, ground, service
from tests.bench.sheet import held, machine, note, table, tell

_FORM = "07"
_GOAL_MIB = 400
_LOOK_EVERY_SECONDS = 0.25
_PROC = Path("/proc")


async def measure(place: Ground, count: int) -> tuple[float, float, dict[str, int]]:
    """Seconds of the upload, seconds until it was read, and MiB by process."""
    note(f"a workbook of {count:,} rows")
    place.folder.mkdir(parents=True, exist_ok=True)
    content = office_workbook(_FORM, rows(_FORM, people(1, count)), place.folder / "list.xlsx")
    peaks: dict[str, int] = {}
    with service(place) as running:
        running.start_worker()
        async with running.client(place) as api:
            note(f"upload of {len(content) / 2**20:.1f} MiB")
            start = time.perf_counter()
            watching = asyncio.create_task(_watch(running, peaks))
            number = (await api.receive_list(_FORM, content)).id
            uploaded = time.perf_counter() - start
            told = await _read(api, number)
            seconds = time.perf_counter() - start
            watching.cancel()
            note(told)
    return uploaded, seconds, peaks


async def _read(api: Client, number: int) -> str:
    async for told in api.watch_reading(number, every=_LOOK_EVERY_SECONDS):  # noqa: B007 - the last
        pass
    if told.state != "read":
        raise SystemExit(f"bench: the list was not read: {told.problem}")
    return f"{told.row_count:,} rows read, {told.good_count:,} good, {told.doubt_count:,} in doubt"


async def _watch(running: Service, peaks: dict[str, int]) -> None:
    while True:
        for name, pid in _processes({one.name: one.process.pid for one in running.started}):
            peaks[name] = max(peaks.get(name, 0), _peak_mib(pid))
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _processes(named: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name, pid in named.items():
        yield name, pid
        for inner in _children_of(pid):
            yield f"{name}: child that reads", inner


def _children_of(pid: int) -> Iterator[int]:
    for task in (_PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, task.read_text().split())


def _peak_mib(pid: int) -> int:
    with suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return -(-int(line.split()[1]) // 1024)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when a process grew beyond the goal."""
    wish = argparse.ArgumentParser(prog="scripts/bench memory", description=__doc__)
    wish.add_argument("--rows", type=int, default=200_000)
    asked = wish.parse_args(arguments)

    async def whole() -> tuple[float, float, dict[str, int]]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.rows)

    stood = machine()
    uploaded, seconds, peaks = asyncio.run(whole())
    lines = [
        (name, peak, f"≤ {_GOAL_MIB}", held(peak <= _GOAL_MIB)) for name, peak in peaks.items()
    ]
    head = (f"peak resident memory, {asked.rows:,} rows", "MiB", "goal", "reached")
    speed = (
        f"Upload and inspection {uploaded:.1f} s; from upload to verdicts and register written "
        f"{seconds:.1f} s, {asked.rows / seconds:,.0f} rows/s."
    )
    tell(stood, table(head, lines), speed)
    return 0 if max(peaks.values()) <= _GOAL_MIB else 1
