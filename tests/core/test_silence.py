"""A database that says nothing more is not waited for for ever, and holds nothing of ours."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from app.core import db
from app.core.db import NOBODY
from app.core.owner import owner_transaction
from app.core.settings import settings
from tests.faults.harnesses import socket_of, through
from tests.faults.proxies import Line, before_socket

SECONDS = 0.6


class SilentLine(Line):
    """A line that loses its voice when told: nothing is cut, and nothing passes."""

    silent = False

    async def _carry(self, source, sink, fate, doomed):  # type: ignore[no-untyped-def]
        while chunk := await source.read(65536):
            while self.silent:
                await asyncio.sleep(0.01)
            sink.write(chunk)
            await sink.drain()


@pytest.fixture
async def line(
    house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SilentLine]:
    """The pool behind a line that can fall silent."""
    if "host" not in make_url(house).query:
        pytest.skip("the line is laid before a socket")
    await db.dispose()
    quick = settings().model_copy(update={"database_seconds": SECONDS})
    monkeypatch.setattr(db, "settings", lambda: quick)
    laid = SilentLine(1, reach=1, calm=True)
    async with before_socket(socket_of(house), tmp_path, laid) as folder:
        monkeypatch.setattr(db.Engines, "service", db.make_engine(through(house, folder)))
        yield laid
        laid.silent = False
        await db.dispose()


async def _ask(line: SilentLine, *, at_commit: bool = False) -> float:
    """How long one act waits for a line that falls silent in the midst of it, or at its end."""

    async def act() -> None:
        async with db.transaction(NOBODY) as session:
            await session.execute(text("select pg_advisory_xact_lock(20205)"))
            line.silent = True
            if not at_commit:
                await session.execute(text("select 1"))

    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        await act()
    return time.monotonic() - begun


@pytest.mark.parametrize("at_commit", [False, True])
async def test_silence_ends_the_act_and_lets_go_of_what_it_held(
    house: str, line: SilentLine, at_commit: bool
) -> None:
    assert await _ask(line, at_commit=at_commit) < 3 * SECONDS
    async with asyncio.timeout(10), owner_transaction(house) as session:
        await session.execute(text("select pg_advisory_xact_lock(20205)"))
    line.silent = False
    async with asyncio.timeout(10), db.transaction(NOBODY) as session:
        assert await session.scalar(text("select 1")) == 1


@pytest.mark.parametrize(("pause", "query"), [(1.5, "select 1"), (0, "select pg_sleep(2)")])
async def test_the_database_lets_go_of_an_act_that_takes_too_long(
    line: SilentLine, pause: float, query: str
) -> None:
    async def act() -> None:
        async with db.transaction(NOBODY) as session:
            await asyncio.sleep(pause * SECONDS)
            await session.execute(text(query))

    with pytest.raises((DBAPIError, OSError)):
        await act()


async def test_control_a_line_that_is_not_dropped_is_waited_for_again(
    line: SilentLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_hang_up", lambda _context: None)
    engine = db.make_engine(str(db.engine().url.render_as_string(hide_password=False)))
    monkeypatch.setattr(db.Engines, "service", engine)
    assert await _ask(line) > 1.9 * SECONDS
