"""What every scene works with: the truth, the cast, and the lists sent so far."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path

from app.client import Client
from app.core.clock import VIETNAM
from app.demo.cast import Cast
from app.demo.truth import Fault, ListKey, Spot, Truth

Report = Callable[[str, int, int], None]
AT_ONCE = 6


@dataclass
class Stage:
    """The demonstration as it stands: who acts, what was sent under which number, what it took."""

    truth: Truth
    cast: Cast
    administrator: Client
    folder: Path
    report: Report
    numbers: dict[ListKey, int] = field(default_factory=dict)
    good_rows: dict[int, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    answered: int = 0

    def __post_init__(self) -> None:
        self.planted: dict[Spot, Fault] = {
            Spot(fault.list_key, fault.row): fault
            for fault in self.truth.faults
            if fault.stage == "COUNCIL"
        }
        self.namesakes = {spot for pair in self.truth.namesakes for spot in pair}

    @property
    def keys(self) -> dict[int, ListKey]:
        """List number -> which list of the truth it is."""
        return {number: key for key, number in self.numbers.items()}

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
