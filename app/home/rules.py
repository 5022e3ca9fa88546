"""Which kinds of work wait for which role, and how each is told. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.access import Role


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what is said of it, where it is done, and what its day means."""

    words: str
    address: str
    day: str = ""
    """What the day is called where it is no deadline; otherwise the work is late after it."""


KINDS: Final[dict[str, Kind]] = {
    "lists_to_submit": Kind("{n} danh sách đã đọc xong, chờ nộp", "/danh-sach?trang_thai=read"),
    "lists_with_faults": Kind(
        "{n} danh sách có dòng lỗi cần sửa trước khi nộp", "/danh-sach?trang_thai=read"
    ),
    "lists_unreadable": Kind(
        "{n} danh sách không đọc được, cần nộp lại", "/danh-sach?trang_thai=unreadable"
    ),
    "lists_to_post": Kind("{n} danh sách chờ niêm yết", "/niem-yet"),
    "postings_over": Kind(
        "{n} đợt niêm yết đã đủ ngày, chờ kết thúc", "/niem-yet", "hết ngày niêm yết {day}"
    ),
    "objections": Kind("{n} ý kiến của người dân chưa trả lời", "/niem-yet", "nhận ngày {day}"),
    "questions": Kind("{n} câu hỏi của hội đồng chờ trả lời", "/cau-hoi", "hỏi ngày {day}"),
    "refusals": Kind(
        "{n} hồ sơ không đủ điều kiện chưa trao thông báo", "/tra-cuu?giai_doan=refused",
        "có kết quả ngày {day}",
    ),
    "not_received": Kind(
        "{n} người chưa nhận tiền, cần tìm hiểu lý do", "/chua-nhan", "báo ngày {day}"
    ),
    "lists_to_hear": Kind("{n} danh sách chờ đưa ra phiên họp", "/phien-hop"),
    "sittings_open": Kind(
        "{n} phiên họp đang mở, chưa kết thúc", "/phien-hop", "mở ngày {day}"
    ),
    "votes_asked": Kind("{n} phiên họp chờ phiếu của bạn", "/phien-hop", "mở ngày {day}"),
    "lists_to_gather": Kind("{n} danh sách đã thẩm định xong, chờ lập đợt trình", "/dot"),
    "batches_to_sign": Kind("{n} đợt trình chờ ký", "/dot"),
    "late_offices": Kind("{n} cơ quan đang để quá hạn", "/tre-han"),
    "complaints": Kind("{n} đơn thư do cơ quan bạn giải quyết", "/don-thu"),
    "complaints_watched": Kind("{n} đơn thư trong địa bàn chưa trả lời", "/don-thu"),
    "samples": Kind("{n} mẫu kiểm tra còn hồ sơ chưa ghi kết quả", "/mau-kiem-tra"),
    "runs_to_release": Kind("{n} đợt chi chờ giao lệnh", "/chi-tra", "lập ngày {day}"),
    "runs_to_close": Kind("{n} đợt chi đã giao lệnh, chưa khép", "/chi-tra", "giao ngày {day}"),
    "exceptions": Kind("{n} dòng bảng kê chưa khớp, chờ đề nghị cách xử lý", "/doi-soat"),
    "settlements": Kind(
        "{n} cách xử lý do người khác đề nghị, chờ xác nhận", "/doi-soat", "đề nghị ngày {day}"
    ),
    "orders_to_pull": Kind("{n} lệnh chi chờ nhận", "/lenh-chi"),
    "leases": Kind("{n} lượt nhận lệnh chưa xác nhận", "/lenh-chi", "nhận ngày {day}"),
    "asked_back": Kind("{n} lệnh chi được yêu cầu thu về", "/lenh-chi", "yêu cầu ngày {day}"),
    "own_exceptions": Kind("{n} dòng trong bảng kê đã nộp không khớp lệnh chi", "/doi-soat"),
    "report_of_month": Kind("Báo cáo tháng này chưa lập", "/bao-cao"),
    "confirmations": Kind("{n} danh sách chờ xác nhận", "/xac-nhan"),
    "loans": Kind("{n} danh sách chờ trả lời cho vay", "/khoan-vay"),
    "enactments": Kind(
        "{n} văn bản chính sách chờ phê duyệt", "/chinh-sach", "nhập ngày {day}"
    ),
}  # fmt: skip

