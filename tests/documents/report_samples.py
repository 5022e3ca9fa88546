"""A quick report of an invented province with the reference figures: tables, pictures, annexes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.documents.schemas import ReportPaper, ReportPicture, ReportSection, Signer
from app.sheets import Column, Kind, Row, Sheet, Value
from tests.documents.samples import DAY, PROOF, reminder

AS_OF = date(2020, 6, 1)
GROUPS = (
    ("NCC", "Người có công với cách mạng", 38_038, 37_125, 1_500_000),
    ("BTXH", "Đối tượng bảo trợ xã hội", 53_452, 52_025, 1_500_000),
    ("HN", "Nhân khẩu thuộc hộ nghèo", 24_125, 20_895, 750_000),
    ("HCN", "Nhân khẩu thuộc hộ cận nghèo", 57_979, 49_381, 750_000),
)
DISTRICTS = (
    "Thành phố Hà Tĩnh", "Thị xã Hồng Lĩnh", "Huyện Hương Sơn", "Huyện Đức Thọ", "Huyện Vũ Quang",
    "Huyện Nghi Xuân", "Huyện Can Lộc", "Huyện Hương Khê", "Huyện Thạch Hà", "Huyện Cẩm Xuyên",
    "Huyện Kỳ Anh", "Huyện Lộc Hà", "Thị xã Kỳ Anh",
)  # fmt: skip
MEASURED = (
    Column(key="approved_people", title="Được duyệt (người)", kind=Kind.COUNT, meaning="…"),
    Column(key="paid_people", title="Đã chi (người)", kind=Kind.COUNT, meaning="…"),
    Column(key="rate_people", title="Tỷ lệ", kind=Kind.RATE, meaning="…",
           part_of=("paid_people", "approved_people")),
    Column(key="approved_dong", title="Kinh phí được duyệt", kind=Kind.DONG, meaning="…"),
    Column(key="paid_dong", title="Kinh phí đã chi", kind=Kind.DONG, meaning="…"),
    Column(key="rate_dong", title="Tỷ lệ", kind=Kind.RATE, meaning="…",
           part_of=("paid_dong", "approved_dong")),
)  # fmt: skip
SUMMED = ("approved_people", "paid_people", "approved_dong", "paid_dong")


def rate(part: int, whole: int) -> str | None:
    """Half up to two places; none of nothing."""
    hundredths = (part * 20_000 + whole) // (2 * whole) if whole else None
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}"


def measured(approved: int, paid: int, each: int) -> dict[str, Value]:
    """The six measures of one row."""
    return {
        "approved_people": approved, "paid_people": paid, "rate_people": rate(paid, approved),
        "approved_dong": approved * each, "paid_dong": paid * each,
        "rate_dong": rate(paid * each, approved * each),
    }  # fmt: skip


def sum_row(key: str, name: str, parts: Sequence[Row], level: int) -> Row:
    """The sum of some rows."""
    sums = {one: sum(int(str(row.cells[one])) for row in parts) for one in SUMMED}
    cells: dict[str, Value] = {"name": name, **sums}
    cells["rate_people"] = rate(sums["paid_people"], sums["approved_people"])
    cells["rate_dong"] = rate(sums["paid_dong"], sums["approved_dong"])
    return Row(key=key, cells=cells, sum_of=tuple(row.key for row in parts), level=level)


def head(title: str) -> tuple[Column, ...]:
    """The columns of every table here: its number, what it is of, six measures."""
    return (
        Column(key="stt", title="STT", kind=Kind.TEXT, meaning="…"),
        Column(key="name", title=title, kind=Kind.TEXT, meaning="…"),
        *MEASURED,
    )


def by_group() -> Sheet:
    """The reference table."""
    rows = [
        Row(key=code, cells={"stt": str(at), "name": name, **measured(approved, paid, each)})
        for at, (code, name, approved, paid, each) in enumerate(GROUPS, 1)
    ]
    rows.append(sum_row("total", "Tổng cộng", rows, 2))
    return Sheet(
        key="by_group", title="Bảng 1. Kết quả chi trả theo nhóm đối tượng",
        columns=head("Nhóm đối tượng"), rows=tuple(rows),
        note="Ghi chú: tỷ lệ làm tròn đến hai chữ số thập phân; nhóm chưa được phê duyệt không có "
        "tỷ lệ.",
    )  # fmt: skip


def by_place(places: Sequence[str], each_place: int, key: str) -> Sheet:
    """Places with so many rows inside each, a subtotal for each place and a total."""
    rows: list[Row] = []
    tops: list[Row] = []
    for place, name in enumerate(places):
        inner = [
            Row(
                key=f"{place}.{at}",
                cells={"stt": str(at + 1), "name": f"{GROUPS[at % 4][1]} {at + 1}",
                       **measured(100 + 37 * at + place, (90 + 36 * at) * (at % 9 > 0), 750_000)},
            )
            for at in range(each_place)
        ]  # fmt: skip
        rows += inner
        tops.append(sum_row(f"{place}", name, inner, 1))
        rows.append(tops[-1])
    rows.append(sum_row("total", "Toàn tỉnh", tops, 2))
    return Sheet(
        key=key, title="", columns=head("Địa bàn, nhóm đối tượng"), rows=tuple(rows), note=""
    )


def bars(count: int) -> ReportPicture:
    """Bars by district."""
    drawn = "".join(
        f'<text x="150" y="{30 * at + 24}" text-anchor="end" font-size="14">{name}</text>'
        f'<rect x="160" y="{30 * at + 10}" width="{300 + 17 * (at % 11)}" height="20" '
        'fill="#1d5a8f"/>'
        for at, name in enumerate(DISTRICTS[:count])
    )
    high = 30 * count + 20
    return ReportPicture(
        key=f"bars_{count}", title=f"Biểu đồ: tỷ lệ chi trả của {count} huyện, thành phố, thị xã",
        svg='<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 640 {high}" width="640" height="{high}" font-family="sans-serif">'
        f"<title>Tỷ lệ</title>{drawn}</svg>",
    )  # fmt: skip


def report(count: int) -> ReportPaper:
    """A quick report with that many communes in an annex and two pictures."""
    department = reminder(0)
    return ReportPaper(
        letterhead=replace(department.letterhead, number="96/BC-SLĐTBXH", dated=DAY),
        subject="kết quả chi trả hỗ trợ người dân gặp khó khăn do đại dịch COVID-19 tính đến ngày "
        "01/6/2020",
        signers=(Signer(authority=("KT. Giám đốc",), title="Phó Giám đốc", name="Trần Hữu Thử"),),
        recipients=("Như trên", "Giám đốc, các Phó Giám đốc Sở", "Lưu: VT, BTXH"),
        proof=PROOF,
        addressees=("Ủy ban nhân dân tỉnh Hà Tĩnh", "Bộ Lao động - Thương binh và Xã hội"),
        as_of=AS_OF,
        known_on=DAY,
        sections=(
            ReportSection(paragraphs=(
                "Thực hiện Quyết định số 15/2020/QĐ-TTg ngày 24/4/2020 của Thủ tướng Chính phủ, Sở "
                "Lao động - Thương binh và Xã hội báo cáo như sau:",
            )),
            ReportSection(
                heading="1. Kết quả chi trả",
                paragraphs=(
                    "Tính đến ngày 01/6, toàn tỉnh đã chi trả cho 159.426 người.",
                    "- Nhóm người có công với cách mạng đạt 97,6%.",
                ),
                sheets=(by_group(),), pictures=(bars(13), bars(4)),
            ),
            ReportSection(
                heading="2. Khó khăn, vướng mắc",
                paragraphs=(
                    "- Một số đối tượng nằm ngoài phạm vi chính sách, gồm: (1) người lao động làm "
                    "việc tại hợp tác xã; (2) người lao động của hộ kinh doanh.",
                    "Trên đây là báo cáo kết quả chi trả./.",
                ),
            ),
        ),
        annexes=(
            ReportSection(heading="Kết quả chi trả theo huyện và nhóm đối tượng",
                          sheets=(by_place(DISTRICTS, 4, "by_district"),)),
            ReportSection(heading="Phụ lục II. Kết quả chi trả theo xã",
                          sheets=(by_place(DISTRICTS[:3], count, "by_commune"),)),
        ),
    )  # fmt: skip
