"""A picture on a page: the drawing for wide and for narrow screens, and its table to open."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from html import escape
from typing import Final

from app.core.language import ENGLISH, in_english, spoken
from app.pictures.rules import NONE
from app.pictures.schemas import Frame, Picture
from app.pictures.style import NARROW

_OPEN = "Xem bảng số"
_LATELY: Final = 64
"""Drawings of some 50 kB: a province looks at fewer pictures in an hour."""


def page_figure(
    draw: Callable[..., Picture], key: str, title: str, *facts: Hashable, **named: Hashable
) -> str:
    """Ready HTML of a drawing for wide and for narrow screens, for a template with `| safe`.

    `draw` takes a `Frame` and these facts. What was drawn lately from the same facts is not drawn
    again: most visitors of a day see the same figures.
    """
    return as_figure(*_drawn(draw, key, title, facts, tuple(named.items())))


@lru_cache(_LATELY)
def _drawn(
    draw: Callable[..., Picture],
    key: str,
    title: str,
    facts: tuple[Hashable, ...],
    named: tuple[tuple[str, Hashable], ...],
) -> tuple[Picture, Picture]:
    wide, narrow = (
        Frame(key=key, title=title),
        Frame(key=f"{key}_narrow", title=title, width=NARROW),
    )
    return draw(wide, *facts, **dict(named)), draw(narrow, *facts, **dict(named))


def as_figure(wide: Picture, narrow: Picture | None = None) -> str:
    """Ready HTML, everything escaped: put it into a template with `| safe`.

    The narrow drawing has a key of its own; the style sheet shows one of the two.
    """
    drawings = wide.svg
    if narrow is not None:
        if narrow.key == wide.key:
            raise ValueError(f"two drawings with the key {wide.key}")
        drawings = f'<div class="wide">{wide.svg}</div><div class="narrow">{narrow.svg}</div>'
    own, summary = "", f"<summary>{_OPEN}</summary>"
    if spoken() == ENGLISH:
        own, summary = ' lang="vi"', f'<summary lang="en">{in_english(_OPEN)}</summary>'
    return (
        f'<figure class="picture"{own}><figcaption>{escape(wide.title)}</figcaption>{drawings}'
        f"<details>{summary}{table_of(wide)}</details></figure>"
    )


def table_of(picture: Picture) -> str:
    """The table alternative as HTML; columns of numbers are marked `number`."""
    numeric = [
        at > 0 and bool(picture.rows) and all(_is_number(row[at]) for row in picture.rows)
        for at in range(len(picture.headers))
    ]
    kinds = [' class="number"' if one else "" for one in numeric]
    heads = "".join(
        f'<th scope="col"{kind}>{escape(head)}</th>'
        for head, kind in zip(picture.headers, kinds, strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, kinds)}</tr>" for row in picture.rows)
    return (
        f'<div class="across"><table><caption>{escape(picture.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(row: tuple[str, ...], kinds: list[str]) -> str:
    first, *rest = (escape(cell) for cell in row)
    others = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(rest, kinds[1:], strict=True))
    return f'<th scope="row">{first}</th>{others}'


def _is_number(cell: str) -> bool:
    return cell == NONE or cell.lstrip("+−").replace(".", "").rstrip("%").replace(",", "").isdigit()
