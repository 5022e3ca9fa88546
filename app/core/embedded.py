"""The embedded PostgreSQL of demonstrations and tests: found, started, reused and stopped."""

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from app.core.embedded_place import (
    PORT,
    Place,
    ServerRefused,
    adopting_orphans,
    bury,
    choose_place,
    elsewhere,
    only_one,
    open_lock,
    own_folder,
)

__all__ = ["Server", "ServerRefused", "discard_server", "ensure_server", "stop_server"]

PATIENCE_SECONDS = 300
_NO_SUCH_PID = 1 << 22  # one above the kernel's largest process number


@dataclass(frozen=True)
class _Found:
    """A living server, as its own postmaster.pid tells."""

    pid: int
    status: str
    socket_folder: Path

    @property
    def usable(self) -> bool:
        return self.status == "ready" and (self.socket_folder / f".s.PGSQL.{PORT}").is_socket()


class Server:
    """A running embedded PostgreSQL; the last user who stops it puts the light out."""

    def __init__(self, folder: Path, place: Place, started_here: bool, users: int) -> None:
        self.folder = folder
        self.started_here = started_here
        self.socket_folder = place.socket_folder
        self.bin = place.bin
        self._place = place
        self._users = users

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self._place.data

    @property
    def moved(self) -> bool:
        """Whether the data lie outside `folder`, because the server's account cannot enter it."""
        return self._place.home != self.folder

    def url(self, *, user: str = "postgres", database: str = "postgres") -> str:
        """The SQLAlchemy address over the private socket."""
        where = {"host": str(self.socket_folder), "port": str(PORT)}
        url = URL.create("postgresql+asyncpg", username=user, database=database, query=where)
        return url.render_as_string(hide_password=False)

    def stop(self) -> bool:
        """Give up the server; it ends unless another process still uses it. True when ended."""
        with only_one(self.folder):
            if self._users >= 0:
                os.close(self._users)
                self._users = -1
            return _stop_if_unused(self.folder, self._place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def ensure_server(folder: Path, *, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server whose data live in `folder`, or adopt the one left there, until ready."""
    folder = own_folder(folder)
    with only_one(folder):
        place = choose_place(folder)
        users = open_lock(folder / "users.lock")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            started = _bring_up(place, settings or {})
        except BaseException:
            os.close(users)
            raise
        return Server(folder, place, started, users)


def stop_server(folder: Path) -> bool:
    """Stop the server of `folder` whoever uses it; True when there was one."""
    if not folder.is_dir():
        return False
    folder = own_folder(folder)
    with only_one(folder):
        place = choose_place(folder)
        alive = _find(place) is not None
        _stop(place)
        return alive


def discard_server(folder: Path) -> None:
    """Stop the server of `folder` and remove its data, wherever they live."""
    if not folder.is_dir():
        return
    stop_server(folder)
    folder = own_folder(folder)
    place = choose_place(folder)
    for path in (place.socket_folder, place.private):
        shutil.rmtree(path, ignore_errors=True)
    if place.home == elsewhere(folder):
        shutil.rmtree(place.home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _bring_up(place: Place, settings: Mapping[str, str]) -> bool:
    """Whether the server had to be started; it is ready in any case."""
    if _await_left_over(place):
        return False
    if not (place.data / "PG_VERSION").exists():
        _initialise(place)
    _check_version(place)
    _configure(place, settings)
    try:
        _start(place)
    except BaseException:
        _stop(place)
        raise
    if not _find(place):
        raise ServerRefused(reason=f"it ended at once; see {place.log}")
    return True


def _await_left_over(place: Place) -> bool:
    """Wait until a left-over server is ready (True) or out of the way (False)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while found := _find(place):
        if found.usable and found.socket_folder == place.socket_folder:
            return True
        if time.monotonic() > deadline:
            raise ServerRefused(reason=f"the left-over server is still '{found.status}'")
        if found.status == "starting":
            time.sleep(0.1)
        else:  # it is stopping, or its socket was swept away, or the folder has moved
            _stop(place)
    return False


def _find(place: Place) -> _Found | None:
    """The living server of the data folder, if any."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].isdigit() or not _lives(place, lines[0]):
        return None
    lines += [""] * (8 - len(lines))
    return _Found(int(lines[0]), lines[7].strip() or "starting", Path(lines[4]))


def _lives(place: Place, pid: str) -> bool:
    """Whether the process is this server, and no zombie or newcomer with the same number."""
    if sys.platform != "linux":
        return place.ask("/bin/kill", "-0", pid).returncode == 0
    # A postmaster works in its data folder, a zombie nowhere. Its own account asks, because
    # root in a container may not look into the processes of others.
    same_folder = '[ "/proc/$1/cwd" -ef "$2" ]'
    return place.ask("/bin/sh", "-c", same_folder, "sh", pid, place.data).returncode == 0


def _start(place: Place) -> None:
    command = ("start", "-D", place.data, "-l", place.log, "-w", "-t", str(PATIENCE_SECONDS), "-s")
    for tries_left in range(9, -1, -1):
        _bury_stale_locks(place)
        place.run("/bin/sh", "-c", _KEEP_LOG_SHORT, "sh", place.log)
        already_said = place.log.stat().st_size
        with adopting_orphans():
            started = place.ask(place.bin / "pg_ctl", *command)
        if started.returncode == 0:
            return
        said = place.log.read_bytes()[already_said:][:4000].decode(errors="replace")
        # Backends of a killed server may outlive it for a moment and hold its shared memory.
        if "shared memory block" not in said or not tries_left:
            raise ServerRefused(reason=f"it did not start; {place.log} says:\n{said}")
        time.sleep(1)


_KEEP_LOG_SHORT = ': >>"$1"; [ "$(wc -c <"$1")" -lt 20000000 ] || mv -f "$1" "$1.old"; : >>"$1"'


def _bury_stale_locks(place: Place) -> None:
    """Take a dead server's number out of its locks: a zombie or newcomer may bear it now."""
    # The rest of postmaster.pid stays: by it PostgreSQL sees backends that outlived their server.
    pid_file = place.data / "postmaster.pid"
    if pid_file.exists():
        with suppress(ValueError):
            bury(int(pid_file.read_text().split("\n")[0]), seconds=0)
        place.run("/bin/sed", "-i", f"1s/.*/{_NO_SUCH_PID}/", pid_file)
    socket = place.socket_folder / f".s.PGSQL.{PORT}"
    place.run("/bin/rm", "-f", socket, f"{socket}.lock")


def _stop(place: Place) -> None:
    found = _find(place)
    if not found:
        return
    command = (place.bin / "pg_ctl", "stop", "-D", place.data, "-w", "-t", "60", "-s", "-m")
    if place.ask(*command, "fast").returncode and _find(place):
        place.run(*command, "immediate")
    bury(found.pid)


def _stop_if_unused(folder: Path, place: Place) -> bool:
    users = open_lock(folder / "users.lock")
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _stop(place)
    except BlockingIOError:
        return False
    finally:
        os.close(users)
    return True


def _initialise(place: Place) -> None:
    """Make the data folder under another name first, so that half of one is never used."""
    new = place.private / "data.new"
    place.run("/bin/rm", "-rf", new, place.data)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if place.binaries_version() < 17:
        locale = ["--locale=C.UTF-8"]
    # Trust: the only way in is a socket in a 0700 folder, and who enters that can read the data
    # files anyway.
    options = ["--auth-local=trust", "--auth-host=reject", "--username=postgres"]
    options += ["--encoding=UTF8", "--data-checksums", "--no-instructions"]
    place.run(place.bin / "initdb", "-D", new, *options, *locale)
    include = 'echo "include = \'ansinh.conf\'" >>"$1/postgresql.conf"'
    place.run("/bin/sh", "-c", include, "sh", new)
    place.run("/bin/mv", new, place.data)


def _check_version(place: Place) -> None:
    made_by, found = (place.data / "PG_VERSION").read_text().strip(), place.binaries_version()
    if made_by != str(found):
        reason = f"{place.data} was made by PostgreSQL {made_by}, but {place.bin} is {found}"
        raise ServerRefused(reason=f"{reason}; set ANSINH_PG_BIN, or remove the folder")


def _configure(place: Place, settings: Mapping[str, str]) -> None:
    place.make_private(place.socket_folder)
    chosen = {
        **_default_settings(),
        **settings,
        "port": str(PORT),
        "unix_socket_directories": f'"{place.socket_folder}"',
    }
    quoted = {name: value.replace("'", "''") for name, value in chosen.items()}
    lines = [f"{name} = '{value}'\n" for name, value in quoted.items()]
    path = place.data / "ansinh.conf"
    place.run("/bin/sh", "-c", 'cat >"$1"', "sh", path, text="".join(lines))


def _default_settings() -> dict[str, str]:
    """Settings for one machine that does bulk work and must lose nothing."""
    memory = _memory_mb()
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(256, memory // 16))}MB",
        "dynamic_shared_memory_type": _dynamic_memory_type(),
        "fsync": "on",
        "synchronous_commit": "on",
        "wal_compression": "on",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "Asia/Ho_Chi_Minh",
        "log_timezone": "Asia/Ho_Chi_Minh",
        # People must not stand in the log: no parameters, statements or "Key (...)=(...)".
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


def _memory_mb() -> int:
    """The machine's memory, or the container's share of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return memory // 2**20


def _dynamic_memory_type() -> str:
    """Containers often give 64 MB of shared memory, too little for parallel queries."""
    try:
        shared = shutil.disk_usage("/dev/shm").total  # noqa: S108 - looked at, not written
        return "posix" if shared > 256 * 2**20 else "mmap"
    except OSError:
        return "mmap"
