"""Reads the law files into flat maps: every provision under its key, with its source."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from .terms import UNKNOWN_ARTICLE, Citation, Kind, Mark, Provision, Source

# Words and shape stand beside the provisions: an override corrects values, not how a rule is built.
BOUNDS = ("least", "most", "among", "seen")
META = frozenset({"cite", "article", "mark", "name", "value", "of", *BOUNDS})
WORDS = frozenset({"vi", "en", "refused_vi", "refused_en"})
GROUP_SHAPE = ("number", "unit", "groups", "form", "forms", "conditions", "every", "person")
SHAPE = frozenset(
    {"kind", "facts", "level", "at", "stage", "bodies", "bodies_if_any", "employer", *GROUP_SHAPE}
)


Table: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Law:
    """The law as data, flat: provisions, sources of tables, words and shape, each by dotted key."""

    provisions: dict[str, Provision] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)

    def amended_by(self, later: "Law") -> "Law":
        """This law with what the later one says in its place; the order of steps is kept."""
        return Law(
            self.provisions | later.provisions,
            self.sources | later.sources,
            self.words | later.words,
        )

    def but_for(self, other: "Law") -> "Law":
        """This law without what the other one says."""
        return Law(
            {key: one for key, one in self.provisions.items() if key not in other.provisions},
            {key: one for key, one in self.sources.items() if key not in other.sources},
            {key: one for key, one in self.words.items() if key not in other.words},
        )

    def value(self, key: str) -> Any:
        """The value of a provision (its type is checked when it is read or overridden)."""
        return self.provisions[key].value

    def children(self, table: str) -> list[str]:
        """The names of the tables right below a table, in the order of the file."""
        depth = table.count(".") + 1
        inside = (key for key in self.sources if key.startswith(table + "."))
        return list(dict.fromkeys(key.split(".")[depth] for key in inside))

    def terms(self, table: str) -> dict[str, Any]:
        """The provisions right below a table, by name."""
        return {
            key.removeprefix(table + "."): provision.value
            for key, provision in self.provisions.items()
            if key.rpartition(".")[0] == table
        }


@dataclass(frozen=True, slots=True)
class Edition:
    """The law as it stands from a day on, under one version code."""

    code: str
    title: str
    effective_from: date
    law: Law
    change: Law = field(default_factory=Law)
    """What this version alone says."""


def kind_of(value: object) -> Kind | None:
    """The kind of a TOML value, or None for what no provision may be (floats, times, tables)."""
    plain: dict[type, Kind] = {
        bool: Kind.FLAG,
        int: Kind.WHOLE,
        str: Kind.TEXT,
        date: Kind.DAY,
    }
    if not isinstance(value, list):
        return plain.get(type(value))
    if value and all(type(item) is str for item in value):
        return Kind.TEXTS
    return Kind.DAYS if value and all(type(item) is date for item in value) else None


def frozen(value: Any) -> Any:
    """A TOML value that nobody can change afterwards."""
    return tuple(value) if isinstance(value, list) else value


def _source(meta: Table, documents: Table) -> Source:
    document = documents[meta["cite"]]
    citation = Citation(
        document=document["title"],
        article=meta.get("article", UNKNOWN_ARTICLE),
        subject=meta["name"],
        effective_from=document.get("effective_from"),
    )
    return Source(citation, Mark(meta["mark"]))


def _provision(key: str, entry: Table, meta: Table, source: Source) -> Provision:
    value = entry.get("value")
    kind = Kind(entry["of"]) if "of" in entry else kind_of(value)
    if kind is None:
        raise ValueError(f"{key}: {value!r} is no whole number, text, flag, day or list of them")
    bounds = {name: frozen(meta[name]) for name in BOUNDS if name in meta}
    return Provision(key=key, value=frozen(value), kind=kind, source=source, **bounds)


def _flatten(table: Table, path: str, inherited: Table, documents: Table, law: Law) -> None:
    """Writes a table of a sheet, and all below it, into the flat maps of a law."""
    meta = {**inherited, **{name: table[name] for name in META & table.keys()}}
    if "cite" in meta and path:
        meta.setdefault("name", path.rpartition(".")[2])
        law.sources[path] = _source(meta, documents)
    for name, entry in table.items():
        key = f"{path}.{name}" if path else name
        if name in WORDS | SHAPE and not isinstance(entry, dict):
            law.words[key] = frozen(entry)
        elif isinstance(entry, dict) and not {"value", "of"} & entry.keys():
            _flatten(entry, key, meta, documents, law)
        elif name not in META:
            own = entry if isinstance(entry, dict) else {"value": entry}
            full = {**meta, **own}
            law.provisions[key] = _provision(key, own, full, _source(full, documents))


def _sheets() -> Iterator[dict[str, Any]]:
    folder = files(__package__).joinpath("law")
    sheets = (sheet for sheet in folder.iterdir() if sheet.name.endswith(".toml"))
    for sheet in sorted(sheets, key=lambda file: file.name):
        yield tomllib.loads(sheet.read_text(encoding="utf-8"))


@cache
def editions() -> tuple[Edition, ...]:
    """Every version of the law, oldest first; a sheet without a version belongs to the first."""
    sheets = list(_sheets())
    documents: dict[str, Any] = {}
    for sheet in sheets:
        documents |= sheet.pop("documents", {})
    dated = sorted((sheet for sheet in sheets if "version" in sheet), key=_starts)
    standing = Law()
    for sheet in sheets:
        if "version" not in sheet:
            _flatten(sheet, "", {}, documents, standing)
    found = []
    for sheet in dated:
        version = sheet.pop("version")
        amendment = Law()
        _flatten(sheet, "", {}, documents, amendment)
        standing = standing.amended_by(amendment)
        title = documents[version["code"]]["title"]
        day = version["effective_from"]
        found.append(Edition(version["code"], title, day, standing, amendment))
    return tuple(found)


def _starts(sheet: Table) -> date:
    day: date = sheet["version"]["effective_from"]
    return day
