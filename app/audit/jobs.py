"""The sealer: closes what was written, every few seconds, and never waits for another one."""

import asyncio
import contextlib
import os
from pathlib import Path

import structlog

from app import admin_units
from app.audit.commands import Sealed, seal
from app.audit.seal_key import kept_seal_key, seal_key_file
from app.core.db import NOBODY, Standing, transaction
from app.core.settings import settings

log = structlog.get_logger("ansinh.audit")


async def keep_sealing(stop: asyncio.Event) -> None:
    """Seal every open province until told to stop; a pass that fails is told and tried again."""
    while not stop.is_set():
        try:
            await seal_everywhere()
        except Exception as error:  # whatever it is: a sealer that died would leave all open
            log.error("sealing failed", kind=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings().seal_seconds)


async def seal_everywhere() -> dict[str, Sealed | None]:
    """One pass over the open provinces; None where another sealer is at work."""
    async with transaction(NOBODY) as session:
        provinces = await admin_units.open_provinces(session)
    return {province: await seal_province(province) for province in provinces}


async def seal_province(province: str) -> Sealed | None:
    """Seal one province, sign, and write the note outside; raises TrailSetBack, SealKeyUnfit."""
    key = kept_seal_key(seal_key_file())
    async with transaction(Standing(scope=f"{province}.")) as session:
        sealed = await seal(session, key)
    folder = settings().seal_folder
    if folder is not None and sealed is not None and sealed.note is not None:
        await asyncio.to_thread(_write_outside, folder / f"{province}.notes", sealed.note)
    return sealed


def _write_outside(file: Path, note: str) -> None:
    """After the commit, so that no note outside speaks of rows that were never there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), "a") as output:
        output.write(f"{note}\n")
        output.flush()
        os.fsync(output.fileno())
