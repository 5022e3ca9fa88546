"""The columns that the forms are built of, each with the headers offices use for it."""

from dataclasses import replace

from app.intake.forms.shapes import Column, HeadField

JOBS = (
    "Bán hàng rong, buôn bán nhỏ lẻ không có địa điểm cố định",
    "Thu gom rác, phế liệu",
    "Bốc vác, vận chuyển hàng hóa",
    "Lái xe mô tô 2 bánh chở khách, xe xích lô chở khách",
    "Bán lẻ vé số lưu động",
    "Tự làm hoặc làm việc tại hộ kinh doanh trong lĩnh vực ăn uống, lưu trú, du lịch, "
    "chăm sóc sức khỏe",
)
CONTRACT_KINDS = (
    "Không xác định thời hạn",
    "Xác định thời hạn",
    "Theo mùa vụ hoặc theo một công việc nhất định",
)
RELATIONS = (
    "Chủ hộ", "Vợ", "Chồng", "Con", "Bố", "Mẹ", "Ông", "Bà", "Cháu", "Anh", "Chị", "Em",
    "Con dâu", "Con rể", "Khác",
)  # fmt: skip
ZONES = ("I", "II", "III", "IV")
SEXES = ("Nam", "Nữ")
YES_NO = ("Có", "Không")

STT = Column("stt", "STT", "stt", ("TT", "Số TT", "Số thứ tự"), required=False, width=6)
NAME = Column(
    "full_name",
    "Họ và tên",
    "name",
    (
        "Họ tên",
        "Họ, tên",
        "Họ và tên đối tượng",
        "Họ và tên người hưởng",
        "Họ và tên người có công",
        "Họ và tên thành viên",
        "Họ và tên thành viên trong hộ",
        "Thành viên trong hộ",
    ),
    width=26,
)
WORKER = replace(
    NAME, variants=("Họ tên", "Họ, tên", "Họ và tên người lao động", "Họ tên người lao động")
)
OWNER = replace(
    NAME,
    header="Họ và tên chủ hộ kinh doanh",
    variants=(
        "Họ và tên", "Họ tên", "Chủ hộ kinh doanh", "Họ tên chủ hộ kinh doanh",
        "Họ và tên người đại diện hộ kinh doanh", "Đại diện hộ kinh doanh",
    ),
)  # fmt: skip
BIRTH = Column(
    "birth",
    "Ngày, tháng, năm sinh",
    "birth",
    ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Ngày tháng năm sinh (hoặc năm sinh)"),
    width=13,
)
SEX = Column("sex", "Giới tính", "sex", ("Giới", "Nam/Nữ", "Phái"), width=8, choices=SEXES)
IDENTITY = Column(
    "id_number",
    "Số CMND/CCCD",
    "identity",
    (
        "Số CMND",
        "Số CCCD",
        "CMND",
        "CCCD",
        "CMND/CCCD",
        "Số CMND/Thẻ CCCD",
        "Số CMND hoặc CCCD",
        "Số chứng minh nhân dân/căn cước công dân",
        "Số chứng minh nhân dân",
        "Số định danh cá nhân",
        "Số CMND/CCCD/Số định danh cá nhân",
    ),
    width=15,
)
DISTRICT = Column(
    "district",
    "Huyện, thành phố, thị xã",
    "words",
    ("Huyện", "Quận/huyện", "Huyện/thị xã/thành phố", "Huyện, thị xã, thành phố", "Tên huyện"),
    width=18,
)
COMMUNE = Column(
    "commune",
    "Xã, phường, thị trấn",
    "commune",
    ("Xã", "Xã/phường", "Xã/phường/thị trấn", "Phường/xã", "Phường, xã, thị trấn", "Tên xã"),
    width=20,
)
HAMLET = Column(
    "hamlet",
    "Thôn, tổ dân phố",
    "words",
    ("Thôn", "Xóm", "Tổ dân phố", "Thôn/xóm", "Thôn/tổ dân phố", "Thôn, xóm, tổ dân phố"),
    required=False,
    width=18,
)
ADDRESS = Column(
    "address",
    "Địa chỉ nơi cư trú",
    "words",
    ("Địa chỉ", "Nơi cư trú", "Chỗ ở hiện nay", "Nơi thường trú", "Địa chỉ thường trú", "Nơi ở"),
    required=False,
    width=30,
)
LIVES_AT = replace(
    ADDRESS,
    header="Nơi ở hiện nay",
    variants=("Chỗ ở hiện nay", "Nơi cư trú", "Địa chỉ", "Nơi ở", "Địa chỉ nơi cư trú"),
    required=True,
)
PERMANENT = Column(
    "permanent_address",
    "Nơi đăng ký thường trú",
    "words",
    ("Nơi thường trú", "Địa chỉ thường trú", "Thường trú", "Hộ khẩu thường trú"),
    width=30,
)
TEMPORARY = Column(
    "temporary_address",
    "Nơi đăng ký tạm trú",
    "words",
    ("Nơi tạm trú", "Địa chỉ tạm trú", "Tạm trú", "Nơi đăng ký tạm trú (nếu có)"),
    required=False,
    width=30,
)
ETHNICITY = Column("ethnicity", "Dân tộc", "words", required=False, width=9)
PHONE = Column(
    "phone",
    "Số điện thoại",
    "phone",
    ("Điện thoại", "SĐT", "Số ĐT", "Điện thoại liên hệ"),
    required=False,
    width=13,
)
CATEGORY = Column(
    "category",
    "Đối tượng",
    "category",
    ("Loại đối tượng", "Diện đối tượng", "Nhóm đối tượng", "Diện hưởng", "Thuộc diện"),
    width=30,
    choices=(
        "Người cao tuổi", "Người khuyết tật nặng", "Người khuyết tật đặc biệt nặng",
        "Trẻ em mồ côi", "Trẻ em khuyết tật", "Người đơn thân nghèo đang nuôi con",
    ),
)  # fmt: skip
MERIT = replace(
    CATEGORY,
    header="Đối tượng người có công",
    variants=(CATEGORY.header, *CATEGORY.variants, "Diện người có công"),
    choices=(
        "Thương binh", "Bệnh binh", "Thân nhân liệt sĩ",
        "Người hoạt động kháng chiến bị nhiễm chất độc hóa học",
        "Người hoạt động kháng chiến bị địch bắt tù, đày", "Người có công giúp đỡ cách mạng",
    ),
)  # fmt: skip
ALLOWANCE = Column(
    "allowance_dong",
    "Mức trợ cấp hằng tháng (đồng)",
    "money",
    ("Mức trợ cấp hàng tháng", "Mức trợ cấp hằng tháng", "Trợ cấp hàng tháng", "Mức trợ cấp"),
    required=False,
    width=14,
)
HEAD = Column(
    "household_head",
    "Họ và tên chủ hộ",
    "words",
    ("Chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ"),
    width=26,
)
HOUSEHOLD = Column(
    "household_number",
    "Số hộ",
    "household_number",
    ("Mã hộ", "STT hộ", "Số thứ tự hộ", "Số sổ hộ", "Hộ số", "Mã số hộ"),
    width=9,
)
RELATION = Column(
    "relation",
    "Quan hệ với chủ hộ",
    "words",
    ("Quan hệ", "Mối quan hệ với chủ hộ", "QH với chủ hộ"),
    required=False,
    width=12,
    choices=RELATIONS,
)
MONTHS = Column("months", "Số tháng hỗ trợ", "month_count", ("Số tháng", "Số tháng hưởng"), width=8)
AMOUNT = Column(
    "amount_dong",
    "Số tiền hỗ trợ (đồng)",
    "money",
    ("Số tiền hỗ trợ", "Số tiền", "Số tiền (đồng)", "Thành tiền", "Kinh phí hỗ trợ", "Tổng tiền"),
    width=14,
)
NOTE = Column("note", "Ghi chú", "words", ("Chú thích",), required=False, width=18)

