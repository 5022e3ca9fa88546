"""`scripts/bench coverage`: any table at any date from the deltas, beside a scan of all facts."""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage
from app.core import db
from app.core.db import Standing, transaction
from app.core.embedded import ensure_server
from app.core.settings import settings
from app.coverage import TOTAL, Cell
from tests.bench.coverage_data import COVERING, Built, build, scanned
from tests.bench.coverage_paying import Paid, Recounted, paying
from tests.bench.ground import PROVINCE, Ground, found_house, owner, run_there, turn_here
from tests.bench.sheet import held, machine, note, table, tell

Window = tuple[date, date | None]
"""As of a day, as known on another."""
_DATABASE: Final = "ansinh_bench_coverage"
_WINDOWS: Final[Sequence[Window]] = (
    (date(2020, 5, 30), None), (date(2020, 5, 30), date(2020, 5, 30)),
    (date(2020, 5, 30), date(2020, 9, 15)), (date(2020, 5, 31), date(2020, 5, 31)),
    (date(2020, 6, 1), date(2020, 6, 1)), (date(2020, 7, 18), None),
    (date(2020, 7, 24), date(2020, 7, 27)), (date(2020, 9, 30), None),
    (date(2020, 12, 31), date(2020, 12, 31)),
)  # fmt: skip
_TABLES: Final = (
    ("group",), ("group", "district"), ("policy_group", "district"), ("group", "commune"),
    ("district", "commune"), ("group", "month"), ("commune", "month"), ("district", "decision"),
    ("group", "agent", "source"), ("district", "agent", "source"), ("commune", "decision"),
)  # fmt: skip
_NATIONAL: Final = ("group", "district")
_ONE_TABLE_MS, _NATION_MS, _PROVINCE_MS, _TIMES_FASTER = 20.0, 60.0, 10.0, 25.0
_PAIRS: Final = 20
_SCANS: Final = 3
_GREAT: Final = 10_000_000


class Read(NamedTuple):
    """Milliseconds of one table: all runs, and the median of the slowest date."""

    name: str
    spent: list[float]
    slowest: float
    goal: float

    def told(self) -> Sequence[str]:
        """A line of the table."""
        return (
            self.name, f"{median(self.spent):.1f}", f"{self.slowest:.1f}",
            f"{max(self.spent):.1f}", f"≤ {self.goal:.0f}", held(self.slowest <= self.goal),
        )  # fmt: skip


class Scans(NamedTuple):
    """Milliseconds of full scans: of the table, and of an index with all that is needed."""

    of_table: list[float]
    of_index: list[float]
    unequal: int
    cells: int

    @property
    def best(self) -> float:
        """Of the faster way."""
        return min(median(self.of_table), median(self.of_index))


@asynccontextmanager
async def _reading(folder: Path, dossiers: int, *, keep: bool) -> AsyncIterator[tuple[Any, Built]]:
    """A database of its own that holds so many dossiers: (plain connection, how it was built)."""
    with ensure_server(folder / "postgresql") as server:
        place = Ground(server, folder / "bench")
        turn_here(place, _DATABASE)
        try:
            built = await _standing(place, dossiers) or await _built(place, dossiers)
            async with owner(place.dsn(_DATABASE)) as connection:
                await connection.execute("set max_parallel_workers_per_gather = 2")
                yield connection, built
        finally:
            await db.dispose()
            if not keep:
                await _drop(place)


async def _drop(place: Ground) -> None:
    await run_there(place.dsn("postgres"), f"drop database if exists {_DATABASE} with (force)")


async def _standing(place: Ground, dossiers: int) -> Built | None:
    """What an earlier run has kept, if it is of the same size."""
    async with owner(place.dsn("postgres")) as connection:
        there = "select 1 from pg_database where datname = $1"
        if not await connection.fetchval(there, _DATABASE):
            return None
    async with owner(place.dsn(_DATABASE)) as connection:
        if not await connection.fetchval("select to_regclass('bench.built')"):
            return None
        row = await connection.fetchrow(
            "select facts, deltas, folding from bench.built where dossiers = $1", dossiers
        )
    return Built(*row) if row else None


