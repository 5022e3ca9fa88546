"""Lines named one by one on pages that keep nothing: they travel in the form until it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from app.core.html import Typed
from app.core.web.forms import Form, FormUnreadable

CARRIED: Final = "ngoai-le"
"""The hidden field of a line; there is one for each."""

Made = TypeVar("Made", bound=BaseModel)


def carried(model: type[Made], typed: Typed) -> list[Made]:
    """The lines that came with a form; raises FormUnreadable."""
    try:
        return [model.model_validate_json(text) for text in typed.all(CARRIED)]
    except ValidationError:
        raise FormUnreadable from None


def sendable(lines: Sequence[BaseModel]) -> list[str]:
    """Lines as the hidden fields of the next page."""
    return [one.model_dump_json(exclude_none=True) for one in lines]


def retyped(form: Form) -> Typed:
    """What a form was sent with, for another page of the same form; nothing is wrong with it."""
    return replace(Typed(), values=dict(form), pairs=form.pairs)


def step_of(form: Form) -> tuple[str, int]:
    """Which button was pressed, and the number that it names: "neu:12" is ("neu", 12)."""
    word, _, number = form.get("buoc", "").partition(":")
    return word, int(number) if number.isascii() and number.isdecimal() else 0
