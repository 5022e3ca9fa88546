"""Jobs done here and now, and money handed out: what follows an act without a worker running."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import text

from app import payouts
from app.core import db
from app.core.owner import owner_transaction
from app.dossiers.jobs import HANDLERS as OF_DOSSIERS
from app.payouts.jobs import HANDLERS as OF_PAYOUTS
from app.recoveries.jobs import HANDLERS as OF_RECOVERIES
from tests.builders import DECISION_DAY, PROVINCE, Town
from tests.money_rows import POST, acting

HANDLERS = {**OF_DOSSIERS, **OF_PAYOUTS, **OF_RECOVERIES}
_WAITING = (
    "select id, entrypoint, payload from nation.pgqueuer where entrypoint = any(:names)"
    " and status = 'queued' order by id"
)


async def do_jobs(owner_url: str) -> list[str]:
    """Every waiting job of these rooms, and those they ask for; their names in order."""
    done: list[str] = []
    while True:
        async with owner_transaction(owner_url) as session:
            found = (await session.execute(text(_WAITING), {"names": list(HANDLERS)})).all()
            numbers = {"ids": [row.id for row in found]}
            await session.execute(text("delete from nation.pgqueuer where id = any(:ids)"), numbers)
        if not found:
            return done
        for row in found:
            asked = json.loads(row.payload)
            await HANDLERS[row.entrypoint](db.Standing(**asked["standing"]), asked["facts"])
            done.append(row.entrypoint)


@pytest.fixture(autouse=True)
async def clear_desk(house: str) -> None:
    """What other tests left in the queue is not for this test to do."""
    await forget_jobs(house)


async def forget_jobs(owner_url: str) -> None:
    """Empty the queue."""
    async with owner_transaction(owner_url) as session:
        await session.execute(text("delete from nation.pgqueuer"))


async def release_all(town: Town) -> None:
    """The finance officer sends every prepared run."""
    treasurer = await town.at(PROVINCE, "taichinh")
    for run in await treasurer.payout_runs("prepared"):
        await treasurer.release_run(run.id)


async def fetched(town: Town, run_id: int) -> str:
    """The post office takes what is to be sent of a run; the file it gets."""
    agent = await town.at(PROVINCE, "buudien")
    lease = (await agent.take_lease(200_000, run_id)).lease
    assert lease is not None
    content = await agent.lease_file(lease.id)
    await agent.acknowledge_lease(lease.id)
    return content.decode()


async def take_all() -> None:
    """The post office's system takes every order that was sent: it is with the payer then."""
    async with acting(POST) as session:
        while (lease := await payouts.take(session, POST, None, 200_000)) is not None:
            await payouts.acknowledge(session, POST, lease.id)


async def pay(town: Town, dossiers: Iterable[int], result: str = "paid") -> int:
    """The post office takes its orders and reports what became of those of these dossiers."""
    await take_all()
    async with db.transaction(db.Standing(PROVINCE)) as session:
        query = text(
            "select o.reference, o.amount_dong from payout_order o join payout_run r"
            " on r.id = o.run_id where o.live and r.state = 'released'"
            " and o.dossier_id = any(:dossiers) and not exists"
            " (select from order_outcome e where e.order_id = o.id) order by o.id"
        )
        orders = (await session.execute(query, {"dossiers": list(dossiers)})).all()
    lines: list[dict[str, Any]] = [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": result,
            "done_on": DECISION_DAY.isoformat(),
        }
        for one in orders
    ]  # fmt: skip
    if lines:
        agent = await town.at(PROVINCE, "buudien")
        number = f"{result}-{lines[0]['reference']}"
        await agent.send_statement(number, DECISION_DAY, lines, mode="strict")
    return len(lines)
