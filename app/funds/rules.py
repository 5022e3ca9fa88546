"""The accounts of a source of money, the moves between them, and what is refused. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Refused
from app.core.money import spoken


class Account(StrEnum):
    """Where a source's money stands; only the allotment, money's way in, falls below zero."""

    ALLOTMENT = "allotment"
    AVAILABLE = "available"
    COMMITTED = "committed"
    SENT = "sent"
    PAID = "paid"


class Move(StrEnum):
    """What can happen to money; each is one journal from one account to another."""

    ALLOT = "allotment"
    COMMIT = "commitment"
    RELEASE = "release"
    PAY = "payment"
    RETURN = "return"
    DECOMMIT = "decommitment"
    SUPPLEMENT = "supplement"


ROADS: Mapping[Move, tuple[Account, Account]] = {
    Move.ALLOT: (Account.ALLOTMENT, Account.AVAILABLE),
    Move.COMMIT: (Account.AVAILABLE, Account.COMMITTED),
    Move.RELEASE: (Account.COMMITTED, Account.SENT),
    Move.PAY: (Account.SENT, Account.PAID),
    Move.RETURN: (Account.SENT, Account.COMMITTED),
    # A later decision lessens, or raises, what an earlier one promised.
    Move.DECOMMIT: (Account.COMMITTED, Account.AVAILABLE),
    Move.SUPPLEMENT: (Account.AVAILABLE, Account.COMMITTED),
}


@dataclass(frozen=True, slots=True)
class Booking:
    """A move of whole đồng within one source, and the document behind it."""

    source_id: int
    move: Move
    amount_dong: int
    document_number: str
    subject_id: int | None = None


def check_cover(bookings: list[Booking], standing: Mapping[tuple[int, Account], int]) -> None:
    """Refuse moves that take more out of an account than it will hold; raises FundsShort."""
    left = dict(standing)
    for one in bookings:
        origin, target = ROADS[one.move]
        if origin is not Account.ALLOTMENT:
            held = left.get((one.source_id, origin), 0)
            if held < one.amount_dong:
                raise FundsShort(
                    account=origin, available=spoken(held), wanted=spoken(one.amount_dong)
                )
            left[one.source_id, origin] = held - one.amount_dong
        left[one.source_id, target] = left.get((one.source_id, target), 0) + one.amount_dong


class FundsShort(Refused):
    """The source has {available} đồng in its account "{account}"; {wanted} đồng are wanted."""

    vi = "Nguồn kinh phí còn {available} đồng ở tài khoản “{account}”, cần {wanted} đồng."


class AccountOverdrawn(Refused):
    """This would take more out of a fund account than it holds."""

    vi = "Số tiền rút vượt quá số dư của tài khoản nguồn kinh phí."


class JournalUnbalanced(Refused):
    """The legs of this journal do not sum to zero."""

    vi = "Các vế của bút toán không cân bằng (tổng phải bằng 0)."


class SourceKnown(Refused):
    """A source of money with this code is already recorded."""

    vi = "Nguồn kinh phí mang mã này đã được ghi nhận."
