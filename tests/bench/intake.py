"""`scripts/bench intake`: a workbook from its upload to verdicts and register written."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from app.client import Client
from app.core.settings import settings
from tests.bench import limits
from tests.bench.crowd import Invented, office_workbook, people, rows
from tests.bench.engine import Reading, read
from tests.bench.ground import Ground, Service, copy_database, ground, service
from tests.bench.known import fill
from tests.bench.sheet import held, machine, note, table, tell
from tests.bench.usual import Imported, Importer, NotRun

_TURNS = 3
_SMALL = 200
FORMS_READ = ("08", "07")
_LOOK_EVERY_SECONDS = 0.02
_GOOD_SHARE = 0.995


@dataclass
class Measured:
    """All that one run measured; seconds, by form where a form is named."""

    count: int
    door: dict[str, list[float]] = field(default_factory=dict)
    readings: dict[str, list[Reading]] = field(default_factory=dict)
    copied: dict[str, list[limits.Copied]] = field(default_factory=dict)
    whole: dict[str, list[float]] = field(default_factory=dict)
    """From POST to `read`, through the running service and its worker."""
    statements: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Statements for a small list and for the large ones."""
    usual: dict[str, Imported] = field(default_factory=dict)
    not_run: str = ""

    def reach(self, form: str) -> float:
        """Seconds from upload to committed register: the door, then the job, best of the turns."""
        pairs = zip(self.door[form], self.readings[form], strict=True)
        return min(door + reading.seconds for door, reading in pairs)


class Lists:
    """Lists of people whom no list named before, as workbooks."""

    def __init__(self, folder: Path, first: int) -> None:
        self._file, self._next = folder / "list.xlsx", count(first)
        folder.mkdir(parents=True, exist_ok=True)

    def people(self, how_many: int) -> list[Invented]:
        """New people."""
        first = next(self._next)
        self._next = count(first + how_many)
        return list(people(first, how_many))

    def workbook(self, form: str, how_many: int) -> bytes:
        """A list of new people on its form."""
        return self.workbook_of(form, self.people(how_many))

    def workbook_of(self, form: str, listed: Sequence[Invented]) -> bytes:
        """A list of these people on its form."""
        return office_workbook(form, rows(form, listed), self._file)


async def measure(place: Ground, how_many: int, known: int) -> Measured:
    """Everything, by turns."""
    found, lists = Measured(how_many), Lists(place.folder, known + 1)
    note(f"a register of {known:,} known people")
    await fill(place, known)
    await copy_database(place)
    note("an environment of its own for django-import-export")
    usual = _importer(place, found, lists)
    with service(place) as running:
        async with running.client(place) as api:
            for form in FORMS_READ:
                await _warm_up(api, found, lists, form)
            for turn in range(_TURNS):
                for form in FORMS_READ:
                    note(f"form {form}, turn {turn + 1} of {_TURNS}")
                    await _one_list(place, api, found, lists, form)
                if usual is not None:
                    note(f"django-import-export, turn {turn + 1} of {_TURNS}")
                    usual.take_turn()
            await _through_worker(running, api, found, lists)
    return found


def _importer(place: Ground, found: Measured, lists: Lists) -> Importer | None:
    try:
        usual = Importer(place, FORMS_READ[0], lists.people(found.count))
    except NotRun as why:
        found.not_run = str(why)
        return None
    found.usual = usual.found
    return usual


async def _warm_up(api: Client, found: Measured, lists: Lists, form: str) -> None:
    """Small lists: connections, caches and the child are there, and the statements counted."""
    first, second = lists.people(_SMALL), lists.people(_SMALL)
    await read((await api.receive_list(form, lists.workbook_of(form, first))).id)
    again = [*second[1:], first[0]]  # somebody claimed twice: doubts are written, as for many
    reading = await read((await api.receive_list(form, lists.workbook_of(form, again))).id)
    found.statements[form] = (len(reading.statements), 0)


async def _one_list(place: Ground, api: Client, found: Measured, lists: Lists, form: str) -> None:
    content = lists.workbook(form, found.count)
    start = time.perf_counter()
    number = (await api.receive_list(form, content)).id
    found.door.setdefault(form, []).append(time.perf_counter() - start)
    reading = await read(number)
    await _check(api, number, found.count)
    found.readings.setdefault(form, []).append(reading)
    found.statements[form] = (found.statements[form][0], len(reading.statements))
    found.copied.setdefault(form, []).append(await limits.copy_list(place, number))


async def _through_worker(running: Service, api: Client, found: Measured, lists: Lists) -> None:
    running.start_worker()
    for form in FORMS_READ:
        await _whole(api, lists.workbook(form, _SMALL), form, _SMALL)
        for turn in range(_TURNS):
            note(f"form {form} through the worker, turn {turn + 1} of {_TURNS}")
            seconds = await _whole(api, lists.workbook(form, found.count), form, found.count)
            found.whole.setdefault(form, []).append(seconds)


async def _whole(api: Client, content: bytes, form: str, expected: int) -> float:
    start = time.perf_counter()
    number = (await api.receive_list(form, content)).id
    while True:  # the stream of events looks every half second only
        if (await api.reading(number)).state != "received":
            break
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    seconds = time.perf_counter() - start
    await _check(api, number, expected)
    return seconds


async def _check(api: Client, number: int, expected: int) -> None:
    """All but a few chance namesakes must have become good rows, or the figures mean nothing."""
    told = await api.list_of(number)
    good = told.good_count or 0
    if (told.state, told.row_count) != ("read", expected) or good < _GOOD_SHARE * expected:
        problem = f"{told.state}, {good} good of {expected}: {told.problem}"
        raise SystemExit(f"bench: list {number} came out otherwise than expected: {problem}")


