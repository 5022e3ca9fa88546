"""Who does what to whom: races, kills, broken lines; each ends by asking everything that must hold.

Progress is counted in answers, never in seconds, so that a slow machine only takes longer.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from tests.faults import doors
from tests.faults.checks import violations
from tests.faults.clients import Client, History, a_client
from tests.faults.ground import AGENTS, Ground, Seat
from tests.faults.processes import PATIENCE_SECONDS, Cluster, Service
from tests.faults.proxies import Line, before_port
from tests.faults.record import Record
from tests.faults.service import DEATHS

LOAD_CLIENTS: Final = 8
_Headers = dict[str, str] | None


@asynccontextmanager
async def recorded(record: Record, ground: Ground) -> AsyncIterator[Record]:
    """Time it, then ask everything, then write the line."""
    begun = time.monotonic()
    yield record
    record.seconds = time.monotonic() - begun
    record.paid_dong = await ground.paid()
    record.violations |= await violations(ground, record.history)
    record.write()


@asynccontextmanager
async def clients(
    urls: Sequence[str], many: int, record: Record, headers: _Headers = None, *,
    impatient: bool = True,
) -> AsyncIterator[list[Client]]:  # fmt: skip
    """That many clients, each with dice of its own, spread over the addresses."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                a_client(
                    urls[number % len(urls)],
                    record.history,
                    f"{record.seed}-{number}",
                    headers,
                    impatient=impatient,
                )
            )
            for number in range(many)
        ]


# --- what agents tell ---------------------------------------------------------------------------


def lines_of(client: Client, ground: Ground, agent: str, most: int) -> list[dict[str, Any]]:
    """Lines about the agent's own orders, now and then with a wrong amount, or foreign."""
    dice = client.dice
    chosen = dice.sample(ground.orders[agent], dice.randint(1, most))
    lines = []
    for order in chosen:
        turn = dice.random()
        if turn < 0.06:
            lines.append(doors.line(order, amount=order.amount_dong + dice.randint(1, 999)))
        elif turn < 0.12:
            foreign = next(other for other in AGENTS if other != agent)
            lines.append(doors.line(dice.choice(ground.orders[foreign])))
        else:
            lines += _ends(order, turn, dice)
    return lines


def _ends(order: Any, turn: float, dice: random.Random) -> list[dict[str, Any]]:
    """What an agent tells of an order: paid as a rule, or another of its ways to end."""
    if turn < 0.75:
        return [doors.line(order)]
    if turn < 0.82:
        return [doors.line(order, "failed"), doors.line(order)]
    if turn < 0.88:
        return [doors.line(order, "partial", dice.randint(1, order.amount_dong - 1))]
    return [doors.line(order, "failed" if turn < 0.95 else "returned")]


def seat_of(client: Client, ground: Ground) -> Seat:
    """One of the agents' systems."""
    return client.dice.choice(ground.agents[client.dice.choice(AGENTS)])


async def sweep(ground: Ground, client: Client) -> None:
    """Each agent tells at last that it paid all it had; what was told before stays as it is."""
    for agent in AGENTS:
        told = [doors.line(order) for order in ground.orders[agent]]
        for start in range(0, len(told), 500):
            request = doors.statement(f"{agent} cuối {client.key()}", told[start : start + 500])
            await client.until_answered(ground.agents[agent][0], request, client.key())


# --- 1. the race --------------------------------------------------------------------------------


async def race(
    ground: Ground, services: Sequence[Service], seed: int, *, many: int = 32, rounds: int = 8,
    headers: _Headers = None,
) -> Record:  # fmt: skip
    """Clients of two agents over the same orders, over several services at once."""
    record = Record("race", seed)
    shared = [_shared(ground, agent, seed, turn) for turn in range(rounds) for agent in AGENTS]
    async with recorded(record, ground):
        urls = [service.url for service in services]
        async with clients(urls, many, record, headers, impatient=False) as everybody:
            async with asyncio.TaskGroup() as running:
                for one in everybody:
                    running.create_task(_race_one(one, ground, rounds, shared))
            await sweep(ground, everybody[0])
        record.bugs = services[0].bugs()
    if record.history.unknown:
        record.violations["no outcome though nothing was broken"] = [str(record.history.unknown)]
    return record


