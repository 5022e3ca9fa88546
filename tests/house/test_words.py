"""Words that may stand in a few files only: transactions, clocks, floats, HTTP, print."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .plan import APP, files, imports, name_of, none, room_of, tree_of

TRANSACTIONS = {"core/db.py", "core/owner.py", "core/schema.py"}
CLOCKS = {"core/clock.py"}
DOORS = {"access/desk.py", "access/guards.py", "main.py"}

Node = tuple[int, str]


def endings(tree: ast.AST) -> Iterator[Node]:
    """Calls that begin or end a transaction."""
    words = {"commit", "rollback", "begin", "begin_nested", "begin_twophase"}
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in words:
            yield called.lineno, ast.unparse(called)


def clocks(tree: ast.AST) -> Iterator[Node]:
    """Asking for the time elsewhere than in the house's one clock."""
    asked = {
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time",
        "func.now", "func.current_date", "func.current_timestamp", "func.clock_timestamp",
        "func.statement_timestamp", "func.localtimestamp",
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = ".".join(ast.unparse(node.func).split(".")[-2:])
            if words in asked:
                yield node.lineno, words


def floats(tree: ast.AST) -> Iterator[Node]:
    """Types that cannot hold đồng exactly, or that invite fractions of one."""
    inexact = {"Float", "Numeric", "REAL", "DOUBLE_PRECISION", "Double", "MONEY", "NUMERIC"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from ((node.lineno, one.name) for one in node.names if one.name in inexact)
        elif isinstance(node, ast.Name) and node.id in {"float", "Decimal"}:
            yield node.lineno, node.id


@pytest.mark.parametrize(
    ("look", "allowed"),
    [
        pytest.param(endings, TRANSACTIONS, id="a transaction begins and ends in one place"),
        pytest.param(clocks, CLOCKS, id="one clock"),
    ],
)
def test_words_stay_in_their_place(
    look: Callable[[ast.AST], Iterator[Node]], allowed: set[str]
) -> None:
    strayed = [
        f"{name_of(file)}:{line}: {word}"
        for file in files()
        if name_of(file) not in allowed
        for line, word in look(tree_of(file))
    ]
    none(strayed)


MONEY_FILES = {"tables", "schemas", "commands", "queries", "rules", "routes", "columns", "shapes"}
MEASURES: dict[str, str] = {}
"""Files where a float is no money: which, and what it measures."""


def test_no_float_where_money_passes() -> None:
    inexact = [
        f"{name_of(file)}:{line}: {word}"
        for file in files()
        if file.stem in MONEY_FILES and name_of(file) not in MEASURES
        for line, word in floats(tree_of(file))
    ]
    none(inexact)


def test_no_column_type_that_rounds() -> None:
    inexact = [
        f"{name_of(file)}:{line}: {word}"
        for file in files()
        for line, word in floats(tree_of(file))
        if word not in {"float", "Decimal"}
    ]
    none(inexact)


def is_door(file: Path) -> bool:
    """Where HTTP may live."""
    name = name_of(file)
    door = file.stem in {"routes", "pages"} or file.stem.endswith(("_routes", "_pages"))
    return door or name in DOORS or name.startswith("core/web/")


def test_http_lives_at_the_doors() -> None:
    strayed = [
        f"{name_of(file)}:{line}: {module}"
        for file in files()
        if not is_door(file)
        for line, module, name, _ in imports(file)
        if module.split(".")[0] in {"fastapi", "starlette"}
        or f"{module}.{name}".startswith("app.core.web")
    ]
    none(strayed)


LINES = {
    "client/api.py", "client/lists.py", "client/transport.py",  # speak to the service itself
    "cli/demo_play.py",  # the same
    "core/supervise.py",  # tells the server that waits on this machine
    "payouts/webhooks.py",  # tells agents, at addresses of the operator's file alone
}  # fmt: skip
"""Files that may open a line, and to whom."""
OPENERS = {
    "aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "urllib.request",
    "urllib3", "xmlrpc",
}  # fmt: skip


def lines_out(file: Path) -> list[str]:
    """Imports with which a file could reach another machine."""
    named = [(line, {module, f"{module}.{name}"}) for line, module, name, _ in imports(file)]
    return [f"{name_of(file)}:{line}" for line, words in named if words & OPENERS]


def test_the_service_opens_no_line_from_elsewhere() -> None:
    none([found for file in files() if name_of(file) not in LINES for found in lines_out(file)])
    idle = {name for name in LINES if not lines_out(APP / name)}
    assert idle == set(), "these open none any more"


def test_sql_lives_in_tables_queries_and_commands() -> None:
    pure = {"routes", "pages", "rules", "schemas"}
    allowed = {"AsyncSession"}  # a door names the session it hands on
    strayed = [
        f"{name_of(file)}:{line}: {module}.{name}"
        for file in files()
        if room_of(file) != "core" and file.stem in pure
        for line, module, name, _ in imports(file)
        if module.split(".")[0] in {"sqlalchemy", "asyncpg"} and name not in allowed
    ]
    none(strayed)


@pytest.mark.parametrize(
    ("look", "source"),
    [
        (endings, "await session.commit()"),
        (endings, "async with session.begin_nested(): ..."),
        (clocks, "dt.datetime.now(UTC)"),
        (clocks, "select(func.now())"),
        (floats, "from sqlalchemy import Numeric"),
        (floats, "amount: float"),
    ],
)
def test_the_inspector_knows_the_words(
    look: Callable[[ast.AST], Iterator[Node]], source: str
) -> None:
    assert list(look(ast.parse(source)))


def test_the_inspector_found_the_house() -> None:
    assert APP.is_dir()
    assert len(files()) > 50
