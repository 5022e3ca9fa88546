"""The words of statements: headings of columns, results, reasons and days, as agents write them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from app.core.text import fold
from app.reconciliation.rules import Reason, Result, unreadable

NEEDED: Final = ("reference", "amount_dong", "result", "done_on")
COLUMNS: Final[Mapping[str, str]] = {
    "reference": "reference", "ma lenh chi": "reference",
    "amount dong": "amount_dong", "so tien": "amount_dong", "so tien (dong)": "amount_dong",
    "result": "result", "ket qua": "result",
    "done on": "done_on", "ngay chi": "done_on", "ngay thuc hien": "done_on",
    "reason": "reason", "ly do": "reason",
    "reason code": "reason_code", "ma ly do": "reason_code",
}  # fmt: skip
_HEADING_VI: Final = {
    "reference": "Mã lệnh chi", "amount_dong": "Số tiền (đồng)", "result": "Kết quả",
    "done_on": "Ngày chi",
}  # fmt: skip
_RESULTS: Final[Mapping[str, Result]] = {
    "paid": Result.PAID, "da chi": Result.PAID, "da chi tra": Result.PAID,
    "partial": Result.PARTIAL, "chi mot phan": Result.PARTIAL, "da chi mot phan": Result.PARTIAL,
    "failed": Result.FAILED, "khong chi duoc": Result.FAILED, "chua chi duoc": Result.FAILED,
    "returned": Result.RETURNED, "tra lai": Result.RETURNED, "tien bi tra lai": Result.RETURNED,
    "not paid": Result.NOT_PAID, "khong chi": Result.NOT_PAID,
}  # fmt: skip
_REASONS: Final[Mapping[str, Reason]] = {
    "absent": Reason.ABSENT, "vắng mặt": Reason.ABSENT, "đi vắng": Reason.ABSENT,
    "dead": Reason.DEAD, "đã chết": Reason.DEAD, "đã mất": Reason.DEAD,
    "refused": Reason.REFUSED, "từ chối": Reason.REFUSED, "từ chối nhận": Reason.REFUSED,
    "wrong_details": Reason.WRONG_DETAILS, "sai thông tin": Reason.WRONG_DETAILS,
    "moved": Reason.MOVED, "đã chuyển nơi ở": Reason.MOVED, "chuyển nơi ở": Reason.MOVED,
    "other": Reason.OTHER, "khác": Reason.OTHER, "lý do khác": Reason.OTHER,
}  # fmt: skip
_FOLDED: Final = {fold(words): reason for words, reason in _REASONS.items()}
REASON_WORDS: Final = [
    (written, str(reason))
    for words, reason in _REASONS.items()
    for written in dict.fromkeys((words, words.capitalize(), words.upper()))
]
"""How a reason is written where no code stands beside it, and its code."""
_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def result_in(text: str) -> Result | None:
    """The result that an agent's word means."""
    return _RESULTS.get(fold(text))


def reason_in(text: str) -> Reason | None:
    """The reason that a code or an agent's word means."""
    return _FOLDED.get(fold(text))


def day_in(text: str) -> date | None:
    """A day written dd/mm/yyyy or yyyy-mm-dd, if there is such a day."""
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def columns_in(headings: Sequence[str]) -> list[str | None]:
    """The column under each heading, None where it is not ours; raises StatementUnreadable."""
    columns = [COLUMNS.get(fold(heading)) for heading in headings]
    known = [column for column in columns if column]
    missing = [column for column in NEEDED if column not in known]
    if missing:
        names_vi = ", ".join(f"“{_HEADING_VI[column]}”" for column in missing)
        raise unreadable(f"no column {', '.join(missing)}", f"thiếu cột {names_vi}")
    if len(set(known)) != len(known):
        raise unreadable("a column stands twice", "có cột lặp lại")
    return columns
