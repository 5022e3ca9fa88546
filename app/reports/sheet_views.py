"""Tables of reports as a page shows them: cells as they are written, rows that can be opened."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from app.core.html import NONE, day, number, rate
from app.sheets import Kind, Row, Sheet, Value

_PLACE: Final = re.compile(r"([0-9]{2}\.(?:[0-9]{3}\.(?:[0-9]{5}\.)?)?)(?:/|total$|$)")
_NUMERIC: Final = {Kind.COUNT, Kind.DONG, Kind.RATE, Kind.DAYS}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; `address` leads to the place it tells of, where it tells of one."""

    cells: tuple[str, ...]
    address: str
    level: int


@dataclass(frozen=True, slots=True)
class SheetView:
    """A table, or the beginning of a long one with its last sum."""

    key: str
    title: str
    note: str
    columns: tuple[tuple[str, bool], ...]
    """Their titles, and whether they hold numbers."""
    rows: tuple[RowView, ...]
    left: int
    """Rows that are not shown."""


def views_of(
    sheets: Iterable[Sheet], most: int, opened: Callable[[str], str]
) -> tuple[list[SheetView], list[SheetView]]:
    """The first tables, as many rows as there is room for; and the others, without their rows.

    `opened` gives the address of a place.
    """
    shown, named, room = [], [], most
    for one in sheets:
        if room > 0:
            view = _view(one, room, opened)
            shown.append(view)
            room -= len(view.rows)
        else:
            named.append(_view(one, 0, opened))
    return shown, named


def _view(sheet: Sheet, most: int, opened: Callable[[str], str]) -> SheetView:
    rows = list(sheet.rows)
    if len(rows) > most > 0:
        sums = [row for row in rows[-1:] if row.level]
        rows = rows[: most - len(sums)] + sums
    rows = rows if most else []
    return SheetView(
        key=sheet.key, title=sheet.title, note=sheet.note,
        columns=tuple((one.title, one.kind in _NUMERIC) for one in sheet.columns),
        rows=tuple(_row(sheet, one, opened) for one in rows), left=len(sheet.rows) - len(rows),
    )  # fmt: skip


def _row(sheet: Sheet, row: Row, opened: Callable[[str], str]) -> RowView:
    place = _PLACE.match(row.key)
    cells = tuple(written(row.cells.get(one.key), one.kind) for one in sheet.columns)
    return RowView(cells, opened(place[1]) if place else "", row.level)


def written(value: Value, kind: Kind | str) -> str:
    """A cell as people read it."""
    if value is None:
        return NONE
    if kind == Kind.RATE:
        return rate(str(value))
    if isinstance(value, int):
        return number(value)
    return value if isinstance(value, str) else day(value)
