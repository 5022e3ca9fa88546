"""Rates, and money that closes: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.core.money import spoken


def rate(part: int, whole: int, *, cut: bool = False) -> str | None:
    """A percentage to two places, half up ("đạt x %") or cut ("trên x %"); None of nothing."""
    if whole == 0:
        return None
    hundredths = part * 10_000 // whole if cut else (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def printed_rate(part: int, whole: int) -> str | None:
    """A rate as the department publishes it, half up: "99,98 %"; None of nothing."""
    share = rate(part, whole)
    return None if share is None else f"{share.replace('.', ',')} %"


def printed_share(part: int, whole: int) -> str | None:
    """Counts with their rate as published: "4.310/4.311 = 99,98 %"; None of nothing."""
    share = printed_rate(part, whole)
    return None if share is None else f"{spoken(part)}/{spoken(whole)} = {share}"


PLACES: Final = (
    "to_send_dong", "leased_dong", "sent_dong", "paid_dong", "failed_dong", "returned_dong",
    "cancelled_dong", "recovered_dong",
)  # fmt: skip
"""Every approved đồng is in exactly one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyOf:
    """Where the money of one decision stands (đồng).

    `to_send_dong` holds what is not ordered yet, `released_dong` of it what its agent may take;
    `freed_dong` is the part of what is cancelled that a later decision gave back to its source.
    """

    signed_dong: int
    added_dong: int = 0
    lines_dong: int
    to_send_dong: int = 0
    released_dong: int = 0
    leased_dong: int = 0
    sent_dong: int = 0
    paid_dong: int = 0
    failed_dong: int = 0
    returned_dong: int = 0
    cancelled_dong: int = 0
    recovered_dong: int = 0
    freed_dong: int = 0
    called_back_dong: int = 0

    @property
    def approved_dong(self) -> int:
        """What was signed, and what later decisions added."""
        return self.signed_dong + self.added_dong

    @property
    def closes(self) -> bool:
        """Approved is the sum of its places; less what is freed and called back: lines in force."""
        stands = self.approved_dong - self.freed_dong - self.called_back_dong
        places = sum(getattr(self, place) for place in PLACES)
        return self.approved_dong == places and stands == self.lines_dong


def accounts_wanted(decisions: Iterable[MoneyOf]) -> Mapping[str, int]:
    """What the accounts of a source must hold if its decisions stand so (đồng)."""
    found = {"committed": 0, "sent": 0, "paid": 0, "recovered": 0}
    for one in decisions:
        found["committed"] += one.to_send_dong - one.released_dong + one.failed_dong
        found["committed"] += one.returned_dong + one.cancelled_dong - one.freed_dong
        found["sent"] += one.released_dong + one.leased_dong + one.sent_dong
        found["paid"] += one.paid_dong
        found["recovered"] += one.recovered_dong
    return found
