"""What a line may tell, our verdicts on it, the state they add up to, and what is refused. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from app.core.errors import Refused
from app.core.money import spoken

NAMED_LINES: Final = 1000
"""How many lines a refusal names; the count in its sentence is of all."""


class Mode(StrEnum):
    """What one line at fault does to its statement; the sender says which."""

    STRICT = "strict"
    """The whole statement is refused and every such line named."""
    LENIENT = "lenient"
    """The other lines are applied; such lines wait to be settled by hand."""


class Form(StrEnum):
    """The form in which a statement came."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PAIN_002 = "pain.002"
    CAMT_054 = "camt.054"


class Result(StrEnum):
    """What an agent may tell of an order."""

    PAID = "paid"
    PARTIAL = "partial"
    """Less was handed over; the amount is all that was handed over of the order so far."""
    FAILED = "failed"
    RETURNED = "returned"
    """Paid, and come back from the payee's bank."""
    NOT_PAID = "not_paid"
    """The answer to an order that was asked back: it will not be paid."""


class Reason(StrEnum):
    """Why an order was not paid, or came back."""

    ABSENT = "absent"
    DEAD = "dead"
    REFUSED = "refused"
    WRONG_DETAILS = "wrong_details"
    MOVED = "moved"
    OTHER = "other"


class Verdict(StrEnum):
    """What we hold of a line: the first five are facts of an order, and only they move money."""

    PAID = "paid"
    PARTIAL = "partial"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    """The same was told of the order before; harmless."""
    UNKNOWN = "unknown"
    """No order of this agent has the reference."""
    WRONG_AMOUNT = "wrong_amount"
    WRONG_STATE = "wrong_state"
    """The agent did not have the order on that day, or it contradicts what stands."""
    AFTER_CANCEL = "after_cancel"
    """Money told as handed over for an order that was cancelled; it is not booked as paid."""
    NOT_YOURS = "not_yours"
    """The order of another agent; that agent's own account is told `unknown`."""


SETTLING: Final = (
    Verdict.PAID, Verdict.PARTIAL, Verdict.FAILED, Verdict.RETURNED, Verdict.CANCELLED,
)  # fmt: skip
OPEN: Final = (
    Verdict.UNKNOWN, Verdict.WRONG_AMOUNT, Verdict.WRONG_STATE, Verdict.AFTER_CANCEL,
    Verdict.NOT_YOURS,
)  # fmt: skip
"""Verdicts that somebody has to settle by hand."""
VERDICT_VI: Final[Mapping[Verdict, str]] = {
    Verdict.PAID: "đã chi",
    Verdict.PARTIAL: "đã chi một phần",
    Verdict.FAILED: "không chi được",
    Verdict.RETURNED: "đã chi nhưng tiền bị trả lại",
    Verdict.CANCELLED: "không chi theo yêu cầu thu hồi lệnh",
    Verdict.DUPLICATE: "lệnh chi này đã được báo cáo trước đó",
    Verdict.UNKNOWN: "không có lệnh chi mang mã này",
    Verdict.WRONG_AMOUNT: "số tiền khác với lệnh chi",
    Verdict.WRONG_STATE: "lệnh chi không ở trạng thái được báo cáo như vậy vào ngày này",
    Verdict.AFTER_CANCEL: "lệnh chi đã bị hủy nhưng lại báo là đã chi",
    Verdict.NOT_YOURS: "lệnh chi của đơn vị chi trả khác",
}


def told(verdict: Verdict, agent: str) -> Verdict:
    """The verdict as whoever asks may know it: an agent hears nothing of others' orders."""
    return Verdict.UNKNOWN if agent and verdict is Verdict.NOT_YOURS else verdict


def check_statement(made_on: date, today: date) -> None:
    """Refuse a statement of the future."""
    if made_on > today:
        raise MadeInTheFuture(pointer="#/made_on")


def check_length(line_count: int, limit: int) -> None:
    """Refuse a statement of no line, or of too many."""
    if line_count == 0:
        raise unreadable("no line", "không có dòng nào")
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


FIELD_VI: Final[Mapping[str, str]] = {
    "reference": "mã lệnh chi không đúng dạng",
    "amount_dong": "số tiền phải là số nguyên dương, không dấu phân cách",
    "result": "kết quả phải ghi như mẫu, ví dụ “đã chi”, “không chi được”",
    "done_on": "thiếu ngày chi, hoặc ngày không có thật; ghi ngày/tháng/năm, ví dụ 1/6/2020",
    "reason_code": "mã lý do không có trong danh mục",
    "reason": "lý do dài quá 300 ký tự hoặc có ký tự điều khiển",
}


def misshapen(line_number: int, field: str) -> dict[str, str]:
    """A field of a line that cannot be read, without what stands in it: it may be personal."""
    return {
        "pointer": f"#/lines/{line_number - 1}/{field}",
        "code": "misshapen",
        "message": f"Dòng {line_number}: {FIELD_VI[field]}.",
    }


def unreadable(reason: str, reason_vi: str, **facts: object) -> "StatementUnreadable":
    """The refusal of a file, with what is wrong in both languages."""
    return StatementUnreadable(reason=reason, reason_vi=reason_vi, **facts)


class Resolution(StrEnum):
    """How two people settle a line that no rule could."""

    ACCEPT = "accept"
    """It is as the agent says, of the order that it names."""
    MATCH = "match"
    """It is as the agent says, of another order of the agent, whose number was mistyped."""
    DISMISS = "dismiss"
    """Nothing follows from it; what the agent paid beyond its orders is the agent's own."""


