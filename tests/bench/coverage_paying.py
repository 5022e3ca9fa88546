"""What the deltas cost a payment: the same statements with their trigger and without, by turns."""

import time
from collections.abc import Sequence
from pathlib import Path
from random import shuffle
from statistics import median
from typing import Any, Final, NamedTuple

import httpx

from app.client import Client
from tests.bench.coverage_data import DELTAS, ENDLESS
from tests.bench.ground import DATABASE, PROVINCE, Ground, ground, owner, run_there, service
from tests.bench.reconcile import through_door
from tests.bench.sheet import held, note
from tests.bench.statements import enrolled, statement_of
from tests.money_rows import (
    COMMUNE,
    TODAY,
    approved,
    orders_of,
    released,
    runs_of,
    stand_still,
    taken,
)

_CLIENTS: Final = 32
_PAIRS: Final = 4
_TRIGGER: Final = f"alter table p{PROVINCE}.order_outcome {{}} trigger keep_paid_deltas"
_HOT, _SPREAD = 0.85, 0.95
_REAL: Final = f"""
create view public.real_facts as
select l.area_path, l.group_code, l.decision_id,
       nation.entrusted_to(d.agent_code, d.transfer_agent_code, x.account_number) as agent_code,
       d.source_id, l.months, l.signed_on, nation.day_of(l.recorded_at) as approved_known_on,
       l.amount_dong, l.amount_dong as first_dong, p.done_on as paid_on,
       nation.day_of(p.recorded_at) as paid_known_on, null::date as later_on,
       null::date as later_known_on, r.done_on as returned_on,
       nation.day_of(r.recorded_at) as returned_known_on
  from p{PROVINCE}.decision_line l
  join p{PROVINCE}.decision d on d.id = l.decision_id
  join p{PROVINCE}.dossier x on x.id = l.dossier_id
  left join p{PROVINCE}.order_outcome p on p.dossier_id = l.dossier_id and p.kind = 'paid'
  left join p{PROVINCE}.order_outcome r on r.dossier_id = l.dossier_id and r.kind = 'returned'
"""
_KEPT: Final = """
select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
       approved_people, approved_months, approved_dong, paid_people, paid_dong
  from nation.coverage_fold where cut = 'full' and span = 1
"""


class Way(NamedTuple):
    """One way to pay: how many lines a statement, how many statements a turn, where."""

    name: str
    lines: int
    calls: int
    spread: bool
    goal: float


WAYS: Final = (
    Way("hottest district, 1 line a call", 1, 192, False, _HOT),
    Way("hottest district, 200 lines a call", 200, 64, False, _HOT),
    Way("spread over 13 districts, 200 lines a call", 200, 64, True, _SPREAD),
)


class Paid(NamedTuple):
    """Lines a second with the deltas and without, turn by turn; the trigger's own ms a call."""

    name: str
    kept: list[float]
    bare: list[float]
    trigger_ms: float
    goal: float

    @property
    def ratio(self) -> float:
        """What is left of the throughput."""
        return median(self.kept) / median(self.bare)

    def told(self) -> Sequence[str]:
        """A line of the table."""
        return (
            self.name, f"{median(self.kept):,.0f}", f"{median(self.bare):,.0f}",
            f"{self.trigger_ms:.1f}", f"{self.ratio:.1%}", f"≥ {self.goal:.0%}",
            held(self.ratio >= self.goal),
        )  # fmt: skip


class Recounted(NamedTuple):
    """Real facts, the cells that differ from them, and the seconds of counting them anew."""

    facts: int
    differing: int
    unlike: int
    """Rows in which this bench's own derivation from the facts is not what the triggers left."""
    seconds: float


async def paying(folder: Path, long: int) -> tuple[list[Paid], Recounted]:
    """Every way to pay, on a ground of its own; then all facts counted anew."""
    async with ground(folder) as place:
        await run_there(place.dsn("postgres"), f"alter database {DATABASE} set track_functions=pl")
        await stand_still(place.server.url(database=DATABASE))
        code = await enrolled()
        with service(place) as running:
            async with Client(running.address) as agent:
                agent.http = httpx.AsyncClient(
                    base_url=agent.http.base_url, timeout=600, trust_env=False,
                    limits=httpx.Limits(max_connections=_CLIENTS),
                )  # fmt: skip
                await agent.sign_in(enrolment_code=code)
                found = [await _by_turns(place, agent, way) for way in WAYS]
                found.append(await _long(place, agent, long))
                return found, await _recounted(place)


