"""What causes, payers and entries are called on the pages, and how a page marks them."""

from typing import Final

CAUSES: Final = {
    "decision": "Quyết định sau bỏ hoặc giảm mức hỗ trợ",
    "after_cancel": "Đã chi sau khi lệnh bị rút",
    "double_benefit": "Hưởng trùng chính sách khác",
    "overpaid": "Đơn vị chi trả chi quá lệnh",
}
PAYERS: Final = {
    "payee": "Người được hỗ trợ",
    "household": "Hộ gia đình",
    "officer_at_fault": "Cán bộ có lỗi",
    "agent": "Đơn vị chi trả",
}
ENTRIES: Final = {
    "receipt": ("Thu tiền", "good"),
    "reversal": ("Hủy biên lai ghi nhầm", "wrong"),
    "waiver": ("Miễn thu hồi", "quiet"),
    "void": ("Không còn căn cứ thu hồi", "quiet"),
}
"""A line of the ledger -> its words, and the kind of its mark."""

STATES: Final = {"open": "Đang thu", "overdue": "Quá hạn", "settled": "Đã xong"}
BENEFITS: Final = {"top_up": ("Chi thêm", ""), "recovery": ("Thu hồi", "heed")}
BENEFIT_STATES: Final = {"open": ("Đang làm", "heed"), "settled": ("Đã xong", "good")}
