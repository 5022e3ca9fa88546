"""The folder: gathers what acts have appended, every minute, and never waits for another one."""

import asyncio
import contextlib

import structlog

from app import admin_units
from app.core.db import NOBODY, Standing, transaction
from app.core.settings import settings
from app.coverage.commands import fold

log = structlog.get_logger("ansinh.coverage")


async def keep_folding(stop: asyncio.Event) -> None:
    """Fold every open province until told to stop; a pass that fails is told and tried again."""
    while not stop.is_set():
        try:
            await fold_everywhere()
        except Exception as error:  # whatever it is: unfolded deltas are read all the same
            log.error("folding failed", kind=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings().fold_seconds)


async def fold_everywhere() -> int:
    """One pass over the open provinces; answers how many deltas were folded."""
    async with transaction(NOBODY) as session:
        provinces = await admin_units.open_provinces(session)
    folded = 0
    for province in provinces:
        async with transaction(Standing(scope=f"{province}.")) as session:
            folded += await fold(session, province)
    return folded
