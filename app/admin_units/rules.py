"""Codes, paths and spellings of units: pure."""

from app.core.text import fold

LEVELS = ("province", "district", "commune")
_KINDS = (
    "thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "quận", "phường", "xã",
)  # fmt: skip


def level_of(path: str) -> str:
    """'42.' is a province, '42.436.' a district, '42.436.18070.' a commune."""
    return LEVELS[path.count(".") - 1]


def code_of(path: str) -> str:
    """The unit's own code: the last of its path."""
    return path.rstrip(".").rsplit(".", 1)[-1]


def district_of(path: str) -> str:
    """The path of the district around a commune: '42.436.18070.' -> '42.436.'."""
    return ".".join(path.split(".")[:2]) + "."


def bare_name(name: str) -> tuple[str, str]:
    """'Thị xã  Kỳ Anh' -> ('Thị xã', 'Kỳ Anh')."""
    tidy = " ".join(name.split())
    for kind in _KINDS:
        if tidy.lower().startswith(kind + " "):
            return tidy[: len(kind)], tidy[len(kind) + 1 :]
    return "", tidy


def spellings(kind: str, name: str) -> set[str]:
    """The folded ways an office writes a unit: with its kind, without, abbreviated (P., X.)."""
    short = {"phường": ("p", "ph"), "xã": ("x",), "thị trấn": ("tt",), "thị xã": ("tx",)}
    short |= {"thành phố": ("tp",), "huyện": ("h",), "quận": ("q",)}
    forms = {fold(name), fold(f"{kind} {name}")}
    forms |= {fold(f"{letter} {name}") for letter in short.get(kind.lower(), ())}
    return forms
