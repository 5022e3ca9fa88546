"""Child processes of one command: started, watched, and never left behind."""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NoReturn

from app.core.errors import Refused

GRACE_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class PortTaken(Refused):
    """Port {port} of {host} is taken by another program; stop it or choose another: ANSINH_PORT."""

    vi: ClassVar[str] = (
        "Cổng {port} của {host} đang được chương trình khác dùng; "
        "hãy dừng chương trình đó hoặc chọn cổng khác: ANSINH_PORT."
    )


class PortRefused(Refused):
    """Port {port} of {host} cannot be used: {reason}."""

    vi: ClassVar[str] = "Không dùng được cổng {port} của {host}: {reason}."


class ChildFailed(Refused):
    """The process '{name}' {what}; its log {log} ends with:
    {tail}"""

    status: ClassVar[int] = 503
    vi: ClassVar[str] = "Tiến trình '{name}' {what_vi}; cuối nhật ký {log}:\n{tail}"


@dataclass(frozen=True)
class Child:
    """One running child and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def await_health(self, healthy: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait until `healthy()`; refuse when the child dies or the time is over."""
        deadline = time.monotonic() + seconds
        while not healthy():
            if not self.alive:
                status = self.process.returncode
                raise self._failed(f"ended with status {status}", f"đã dừng với mã {status}")
            if time.monotonic() > deadline:
                limit = f"{seconds:.0f}"
                raise self._failed(
                    f"was not ready within {limit} s", f"không sẵn sàng sau {limit} giây"
                )
            time.sleep(0.05)

    def stop(self, grace_seconds: float = GRACE_SECONDS) -> int:
        """Ask the child to end, and end it with its own children after the grace time."""
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(grace_seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def _failed(self, what: str, what_vi: str) -> ChildFailed:
        tail = self.log.read_text(errors="replace")[-2000:].strip()
        return ChildFailed(name=self.name, what=what, what_vi=what_vi, log=self.log, tail=tail)


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log_folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Child:
    """Start a child that dies with the calling thread, writing to `<log_folder>/<name>.log`."""
    log_folder.mkdir(parents=True, exist_ok=True)
    log = log_folder / f"{name}.log"
    parent = os.getpid()

    def die_with_parent() -> None:
        if _libc:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            process_group=0,  # Ctrl-C reaches the parent alone, which ends its children in order
            preexec_fn=die_with_parent,
        )
    return Child(name, process, log)


@contextlib.contextmanager
def children() -> Iterator[list[Child]]:
    """A list of children; on leaving, the last started stops first."""
    started: list[Child] = []
    try:
        yield started
    finally:
        for child in reversed(started):
            child.stop()


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse when nobody could listen on the port now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found[:1]:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen()
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno != errno.EADDRINUSE:
            raise PortRefused(host=host, port=port, reason=error.strerror) from error
        raise PortTaken(host=host, port=port) from error


def leave_on_signals() -> None:
    """From now on SIGTERM, SIGINT and SIGHUP unwind the program once, and cannot disturb that."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def leave(number: int, _frame: object) -> NoReturn:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for each in signals:
        signal.signal(each, leave)
