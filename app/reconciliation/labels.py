"""What verdicts, states and the rest are called on the pages, and how a page marks them."""

from typing import Final

VERDICTS: Final = {
    "paid": ("Đã chi", "good"),
    "partial": ("Đã chi một phần", "heed"),
    "failed": ("Không chi được", "wrong"),
    "returned": ("Tiền bị trả lại", "wrong"),
    "cancelled": ("Không chi, theo yêu cầu rút lệnh", "quiet"),
    "duplicate": ("Đã báo trước đó", "quiet"),
    "unknown": ("Không có lệnh mang mã này", "wrong"),
    "wrong_amount": ("Số tiền khác lệnh chi", "wrong"),
    "wrong_state": ("Trái với trạng thái của lệnh", "wrong"),
    "after_cancel": ("Lệnh đã hủy nhưng báo đã chi", "wrong"),
    "not_yours": ("Lệnh của đơn vị chi trả khác", "wrong"),
}
"""Verdict -> its words, and the kind of its mark."""

STATES: Final = {
    "prepared": ("Chưa phát hành", "quiet"),
    "released": ("Chờ đơn vị chi trả nhận", "heed"),
    "leased": ("Đơn vị chi trả đang nhận", "heed"),
    "sent": ("Đã giao, chưa có kết quả", "heed"),
    "paid": ("Đã chi", "good"),
    "partial": ("Đã chi một phần", "heed"),
    "failed": ("Không chi được", "wrong"),
    "returned": ("Tiền bị trả lại", "wrong"),
    "cancelled": ("Đã hủy", "quiet"),
    "freed": ("Đã rút theo quyết định sau", "quiet"),
}
"""Where an order stands -> its words, and the kind of its mark."""

RESULTS: Final = {
    "paid": "Đã chi",
    "partial": "Chi một phần",
    "failed": "Không chi được",
    "returned": "Tiền bị trả lại",
    "not_paid": "Không chi, trả lệnh",
}
"""What an agent told."""

REASONS: Final = {
    "absent": "vắng mặt",
    "dead": "đã mất",
    "refused": "từ chối nhận",
    "wrong_details": "sai thông tin",
    "moved": "đã chuyển nơi ở",
    "other": "lý do khác",
}
FORMATS: Final = {
    "json": "Phần mềm gửi thẳng",
    "csv": "Tệp CSV",
    "xlsx": "Tệp Excel",
    "pain.002": "Điện pain.002",
    "camt.054": "Điện camt.054",
}
MODES: Final = {
    "strict": "Nhận cả hoặc không nhận gì",
    "lenient": "Nhận phần khớp, phần còn lại để xử lý",
}
RESOLUTIONS: Final = {
    "accept": ("Chấp nhận như đơn vị báo", "Ghi nhận cho chính lệnh chi mà dòng này nêu."),
    "match": (
        "Ghép với lệnh chi khác", "Mã lệnh bị ghi nhầm: ghi nhận cho lệnh chi đúng của đơn vị này.",
    ),
    "dismiss": (
        "Bác bỏ", "Không ghi nhận gì; tiền đơn vị đã chi ngoài lệnh do đơn vị tự chịu.",
    ),
}  # fmt: skip
"""How a line may be settled, and what follows from it."""


def fitting(verdict: str) -> list[str]:
    """The ways in which a line of a verdict may be settled."""
    return ["match" if verdict in ("unknown", "not_yours") else "accept", "dismiss"]
