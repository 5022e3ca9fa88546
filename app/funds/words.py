"""What people call the levels of sources and the acts on their money."""

from typing import Final

LEVELS: Final = {
    "central": "Ngân sách trung ương",
    "province": "Ngân sách tỉnh",
    "district": "Ngân sách huyện",
    "other": "Nguồn khác",
}
"""Level of a source -> its words."""

ACTS: Final = {
    "cap": ("Cấp kinh phí", "Tiền cấp theo văn bản; cộng vào phần còn được dùng."),
    "tam-ung": ("Tạm ứng kinh phí", "Tiền tạm ứng theo văn bản; sau này phải hoàn trả."),
    "nop-tra": (
        "Nộp trả kinh phí",
        "Tiền không dùng hết hoặc đã thu hồi được nộp trả nơi cấp.",
    ),
}
"""Last part of an act's address -> its name and what it does."""
