"""What the pages of batches and decisions call things."""

from typing import Final

VERDICTS: Final = {
    "favourable": "Chấp thuận, có giải trình",
    "unfavourable": "Không đủ điều kiện",
    "superseded": "Hưởng chế độ khác cao hơn",
    "returned": "Trả lại",
    "on_hold": "Tạm dừng xem xét",
}
"""What a council said, by its verdict."""

LEVELS: Final = {"commune": "Xã", "district": "Huyện", "province": "Tỉnh"}
"""Whose council it was."""

KINDS: Final = {"approved": ("Phê duyệt", "good"), "refused": ("Từ chối", "wrong")}
"""What a decision says of its batch, and the kind of its mark."""

ADJUSTMENTS: Final = {"adjusted": "Điều chỉnh", "revoked": "Thu hồi toàn bộ"}
"""What a later decision does to an earlier one."""

DONE: Final = {
    "phe-duyet": "Đã ký phê duyệt. Lệnh chi đang được lập cho đơn vị chi trả.",
    "tu-choi": "Đã ký từ chối cả đợt. Từng người sẽ được thông báo bằng văn bản.",
    "dieu-chinh": "Đã ký quyết định điều chỉnh. Tiền và lệnh chi đã theo nội dung mới.",
    "thu-hoi": "Đã ký thu hồi toàn bộ quyết định.",
    "tam-dung": "Đã tạm đình chỉ đợt này.",
    "tiep-tuc": "Đợt này được tiếp tục.",
    "moi": "Đã gom danh sách thành đợt trình.",
    "thong-bao": "Đã ghi nhận việc trao thông báo.",
    "uy-quyen": "Đã ghi nhận văn bản ủy quyền.",
}
"""What was just done, by the word in the address that leads back."""
