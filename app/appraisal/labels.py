"""What the pages of the councils call verdicts, levels and offices, and how they mark them."""

from typing import Final

from app.appraisal.rules import Desk, Office, Verdict

COUNCIL_NAMES: Final = {
    "commune": "Hội đồng thẩm định cấp xã",
    "district": "Hội đồng thẩm định cấp huyện",
    "province": "Tổ thẩm định cấp tỉnh",
}
SITTING_STATES: Final = {"open": ("Đang họp", "heed"), "closed": ("Đã kết thúc", "good")}
"""State -> its words, and the kind of its mark."""
VERDICTS: Final[dict[str, tuple[str, str, str]]] = {
    Verdict.FAVOURABLE: ("Đạt", "good", "Nêu bằng lời vì sao vẫn đạt"),
    Verdict.UNFAVOURABLE: ("Không đạt", "wrong", "Chọn lý do; người dân được báo lý do này"),
    Verdict.SUPERSEDED: (
        "Nhường cho hồ sơ khác",
        "quiet",
        "Người này có hồ sơ khác cao hơn hoặc trùng; chọn lý do",
    ),
    Verdict.RETURNED: ("Trả lại", "heed", "Chọn lý do và nơi nhận lại"),
    Verdict.ON_HOLD: ("Chờ trả lời", "heed", "Hỏi một cơ quan; hồ sơ ở lại đây đến khi có trả lời"),
}
"""Verdict -> its words, the kind of its mark, and what goes with it."""
LEADS_TO: Final[dict[str, str]] = {
    Verdict.UNFAVOURABLE: "Không được hỗ trợ; có thông báo nêu lý do cho người dân",
    Verdict.SUPERSEDED: "Kết thúc ở đây; hồ sơ cao hơn của người này đi tiếp",
    Verdict.RETURNED: "Về nơi nhận lại để bổ sung, rồi được thẩm định lại",
    Verdict.ON_HOLD: "Ở lại hội đồng này; câu hỏi được gửi khi phiên họp kết thúc",
}
DESKS: Final[dict[str, str]] = {
    Desk.MAKER: "Nơi lập danh sách",
    Desk.COMMUNE: "Hội đồng cấp xã",
    Desk.CONFIRMING: "Cơ quan xác nhận",
    Desk.DISTRICT: "Hội đồng cấp huyện",
}
OFFICES: Final[dict[str, str]] = {
    Office.MAKER: "Nơi lập danh sách",
    Office.COMMUNE: "Cấp xã",
    Office.DISTRICT: "Cấp huyện",
    Office.UNION: "Công đoàn",
    Office.SOCIAL_INSURANCE: "Cơ quan Bảo hiểm xã hội",
    Office.TAX_BRANCH: "Chi cục Thuế",
}
FINDINGS: Final[dict[str, str]] = {
    "DIED_BEFORE": "Đã mất trước thời điểm được hưởng",
    "MOVED_AWAY": "Đã chuyển khỏi xã",
    "IMPRISONED": "Đang chấp hành án phạt tù",
    "ABROAD": "Đang ở nước ngoài",
    "ALREADY_SUPPORTED": "Đã được duyệt ở hồ sơ khác",
    "HIGHER_BENEFIT": "Có hồ sơ hưởng chế độ cao hơn",
    "DUPLICATE": "Trùng hồ sơ cùng nhóm",
    "SUSPECTED_SAME": "Rất giống một người khác",
    "SAME_ACCOUNT": "Chung số tài khoản với người khác",
    "STAFF_RELATIVE": "Cán bộ hoặc người thân của cán bộ",
    "AGE_OUTLIER": "Tuổi bất thường",
    "HANDLER_INTEREST": "Người xử lý danh sách có liên quan",
}
"""The short name of what the service finds; of a condition, the law's own sentence is shown."""
CASE_FILTERS: Final = {
    "": "Tất cả",
    "phat-hien": "Có phát hiện",
    "chua-tra-loi": "Phát hiện chưa trả lời",
    "ngoai-le": "Có ý kiến riêng",
    "tam-giu": "Đang chờ hoặc bị giữ",
}
"""Chips over the people before a sitting: the query's word -> what it is called."""
