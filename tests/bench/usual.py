"""The usual way beside ours: django-import-export with the same rows, in the same PostgreSQL.

Its packages live in an environment of their own, made when the bench wants it.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from app.core.schema import ROOT
from app.intake.forms import FORMS
from tests.bench.crowd import COMMUNE, Invented, plain_workbook, rows
from tests.bench.ground import COPY_OF_IT, Ground

_PACKAGES = ("django", "django-import-export", "psycopg[binary]", "tablib[xlsx]")
_IMPORTER = ROOT / "scripts" / "bench_import_export.py"
_FEWER = 2_000
"""Of its defaults, which would take more than a minute for all."""
_DIGESTS = ("digest", "k_number", "k_name_birth", "k_name_year")
_COLUMNS = (
    "list_id", "row_number", "version", "entry", "change", "digest", "good", "stage",
    "group_code", "months", "amount_dong", "person_id", "household_id", "full_name", "name_key",
    "birth_date", "birth_year", "sex", "cmnd", "cccd", "k_number", "k_name_birth", "k_name_year",
    "hamlet", "category", "note", "area_path",
)  # fmt: skip


class Imported(NamedTuple):
    """One mode of the importer: how many rows, and the seconds of each turn."""

    rows: int
    seconds: list[float]

    @property
    def rate(self) -> float:
        """Rows a second of its best turn."""
        return self.rows / min(self.seconds)


class NotRun(Exception):
    """The usual way could not be measured here, and why."""


class Importer:
    """The importer with its own files, ready to take a turn between ours."""

    def __init__(self, place: Ground, form: str, listed: Sequence[Invented]) -> None:
        """Make the environment and the workbooks; raises NotRun when the packages are not had."""
        self._place = place
        self._python = _environment(place.folder.parent / "bench-django")
        few = listed[:_FEWER]
        self._files = {
            "bulk": _workbook(place, form, listed), "default": _workbook(place, form, few),
        }  # fmt: skip
        self.found = {"bulk": Imported(len(listed), []), "default": Imported(len(few), [])}

    def take_turn(self) -> None:
        """Both modes once, each from an empty table."""
        for mode, done in self.found.items():
            said = _run(
                self._python, "-P", _IMPORTER, self._place.server.socket_folder, COPY_OF_IT,
                self._files[mode], mode,
            )  # fmt: skip
            done.seconds.append(float(said))


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
    """Under one line of names, folded, split and digested beforehand: it checks none of it."""
    place.folder.mkdir(parents=True, exist_ok=True)
    file = place.folder / f"plain-{len(listed)}.xlsx"
    filled = []
    for one, row in zip(listed, rows(form, listed), strict=True):
        told: dict[str, Any] = dict(zip(FORMS[form].fields, row, strict=True))
        told |= {
            "list_id": 1, "row_number": told["stt"], "version": 1, "entry": told["stt"],
            "change": "added", "good": 1, "stage": "draft", "group_code": form,
            "person_id": one.number, "household_id": one.number // 4, "name_key": one.name_key,
            "birth_date": told["birth"], "birth_year": one.birth.year, "sex": one.sex,
            "cmnd": one.cmnd, "cccd": one.cccd, "area_path": COMMUNE,
            **{name: str(uuid4()) for name in _DIGESTS},
        }  # fmt: skip
        filled.append([told.get(name) for name in _COLUMNS])
    plain_workbook(_COLUMNS, filled, file)
    return file
