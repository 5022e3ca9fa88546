"""What the pages call the bank's word on a worker, and how they mark it."""

from typing import Final

from app.loans.rules import Outcome

OUTCOMES: Final[dict[str, tuple[str, str, str]]] = {
    Outcome.LENT: ("Cho vay ít hơn", "heed", "Ghi số tiền cho vay"),
    Outcome.REFUSED: ("Không cho vay", "wrong", "Chọn lý do"),
    Outcome.RETURNED: ("Trả lại", "heed", "Chọn lý do; hồ sơ về người sử dụng lao động"),
}
"""Outcome -> its words, the kind of its mark, and what goes with it."""
