"""What the pages of figures call kinds, keys, places and where money stands; pure."""

from collections.abc import Mapping
from typing import Final

from app.reports.report import ReportKind

KINDS: Final[Mapping[str, ReportKind]] = {
    "bao-cao-nhanh": ReportKind.QUICK,
    "sau-thang": ReportKind.HALF_YEAR,
    "theo-dia-ban": ReportKind.PLACES,
    "theo-quyet-dinh": ReportKind.DECISIONS,
    "chua-chi": ReportKind.UNPAID,
    "khong-du-dieu-kien": ReportKind.REFUSED,
    "dung-han": ReportKind.ON_TIME,
    "nguon-kinh-phi": ReportKind.SOURCES,
}
"""Kinds of report by their word in an address."""
SLUGS: Final = {kind: slug for slug, kind in KINDS.items()}
SENTENCES: Final = {
    ReportKind.QUICK: "Đã duyệt, đã chi bao nhiêu, còn bao nhiêu chưa chi và vì sao.",
    ReportKind.HALF_YEAR: "Phần chương trình trong báo cáo 6 tháng: chỉ đạo, kết quả, khó khăn.",
    ReportKind.PLACES: "Các biểu theo huyện, xã và nhóm đối tượng, có tổng ngang và tổng dọc.",
    ReportKind.DECISIONS: "Mỗi quyết định đã chi đến đâu, còn lại bao nhiêu.",
    ReportKind.UNPAID: "Tên từng người chưa nhận tiền, xếp theo lý do.",
    ReportKind.REFUSED: "Tên từng người không được duyệt, kèm điều kiện không đạt.",
    ReportKind.ON_TIME: "Bao nhiêu hồ sơ được giải quyết đúng hạn ở từng bước.",
    ReportKind.SOURCES: "Mỗi nguồn có, đã cam kết, đã chi và còn lại bao nhiêu.",
}
"""What each kind tells, in one sentence."""
CONTENTS: Final[Mapping[ReportKind, Mapping[str, str]]] = {
    ReportKind.QUICK: {
        "by_group": "Kết quả theo nhóm đối tượng", "by_place": "Kết quả theo địa bàn",
        "unpaid_by_reason": "Chưa chi theo lý do",
    },
    ReportKind.HALF_YEAR: {
        "steering": "Công tác chỉ đạo, điều hành", "by_group": "Kết quả theo nhóm đối tượng",
        "finished": "Địa bàn hoàn thành chi trả", "outside": "Hồ sơ ngoài phạm vi chính sách",
        "unpaid_by_reason": "Chưa chi theo lý do",
    },
    ReportKind.PLACES: {"by_place_and_group": "Kết quả theo địa bàn và nhóm đối tượng"},
    ReportKind.DECISIONS: {
        "decisions": "Kết quả thực hiện từng quyết định",
        "decision_money": "Kinh phí của từng quyết định đang ở đâu",
    },
    ReportKind.UNPAID: {
        "closing": "Đối chiếu được phê duyệt và đã chi",
        "unpaid_by_reason_and_group": "Chưa chi theo lý do và nhóm đối tượng",
        "unpaid": "Người chưa nhận đủ hỗ trợ",
    },
    ReportKind.REFUSED: {
        "refused_by_reason": "Hồ sơ bị từ chối theo lý do và địa bàn",
        "refused": "Hồ sơ bị từ chối",
    },
    ReportKind.ON_TIME: {
        "on_time_by_step": "Giải quyết đúng hạn theo bước giải quyết",
        "on_time_by_district": "Giải quyết đúng hạn theo địa bàn",
        "on_time_by_group": "Giải quyết đúng hạn theo nhóm đối tượng",
    },
    ReportKind.SOURCES: {
        "sources": "Kinh phí theo nguồn", "source_flows": "Tiền chi ra và trở lại",
    },
}  # fmt: skip
"""The tables that a report of a kind always has, by key, as a page names them beforehand."""
KEYS: Final = {
    "district": "Huyện",
    "commune": "Xã",
    "group": "Nhóm đối tượng",
    "policy_group": "Nhóm chính sách",
    "agent": "Đơn vị chi trả",
    "source": "Nguồn kinh phí",
    "month": "Tháng",
    "decision": "Quyết định",
}
"""The ways to divide the coverage table."""
KEY_SLUGS: Final = {
    "huyen": "district",
    "xa": "commune",
    "nhom": "group",
    "nhom-chinh-sach": "policy_group",
    "don-vi-chi-tra": "agent",
    "nguon": "source",
    "thang": "month",
    "quyet-dinh": "decision",
}
"""The same by their words in an address."""
PLACES: Final = {
    "to_send_dong": "Chờ giao lệnh",
    "leased_dong": "Đơn vị chi trả đang nhận lệnh",
    "sent_dong": "Đã giao lệnh, chờ kết quả",
    "paid_dong": "Đã đến tay người hưởng",
    "failed_dong": "Chi không được",
    "returned_dong": "Ngân hàng chuyển trả",
    "cancelled_dong": "Đã hủy lệnh",
    "recovered_dong": "Đã thu hồi",
}
"""Where an approved đồng can be: exactly one of these."""
ACCOUNTS: Final = {
    "committed": "Đã cam kết",
    "sent": "Đã giao lệnh",
    "paid": "Đã chi",
    "recovered": "Đã thu hồi",
}
"""Accounts of a source, beside which the orders are held."""
BOOKS: Final = {
    "paid": "Đã chi",
    "all": "Cam kết, đã giao, đã chi và đã thu hồi",
}
"""What of a source is held against what its decisions come to."""
BANDS: Final = {
    "days_1_2": "1–2",
    "days_3_5": "3–5",
    "days_6_10": "6–10",
    "days_over_10": "Trên 10",
}
"""How late, in working days."""
SPANS: Final = {"buoc": "step", "huyen": "district", "nhom": "group"}
"""The ways to divide the on-time rate, by their words in an address."""
SPAN_LABELS: Final = {"buoc": "Bước", "huyen": "Huyện", "nhom": "Nhóm đối tượng"}
