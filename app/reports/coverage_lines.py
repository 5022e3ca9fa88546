"""The coverage table as people read it: what each row is called, where it leads, as a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.html import day
from app.coverage import Cell
from app.reports.kinds.frame import COVERAGE, SHOWN, coverage_cells, sheet_with_total, text
from app.reports.page_words import KEYS
from app.reports.schemas import Coverage, CoverageRow
from app.sheets import Row, Sheet, Value

NOT_GIVEN = "Chưa giao"
FROM_ABOVE = "Quyết định mã {code}{on}"
"""A decision of a wider area than the reader's: its number is with those who signed it."""
_PLACES = {"district", "commune"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its name and its place, where it is one that can be opened."""

    name: str
    code: str
    area: str
    row: CoverageRow


def lines_of(
    table: Coverage,
    area: str,
    names: Mapping[str, str],
    groups: Mapping[str, str],
    signed: Mapping[str, date],
) -> list[Line]:
    """The rows of a table divided by one key, without its total.

    `signed` tells the day of decisions whose number the reader may not see.
    """
    key = table.by[0]
    paths = {path.rstrip(".").rsplit(".", 1)[-1]: path for path in names if path.startswith(area)}
    return [
        Line(
            _name(key, row, groups, signed), getattr(row, key) or "",
            paths.get(getattr(row, key), "") if key in _PLACES else "", row,
        )
        for row in table.rows[:-1]
    ]  # fmt: skip


def unnamed(table: Coverage) -> list[int]:
    """The decisions of a table whose number the reader may not see."""
    return [int(row.decision) for row in table.rows if row.decision and not row.decision_name]


def _name(key: str, row: CoverageRow, groups: Mapping[str, str], signed: Mapping[str, date]) -> str:
    code = getattr(row, key) or ""
    if key == "decision" and code and not row.decision_name:
        on = f", ngày {day(signed[code])}" if code in signed else ""
        return FROM_ABOVE.format(on=on, code=code)
    if key == "group":
        return groups.get(code, code)
    if key == "policy_group":
        return f"Nhóm {code}"
    if key == "month":
        year, month = code.split("-")
        return f"Tháng {int(month)}/{year}"
    return getattr(row, f"{key}_name") or code or NOT_GIVEN


def sheet_of(key: str, title: str, lines: Sequence[Line]) -> Sheet:
    """The table as a sheet of open data; what was paid in a month is no part of its approvals."""
    measures = tuple(replace(one, sum_of=()) for one in COVERAGE if one.key in SHOWN)
    measures = measures if key == "month" else COVERAGE
    columns = (text(key, KEYS[key], "Dòng của bảng."), *measures)
    kept = {one.key for one in columns}
    rows = [
        Row(
            key=one.code or "-",
            cells={name: value for name, value in _cells(key, one).items() if name in kept},
        )
        for one in lines
    ]  # fmt: skip
    return sheet_with_total("coverage", title, columns, rows)


def _cells(key: str, line: Line) -> dict[str, Value]:
    row = line.row
    cell = Cell(
        (), row.approved_people, row.approved_months, row.approved_dong, row.paid_people,
        row.paid_dong,
    )  # fmt: skip
    return {key: line.name, **coverage_cells(cell)}
