"""The fourteen list forms of the annex and the two notices: titles, columns, who compiles them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.intake.forms import columns as c
from app.intake.forms.shapes import Column, Form

_COVID = "DO ĐẠI DỊCH COVID-19"
_ASKED = c.optional(*c.MONTHS_AND_AMOUNT)
_PAID_TO = c.optional(*c.BANK_ACCOUNT)
_KNOWN_BY = c.optional(c.BIRTH, c.SEX, c.IDENTITY)
_CONTRACT = (c.DEPARTMENT, c.CONTRACT_KIND, c.SIGNED_ON, c.INSURANCE)
_APPLICANT = (c.STT, c.NAME, c.BIRTH, *c.optional(c.ETHNICITY), c.SEX, c.IDENTITY)
_RESIDENCE = (c.HAMLET, c.LIVES_AT, c.PERMANENT, c.TEMPORARY, c.PHONE)

_SUSPENDED_WORKERS = Form(
    "01", "NLD_TAMHOAN", "Mẫu số 01",
    "DANH SÁCH NGƯỜI LAO ĐỘNG TẠM HOÃN THỰC HIỆN HỢP ĐỒNG LAO ĐỘNG, NGHỈ VIỆC KHÔNG HƯỞNG LƯƠNG "
    f"ĐỀ NGHỊ HỖ TRỢ {_COVID}",
    "employer", "district", "claims",
    (
        c.STT, c.WORKER, *_KNOWN_BY, *_CONTRACT, c.SUSPENDED_FROM, c.SUSPENDED_TO,
        *_ASKED, *c.BANK_ACCOUNT, c.NOTE,
    ),
    c.EMPLOYER_FACTS,
)  # fmt: skip

_HOUSEHOLD_BUSINESSES = Form(
    "02", "HKD", "Mẫu số 02",
    f"DANH SÁCH HỘ KINH DOANH TẠM NGỪNG KINH DOANH ĐỀ NGHỊ HỖ TRỢ {_COVID}",
    "owner", "commune", "claims",
    (
        c.STT, c.OWNER, c.BIRTH, c.SEX, c.IDENTITY, c.PHONE, *c.PLACE,
        Column(
            "business_place", "Địa điểm kinh doanh", "words",
            ("Nơi kinh doanh", "Địa chỉ kinh doanh"), width=28,
        ),
        Column(
            "trade", "Ngành, nghề kinh doanh", "words",
            ("Ngành nghề kinh doanh", "Ngành nghề", "Mặt hàng kinh doanh"), width=20,
        ),
        Column(
            "registration_number", "Số đăng ký kinh doanh", "words",
            ("Số ĐKKD", "Đăng ký kinh doanh", "Số giấy chứng nhận đăng ký hộ kinh doanh"),
            required=False, width=16,
        ),
        c.TAX_CODE,
        replace(
            c.SUSPENDED_FROM, header="Tạm ngừng kinh doanh từ ngày",
            variants=("Ngừng kinh doanh từ ngày", "Từ ngày", "Thời gian tạm ngừng - Từ ngày"),
        ),
        replace(
            c.SUSPENDED_TO, header="Tạm ngừng kinh doanh đến ngày", required=False,
            variants=("Ngừng kinh doanh đến ngày", "Đến ngày", "Thời gian tạm ngừng - Đến ngày"),
        ),
        *_ASKED, *_PAID_TO, c.NOTE,
    ),
)  # fmt: skip

_INCOME_BEFORE = Column(
    "income_before_dong", "Thu nhập trước khi mất việc (đồng/tháng)", "money",
    (
        "Thu nhập trước khi mất việc", "Thu nhập trước khi mất việc làm", "Thu nhập trước",
        "Thu nhập bình quân tháng trước khi mất việc", "Tiền lương trước khi mất việc",
    ),
    width=14,
)  # fmt: skip

_CONTRACT_ENDED = Form(
    "03", "NLD_CHAMDUT", "Mẫu số 03",
    "DANH SÁCH NGƯỜI LAO ĐỘNG BỊ CHẤM DỨT HỢP ĐỒNG LAO ĐỘNG KHÔNG ĐỦ ĐIỀU KIỆN HƯỞNG TRỢ CẤP "
    f"THẤT NGHIỆP ĐỀ NGHỊ HỖ TRỢ {_COVID}",
    "worker", "commune", "claims",
    (
        *_APPLICANT, *_RESIDENCE,
        Column(
            "job_before", "Công việc trước khi mất việc", "words",
            ("Công việc", "Nghề nghiệp", "Việc làm trước khi mất việc", "Công việc chính"),
            width=20,
        ),
        Column(
            "workplace", "Nơi làm việc trước khi mất việc", "words",
            ("Nơi làm việc", "Doanh nghiệp đã làm việc", "Đơn vị làm việc"),
            required=False, width=24,
        ),
        _INCOME_BEFORE,
        *c.optional(c.SIGNED_ON),
        Column(
            "contract_ended_on", "Ngày chấm dứt hợp đồng lao động", "day",
            (
                "Ngày chấm dứt hợp đồng", "Ngày chấm dứt HĐLĐ",
                "Thời điểm chấm dứt hợp đồng lao động",
            ),
            width=12,
        ),
        *c.optional(c.INSURANCE), *_ASKED, *_PAID_TO, c.NOTE,
    ),
)  # fmt: skip

_WITHOUT_CONTRACT = Form(
    "04", "NLD_KHONGHD", "Mẫu số 04",
    "DANH SÁCH NGƯỜI LAO ĐỘNG KHÔNG CÓ GIAO KẾT HỢP ĐỒNG LAO ĐỘNG BỊ MẤT VIỆC LÀM "
    f"ĐỀ NGHỊ HỖ TRỢ {_COVID}",
    "worker", "commune", "claims",
    (
        *_APPLICANT, *_RESIDENCE,
        Column(
            "job", "Công việc chính trước khi mất việc", "choice",
            ("Công việc chính", "Công việc", "Loại công việc", "Công việc trước khi mất việc"),
            width=30, choices=c.JOBS,
        ),
        Column(
            "workplace", "Nơi làm việc", "words",
            ("Địa điểm làm việc", "Nơi làm việc trước khi mất việc"), width=24,
        ),
        _INCOME_BEFORE,
        Column(
            "income_now_dong", "Thu nhập hiện nay (đồng/tháng)", "money",
            ("Thu nhập hiện nay", "Thu nhập hiện tại", "Thu nhập sau khi mất việc"), width=14,
        ),
        Column(
            "job_lost_on", "Ngày mất việc làm", "day",
            ("Ngày mất việc", "Thời điểm mất việc", "Mất việc từ ngày", "Thời điểm mất việc làm"),
            width=12,
        ),
        *_ASKED, *_PAID_TO, c.NOTE,
    ),
)  # fmt: skip

_MERIT_OF_DISTRICT = Form(
    "05", "NCC", "Mẫu số 05",
    "DANH SÁCH RÀ SOÁT NGƯỜI CÓ CÔNG VỚI CÁCH MẠNG ĐANG HƯỞNG TRỢ CẤP ƯU ĐÃI HẰNG THÁNG "
    f"ĐƯỢC HỖ TRỢ {_COVID}",
    "district", "district", "claims",
    (*c.PERSON, c.COMMUNE, *c.PLACE, c.MERIT, c.ALLOWANCE, *c.MONEY),
)  # fmt: skip

_MERIT_OF_PROVINCE = Form(
    "06", "NCC", "Mẫu số 06",
    "DANH SÁCH NGƯỜI CÓ CÔNG VỚI CÁCH MẠNG ĐANG HƯỞNG TRỢ CẤP ƯU ĐÃI HẰNG THÁNG "
    f"ĐƯỢC HỖ TRỢ {_COVID} CỦA TỈNH",
    "province", "province", "compilation",
    (
        *c.PERSON, c.DISTRICT, c.COMMUNE, *c.PLACE, c.MERIT, c.ALLOWANCE, *c.MONEY,
    ),
)  # fmt: skip

_PROTECTED = Form(
    "07", "BTXH", "Mẫu số 07",
    "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI ĐANG HƯỞNG TRỢ CẤP XÃ HỘI HẰNG THÁNG "
    f"ĐƯỢC HỖ TRỢ {_COVID}",
    "commune", "commune", "claims",
    (*c.PERSON, *c.PLACE, c.CATEGORY, c.ALLOWANCE, *c.MONEY),
)  # fmt: skip

_POOR = Form(
    "08", "HN", "Mẫu số 08",
    f"DANH SÁCH NGƯỜI THUỘC HỘ NGHÈO ĐƯỢC HỖ TRỢ {_COVID}",
    "commune", "commune", "claims",
    (*c.PERSON, *c.PLACE, *c.HOME, *c.MONEY),
)  # fmt: skip

_NEAR_POOR = Form(
    "09", "HCN", "Mẫu số 09",
    f"DANH SÁCH NGƯỜI THUỘC HỘ CẬN NGHÈO ĐƯỢC HỖ TRỢ {_COVID}",
    "commune", "commune", "claims",
    (*c.PERSON, *c.PLACE, *c.HOME, *c.MONEY),
)  # fmt: skip


def _summed(prefix: str, kind: str, said: str) -> tuple[Column, ...]:
    """Households, members and money of one kind of household, as columns of the summary."""
    return (
        Column(
            f"{prefix}_households", f"{kind} - Số hộ", "count",
            (f"Số {said}", f"Tổng số {said}"), width=10,
        ),
        Column(
            f"{prefix}_members", f"{kind} - Số khẩu", "count",
            (
                f"{kind} - Số người", f"{kind} - Số nhân khẩu", f"Số khẩu {said}",
                f"Số người thuộc {said}",
            ),
            width=10,
        ),
        Column(
            f"{prefix}_dong", f"{kind} - Kinh phí hỗ trợ (đồng)", "money",
            (
                f"{kind} - Kinh phí hỗ trợ", f"{kind} - Kinh phí", f"{kind} - Số tiền",
                f"{kind} - Số tiền hỗ trợ (đồng)", f"Kinh phí {said}",
            ),
            width=16,
        ),
    )  # fmt: skip


_SUMMARY = Form(
    "10", "HN", "Mẫu số 10",
    f"TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO ĐƯỢC HỖ TRỢ {_COVID}",
    "commune", "commune", "compilation",
    (
        c.STT, replace(c.HAMLET, required=True, width=26),
        *_summed("poor", "Hộ nghèo", "hộ nghèo"),
        *_summed("near_poor", "Hộ cận nghèo", "hộ cận nghèo"), c.NOTE,
    ),
)  # fmt: skip

_LOAN = Column(
    "loan_dong", "Số tiền đề nghị vay (đồng)", "money",
    ("Số tiền vay", "Số tiền đề nghị vay", "Số tiền vay (đồng)"), width=16,
)  # fmt: skip

_BORROWERS = Form(
    "11", "NSDLD_VAY", "Mẫu số 11",
    "DANH SÁCH NGƯỜI SỬ DỤNG LAO ĐỘNG ĐỀ NGHỊ VAY VỐN ĐỂ TRẢ LƯƠNG NGỪNG VIỆC "
    f"CHO NGƯỜI LAO ĐỘNG {_COVID}",
    "employer", "district", "employers",
    (
        c.STT, c.EMPLOYER, c.TAX_CODE,
        replace(c.ADDRESS, header="Địa chỉ trụ sở", variants=("Địa chỉ", "Trụ sở", "Trụ sở chính")),
        Column(
            "industry", "Ngành nghề sản xuất, kinh doanh", "words",
            ("Ngành nghề", "Ngành nghề kinh doanh"), required=False, width=20,
        ),
        c.PHONE,
        Column(
            "insured_workers", "Số lao động tham gia BHXH bắt buộc", "count",
            (
                "Số lao động tham gia bảo hiểm xã hội", "Số lao động tham gia BHXH",
                "Tổng số lao động đóng BHXH", "Số lao động tham gia bảo hiểm xã hội bắt buộc",
            ),
        ),
        Column(
            "idle_workers", "Số lao động ngừng việc", "count",
            ("Số lao động phải ngừng việc", "Số người ngừng việc"),
        ),
        *c.optional(c.IDLE_FROM, c.IDLE_TO),
        Column(
            "stoppage_due_dong", "Tiền lương ngừng việc phải trả (đồng)", "money",
            ("Tiền lương ngừng việc phải trả", "Lương ngừng việc phải trả"), width=16,
        ),
        Column(
            "stoppage_paid_dong", "Tiền lương ngừng việc đã trả (đồng)", "money",
            ("Tiền lương ngừng việc đã trả", "Lương ngừng việc đã trả"), width=16,
        ),
        _LOAN,
        Column(
            "bad_debt", "Có nợ xấu", "flag",
            ("Nợ xấu", "Nợ xấu tại thời điểm 31/12/2019", "Có nợ xấu tại 31/12/2019"),
            width=9, choices=c.YES_NO,
        ),
        *c.optional(c.ACCOUNT, c.BANK), c.NOTE,
    ),
)  # fmt: skip

_IDLE_WORKERS = Form(
    "12", "NSDLD_VAY", "Mẫu số 12",
    f"DANH SÁCH NGƯỜI LAO ĐỘNG PHẢI NGỪNG VIỆC {_COVID}",
    "employer", "district", "claims",
    (
        c.STT, c.WORKER, *_KNOWN_BY, *_CONTRACT, c.IDLE_FROM, c.IDLE_TO, c.WAGE,
        *_ASKED, *_PAID_TO, c.NOTE,
    ),
    (*c.EMPLOYER_FACTS, c.ZONE),
)  # fmt: skip

_GRANTED = Form(
    "13", "NSDLD_VAY", "Mẫu số 13",
    "DANH SÁCH NGƯỜI SỬ DỤNG LAO ĐỘNG ĐƯỢC VAY VỐN ĐỂ TRẢ LƯƠNG NGỪNG VIỆC "
    f"CHO NGƯỜI LAO ĐỘNG {_COVID}",
    "province", "province", "employers",
    (
        c.STT, c.EMPLOYER, c.TAX_CODE,
        replace(c.ADDRESS, header="Địa chỉ trụ sở", variants=("Địa chỉ", "Trụ sở", "Trụ sở chính")),
        replace(
            _LOAN, header="Số tiền được vay (đồng)",
            variants=("Số tiền vay", "Số tiền được vay", "Số tiền giải ngân", "Số tiền vay (đồng)"),
        ),
        Column(
            "workers", "Số lao động được trả lương", "count",
            ("Số lao động", "Số người lao động", "Số lao động được trả lương ngừng việc"),
        ),
        Column(
            "disbursed_on", "Ngày giải ngân", "day", ("Ngày cho vay", "Ngày nhận vốn"), width=12
        ),
        replace(
            c.DOCUMENT, header="Số văn bản phê duyệt",
            variants=("Số văn bản", "Số quyết định", "Số hợp đồng vay", "Văn bản phê duyệt"),
        ),
        c.NOTE,
    ),
)  # fmt: skip

_IDLE_OF_PROVINCE = Form(
    "14", "NSDLD_VAY", "Mẫu số 14",
    f"DANH SÁCH NGƯỜI LAO ĐỘNG PHẢI NGỪNG VIỆC {_COVID} CỦA TỈNH",
    "province", "province", "compilation",
    (
        c.STT, c.WORKER, *_KNOWN_BY, c.DISTRICT, c.EMPLOYER, *c.optional(c.TAX_CODE),
        c.INSURANCE, c.IDLE_FROM, c.IDLE_TO, c.WAGE, *_ASKED, c.NOTE,
    ),
)  # fmt: skip

_TOLD_OF = (*c.PERSON, *c.optional(c.COMMUNE), *c.PLACE)

_DEATHS = Form(
    "bao-tu", "", "Danh sách thông báo",
    "DANH SÁCH NGƯỜI ĐÃ CHẾT ĐƯỢC ĐĂNG KÝ KHAI TỬ",
    "province", "province", "notice",
    (
        *_TOLD_OF,
        Column("died_on", "Ngày chết", "day", ("Ngày mất", "Chết ngày", "Ngày, tháng, năm chết")),
        replace(
            c.DOCUMENT, header="Số giấy báo tử, trích lục khai tử",
            variants=("Số giấy báo tử", "Số trích lục khai tử", *c.DOCUMENT.variants, "Số văn bản"),
        ),
        c.NOTE,
    ),
)  # fmt: skip

_MOVES = Form(
    "chuyen-di", "", "Danh sách thông báo",
    "DANH SÁCH NGƯỜI ĐÃ CHUYỂN ĐI NƠI KHÁC CƯ TRÚ",
    "province", "province", "notice",
    (
        *_TOLD_OF,
        Column("moved_on", "Ngày chuyển đi", "day", ("Chuyển đi ngày", "Ngày chuyển")),
        replace(
            c.DOCUMENT, header="Số giấy chuyển hộ khẩu",
            variants=(*c.DOCUMENT.variants, "Số văn bản", "Số giấy chuyển đi"),
        ),
        c.NOTE,
    ),
)  # fmt: skip

_ALL = (
    _SUSPENDED_WORKERS, _HOUSEHOLD_BUSINESSES, _CONTRACT_ENDED, _WITHOUT_CONTRACT,
    _MERIT_OF_DISTRICT, _MERIT_OF_PROVINCE, _PROTECTED, _POOR, _NEAR_POOR, _SUMMARY,
    _BORROWERS, _IDLE_WORKERS, _GRANTED, _IDLE_OF_PROVINCE, _DEATHS, _MOVES,
)  # fmt: skip

FORMS: Mapping[str, Form] = MappingProxyType({form.code: form for form in _ALL})
