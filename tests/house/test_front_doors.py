"""Nobody climbs in by the window: a room is entered by its front door, from above only."""

from pathlib import Path

import pytest

from .plan import APP, ASSEMBLY, FLOOR_OF, files, front_door, imports, name_of, none, room_of

OPEN_FILES = {"tables", "schemas"}
"""Other rooms join these tables and use these shapes."""

# core.schema imports each room's tables by name, for comparing models with the database.
UPWARD_BY_NAME = {"core/schema.py"}

# The demonstration draws the official sheets, also in old fonts: what lists are, not how they are
# taken in.
DRAWN_BY_THE_DEMO = {
    ("demo", "app.intake.forms"), ("demo", "app.intake.layout"), ("demo", "app.intake.legacy"),
    ("demo", "app.intake.json_rows"),
}  # fmt: skip


def window(file: Path, module: str, name: str | None) -> str | None:
    """Why an import does not come through the front door; None when it does."""
    home, parts = room_of(file), module.split(".")
    if parts[0] != "app" or home in ASSEMBLY:
        return None
    if len(parts) == 1:
        parts = [*parts, name] if name else parts
        name = None
    if len(parts) < 2 or parts[1] in (home, "core", ""):
        return None
    room, inside = parts[1], parts[2:]
    if room not in FLOOR_OF:
        return f"{room} has no place in the plan"
    if FLOOR_OF[room] >= FLOOR_OF.get(home, -1):
        return f"{room} is not below {home}"
    if inside and (home, module) not in DRAWN_BY_THE_DEMO:
        shapes = inside[0] in OPEN_FILES or inside[0].endswith("_schemas")
        return None if shapes else f"{'.'.join(parts)} is no front door"
    if inside or name in (None, *OPEN_FILES) or name in front_door(room):
        return None
    return f"{name} is not in the front door of {room}"


def test_every_folder_and_file_has_a_place_in_the_house() -> None:
    places = {room_of(file) for file in files()} - {""}
    assert places <= set(FLOOR_OF), f"give these a floor: {places - set(FLOOR_OF)}"


def test_rooms_are_entered_by_the_front_door_from_above() -> None:
    climbed = [
        f"{name_of(file)}:{line}: {why}"
        for file in files()
        for line, module, name, _ in imports(file)
        if (why := window(file, module, name))
    ]
    none(climbed)


def test_only_one_file_imports_by_name() -> None:
    found = {
        name_of(file)
        for file in files()
        for _, module, _, _ in imports(file)
        if module.split(".")[0] == "importlib" and "import_module" in file.read_text("utf-8")
    }
    assert found <= UPWARD_BY_NAME


@pytest.mark.parametrize(
    ("file", "module", "name"),
    [
        ("register/commands.py", "app.access.commands", "enrol_officers"),
        ("register/commands.py", "app.access", "queries"),
        ("register/commands.py", "app.dossiers.tables", "Dossier"),
        ("register/commands.py", "app", "dossiers"),
        ("register/commands.py", "app.funds.tables", "Journal"),
        ("core/db.py", "app", "access"),
        ("demo/areas.py", "app.cli", None),
    ],
)
def test_the_inspector_sees_a_window(file: str, module: str, name: str | None) -> None:
    assert window(APP / file, module, name)
