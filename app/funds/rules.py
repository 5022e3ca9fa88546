"""The accounts of a source of money, the moves between them, and what is refused. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Refused
from app.core.money import spoken


class Account(StrEnum):
    """Where a source's money stands; only money's ways in and claims fall below zero."""

    ALLOTMENT = "allotment"
    ADVANCE = "advance"
    """What was given for the time being and is to be given back."""
    AVAILABLE = "available"
    COMMITTED = "committed"
    SENT = "sent"
    PAID = "paid"
    RECOVERED = "recovered"
    """Wrongly paid and come back; it returns to whoever gave it."""
    SETTLEMENT = "settlement"
    """What sources owe one another; over all of them it sums to zero."""
    CLAIMED = "claimed"
    SUSPENSE = "suspense"
    """What a payer says it paid and nobody has judged yet, beside its claim."""


WAYS_IN: Final = (Account.ALLOTMENT, Account.ADVANCE, Account.SETTLEMENT, Account.CLAIMED)
"""Accounts that may stand below zero."""

GIVEN: Final = (Account.ALLOTMENT, Account.ADVANCE)
"""Accounts that never stand above zero: no more is given back than was given."""

ACCOUNTS_VI: Final[Mapping[Account, str]] = {
    Account.ALLOTMENT: "kinh phí được cấp",
    Account.ADVANCE: "tạm ứng",
    Account.AVAILABLE: "còn được dùng",
    Account.COMMITTED: "đã cam kết",
    Account.SENT: "đã chuyển đơn vị chi trả",
    Account.PAID: "đã chi",
    Account.RECOVERED: "đã thu hồi",
    Account.SETTLEMENT: "quyết toán giữa các nguồn",
    Account.CLAIMED: "đơn vị chi trả báo đã chi",
    Account.SUSPENSE: "tiền treo",
}


class Move(StrEnum):
    """What can happen to money; each is one journal from one account to another."""

    ALLOT = "allotment"
    ADVANCE = "advance"
    REPAY_ADVANCE = "advance_repaid"
    GIVE_BACK = "given_back"
    COMMIT = "commitment"
    RELEASE = "release"
    WITHDRAW = "withdrawal"
    PAY = "payment"
    PAY_LATE = "late_payment"
    RETURN = "return"
    RETURN_PAID = "return_of_paid"
    RECOVER = "recovery"
    UNDO_RECOVERY = "recovery_undone"
    GIVE_BACK_RECOVERED = "recovered_given_back"
    REPAY_RECOVERED = "recovered_advance_repaid"
    OWE = "settlement_owed"
    SETTLE = "settlement_received"
    DECOMMIT = "decommitment"
    SUPPLEMENT = "supplement"
    SUSPEND = "suspense"
    CLEAR = "suspense_cleared"


ROADS: Mapping[Move, tuple[Account, Account]] = {
    Move.ALLOT: (Account.ALLOTMENT, Account.AVAILABLE),
    Move.ADVANCE: (Account.ADVANCE, Account.AVAILABLE),
    Move.REPAY_ADVANCE: (Account.AVAILABLE, Account.ADVANCE),
    Move.GIVE_BACK: (Account.AVAILABLE, Account.ALLOTMENT),
    Move.COMMIT: (Account.AVAILABLE, Account.COMMITTED),
    Move.RELEASE: (Account.COMMITTED, Account.SENT),
    # An order cancelled before any payer had it.
    Move.WITHDRAW: (Account.SENT, Account.COMMITTED),
    Move.PAY: (Account.SENT, Account.PAID),
    # Reported failed first, and paid after all.
    Move.PAY_LATE: (Account.COMMITTED, Account.PAID),
    Move.RETURN: (Account.SENT, Account.COMMITTED),
    # Paid, and come back from the payee's bank.
    Move.RETURN_PAID: (Account.PAID, Account.COMMITTED),
    Move.RECOVER: (Account.PAID, Account.RECOVERED),
    # A receipt entered by mistake.
    Move.UNDO_RECOVERY: (Account.RECOVERED, Account.PAID),
    Move.GIVE_BACK_RECOVERED: (Account.RECOVERED, Account.ALLOTMENT),
    Move.REPAY_RECOVERED: (Account.RECOVERED, Account.ADVANCE),
    # One source pays another what it owes of the support: out of one, into the other.
    Move.OWE: (Account.AVAILABLE, Account.SETTLEMENT),
    Move.SETTLE: (Account.SETTLEMENT, Account.AVAILABLE),
    # A later decision lessens, or raises, what an earlier one promised.
    Move.DECOMMIT: (Account.COMMITTED, Account.AVAILABLE),
    Move.SUPPLEMENT: (Account.AVAILABLE, Account.COMMITTED),
    # In the books of a payer's suspense only.
    Move.SUSPEND: (Account.CLAIMED, Account.SUSPENSE),
    Move.CLEAR: (Account.SUSPENSE, Account.CLAIMED),
}

MOVES_VI: Final[Mapping[Move, str]] = {
    Move.ALLOT: "cấp kinh phí",
    Move.ADVANCE: "tạm ứng kinh phí",
    Move.REPAY_ADVANCE: "hoàn trả tạm ứng",
    Move.GIVE_BACK: "nộp trả kinh phí không dùng hết",
    Move.COMMIT: "cam kết theo quyết định",
    Move.RELEASE: "chuyển đơn vị chi trả",
    Move.WITHDRAW: "rút lại lệnh chi",
    Move.PAY: "đã chi cho người hưởng",
    Move.PAY_LATE: "chi sau khi báo không chi được",
    Move.RETURN: "không chi được, trả về cam kết",
    Move.RETURN_PAID: "ngân hàng người hưởng trả lại",
    Move.RECOVER: "thu hồi tiền chi sai",
    Move.UNDO_RECOVERY: "hủy biên lai thu hồi ghi nhầm",
    Move.GIVE_BACK_RECOVERED: "nộp trả tiền thu hồi",
    Move.REPAY_RECOVERED: "hoàn trả tạm ứng bằng tiền thu hồi",
    Move.OWE: "quyết toán: trả nguồn khác",
    Move.SETTLE: "quyết toán: nhận từ nguồn khác",
    Move.DECOMMIT: "giảm cam kết",
    Move.SUPPLEMENT: "bổ sung cam kết",
    Move.SUSPEND: "treo tiền chờ xử lý",
    Move.CLEAR: "xử lý tiền treo",
}
SUSPENSE_MOVES: Final = (Move.SUSPEND, Move.CLEAR)
"""All that the book of a payer's suspense carries, and no other source does."""

