"""Common Vietnamese names, and the words of the lists; every person made of them is invented."""

import random

from app.core.text import fold

Part = tuple[str, str]

_SURNAMES = (
    "Nguyễn:30 Trần:14 Lê:11 Phan:8 Phạm:6 Hoàng:5 Võ:5 Đặng:4 Bùi:3 Hồ:3 Dương:3 Đinh:2 "
    "Trương:2 Hà:2 Đậu:2 Thái:2 Lương:2 Ngô:2 Mai:1 Cao:1 Đoàn:1 Tô:1 Lưu:1 Đỗ:1 Đào:1 "
    "Chu:1 Kiều:1 Tạ:1"
)
_MIDDLES = {
    "M": (
        "Văn:30 Đình:8 Xuân:6 Hữu:6 Đức:6 Quang:5 Trọng:4 Công:4 Ngọc:4 Viết:3 Thanh:3 Minh:3 "
        "Anh:3 Quốc:3 Duy:3 Tiến:3 Sỹ:2 Bá:2 Hồng:2 Huy:2 Khắc:2 Thế:2 Tuấn:1 Hoàng:1 Gia:1 "
        "Phúc:1 Mạnh:1"
    ),
    "F": (
        "Thị:45 Thị_Hồng:3 Thị_Thu:3 Thị_Thanh:3 Thị_Kim:3 Thị_Ngọc:3 Thị_Minh:2 Thị_Mỹ:2 "
        "Thị_Xuân:2 Thị_Bích:2 Thị_Phương:2 Thị_Quỳnh:2 Thị_Lan:2 Thị_Diệu:1 Thị_Hoài:2 "
        "Thị_Như:1 Khánh:1 Bảo:1 Thùy:1 Hoài:1 Hà:1 Thảo:1 Quỳnh:1 Ngọc:2 Minh:1"
    ),
}
_GIVENS = {
    "M": (
        "An Bách Bảo Bắc Bằng Bình Bính Cảnh Chiến Chính Chung Chương Cương Cường Danh Diện "
        "Dinh Du Duẩn Dũng Dương Đàn Đạt Điền Định Đoàn Đông Đồng Đức Giang Giáp Hà Hai Hải "
        "Hanh Hào Hảo Hân Hậu Hiền Hiếu Hiệp Hòa Hoan Hoàn Hoành Hồng Huân Huấn Hùng Hưng Hướng "
        "Huy Huỳnh Khanh Khánh Khoa Khôi Kiên Kính Lam Lâm Lân Lập Lễ Linh Lĩnh Loan Long Lộc "
        "Lợi Luận Lực Lương Lý Mạnh Mậu Minh Mùi Nam Năm Nga Nghị Nghĩa Ngọ Ngọc Nhân Nhật "
        "Nhuận Ninh Oánh Phi Phong Phú Phúc Phương Quân Quang Quế Quốc Quý Quyền Quyết Sáng Sáu "
        "Sâm Sinh Sơn Sửu Tài Tâm Tân Tấn Thạch Thái Thanh Thành Thao Thăng Thắng Thân Thế Thi "
        "Thìn Thịnh Thọ Thông Thuần Thuận Thủy Thư Tiến Tiếp Tình Toàn Toản Trí Triều Trình "
        "Trọng Trung Trường Tú Tuân Tuấn Tùng Tuyên Tư Tường Tửu Tý Văn Vận Viện Việt Vinh Vĩnh "
        "Vịnh Vũ Vượng Xuân Yên"
    ),
    "F": (
        "An Anh Ánh Ất Bảy Bích Bình Bốn Cam Châu Chi Chiên Chín Chúc Chung Chuyên Cúc Dậu Diệp "
        "Diệu Dung Duyên Dương Đào Điệp Đông Đường Em Gái Giang Hà Hai Hải Hạnh Hảo Hằng Hân "
        "Hiên Hiền Hiếu Hoa Hòa Hoàn Hồng Huân Huê Huế Huệ Hương Hường Huyền Hợi Khanh Khánh "
        "Khuyên Kiều Kỷ Lai Lam Lan Lành Lâm Lê Liên Liễu Liệu Linh Loan Lộc Lợi Luyến Lương "
        "Lựu Ly Lý Mai Mão Mận Mây Minh Mùi Mỹ Năm Nga Ngà Ngân Nghĩa Ngọ Ngọc Ngoan Nguyên "
        "Nguyệt Nhàn Nhạn Nhâm Nhân Nhi Nhung Như Oanh Phú Phúc Phước Phượng Phương Quế Quy Quý "
        "Quyên Quỳnh Sáu Sâm Sen Sinh Soa Sương Tâm Tám Tân Thái Thanh Thảo Thắm Thân Thập Thỉ "
        "Thìn Thơ Thơm Thu Thuận Thúy Thủy Thư Thương Tịnh Tình Toàn Trà Trang Trâm Trinh Tuyên "
        "Tuyết Tư Tứ Tường Vân Vinh Vượng Xanh Xoan Xuân Yên Yến Hóa Hòe Khóa Lòa Thùy"
    ),
}

