"""One list read in this process by the worker's own job, each statement by the clock."""

import multiprocessing
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.core import db
from app.intake.jobs import read_list
from tests.bench.ground import PROVINCE

_TICKS = os.sysconf("SC_CLK_TCK")
_STAGE_FILLED = "analyze pg_temp"
_SPACES = re.compile(r"\s+")
_WRITES = re.compile(r"(INSERT|UPDATE)(?: INTO)? (?:nation\.|pg_temp\.)?(\w+)(?: SET (\w+))?")
_NAMES = {
    ("UPDATE", "staged_row", "person_id"): "people: exact keys looked up",
    ("INSERT", "person_key"): "people: keys entered",
    ("INSERT", "person"): "people: new ones entered",
    ("UPDATE", "person"): "people: numbers added to known ones",
    ("INSERT", "household"): "households entered",
    ("UPDATE", "staged_row", "household_id"): "households linked",
    ("INSERT", "dossier"): "drafts and their stage entered (history by its trigger)",
    ("INSERT", "list_row"): "verdicts written",
    ("INSERT", "row_doubt"): "doubts written",
}
_CALLED = {
    "person_id=nation.person_key": "people: rivals yielded to",
    "pair_linked": "people: numbers of one row that belong to two",
    "find_likely": "likely doubles: name and birth with variants, close names",
    "take_stock": "planner told of grown tables",
    _STAGE_FILLED: "stage counted",
}


@dataclass(frozen=True)
class Statement:
    """One statement that the service sent, and the seconds until its answer."""

    text: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start

    @property
    def name(self) -> str:
        """What it is for, or its first words."""
        text = _SPACES.sub(" ", self.text)
        for part, name in _CALLED.items():
            if part in text:
                return name
        if written := _WRITES.search(text):
            verb, table, column = written.groups()
            for key in ((verb, table, column), (verb, table)):
                if key in _NAMES:
                    return _NAMES[key]
        return "doubts found" if text.startswith("WITH found") else text[:60]


@dataclass(frozen=True)
class Reading:
    """One list read: when it began, its one transaction's statements, when it was committed."""

    start: float
    end: float
    statements: tuple[Statement, ...]
    child_seconds: float
    """Processor time of the child that reads and checks; beside the rest, on another core."""
    own_seconds: float
    """Processor time of the worker itself."""

    @property
    def seconds(self) -> float:
        """From the job's first look to its commit."""
        return self.end - self.start

    @property
    def staged_at(self) -> float:
        """When the last row was on the stage."""
        return next(one.start for one in self.statements if one.text.startswith(_STAGE_FILLED))

    @property
    def staging_seconds(self) -> float:
        """Reading, checking, digests and the copy to the stage, which go on side by side."""
        return self.staged_at - self.start

    @property
    def register_seconds(self) -> float:
        """From the staged rows to the commit."""
        return self.end - self.staged_at


async def read(list_id: int) -> Reading:
    """Read a list that waits, as the worker does, under the row policies."""
    child, own, start = _child_seconds(), time.process_time(), time.perf_counter()
    with _heard() as heard:
        await read_list(db.Standing(f"{PROVINCE}."), {"list_id": list_id, "version": 1})
    end = time.perf_counter()
    entering = next(conn for conn, one in heard if one.text.startswith(_STAGE_FILLED))
    return Reading(
        start, end, tuple(one for conn, one in heard if conn is entering),
        _child_seconds() - child, time.process_time() - own,
    )  # fmt: skip


@contextmanager
def _heard() -> Iterator[list[tuple[Any, Statement]]]:
    """Every statement with its connection; progress is told on another one meanwhile."""
    heard: list[tuple[Any, Statement]] = []
    begun: dict[Any, float] = {}

    def before(conn: Any, *_rest: Any) -> None:
        begun[conn] = time.perf_counter()

    def after(conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append((conn, Statement(statement.strip(), begun[conn], time.perf_counter())))

    engine = db.engine().sync_engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _child_seconds() -> float:
    return sum(map(_used, [one.pid for one in multiprocessing.active_children() if one.pid]))


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