DEPARTMENT = Column(
    "department",
    "Phòng, ban, phân xưởng làm việc",
    "words",
    ("Bộ phận", "Phòng ban", "Đơn vị", "Phòng/ban/phân xưởng", "Đơn vị làm việc"),
    width=20,
)
CONTRACT_KIND = Column(
    "contract_kind",
    "Loại hợp đồng lao động",
    "words",
    ("Loại hợp đồng", "Loại HĐLĐ", "Hợp đồng lao động loại"),
    width=18,
    choices=CONTRACT_KINDS,
)
SIGNED_ON = Column(
    "contract_signed_on",
    "Ngày ký hợp đồng lao động",
    "day",
    (
        "Ngày ký hợp đồng", "Ngày ký HĐLĐ", "Ngày hợp đồng",
        "Thời điểm bắt đầu thực hiện hợp đồng lao động", "Thời điểm bắt đầu thực hiện HĐLĐ",
    ),
    width=12,
)  # fmt: skip
INSURANCE = Column(
    "insurance_number",
    "Số sổ bảo hiểm xã hội",
    "insurance",
    ("Số sổ BHXH", "Mã số BHXH", "Số BHXH", "Mã số bảo hiểm xã hội", "Sổ BHXH"),
    width=13,
)
ACCOUNT_NAME = Column(
    "account_name",
    "Tên tài khoản",
    "words",
    ("Chủ tài khoản", "Tên chủ tài khoản", "Tài khoản ngân hàng - Tên tài khoản"),
    width=24,
)
ACCOUNT = Column(
    "account_number",
    "Số tài khoản",
    "account",
    ("Tài khoản", "Số TK", "Số tài khoản ngân hàng", "Tài khoản ngân hàng - Số tài khoản"),
    width=17,
)
BANK = Column(
    "bank",
    "Ngân hàng",
    "words",
    ("Tên ngân hàng", "Mở tại ngân hàng", "Tại ngân hàng", "Tài khoản ngân hàng - Ngân hàng"),
    width=20,
)

