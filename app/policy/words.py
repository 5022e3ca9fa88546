"""What the pages of the policy call things."""

from typing import Final

from app.core.language import ENGLISH, spoken
from app.policy.known import newest, programme_of, upto
from app.policy.law import editions
from app.policy.policy import Policy
from app.policy.terms import Mark

MARKS: Final = {
    Mark.CONFIRMED: ("Đã đối chiếu", "good"),
    Mark.ASSUMED: ("Giả định", "heed"),
    Mark.DOUBTFUL: ("Chưa chắc", "heed"),
}
"""How sure we are of a value, and the kind of its mark."""

COMPILERS: Final = (
    ("commune", "UBND xã, phường"),
    ("district", "UBND huyện"),
    ("province", "Cơ quan cấp tỉnh"),
    ("employer", "Người sử dụng lao động"),
    ("worker", "Người lao động"),
)
"""Who compiles the list of a programme."""

LEVELS: Final = (("commune", "Cấp xã"), ("district", "Cấp huyện"), ("province", "Cấp tỉnh"))
"""Where a list of a programme is handed in."""

FUNDS: Final = (
    ("province", "Ngân sách tỉnh"),
    ("district", "Ngân sách huyện"),
    ("central", "Ngân sách trung ương"),
    ("other", "Nguồn khác"),
)
"""Whose money pays a programme."""

BESIDE: Final = (
    ("gives_way", "Nhường", "Ai đã có chế độ của trung ương thì không hưởng chương trình này"),
    ("competes", "So mức", "Được hưởng chế độ cao nhất trong các chế độ"),
)
"""What becomes of a person who has a national benefit too."""

AMOUNTS: Final = (
    ("fixed", "Một mức cho mọi người, chi một lần"),
    ("monthly", "Mức mỗi tháng, nhân với số tháng"),
)
"""How much a programme gives."""

PAID: Final = {"once": "một lần", "monthly": "từng tháng"}
"""How a group is paid."""

DONE: Final = {
    "nhap": "Đã nhập văn bản. Văn bản có hiệu lực sau khi người thứ hai phê duyệt.",
    "phe-duyet": "Đã phê duyệt. Danh sách nhận từ nay theo chính sách mới.",
}
"""What was just done, by the word in the address that leads back."""

SAID: Final = {
    "total": "theo tổng số tiền",
    "monthly": "theo mức mỗi tháng",
    "drop": "bỏ tháng lẻ",
    "count": "tính cả tháng lẻ",
    "central": "trung ương",
    "provincial": "tỉnh",
    "district": "huyện",
    "other": "khác",
}
"""What values that are words of the rules mean."""

OF_WHICH: Final = {
    "commune": "cấp xã",
    "district": "cấp huyện",
    "province": "cấp tỉnh",
    "rural": "nông thôn",
    "urban": "thành thị",
    "answer_days": "hạn trả lời",
    "extension_days": "gia hạn",
    "in_force": "đang áp dụng",
    "class_1": "trung ương chịu %, tỉnh loại 1",
    "class_2": "trung ương chịu %, tỉnh loại 2",
    "class_3": "trung ương chịu %, tỉnh loại 3",
    "class_4": "trung ương chịu %, tỉnh loại 4",
}
"""Of which one a value speaks, by the end of its key."""


def reason_words(rules: Policy, code: str | None) -> str:
    """A reason of refusal as a page tells it; an unknown code as it is."""
    found = rules.refusal_reasons.get(code or "")
    if found is None:
        return code or ""
    return (found.en if spoken() == "en" else found.vi).rstrip(".")


def reasons_in_words(rules: Policy) -> list[tuple[str, str]]:
    """Every reason of refusal by its words: [("MOVED_AWAY", "Người này đã chuyển đi"), …]."""
    return sorted(
        ((code, reason_words(rules, code)) for code in rules.refusal_reasons),
        key=lambda option: option[1],
    )


_GROUPS: Final = {
    "NCC": ("Người có công", "People of merit"),
    "BTXH": ("Bảo trợ xã hội", "Social assistance"),
    "HN": ("Hộ nghèo", "Poor households"),
    "HCN": ("Hộ cận nghèo", "Near-poor households"),
    "NLD_TAMHOAN": ("Lao động tạm hoãn hợp đồng", "Suspended contracts"),
    "HKD": ("Hộ kinh doanh", "Household businesses"),
    "NLD_CHAMDUT": ("Lao động chấm dứt hợp đồng", "Ended contracts"),
    "NLD_KHONGHD": ("Lao động không có hợp đồng", "Workers without contract"),
    "NSDLD_VAY": ("Vay vốn trả lương", "Loans for wages"),
}


def group_called(code: str) -> str:
    """A group in a few words, in the language of the visitor; of a programme its own name."""
    if code in _GROUPS:
        return _GROUPS[code][spoken() == ENGLISH]
    programme = programme_of(code)
    if programme is None:
        return code
    return programme.en if spoken() == ENGLISH else programme.vi


def edition_called(code: str) -> str:
    """The document that made a version of the policy, by its title; an unknown code as it is."""
    titles = {one.document.code: one.document.title for one in upto(newest())}
    titles |= {one.code: one.title for one in editions()}
    return titles.get(code, code)
