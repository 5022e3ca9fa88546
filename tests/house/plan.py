"""The plan of the house as the inspector reads it: rooms from bottom to top, files, trees."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
FLOORS = (
    ("core",),
    ("sheets", "pictures"),
    ("admin_units",),
    ("access",),
    ("audit",),
    ("policy", "documents"),
    ("register", "funds"),
    ("dossiers",),
    ("clocks",),
    ("intake", "postings", "confirmations", "loans"),
    ("appraisal",),
    ("decisions",),
    ("payouts",),
    ("recoveries",),
    ("reconciliation",),
    ("supervision", "adjustments", "kit"),
    ("coverage",),
    ("reports",),
    ("home",),
    ("client",),
    ("demo",),
    ("main", "worker", "cli"),
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
ASSEMBLY = FLOORS[-1]


@cache
def tree_of(file: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def files() -> list[Path]:
    """Every Python file of the application."""
    return sorted(APP.rglob("*.py"))


def name_of(file: Path) -> str:
    """'rooms/file.py' as people read it."""
    return str(file.relative_to(APP))


def room_of(file: Path) -> str:
    """The room a file belongs to; '' for the front step (app/__init__.py)."""
    first = file.relative_to(APP).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def package_of(file: Path) -> list[str]:
    """The package against which a file's relative imports count."""
    return ["app", *file.relative_to(APP).parts[:-1]]


def imports(file: Path) -> Iterator[tuple[int, str, str | None, str]]:
    """Line, absolute module, imported name (or None) and the name it is bound to."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, None, alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            package = package_of(file)
            stem = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*stem, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, module, alias.name, alias.asname or alias.name


def front_door(room: str) -> set[str]:
    """The names a room lists in `__all__`."""
    file = APP / room / "__init__.py"
    if not file.exists():
        return set()
    for node in tree_of(file).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            return set(ast.literal_eval(node.value))
    return set()


@cache
def import_everything() -> None:
    """Import every module of the application, so that classes and constraints are known."""
    for folder in sorted({file.parent for file in files()}):
        package = ".".join(["app", *folder.relative_to(APP).parts])
        for found in pkgutil.iter_modules([str(folder)]):
            if found.name != "__main__":
                importlib.import_module(f"{package}.{found.name}")


def none(found: list[str]) -> None:
    """Nothing was found; otherwise every finding on its own line."""
    assert not found, "\n" + "\n".join(found)