# Two people whose names differ only by their marks fold to one key: honest namesakes.
TWIN_GIVENS = {
    "Hoa": "Hòa", "Hòa": "Hóa", "Hùng": "Hưng", "Hưng": "Hùng", "Thúy": "Thủy", "Thủy": "Thùy",
    "Lan": "Lân", "Lân": "Lan", "Tân": "Tấn", "Tấn": "Tân", "Tuấn": "Tuân", "Tuân": "Tuấn",
    "Bình": "Bính", "Bính": "Bình", "Thành": "Thanh", "Thanh": "Thành", "Cương": "Cường",
    "Cường": "Cương", "Vinh": "Vĩnh", "Vĩnh": "Vinh", "Quý": "Quy", "Huệ": "Huê", "Hằng": "Hạng",
    "Phương": "Phượng", "Phượng": "Phương", "Hương": "Hường", "Hường": "Hương", "Tư": "Tứ",
    "Thắng": "Thăng", "Thăng": "Thắng", "Huân": "Huấn", "Huấn": "Huân", "Ngà": "Nga", "Nga": "Ngà",
}  # fmt: skip

# (category, monthly allowance in đồng, weight, first and last birth year, share of men)
Category = tuple[str, int, int, int, int, float]

MERIT_CATEGORIES: tuple[Category, ...] = (
    ("Thân nhân liệt sĩ", 1_624_000, 34, 1922, 1962, 0.3),
    ("Thương binh", 2_082_000, 26, 1932, 1966, 0.85),
    ("Bệnh binh", 2_696_000, 12, 1935, 1968, 0.8),
    ("Người hoạt động kháng chiến bị nhiễm chất độc hóa học", 2_062_000, 12, 1934, 1956, 0.8),
    ("Người có công giúp đỡ cách mạng", 955_000, 8, 1922, 1945, 0.5),
    ("Người hưởng chính sách như thương binh", 1_094_000, 4, 1935, 1966, 0.7),
    ("Người hoạt động kháng chiến bị địch bắt tù, đày", 974_000, 3, 1930, 1955, 0.75),
    ("Con đẻ của người nhiễm chất độc hóa học", 974_000, 1, 1972, 1992, 0.5),
)
PROTECTION_CATEGORIES: tuple[Category, ...] = (
    ("Người từ đủ 80 tuổi không có lương hưu", 270_000, 46, 1921, 1939, 0.36),
    ("Người khuyết tật nặng", 405_000, 26, 1941, 1998, 0.54),
    ("Người khuyết tật đặc biệt nặng", 540_000, 8, 1938, 1998, 0.54),
    ("Trẻ em khuyết tật nặng", 540_000, 6, 2005, 2017, 0.56),
    ("Trẻ em khuyết tật đặc biệt nặng", 675_000, 2, 2005, 2018, 0.56),
    ("Trẻ em mồ côi không nơi nương tựa", 405_000, 3, 2005, 2015, 0.5),
    ("Người đơn thân nghèo đang nuôi con", 270_000, 7, 1968, 1998, 0.06),
    ("Người cao tuổi nghèo không có người phụng dưỡng", 405_000, 2, 1930, 1959, 0.2),
)
HAMLET_WORDS = {"xa": "Thôn", "phuong": "Tổ dân phố", "thi-tran": "Tổ dân phố"}


def weighted(words: str) -> list[Part]:
    """ "Nguyễn:30 …" as a table in which each name stands as often as its weight, with its key."""
    table: list[Part] = []
    for word in words.split():
        text, _, weight = word.replace("_", " ").partition(":")
        table += [(text, fold(text))] * int(weight or 1)
    return table


SURNAMES = weighted(_SURNAMES)
MIDDLES = {sex: weighted(words) for sex, words in _MIDDLES.items()}
GIVENS = {sex: weighted(words) for sex, words in _GIVENS.items()}


def draw_name(rng: random.Random, sex: str, surname: Part | None = None) -> tuple[str, str, Part]:
    """An invented full name, its matching key, and its surname (to hand on to children)."""
    chance = rng.random
    middles, givens = MIDDLES[sex], GIVENS[sex]
    family = surname or SURNAMES[int(chance() * len(SURNAMES))]
    middle = middles[int(chance() * len(middles))]
    given = givens[int(chance() * len(givens))]
    return (
        f"{family[0]} {middle[0]} {given[0]}",
        f"{family[1]} {middle[1]} {given[1]}",
        family,
    )