async def _built(place: Ground, dossiers: int) -> Built:
    await _drop(place)
    await run_there(place.dsn("postgres"), f"create database {_DATABASE} template template0")
    await found_house(place.server.url(database=_DATABASE))
    async with owner(place.dsn(_DATABASE)) as connection:
        built = await build(connection, dossiers)
        await connection.execute(
            "create table bench.built (dossiers bigint, facts float, deltas bigint, folding float)"
        )
        await connection.execute(
            "insert into bench.built values ($1, $2, $3, $4)", dossiers, *built
        )
    return built


async def _count(
    session: AsyncSession, by: Sequence[str], window: Window, *, nation: bool
) -> list[Cell]:
    if nation:
        return await coverage.counted_nationwide(session, *window, by)
    return await coverage.counted(session, *window, by)


async def _read(by: Sequence[str], runs: int, goal: float, *, nation: bool = False) -> Read:
    """One table at every date, warm, in transactions of the service role."""
    spent: dict[Any, list[float]] = {}
    for window in _WINDOWS:
        for run in range(-1, runs):
            async with transaction(Standing(f"{PROVINCE}.")) as session:
                start = time.perf_counter()
                await _count(session, by, window, nation=nation)
                if run >= 0:
                    taken = (time.perf_counter() - start) * 1000
                    spent.setdefault(window, []).append(taken)
    name = " × ".join(one.replace("_", " ") for one in by)
    slowest = max(median(times) for times in spent.values())
    whose = ", all provinces" if nation else ", one province"
    return Read(name + whose, [one for times in spent.values() for one in times], slowest, goal)


async def _compared(connection: Any, by: Sequence[str], pairs: int, *, nation: bool) -> Scans:
    """The same tables from deltas and from the facts at random days; what is not equal."""
    dice, times, unequal, cells = random.Random(6), [], 0, 0
    for pair in range(pairs):
        as_of = date(2020, 4, 20) + timedelta(dice.randrange(190))
        known_on = dice.choice([None, as_of, as_of + timedelta(dice.randrange(120))])
        note(f"{' × '.join(by)} compared with a full scan, {pair + 1} of {pairs}")
        start = time.perf_counter()
        facts = await scanned(connection, as_of, known_on, by)
        times.append((time.perf_counter() - start) * 1000)
        async with transaction(Standing(f"{PROVINCE}.")) as session:
            told = await _count(session, by, (as_of, known_on), nation=nation)
        kept = {
            one.place: (one.approved_people, one.approved_months, one.approved_dong,
                        one.paid_people, one.paid_dong)
            for one in told
            if TOTAL not in one.place
        }  # fmt: skip
        kept = {place: counts for place, counts in kept.items() if any(counts)}
        unequal += sum(facts.get(one) != kept.get(one) for one in {*facts, *kept})
        cells += len(facts)
    return Scans(times, [], unequal, cells)


async def _scans(connection: Any, *, nation: bool) -> Scans:
    """Full scans, with the whole comparison; then the same from a covering index alone."""
    whole = await _compared(connection, _NATIONAL, _PAIRS, nation=nation)
    note("a covering index")
    await connection.execute("drop index if exists bench.covering")
    await connection.execute("set maintenance_work_mem = '1GB'")
    await connection.execute(COVERING)
    await connection.execute("vacuum bench.dossier")
    await connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")
    covered = await _compared(connection, _NATIONAL, _SCANS, nation=nation)
    await connection.execute("drop index bench.covering; reset enable_seqscan")
    await connection.execute("reset enable_bitmapscan")
    return whole._replace(
        of_index=covered.of_table, unequal=whole.unequal + covered.unequal,
        cells=whole.cells + covered.cells,
    )  # fmt: skip


