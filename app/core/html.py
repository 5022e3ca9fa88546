"""Pages for people: one Jinja environment, everything escaped, one layout and one style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent
TEMPLATES, STATIC = _HERE / "templates", _HERE / "static"
STYLE_SHEET, ICON = STATIC / "an-sinh.css", STATIC / "an-sinh.svg"


@dataclass(frozen=True)
class Question:
    """One line of a form: what is asked, how, what was answered and what is wrong with that."""

    name: str
    label: str
    value: str = ""
    error: str = ""
    hint: str = ""
    size: str = ""
    type: str = "text"
    numeric: bool = False
    autocomplete: str = "off"
    required: bool = True
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """Questions that belong together, under their heading."""

    title: str
    fields: Sequence[Question]


@dataclass(frozen=True)
class Wrong:
    """One line of the error summary; `field` is where its link leads, if anywhere."""

    field: str
    label: str
    words: str


@dataclass(frozen=True)
class Shell:
    """What the frame of every page shows: whose desk it is, and the mark of its forms."""

    mark: str
    office: str = ""


def render(folder: Path, template: str, /, **facts: Any) -> str:
    """A page of a room's folder of templates, filled in; an unknown fact is a bug."""
    return environment(folder).get_template(template).render(**facts)


@cache
def environment(folder: Path) -> Environment:
    """The templates of a room over those of the house; all that is put in is escaped."""
    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    made.filters.update(number=number, day=day)
    made.globals.update(style=_addressed(STYLE_SHEET), icon=_addressed(ICON))
    return made


def number(value: int | None) -> str:
    """1234567 -> '1.234.567'; nothing for an unknown value."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def day(value: date | datetime | None) -> str:
    """2020-06-01 -> '01/06/2020'; nothing for an unknown value."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def _addressed(file: Path) -> str:
    """The address of a static file, another one whenever its content is another."""
    return f"/static/{file.name}?v={blake2b(file.read_bytes(), digest_size=4).hexdigest()}"
