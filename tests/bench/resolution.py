"""`scripts/bench resolution`: who of a list is already known, among a million people."""

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from statistics import median

from app.client import Client
from app.core.settings import settings
from tests.bench.crowd import Invented, office_workbook, person, rows
from tests.bench.engine import Reading, read
from tests.bench.ground import Ground, ground, owner, service
from tests.bench.known import SCHEMA, fill
from tests.bench.sheet import held, machine, note, table, tell

_FORM = "07"
_TURNS = 3
_GOAL_SECONDS = 3.0
_STEP = 37
"""The known people whom a list names lie apart, as in life."""
_LOOKED_UP = (
    "people: exact keys looked up", "people: rivals yielded to",
    "likely doubles: name and birth with variants, close names",
)  # fmt: skip


def listed(count: int, known: int, turn: int) -> Iterator[Invented]:
    """Of twenty rows six name a known person by number, and five somebody likely known.

    Two without a number, one with day and month swapped, one with a slip in the name, one with the
    year alone. The rest are new.
    """
    for place in range(count):
        kind, at = place % 20, turn * count + place
        if kind > 10:
            yield person(known + 1 + at)
            continue
        one = person(at * _STEP % known + 1)
        if kind > 5:
            one = one._replace(id_number="")
        if kind == 8 and one.birth.day <= 12:
            one = one._replace(birth=one.birth.replace(day=one.birth.month, month=one.birth.day))
        elif kind == 9:
            one = one._replace(full_name=_slipped(one.full_name))
        yield one._replace(only_year=kind == 10)


def _slipped(name: str) -> str:
    """One letter left out of the given name, as typists do."""
    return name if len(name.split()[-1]) < 3 else name[:-1]


async def measure(place: Ground, count: int, known: int) -> tuple[list[Reading], dict[str, int]]:
    """Lists read one after another; the first only warms the pages."""
    note(f"a register of {known:,} known people")
    await fill(place, known)
    with service(place) as running:
        async with running.client(place) as api:
            readings = []
            for turn in range(_TURNS + 1):
                note(f"list {turn} of {_TURNS}" if turn else "a list to warm up")
                readings.append(await _one(place, api, list(listed(count, known, turn))))
    async with owner(place.dsn()) as connection:
        asked = f"select reasons->>0 as why, count(*) from {SCHEMA}.candidate_pair group by 1"
        pairs = {row["why"]: row["count"] for row in await connection.fetch(asked)}
    return readings[1:], pairs


async def _one(place: Ground, api: Client, people: Sequence[Invented]) -> Reading:
    place.folder.mkdir(parents=True, exist_ok=True)
    content = office_workbook(_FORM, rows(_FORM, people), place.folder / "list.xlsx")
    number = (await api.receive_list(_FORM, content)).id
    reading = await read(number)
    told = await api.reading(number)
    note(f"{told.good_count:,} good rows, {told.doubt_count:,} in doubt")
    return reading


def seconds_of(reading: Reading, name: str) -> float:
    """What the statements of one kind took."""
    return sum(one.seconds for one in reading.statements if one.name == name)


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when the goal is missed."""
    wish = argparse.ArgumentParser(prog="scripts/bench resolution", description=__doc__)
    wish.add_argument("--rows", type=int, default=20_000)
    wish.add_argument("--known", type=int, default=1_000_000)
    asked = wish.parse_args(arguments)

    async def whole() -> tuple[list[Reading], dict[str, int]]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.rows, asked.known)

    stood = machine()
    readings, pairs = asyncio.run(whole())
    each = [[seconds_of(one, name) for name in _LOOKED_UP] for one in readings]
    lines = [
        (name, *_told(spents), "", "")
        for name, spents in zip(_LOOKED_UP, zip(*each, strict=True), strict=True)
    ]
    sums = [sum(spents) for spents in each]
    reached = median(sums) <= _GOAL_SECONDS
    goal = f"≤ {1000 * _GOAL_SECONDS:,.0f}"
    lines.append(("all of resolution", *_told(sums), goal, held(reached)))
    turns = [f"list {turn + 1}" for turn in range(_TURNS)]
    what = f"{asked.rows:,} rows against {asked.known:,} people, ms"
    head = (what, *turns, "median", "goal", "reached")
    found = ", ".join(f"{why} {number:,}" for why, number in sorted(pairs.items()))
    tell(stood, table(head, lines), f"Pairs found in all lists by their first reason: {found}.")
    return 0 if reached else 1


def _told(seconds: Sequence[float]) -> list[str]:
    return [f"{1000 * one:,.0f}" for one in (*seconds, median(seconds))]
