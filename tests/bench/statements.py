"""`scripts/bench statements`: a long statement over HTTP, beside a raw COPY of its own file."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import date
from statistics import median
from typing import Any, NamedTuple

import httpx

from app import access
from app.access import Role
from app.access.schemas import NewAppointment, NewOfficer
from app.client import Client
from app.core import db
from app.core.settings import settings
from tests.bench.ground import DATABASE, Ground, Service, ground, owner, run_there, service
from tests.bench.memory import _PROC, _peak_mib
from tests.bench.sheet import held, machine, note, table, tell
from tests.money_rows import TODAY, approved, leased, orders_of, stand_still

_TURNS = 3
_GOAL = 0.25
_CHUNK = 256 * 1024
_HEAD = "Mã lệnh chi;Số tiền (đồng);Kết quả;Ngày chi;Lý do\r\n"


class Turn(NamedTuple):
    """Seconds: the statement from its first byte to the answer; the file copied as it is."""

    told: float
    copied: float
    peak_mib: int
    """Largest resident memory of the service while it took the statement in."""


async def enrolled() -> str:
    """The enrolment code of somebody at the post office."""
    appointment = NewAppointment(
        role=Role.PAYMENT_AGENT, unit_path="42.", document_number="01/HĐ",
        valid_from=date(2020, 1, 1), agent_code="BUUDIEN",
    )  # fmt: skip
    officers = [
        NewOfficer(
            user_name=f"bench.buudien{number}", full_name="Bưu Điện", appointment=appointment
        )
        for number in range(30)  # the first numbers are those who sign and send in `money_rows`
    ]
    async with db.transaction(db.NOBODY) as session:
        return (await access.enrol_officers(session, None, officers))[-1].enrolment_code


def statement_of(orders: Sequence[Any]) -> bytes:
    """A CSV file that tells every order paid."""
    day = f"{TODAY:%d/%m/%Y}"
    rows = (f"{one.reference};{one.amount_dong};Đã chi;{day};\r\n" for one in orders)
    return (_HEAD + "".join(rows)).encode()


async def measure(place: Ground, sizes: Sequence[int]) -> dict[int, list[Turn]]:
    """Statements of these sizes, several of each."""
    await stand_still(place.server.url(database=DATABASE))
    code = await enrolled()
    found: dict[int, list[Turn]] = {}
    with service(place) as running:
        async with Client(running.address) as agent:
            agent.http.timeout = httpx.Timeout(600)
            await agent.sign_in(enrolment_code=code)
            for size in (200, *sizes):
                for turn in range(1 if size == 200 else _TURNS):
                    note(f"{size:,} lines, turn {turn + 1}")
                    found.setdefault(size, []).append(await _turn(place, running, agent, size))
    return found


async def _turn(place: Ground, running: Service, agent: Client, size: int) -> Turn:
    orders = await orders_of(
        await leased(await approved(place.server.url(database=DATABASE), size))
    )
    await run_there(place.dsn(), "analyze")
    content = statement_of(orders)
    copied = await _copy(place, content)
    pid = running.started[0].process.pid
    with suppress(OSError):
        (_PROC / str(pid) / "clear_refs").write_text("5")
    start = time.perf_counter()
    answer = await agent.send_statement_file(
        content, "text/csv", mode="lenient", number=orders[0].reference, made_on=str(TODAY)
    )
    spent = time.perf_counter() - start
    if answer["verdicts"]["paid"]["count"] != size:
        raise SystemExit(f"bench: not every order was paid: {answer['verdicts']}")
    return Turn(spent, copied, _peak_mib(pid))


async def _copy(place: Ground, content: bytes) -> float:
    """The same bytes into a plain logged table without index, key, check or trigger."""
    columns = "reference text, amount_dong bigint, result text, done_on text, reason text"

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), _CHUNK):
            yield content[at : at + _CHUNK]

    async with owner(place.dsn()) as connection:
        await connection.execute(f"create table bench_raw ({columns})")
        start = time.perf_counter()
        await connection.copy_to_table(
            "bench_raw", source=pieces(), format="csv", header=True, delimiter=";"
        )
        spent = time.perf_counter() - start
        await connection.execute("drop table bench_raw")
    return spent


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when the goal was not reached."""
    wish = argparse.ArgumentParser(prog="scripts/bench statements", description=__doc__)
    wish.add_argument("--lines", type=int, default=200_000)
    asked = wish.parse_args(arguments)

    async def whole() -> dict[int, list[Turn]]:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, (asked.lines // 10, asked.lines))

    stood = machine()
    found = asyncio.run(whole())
    lines = []
    for size, turns in found.items():
        told, copied = (median(one[place] for one in turns) for place in (0, 1))
        peak = max(one.peak_mib for one in turns)
        lines.append(
            (f"{size:,}", f"{told:.2f}", f"{copied:.3f}", f"{copied / told:.1%}", f"{peak:,}")
        )
    head = ("lines", "statement, s", "COPY of the file, s", "ratio", "peak memory, MiB")
    turns = found[asked.lines]
    reached = median(one.copied for one in turns) / median(one.told for one in turns) >= _GOAL
    tell(stood, table(head, lines), f"At least {_GOAL:.0%} of a raw COPY: {held(reached)}.")
    return 0 if reached else 1
