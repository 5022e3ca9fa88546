"""What the states of runs and orders are called by people, and how the pages mark them."""

from typing import Final

RUN_STATES: Final = {
    "prepared": ("Chờ giao", "heed"),
    "released": ("Đã giao", "good"),
}
"""State of a run -> its words, and the kind of its mark."""

ORDER_STATES: Final = {
    "prepared": ("Chưa giao", "heed"),
    "released": ("Chờ đơn vị nhận lệnh", "heed"),
    "leased": ("Đơn vị đã lấy, chưa xác nhận", "heed"),
    "sent": ("Đơn vị đang chi", ""),
    "paid": ("Đã chi", "good"),
    "partial": ("Chi một phần", "heed"),
    "failed": ("Không chi được", "wrong"),
    "returned": ("Bị trả lại", "wrong"),
    "cancelled": ("Đã hủy", "quiet"),
    "freed": ("Đã rút khỏi đợt", "quiet"),
}
"""State of an order -> its words, and the kind of its mark; in the order of the work."""

UNPAID: Final = ("failed", "returned", "partial")
"""States of orders that may be paid once more."""

OPEN: Final = ("prepared", "released", "leased", "sent")
"""States of orders that may still be cancelled or asked back."""

WAYS: Final = {
    "counter": "Nhận tại điểm chi trả",
    "home": "Chi tại nhà",
    "proxy": "Người được ủy quyền nhận thay",
    "centre": "Qua cơ sở trợ giúp xã hội",
    "transfer": "Chuyển khoản",
}
"""How an order is handed over."""

FAILINGS: Final = {
    "timeout": "không trả lời kịp",
    "no_connection": "không kết nối được",
    "broken_line": "đứt kết nối giữa chừng",
    "no_endpoint": "đơn vị chưa khai địa chỉ nhận",
}
"""Why a notification was not answered."""
