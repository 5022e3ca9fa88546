"""What the bank may say of a worker, and what its answer must respect. Pure."""

from enum import StrEnum
from typing import Final

from app.core.errors import Refused

PART: Final = "lender"
"""Who lends neither made the list nor stated anything about it."""


class Outcome(StrEnum):
    """What becomes of the loan asked for a worker."""

    LENT = "lent"
    REFUSED = "refused"
    RETURNED = "returned"


class NotTheBanks(Refused):
    """The road of this list does not lead to the bank."""

    vi = "Trình tự của danh sách này không chuyển đến ngân hàng."


class NothingToAnswer(Refused):
    """No dossier of this list waits for the bank."""

    vi = "Danh sách này không còn hồ sơ nào chờ ngân hàng."


class LineUnfit(Refused):
    """{count} of the lines named do not wait for the bank, are named twice, or are over the sum."""

    status = 422
    vi = "{count} hồ sơ nêu tên không chờ ngân hàng, bị nêu hai lần hoặc vượt số tiền đề nghị."


class LendingOver(Refused):
    """The answer bears a day after today or after {last_day}, the last day of lending."""

    status = 422
    field = "said_on"
    vi = "Văn bản trả lời ghi ngày sau hôm nay hoặc sau {last_day}, ngày cuối được giải ngân."


class AlreadyLent(Refused):
    """For {count} of these workers a loan was granted already."""

    vi = "Có {count} người lao động trong danh sách đã được vay ở một danh sách khác."
