"""The menu: which pages there are, in which section, and who finds them in theirs."""

from dataclasses import dataclass
from typing import Final

from app.access.rules import Actor, Permission
from app.core.html import Entry

P = Permission


@dataclass(frozen=True)
class MenuPage:
    """A page of the menu: its address, what it is called, and the permission of its door."""

    address: str
    label: str
    permission: Permission | None = None
    of_province: bool = False
    """Nothing to see there for an office of no province (the administrator of the service)."""

    def opens_to(self, actor: Actor) -> bool:
        """Whether the actor finds an open door there."""
        if self.of_province and actor.standing.province is None:
            return False
        return self.permission is None or actor.may(self.permission)


MENU: Final[tuple[tuple[str, tuple[MenuPage, ...]], ...]] = (
    ("Trang chính", (MenuPage("/", "Việc chờ tôi"),)),
    (
        "Danh sách",
        (
            MenuPage("/danh-sach", "Danh sách", P.READ_LIST),
            MenuPage("/nop-danh-sach", "Nộp danh sách", P.SUBMIT_LIST),
            MenuPage("/nop-ho-so", "Nhập đơn", P.SUBMIT_LIST),
            MenuPage("/niem-yet", "Niêm yết", P.READ_DOSSIER),
            MenuPage("/xac-nhan", "Xác nhận", P.CONFIRM_LIST),
            MenuPage("/khoan-vay", "Khoản vay", P.ANSWER_LOAN),
            MenuPage("/tra-cuu", "Tra cứu hồ sơ", P.READ_DOSSIER),
            MenuPage("/trung-nguoi", "Nghi trùng người", P.READ_IDENTITY),
        ),
    ),
    (
        "Thẩm định",
        (
            MenuPage("/phien-hop", "Phiên họp", P.READ_SITTING),
            MenuPage("/van-ban-phien-hop", "Tờ trình, trả lại", P.SUBMIT_LIST),
            MenuPage("/cau-hoi", "Câu hỏi", P.ANSWER_QUESTION),
            MenuPage("/dot", "Đợt trình", P.READ_BATCH),
            MenuPage("/quyet-dinh", "Quyết định", P.READ_BATCH),
        ),
    ),
    (
        "Chi trả",
        (
            MenuPage("/chi-tra", "Đợt chi", P.READ_PAYOUT),
            MenuPage("/lenh-chi", "Lệnh đã giao", P.READ_PAYOUT),
            MenuPage("/doi-soat", "Đối soát", P.READ_STATEMENT),
            MenuPage("/nop-bang-ke", "Nộp bảng kê", P.REPORT_PAYMENT),
            MenuPage("/chua-nhan", "Chưa nhận tiền", P.READ_HANDOVER),
            MenuPage("/thu-hoi", "Thu hồi", P.READ_RECOVERY),
            MenuPage("/kinh-phi", "Kinh phí", P.READ_FUNDS),
        ),
    ),
    (
        "Số liệu",
        (
            MenuPage("/bao-phu", "Độ bao phủ", P.READ_REPORT),
            MenuPage("/tre-han", "Quá hạn", P.READ_REPORT),
            MenuPage("/bao-cao", "Báo cáo", P.READ_REPORT),
        ),
    ),
    (
        "Giám sát",
        (
            MenuPage("/don-thu", "Đơn thư", P.READ_COMPLAINT),
            MenuPage("/mau-kiem-tra", "Mẫu kiểm tra", P.READ_BATCH),
            MenuPage("/nhat-ky", "Nhật ký", P.READ_HISTORY),
        ),
    ),
    (
        "Quản trị",
        (
            MenuPage("/quan-tri", "Con người", P.MANAGE_ACCESS),
            MenuPage("/chinh-sach", "Chính sách", P.READ_POLICY),
            MenuPage("/lich", "Ngày nghỉ", P.CHANGE_CALENDAR, of_province=True),
        ),
    ),
)
"""Sections with their pages, in the order of the work."""


def menu_of(actor: Actor, address: str) -> tuple[list[Entry], list[Entry]]:
    """The sections that the actor may enter, and the pages of the one where the reader stands."""
    sections, within = [], []
    for label, pages in MENU:
        own = [one for one in pages if one.opens_to(actor)]
        if not own:
            continue
        here = max((one.address for one in own if _leads_to(one.address, address)), default="")
        sections.append(Entry(own[0].address, label, bool(here)))
        if here:
            within = [Entry(one.address, one.label, one.address == here) for one in own]
    return sections, within


def opens(actor: Actor, address: str) -> bool:
    """Whether the actor may enter where an address leads, as far as the menu knows it."""
    path = address.partition("?")[0]
    known = [one for _, pages in MENU for one in pages if _leads_to(one.address, path)]
    page = max(known, key=lambda one: len(one.address), default=None)
    return page is None or page.opens_to(actor)


def _leads_to(page: str, address: str) -> bool:
    return address == page or (page != "/" and address.startswith(f"{page}/"))