_COMPILES: Final = ("lists_to_submit", "lists_with_faults", "lists_unreadable")
OF_ROLE: Final[dict[Role, tuple[str, ...]]] = {
    Role.COMMUNE_OFFICER: (
        *_COMPILES, "lists_to_post", "postings_over", "objections", "questions", "refusals",
        "not_received", "complaints",
    ),
    Role.DISTRICT_OFFICER: (
        *_COMPILES, "questions", "lists_to_gather", "refusals", "not_received", "complaints",
    ),
    Role.COUNCIL_MEMBER: ("votes_asked",),
    Role.COUNCIL_SECRETARY: ("lists_to_hear", "sittings_open", "votes_asked", "questions"),
    Role.CONFIRMING_BODY: (),
    Role.UNION_OFFICER: ("confirmations", "questions"),
    Role.INSURANCE_OFFICER: ("confirmations", "questions"),
    Role.TAX_OFFICER: ("confirmations", "questions"),
    Role.FINANCE_OFFICER: ("runs_to_release", "exceptions", "settlements", "runs_to_close"),
    Role.CHAIRMAN: ("batches_to_sign", "late_offices", "complaints", "enactments"),
    Role.PAYMENT_AGENT: ("orders_to_pull", "leases", "asked_back", "own_exceptions"),
    Role.DEPARTMENT_REPORTER: (
        *_COMPILES, "lists_to_gather", "late_offices", "report_of_month", "questions",
        "exceptions", "settlements", "complaints",
    ),
    Role.AUDITOR: ("complaints_watched", "samples"),
    Role.INSPECTOR: ("complaints_watched", "samples"),
    Role.ADMINISTRATOR: (),
    Role.POLICY_KEEPER: ("enactments",),
    Role.BANK_OFFICER: ("loans",),
}  # fmt: skip
"""Role -> what may wait for it, in the order of the work."""

WHERE: Final[dict[Role, tuple[str, str]]] = {
    Role.COMMUNE_OFFICER: ("/nop-danh-sach", "Tải mẫu và nộp danh sách"),
    Role.DISTRICT_OFFICER: ("/danh-sach", "Xem danh sách của địa bàn"),
    Role.COUNCIL_MEMBER: ("/phien-hop", "Xem các phiên họp"),
    Role.COUNCIL_SECRETARY: ("/phien-hop", "Xem các phiên họp"),
    Role.CONFIRMING_BODY: ("/phien", "Xem phiên làm việc của bạn"),
    Role.UNION_OFFICER: ("/xac-nhan", "Xem danh sách cần xác nhận"),
    Role.INSURANCE_OFFICER: ("/xac-nhan", "Xem danh sách cần xác nhận"),
    Role.TAX_OFFICER: ("/xac-nhan", "Xem danh sách cần xác nhận"),
    Role.FINANCE_OFFICER: ("/chi-tra", "Xem các đợt chi"),
    Role.CHAIRMAN: ("/dot", "Xem các đợt trình"),
    Role.PAYMENT_AGENT: ("/lenh-chi", "Xem lệnh đã giao"),
    Role.DEPARTMENT_REPORTER: ("/bao-phu", "Xem độ bao phủ"),
    Role.AUDITOR: ("/nhat-ky", "Xem nhật ký"),
    Role.INSPECTOR: ("/don-thu", "Xem đơn thư"),
    Role.ADMINISTRATOR: ("/quan-tri", "Quản trị con người và chức danh"),
    Role.POLICY_KEEPER: ("/chinh-sach", "Xem chính sách đang áp dụng"),
    Role.BANK_OFFICER: ("/khoan-vay", "Xem khoản vay"),
}
"""Role -> where to look when nothing waits."""

