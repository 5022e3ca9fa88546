"""Verdicts on what an agent reports, the fingerprint of a statement, and what is refused. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from app.core.errors import Refused

NAMED_LINES: Final = 1000
"""How many lines a refusal names; the count in its sentence is of all."""


class Verdict(StrEnum):
    """What we hold of a line: only `paid` and `failed` settle an order and move money."""

    PAID = "paid"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    """The order was settled before, in the same way."""
    UNKNOWN = "unknown"
    """No order of this agent has the reference."""
    WRONG_AMOUNT = "wrong_amount"
    WRONG_STATE = "wrong_state"
    """Not released on that day, in the future, closed, or settled before in another way."""


SETTLING: Final = (Verdict.PAID, Verdict.FAILED)
VERDICT_VI: Final[Mapping[Verdict, str]] = {
    Verdict.PAID: "đã chi",
    Verdict.FAILED: "không chi được",
    Verdict.DUPLICATE: "lệnh chi này đã được báo cáo trước đó",
    Verdict.UNKNOWN: "không có lệnh chi mang mã này",
    Verdict.WRONG_AMOUNT: "số tiền khác với lệnh chi",
    Verdict.WRONG_STATE: "lệnh chi không ở trạng thái được chi vào ngày này",
}


def content_digest(made_on: date, lines: Sequence[Mapping[str, Any]]) -> bytes:
    """SHA-256 of what a statement says, whether it came as JSON or as a file."""
    # No text in a line holds a control character, so the separators cannot be imitated.
    told = "\n".join(
        f"{line['reference']}\x1f{line['amount_dong']}\x1f{line['result']}\x1f{line['done_on']}"
        f"\x1f{line.get('reason') or ''}"
        for line in lines
    )
    return hashlib.sha256(f"{made_on}\n{told}".encode()).digest()


def check_statement(made_on: date, today: date, line_count: int, limit: int) -> None:
    """Refuse a statement of the future or of too many lines."""
    if made_on > today:
        raise MadeInTheFuture(pointer="#/made_on")
    if line_count > limit:
        raise TooManyLines(limit=limit, pointer="#/lines")


def check_declared(declared: tuple[int | None, int | None], found: tuple[int, int]) -> None:
    """Refuse a statement whose own count or total (đồng) is not that of its lines."""
    if any(said is not None and said != is_ for said, is_ in zip(declared, found, strict=True)):
        raise TotalsDiffer(count=found[0], total=found[1])


def check_adds_up(line_count: int, total_dong: int, tallies: Mapping[Verdict, Any]) -> None:
    """Every line has one verdict, and no đồng is lost among them."""
    count = sum(tally.count for tally in tallies.values())
    total = sum(tally.total_dong for tally in tallies.values())
    if (count, total) != (line_count, total_dong):
        raise AssertionError(f"verdicts: {count} lines, {total} of {line_count}, {total_dong}")


def located(line_number: int, verdict: Verdict) -> dict[str, str]:
    """One line that a strict statement cannot carry; numbers count from 1, pointers from 0."""
    return {
        "pointer": f"#/lines/{line_number - 1}",
        "code": str(verdict),
        "message": f"Dòng {line_number}: {VERDICT_VI[verdict]}.",
    }


class StatementNumberReused(Refused):
    """Another statement came under the number {number}; give this one a number of its own."""

    vi = "Số bảng kê {number} đã dùng cho một bảng kê có nội dung khác; hãy đánh số mới."


class MadeInTheFuture(Refused):
    """A statement cannot be dated in the future."""

    status = 422
    vi = "Bảng kê không thể ghi ngày trong tương lai."


class TooManyLines(Refused):
    """A statement has at most {limit} lines; split it."""

    status = 422
    vi = "Bảng kê có tối đa {limit} dòng; hãy chia thành nhiều bảng kê."


class TotalsDiffer(Refused):
    """The statement's own count or total is not that of its lines: {count} lines, {total} đồng."""

    status = 422
    vi = "Số dòng hoặc tổng tiền ghi trên bảng kê không khớp: có {count} dòng, {total} đồng."


class StatementNotClean(Refused):
    """{count} lines cannot be settled, and this statement was to be taken whole or not at all."""

    status = 422
    vi = "Có {count} dòng không đối soát được; bảng kê yêu cầu nhận toàn bộ hoặc không nhận gì."


class StatementUnreadable(Refused):
    """The statement file cannot be read: {reason}."""

    status = 422
    vi = "Không đọc được tệp bảng kê: {reason_vi}."


class MediaTypeUnknown(Refused):
    """A statement file is CSV in UTF-8 (text/csv) or a workbook (.xlsx); its type says which."""

    status = 415
    vi = "Tệp bảng kê phải là CSV mã UTF-8 (text/csv) hoặc Excel .xlsx, ghi rõ trong Content-Type."
