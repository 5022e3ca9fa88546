"""What the pages of the handing over call why money was not received, and what follows."""

from typing import Final

REASONS: Final = {
    "absent": "Vắng mặt khi chi",
    "not_told": "Không chi được, chưa rõ vì sao",
    "no_word": "Đơn vị chi trả chưa báo",
}
"""Why an order's money is not received."""

FOLLOWS: Final = {
    "try_again": ("Hẹn chi lại", ""),
    "return_to_source": ("Chuyển trả nguồn kinh phí", "wrong"),
    "agent_answers": ("Đơn vị chi trả phải báo kết quả", "heed"),
}
"""What follows, and the kind of its mark."""
