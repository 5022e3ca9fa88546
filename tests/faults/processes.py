"""Processes that the harnesses start, kill by number and start again; none is left behind."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.core.embedded import Server, discard_server, ensure_server
from tests.faults.service import Birth, log_of, told

PATIENCE_SECONDS: Final = 120
ROOT: Final = Path(__file__).parents[2]


class Nursery:
    """The process that bears services (`service.nursery`)."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.faults.service"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ANSINH_POOL_SIZE": "8"},
        )  # fmt: skip
        assert self._hear() == "ready", "the services' nursery did not come up"

    def bear(self, birth: Birth) -> int:
        """A new service; its process number."""
        assert self._process.stdin is not None
        self._process.stdin.write(told(birth))
        self._process.stdin.flush()
        return int(self._hear())

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        """Its children die with it."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.terminate()
        self._process.wait()


@contextlib.contextmanager
def a_nursery(logs: Path) -> Iterator[Nursery]:
    """A nursery, closed at the end."""
    nursery = Nursery(logs)
    try:
        yield nursery
    finally:
        nursery.close()


class Service:
    """One service on one port, killed and started again there."""

    def __init__(self, nursery: Nursery, database_url: str, *, careless: bool = False) -> None:
        self._nursery = nursery
        self.port = _free_port()
        self.log = log_of(nursery.logs, self.port)
        self._birth = Birth(self.port, database_url, str(self.log), careless=careless)
        self.pid = 0

    @property
    def url(self) -> str:
        """Where it is asked directly."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, *, die: str = "", after: int = 0) -> None:
        """Serve, until killed or until the point at which it is to die by itself."""
        self.pid = self._nursery.bear(replace(self._birth, die=die, after=after))
        async with httpx.AsyncClient() as http, asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await http.get(f"{self.url}/healthz")).is_success:
                        return
                assert lives(self.pid), f"it did not come up: {self.log.read_text()[-2000:]}"
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """No warning, no cleaning up."""
        slay(self.pid)
        await self.death()

    async def death(self) -> None:
        """Wait until it is gone, by whosever hand."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while lives(self.pid):
                await asyncio.sleep(0.005)

    def bugs(self) -> dict[str, int]:
        """How often it answered 500, by the kind of the error behind it."""
        said = self.log.read_text().splitlines() if self.log.exists() else []
        lines = [json.loads(one) for one in said if '"bug"' in one and one.startswith("{")]
        return dict(Counter(str(one.get("kind")) for one in lines))


@contextlib.asynccontextmanager
async def a_service(
    nursery: Nursery, database_url: str, *, careless: bool = False
) -> AsyncIterator[Service]:
    """A running service, gone at the end."""
    service = Service(nursery, database_url, careless=careless)
    await service.start()
    try:
        yield service
    finally:
        await service.kill()


class Cluster:
    """A PostgreSQL of its own that loses nothing it has promised, and can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._servers: list[Server] = [ensure_server(folder)]

    @property
    def url(self) -> str:
        """The owner's address."""
        return self._servers[-1].url()

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._servers[-1].socket_folder / ".s.PGSQL.5432"

    async def forget(self) -> None:
        """For a control: from now on a commit is told before it is on the disk."""
        engine = create_async_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        async with engine.connect() as connection:
            for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
                await connection.execute(text(f"alter system set {setting}"))
            await connection.execute(text("select pg_reload_conf()"))
        await engine.dispose()

    def kill(self) -> None:
        """The postmaster and every process of it, at once."""
        pid_file = self._servers[-1].data / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        family = [postmaster, *_children_of(postmaster)]
        for pid in family:
            slay(pid)
        # A process that is still dying passes for a server that runs, and none would be started.
        until = time.monotonic() + PATIENCE_SECONDS
        while any(map(lives, family)) and time.monotonic() < until:
            time.sleep(0.001)

    async def start(self) -> None:
        """Up again, after its own recovery."""
        self._servers.append(await asyncio.to_thread(ensure_server, self.folder))

    def close(self) -> None:
        """Stopped, and its data removed."""
        for server in self._servers:
            server.stop()
        discard_server(self.folder)


@contextlib.contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster, removed at the end."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.close()


def slay(pid: int) -> None:
    """As kill -9 does; who is dead already is left in peace."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def lives(pid: int) -> bool:
    """Whether the process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = stat.read_text().rpartition(")")[2].split()
            if int(facts[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
