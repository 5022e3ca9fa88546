"""What the pages call the outcomes of rows that a body cannot confirm, and how they mark them."""

from typing import Final

from app.confirmations.rules import Outcome

OUTCOMES: Final[dict[str, tuple[str, str, str]]] = {
    Outcome.REFUSED: ("Không đủ điều kiện", "wrong", "Hồ sơ kết thúc với lý do này"),
    Outcome.RETURNED: ("Trả lại", "heed", "Hồ sơ về nơi gửi để bổ sung, rồi được hỏi lại"),
}
"""Outcome -> its words, the kind of its mark, and what becomes of the row."""
