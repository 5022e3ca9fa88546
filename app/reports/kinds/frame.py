"""What the tables of the papers share: columns of coverage, rows that sum up, margins."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.coverage import Cell, joined
from app.reports.rules import rate
from app.sheets import Column, Kind, Row, Sheet, Value

SUM_VI: Final = "Cộng"
TOTAL_VI: Final = "Tổng cộng"
SHOWN: Final = ("approved_people", "paid_people", "approved_dong", "paid_dong")
"""What of a cell of coverage stands in a paper."""


def text(key: str, title: str, meaning: str) -> Column:
    """A column of words."""
    return Column(key=key, title=title, kind=Kind.TEXT, meaning=meaning, adds=False)


def count(
    key: str,
    title: str,
    meaning: str,
    sum_of: tuple[str, ...] = (),
    *,
    signed: bool = False,
    persons: bool = True,
) -> Column:
    """A column of people or dossiers; of papers, sittings and the like with `persons` false."""
    return Column(
        key=key, title=title, kind=Kind.COUNT, meaning=meaning, sum_of=sum_of, signed=signed,
        persons=persons,
    )  # fmt: skip


def dong(
    key: str,
    title: str,
    meaning: str,
    sum_of: tuple[str, ...] = (),
    *,
    units: str | None = None,
    signed: bool = False,
) -> Column:
    """A column of money (đồng)."""
    return Column(
        key=key, title=title, kind=Kind.DONG, meaning=meaning, sum_of=sum_of, units=units,
        signed=signed,
    )  # fmt: skip


def share(key: str, title: str, meaning: str, part: str, whole: str) -> Column:
    """A column of percentages of one column in another, half up to two places."""
    return Column(
        key=key, title=title, kind=Kind.RATE, meaning=meaning, part_of=(part, whole), adds=False
    )


def day(key: str, title: str, meaning: str) -> Column:
    """A column of calendar days."""
    return Column(key=key, title=title, kind=Kind.DAY, meaning=meaning, adds=False)


COVERAGE: Final = (
    count(
        "approved_people", "Được phê duyệt (người)",
        "Số người được phê duyệt đến hết ngày báo cáo, đã trừ người bị quyết định sau đưa ra.",
        ("paid_people", "unpaid_people"),
    ),
    count(
        "paid_people", "Đã chi (người)",
        "Số người đã nhận tiền; nhận nhiều tháng tính một người, tiền bị trả lại hoặc phải thu hồi "
        "hết thì không tính.",
    ),
    count(
        "unpaid_people", "Chưa chi (người)",
        "Số người được phê duyệt trừ số người đã chi.", signed=True,
    ),
    share(
        "rate_people", "Tỷ lệ người (%)",
        "Số người đã chi trên số người được phê duyệt, làm tròn nửa lên đến hai chữ số.",
        "paid_people", "approved_people",
    ),
    dong(
        "approved_dong", "Được phê duyệt (đồng)",
        "Kinh phí được phê duyệt theo các quyết định đang có hiệu lực đến hết ngày báo cáo.",
        ("paid_dong", "unpaid_dong"), units="approved_people",
    ),
    dong(
        "paid_dong", "Đã chi (đồng)",
        "Số tiền đã đến tay người hưởng, trừ tiền bị trả lại và tiền phải thu hồi.",
        units="paid_people",
    ),
    dong(
        "unpaid_dong", "Chưa chi (đồng)",
        "Kinh phí được phê duyệt trừ số đã chi, gồm cả phần còn lại của người mới nhận một phần.",
        signed=True,
    ),
    share(
        "rate_dong", "Tỷ lệ kinh phí (%)",
        "Số tiền đã chi trên kinh phí được phê duyệt, làm tròn nửa lên đến hai chữ số.",
        "paid_dong", "approved_dong",
    ),
)  # fmt: skip
"""Approved = paid + not yet paid, in people and in đồng, with both rates."""


def coverage_cells(cell: Cell) -> dict[str, Value]:
    """What a row says of coverage."""
    return {
        **{name: getattr(cell, name) for name in SHOWN},
        "unpaid_people": cell.approved_people - cell.paid_people,
        "unpaid_dong": cell.approved_dong - cell.paid_dong,
        "rate_people": rate(cell.paid_people, cell.approved_people),
        "rate_dong": rate(cell.paid_dong, cell.approved_dong),
    }


def added(cells: Iterable[Cell]) -> Cell:
    """All of them in one."""
    return next(iter(joined(one._replace(place=()) for one in cells)), Cell(()))


def total_row(
    rows: Sequence[Row], columns: Iterable[Column], key: str, words: Mapping[str, Value]
) -> Row:
    """The sum of rows that stand on their own, column by column."""
    adding = [one.key for one in columns if one.adds]
    sums: dict[str, Value] = {name: sum_down(rows, name) for name in adding}
    cells = {**sums, **words, **_rates(columns, sums)}
    return Row(key=key, cells=cells, sum_of=tuple(one.key for one in rows), level=2)


def sum_down(rows: Iterable[Row], column: str) -> int:
    """What the cells of a column come to; an empty cell is nothing."""
    values = [row.cells.get(column) for row in rows]
    return sum(value for value in values if isinstance(value, int))


def _rates(columns: Iterable[Column], sums: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in columns:
        if one.part_of is not None:
            part, whole = (sums[name] for name in one.part_of)
            if isinstance(part, int) and isinstance(whole, int):
                found[one.key] = rate(part, whole, cut=one.cut)
    return found


def sheet_with_total(
    key: str, title: str, columns: tuple[Column, ...], rows: Sequence[Row], note: str = ""
) -> Sheet:
    """A table that ends with the sum of all its rows, named in its first column."""
    whole = total_row(rows, columns, "total", {columns[0].key: TOTAL_VI})
    return Sheet(key=key, title=title, columns=columns, rows=(*rows, whole), note=note)