async def _areas(place: Ground, *, spread: bool) -> list[str]:
    if not spread:
        return [COMMUNE]
    async with owner(place.dsn()) as connection:
        found = await connection.fetch(
            "select path from nation.admin_unit where level = 'commune' and path like $1"
            " order by path",
            f"{PROVINCE}.%",
        )
    return [row[0] for row in found]


async def _orders(place: Ground, count: int, *, spread: bool = False) -> list[Any]:
    """So many orders that the agent has taken."""
    url = place.server.url(database=DATABASE)
    made = await approved(url, count, areas=await _areas(place, spread=spread))
    await released(made)
    orders = []
    for run_id in await runs_of(made):
        await taken(run_id)
        orders += await orders_of(run_id)
    shuffle(orders)
    await run_there(place.dsn(), "analyze")
    return orders


async def _switched(place: Ground, *, on: bool) -> None:
    await run_there(place.dsn(), _TRIGGER.format("enable" if on else "disable"))


async def _trigger_ms(place: Ground) -> float:
    """The trigger's own milliseconds a call since it was last asked."""
    async with owner(place.dsn()) as connection:
        row = await connection.fetchrow(
            "select calls, total_time, pg_stat_reset() from pg_stat_user_functions"
            " where funcname = 'keep_paid_deltas'"
        )
    return float(row["total_time"] / row["calls"]) if row and row["calls"] else 0.0


async def _by_turns(place: Ground, agent: Client, way: Way) -> Paid:
    """As many turns with the trigger as without: with, without, without, with, and again."""
    note(f"{way.name}: {_PAIRS} turns with deltas and {_PAIRS} without")
    turns = [on for turn in range(_PAIRS) for on in ((True, False), (False, True))[turn % 2]]
    orders = await _orders(place, (len(turns) + 1) * way.calls * way.lines, spread=way.spread)
    parts = [orders[at : at + way.lines] for at in range(0, len(orders), way.lines)]
    await through_door(agent, parts[: way.calls])
    await _trigger_ms(place)
    speeds: dict[bool, list[float]] = {True: [], False: []}
    for turn, on in enumerate(turns, 1):
        await _switched(place, on=on)
        part = parts[turn * way.calls : (turn + 1) * way.calls]
        speeds[on].append(await through_door(agent, part))
    await _switched(place, on=True)
    return Paid(way.name, speeds[True], speeds[False], await _trigger_ms(place), way.goal)


async def _long(place: Ground, agent: Client, lines: int) -> Paid:
    """Statements of very many lines, by turns with the deltas and without."""
    speeds: dict[bool, list[float]] = {True: [], False: []}
    await _trigger_ms(place)
    for on in (True, False, False, True, True, False):
        note(f"one statement of {lines:,} lines, {'with' if on else 'without'} deltas")
        orders = await _orders(place, lines, spread=True)
        await _switched(place, on=on)
        start = time.perf_counter()
        await agent.send_statement_file(
            statement_of(orders), "text/csv", mode="lenient", number=orders[0].reference,
            made_on=str(TODAY),
        )  # fmt: skip
        speeds[on].append(lines / (time.perf_counter() - start))
    await _switched(place, on=True)
    name = f"one statement of {lines:,} lines, 216 communes"
    return Paid(name, speeds[True], speeds[False], await _trigger_ms(place), _HOT)


async def _recounted(place: Ground) -> Recounted:
    """Count anew what the turns without the trigger left out; then tell facts and kept apart."""
    note("counting anew from the facts")
    async with owner(place.dsn()) as connection:
        start = time.perf_counter()
        await connection.fetchval("select nation.recount_coverage($1)", f"p{PROVINCE}")
        seconds = time.perf_counter() - start
        await connection.fetchval("select nation.fold_coverage($1)", f"p{PROVINCE}")
        differing = await connection.fetchval(
            "select nation.coverage_differing($1)", f"p{PROVINCE}"
        )
        await connection.execute(_REAL)
        await connection.execute(f"create table public.kept as {_KEPT}")
        derived = DELTAS.format(facts="public.real_facts")
        await connection.execute(derived, TODAY.replace(year=1), ENDLESS)
        unlike = await connection.fetchval(
            "select count(*) from (("
            "select * from public.kept except all select * from nation.coverage_delta) union all"
            " (select * from nation.coverage_delta except all select * from public.kept)) x"
        )
        facts = await connection.fetchval(f"select count(*) from p{PROVINCE}.order_outcome")
    return Recounted(facts, differing, unlike, seconds)
