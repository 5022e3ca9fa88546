"""What the benches print: Markdown."""

import os
import platform
import sys
from collections.abc import Sequence


def table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A Markdown table; every column but the first to the right."""
    marks = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in (head, marks, *lines))


def machine() -> str:
    """What it ran on, how many cores, and how busy they were with other things."""
    load = os.getloadavg()[0]
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {load:.1f} at the start"
    )


def tell(*blocks: str) -> None:
    """Blocks of text, an empty line after each."""
    for block in blocks:
        sys.stdout.write(block + "\n\n")
    sys.stdout.flush()


def note(words: str) -> None:
    """Where the bench is, for who waits."""
    sys.stderr.write(f"bench: {words}\n")
    sys.stderr.flush()


def held(ok: bool) -> str:
    """Whether a goal was reached."""
    return "yes" if ok else "no"
