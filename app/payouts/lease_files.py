"""The files of a lease: its lines put by once, and the file made beside the service.

Memory does not grow with the lease: lines lie in a file of their own, and so does what is made of
them. A short lease is made in a thread; a long one in a child process, so that the service goes on
answering. The lease is frozen, and so its files are the same bytes whenever they are made again.
"""

import asyncio
import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import intake
from app.payouts import lease_queries
from app.payouts.hand_payment import Letterhead, write_workbook
from app.payouts.instructions import InstructionHead, InstructionLine, csv_pieces, file_name
from app.payouts.pain001 import pain001
from app.payouts.rules import FileNotMade

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
_SHORT: Final = 2_000
"""Lines that a thread has written before anybody waits for it."""
_CPU_SECONDS: Final = 300


class LeaseFile(NamedTuple):
    """A file made of a lease, open at its beginning; gone once it is closed."""

    content: BinaryIO
    sha256: str
    media_type: str
    file_name: str
    orders: int


class PutBy:
    """The lines of a lease in a file: written part by part, read as often as one likes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[InstructionLine]:
        with self.path.open("rb") as parts:
            while True:
                try:
                    yield from pickle.load(parts)  # noqa: S301 - written by ourselves, just now
                except EOFError:
                    return


async def file_of(session: AsyncSession, lease_id: int, kind: str) -> LeaseFile:
    """The file of a lease ("csv", "xlsx", "xml"); raises NotFound, FileNotMade."""
    head, letterhead = await lease_queries.head_of(session, lease_id)
    with TemporaryDirectory(prefix="ansinh-lease-") as folder:
        lines, target = PutBy(Path(folder, "lines")), Path(folder, "made")
        await _put_by(session, lease_id, lines.path)
        sha256 = await _made(head, partial(make_file, kind, head, letterhead, lines, target))
        # The open file outlives its name.
        content = await asyncio.to_thread(target.open, "rb")
    return LeaseFile(content, sha256, MEDIA_TYPES[kind], file_name(head, kind), head.order_count)


async def _put_by(session: AsyncSession, lease_id: int, path: Path) -> None:
    with path.open("wb") as parts:
        async for part in lease_queries.lines_of(session, lease_id):
            await asyncio.to_thread(pickle.dump, part, parts, pickle.HIGHEST_PROTOCOL)


async def _made(head: InstructionHead, making: Callable[[], str]) -> str:
    if head.order_count <= _SHORT:
        return await asyncio.to_thread(making)
    try:
        return await _child().run(making)
    except intake.WorkbookUnreadable as death:
        raise FileNotMade from death


def make_file(
    kind: str,
    head: InstructionHead,
    letterhead: Letterhead,
    lines: Iterable[InstructionLine],
    target: Path,
) -> str:
    """Write a file of one kind from lines that can be read twice; answers its SHA-256 (hex)."""
    if kind == "xlsx":
        write_workbook(head, letterhead, lines, target)
    else:
        write: Any = csv_pieces if kind == "csv" else pain001
        with target.open("wb") as file:
            file.writelines(write(head, lines))
    with target.open("rb") as made:
        return hashlib.file_digest(made, "sha256").hexdigest()


@cache
def _child() -> intake.BoundedChild:
    return intake.BoundedChild(cpu_seconds=_CPU_SECONDS)


def close_maker() -> None:
    """End the child process that makes long files; the next long file starts a new one."""
    _child().close()
