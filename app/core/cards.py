"""Tables of people and the like, each row of which is a card on a telephone: cells with labels."""

import re
from typing import Final

from markupsafe import Markup

_HEAD: Final = re.compile(r"<thead.*?</thead>", re.DOTALL)
_HEADING: Final = re.compile(r"<(?:th|td)\b[^>]*>(.*?)</(?:th|td)>", re.DOTALL)
_ROW: Final = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<(th|td)\b([^>]*)>")
_BLANK: Final = re.compile(r">\s+</td>")


def carded(table: str) -> Markup:
    """The inside of a table with one row of headings, each cell marked with its heading.

    What heads a row stands alone, if it is no bare number (`short`).
    """
    table = str(table)
    head = _HEAD.search(table)
    if head is None:
        return Markup(table)  # noqa: S704 - escaped by the template that made it
    headings = [_plain(one) for one in _HEADING.findall(head[0])]
    body = _ROW.sub(lambda row: _marked(row[0], headings), table[head.end() :])
    return Markup(table[: head.end()] + body)  # noqa: S704 - as above


def _plain(heading: str) -> str:
    return re.sub(r"<[^>]*>", "", heading).strip()


def _marked(row: str, headings: list[str]) -> str:
    places = iter(headings)

    def mark(cell: re.Match[str]) -> str:
        heading = next(places, "")
        alone = cell[1] == "th" and "short" not in cell[2]
        return cell[0] if alone or not heading else f'<{cell[1]} data-th="{heading}"{cell[2]}>'

    return _BLANK.sub("></td>", _CELL.sub(mark, row))
