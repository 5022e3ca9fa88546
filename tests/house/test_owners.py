"""Only the owner writes: an insert, update or delete stands in the room that has the table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.schema import all_tables

from .plan import APP, files, imports, name_of, none, room_of, tree_of

WRITES = {"insert", "update", "delete"}
STAGES = {"staged", "STAGE", "_BEFORE"}
"""Temporary tables of one connection: whoever is handed one may write on it."""
SQL = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?(?:\w+\.)?(\w+)", re.I)


def verbs(file: Path) -> dict[str, str]:
    """Names bound to SQLAlchemy's insert, update and delete."""
    return {
        bound: name
        for _, module, name, bound in imports(file)
        if module.startswith("sqlalchemy") and name in WRITES
    }


def homes(file: Path) -> dict[str, str]:
    """Names of this file that come from some room's tables, with that room."""
    found = {
        bound: module.split(".")[1]
        for _, module, name, bound in imports(file)
        if module.startswith("app.") and module.endswith(".tables") and name
    }
    if file.name == "tables.py":
        found |= {
            node.name: room_of(file)
            for node in tree_of(file).body
            if isinstance(node, ast.ClassDef)
        }
    return found


def target_room(node: ast.expr, known: dict[str, str], modules: dict[str, str]) -> str | None:
    """The room of the table an expression names; None when it cannot be told."""
    while isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id in modules:
            return modules[node.value.id]
        node = node.value
    if isinstance(node, ast.Call):  # session.add(Officer(...))
        return target_room(node.func, known, modules)
    if isinstance(node, ast.Name) and node.id in STAGES:
        return "stage"
    return known.get(node.id) if isinstance(node, ast.Name) else None


def made(file: Path, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Variables that hold a fresh row (`sitting = Sitting(...)`), with the room of its table."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            room = target_room(node.value.func, known, {})
            targets = [one.id for one in node.targets if isinstance(one, ast.Name)]
            yield from ((name, room) for name in targets if room)


def written(file: Path) -> Iterator[tuple[int, str, str | None]]:
    """Line, verb and the room whose table is written."""
    known, bound = homes(file), verbs(file)
    modules = {
        as_name: module.split(".")[1]
        for _, module, name, as_name in imports(file)
        if module.startswith("app.") and name == "tables"
    }
    known |= dict(made(file, known))
    for node in ast.walk(tree_of(file)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if isinstance(node.func, ast.Name) and node.func.id in bound:
            yield node.lineno, bound[node.func.id], target_room(node.args[0], known, modules)
        elif (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in {"add", "add_all", "merge", "delete"}
            and ast.unparse(node.func.value) == "session"
        ):
            yield node.lineno, node.func.attr, target_room(node.args[0], known, modules)


def test_only_the_owner_writes() -> None:
    trespassers = [
        f"{name_of(file)}:{line}: {verb} on a table of {owner or 'nobody the inspector knows'}"
        for file in files()
        for line, verb, owner in written(file)
        if owner not in (room_of(file), "stage")
    ]
    none(trespassers)


def test_only_the_owner_writes_in_plain_sql() -> None:
    owners = {
        mapper.local_table.name: mapper.class_.__module__.split(".")[1] for mapper in _mappers()
    }
    trespassers = [
        f"{name_of(file)}:{node.lineno}: writes {table}"
        for file in files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for table in SQL.findall(node.value)
        if table in owners and owners[table] != room_of(file)
    ]
    none(trespassers)


def _mappers() -> list[Any]:
    from app.core.db import Base

    all_tables()
    return list(Base.registry.mappers)


def test_every_table_has_one_home() -> None:
    stray = [
        name_of(file)
        for file in files()
        if file.name != "tables.py" and "__tablename__" in file.read_text("utf-8")
    ]
    none(stray)


def test_the_inspector_sees_a_trespasser(tmp_path: Path) -> None:
    file = APP / "register" / "commands.py"
    source = "from sqlalchemy import update as change\nfrom app.access.tables import Officer\n"
    source += "change(Officer.__table__).values(full_name='x')\n"
    tree = ast.parse(source)
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    assert target_room(call.args[0], {"Officer": "access"}, {}) == "access" != room_of(file)
