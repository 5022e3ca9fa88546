"""Finding a table in a sheet: its header of one or two rows, and the facts that stand above it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.core.text import tidy
from app.intake.forms import Form, header_key

_HEADER_COLUMNS = 4
_NUMBERED = re.compile(r"\(?(?:[0-9]{1,2}|[A-Z])\)?")
_SEXES = ("nam", "nu")
_SPLIT_FIELDS = ("birth", "sex")


class Halves(NamedTuple):
    """A column split in two, for men and for women: its field and the places of both halves."""

    field: str
    men: int
    women: int


@dataclass(frozen=True)
class Header:
    """A header found: its rows (counted from 1), its texts by place, and where each field is.

    `twice` is a field that two columns claim.
    """

    first_row: int
    last_row: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    halves: Halves | None = None
    twice: str | None = None


def find_header(
    form: Form, known: Mapping[str, str], rows: Sequence[list[Any]], wanted: int = _HEADER_COLUMNS
) -> Header | None:
    """The first header among the rows; `known` is folded header text -> field.

    A header names what the form lists (people, employers, hamlets) and `wanted` columns in all.
    """
    for number, row in enumerate(rows, 1):
        top = _texts(row)
        below = _texts(rows[number]) if number < len(rows) else []
        # A second header row lies under a name column that was merged over both rows.
        if _may_be_second(form, known, top, below, rows[number : number + 1]):
            header = _two_rows(known, number, top, below)
            if header and len(header.places) + bool(header.halves) >= wanted:
                return header
        header = _one_row(known, number, top)
        if form.naming_field in header.places and len(header.places) >= wanted:
            return header
    return None


def _texts(row: Sequence[Any]) -> list[str]:
    return [tidy(cell) if isinstance(cell, str) else "" for cell in row]


def _one_row(known: Mapping[str, str], number: int, top: list[str]) -> Header:
    places: dict[str, int] = {}
    twice = None
    for place, text in enumerate(top):
        field = known.get(header_key(text)) if text else None
        if field and places.setdefault(field, place) != place:
            twice = twice or field
    return Header(number, number, tuple(top), places, None, twice)


def _may_be_second(
    form: Form, known: Mapping[str, str], top: list[str], below: list[str], row: Sequence[list[Any]]
) -> bool:
    named = [
        place for place, text in enumerate(top) if known.get(header_key(text)) == form.naming_field
    ]
    if not named or not row or len(below) != len(top) or any(below[place] for place in named):
        return False
    cells = [cell for cell in row[0] if cell not in (None, "")]
    spread = any(under and not over for over, under in zip(top, below, strict=True))
    return spread and len(cells) > 1 and all(isinstance(cell, str) for cell in cells)


def _two_rows(
    known: Mapping[str, str], number: int, top: list[str], below: list[str]
) -> Header | None:
    """The header of two rows, where the second splits columns that the first has merged."""
    groups = _groups(top, below)
    halves = _halves(known, groups, below)
    split = {halves.men, halves.women} if halves else set()
    texts = [
        f"{group} - {under}" if under and group else under or over
        for group, over, under in zip(groups, top, below, strict=True)
    ]
    places: dict[str, int] = {}
    twice = None
    for place, text in enumerate(texts):
        field = known.get(header_key(text)) if text and place not in split else None
        if field and places.setdefault(field, place) != place:
            twice = twice or field
    told = set(places.values()) | split
    for field, place in _by_one_row(known, top, below, told):
        if field not in places and not (halves and halves.field == field):
            places[field] = place
    found = halves or any(below[place] for place in places.values())
    return Header(number, number + 1, tuple(texts), places, halves, twice) if found else None


def _groups(top: list[str], below: list[str]) -> list[str]:
    """Over each cell of the second row, the text of the merged cell above it."""
    groups, group = [], ""
    for over, under in zip(top, below, strict=True):
        group = over or (group if under else "")
        groups.append(group)
    return groups


def _halves(known: Mapping[str, str], groups: list[str], below: list[str]) -> Halves | None:
    for place in range(len(below) - 1):
        pair = (header_key(below[place]), header_key(below[place + 1]))
        field = known.get(header_key(groups[place]))
        if field in _SPLIT_FIELDS and groups[place] == groups[place + 1]:
            if pair == _SEXES:
                return Halves(field, place, place + 1)
            if pair == _SEXES[::-1]:
                return Halves(field, place + 1, place)
    return None


def _by_one_row(
    known: Mapping[str, str], top: list[str], below: list[str], told: set[int]
) -> Iterator[tuple[str, int]]:
    """What the second row says by itself, then what the first says over columns not understood."""
    for row in (below, top):
        for place, text in enumerate(row):
            field = known.get(header_key(text)) if text and place not in told else None
            if field:
                told.add(place)
                yield field, place


def is_number_row(row: Sequence[Any]) -> bool:
    """Whether a row holds nothing but column numbers: (1) (2) (3) or A B C."""
    cells = [cell for cell in row if cell not in (None, "")]
    texts = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in cells]
    return len(texts) >= _HEADER_COLUMNS and all(map(_NUMBERED.fullmatch, texts))


def facts_above(form: Form, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The facts of the form's head in the rows above its table: "label: value" or side by side."""
    found: dict[str, Any] = {}
    for row in rows if form.head else ():
        waiting: str | None = None
        for cell in row:
            if cell in (None, ""):
                continue
            told = _facts_in(form, cell) if isinstance(cell, str) else {}
            if waiting and not told:
                found.setdefault(waiting, cell)
            waiting = next((field for field, value in told.items() if not value), None)
            for field, value in told.items():
                if value:
                    found.setdefault(field, value)
    return found


def _facts_in(form: Form, text: str) -> dict[str, str]:
    """Every "label: value" of one text; an empty value must stand in the next cell."""
    if alone := form.field_of_label.get(header_key(text)):
        return {alone: ""}
    found: dict[str, str] = {}
    field: str | None = None
    *pieces, last = text.split(":")
    for piece in pieces:
        label, words = _label_at_end(form, piece.split())
        if field:
            found[field] = f"{found[field]}{words}" + ("" if label else ":")
        if label:
            field = label
            found[field] = ""
    if field:
        found[field] += last
    return {field: tidy(value).rstrip(";, ") for field, value in found.items()}


def _label_at_end(form: Form, words: list[str]) -> tuple[str | None, str]:
    for start in range(len(words)):
        field = form.field_of_label.get(header_key(" ".join(words[start:])))
        if field:
            return field, " ".join(words[:start])
    return None, " ".join(words)
