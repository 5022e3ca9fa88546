"""The law of the house, as import-linter reads it from pyproject.toml."""

import tomllib
from pathlib import Path

from importlinter.cli import lint_imports

from .plan import APP, FLOORS, ROOT

PYPROJECT = ROOT / "pyproject.toml"
CONTRACTS = {
    "The house: a room calls only the rooms below it",
    "Inside a room: doors, acts, reads, tables, shapes, rules",
    "HTTP stays at the doors",
    "SQL stays in tables, queries and commands",
    "No cycles, at any depth",
}


def configured() -> dict[str, dict[str, object]]:
    settings = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]
    return {contract["name"]: contract for contract in settings.get("contracts", [])}


def test_the_contracts_are_all_there() -> None:
    assert set(configured()) == CONTRACTS


def test_the_contracts_have_the_floors_of_the_plan() -> None:
    """Top to bottom in the contract, bottom to top in the plan; the same rooms on each floor."""
    layers = configured()["The house: a room calls only the rooms below it"]["layers"]
    assert isinstance(layers, list)
    floors = [{room.strip(" ()") for room in str(layer).split("|")} for layer in layers]
    assert floors[::-1] == [set(floor) for floor in FLOORS]


def test_every_room_keeps_its_inner_order() -> None:
    inside = configured()["Inside a room: doors, acts, reads, tables, shapes, rules"]
    rooms = {folder.parent.name for folder in APP.glob("*/tables.py")} - {"core"}
    assert isinstance(inside["containers"], list)
    assert {f"app.{room}" for room in rooms} <= set(inside["containers"])


def test_the_contracts_are_kept() -> None:
    assert lint_imports(config_filename=str(PYPROJECT), no_cache=True) == 0


def test_a_broken_contract_is_seen(tmp_path: Path) -> None:
    """The control: the same words with two floors exchanged are not kept."""
    text = PYPROJECT.read_text("utf-8")
    for one, other in (('"access",\n', '"audit",\n'), ('"(access)",\n', '"(audit)",\n')):
        text = text.replace(one, "@").replace(other, one).replace("@", other)
    upside_down = tmp_path / "pyproject.toml"
    upside_down.write_text(text, "utf-8")
    assert lint_imports(config_filename=str(upside_down), no_cache=True) != 0
