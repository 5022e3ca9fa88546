"""Progress of the demonstration on standard error: bars on a screen, few plain lines elsewhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cli.frame import console, note

if TYPE_CHECKING:
    from rich.progress import TaskID

_STEPS, _REST_SECONDS = 10, 2


class PlainProgress:
    """A line when a stage begins, and one for a tenth of it, never more than one in two seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stages: dict[str, _Told] = {}

    def close(self) -> None:
        """Nothing to put away."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A stage has so many of its things done."""
        tenth = _STEPS * done // total if total else 0
        told = self._stages.get(stage)
        begins = told is None or done < told.done
        tells = told is None or begins or (tenth > told.tenth and self._rested(told))
        if tells:
            share = f" ({100 * done // total} %)" if total and not begins else ""
            note(f"{stage}: {done}/{total}{share}" if total else stage)
        if told is None or tells:
            self._stages[stage] = _Told(done, tenth, self._clock())
        else:
            told.done = done

    def _rested(self, told: "_Told") -> bool:
        return self._clock() - told.at >= _REST_SECONDS


@dataclass
class _Told:
    """How far a stage is, and what was last said of it and when."""

    done: int
    tenth: int
    at: float


class BarProgress:
    """A bar for each stage."""

    def __init__(self) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        self._bars = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=console(stderr=True),
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def close(self) -> None:
        """Let the bars stand as they are."""
        self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A stage has so many of its things done."""
        task = self._tasks.get(stage)
        if task is None:
            task = self._tasks[stage] = self._bars.add_task(stage, total=total or None)
        known = self._bars.tasks[self._bars.task_ids.index(task)]
        if known.finished and done < total:
            self._bars.reset(task, total=total)
        self._bars.update(task, completed=done, total=total or None)


def progress() -> PlainProgress | BarProgress:
    """The kind that suits where standard error goes."""
    return BarProgress() if console(stderr=True).is_terminal else PlainProgress()
