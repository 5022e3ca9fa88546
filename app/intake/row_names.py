"""Whom a row names, read from the file itself: a row with faults has become no dossier."""

from collections.abc import Collection

from app.core.text import tidy
from app.intake import legacy
from app.intake.marks import MarkingTask
from app.intake.sources import open_source

_LONGEST = 120


def names_in(
    content: bytes, task: MarkingTask, rows: Collection[int], encoding: str | None
) -> dict[int, str]:
    """Row -> the name that stands there, in the child; an old font as it was converted."""
    if task.form.naming_field not in task.form.fields:
        return {}
    place = task.form.fields.index(task.form.naming_field)
    source = open_source(task.form, content, task.media_type, task.limits, task.mapping)
    cells = {number: cells[place] for number, cells in source.rows() if number in rows}
    if encoding is not None:
        cells = {n: legacy.convert([cell], [0], encoding)[0] for n, cell in cells.items()}
    return {number: tidy(str(cell or ""))[:_LONGEST] for number, cell in cells.items()}
