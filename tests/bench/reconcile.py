"""`scripts/bench reconcile`: short statements from 32 clients, beside the same SQL without us."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import asyncpg
import httpx
from sqlalchemy import event

from app import reconciliation
from app.client import Client
from app.core.settings import settings
from app.reconciliation.schemas import StatementOrder
from app.reconciliation.stage import FIELDS, STAGE
from tests.bench.ground import DATABASE, Ground, ground, run_there, service
from tests.bench.sheet import held, machine, note, table, tell
from tests.bench.statements import enrolled
from tests.money_rows import POST, TODAY, acting, approved, leased, orders_of, stand_still

_CLIENTS: Final = 32
_GOALS: Final = {1: 0.15, 200: 0.60}
_MADE: Final = ("INSERT INTO document", "INSERT INTO statement ", "INSERT INTO journal ")


_APART: Final = {"document": 70_000_000, "statement": 80_000_000, "journal": 90_000_000}
"""Where these tables number from, so that a number in a recorded call is nothing else."""
_FROM: Final = "select setval(pg_get_serial_sequence('p42.{table}', 'id'), {first})"


class Step(NamedTuple):
    """One statement of a recorded call and what it was given."""

    sql: str
    given: tuple[Any, ...]


class Recorded(NamedTuple):
    """The statements of one call, before and after its lines were copied, and what it made."""

    steps: list[Step]
    number: str
    made: dict[str, int]
    """The numbers of its document, statement and journal."""


def lines_of(orders: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines that tell these orders paid."""
    return [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": "paid",
            "done_on": TODAY.isoformat(),
        }
        for one in orders
    ]  # fmt: skip


async def record(orders: Sequence[Any]) -> Recorded:
    """One call in this process, its statements written down."""
    steps: list[Step] = []
    number = f"record-{orders[0].reference}"
    order = StatementOrder.model_validate(
        {"number": number, "made_on": TODAY, "mode": "lenient", "lines": lines_of(orders)}
    )
    async with acting(POST) as session:
        connection = (await session.connection()).sync_connection

        def keep(_c: Any, _cursor: Any, sql: str, given: Any, *_rest: Any) -> None:
            steps.append(Step(sql, tuple(given)))

        event.listen(connection, "before_cursor_execute", keep)
        shown = await reconciliation.receive_statement(session, POST, order)
        made = {"INSERT INTO statement ": shown.id}
        raw: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        found = "select document_id from statement where id = $1"
        made["INSERT INTO document"] = await raw.fetchval(found, shown.id)
        found = "select max(id) from journal where subject_id = $1"
        made["INSERT INTO journal "] = await raw.fetchval(found, shown.id)
    return Recorded(steps, number, made)


async def replay(connection: Any, told: Recorded, orders: Sequence[Any]) -> None:
    """The same statements over other orders, straight through asyncpg, in one transaction."""
    swap: dict[Any, Any] = {told.number: f"replay-{orders[0].reference}"}
    rows = [
        (one["reference"], str(one["amount_dong"]), "paid", one["done_on"], None, None)
        for one in lines_of(orders)
    ]
    async with connection.transaction():
        await connection.execute(_ENTER)
        await connection.copy_records_to_table(
            STAGE.name, schema_name="pg_temp", columns=list(FIELDS), records=rows
        )
        for sql, given in told.steps:
            found = await connection.fetch(sql, *(_swapped(one, swap) for one in given))
            for begins in _MADE:
                if sql.startswith(begins):
                    swap[told.made[begins]] = found[0][0]


def _swapped(value: Any, swap: dict[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_swapped(one, swap) for one in value]
    told = isinstance(value, int | str) and not isinstance(value, bool)
    return swap.get(value, value) if told else value


_ENTER: Final = f"""
select set_config('search_path', 'p42, nation', true), set_config('app.scope', '42.', true),
       set_config('app.account_id', '1', true), set_config('app.officer_id', '8', true),
       set_config('app.agent', 'BUUDIEN', true),
       set_config('app.now', '{TODAY} 12:00:00+07', true)
"""


async def straight(dsn: str, told: Recorded, parts: list[list[Any]]) -> float:
    """Lines a second through as many connections as there are clients."""
    waiting = list(parts)

    async def one() -> None:
        connection = await asyncpg.connect(dsn, server_settings={"role": "house_app"})
        columns = ", ".join(
            f'"{column.name}" text' for column in STAGE.c if column.name != "number"
        )
        await connection.execute(
            f"create temporary table {STAGE.name} (number bigint generated by default as identity,"
            f" {columns}) on commit delete rows"
        )
        while waiting:
            await replay(connection, told, waiting.pop())
        await connection.close()

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(_CLIENTS)))
    return sum(map(len, parts)) / (time.perf_counter() - start)


