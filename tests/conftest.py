"""A database built by the migrations once per worker; the service's own role; two provinces."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

os.environ.update(
    ANSINH_ENVIRONMENT="test", ANSINH_CLOCK_CONTROL="true", ANSINH_IDENTITY_KEY="test-only-key"
)

from app import admin_units
from app.core import db
from app.core.embedded import Server, discard_server, ensure_server
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from app.core.settings import settings
from tests.grounds import a_copy_kept

PROVINCES = ("42", "40")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | None]:
    """The embedded server of this worker; none when DATABASE_URL names a real one."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    folder: Path = tmp_path_factory.mktemp("postgres")
    with ensure_server(folder, settings=quick) as started:
        yield started
    discard_server(folder)


@pytest.fixture(scope="session")
async def owner_url(server: Server | None) -> AsyncIterator[str]:
    """URL of a fresh database, owned by whoever migrates."""
    admin = server.url() if server else os.environ["DATABASE_URL"]
    name = f"ansinh_test_{os.getpid()}"
    engine = create_async_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(f"drop database if exists {name} with (force)"))
        await connection.execute(text(f"create database {name}"))
    yield str(engine.url.set(database=name).render_as_string(hide_password=False))
    async with engine.connect() as connection:
        await connection.execute(text(f"drop database if exists {name} with (force)"))
    await engine.dispose()


@pytest.fixture(scope="session")
async def house(owner_url: str) -> AsyncIterator[str]:
    """The migrated house with its two provinces; the pool logs in as the service's role."""
    await upgrade(owner_url, PROVINCES)
    async with owner_transaction(owner_url) as session:
        await admin_units.load_units(session)
        for code in PROVINCES:
            await admin_units.open_province(session, code)
    os.environ["DATABASE_URL"] = owner_url
    os.environ["ANSINH_PAGE_PATIENCE_SECONDS"] = "60"
    settings.cache_clear()
    async with a_copy_kept(owner_url):
        yield owner_url
        await db.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tests that had no browser are named one by one: they say nothing about the pages."""
    skipped = terminalreporter.stats.get("skipped", [])
    idle = sorted(one.nodeid for one in skipped if "tests/browser/" in one.nodeid)
    if idle:
        terminalreporter.section("not run: no browser on this machine (apt-get install chromium)")
        for name in idle:
            terminalreporter.write_line(name)