_CONFIRMS: Final = (
    ("/xac-nhan", "Xác nhận danh sách"), ("/cau-hoi", "Trả lời câu hỏi"),
    ("/tra-cuu", "Tra cứu hồ sơ"),
)  # fmt: skip
USUAL: Final[dict[Role, tuple[tuple[str, str], ...]]] = {
    Role.COMMUNE_OFFICER: (
        ("/nop-danh-sach", "Nộp danh sách"), ("/nop-ho-so", "Nhập từng đơn"),
        ("/niem-yet/moi", "Niêm yết danh sách"),
    ),
    Role.DISTRICT_OFFICER: (
        ("/nop-danh-sach", "Nộp danh sách"), ("/dot/moi", "Lập đợt trình"),
        ("/tra-cuu", "Tra cứu hồ sơ"),
    ),
    Role.COUNCIL_MEMBER: (("/phien-hop", "Xem phiên họp"), ("/tra-cuu", "Tra cứu hồ sơ")),
    Role.COUNCIL_SECRETARY: (
        ("/phien-hop/moi", "Mở phiên họp"), ("/phien-hop", "Xem phiên họp"),
        ("/cau-hoi", "Xem câu hỏi"),
    ),
    Role.CONFIRMING_BODY: (
        ("/phien", "Xem phiên làm việc của bạn"), ("/phien/mat-khau", "Đổi mật khẩu"),
    ),
    Role.UNION_OFFICER: _CONFIRMS,
    Role.INSURANCE_OFFICER: _CONFIRMS,
    Role.TAX_OFFICER: _CONFIRMS,
    Role.FINANCE_OFFICER: (
        ("/chi-tra", "Giao lệnh chi"), ("/doi-soat", "Đối soát bảng kê"),
        ("/kinh-phi", "Xem kinh phí"),
    ),
    Role.CHAIRMAN: (
        ("/dot", "Xem đợt trình"), ("/quyet-dinh", "Xem quyết định"),
        ("/tre-han", "Xem nơi quá hạn"),
    ),
    Role.PAYMENT_AGENT: (
        ("/lenh-chi", "Nhận lệnh chi"), ("/nop-bang-ke", "Nộp bảng kê"),
        ("/chua-nhan", "Xem người chưa nhận tiền"),
    ),
    Role.DEPARTMENT_REPORTER: (
        ("/bao-cao", "Lập báo cáo"), ("/bao-phu", "Xem độ bao phủ"),
        ("/dot/moi", "Lập đợt trình"),
    ),
    Role.AUDITOR: (
        ("/nhat-ky", "Xem nhật ký"), ("/tra-cuu", "Tra cứu hồ sơ"), ("/don-thu", "Xem đơn thư"),
    ),
    Role.INSPECTOR: (
        ("/don-thu/moi", "Ghi đơn thư"), ("/mau-kiem-tra/moi", "Chọn mẫu kiểm tra"),
        ("/tra-cuu", "Tra cứu hồ sơ"),
    ),
    Role.ADMINISTRATOR: (
        ("/quan-tri/nguoi-moi", "Thêm người"), ("/quan-tri", "Xem con người và chức danh"),
        ("/lich", "Đổi ngày nghỉ"),
    ),
    Role.POLICY_KEEPER: (
        ("/chinh-sach/van-ban/nhap", "Nhập văn bản chính sách"),
        ("/chinh-sach", "Xem chính sách đang áp dụng"),
    ),
    Role.BANK_OFFICER: (("/khoan-vay", "Trả lời cho vay"), ("/tra-cuu", "Tra cứu hồ sơ")),
}  # fmt: skip
"""Role -> what is done most, at hand on the first page; who has no door there sees no link."""


@dataclass(frozen=True, slots=True)
class Task:
    """Work that waits: which kind, how much of it, its earliest day, working days left to it."""

    code: str
    count: int
    on: date | None = None
    left: int | None = None
    """Nothing where the day is no deadline; below zero when it has passed."""

    @property
    def kind(self) -> Kind:
        """How this work is told."""
        return KINDS[self.code]


def in_order(tasks: list[Task]) -> list[Task]:
    """Deadlines first, the earliest first; then by the day since which the work waits."""
    return sorted(tasks, key=lambda one: (one.left is None, one.on is None, one.on or date.min))
