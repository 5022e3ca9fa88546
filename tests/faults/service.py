"""The service as processes that can be killed: one nursery has loaded it all, each child serves.

A child is the real service under uvicorn on a port of loopback. It may be told to die by its own
hand at a point that no clock could hit: as its n-th transaction is about to commit, or has
committed and nobody has heard. Lines of JSON come in (a Birth), process numbers go out.
"""

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

DEATHS = ("before_commit", "after_commit", "statement")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Birth:
    """What a child is told: where to serve, on which database, and when to die, if by itself."""

    port: int
    database_url: str
    log: str
    die: str = ""
    after: int = 0
    careless: bool = False
    """Take mechanisms away as a request asks (`controls`)."""


def die_at(point: str, after: int) -> None:
    """Kill this process outright at the n-th passing of a point of its transactions."""
    from sqlalchemy import Engine, event
    from sqlalchemy.orm import Session

    passed = count(1)

    def pass_by(*_: Any) -> None:
        if next(passed) == after:
            os.kill(os.getpid(), signal.SIGKILL)

    where: Any = Engine if point == "statement" else Session
    event.listen(where, "after_cursor_execute" if point == "statement" else point, pass_by)


def serve(app: Any, birth: Birth) -> None:
    """Be the service until killed."""
    os.environ["DATABASE_URL"] = birth.database_url
    log = os.open(birth.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    import uvicorn

    from app.core.logs import configure_logs
    from app.core.settings import settings
    from tests.faults import controls

    settings.cache_clear()
    configure_logs()
    if birth.careless:
        app = controls.careless(app)
    if birth.die:
        die_at(birth.die, birth.after)
    _await_free(birth.port)
    uvicorn.run(
        app, host="127.0.0.1", port=birth.port, loop="uvloop", http="httptools", ws="none",
        access_log=False, log_config=None, server_header=False,
    )  # fmt: skip


def _await_free(port: int) -> None:
    """Whoever was killed on this port may take a moment to be gone."""
    for _ in range(200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return
        time.sleep(0.05)


def _bear(app: Any, birth: Birth) -> int:
    child = os.fork()
    if child:
        return child
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        serve(app, birth)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def nursery() -> None:
    """Load everything once, then bear a child for each line; the dead are buried by the kernel."""
    import uvicorn.protocols.http.httptools_impl  # noqa: F401

    from app.main import build

    app = build()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(_bear(app, Birth(**json.loads(line))), flush=True)  # noqa: T201


def told(birth: Birth) -> str:
    """The line that has a child born."""
    return json.dumps(asdict(birth)) + "\n"


def log_of(folder: Path, port: int) -> Path:
    """Where the children of one port write."""
    return folder / f"service-{port}.log"


if __name__ == "__main__":
    nursery()
