"""The figures of one harness, as one line of JSON that says how to try again."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults.checks import Violations
from tests.faults.clients import History

_ROOT = Path(__file__).parents[2]


@dataclass
class Record:
    """What one harness did and found."""

    harness: str
    seed: int
    history: History = field(default_factory=History)
    kills: int = 0
    cuts: int = 0
    seconds: float = 0.0
    paid_dong: int = 0
    bugs: dict[str, int] = field(default_factory=dict)
    """Answers of 500, by the kind of the error behind them."""
    violations: Violations = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Any]:
        """The line."""
        answers = len(self.history.answers)
        return {
            "harness": self.harness, "seed": self.seed, "commit": commit(),
            **self.history.figures(),
            "kills": self.kills, "cuts": self.cuts, "bugs": self.bugs,
            "seconds": round(self.seconds, 2),
            "per_second": round(answers / self.seconds, 1) if self.seconds else None,
            "paid_dong": self.paid_dong, "violations": self.violations,
        }  # fmt: skip

    def write(self) -> None:
        """Shown, and added to the file that ANSINH_FAULTS_LOG names."""
        line = json.dumps(self.figures, ensure_ascii=False)
        print(line, flush=True)  # noqa: T201
        if named := os.environ.get("ANSINH_FAULTS_LOG"):
            with Path(named).open("a", encoding="utf-8") as log:
                log.write(line + "\n")


@cache
def commit() -> str:
    """Which code was tried; "unknown" outside a clone."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