def _shared(ground: Ground, agent: str, seed: int, turn: int) -> tuple[Seat, doors.Request, str]:
    """A statement that everybody sends at once, under one key."""
    dice = random.Random(f"{seed}-{agent}-{turn}")
    told = [doors.line(order) for order in dice.sample(ground.orders[agent], 10)]
    request = doors.statement(f"chung {seed}-{turn}", told)
    return ground.agents[agent][0], request, f"shared-{seed}-{agent}-{turn}-{ground.province}"


async def _race_one(
    client: Client, ground: Ground, rounds: int, shared: Sequence[tuple[Seat, doors.Request, str]]
) -> None:
    for turn in range(rounds):
        await client.until_answered(*client.dice.choice(shared[2 * turn : 2 * turn + 2]))
        seat = seat_of(client, ground)
        request = doors.statement(client.key(), lines_of(client, ground, seat.agent, 20))
        key = client.key()
        await client.until_answered(seat, request, key)
        other = doors.statement(request.body["number"], lines_of(client, ground, seat.agent, 3))  # type: ignore[index]
        again = client.dice.choice(
            [(request, key), (request, client.key()), (request, None), (other, key), (other, None)]
        )
        await client.until_answered(seat, *again)


# --- load, for whoever kills --------------------------------------------------------------------


async def _load(client: Client, ground: Ground, enough: asyncio.Event, keys: bool) -> None:
    """Statement after statement, each until it is answered, until it is enough."""
    while not enough.is_set():
        seat = seat_of(client, ground)
        request = doors.statement(client.key(), lines_of(client, ground, seat.agent, 4))
        await client.until_answered(seat, request, client.key() if keys else None)


async def under_load(
    record: Record, ground: Ground, urls: Sequence[str], trouble: Callable[[], Awaitable[None]],
    *, keys: bool = True, headers: _Headers = None,
) -> None:  # fmt: skip
    """Clients that do not rest until the trouble is over."""
    enough = asyncio.Event()
    async with (
        clients(urls, LOAD_CLIENTS, record, headers) as everybody,
        asyncio.TaskGroup() as running,  # a client that breaks down ends the trouble too
    ):
        for one in everybody:
            running.create_task(_load(one, ground, enough, keys))
        await trouble()
        enough.set()


async def progress(history: History, answers: int) -> None:
    """Wait until so many more answers have come."""
    aim = len(history.answers) + answers
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(history.answers) < aim:
            await asyncio.sleep(0.005)


# --- 2. kill -9 of the service ------------------------------------------------------------------


async def service_killed(
    ground: Ground, service: Service, seed: int, kills: int, *,
    ways: Sequence[str] = ("outside", *DEATHS), headers: _Headers = None,
) -> Record:  # fmt: skip
    """Killed from outside at any moment, and by itself on both sides of a commit."""
    record, dice = Record("service killed", seed), random.Random(seed)

    async def trouble() -> None:
        for turn in range(kills):
            way = ways[turn % len(ways)]
            if way == "outside":
                await progress(record.history, dice.randint(3, 12))
                await asyncio.sleep(dice.uniform(0, 0.03))
            await service.kill()
            record.kills += 1
            if way in DEATHS:
                statements = 12 if way == "statement" else 1
                await service.start(die=way, after=dice.randint(3, 12) * statements)
                await service.death()
                record.kills += 1
            await service.start()
        await progress(record.history, 10)

    async with recorded(record, ground):
        await under_load(record, ground, [service.url], trouble, headers=headers)
        record.bugs = service.bugs()
    return record


# --- 3. kill -9 of PostgreSQL -------------------------------------------------------------------


async def database_killed(
    ground: Ground, service: Service, cluster: Cluster, seed: int, kills: int
) -> Record:
    """The postmaster and all its children killed under load; the service runs on."""
    record, dice = Record("database killed", seed), random.Random(seed)

    async def trouble() -> None:
        for _ in range(kills):
            await progress(record.history, dice.randint(5, 20))
            await asyncio.sleep(dice.uniform(0, 0.03))
            cluster.kill()
            record.kills += 1
            await cluster.start()
        await progress(record.history, 10)

    async with recorded(record, ground):
        await under_load(record, ground, [service.url], trouble)
        record.bugs = service.bugs()
    return record


# --- 4 and 5. a broken line ---------------------------------------------------------------------


