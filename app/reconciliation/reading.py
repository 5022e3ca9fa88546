"""A statement file read without a database: what an agent's own side asks before it sends one."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any, Final

from pydantic import ValidationError

from app import intake, payouts
from app.reconciliation import iso_statements
from app.reconciliation.files import form_of, rows_of_sheets
from app.reconciliation.rules import Form, TooManyLines, unreadable
from app.reconciliation.schemas import StatementOrder
from app.reconciliation.stage import FIELDS
from app.reconciliation.words import columns_in, day_in, reason_in, result_in

_SHOWN_ERRORS: Final = 100


async def order_in(
    number: str, made_on: date, media_type: str, content: bytes, limit: int
) -> StatementOrder:
    """The statement that a file tells; raises StatementUnreadable, TooManyLines."""
    form = form_of(media_type, content)
    if form is Form.XLSX:
        rows: Iterable[Sequence[str]] = rows_of_sheets(await intake.read_tables(content), limit)
    elif form is Form.CSV:
        rows = _csv_rows(content)
    else:
        own = iso_statements.head_of(BytesIO(content))
        number, made_on = number or own.number, made_on or own.made_on
        rows = ((*line, "") for line in _LINES_OF[form](BytesIO(content)))
    lines: list[dict[str, Any]] = []
    for row in rows:
        if len(lines) == limit:
            raise TooManyLines(limit=limit)
        lines.append(_line(dict(zip(FIELDS, row, strict=True))))
    told = {"number": number, "made_on": made_on, "mode": "lenient", "lines": lines}
    try:
        return StatementOrder.model_validate(told)
    except ValidationError as error:
        errors = [_located(one) for one in error.errors(include_input=False)[:_SHOWN_ERRORS]]
        count = error.error_count()
        raise unreadable(f"{count} values", f"{count} giá trị sai", errors=errors) from None


_LINES_OF: Final = {
    Form.PAIN_002: iso_statements.lines_of_pain002, Form.CAMT_054: iso_statements.lines_of_camt054,
}  # fmt: skip


def _csv_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable("it is not UTF-8", "không phải mã UTF-8") from None
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = columns_in(next(reader, ()))
        for row in filter(any, reader):
            cells = {name: cell for name, cell in zip(columns, row, strict=True) if name}
            yield tuple(payouts.unguarded_cell(cells.get(name, "")).strip() for name in FIELDS)
    except (csv.Error, ValueError):
        told = "có dòng không đủ ô hoặc dấu ngoặc kép không khớp"
        raise unreadable("broken rows", told) from None


def _line(cells: dict[str, str]) -> dict[str, Any]:
    """A line in the shape of JSON; what is not understood stays text and is refused in place."""
    line: dict[str, Any] = {name: cell for name, cell in cells.items() if cell}
    if cells["amount_dong"].isdecimal():
        line["amount_dong"] = int(cells["amount_dong"])
    line["result"] = result_in(cells["result"]) or cells["result"]
    line["done_on"] = day_in(cells["done_on"]) or cells["done_on"]
    if code := reason_in(cells["reason_code"]) or reason_in(cells["reason"]):
        line["reason_code"] = code
    return line


def _located(error: Any) -> dict[str, str]:
    path = "/".join(str(part) for part in error["loc"])
    return {"pointer": f"#/{path}", "code": error["type"], "message": error["msg"]}
