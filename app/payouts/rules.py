"""References with check digits, months to pay, cells that stay text, and refusals. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app import policy
from app.core.errors import Refused


class RunState(StrEnum):
    """A run is prepared by the service; its agent sees it once the finance officer releases it."""

    PREPARED = "prepared"
    RELEASED = "released"


LETTERS: Final = "AS"
NUMBER_DIGITS: Final = 9
LEASE_AT_MOST: Final = 200_000
"""Orders in one lease: as many as a statement has lines."""
_REFERENCE: Final = re.compile(rf"{LETTERS}([0-9]{{2}}[0-9]{{{NUMBER_DIGITS}}}[0-9]{{2}})")


def reference_of(province: str, number: int) -> str:
    """The order's number as paper carries it: AS, province, nine digits, two check digits.

    The digits together leave 1 when divided by 97 (ISO 7064), which finds every wrong digit and
    nearly every pair that changed places.
    """
    body = f"{province}{number:0{NUMBER_DIGITS}}"
    return f"{LETTERS}{body}{98 - int(body) * 100 % 97:02}"


def is_reference(text: str) -> bool:
    """Whether a text is a reference without a slip of the hand."""
    found = _REFERENCE.fullmatch(text)
    return found is not None and int(found[1]) % 97 == 1


@dataclass(frozen=True, slots=True)
class PaidGroup:
    """How a group is paid: all at once for its first month, or one order a month from it."""

    group_code: str
    first_month: date
    monthly: bool


def paid_groups(rules: policy.Policy) -> list[PaidGroup]:
    """How each payable group is paid under a policy.

    A monthly order counts from the first month of the group's window: a dossier tells how many
    months were approved, not which.
    """
    return [
        PaidGroup(str(group.code), group.first_day.replace(day=1), group.paid == "monthly")
        for group in rules.groups
    ]


WITHDRAWN: Final = "(rút lệnh)"
"""Stands in the place of the payee on the mark of an order withdrawn before it was sent."""
NOT_AGAIN: Final = "(không chi lại)"
"""On the mark of an order that failed before its dossier gave way: nothing is to follow it."""
CANCELLED: Final = "(hủy lệnh)"
"""On the mark of money not sent that a later decision took from its line: nothing follows it."""
MARKS: Final = (WITHDRAWN, NOT_AGAIN, CANCELLED)

_STARTERS: Final = "=+\\-@\t\r'"
_GUARD_HERE: Final = re.compile(rf"(?:^|(?<=[,;\t\r\n]))(?=[{_STARTERS}])")
_GUARDED: Final = re.compile(rf"(?:^|(?<=[,;\t\r\n]))'(?=[{_STARTERS}])")


def guarded_cell(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would start to read a formula.

    After a separator too: a program that splits at the other separator starts a new cell there.
    """
    return _GUARD_HERE.sub("'", text)


def unguarded_cell(text: str) -> str:
    """What `guarded_cell` was given."""
    return _GUARDED.sub("", text)


_RISKY: Final = re.compile(rf"[,;\t\r\n][{_STARTERS}]|\"")


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV file: every cell guarded and quoted."""
    if not _RISKY.search("," + ",".join(cells)):  # nearly every line: nothing to guard or double
        return '"' + '","'.join(cells) + '"\r\n'
    quoted = (guarded_cell(cell).replace('"', '""') for cell in cells)
    return '"' + '","'.join(quoted) + '"\r\n'


class NothingToPay(Refused):
    """This decision approves nothing that could be ordered."""

    vi = "Quyết định này không phê duyệt khoản chi nào để lập lệnh."


class UnknownAgent(Refused):
    """There is no payment agent {code}."""

    status = 422
    vi = "Không có đơn vị chi trả {code}."


class OrdersDoNotMatch(Refused):
    """Ordered: {people} people, {total} đồng; approved: {wanted_people} people, {wanted_total}."""

    vi = (
        "Lệnh chi ({people} người, {total} đồng) không khớp quyết định "
        "({wanted_people} người, {wanted_total} đồng)."
    )


class AlreadyReleased(Refused):
    """This run was already released."""

    vi = "Danh sách chi trả này đã được phát hành."


class ReleaseChanged(Refused):
    """What would be sent is no longer what you saw; look at it again."""

    vi = "Các lệnh sẽ giao đã thay đổi so với lúc bạn xem; hãy kiểm tra lại rồi giao."


class FileNotMade(Refused):
    """The file of this lease could not be made just now; ask again."""

    status = 503
    vi = "Chưa lập được tệp lệnh chi; hãy yêu cầu lại."


class OrderStillLive(Refused):
    """This order is still to be paid or was paid; only a failed order is issued again."""

    vi = "Lệnh chi này còn hiệu lực hoặc đã chi; chỉ lệnh chi không thành mới được lập lại."


class HigherBenefitWon(Refused):
    """This person's support was replaced by a higher benefit; the order is not issued again."""

    vi = "Người này đã được hưởng chế độ khác cao hơn; lệnh chi này không được lập lại."


class OrderCancelled(Refused):
    """A later decision changed the line of this order; it is not issued again."""

    vi = "Quyết định sau đã điều chỉnh dòng của lệnh chi này; lệnh chi không được lập lại."


class AlreadyOrdered(Refused):
    """There is already a live order for this dossier and month."""

    vi = "Hồ sơ này đã có lệnh chi còn hiệu lực cho tháng đó."


class OrdersExceedDecision(Refused):
    """The orders of a dossier would exceed what was approved for it."""

    vi = "Tổng lệnh chi của một hồ sơ vượt quá số tiền đã được phê duyệt."


class OrderUnsayable(Refused):
    """Order {reference} does not fit a payment message: {reason}."""

    vi = "Lệnh chi {reference} không ghi được vào thông điệp chi trả: {reason_vi}."


class NothingToFollow(Refused):
    """Nothing of what was named ended unpaid and may be paid once more."""

    vi = "Không có lệnh chi nào trong phạm vi nêu ra đã kết thúc mà chưa chi và được lập lại."


class AlreadyCancelled(Refused):
    """This order was cancelled, or asked back from its agent, before."""

    vi = "Lệnh chi này đã được hủy hoặc đã được yêu cầu đơn vị chi trả trả lại."


class AlreadyAnswered(Refused):
    """This order has ended or its agent has answered for it; it is not cancelled any more."""

    vi = "Lệnh chi này đã kết thúc hoặc đơn vị chi trả đã báo kết quả nên không hủy được nữa."


class WithItsAgent(Refused):
    """An agent has an order of this person; ask it back first, then change how they are paid."""

    vi = (
        "Đơn vị chi trả đang giữ lệnh chi của người này; hãy yêu cầu trả lại lệnh chi trước, "
        "sau đó mới đổi cách chi trả."
    )


class ProxyRecordsItself(Refused):
    """Whoever records a proxy is not that proxy; let another officer record it."""

    status = 403
    vi = "Người ghi nhận giấy ủy quyền không được là người được ủy quyền; hãy để người khác ghi."


class ArrangedMeanwhile(Refused):
    """How this person is paid was changed meanwhile; look again."""

    vi = "Cách chi trả cho người này vừa được người khác thay đổi; hãy xem lại."
