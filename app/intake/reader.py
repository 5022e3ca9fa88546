"""A list as a file or as JSON becomes checked rows; files are read in a process that may die."""

import asyncio
import multiprocessing
import os
import re
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, TypeVar

from app.core.errors import Refused
from app.intake.forms import FORMS, Form, header_key
from app.intake.refusals import (
    ColumnMissing,
    ColumnTwice,
    Limits,
    NoRows,
    TooManyRows,
    WorkbookTooLarge,
    WorkbookUnreadable,
    WrongForm,
)
from app.intake.rules import (
    MONTHLY_RATES,
    RAW_FIELDS,
    CheckedRow,
    Frame,
    Raw,
    check_row,
    commune_index,
    mark_twice,
)
from app.intake.workbook import guarded, sheets

GIB = 1 << 30
_HEADER_WITHIN_ROWS = 60
_HEADER_COLUMNS = 4

_FORM_NAMED = re.compile(r"\bmau so (\d\d)\b|\bansinh (\d\d)\b")
_NUMBERED = re.compile(r"\(?(?:[0-9]{1,2}|[A-Z])\)?")
_TOTAL = re.compile(r"tong cong.*|tong so.*|cong|cong (?:thon|xom|to|trang|xa|huyen)\b.*|tong")
_FOOT = re.compile(
    r"nguoi lap|thu truong|ke toan|chu tich|tm |kt |noi nhan|ky |bang chu|xac nhan|.*\bngay .*nam "
)
_BLANK = (None, "")


@dataclass(frozen=True)
class ReadList:
    """The checked rows of one list with their counts; `problems` counts by problem code."""

    form_code: str
    sheet: str
    rows: list[CheckedRow]
    clean: int
    faulty: int
    skipped: int
    problems: dict[str, int]


def read_list(  # noqa: PLR0913 - the whole of what a child process is told
    data: bytes,
    form_code: str,
    day: date,
    communes: Mapping[str, str],
    limits: Limits,
    own_commune: str | None,
    rates: Mapping[str, int] = MONTHLY_RATES,
) -> ReadList:
    """Read one workbook of a form: guard, reader, header, checked rows; refuses what is no list.

    `communes` maps names to codes (form 05); `rates` are đồng a month by group.
    """
    form = FORMS[form_code]
    rows = _Rows(form, sheets(guarded(data, limits)))
    frame = _frame(form, day, communes, own_commune, rates)
    return _checked(frame, rows.people(), limits, rows)


def inspect_list(data: bytes, form_code: str, limits: Limits) -> None:
    """What the door asks of a workbook before it is kept: harmless, of this form, of fit length."""
    rows = _Rows(FORMS[form_code], sheets(guarded(data, limits)))
    found = sum(1 for _ in islice(rows.people(), limits.max_rows + 1))
    if not found:
        raise NoRows()
    if found > limits.max_rows:
        raise TooManyRows(limit=limits.max_rows)


def check_rows(  # noqa: PLR0913 - the same as read_list
    form_code: str,
    raw_rows: Sequence[Mapping[str, Any]],
    day: date,
    communes: Mapping[str, str],
    limits: Limits,
    own_commune: str | None,
    rates: Mapping[str, int] = MONTHLY_RATES,
) -> ReadList:
    """Check the same content come as JSON; a row without `row_number` is counted from 1."""
    frame = _frame(FORMS[form_code], day, communes, own_commune, rates)
    people = (
        (row.get("row_number", number), tuple(map(row.get, RAW_FIELDS)))
        for number, row in enumerate(raw_rows, 1)
    )
    return _checked(frame, people, limits, None)


def _frame(
    form: Form,
    day: date,
    communes: Mapping[str, str],
    own_commune: str | None,
    rates: Mapping[str, int],
) -> Frame:
    return Frame(form, day, rates[form.group], commune_index(communes), own_commune)