SUSPENSE_PREFIX: Final = "TREO-"
"""How the code of a payer's suspense begins; no source of money is called so."""


def suspense_code(agent_code: str) -> str:
    """The code of the source that holds a payment agent's suspense."""
    return f"{SUSPENSE_PREFIX}{agent_code}"


@dataclass(frozen=True, slots=True)
class Booking:
    """A move of whole đồng within one source, and the document behind it.

    `group_code` says for which group money was paid or came back: by it the shares are told.
    """

    source_id: int
    move: Move
    amount_dong: int
    document_number: str
    subject_id: int | None = None
    group_code: str | None = None


def check_cover(bookings: list[Booking], standing: Mapping[tuple[int, Account], int]) -> None:
    """Refuse what an account does not hold, or was not given; raises FundsShort, GivenBackTooMuch.

    The moves are taken in their order: one may spend what the one before it brought.
    """
    left = dict(standing)
    for one in bookings:
        origin, target = ROADS[one.move]
        held = left.get((one.source_id, origin), 0)
        if origin not in WAYS_IN and held < one.amount_dong:
            raise FundsShort(
                account=origin,
                account_vi=ACCOUNTS_VI[origin],
                available=spoken(held),
                wanted=spoken(one.amount_dong),
            )
        left[one.source_id, origin] = held - one.amount_dong
        reached = left.get((one.source_id, target), 0) + one.amount_dong
        if target in GIVEN and reached > 0:
            raise GivenBackTooMuch(
                account_vi=ACCOUNTS_VI[target],
                account=target,
                given=spoken(one.amount_dong - reached),
                wanted=spoken(one.amount_dong),
            )
        left[one.source_id, target] = reached


class FundsShort(Refused):
    """The source has {available} đồng in its account "{account}"; {wanted} đồng are wanted."""

    vi = "Nguồn kinh phí còn {available} đồng ở tài khoản “{account_vi}”, cần {wanted} đồng."


class GivenBackTooMuch(Refused):
    """The source was given {given} đồng as {account} and not more; {wanted} đồng cannot go back."""

    vi = "Nguồn chỉ còn {given} đồng ở khoản “{account_vi}”, không thể trả lại {wanted} đồng."


class MoreGivenBack(Refused):
    """More would be given back than this source was given."""

    vi = "Số tiền nộp trả vượt quá số tiền nguồn đã được cấp hoặc được tạm ứng."


class BeyondOwed(Refused):
    """{owed} đồng are still to be settled between these sources; {wanted} đồng need a reason."""

    vi = (
        "Giữa hai nguồn này còn phải quyết toán {owed} đồng; "
        "muốn ghi {wanted} đồng thì phải nêu lý do."
    )


class SettlementOpen(Refused):
    """What sources paid one another does not sum to zero: one of the two journals is missing."""

    vi = "Bút toán quyết toán giữa các nguồn không khép (tổng phải bằng 0)."


class SuspenseApart(Refused):
    """Suspense of a payer stands in its own book, and a source of money carries none."""

    vi = "Tiền treo chỉ được ghi ở sổ tiền treo của đơn vị chi trả, tách khỏi nguồn kinh phí."


class AccountOverdrawn(Refused):
    """This would take more out of a fund account than it holds."""

    vi = "Số tiền rút vượt quá số dư của tài khoản nguồn kinh phí."


class JournalUnbalanced(Refused):
    """The legs of this journal do not sum to zero."""

    vi = "Các vế của bút toán không cân bằng (tổng phải bằng 0)."


class SourceKnown(Refused):
    """A source of money with this code is already recorded."""

    vi = "Nguồn kinh phí mang mã này đã được ghi nhận."
