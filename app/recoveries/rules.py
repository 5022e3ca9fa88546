"""Why money is called back, who pays it back, plans that sum, and what is refused. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from app.core.errors import BadInput, Refused
from app.core.money import spoken

MOST_LINES: Final = 5_000
"""How many signatures one request may carry."""


class Cause(StrEnum):
    """Why money is called back."""

    DECISION = "decision"
    """A later decision removed or lowered the line."""
    AFTER_CANCEL = "after_cancel"
    """The order was paid although it had been asked back."""
    DOUBLE_BENEFIT = "double_benefit"
    """More had been paid of other benefits than the highest one amounts to."""
    OVERPAID = "overpaid"
    """The payer handed over more than was ordered."""


class Payer(StrEnum):
    """Who paid back."""

    PAYEE = "payee"
    HOUSEHOLD = "household"
    OFFICER_AT_FAULT = "officer_at_fault"
    AGENT = "agent"


class Instalment(NamedTuple):
    """A sum (đồng) and the day by which it is to come back."""

    due_on: date
    amount_dong: int


def check_plan(
    agreed_on: date, today: date, instalments: Sequence[Instalment], balance: int
) -> None:
    """Refuse a plan in disorder, or one that is not exactly what is left (đồng)."""
    check_past(agreed_on, today, "agreed_on")
    days = [one.due_on for one in instalments]
    if days[0] < agreed_on or any(b <= a for a, b in pairwise(days)):
        raise PlanInDisorder(pointer="#/instalments")
    total = sum(one.amount_dong for one in instalments)
    if total != balance:
        raise PlanDoesNotSum(total=spoken(total), balance=spoken(balance))


def check_past(day: date, today: date, field: str) -> None:
    """Refuse a day in the future."""
    if day > today:
        raise BadInput(
            reason="This day lies in the future.",
            reason_vi="Ngày này ở trong tương lai.",
            pointer=f"#/{field}",
        )


SIGNATURE_FAULTS: Final = {
    "unknown": ("no order has this reference", "không có lệnh chi mang mã này"),
    "named_twice": ("named twice in this list", "mã lệnh chi ghi hai lần trong bảng này"),
    "not_sent": ("this order is not with its payer", "lệnh chi chưa phát hành hoặc đã rút"),
    "not_handed_over": ("reported as not paid", "đơn vị chi trả báo không chi được"),
    "above_order": ("more than was ordered", "số tiền ký nhận lớn hơn lệnh chi"),
    "wrong_day": ("signed before the order went out, or in the future",
                  "ngày ký trước ngày phát hành hoặc trong tương lai"),
    "own_list": ("the list was made by who records this",
                 "người lập danh sách không được xác nhận ký nhận của danh sách đó"),
    "signed_otherwise": ("recorded before with other facts", "đã ghi ký nhận với nội dung khác"),
}  # fmt: skip


def located(line_number: int, fault: str) -> dict[str, str]:
    """One line that cannot be recorded; numbers count from 1, pointers from 0."""
    return {
        "pointer": f"#/lines/{line_number - 1}",
        "code": fault,
        "message": f"Dòng {line_number}: {SIGNATURE_FAULTS[fault][1]}.",
    }


class AboveBalance(Refused):
    """This case has {balance} đồng left; {wanted} đồng cannot be entered."""

    field = "amount_dong"
    vi = "Hồ sơ thu hồi này còn {balance} đồng; không thể ghi {wanted} đồng."


class NothingLeft(Refused):
    """Nothing is left of this case."""

    vi = "Hồ sơ thu hồi này không còn khoản nào phải thu."


class CaseMovedOn(Refused):
    """Meanwhile something else was entered in this case; look at it again."""

    vi = "Hồ sơ thu hồi vừa có ghi nhận khác; hãy xem lại trước khi ghi."


class ReceiptNumberUsed(Refused):
    """Another receipt was entered under this number."""

    field = "receipt_number"
    vi = "Số biên lai này đã dùng cho một lần thu khác."


class ReversedAlready(Refused):
    """This receipt was already taken back."""

    vi = "Biên lai này đã được hủy ghi trước đó."


class OwnReceipt(Refused):
    """Who entered a receipt does not take it back; another person does."""

    status = 403
    vi = "Người ghi biên lai không được tự hủy; phải do người khác thực hiện."


class PlanInDisorder(Refused):
    """Instalments follow one another by day, none before the agreement."""

    field = "ngay-1"
    status = 422
    vi = "Các kỳ hoàn trả phải theo thứ tự ngày và không trước ngày thỏa thuận."


class PlanDoesNotSum(Refused):
    """The instalments are {total} đồng; {balance} đồng are left of this case."""

    field = "tien-1"
    status = 422
    vi = "Các kỳ hoàn trả cộng lại {total} đồng, trong khi còn phải thu {balance} đồng."


class SignaturesUnfit(Refused):
    """{count} lines of this signed list cannot be recorded; nothing was."""

    status = 422
    field = "orders"
    vi = "Có {count} dòng ký nhận không ghi được; chưa ghi dòng nào."


class SignedByItsMaker(Refused):
    """The maker of a list does not say that its money was handed over."""

    status = 403
    vi = "Người lập danh sách không được xác nhận việc ký nhận tiền của danh sách đó."