def _checked(
    frame: Frame, people: Iterable[tuple[int, Raw]], limits: Limits, source: "_Rows | None"
) -> ReadList:
    rows: list[CheckedRow] = []
    for number, raw in people:
        if len(rows) >= limits.max_rows:
            raise TooManyRows(limit=limits.max_rows)
        rows.append(check_row(frame, number, raw))
    if not rows:
        raise NoRows()
    mark_twice(frame, rows)
    problems = Counter(problem["code"] for row in rows for problem in row["problems"])
    faulty = sum(1 for row in rows if row["problems"])
    return ReadList(
        form_code=frame.form.code,
        sheet=source.sheet if source else "",
        rows=rows,
        clean=len(rows) - faulty,
        faulty=faulty,
        skipped=source.skipped if source else 0,
        problems=dict(problems),
    )


class _Rows:
    """The rows of people of the first sheet with the form's header; the rest is skipped, counted.

    Office files carry titles, a row of column numbers, totals, signatures and empty rows.
    """

    def __init__(self, form: Form, book: Iterator[tuple[str, Iterator[list[Any]]]]) -> None:
        self.form, self.book = form, book
        self.sheet = ""
        self.skipped = 0
        self.after_total = False

    def people(self) -> Iterator[tuple[int, Raw]]:
        """Sheet row number and cells in RAW_FIELDS order, row by row."""
        for sheet, rows in self.book:
            self.sheet = sheet
            header = self.find_header(rows)
            if header is not None:
                yield from self.below(rows, *header)
                return
        raise WrongForm(
            form=self.form.code,
            reason="no sheet has its header row",
            reason_vi="không trang tính nào có dòng tiêu đề cột của mẫu",
        )

    def find_header(self, rows: Iterator[list[Any]]) -> tuple[int, dict[str, int]] | None:
        """The header's row number and the place of each field; None when the sheet has none."""
        for number, row in enumerate(rows, 1):
            keys = [header_key(cell) if isinstance(cell, str) else "" for cell in row]
            self.check_named_form(keys)
            fields = [self.form.field_of_header.get(key) for key in keys]
            known = {field for field in fields if field}
            if "full_name" in known and len(known) >= _HEADER_COLUMNS:
                return number, self.columns(fields, keys)
            if number >= _HEADER_WITHIN_ROWS:
                return None
        return None

    def check_named_form(self, keys: list[str]) -> None:
        for key in keys:
            for found in _FORM_NAMED.finditer(key):
                named = found[1] or found[2]
                if named != self.form.code:
                    raise WrongForm(
                        form=self.form.code,
                        reason=f"its title says form {named}",
                        reason_vi=f"tiêu đề ghi Mẫu số {named}",
                    )

    def columns(self, fields: list[str | None], keys: list[str]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, field in enumerate(fields):
            if field is None:
                continue
            if field in places:
                raise ColumnTwice(sheet=self.sheet, column=self.form.column(field).header)
            places[field] = place
        missing = [c for c in self.form.columns if c.required and c.field not in places]
        if missing:
            self.refuse_missing(missing[0].header, keys)
        return places

    def refuse_missing(self, column: str, keys: list[str]) -> None:
        for other in FORMS.values():
            known = {other.field_of_header.get(key) for key in keys}
            fits = all(c.field in known for c in other.columns if c.required)
            if fits and other.group != self.form.group:
                raise WrongForm(
                    form=self.form.code,
                    reason=f"its columns are those of form {other.code}",
                    reason_vi=f"các cột là của Mẫu số {other.code}",
                )
        raise ColumnMissing(sheet=self.sheet, column=column, form=self.form.code)

    def below(
        self, rows: Iterator[list[Any]], header: int, places: dict[str, int]
    ) -> Iterator[tuple[int, Raw]]:
        """The rows of people below the header."""
        takes = tuple(places.get(field, -1) for field in RAW_FIELDS)
        birth, amount = places["birth"], places["amount_dong"]
        mapped = [place for field, place in places.items() if field != "stt"]
        for number, row in enumerate(rows, header + 1):
            row.append(None)  # where the absent columns (-1) point
            if number == header + 1 and _is_number_row(row):
                self.skipped += 1
            elif not (row[birth] in _BLANK or row[amount] in _BLANK) or self.is_person(row, mapped):
                yield number, tuple([row[place] for place in takes])

    def is_person(self, row: list[Any], mapped: list[int]) -> bool:
        filled = [row[place] for place in mapped if row[place] not in _BLANK]
        if not filled and not any(isinstance(cell, str) and cell for cell in row):
            return False
        furniture = self.is_furniture(row, filled)
        self.skipped += furniture
        return not furniture

    def is_furniture(self, row: list[Any], filled: list[Any]) -> bool:
        words = [header_key(cell) for cell in row if isinstance(cell, str) and cell]
        if any(map(_TOTAL.fullmatch, words[:2])):
            self.after_total = True
            return True
        if self.after_total and len(filled) <= 3:
            return True
        # A heading such as "I. Thôn Đông" stands alone in its row; a person never does.
        return len(filled) <= 1 or (len(filled) <= 3 and any(map(_FOOT.match, words)))


def _is_number_row(row: list[Any]) -> bool:
    cells = [cell for cell in row if cell not in _BLANK]
    texts = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in cells]
    return len(texts) >= _HEADER_COLUMNS and all(map(_NUMBERED.fullmatch, texts))