def check_resolution(
    resolution: Resolution, verdict: Verdict, result: str, amount_dong: int, target: Any
) -> None:
    """Refuse a settlement that does not fit its line; raises ResolutionUnfit."""
    if resolution is Resolution.DISMISS:
        return
    if (resolution is Resolution.MATCH) != (verdict in (Verdict.UNKNOWN, Verdict.NOT_YOURS)):
        raise ResolutionUnfit
    part = amount_dong < target.amount_dong
    if amount_dong > target.amount_dong:
        raise ResolutionUnfit
    if part != (result == "partial") and verdict is not Verdict.WRONG_AMOUNT:
        raise ResolutionUnfit


def differing(figures: Mapping[str, int]) -> list[dict[str, str]]:
    """The cells that keep a run open, or that do not add up, each with its amount (đồng)."""
    ends = sum(
        figures[name] for name in ("paid_dong", "failed_dong", "returned_dong", "cancelled_dong")
    )
    cells = {name: figures[name] for name in _MUST_BE_NOTHING if figures[name]}
    if figures["total_dong"] != ends and not cells:
        cells["total_dong"] = figures["total_dong"] - ends
    return [
        {
            "pointer": f"#/{name}",
            "code": name,
            "message": f"{_CELL_VI[name]}: {spoken(amount)} đồng.",
        }
        for name, amount in cells.items()
    ]


_CELL_VI: Final[Mapping[str, str]] = {
    "prepared_dong": "Chưa phát hành",
    "released_dong": "Chưa giao cho đơn vị chi trả",
    "leased_dong": "Đơn vị chi trả chưa xác nhận đã nhận lệnh",
    "sent_dong": "Đơn vị chi trả chưa báo cáo kết quả",
    "exceptions_dong": "Dòng bảng kê đang chờ xử lý",
    "total_dong": "Chênh lệch giữa đã giao và kết quả",
}
_MUST_BE_NOTHING: Final = tuple(name for name in _CELL_VI if name != "total_dong")


class RunDoesNotClose(Refused):
    """This run does not close: {count} cells differ."""

    vi = "Danh sách chi trả chưa khép được: {count} khoản còn chênh lệch."


class RunClosed(Refused):
    """This run is closed; what was not paid goes on in a follow-up run."""

    vi = "Danh sách chi trả đã khóa sổ; khoản chưa chi được chuyển sang danh sách chi bổ sung."


class ExceptionSettled(Refused):
    """This line is settled already, or waits for somebody's word on another proposal."""

    vi = "Dòng này đã được xử lý hoặc đang chờ ý kiến về một đề nghị khác."


class ResolutionUnfit(Refused):
    """A line of this kind cannot be settled in this way."""

    field = "resolution"
    status = 422
    vi = "Không thể xử lý dòng loại này theo cách đã chọn."


class FollowedMeanwhile(Refused):
    """Another order or a later decision stands in this order's place, or its agent never had it."""

    vi = (
        "Lệnh chi này đã có lệnh khác hoặc quyết định sau thay thế, hoặc đơn vị chi trả chưa từng "
        "nhận; không thể ghi nhận là đã chi."
    )


class SamePerson(Refused):
    """Two people settle a line, and neither of them sent the statement."""

    status = 403
    vi = "Phải do hai người khác nhau xử lý, và không ai trong họ là người gửi bảng kê."


class StatementNumberReused(Refused):
    """Another statement came under the number {number}; give this one a number of its own."""

    field = "number"
    vi = "Số bảng kê {number} đã dùng cho một bảng kê có nội dung khác; hãy đánh số mới."


class MadeInTheFuture(Refused):
    """A statement cannot be dated in the future."""

    field = "made_on"
    status = 422
    vi = "Bảng kê không thể ghi ngày trong tương lai."


class TooManyLines(Refused):
    """A statement has at most {limit} lines; split it."""

    field = "tep"
    status = 422
    vi = "Bảng kê có tối đa {limit} dòng; hãy chia thành nhiều bảng kê."


class TotalsDiffer(Refused):
    """The statement's own count or total is not that of its lines: {count} lines, {total} đồng."""

    field = "tep"
    status = 422
    vi = "Số dòng hoặc tổng tiền ghi trên bảng kê không khớp: có {count} dòng, {total} đồng."


class StatementNotClean(Refused):
    """{count} lines cannot be settled, and this statement was to be taken whole or not at all."""

    field = "tep"
    status = 422
    vi = "Có {count} dòng không đối soát được; bảng kê yêu cầu nhận toàn bộ hoặc không nhận gì."


class StatementRaced(Refused):
    """Another statement on the same orders was taken at the same moment; send this one again."""

    vi = "Một bảng kê khác về cùng lệnh chi vừa được nhận cùng lúc; hãy gửi lại bảng kê này."


class StatementUnreadable(Refused):
    """The statement file cannot be read: {reason}."""

    field = "tep"
    status = 422
    vi = "Không đọc được tệp bảng kê: {reason_vi}."


class HeadMissing(Refused):
    """A statement needs a number and a date, beside the file or in its head."""

    field = "number"
    status = 422
    vi = "Bảng kê phải có số và ngày lập, ghi kèm tệp hoặc trong phần đầu của tệp."


class MediaTypeUnknown(Refused):
    """A statement is CSV in UTF-8, a workbook (.xlsx) or ISO 20022 XML; its type says which."""

    field = "tep"
    status = 415
    vi = "Tệp bảng kê phải là CSV mã UTF-8, Excel .xlsx hoặc XML ISO 20022, ghi rõ Content-Type."
