"""A cut in the middle: the same command run again sends the same key, and finds the same list."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli import unanswered
from app.client import Problem, Unreachable
from app.core.clock import wall_clock
from tests.intake.zoo import cells, form_file

from .conftest import ROOT, Run
from .line import bad_line
from .test_officer import Officer, officer

__all__ = ["officer"]

HERE = ("http://an-sinh", "POST /lists 07", b"noi dung")


def notes() -> list[str]:
    """What is written down now."""
    folder = unanswered.folder()
    return sorted(file.name for file in folder.glob("*")) if folder.exists() else []


def key_of(error: BaseException | None = None, where: tuple[str, str, bytes] = HERE) -> str:
    """The key of an act that ends in this way."""
    expected = (type(error),) if error else ()
    with suppress(*expected), unanswered.key_of(*where) as key:
        assert len(notes()) == 1
        if error is not None:
            raise error
    return key


def test_a_known_answer_is_forgotten(home: Path) -> None:
    first = key_of()
    assert notes() == []
    assert key_of() != first


@pytest.mark.parametrize(
    "cut", [Unreachable("/lists"), KeyboardInterrupt(), Problem(502, {}), OSError(5, "x")]
)
def test_a_lost_answer_keeps_its_key(home: Path, cut: BaseException) -> None:
    first = key_of(cut)
    assert notes()
    assert key_of(cut) == first
    assert key_of() == first
    assert notes() == []


@pytest.mark.parametrize("status", [401, 409, 422])
def test_a_refusal_is_an_answer(home: Path, status: int) -> None:
    refused = key_of(Problem(status, {}))
    assert notes() == []
    assert key_of() != refused


@pytest.mark.parametrize(
    "other",
    [
        ("http://nơi-khác", HERE[1], HERE[2]),
        (HERE[0], "POST /lists 08", HERE[2]),
        (HERE[0], HERE[1], b"khac"),
    ],
)
def test_another_act_has_another_key(home: Path, other: tuple[str, str, bytes]) -> None:
    with unanswered.key_of(*HERE) as one, unanswered.key_of(*other) as two:
        assert one != two
        assert len(notes()) == 2
        assert all(len(key) <= 200 and key.isascii() for key in (one, two))


def test_half_a_note_is_no_note(home: Path) -> None:
    key_of(Unreachable("/x"))
    (file,) = unanswered.folder().glob("*")
    file.write_text("")
    assert key_of().startswith(file.name)


def test_old_notes_are_thrown_away_and_nobody_else_reads_them(home: Path) -> None:
    first = key_of(Unreachable("/x"))
    (file,) = unanswered.folder().glob("*")
    assert file.stat().st_mode & 0o077 == 0
    old = (wall_clock() - timedelta(days=31)).timestamp()
    os.utime(file, (old, old))
    assert key_of() != first


def sheet(folder: Path, name: str) -> str:
    """One good row of somebody new."""
    file = folder / f"{name}.xlsx"
    file.write_bytes(form_file("07", [cells("07", full_name=f"Lê Thị {name}")]))
    return str(file)


def test_after_lost_answers_the_same_command_finds_the_same_list(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "Đứt")
    with bad_line(officer.address) as line:
        command = ("list", "submit", file, "--form", "07", "--json")
        on_line = {"ANSINH_SERVER": line.address, "ANSINH_TOKEN": officer.token}
        line.eats = True
        cut = ansinh(*command, **on_line)
        assert cut.returncode == 3, cut.stderr
        assert len(set(line.keys)) == 1
        assert line.keys[0]
        tries, line.eats = len(line.keys), False
        again = ansinh(*command, **on_line)
        assert again.returncode == 0, again.stderr
        assert line.keys[tries] == line.keys[0]
        assert line.replayed[tries]
        more = ansinh(*command, **on_line)
        assert line.keys[-1] != line.keys[0]
    first, second = json.loads(again.stdout), json.loads(more.stdout)
    assert first["list"]["id"] == second["list"]["id"]
    assert first["list"]["row_count"] == 1


def test_killed_in_the_middle_it_goes_on_where_it_was(
    ansinh: Run, officer: Officer, home: Path, tmp_path: Path, killed: Callable[..., None]
) -> None:
    file = sheet(tmp_path, "Ngắt")
    with bad_line(officer.address) as line:
        line.eats = line.holds = True
        command = ("list", "submit", file, "--form", "07", "--json")
        on_line = {"ANSINH_SERVER": line.address, "ANSINH_TOKEN": officer.token}
        killed(command, on_line, line.eaten)
        line.eats = False
        again = ansinh(*command, **on_line)
        assert again.returncode == 0, again.stderr
        assert line.keys[1] == line.keys[0]
        assert line.replayed[:2] == [False, True]


@pytest.fixture
def killed(home: Path) -> Callable[..., None]:
    """Starts a command and kills it once the service has done what it asked."""

    def run(command: tuple[str, ...], environment: dict[str, str], when: object) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", *command],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=home,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert when.wait(60)  # type: ignore[attr-defined]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()

    return run