_Answer = TypeVar("_Answer")


class ListReader:
    """Reads workbooks one at a time in a child process that is bounded and replaced when it dies.

    Memory is bounded for the life of the child, processor seconds anew for each file. The child
    ends with its parent, however that ends.
    """

    def __init__(self, *, memory_bytes: int = GIB, cpu_seconds: int = 60) -> None:
        self._memory_bytes, self._cpu_seconds = memory_bytes, cpu_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def read(  # noqa: PLR0913 - the arguments of read_list
        self,
        data: bytes,
        form_code: str,
        day: date,
        communes: Mapping[str, str],
        limits: Limits,
        own_commune: str | None,
        rates: Mapping[str, int] = MONTHLY_RATES,
    ) -> ReadList:
        """`read_list` in the child; a child that dies is the refusal WorkbookUnreadable."""
        if len(data) > limits.max_bytes:
            raise WorkbookTooLarge(found=len(data), limit=limits.max_bytes)
        return await self.run(
            read_list, data, form_code, day, dict(communes), limits, own_commune, dict(rates)
        )

    async def run(self, act: Callable[..., _Answer], *arguments: object) -> _Answer:
        """One act in the child; its refusals come back as themselves."""
        # One at a time: the death of a child would take the acts queued behind it along.
        async with self._turn:
            if self._pool is None:
                self._pool = self._new_pool()
            task = self._pool.submit(_bounded, self._cpu_seconds, act, arguments)
            try:
                outcome = await asyncio.wrap_future(task)
            except BrokenProcessPool as death:
                self.close()
                raise WorkbookUnreadable() from death
        if isinstance(outcome, _Refusal):
            raise outcome.kind(**outcome.facts)
        answer: _Answer = outcome
        return answer

    def close(self) -> None:
        """End the child; the next act starts a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _new_pool(self) -> ProcessPoolExecutor:
        # spawn: a fork would copy the service's open connections and locks.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, context, _bound_child, (self._memory_bytes,))


@dataclass(frozen=True)
class _Refusal:
    """A refusal on its way through the pipe, which exceptions with named facts do not survive."""

    kind: type[Refused]
    facts: dict[str, Any]


def _bound_child(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _bounded(cpu_seconds: int, act: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
    # The processor limit counts from the child's birth, so its soft half moves on with each act.
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, resource.RLIM_INFINITY))
    try:
        return act(*arguments)
    except Refused as refusal:
        return _Refusal(type(refusal), refusal.facts)
    except BaseException as fault:
        # A panic of the reader is no Exception, and neither it nor MemoryError may cross the pipe.
        if isinstance(fault, MemoryError) or type(fault).__name__ == "PanicException":
            return _Refusal(WorkbookUnreadable, {})
        raise
