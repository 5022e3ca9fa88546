"""Acts sent and not yet answered: the same command run again sends the same Idempotency-Key.

A key is written down before its request leaves and forgotten when the answer is known, so that a
cut line, a closed lid or a killed process leaves a note of what may have been done.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from app.cli import account

_KEPT = timedelta(days=30)


def folder() -> Path:
    """Where the keys lie, one small file for each act, beside the token."""
    return account.token_file().with_name("unanswered")


@contextmanager
def key_of(server: str, act: str, content: bytes) -> Iterator[str]:
    """The key of sending these bytes for this act (verb, address, office) to this service.

    It is the one written down when an earlier run never heard the answer; a new one otherwise.
    """
    from app.client import Problem

    named = f"{server}\n{act}\n{sha256(content).hexdigest()}"
    mark = sha256(named.encode()).hexdigest()[:40]
    file = folder() / mark
    _forget_old()
    key = _written(file) or _write(file, f"{mark}-{secrets.token_hex(8)}")
    try:
        yield key
    except Problem as refusal:
        if refusal.status < 500:  # the service itself said no, and did nothing
            file.unlink(missing_ok=True)
        raise
    file.unlink(missing_ok=True)


def _written(file: Path) -> str | None:
    with suppress(FileNotFoundError):
        key = file.read_text("ascii")
        if key.startswith(f"{file.name}-"):
            return key
    return None


def _write(file: Path, key: str) -> str:
    """Written whole or not at all, and on the disk before anything is sent."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(key)
        output.flush()
        os.fsync(output.fileno())
    new.replace(file)
    return key


def _forget_old() -> None:
    from app.core.clock import wall_clock

    for file in folder().glob("*"):
        with suppress(FileNotFoundError):
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if wall_clock() - written > _KEPT:
                file.unlink()
