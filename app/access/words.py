"""What roles and permissions are called by people."""

from typing import Final

from app.access.rules import Permission, Role
from app.core.errors import Forbidden

ROLE_VI: Final = {
    Role.COMMUNE_OFFICER: "Cán bộ xã",
    Role.DISTRICT_OFFICER: "Cán bộ huyện",
    Role.COUNCIL_MEMBER: "Thành viên hội đồng",
    Role.COUNCIL_SECRETARY: "Thư ký hội đồng",
    Role.CONFIRMING_BODY: "Cơ quan báo tin",
    Role.UNION_OFFICER: "Công đoàn",
    Role.INSURANCE_OFFICER: "Bảo hiểm xã hội",
    Role.TAX_OFFICER: "Cơ quan thuế",
    Role.FINANCE_OFFICER: "Cán bộ tài chính",
    Role.CHAIRMAN: "Chủ tịch UBND",
    Role.PAYMENT_AGENT: "Đơn vị chi trả",
    Role.DEPARTMENT_REPORTER: "Cán bộ báo cáo của Sở",
    Role.AUDITOR: "Kiểm tra, giám sát",
    Role.INSPECTOR: "Đoàn giám sát",
    Role.ADMINISTRATOR: "Quản trị",
    Role.POLICY_KEEPER: "Người giữ chính sách",
    Role.BANK_OFFICER: "Ngân hàng Chính sách xã hội",
}
"""Every role (chức danh) as the desk of its holder names it."""

PERMISSION_VI: Final = {
    Permission.SUBMIT_LIST: "nộp danh sách",
    Permission.READ_LIST: "xem danh sách",
    Permission.READ_TEMPLATE: "tải biểu mẫu",
    Permission.READ_DOSSIER: "xem hồ sơ",
    Permission.POST_LIST: "niêm yết danh sách",
    Permission.CONFIRM_LIST: "xác nhận danh sách",
    Permission.READ_CONFIRMATION: "xem xác nhận",
    Permission.HOLD_SITTING: "điều hành phiên họp",
    Permission.READ_SITTING: "xem phiên họp",
    Permission.SIT: "biểu quyết trong phiên họp",
    Permission.ANSWER_QUESTION: "trả lời câu hỏi của hội đồng",
    Permission.MAKE_BATCH: "lập đợt trình",
    Permission.READ_BATCH: "xem đợt trình và quyết định",
    Permission.DECIDE: "ký quyết định",
    Permission.DELEGATE: "ủy quyền ký",
    Permission.MANAGE_FUNDS: "ghi sổ nguồn kinh phí",
    Permission.READ_FUNDS: "xem nguồn kinh phí",
    Permission.RELEASE_PAYOUT: "giao lệnh chi",
    Permission.READ_PAYOUT: "xem đợt chi",
    Permission.TAKE_ORDERS: "nhận lệnh chi",
    Permission.READ_NOTIFICATION: "xem thông báo gửi đơn vị chi trả",
    Permission.ARRANGE_PAYEE: "ghi người nhận thay",
    Permission.REPORT_PAYMENT: "nộp bảng kê chi trả",
    Permission.READ_STATEMENT: "xem bảng kê và đối soát",
    Permission.MANAGE_RECOVERY: "lập và ghi thu hồi",
    Permission.READ_RECOVERY: "xem thu hồi",
    Permission.RECORD_RECEIPT: "ghi ký nhận",
    Permission.READ_HANDOVER: "xem việc trao tiền",
    Permission.SETTLE_EXCEPTION: "xử lý dòng không khớp",
    Permission.READ_REPORT: "xem số liệu và báo cáo",
    Permission.ISSUE_REPORT: "phát hành báo cáo",
    Permission.REPORT_NOTICE: "báo tin về nhân thân",
    Permission.RULE_ON_IDENTITY: "kết luận về trùng người",
    Permission.READ_IDENTITY: "xem sổ nhân thân",
    Permission.LOOK_UP_PERSON: "tra cứu một người",
    Permission.RECORD_DECLINATION: "ghi việc tự nguyện không nhận",
    Permission.DECLARE_RELATIVE: "khai người có liên quan",
    Permission.NAME_COLUMNS: "đặt tên cột cho tệp của phần mềm khác",
    Permission.RECORD_COMPLAINT: "ghi đơn thư",
    Permission.READ_COMPLAINT: "xem đơn thư",
    Permission.READ_COMPLAINANT: "xem người gửi đơn thư",
    Permission.ANSWER_COMPLAINT: "trả lời đơn thư",
    Permission.HOLD_CASE: "giữ lại hồ sơ",
    Permission.INSPECT: "kiểm tra theo mẫu",
    Permission.READ_HISTORY: "xem nhật ký",
    Permission.READ_SEAL: "xem niêm phong nhật ký",
    Permission.MANAGE_ACCESS: "quản trị người dùng",
    Permission.SET_CLOCK: "đặt giờ của bản chạy thử",
    Permission.CHANGE_CALENDAR: "đổi ngày nghỉ",
    Permission.ENTER_POLICY: "nhập văn bản chính sách",
    Permission.APPROVE_POLICY: "phê duyệt văn bản chính sách",
    Permission.READ_POLICY: "xem chính sách",
    Permission.ANSWER_LOAN: "trả lời hồ sơ vay vốn",
}
"""What a permission lets somebody do, after "không được phép"."""


def forbidden(permission: Permission) -> Forbidden:
    """The refusal of whoever lacks a permission, in words of either language."""
    words = permission.replace("_", " ")
    return Forbidden(permission=words, permission_vi=PERMISSION_VI[permission])
