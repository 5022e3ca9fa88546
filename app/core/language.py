"""The language of the pages: Vietnamese, or English for whoever chose it.

What templates and doors say is Vietnamese; `english.toml` beside a room's templates has each text
with its English one. Figures, law and papers stay as they are.
"""

import tomllib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path

VIETNAMESE, ENGLISH = "vi", "en"
_HOUSE = Path(__file__).parent / "templates"
LANGUAGES = {VIETNAMESE: "Tiếng Việt", ENGLISH: "English"}
_chosen: ContextVar[str] = ContextVar("language", default=VIETNAMESE)


def speak(language: str) -> None:
    """Let the rest of this request be told in a language."""
    _chosen.set(language if language in LANGUAGES else VIETNAMESE)


def spoken() -> str:
    """The language of this request: 'vi' or 'en'."""
    return _chosen.get()


def speaker(folders: tuple[Path, ...]) -> Callable[..., str]:
    """The function `_` of templates: a text in the language of the request, with its facts."""
    english = _words(folders)

    def say(text: str, **facts: object) -> str:
        said = english.get(text, text) if spoken() == ENGLISH else text
        return said.format(**facts) if facts else said

    return say


def in_english(text: str) -> str:
    """A text of the house in English; itself when the word list has none."""
    return _words((_HOUSE,)).get(text, text)


@cache
def _words(folders: tuple[Path, ...]) -> Mapping[str, str]:
    """What stands in the word lists of some folders, the first ones first."""
    found: dict[str, str] = {}
    for folder in reversed(folders):
        file = folder / "english.toml"
        if file.exists():
            found |= tomllib.loads(file.read_text("utf-8"))
    return found
