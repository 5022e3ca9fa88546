"""What complaints, samples and what is done with them are called by people."""

from typing import Final

ABOUT: Final = {
    "dossier": "hồ sơ số", "list": "danh sách số", "batch": "đợt trình số", "order": "lệnh chi số",
}  # fmt: skip
"""What a complaint can be about -> its name before its number."""

TARGETS: Final = {
    "dossier": "/ho-so/{n}", "list": "/danh-sach/{n}", "batch": "/dot/{n}",
    "order": "/ho-so/{dossier}",
}  # fmt: skip
"""What a complaint is about -> the page of that."""

EVENTS: Final = {
    "received": "Tiếp nhận", "forwarded": "Chuyển cơ quan giải quyết", "extended": "Gia hạn",
    "held": "Giữ lại", "let_go": "Thôi giữ", "answered": "Trả lời",
}  # fmt: skip
"""What was done with a complaint."""

RESULTS: Final = {"in_order": ("đúng", "good"), "finding": ("có sai sót", "wrong")}
"""What was found of a line -> its words and the kind of its mark."""

PARTS: Final = {
    "recused": "không tham gia từ đầu", "maker": "đã lập danh sách", "signer": "đã ký",
    "commune_council": "hội đồng xã", "district_council": "hội đồng huyện",
    "province_council": "hội đồng tỉnh", "confirming_body": "đã xác nhận",
}  # fmt: skip
"""What somebody was to a list when they declared an interest."""