async def through_door(agent: Client, parts: list[list[Any]]) -> float:
    """Lines a second by HTTP from as many clients at once."""
    waiting = list(parts)

    async def one() -> None:
        while waiting:
            part = waiting.pop()
            answer = await agent.send_statement(
                part[0].reference, TODAY, lines_of(part), mode="lenient"
            )
            if answer["verdicts"]["paid"]["count"] != len(part):
                raise SystemExit(f"bench: not every order was paid: {answer['verdicts']}")

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(_CLIENTS)))
    return sum(map(len, parts)) / (time.perf_counter() - start)


_HISTORY: Final = """
with made as (
  insert into p42.journal (source_id, kind, document_number, booked_on, subject_id)
  select {source}, 'allotment', 'bench', '{today}', n from generate_series(1, {count}) n
  returning id)
insert into p42.journal_entry (journal_id, account, source_id, amount_dong)
select id, account, {source}, amount from made,
       (values ('allotment', -1), ('available', 1)) leg (account, amount)
"""


async def _lived_through(place: Ground, source_id: int, count: int) -> None:
    """As many journals of a source before the first call."""
    told = {"source": source_id, "today": TODAY, "count": count}
    if count:
        await run_there(place.dsn(), _HISTORY.format(**told))


async def measure(place: Ground, calls: int, history: int) -> dict[int, tuple[float, float]]:
    """Lines a second by HTTP and straight, for each length of a call."""
    url = place.server.url(database=DATABASE)
    await stand_still(url)
    code = await enrolled()
    found = {}
    with service(place) as running:
        async with Client(running.address) as agent:
            agent.http = httpx.AsyncClient(
                base_url=agent.http.base_url, timeout=600, trust_env=False,
                limits=httpx.Limits(max_connections=_CLIENTS),
            )  # fmt: skip
            await agent.sign_in(enrolment_code=code)
            for length in _GOALS:
                some = calls if length == 1 else max(calls // 20, 4)
                note(f"{some} calls of {length} lines, twice")
                decision = await approved(url, (2 * some + 1) * length)
                orders = await orders_of(await leased(decision))
                await _lived_through(place, decision.source_id, history)
                await run_there(place.dsn(), "analyze")
                for table_name, first in _APART.items():
                    await run_there(place.dsn(), _FROM.format(table=table_name, first=first))
                _APART.update({name: first + 10**6 for name, first in _APART.items()})
                parts = [orders[at : at + length] for at in range(0, len(orders), length)]
                told = await record(parts.pop())
                by_http = await through_door(agent, parts[:some])
                found[length] = (by_http, await straight(place.dsn(), told, parts[some:]))
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when a goal was not reached."""
    wish = argparse.ArgumentParser(prog="scripts/bench reconcile", description=__doc__)
    wish.add_argument("--calls", type=int, default=600)
    wish.add_argument("--history", type=int, default=0, help="journals of the source before")
    asked = wish.parse_args(arguments)

    async def whole() -> dict[int, tuple[float, float]]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.calls, asked.history)

    stood = machine()
    found = asyncio.run(whole())
    lines = [
        (f"{length} lines a call", f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.1%}",
         f"≥ {_GOALS[length]:.0%}", held(ours / bare >= _GOALS[length]))
        for length, (ours, bare) in found.items()
    ]  # fmt: skip
    head = (f"{_CLIENTS} clients, lines/s", "HTTP", "SQL alone", "ratio", "goal", "reached")
    tell(stood, table(head, lines))
    return 0 if all(ours / bare >= _GOALS[n] for n, (ours, bare) in found.items()) else 1
