"""What every scene works with: the truth, the cast, and the lists sent so far."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path
from typing import Any

from app.client import Client
from app.core.clock import VIETNAM
from app.demo.cast import Cast
from app.demo.province import Province
from app.demo.tally import Tally
from app.demo.truth import OWN_WORD, Fault, ListKey, Spot

Report = Callable[[str, int, int], None]
AT_ONCE = 6


@dataclass
class Stage:
    """The demonstration as it stands: who acts, what was sent under which number, what it took."""

    province: Province
    cast: Cast
    administrator: Client
    folder: Path
    report: Report
    numbers: dict[ListKey, int] = field(default_factory=dict)
    keys: dict[int, ListKey] = field(default_factory=dict)
    good_rows: dict[int, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    answered: int = 0
    tally: Tally = field(default_factory=Tally)
    stories: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    papers: dict[ListKey, int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    """The decisions after the report, by district."""
    told: dict[date, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    """What the post office told of the first groups: day, district, lines."""
    rows_of_entries: dict[tuple[int, int], int] = field(default_factory=dict)
    shown: set[tuple[Spot, str]] = field(default_factory=set)
    """What the councils were told, and of which rows."""

    def __post_init__(self) -> None:
        self.truth = self.province.truth
        self.list_truths = {one.list_key: one for one in self.truth.lists}
        self._declining = {fault.list_key for fault in self.truth.faults if fault.stage == OWN_WORD}
        self.kept = {watch.spot for watch in self.truth.watches}
        self.examines_other_forms = next(
            paper.key.area_code for paper in self.province.papers if paper.key.form == "04"
        )
        self.planted: dict[Spot, Fault] = {
            Spot(fault.list_key, fault.row): fault
            for fault in self.truth.faults
            if fault.stage == "COUNCIL"
        }
        self.unknown_communes = {
            Spot(fault.list_key, fault.row)
            for fault in self.truth.faults
            if fault.kind == "COMMUNE_UNKNOWN"
        }
        self.namesakes = {spot for pair in self.truth.namesakes for spot in pair}

    def enter(self, key: ListKey, number: int) -> None:
        """A list of the truth has this number at the service."""
        self.numbers[key], self.keys[number] = number, key

    def spot_of(self, list_id: int, entry: int) -> Spot | None:
        """The row of the truth that an entry of a list is; None in a list on another form."""
        key = self.keys.get(list_id)
        return Spot(key, self.rows_of_entries.get((list_id, entry), entry)) if key else None

    @property
    def declined(self) -> set[int]:
        """The lists of which people have declined."""
        return {self.numbers[key] for key in self._declining if key in self.numbers}

    def papers_to_post(self, commune: str) -> list[int]:
        """Lists on other forms that a commune posts and examines with its own."""
        number = self.papers.get(ListKey("04", commune))
        return [number] if number and commune == self.examines_other_forms else []

    def lists_of(self, district: str, forms: Iterable[str]) -> list[int]:
        """The numbers of a district's lists in these forms."""
        wanted = set(forms)
        around = self.cast.districts[district]
        inside = {code for code, path in self.cast.communes.items() if path.startswith(around)}
        return sorted(
            number
            for key, number in self.numbers.items()
            if key.form in wanted and key.area_code in inside | {district}
        )

    async def set_day(self, day: date, at: int = 8) -> None:
        """It is now this day, at this hour of Vietnam."""
        moment = datetime.combine(day, hour(at), VIETNAM)
        await self.administrator.set_clock(moment)

    @asynccontextmanager
    async def timed(self, name: str) -> AsyncIterator[None]:
        """Add the time of a scene to its name."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    async def each(
        self, name: str, things: Iterable[str], act: Callable[[str], Awaitable[None]]
    ) -> None:
        """One act for each thing, a few at once, with progress told; the first failure ends all."""
        waiting = list(things)
        done = 0
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(thing: str) -> None:
            nonlocal done
            async with gate:
                await act(thing)
            done += 1
            self.report(name, done, len(waiting))

        async with self.timed(name), asyncio.TaskGroup() as group:
            for thing in waiting:
                group.create_task(one(thing))