async def _measured(folder: Path, asked: argparse.Namespace) -> tuple[list[str], bool]:
    """The blocks of text of the reading half, and whether every goal of it was reached."""
    dossiers, great = int(asked.scale), asked.scale >= _GREAT
    async with _reading(folder, dossiers, keep=asked.keep) as (connection, built):
        note("tables from deltas")
        if great:
            reads = [await _read(_NATIONAL, asked.runs, _NATION_MS, nation=True)]
            reads.append(await _read(_NATIONAL, asked.runs, _PROVINCE_MS))
        else:
            reads = [await _read(by, asked.runs, _ONE_TABLE_MS) for by in _TABLES]
        scans = await _scans(connection, nation=great)
        if not great:
            fine = await _compared(connection, ("commune", "decision"), _SCANS, nation=False)
            scans = scans._replace(
                unequal=scans.unequal + fine.unequal, cells=scans.cells + fine.cells
            )
    ours = next(one for one in reads if one.name.startswith(" × ".join(_NATIONAL)))
    ratio = scans.best / ours.slowest
    head = (
        f"{dossiers:,} dossiers, ms",
        "median",
        "slowest date",
        "slowest run",
        "goal",
        "reached",
    )
    lines = [one.told() for one in reads]
    beside = [
        ("full scan, 2 workers", f"{median(scans.of_table):,.0f}",
         f"{median(scans.of_table) / ours.slowest:.0f}×"),
        ("scan of a covering index, 2 workers", f"{median(scans.of_index):,.0f}",
         f"{median(scans.of_index) / ours.slowest:.0f}×"),
    ]  # fmt: skip
    fast = ratio >= _TIMES_FASTER
    blocks = [
        table(head, lines),
        table(("group × district from the facts", "ms", "times the slowest date above"), beside),
        f"At least {_TIMES_FASTER:.0f} times faster than the better scan: {held(fast)}.",
        f"Cells compared at {_PAIRS} random pairs of days and more: {scans.cells:,}, "
        f"unequal: {scans.unequal}.",
        f"Facts made in {built.facts:.0f} s; {built.deltas:,} deltas folded in "
        f"{built.folding:.0f} s, {built.folding * 1e6 / built.deltas:.0f} s a million.",
    ]
    reached = all(one.slowest <= one.goal for one in reads) and (fast or not great)
    return blocks, reached and not scans.unequal


def _told(found: Sequence[Paid], anew: Recounted) -> list[str]:
    """The blocks of text of the paying half."""
    head = ("lines/s", "with deltas", "without", "trigger, ms a call", "left", "goal", "reached")
    return [
        table(head, [one.told() for one in found]),
        f"{anew.facts:,} real facts counted anew in {anew.seconds:.1f} s; cells that differ: "
        f"{anew.differing}; rows unlike what this bench derives from facts: {anew.unlike}.",
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when a goal was not reached."""
    wish = argparse.ArgumentParser(prog="scripts/bench coverage", description=__doc__)
    wish.add_argument("--scale", type=float, default=1e6, help="dossiers: 1e6, 1e7, 2e7")
    wish.add_argument("--runs", type=int, default=15, help="runs of each table at each date")
    wish.add_argument("--long", type=int, default=20_000, help="lines of the long statement")
    wish.add_argument("--keep", action="store_true", help="keep the data for the next run")
    wish.add_argument("--only", choices=("reading", "paying"))
    asked = wish.parse_args(arguments)

    async def whole() -> bool:
        folder, reached = settings().data_folder.resolve(), True
        if asked.only != "paying":
            blocks, reached = await _measured(folder, asked)
            tell(*blocks)
        if asked.only != "reading":
            found, anew = await paying(folder, asked.long)
            tell(*_told(found, anew))
            reached &= all(one.ratio >= one.goal for one in found)
            reached &= not anew.differing and not anew.unlike
        return reached

    tell(machine())
    return 0 if asyncio.run(whole()) else 1