EMPLOYER = Column(
    "employer_name",
    "Tên người sử dụng lao động",
    "words",
    (
        "Tên doanh nghiệp", "Doanh nghiệp", "Người sử dụng lao động", "Tên đơn vị",
        "Tên đơn vị sử dụng lao động", "Đơn vị sử dụng lao động",
    ),
    width=30,
)  # fmt: skip
TAX_CODE = Column("tax_code", "Mã số thuế", "tax_code", ("MST", "Mã số doanh nghiệp"), width=15)
IDLE_FROM = Column(
    "idle_from",
    "Ngừng việc từ ngày",
    "day",
    ("Thời gian ngừng việc - Từ ngày", "Từ ngày", "Ngày bắt đầu ngừng việc"),
    width=12,
)
IDLE_TO = Column(
    "idle_to",
    "Ngừng việc đến ngày",
    "day",
    ("Thời gian ngừng việc - Đến ngày", "Đến ngày", "Ngày kết thúc ngừng việc"),
    width=12,
)
WAGE = Column(
    "wage_dong",
    "Tiền lương ngừng việc một tháng (đồng)",
    "money",
    (
        "Tiền lương ngừng việc", "Lương ngừng việc", "Mức lương ngừng việc",
        "Tiền lương ngừng việc (đồng/tháng)", "Tiền lương ngừng việc (đồng)",
    ),
    width=15,
)  # fmt: skip
SUSPENDED_FROM = Column(
    "suspended_from",
    "Tạm hoãn, nghỉ không lương từ ngày",
    "day",
    (
        "Tạm hoãn từ ngày", "Nghỉ việc từ ngày", "Từ ngày",
        "Thời gian tạm hoãn - Từ ngày", "Ngày bắt đầu tạm hoãn",
        "Thời gian tạm hoãn hợp đồng lao động, nghỉ việc không hưởng lương - Từ ngày",
    ),
    width=12,
)  # fmt: skip
SUSPENDED_TO = Column(
    "suspended_to",
    "Tạm hoãn, nghỉ không lương đến ngày",
    "day",
    (
        "Tạm hoãn đến ngày", "Nghỉ việc đến ngày", "Đến ngày",
        "Thời gian tạm hoãn - Đến ngày", "Ngày kết thúc tạm hoãn",
        "Thời gian tạm hoãn hợp đồng lao động, nghỉ việc không hưởng lương - Đến ngày",
    ),
    width=12,
)  # fmt: skip

DOCUMENT = Column(
    "document_number",
    "Số văn bản",
    "words",
    ("Văn bản số", "Căn cứ", "Số, ngày văn bản"),
    required=False,
    width=18,
)
PLACE = (HAMLET, ADDRESS)
HOME = (HEAD, HOUSEHOLD, RELATION)
PERSON = (STT, NAME, BIRTH, SEX, IDENTITY)
MONTHS_AND_AMOUNT = (MONTHS, AMOUNT)
MONEY = (MONTHS, AMOUNT, NOTE)
BANK_ACCOUNT = (ACCOUNT_NAME, ACCOUNT, BANK)


def optional(*columns: Column) -> tuple[Column, ...]:
    """The same columns, which a list may do without."""
    return tuple(replace(column, required=False) for column in columns)


EMPLOYER_FACTS = (
    HeadField(
        "employer_name",
        "Tên doanh nghiệp",
        "words",
        ("Tên đơn vị", "Tên người sử dụng lao động", "Người sử dụng lao động", "Doanh nghiệp"),
    ),
    HeadField("tax_code", "Mã số thuế", "tax_code", ("MST", "Mã số doanh nghiệp")),
    HeadField("address", "Địa chỉ", "words", ("Địa chỉ trụ sở", "Trụ sở", "Trụ sở chính")),
    HeadField(
        "industry",
        "Ngành nghề sản xuất, kinh doanh",
        "words",
        ("Ngành nghề", "Ngành nghề kinh doanh", "Ngành nghề sản xuất kinh doanh chính"),
        required=False,
    ),
    HeadField(
        "phone", "Điện thoại", "phone", ("Số điện thoại", "Điện thoại liên hệ"), required=False
    ),
)
ZONE = HeadField(
    "zone",
    "Vùng lương tối thiểu",
    "choice",
    ("Vùng", "Vùng lương", "Vùng lương tối thiểu (I-IV)"),
    required=False,
    choices=ZONES,
)
