"""`scripts/bench orders`: a decision turned into orders, beside a raw COPY of the same orders."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from app import payouts
from app.core.settings import settings
from tests.bench.ground import DATABASE, Ground, ground, owner, run_there
from tests.bench.known import SCHEMA
from tests.bench.sheet import held, machine, note, table, tell
from tests.money_rows import CHAIRMAN, FINANCE, Approved, acting, approved, runs_of, stand_still

_TURNS = 3
_COMMUNES = 200
_GOAL_SECONDS = 5.0
_ORDERS = (
    f"select o.* from {SCHEMA}.payout_order o join {SCHEMA}.payout_run r on r.id = o.run_id"
    " where r.decision_id = $1"
)


class Turn(NamedTuple):
    """Seconds: orders made with their commit, their runs released, the orders copied as rows."""

    prepared: float
    released: float
    copied: float


async def measure(place: Ground, lines: int) -> list[Turn]:
    """As many decisions, ordered and released one after another."""
    url = place.server.url(database=DATABASE)
    await stand_still(url)
    areas = [f"42.436.{18_000 + number:05}." for number in range(_COMMUNES)]
    turns = []
    for turn in range(_TURNS):
        note(f"decision {turn + 1} of {_TURNS}, {lines:,} lines in {_COMMUNES} communes")
        made = await approved(url, lines, areas=areas, banked=lines // 2)
        await run_there(place.dsn(), "analyze")
        start = time.perf_counter()
        async with acting(CHAIRMAN) as session:
            await payouts.prepare_orders(session, made.decision_id, "BUUDIEN")
        prepared = time.perf_counter()
        await _release(made)
        released = time.perf_counter()
        copied = await _copy(place, made.decision_id)
        turns.append(Turn(prepared - start, released - prepared, copied))
    return turns


async def _release(made: Approved) -> None:
    runs = await runs_of(made) + await runs_of(made, "NHCSXH")
    async with acting(FINANCE) as session:
        await payouts.release_runs(session, FINANCE, runs)


async def _copy(place: Ground, decision_id: int) -> float:
    """The same orders as ready tuples into a bare table, without index, key, check or trigger."""
    async with owner(place.dsn()) as connection:
        asked = await connection.prepare(_ORDERS)
        names = [one.name for one in asked.get_attributes()]
        records = [tuple(row) for row in await asked.fetch(decision_id)]
        await connection.execute(f"create unlogged table bench_raw as {_ORDERS.replace('$1', '0')}")
        start = time.perf_counter()
        await connection.copy_records_to_table("bench_raw", columns=names, records=records)
        spent = time.perf_counter() - start
        await connection.execute("drop table bench_raw")
    return spent


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when making the orders took longer than the goal."""
    wish = argparse.ArgumentParser(prog="scripts/bench orders", description=__doc__)
    wish.add_argument("--lines", type=int, default=100_000)
    asked = wish.parse_args(arguments)

    async def whole() -> list[Turn]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.lines)

    stood = machine()
    turns = asyncio.run(whole())
    raw = median([one.copied for one in turns])
    told = (
        ("orders made, with their commit", [one.prepared for one in turns]),
        ("runs released in one act", [one.released for one in turns]),
        ("COPY of the orders", [one.copied for one in turns]),
    )
    lines = [
        (name, *(f"{one:.2f}" for one in (*spent, median(spent))), f"{median(spent) / raw:.1f}")
        for name, spent in told
    ]
    decisions = (f"decision {turn + 1}" for turn in range(_TURNS))
    head = (f"{asked.lines:,} lines, s", *decisions, "median", "ratio to COPY")
    reached = median([one.prepared for one in turns]) <= _GOAL_SECONDS
    goal = f"Orders made in at most {_GOAL_SECONDS:.0f} s: {held(reached)}."
    tell(stood, table(head, lines), goal)
    return 0 if reached else 1
