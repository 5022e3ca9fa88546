"""A table as a value: what its columns measure, what its rows add up, what must hold in it.

Pure. Cells are plain values (text, whole numbers, days, rates as text with two places: "97.60");
how they are written for people or machines is the business of whoever prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.errors import Refused

Value = str | int | date | None


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    """People, households, decisions: whole and not negative."""
    DONG = "dong"
    """Money in whole đồng."""
    RATE = "rate"
    """A percentage with two places as text, "97.60"; none where the whole is nothing."""
    DAY = "day"
    DAYS = "days"
    """Working days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in data, its title on paper, what it measures and what must hold."""

    key: str
    """English, snake case: "paid_people"."""
    title: str
    """"Đã chi (người)"."""
    kind: Kind
    meaning: str
    """One Vietnamese sentence for the data dictionary."""
    sum_of: tuple[str, ...] = ()
    """Across: the columns of the same row that this one adds up."""
    part_of: tuple[str, str] | None = None
    """Of a rate: the column of the part and the column of the whole."""
    cut: bool = False
    """A rate that is cut ("trên x %") and not rounded half up ("đạt x %")."""
    units: str | None = None
    """Of money: the column of the units (people, businesses) it was given to."""
    months: str | None = None
    """Of money: the column of the unit months; money is then exactly rate × months."""
    adds: bool = True
    """Down: whether sums of rows add this column up; rates and days never do."""
    group: str | None = None
    """The payable code of the column itself, where groups stand side by side."""
    signed: bool = False
    """Of counts and money: a difference, which may be negative."""
    persons: bool = True
    """Of counts: people or households, hidden from the public when few; else decisions, areas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its own key, what it holds by column, which rows it is the sum of."""

    key: str
    """Unique in the table, stable between two issues of it: "42.436./NCC"."""
    cells: Mapping[str, Value]
    sum_of: tuple[str, ...] = ()
    """Keys of the rows that this one adds up; none: a row of its own."""
    group: str | None = None
    """The payable code whose rate holds for the money of this row; none: several or unknown."""
    level: int = 0
    """0 for an item, 1 for a subtotal, 2 for the total: how strongly it is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with all that is needed to check, print, export and compare it."""

    key: str
    """English, snake case, unique in a report: "by_district"."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """What a reader must know under the table; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a group gets: đồng a month, for 1 to `most_months` whole months.

    `fixed` is false where the amount is no rate × months (loans): then only the most is known.
    """

    monthly_dong: int
    most_months: int
    fixed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A cell that cannot be: where it stands, what it says, what would fit, and why."""

    row: str
    column: str
    said: Value
    fits: tuple[Value, ...] = field(default=())
    """One to three values that would fit here, the likeliest first; none where nobody can say."""
    why: str
    why_vi: str
    instead: tuple[tuple[str, str, Value], ...] = ()
    """Or one other cell that would have to change: its row, its column, to what."""
    cell: str = ""
    """Where it stands in a file: "Sheet1!F12"."""


class Rounding(StrEnum):
    """How a printed number was shortened."""

    HALF = "half"
    """Half up: "đạt 97,60 %"."""
    CUT = "cut"
    """Cut: "trên 91,83 %", "hơn 186 tỷ"."""
    UP = "up"
    """To the next one above: "gần 187 tỷ"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something in a file that was not understood, and so not checked."""

    cell: str
    why: str
    why_vi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSheet(Sheet):
    """A table read from somebody's file: where its cells stand and how exactly they say it."""

    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Row and column to cell: "Sheet1!F12"."""
    spans: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """The least and the most that a shortened number may stand for ("186,4 tỷ")."""
    roundings: Mapping[tuple[str, str], Rounding] = field(default_factory=dict)
    """Of rates: how the cell was shortened, where not as its column says."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell and the value with which the whole table would foot."""

    row: str
    column: str
    said: Value
    value: Value
    cell: str = ""


class TableDoesNotFoot(Refused):
    """The table "{sheet}" does not foot and is not given out: {cells}."""

    vi = "Bảng “{sheet}” không khớp số nên không được đưa ra: {cells}."


class NotATable(Refused):
    """No table can be read from this file: {reason}."""

    status = 422
    vi = "Không đọc được bảng từ tệp này: {reason_vi}."
