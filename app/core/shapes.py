"""Shapes shared by every room's input and output."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

_REFUSED = {"Cc", "Cf", "Co", "Cs", "Cn"}


def _clean(text: str) -> str:
    tidy = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(letter) in _REFUSED for letter in tidy):
        raise ValueError("control, format or private characters are not allowed")
    return tidy


CLEAN = AfterValidator(_clean)
"""Marks text that is one line; the lines of a form's text area are joined for it."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), CLEAN]
"""One line of text, NFC, without control characters."""

AreaPathText = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{2}\.([0-9]{3}\.([0-9]{5}\.)?)?)?$")
]
"""A path of area codes with a closing dot: "42.", "42.436.", "42.436.18070."."""

MaskedNumber = Annotated[str, StringConstraints(pattern=r"^•*[^•]{0,3}$")]
"""An identity or account number but for its last three signs; one in clear does not pass."""

WholeDong = Annotated[int, Field(strict=True, gt=0, lt=10**15)]
"""An amount in whole đồng."""

Count = Annotated[int, Field(strict=True, ge=0, lt=10**9)]
Id = Annotated[int, Field(strict=True, ge=1, lt=2**62)]


class Order(BaseModel):
    """What somebody asks for: unknown fields and look-alike types are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
