"""Children of a command are started, watched and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.supervise import (
    ChildFailed,
    PortRefused,
    PortTaken,
    children,
    refuse_taken_port,
    start_child,
)

STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True)"
PARENT = """
import sys
from pathlib import Path
from app.core.supervise import children, leave_on_signals, start_child
leave_on_signals()
with children() as started:
    started.append(start_child("sleeper", ["sleep", "60"], log_folder=Path(sys.argv[1])))
    print(started[0].process.pid, flush=True)
    sys.stdin.read()
"""


def lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_child_never_outlives_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert lives(child)
    parent.send_signal(number)
    parent.communicate(timeout=10)
    assert wait_until_gone(child)
    assert parent.returncode == (-9 if number == signal.SIGKILL else 128 + number)


def test_children_stop_last_first_and_write_to_private_logs(tmp_path: Path) -> None:
    with children() as started:
        for name in ("api", "worker"):
            command = ["sh", "-c", "echo xin chào; exec sleep 60"]
            started.append(start_child(name, command, log_folder=tmp_path / "logs"))
            started[-1].await_health(lambda: bool(started[-1].log.stat().st_size), seconds=5)
    assert [child.process.returncode for child in started] == [-15, -15]
    assert started[0].log.read_text() == "xin chào\n"
    assert started[0].log.stat().st_mode & 0o777 == 0o600


def test_a_deaf_child_is_killed_after_the_grace_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"{STUBBORN}; time.sleep(60)"]
    child = start_child("deaf", command, log_folder=tmp_path)
    child.await_health(lambda: "up" in child.log.read_text(), seconds=10)
    assert child.stop(grace_seconds=0.2) == -9
    assert child.stop() == -9


def test_a_child_that_dies_early_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = start_child("api", ["sh", "-c", "echo không có cổng; exit 3"], log_folder=tmp_path)
    with pytest.raises(ChildFailed) as failure:
        child.await_health(lambda: False, seconds=5)
    assert "ended with status 3" in failure.value.sentence("en")
    assert "không có cổng" in failure.value.sentence("vi")


def test_a_child_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    with children() as started:
        started.append(start_child("slow", ["sleep", "60"], log_folder=tmp_path))
        with pytest.raises(ChildFailed, match="not ready within 0 s"):
            started[0].await_health(lambda: False, seconds=0.1)


def test_environment_is_added_to_ours(tmp_path: Path) -> None:
    command = ["sh", "-c", 'echo "$AN_SINH $PATH"']
    child = start_child("env", command, log_folder=tmp_path, environment={"AN_SINH": "42"})
    child.process.wait(5)
    assert child.log.read_text() == f"42 {os.environ['PATH']}\n"


def test_a_taken_port_is_told_in_both_languages() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as taken:
            refuse_taken_port("127.0.0.1", port)
    assert f"Cổng {port}" in taken.value.sentence("vi")
    assert f"Port {port}" in taken.value.sentence("en")
    refuse_taken_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortRefused):
        refuse_taken_port("192.0.2.1", 8000)
