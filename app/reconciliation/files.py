"""Statement files: a CSV file or a workbook becomes the same order as JSON does."""

import asyncio
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from io import StringIO
from typing import Any, Final

from pydantic import ValidationError

from app import intake, payouts
from app.core.text import fold
from app.reconciliation.rules import MediaTypeUnknown, StatementUnreadable, TooManyLines
from app.reconciliation.schemas import StatementOrder

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADING_WITHIN: Final = 30
COLUMNS: Final[Mapping[str, str]] = {
    "reference": "reference", "ma lenh chi": "reference",
    "amount dong": "amount_dong", "so tien": "amount_dong", "so tien (dong)": "amount_dong",
    "result": "result", "ket qua": "result",
    "done on": "done_on", "ngay chi": "done_on", "ngay thuc hien": "done_on",
    "reason": "reason", "ly do": "reason",
}  # fmt: skip
_NEEDED: Final = ("reference", "amount_dong", "result", "done_on")
_RESULTS: Final[Mapping[str, str]] = {
    "paid": "paid", "da chi": "paid", "da chi tra": "paid",
    "failed": "failed", "khong chi duoc": "failed", "chua chi duoc": "failed",
}  # fmt: skip
_DIGITS: Final = re.compile(r"[0-9]{1,15}")
_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SHOWN_ERRORS: Final = 100


async def order_in(
    header: dict[str, Any], media_type: str, content: bytes, limit: int
) -> StatementOrder:
    """The statement in a file; raises StatementUnreadable with the lines at fault."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind == CSV:
        return await asyncio.to_thread(_order, header, csv_rows(content), limit)
    if kind == XLSX:
        table = await intake.read_table(content)
        return await asyncio.to_thread(_order, header, _from_headings(table), limit)
    raise MediaTypeUnknown


def csv_rows(content: bytes) -> Iterator[list[str]]:
    """Rows of a CSV file in UTF-8, commas or semicolons; guarded cells as they were."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("not UTF-8", "không phải mã UTF-8") from None
    if "\x00" in text:
        raise _unreadable("NUL character", "có ký tự NUL")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [payouts.unguarded_cell(cell).strip() for cell in row]
    except csv.Error:
        raise _unreadable("broken quotes", "dấu ngoặc kép không khớp") from None


def _from_headings(table: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """A workbook's rows from its headings on: titles stand above them, blanks beside them."""
    for number, row in enumerate(table[:_HEADING_WITHIN]):
        if set(_NEEDED) <= {COLUMNS.get(fold(cell)) for cell in row}:
            return table[number:]
    return table


def _order(header: dict[str, Any], rows: Iterable[Sequence[str]], limit: int) -> StatementOrder:
    filled = (row for row in rows if any(row))
    columns = _columns(next(filled, ()))
    lines: list[dict[str, Any]] = []
    for row in filled:
        if len(row) > len(columns):
            where = f"row {len(lines) + 2} is longer than the headings"
            raise _unreadable(where, f"dòng {len(lines) + 2} dài hơn hàng tiêu đề")
        if len(lines) == limit:
            raise TooManyLines(limit=limit)
        lines.append(_line(zip(columns, row, strict=False)))
    try:
        return StatementOrder.model_validate({**header, "lines": lines})
    except ValidationError as error:
        raise StatementUnreadable(
            reason=f"{error.error_count()} values", reason_vi=f"{error.error_count()} giá trị sai",
            errors=[_located(one) for one in error.errors(include_input=False)[:_SHOWN_ERRORS]],
        ) from None  # fmt: skip


def _columns(headings: Sequence[str]) -> list[str | None]:
    columns = [COLUMNS.get(fold(heading)) for heading in headings]
    known = [column for column in columns if column]
    missing = [column for column in _NEEDED if column not in known]
    if missing or len(set(known)) != len(known):
        names = ", ".join(missing) or "twice the same"
        raise _unreadable(f"columns: {names}", f"thiếu hoặc trùng cột: {names}")
    return columns


def _line(cells: Iterable[tuple[str | None, str]]) -> dict[str, Any]:
    """Cells by column; what is not understood stays text, so that its shape is refused in place."""
    line: dict[str, Any] = {column: cell for column, cell in cells if column}
    amount, done_on = line.get("amount_dong", ""), line.get("done_on", "")
    if _DIGITS.fullmatch(amount):
        line["amount_dong"] = int(amount)
    if found := _DAY.fullmatch(done_on):
        with suppress(ValueError):
            line["done_on"] = date(int(found[3]), int(found[2]), int(found[1]))
    line["result"] = _RESULTS.get(fold(line.get("result", "")), line.get("result"))
    line["reason"] = line.get("reason") or None
    return line


def _located(error: Any) -> dict[str, str]:
    path = "/".join(str(part) for part in error["loc"])
    return {"pointer": f"#/{path}", "code": error["type"], "message": error["msg"]}


def _unreadable(reason: str, reason_vi: str) -> StatementUnreadable:
    return StatementUnreadable(reason=reason, reason_vi=reason_vi)
