"""The usual way beside ours: django-import-export with the same rows, in the same PostgreSQL.

Its packages live in an environment of their own, made when the bench wants it.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.core.schema import ROOT
from app.intake.forms import FORMS
from tests.bench.crowd import COMMUNE, Invented, plain_workbook, rows
from tests.bench.ground import COPY_OF_IT, Ground

_PACKAGES = ("django", "django-import-export", "psycopg[binary]", "tablib[xlsx]")
_IMPORTER = ROOT / "scripts" / "bench_import_export.py"
_TURNS = 3
_FEWER, _PATIENCE_SECONDS = 2_000, 60.0
_COLUMNS = (
    "list_id", "row_number", "stage", "group_code", "months", "amount_dong", "full_name",
    "name_key", "birth_date", "birth_year", "sex", "cmnd", "cccd", "id_number", "hamlet",
    "address", "category", "household_head", "household_number", "relation", "note", "area_path",
)  # fmt: skip


class Imported(NamedTuple):
    """One mode of the importer: how many rows, and the seconds of each turn."""

    rows: int
    seconds: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Rows a second of its best turn."""
        return self.rows / min(self.seconds)


class NotRun(Exception):
    """The usual way could not be measured here, and why."""


def import_rows(place: Ground, form: str, listed: Sequence[Invented]) -> dict[str, Imported]:
    """Import this list in bulk mode and at defaults, each by turns from an empty table.

    Raises NotRun when the packages cannot be had.
    """
    python = _environment(place.folder.parent / "bench-django")
    files = {len(part): _workbook(place, form, part) for part in (listed, listed[:_FEWER])}
    few = min(len(listed), _FEWER)
    bulk = _turns(python, place, files[len(listed)], "bulk")
    default = _turns(python, place, files[few], "default")
    found = {"bulk": Imported(len(listed), bulk), "default": Imported(few, default)}
    if few < len(listed) and min(default) * len(listed) / few <= _PATIENCE_SECONDS:
        whole = _turns(python, place, files[len(listed)], "default")
        found["default"] = Imported(len(listed), whole)
    return found


def _environment(folder: Path) -> Path:
    python = folder / "bin" / "python"
    try:
        if not (folder / ".ready").exists():
            _run(sys.executable, "-m", "venv", "--clear", folder)
            _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 *_PACKAGES)  # fmt: skip
            (folder / ".ready").touch()
        return python
    except (OSError, subprocess.CalledProcessError) as failure:
        words = getattr(failure, "stderr", None) or str(failure)
        raise NotRun(words.strip().splitlines()[-1] if words.strip() else "no reason") from None


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True
    )
    return done.stdout


def _workbook(place: Ground, form: str, listed: Sequence[Invented]) -> Path:
    """Under one line of names, folded and split beforehand: the importer checks none of it."""
    place.folder.mkdir(parents=True, exist_ok=True)
    file = place.folder / f"plain-{len(listed)}.xlsx"
    filled = []
    for one, row in zip(listed, rows(form, listed), strict=True):
        told: dict[str, Any] = dict(zip(FORMS[form].fields, row, strict=True))
        told |= {
            "list_id": 1, "row_number": told["stt"], "stage": "draft", "group_code": form,
            "name_key": one.name_key, "birth_date": told["birth"], "birth_year": one.birth.year,
            "cmnd": one.cmnd, "cccd": one.cccd, "area_path": COMMUNE, "sex": one.sex,
        }  # fmt: skip
        filled.append([told.get(name) for name in _COLUMNS])
    plain_workbook(_COLUMNS, filled, file)
    return file


def _turns(python: Path, place: Ground, file: Path, mode: str) -> tuple[float, ...]:
    said = _run(
        python, "-P", _IMPORTER, place.server.socket_folder, COPY_OF_IT, file, mode, str(_TURNS)
    )
    return tuple(json.loads(said))
