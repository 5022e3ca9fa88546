"""`scripts/bench decision`: one batch seen and approved whole, beside a raw COPY of its lines."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from app import decisions, dossiers
from app.core.settings import settings
from app.decisions.schemas import ApprovalOrder
from tests.bench.ground import DATABASE, Ground, ground, owner, run_there
from tests.bench.known import SCHEMA
from tests.bench.sheet import held, machine, note, table, tell
from tests.heard_rows import AMOUNT, waiting
from tests.money_rows import CHAIRMAN, TODAY, acting, funded, stand_still

_TURNS = 3
_GOAL_SECONDS = 10.0
_LINES = f"select * from {SCHEMA}.decision_line where decision_id = $1"


class Turn(NamedTuple):
    """Seconds: to see the batch, to approve it with its commit, to copy its lines as they are."""

    seen: float
    approved: float
    copied: float


async def measure(place: Ground, lines: int) -> list[Turn]:
    """As many batches, approved one after another."""
    url = place.server.url(database=DATABASE)
    await stand_still(url)
    source_id = await funded(_TURNS * lines * AMOUNT)
    turns = []
    for turn in range(_TURNS):
        note(f"batch {turn + 1} of {_TURNS}, {lines:,} lines")
        batch_id = await waiting(url, lines)
        await run_there(place.dsn(), "analyze")
        start = time.perf_counter()
        order = await _seen(batch_id, source_id)
        seen = time.perf_counter()
        async with acting(CHAIRMAN) as session:
            number = (await decisions.approve(session, CHAIRMAN, batch_id, order)).id
        approved = time.perf_counter()
        turns.append(Turn(seen - start, approved - seen, await _copy(place, number)))
    return turns


async def _seen(batch_id: int, source_id: int) -> ApprovalOrder:
    async with acting(CHAIRMAN) as session:
        found = await dossiers.holding(session, await dossiers.lists_in(session, batch_id))
    return ApprovalOrder(
        number=f"{batch_id}/QĐ-UBND", signed_on=TODAY, expected_count=found.case_count,
        expected_total_dong=found.total_dong, expected_root=found.root.hex(),
        source_id=source_id, agent_code="BUUDIEN",
    )  # fmt: skip


async def _copy(place: Ground, decision_id: int) -> float:
    """The same lines as ready tuples into a bare table, without index, key, check or trigger."""
    async with owner(place.dsn()) as connection:
        asked = await connection.prepare(_LINES)
        names = [one.name for one in asked.get_attributes()]
        records = [tuple(row) for row in await asked.fetch(decision_id)]
        await connection.execute(f"create unlogged table bench_raw as {_LINES.replace('$1', '0')}")
        start = time.perf_counter()
        await connection.copy_records_to_table("bench_raw", columns=names, records=records)
        spent = time.perf_counter() - start
        await connection.execute("drop table bench_raw")
    return spent


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when an approval took longer than the goal."""
    wish = argparse.ArgumentParser(prog="scripts/bench decision", description=__doc__)
    wish.add_argument("--lines", type=int, default=100_000)
    asked = wish.parse_args(arguments)

    async def whole() -> list[Turn]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.lines)

    stood = machine()
    turns = asyncio.run(whole())
    raw = median([one.copied for one in turns])
    told = (
        ("the batch seen: count, total, root", [one.seen for one in turns]),
        ("approved, with its commit", [one.approved for one in turns]),
        ("COPY of the lines", [one.copied for one in turns]),
    )
    lines = [
        (name, *(f"{one:.2f}" for one in (*spent, median(spent))), f"{median(spent) / raw:.1f}")
        for name, spent in told
    ]
    batches = (f"batch {turn + 1}" for turn in range(_TURNS))
    head = (f"{asked.lines:,} lines, s", *batches, "median", "ratio to COPY")
    reached = median([one.approved for one in turns]) <= _GOAL_SECONDS
    goal = f"Approved in at most {_GOAL_SECONDS:.0f} s: {held(reached)}."
    tell(stood, table(head, lines), goal)
    return 0 if reached else 1
