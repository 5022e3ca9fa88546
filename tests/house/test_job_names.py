"""No work is lost: every job that is asked for by name has somebody who does it."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .plan import APP, files, name_of, none, room_of, tree_of

WORKER = APP / "worker.py"


def asked_for(file: Path) -> Iterator[tuple[int, str | None]]:
    """Line and name of every job asked for; None when the name is not written out."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and len(node.args) >= 2:
            called = ast.unparse(node.func)
            if called in {"enqueue", "jobs.enqueue", "enqueue_each"}:
                name = node.args[1]
                known = isinstance(name, ast.Constant) and isinstance(name.value, str)
                yield node.lineno, str(name.value) if known else _constant(file, name)  # type: ignore[attr-defined]


def _constant(file: Path, name: ast.expr) -> str | None:
    """The text behind a module-level constant (`READ_LIST = "intake.read_list"`)."""
    for node in tree_of(file).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        if any(ast.unparse(target) == ast.unparse(name) for target in targets):
            value = node.value  # type: ignore[attr-defined]
            return str(value.value) if isinstance(value, ast.Constant) else None
    return None


def all_asked() -> list[tuple[Path, int, str | None]]:
    return [(file, line, name) for file in files() for line, name in asked_for(file)]


def test_job_names_are_written_out() -> None:
    none([f"{name_of(file)}:{line}" for file, line, name in all_asked() if name is None])


def test_a_job_carries_the_name_of_the_room_that_does_it() -> None:
    rooms = {room_of(file) for file in files()}
    none([f"{name}" for _, _, name in all_asked() if name and name.split(".")[0] not in rooms])


def test_every_job_name_has_a_handler() -> None:
    if not WORKER.exists():
        pytest.skip("there is no engine room yet")
    handlers = importlib.import_module("app.worker").HANDLERS
    lost = [
        f"{name_of(file)}:{line}: {name}"
        for file, line, name in all_asked()
        if name not in handlers
    ]
    none(lost)
    idle = set(handlers) - {name for _, _, name in all_asked()}
    assert idle == set(), "nobody asks for these"


def test_the_inspector_sees_a_job(tmp_path: Path) -> None:
    file = tmp_path / "commands.py"
    file.write_text(
        "NAME = 'intake.read'\n"
        "async def act(s, n):\n"
        "    await jobs.enqueue(s, 'payouts.prepare', {})\n"
        "    await enqueue(s, NAME, {})\n"
        "    await enqueue(s, n, {})\n"
    )
    assert [name for _, name in asked_for(file)] == ["payouts.prepare", "intake.read", None]
