"""The engine room: runs the jobs that acts asked for."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping

import structlog

from app.audit.jobs import keep_sealing
from app.core import db
from app.core.jobs import Handler, engine_room, raw_connection
from app.core.logs import configure_logs
from app.core.settings import settings
from app.coverage.jobs import keep_folding
from app.dossiers.jobs import give_way, reinstate, settle_merger
from app.intake.jobs import read_list
from app.intake.marking_jobs import mark_workbook, marker
from app.intake.reading import reader
from app.payouts.jobs import prepare_orders, settle_claims, tell_agent
from app.payouts.webhooks import endpoints
from app.recoveries.jobs import open_cases

HANDLERS: Mapping[str, Handler] = {
    "dossiers.give_way": give_way,
    "dossiers.reinstate": reinstate,
    "dossiers.settle_merger": settle_merger,
    "intake.mark_workbook": mark_workbook,
    "intake.read_list": read_list,
    "payouts.prepare_orders": prepare_orders,
    "payouts.settle_claims": settle_claims,
    "payouts.tell_agent": tell_agent,
    "recoveries.open": open_cases,
}
AT_ONCE: Mapping[str, int] = {"payouts.tell_agent": 2}
"""A system that does not answer must not keep every hand waiting."""


async def run() -> None:
    """Work until told to stop; a job half done when stopped is done again by the next worker."""
    configure_logs()
    endpoints()  # a file that cannot be used is told now
    concurrency = settings().worker_concurrency
    queue = engine_room(await raw_connection(), HANDLERS, AT_ONCE)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, queue.shutdown.set)
    structlog.get_logger("ansinh.worker").info("worker ready", count=len(HANDLERS))
    watches = asyncio.gather(keep_sealing(queue.shutdown), keep_folding(queue.shutdown))
    with contextlib.suppress(asyncio.CancelledError):
        await queue.run(batch_size=concurrency, max_concurrent_tasks=2 * concurrency)
    queue.shutdown.set()
    await watches
    reader().close()
    marker().close()
    await db.dispose()
