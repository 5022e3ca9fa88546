"""How the trace is told to people: what was changed, by which act, from what to what."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Final

from app.core.clock import VIETNAM
from app.core.html import TEMPLATES, day, dong, moment
from app.core.html import number as amount
from app.core.language import speaker
from app.core.text import fold

_say = speaker((Path(__file__).parent / "templates", TEMPLATES))

SUBJECTS: Final = {
    "dossier_list": "danh sách",
    "list_version": "bản nộp của danh sách",
    "column_mapping": "cách đọc cột",
    "posting": "đợt niêm yết",
    "objection": "ý kiến của người dân",
    "confirmation": "xác nhận",
    "loan_answer": "trả lời cho vay",
    "sitting": "phiên họp",
    "opinion": "ý kiến của phiên họp",
    "sitting_question": "câu hỏi của hội đồng",
    "sitting_vote": "phiếu của phiên họp",
    "list_alert": "cảnh báo về danh sách",
    "batch": "đợt trình",
    "decision": "quyết định",
    "decision_adjustment": "quyết định điều chỉnh",
    "delegation": "ủy quyền ký",
    "suspension": "văn bản tạm dừng",
    "refusal_notice": "thông báo từ chối hồ sơ",
    "payout_run": "đợt chi",
    "payout_order": "lệnh chi",
    "payout_lease": "lượt nhận lệnh",
    "payee_arrangement": "cách nhận thay của hồ sơ",
    "order_cancellation": "việc thu về lệnh chi",
    "statement": "bảng kê chi trả",
    "exception_settlement": "cách xử lý dòng bảng kê",
    "run_closing": "việc khép đợt chi",
    "payee_receipt": "biên nhận của lệnh chi",
    "recovery_case": "việc thu hồi của hồ sơ",
    "recovery_entry": "khoản thu hồi của vụ",
    "recovery_plan": "lịch trả dần của vụ thu hồi",
    "benefit_adjustment": "bù trừ chế độ",
    "fund_source": "nguồn kinh phí",
    "journal": "bút toán",
    "identity_ruling": "kết luận về trùng người",
    "complaint_event": "đơn thư",
    "hold": "việc giữ lại",
    "interest": "khai xung đột lợi ích",
    "inspection_sample": "mẫu kiểm tra",
    "sample_result": "kết quả kiểm tra của hồ sơ",
    "calendar_change": "lịch nghỉ",
    "paper_number": "số văn bản",
    "issued_report": "báo cáo đã phát hành",
}
"""What a change is about -> its name before its number."""

PLACES: Final = {
    "dossier_list": "/danh-sach/{n}", "list_version": "/danh-sach/{n}", "sitting": "/phien-hop/{n}",
    "opinion": "/phien-hop/{n}", "sitting_vote": "/phien-hop/{n}", "batch": "/dot/{n}",
    "decision": "/quyet-dinh/{n}", "posting": "/niem-yet/{n}", "payout_run": "/chi-tra/{n}",
    "run_closing": "/chi-tra/{n}", "refusal_notice": "/ho-so/{n}",
    "payee_arrangement": "/ho-so/{n}", "recovery_case": "/ho-so/{n}", "sample_result": "/ho-so/{n}",
    "complaint_event": "/don-thu/{n}", "inspection_sample": "/mau-kiem-tra/{n}",
}  # fmt: skip
"""What a change is about -> the page of that thing, where it has one of its own."""

STATES: Final = {
    "received": "đã nhận", "read": "đã đọc", "unreadable": "không đọc được",
    "submitted": "đã nộp", "withdrawn": "đã rút", "cancelled": "đã hủy", "open": "đang mở",
    "closed": "đã kết thúc", "approved": "phê duyệt", "refused": "từ chối", "given": "đã ghi",
    "prepared": "đã lập", "released": "đã giao", "requested": "yêu cầu thu về",
    "direct": "hủy ngay", "proposed": "đã đề nghị", "confirmed": "đã xác nhận",
    "rejected": "không đồng ý", "settled": "đã xong", "suspended": "tạm dừng",
    "resumed": "cho tiếp tục", "adjusted": "điều chỉnh", "revoked": "hủy bỏ", "live": "đang giữ",
    "same": "là một người", "different": "là hai người khác nhau", "undone": "bỏ kết luận trước",
    "forwarded": "chuyển cơ quan khác", "extended": "gia hạn", "held": "giữ lại",
    "let_go": "thôi giữ", "answered": "đã trả lời", "named": "đã đặt tên cột",
    "home": "chi tại nhà", "proxy": "người nhận thay", "centre": "nhận tại cơ sở",
    "union": "Công đoàn", "social_insurance": "Bảo hiểm xã hội", "tax_branch": "Chi cục Thuế",
    "maker": "nơi lập danh sách", "commune": "cấp xã", "district": "cấp huyện",
    "central": "ngân sách trung ương", "province": "ngân sách tỉnh", "other": "nguồn khác",
    "suspense": "khoản treo", "in_order": "đúng", "finding": "có sai sót",
    "recused": "không tham gia", "signer": "người ký", "allotment": "cấp kinh phí",
    "advance": "tạm ứng", "commitment": "giữ tiền cho quyết định",
    "decommitment": "thôi giữ tiền", "payment": "chi trả", "late_payment": "chi trả sau",
    "recovery": "thu hồi", "release": "giao lệnh", "return": "trả lại nguồn",
    "return_of_paid": "tiền đã chi bị trả lại", "suspense_cleared": "xử lý khoản treo",
}  # fmt: skip
"""What something came to be -> how a person calls it."""

ACTS: Final = {
    "receiveList": "nộp tệp danh sách", "enterApplication": "nhập đơn", "readList": "đọc danh sách",
    "submitList": "nộp danh sách", "withdrawList": "rút danh sách",
    "correctList": "nộp lại danh sách", "convertList": "chuyển phông chữ cũ",
    "nameColumns": "đặt tên cột", "postLists": "niêm yết", "closePosting": "kết thúc niêm yết",
    "objectTo": "ghi ý kiến của người dân", "answerObjection": "trả lời ý kiến",
    "confirmList": "xác nhận danh sách", "answerLoans": "trả lời cho vay",
    "openSitting": "mở phiên họp", "recordOpinions": "ghi ý kiến hội đồng", "vote": "biểu quyết",
    "closeSitting": "kết thúc phiên họp", "answerAlert": "trả lời cảnh báo",
    "answerQuestion": "trả lời câu hỏi", "openBatch": "lập đợt trình",
    "approveBatch": "ký quyết định", "refuseBatch": "từ chối đợt trình",
    "adjustDecision": "điều chỉnh quyết định", "revokeDecision": "hủy quyết định",
    "suspendBatch": "tạm dừng đợt", "resumeBatch": "cho đợt tiếp tục", "delegate": "ủy quyền ký",
    "giveRefusalNotice": "trao thông báo từ chối", "prepareOrders": "lập lệnh chi",
    "releasePayoutRun": "giao lệnh chi", "releasePayoutRuns": "giao lệnh chi",
    "followUpPayoutRuns": "lập đợt chi tiếp", "takeOrders": "nhận lệnh chi",
    "acknowledgeLease": "xác nhận đã nhận lệnh", "cancelOrder": "thu về lệnh chi",
    "reissueOrder": "lập lại lệnh chi", "arrangePayee": "ghi cách nhận thay",
    "arrangeCentre": "ghi cách nhận tại cơ sở", "endPayeeArrangement": "thôi cách nhận thay",
    "reportPayments": "báo kết quả chi", "reportPaymentsByFile": "báo kết quả chi",
    "proposeSettlement": "đề nghị cách xử lý", "confirmSettlement": "xác nhận cách xử lý",
    "rejectSettlement": "không đồng ý cách xử lý", "closePayoutRun": "khép đợt chi",
    "recordPaymentReceipts": "ghi biên nhận", "recordRecoveryReceipt": "ghi tiền thu hồi",
    "agreeRecoveryPlan": "ghi lịch trả dần", "waiveRecovery": "miễn thu hồi",
    "reverseRecoveryReceipt": "hủy khoản thu hồi ghi sai", "addFundSource": "thêm nguồn kinh phí",
    "allotFunds": "cấp kinh phí", "advanceFunds": "tạm ứng", "giveFundsBack": "trả kinh phí",
    "settleFunds": "quyết toán", "ruleOnPair": "kết luận trùng người",
    "undoRuling": "bỏ kết luận trùng người", "declineDossier": "ghi không nhận hỗ trợ",
    "revokeDeclination": "rút lời không nhận", "reopenDossier": "xét lại hồ sơ",
    "recordComplaint": "ghi đơn thư", "forwardComplaint": "chuyển đơn thư",
    "extendComplaint": "gia hạn đơn thư", "answerComplaint": "trả lời đơn thư",
    "holdForComplaint": "giữ lại", "endHold": "thôi giữ", "declareInterest": "khai có liên quan",
    "drawSample": "chọn mẫu kiểm tra", "recordResult": "ghi kết quả kiểm tra",
    "changeCalendar": "đổi lịch nghỉ", "issueReport": "phát hành báo cáo",
    "numberMinutes": "lấy số biên bản", "numberPostingNotice": "lấy số thông báo",
    "numberReminder": "lấy số công văn", "numberSittingSubmission": "lấy số tờ trình",
    "numberSlip": "lấy số phiếu trả", "readMarkedWorkbook": "tải tệp đã đánh dấu lỗi",
    "readInstructionWorkbook": "tải lệnh chi (Excel)", "readInstructionCsv": "tải lệnh chi (CSV)",
    "readInstructionXml": "tải lệnh chi (XML)", "readLeasedOrders": "xem lệnh chi đã nhận",
    "readPayoutOrders": "xem lệnh của đợt chi", "readIdNumber": "xem số định danh",
    "compareOrders": "đối chiếu từng lệnh", "readComplainant": "xem người gửi đơn thư",
}  # fmt: skip
"""The name of an act's door -> what was done."""

