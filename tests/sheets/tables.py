"""The reference table of Hà Tĩnh at 01/06/2020, whole and with one digit mistyped."""

from collections.abc import Iterator
from dataclasses import replace

from app.sheets import Column, Kind, Rate, Row, Sheet, Value

RATES = {
    "NCC": Rate(500_000, 3),
    "BTXH": Rate(500_000, 3),
    "HN": Rate(250_000, 3),
    "HCN": Rate(250_000, 3),
}
WORDS = {
    "người có công": "NCC", "bảo trợ xã hội": "BTXH", "hộ nghèo": "HN", "hộ cận nghèo": "HCN",
    "NCC": "NCC", "BTXH": "BTXH", "HN": "HN", "HCN": "HCN",
}  # fmt: skip
GROUPS: tuple[tuple[str, *tuple[Value, ...]], ...] = (
    ("NCC", 38_038, 37_125, "97.6", 55_687_500_000),
    ("BTXH", 53_452, 52_025, "97.33", 78_037_500_000),
    ("HN", 24_125, 20_895, "86.61", 15_671_250_000),
    ("HCN", 57_979, 49_381, "85.17", 37_035_750_000),
)
TOTAL = (173_594, 159_426, "91.84", 186_432_000_000)

APPROVED = Column(
    key="approved_people", title="Được duyệt (người)", kind=Kind.COUNT, meaning="Người được duyệt."
)
PAID = Column(
    key="paid_people", title="Đã chi (người)", kind=Kind.COUNT, meaning="Người đã nhận tiền."
)
RATE = Column(
    key="rate_people", title="Tỷ lệ", kind=Kind.RATE, meaning="Phần người được duyệt đã nhận tiền.",
    part_of=("paid_people", "approved_people"),
)  # fmt: skip
MONEY = Column(
    key="paid_dong", title="Đã chi (đồng)", kind=Kind.DONG, meaning="Tiền đã chi.",
    units="paid_people",
)  # fmt: skip
GROUP = Column(key="group", title="Nhóm đối tượng", kind=Kind.TEXT, meaning="Nhóm được hỗ trợ.")
COLUMNS = (GROUP, APPROVED, PAID, RATE, MONEY)
_KEYS = ("approved_people", "paid_people", "rate_people", "paid_dong")


def reference(*, total: bool = True) -> Sheet:
    """The table of the first report, with or without its total."""
    rows = [
        Row(key=code, group=code, cells={"group": code, **dict(zip(_KEYS, cells, strict=True))})
        for code, *cells in GROUPS
    ]
    if total:
        sums: dict[str, Value] = dict(zip(_KEYS, TOTAL, strict=True))
        parts = tuple(code for code, *_ in GROUPS)
        rows.append(Row(key="total", cells={"group": "Tổng cộng", **sums}, sum_of=parts, level=2))
    return Sheet(key="by_group", title="Kết quả hỗ trợ", columns=COLUMNS, rows=tuple(rows))


def without(sheet: Sheet, *keys: str) -> Sheet:
    """The table without some columns and what depends on them."""
    columns = tuple(
        replace(one, part_of=None if set(one.part_of or ()) & set(keys) else one.part_of)
        for one in sheet.columns
        if one.key not in keys
    )
    return replace(sheet, columns=columns)


def slips(sheet: Sheet) -> Iterator[tuple[str, str, Value]]:
    """Every figure with every one of its digits changed to every other: row, column, new value."""
    figures = [one for one in sheet.columns if one.kind is not Kind.TEXT]
    for row in sheet.rows:
        for column in figures:
            said = row.cells[column.key]
            text = str(said)
            for at, digit in enumerate(text):
                for other in "0123456789" if digit.isdigit() else "":
                    if other != digit:
                        typed = text[:at] + other + text[at + 1 :]
                        yield row.key, column.key, int(typed) if isinstance(said, int) else typed