def _goals(found: Measured) -> str:
    lines = []
    for form in FORMS_READ:
        lines += list(_of_form(found, form))
    statements = ", ".join(f"{small} and {large}" for small, large in found.statements.values())
    equal = all(small == large for small, large in found.statements.values())
    lines.append(
        (f"statements for {_SMALL} and {found.count:,} rows", statements, "", "", "equal",
         held(equal))
    )  # fmt: skip
    head = ("what", "rows/s", "beside", "rows/s", "ratio (goal)", "reached")
    return table(head, [_padded(line) for line in lines])


def _padded(line: Sequence[object]) -> list[str]:
    return [f"{one:,.0f}" if isinstance(one, float) else str(one) for one in line]


def _of_form(found: Measured, form: str) -> list[tuple[object, ...]]:
    rate = found.count / found.reach(form)
    into = found.count / min(one.register for one in found.copied[form])
    raw = found.count / min(one.raw for one in found.copied[form])
    step = found.count / min(one.register_seconds for one in found.readings[form])
    whole = found.count / min(found.whole[form])
    lines = [
        _line(f"form {form}: workbook, upload to register (door + job)", rate,
              "COPY of ready tuples into the same register", into, 0.25, "%"),
        _line(f"form {form}: the same through HTTP server, queue and worker", whole,
              "the same COPY", into, 0.25, "%"),
        _line(f"form {form}: register step alone", step,
              "raw COPY, unlogged, no index", raw, 0.15, "%"),
    ]  # fmt: skip
    if form == FORMS_READ[0]:
        for mode, goal in (("default", 30), ("bulk", 8)):
            name = {"default": "at its defaults", "bulk": "in bulk mode"}[mode]
            done = found.usual.get(mode)
            words = f"django-import-export {name}, {done.rows if done else 0:,} rows"
            lines.append(
                _line(f"form {form}: workbook, upload to register", rate, words, done.rate, goal,
                      "×")
                if done
                else (f"form {form}", rate, f"not run: {found.not_run}", "", f"({goal}×)", "?")
            )  # fmt: skip
    return lines


def _line(
    what: str, rate: float, beside: str, other: float, goal: float, sign: str
) -> tuple[object, ...]:
    ratio = rate / other
    told = f"{ratio:.1%} (≥ {goal:.0%})" if sign == "%" else f"{ratio:.1f}× (≥ {goal:g}×)"
    return what, rate, beside, other, told, held(ratio >= goal)


def _profile(found: Measured, form: str) -> str:
    """Where the time of one list goes: the turn in the middle."""
    readings = sorted(found.readings[form], key=lambda one: one.seconds)
    middle = readings[len(readings) // 2]
    whole = middle.seconds + median(found.door[form])
    lines: list[tuple[str, float]] = [
        ("door: upload, inspection in a child, bytes kept (HTTP)", median(found.door[form])),
        ("read, check, digests, COPY to the stage, side by side", middle.staging_seconds),
        ("   of which the child's processor (read and check)", middle.child_seconds),
        ("   the worker's own processor, whole job (digests, COPY, SQL)", middle.own_seconds),
    ]
    spent: dict[str, float] = {}
    for one in middle.statements:
        if one.start >= middle.staged_at:
            spent[one.name] = spent.get(one.name, 0.0) + one.seconds
    rest = middle.register_seconds - sum(spent.values())
    spent["commit and between the statements"] = rest
    lines.append(("register step, stage to commit", middle.register_seconds))
    lines += [(f"   {name}", spent[name]) for name in sorted(spent, key=lambda n: -spent[n])]
    told = [(name, f"{seconds:.3f}", f"{seconds / whole:.0%}") for name, seconds in lines]
    return table((f"form {form}, {found.count:,} rows", "seconds", "of all"), told)


def _notes(found: Measured, known: int) -> str:
    copied = found.copied[FORMS_READ[0]][0].tables
    tables = ", ".join(f"{table} {rows:,}" for table, rows in copied.items())
    return (
        f"Best of {_TURNS} by turns. The register knows {known:,} people beforehand. COPY into the "
        f"register: the very tuples that the service wrote for these lists, in one transaction, by "
        f"the owner, into a database as it was before, with all indexes, keys, checks and triggers "
        f"({tables} rows; dossier_history by its trigger). Raw COPY: one wide tuple a row "
        f"(dossier, person, verdict). The service ran under row policies, role house_app. "
        f"django-import-export, between our turns: one table of 27 "
        f"columns with the 11 indexes that ours have of them, a plain sheet, names folded and keys "
        f"digested beforehand, nothing checked, no history; bulk mode with batches of 1,000, no "
        f"look-up, no diff; defaults on 2,000 rows, for all would take more than a minute."
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and tell."""
    wish = argparse.ArgumentParser(prog="scripts/bench intake", description=__doc__)
    wish.add_argument("--rows", type=int, default=20_000)
    wish.add_argument("--known", type=int, default=100_000, help="people known beforehand")
    asked = wish.parse_args(arguments)

    async def whole() -> Measured:
        async with ground(settings().data_folder.resolve()) as place:
            return await measure(place, asked.rows, asked.known)

    stood = machine()
    found = asyncio.run(whole())
    tell(stood, _goals(found), *(_profile(found, form) for form in FORMS_READ),
         _notes(found, asked.known))  # fmt: skip
    return 0