LOOKED_AT: Final = {
    "dossier": "hồ sơ", "complaint": "đơn thư", "batch": "đợt trình", "payout_order": "lệnh chi",
} | SUBJECTS  # fmt: skip
"""What numbers were looked at with."""

_MONEY: Final = {
    "payee_receipt", "recovery_case", "recovery_entry", "recovery_plan", "run_closing"
}  # fmt: skip
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?")


def act_told(act: str | None) -> str:
    """What was done, in the language of the reader."""
    name, _, reason = (act or "").partition(": ")
    words = _say(ACTS.get(name, "việc của hệ thống"))
    return f"{words} ({reason})" if reason and name in ACTS else words


def things_told(subject: str, number: int, count: int = 1) -> str:
    """'danh sách 12', or of several '75 danh sách', in the language of the reader."""
    words = _say(LOOKED_AT.get(subject, "mục khác"))
    return (
        f"{words} {number}" if count == 1 else _say("{n} {things}", n=amount(count), things=words)
    )


def place_of(subject: str, number: int) -> str:
    """The page of what was changed; empty where it has none of its own."""
    return PLACES.get(subject, "").format(n=number)


def state_in_words(subject: str, state: str | None) -> str:
    """What something came to be, as a person reads it; a day or a sum in its own form."""
    if state is None:
        return ""
    if state in STATES:
        return STATES[state]
    if _ISO.fullmatch(state):
        told = datetime.fromisoformat(state)
        return day(told) if len(state) == 10 else moment(_zoned(told))
    if subject in _MONEY and state.isdigit():
        return dong(int(state))
    if subject == "payout_lease" and state.isdigit():
        return f"{state} lệnh chi"
    return state


def _zoned(told: datetime) -> datetime:
    return told if told.tzinfo else told.replace(tzinfo=VIETNAM)


def act_in_words(act: str | None) -> str:
    """The name of an act's door as what was done; a dash where nobody knows."""
    name, _, reason = (act or "").partition(": ")
    words = ACTS.get(name, "việc của hệ thống")
    return f"{words} ({reason})" if reason and name in ACTS else words


def thing_in(typed: str) -> tuple[str, int | None] | None:
    """'danh sách 12' or 'danh sach' -> ('dossier_list', 12 or None); None when it names nothing."""
    found = re.fullmatch(r"\s*(.*?)\s*(?:số\s*|so\s*)?(\d{1,18})?\s*", typed)
    key = fold(found[1]) if found else ""
    for subject, name in SUBJECTS.items():
        if found and key and key == fold(name):
            return subject, int(found[2]) if found[2] else None
    return None


def first_of(day_asked: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(day_asked, datetime.min.time(), VIETNAM)
