"""Who brings a complaint, how it ends, and what is refused. Pure."""

from datetime import date
from enum import StrEnum
from typing import Final

from app.core.errors import Refused


class Kind(StrEnum):
    """Who brought it."""

    CITIZEN = "citizen"
    FATHERLAND_FRONT = "fatherland_front"
    INSPECTION = "inspection"
    AUDIT = "audit"
    PRESS = "press"
    OTHER = "other"


class Outcome(StrEnum):
    """How it was answered."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """How a complaint stands on a day."""

    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    ANSWERED = "answered"


class Result(StrEnum):
    """What an inspector found of a line drawn."""

    IN_ORDER = "in_order"
    FINDING = "finding"


DUE_WITHIN_DAYS: Final = 3
"""A complaint is called due when so many calendar days or fewer are left."""

VIETNAMESE: Final = {
    Kind.CITIZEN: "công dân",
    Kind.FATHERLAND_FRONT: "Mặt trận Tổ quốc",
    Kind.INSPECTION: "đoàn thanh tra, kiểm tra",
    Kind.AUDIT: "kiểm toán",
    Kind.PRESS: "báo chí",
    Kind.OTHER: "khác",
    Outcome.UPHELD: "đúng",
    Outcome.PARTLY_UPHELD: "đúng một phần",
    Outcome.REJECTED: "không đúng",
    Outcome.WITHDRAWN: "người phản ánh rút",
    State.OPEN: "đang giải quyết",
    State.DUE: "sắp đến hạn",
    State.OVERDUE: "quá hạn",
    State.ANSWERED: "đã trả lời",
}


def state_of(due_on: date, answered: bool, today: date) -> State:
    """How a complaint stands on a day; its last day is still in time."""
    if answered:
        return State.ANSWERED
    if due_on < today:
        return State.OVERDUE
    return State.DUE if (due_on - today).days <= DUE_WITHIN_DAYS else State.OPEN


class OneTarget(Refused):
    """A complaint is about exactly one dossier, list, batch or payment order."""

    status = 422
    vi = "Phản ánh phải nêu đúng một đối tượng: hồ sơ, danh sách, đợt hoặc lệnh chi."


class OutOfTime(Refused):
    """A complaint is received and answered on days that have come, answered not before received."""

    status = 422
    vi = "Ngày tiếp nhận, ngày trả lời không được ở tương lai; không trả lời trước ngày tiếp nhận."


class NotOverIt(Refused):
    """The office responsible is the commune, district or province in which the matter lies."""

    status = 422
    vi = "Cơ quan giải quyết phải là xã, huyện hoặc tỉnh nơi phát sinh vụ việc."


class NotResponsible(Refused):
    """Only the office responsible answers, forwards or extends a complaint."""

    status = 403
    vi = "Chỉ cơ quan được giao giải quyết mới được trả lời, chuyển hoặc gia hạn."


class ComplaintAnswered(Refused):
    """This complaint has been answered."""

    vi = "Phản ánh này đã được trả lời."


class AlreadyExtended(Refused):
    """The deadline was extended once, or has passed; it is not extended."""

    vi = "Thời hạn đã được gia hạn một lần hoặc đã qua nên không được gia hạn."


class NotHeld(Refused):
    """Nothing is held because of this complaint."""

    vi = "Không có nội dung nào đang bị giữ lại do phản ánh này."


class AlreadyHeld(Refused):
    """This complaint holds already what it is about."""

    vi = "Nội dung bị phản ánh đang được giữ lại rồi."


class MayNotHold(Refused):
    """Your appointment records complaints, but does not hold cases."""

    status = 403
    vi = "Chức danh của bạn được ghi nhận phản ánh nhưng không được giữ hồ sơ lại."


class NothingToDraw(Refused):
    """A sample is drawn from the lines of a decision that approves."""

    vi = "Chỉ chọn mẫu từ các hồ sơ của một quyết định phê duyệt."


class SeedUsed(Refused):
    """This seed has drawn from this decision before; its sample is kept."""

    vi = "Hạt giống này đã được dùng để chọn mẫu từ quyết định này; mẫu đã chọn được giữ nguyên."


class ResultRecorded(Refused):
    """The result of this line is recorded."""

    vi = "Kết quả của hồ sơ này đã được ghi nhận."