async def line_to_service(
    ground: Ground, service: Service, seed: int, cuts: int, *, keys: bool = True,
    headers: _Headers = None,
) -> Record:  # fmt: skip
    """Cut and hung between client and service; without keys the statement's number protects."""
    record = Record("line to the service" if keys else "line, and no key", seed)
    line = Line(seed, reach=4_000)
    async with recorded(record, ground), before_port(service.port, line) as url:
        trouble = _cuts(record, line, cuts)
        await under_load(record, ground, [url], trouble, keys=keys, headers=headers)
        record.bugs = service.bugs()
    return record


async def line_to_database(
    ground: Ground, service: Service, line: Line, seed: int, cuts: int
) -> Record:
    """Cut and hung between the service and its database, with the client none the wiser."""
    record = Record("line to the database", seed)
    async with recorded(record, ground):
        await under_load(record, ground, [service.url], _cuts(record, line, cuts))
        record.bugs = service.bugs()
    return record


def _cuts(record: Record, line: Line, cuts: int) -> Callable[[], Awaitable[None]]:
    async def trouble() -> None:
        line.calm = False
        async with asyncio.timeout(PATIENCE_SECONDS):
            while line.broken < cuts:
                await asyncio.sleep(0.01)
        line.calm = True
        record.cuts = line.broken
        await progress(record.history, 10)

    return trouble


# --- 6. release and lease -----------------------------------------------------------------------


async def release_and_lease(
    ground: Ground, service: Service, seed: int, *, kills: int = 2, headers: _Headers = None,
) -> Record:  # fmt: skip
    """From a prepared run to the last order told, each act asked by two at once over a bad line."""
    record, dice = Record("release and lease", seed), random.Random(seed)
    line = Line(seed, reach=6_000)
    async with recorded(record, ground), before_port(service.port, line) as url:
        async with (
            clients([url], 2 * len(AGENTS), record, headers) as everybody,
            asyncio.TaskGroup() as running,
        ):
            for number, agent in enumerate(AGENTS):
                pair = everybody[2 * number : 2 * number + 2]
                running.create_task(_roads(record, ground, agent, pair))
            for _ in range(kills):
                await progress(record.history, dice.randint(3, 12))
                await service.kill()
                await service.start()
                record.kills += 1
        record.cuts = line.broken
        record.bugs = service.bugs()
    return record


async def _roads(record: Record, ground: Ground, agent: str, pair: Sequence[Client]) -> None:
    """Every run of an agent: released, pulled part by part, told."""
    seat = ground.agents[agent][0]
    for run_id in ground.runs[agent]:
        await asyncio.gather(
            *(
                one.until_answered(officer, doors.release(run_id), one.key() if keyed else None)
                for one, officer, keyed in zip(pair, ground.finance, (True, False), strict=True)
            )
        )
        while heard := await _pulled(pair, seat, run_id):
            if len(heard) > 1:
                record.violations["two leases at once"] = [f"{agent}: {sorted(heard)}"]
        told = [doors.line(order) for order in await ground.orders_of(run_id)]
        request = doors.statement(f"hết {run_id}", told)
        await asyncio.gather(
            pair[0].until_answered(seat, request, pair[0].key()),
            pair[1].until_answered(ground.agents[agent][1], request, None),
        )


async def _pulled(pair: Sequence[Client], seat: Seat, run_id: int) -> set[int]:
    """Two pulls at once, and each lease they hear of acknowledged; one says nothing, or the same.

    A pull that comes while a rival takes passes the rival's orders over.
    """
    request = doors.pull(run_id, 4)
    answers = await asyncio.gather(
        pair[0].until_answered(seat, request, pair[0].key()),
        pair[1].until_answered(seat, request, None),
    )
    heard = {lease for one in answers if (lease := doors.lease_in(one.body)) is not None}
    for lease_id in sorted(heard):
        await pair[0].until_answered(seat, doors.acknowledge(lease_id), pair[0].key())
    return heard


# --- where PostgreSQL listens -------------------------------------------------------------------


def socket_of(url: str) -> Path:
    """The socket behind an address of the embedded server."""
    where = make_url(url).query
    return Path(str(where["host"])) / f".s.PGSQL.{where['port']}"


def through(url: str, folder: Path) -> str:
    """The same database by a socket in another folder."""
    query = {**make_url(url).query, "host": str(folder)}
    return make_url(url).set(query=query).render_as_string(hide_password=False)
