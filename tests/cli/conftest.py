"""The command line as people run it: another process, its own home, and a service to talk to."""

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.core.supervise import children, start_child
from tests.grounds import a_house_of_its_own

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what the command line remembers."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("ANSINH_SERVER", "ANSINH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def ansinh(home: Path) -> Run:
    """Runs one command to its end; `typed` is what stands on its standard input."""

    def run(
        *arguments: str, typed: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "app.cli", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=home, input=typed, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture(scope="module")
async def own_house(house: str) -> AsyncIterator[str]:
    """A house apart: a worker at work in the common one would change what other tests count."""
    async with a_house_of_its_own(house) as url:
        yield url


@pytest.fixture(scope="module")
def service(own_house: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`ansinh serve` and `ansinh worker` over a house of their own; gives the address."""
    logs, port = tmp_path_factory.mktemp("logs"), free_port()
    command = [sys.executable, "-P", "-m", "app.cli"]
    told = {
        "DATABASE_URL": own_house, "PYTHONPATH": str(ROOT), "ANSINH_DATA_FOLDER": str(logs),
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{address}/readyz").is_success
        except httpx.TransportError:
            return False

    with children() as started:
        serve = [*command, "serve", "--port", str(port)]
        started.append(start_child("api", serve, log_folder=logs, environment=told))
        worker = [*command, "worker"]
        started.append(start_child("worker", worker, log_folder=logs, environment=told))
        started[0].await_health(answers)
        started[1].await_health(lambda: "worker ready" in started[1].log.read_text())
        yield address
    assert started[0].process.returncode == 0
    assert "Traceback" not in started[0].log.read_text()
