"""Pages for people: one Jinja environment, everything escaped, one layout and one style sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.cards import carded
from app.core.clock import VIETNAM
from app.core.components import components
from app.core.language import LANGUAGES, speaker, spoken

_HERE = Path(__file__).parent
TEMPLATES, STATIC = _HERE / "templates", _HERE / "static"
NONE = "–"
"""What stands where there is no figure."""


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
class Typed:
    """What a form was sent with before it was refused, and why; empty for a page just opened."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrongs: Sequence[Wrong] = ()
    pairs: Sequence[tuple[str, str]] = ()
    """Every field in order, also those sent several times (ticked boxes)."""
    labels: dict[str, str] = field(default_factory=dict)
    """The fields that the page asked for, as it called them: noted while it is rendered."""

    def asks(self, name: str, label: str) -> str:
        """Note how a page calls a field; shows nothing."""
        self.labels[name] = label
        return ""

    def value(self, name: str, otherwise: object = "") -> str:
        """What was typed into a field, or what it begins with."""
        return self.values.get(name, str(otherwise))

    def all(self, name: str) -> list[str]:
        """Every value that was sent for a field."""
        return [text for one, text in self.pairs if one == name]

    def error(self, name: str) -> str:
        """What is wrong with a field; empty when nothing is."""
        return "; ".join(one.words for one in self.wrongs if one.field == name)

    def said(self, say: Callable[..., str]) -> "Typed":
        """The same with its faults in the language of the visitor, as a room's word list has it."""
        return replace(self, wrongs=[replace(one, words=say(one.words)) for one in self.wrongs])


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `current` is where the reader stands."""

    address: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class Shell:
    """What the frame of every page shows: whose desk it is, its menu, and the mark of its forms."""

    mark: str
    office: str = ""
    person: str = ""
    address: str = ""
    sections: Sequence[Entry] = ()
    pages: Sequence[Entry] = ()
    """The pages of the section where the reader stands."""


def render(folder: Path, template: str, /, **facts: Any) -> str:
    """A page of a room's folder of templates, filled in; an unknown fact is a bug."""
    if isinstance(typed := facts.get("typed"), Typed):
        facts["typed"] = typed.said(speaker((folder, TEMPLATES)))
    return environment(folder).get_template(template).render(**facts)


_OF_EVERY_DICT = frozenset(dir(dict))


class _Environment(Environment):
    """Rows are dicts: their fields are looked for as keys first, not as attributes and then so."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _OF_EVERY_DICT:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment(folder: Path) -> Environment:
    """The templates of a room over those of the house; all that is put in is escaped."""
    made = _Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    made.filters.update(number=number, day=day, moment=moment, dong=dong, rate=rate, carded=carded)
    made.globals.update(components())
    made.globals.update(
        static=static_address, _=speaker((folder, TEMPLATES)), spoken=spoken, languages=LANGUAGES
    )
    return made


def number(value: int | None) -> str:
    """1234567 -> '1.234.567'; a dash for an unknown value."""
    return NONE if value is None else f"{value:,}".replace(",", ".")


def dong(value: int | None) -> str:
    """1500000 -> '1.500.000 đồng', on one line; a dash for an unknown value."""
    return NONE if value is None else f"{number(value)}\u00a0đồng"


def rate(value: str | Decimal | None) -> str:
    """'97.33' -> '97,33 %', on one line; a dash where there is no rate."""
    return NONE if value is None else f"{value}".replace(".", ",") + "\u00a0%"


def day(value: date | datetime | None) -> str:
    """2020-06-01 -> '01/06/2020', in Vietnam; a dash for an unknown value."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return NONE if value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """An instant -> '01/06/2020 14:05', in Vietnam; a dash for an unknown value."""
    return NONE if value is None else f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


@cache
def static_address(name: str) -> str:
    """The address of a static file, another one whenever its content is another."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={blake2b(content, digest_size=4).hexdigest()}"
