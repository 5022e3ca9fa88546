"""The ground of a bench: a database of its own on the embedded server, an officer, the service."""

import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from sqlalchemy import make_url

from app import access, admin_units
from app.access import Role
from app.access.schemas import NewAppointment, NewOfficer
from app.client import Client
from app.core import clock, db
from app.core.clock import VIETNAM
from app.core.db import SERVICE_ROLE
from app.core.embedded import Server, ensure_server
from app.core.owner import owner_transaction
from app.core.schema import ROOT, upgrade
from app.core.settings import settings
from app.core.supervise import Child, children, start_child
from tests.bench.crowd import COMMUNE, LIST_DAY

DATABASE, COPY_OF_IT = "ansinh_bench", "ansinh_bench_limit"
PROVINCE = "42"
_READY_SECONDS = 60.0


@dataclass(frozen=True)
class Ground:
    """Where a bench stands."""

    server: Server
    folder: Path
    enrolment_code: str = ""
    """The commune officer's, good for one sign-in."""

    def dsn(self, database: str = DATABASE) -> str:
        """The address for plain asyncpg, as the owner."""
        url = make_url(self.server.url(database=database)).set(drivername="postgresql")
        return url.render_as_string(hide_password=False)


@asynccontextmanager
async def ground(folder: Path) -> AsyncIterator[Ground]:
    """A migrated database with one province and one commune's officer; gone at the end.

    This process is turned to it too: what it calls of the service runs under the row policies.
    """
    with ensure_server(folder / "postgresql") as server:
        bare = Ground(server, folder / "bench")
        await _drop(bare)
        await run_there(bare.dsn("postgres"), f"create database {DATABASE} template template0")
        try:
            turn_here(bare)
            await found_house(server.url(database=DATABASE))
            yield Ground(server, bare.folder, await _enrol())
        finally:
            await db.dispose()
            await _drop(bare)


async def found_house(url: str) -> None:
    """Migrate a database, load the units and open the province."""
    await upgrade(url, (PROVINCE,))
    async with owner_transaction(url) as session:
        await admin_units.load_units(session)
        await admin_units.open_province(session, PROVINCE)
        moment = datetime.combine(LIST_DAY, time(8), VIETNAM)
        await clock.stand_at(session, moment)


async def _enrol() -> str:
    appointment = NewAppointment(
        role=Role.COMMUNE_OFFICER, unit_path=COMMUNE, document_number="01/QĐ-UBND",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    officer = NewOfficer(user_name="xa.bench", full_name="Cán Bộ Xã", appointment=appointment)
    async with db.transaction(db.NOBODY) as session:
        return (await access.enrol_officers(session, None, [officer]))[0].enrolment_code


def turn_here(place: Ground, database: str = DATABASE) -> None:
    """What this process and the service's processes are told."""
    url = make_url(place.server.url(database=database))
    os.environ.update(
        ANSINH_ENVIRONMENT="demo", ANSINH_CLOCK_CONTROL="true", ANSINH_TOKEN_MINUTES="720",

        ANSINH_IDENTITY_KEY=secrets.token_urlsafe(48), ANSINH_DAILY_LOOK_UP_CAP="1000000",
        DATABASE_URL=url.render_as_string(hide_password=False),
        ANSINH_SERVICE_DATABASE_URL=url.set(username=SERVICE_ROLE).render_as_string(
            hide_password=False
        ),
        PYTHONPATH=str(ROOT), NO_PROXY="*", no_proxy="*",
    )  # fmt: skip
    settings.cache_clear()


async def _drop(place: Ground) -> None:
    for name in (DATABASE, COPY_OF_IT):
        await run_there(place.dsn("postgres"), f"drop database if exists {name} with (force)")


async def copy_database(place: Ground) -> None:
    """A second database as the first is now; nobody may be connected to the first."""
    await db.dispose()
    await run_there(place.dsn("postgres"), f"create database {COPY_OF_IT} template {DATABASE}")


async def run_there(dsn: str, statement: str) -> None:
    """One statement on a connection of its own, as the owner."""
    async with owner(dsn) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def owner(dsn: str) -> AsyncIterator[Any]:
    """A plain asyncpg connection of the owner, whom the row policies do not bind."""
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


@dataclass(frozen=True)
class Service:
    """The running API, and what it was started with."""

    address: str
    started: list[Child]
    logs: Path

    def start_worker(self) -> Child:
        """The engine room, beside the API."""
        worker = start_child("worker", [*_ITSELF, "worker"], log_folder=self.logs)
        self.started.append(worker)
        worker.await_health(
            lambda: "worker ready" in worker.log.read_text(errors="replace"),
            seconds=_READY_SECONDS,
        )
        return worker

    @asynccontextmanager
    async def client(self, place: Ground) -> AsyncIterator[Client]:
        """The officer, signed in."""
        async with Client(self.address) as api:
            await api.sign_in(enrolment_code=place.enrolment_code)
            yield api


_ITSELF = [sys.executable, "-P", "-m", "app.cli"]


@contextmanager
def service(place: Ground) -> Iterator[Service]:
    """The API in a process of its own on a free port; no worker until one is started."""
    logs, port = place.folder / "logs", free_port()
    for old in logs.glob("*.log"):
        old.unlink()
    with children() as started:
        told = Service(f"http://127.0.0.1:{port}", started, logs)
        command = [*_ITSELF, "serve", "--host", "127.0.0.1", "--port", str(port)]
        started.append(start_child("api", command, log_folder=logs))
        started[0].await_health(lambda: _answers(told.address), seconds=_READY_SECONDS)
        yield told


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False
