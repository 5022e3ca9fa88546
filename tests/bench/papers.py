"""`scripts/bench papers`: a long list as a decision in PDF and DOCX, beside bare typst."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import typst

from app import documents
from app.documents.papers.content import content_of
from tests.bench.sheet import held, machine, note, table, tell
from tests.documents.samples import decision

_TURNS = 3
_GOAL_SECONDS = 3.0
_BARE = """
#let rows = json(bytes(sys.inputs.rows))
#set page(width: 297mm, height: 210mm, margin: 20mm)
#set text(font: "Libertinus Serif", size: 11pt, lang: "vi")
"""
_PARAGRAPHS = _BARE + "#for row in rows { par(row.join(h(1em))) }"
_TABLE = _BARE + (
    "#table(columns: (10mm, 39mm, 21mm, 11mm, 26mm, 47mm, 32mm, 11mm, 19mm, 22mm, 19mm),"
    " ..rows.flatten())"
)


class Turn(NamedTuple):
    """Seconds by the clock and of the processors, and KiB that were made."""

    seconds: float
    processor: float
    kib: int


def measure(count: int) -> dict[str, Turn]:
    """The best of the turns of each way to set the same list."""
    paper = decision(count)
    words = content_of(paper)
    rows = json.dumps([list(line.values()) for line in words["lines"]])
    ways: dict[str, Callable[[], bytes]] = {
        "typst, the same words as paragraphs": lambda: _bare(_PARAGRAPHS, rows),
        "typst, its own table": lambda: _bare(_TABLE, rows),
        "PDF": lambda: documents.render_pdf(paper),
        "DOCX": lambda: documents.render_docx(paper),
    }
    documents.render(decision(1))  # what is imported and made once
    found: dict[str, Turn] = {}
    for turn in range(_TURNS):
        note(f"turn {turn + 1} of {_TURNS}, {count:,} lines")
        for name, way in ways.items():
            found[name] = min(found.get(name, Turn(1e9, 0, 0)), _timed(way))
    return found


def _bare(source: str, rows: str) -> bytes:
    made: bytes = typst.compile(
        source.encode(),
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"rows": rows},
        format="pdf",
        pdf_tags=False,
    )
    return made


def _timed(way: Callable[[], bytes]) -> Turn:
    clock, processor = time.perf_counter(), time.process_time()
    made = way()
    return Turn(time.perf_counter() - clock, time.process_time() - processor, len(made) // 1024)


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; exit status 1 when the PDF took longer than the goal."""
    wish = argparse.ArgumentParser(prog="scripts/bench papers", description=__doc__)
    wish.add_argument("--rows", type=int, default=3_000)
    asked = wish.parse_args(arguments)
    stood = machine()
    found = measure(asked.rows)
    limit = next(iter(found.values()))
    lines = [
        (name, f"{turn.seconds:.2f}", f"{turn.processor:.2f}", f"{turn.kib:,}",
         f"{turn.processor / limit.processor:.1f}")
        for name, turn in found.items()
    ]  # fmt: skip
    head = (f"{asked.rows:,} lines, best of {_TURNS}", "s", "processor s", "KiB", "ratio")
    reached = found["PDF"].seconds <= _GOAL_SECONDS
    tell(stood, table(head, lines), f"PDF in at most {_GOAL_SECONDS:.0f} s: {held(reached)}.")
    return 0 if reached else 1
