"""The official list forms due now (05, 07, 08, 09): their columns, titles and who compiles them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from app.core.text import fold

FORM_VERSION = "1"
DECISION = "(Ban hành kèm theo Quyết định số 15/2020/QĐ-TTg ngày 24/4/2020)"

_SIGNS = re.compile(r"[\W_]+")


def header_key(text: str) -> str:
    """The matching key of a header text: no marks, no case, no signs, one space."""
    return fold(_SIGNS.sub(" ", text))


@dataclass(frozen=True)
class Column:
    """One column of a form: its field, the official header, and other headers offices use."""

    field: str
    header: str
    variants: tuple[str, ...] = ()
    required: bool = True
    as_text: bool = False
    width: int = 12

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every header text by which this column is known, folded."""
        return frozenset(map(header_key, (self.header, *self.variants)))


@dataclass(frozen=True)
class Form:
    """One official list form of the appendix."""

    code: str
    group: str
    annex: str
    title: str
    compiled_by: str
    columns: tuple[Column, ...]

    @property
    def version_mark(self) -> str:
        """What the hidden cell of our own workbooks says: the form and its layout version."""
        return f"ANSINH-{self.code}-v{FORM_VERSION}"

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The field names in the order of the columns."""
        return tuple(column.field for column in self.columns)

    @cached_property
    def by_household(self) -> bool:
        """Whether the form lists households and their members (08, 09)."""
        return "household_number" in self.fields

    def column(self, field: str) -> Column:
        """The column of a field; KeyError when the form has none."""
        return self._by_field[field]

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def field_of_header(self) -> dict[str, str]:
        """Folded header text -> field name."""
        return {key: column.field for column in self.columns for key in column.keys}


_STT = Column("stt", "STT", ("TT", "Số TT", "Số thứ tự"), required=False, width=6)
_NAME = Column(
    "full_name",
    "Họ và tên",
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
_BIRTH = Column(
    "birth",
    "Ngày, tháng, năm sinh",
    ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Ngày tháng năm sinh (hoặc năm sinh)"),
    as_text=True,
    width=13,
)
_SEX = Column("sex", "Giới tính", ("Giới", "Nam/Nữ", "Phái"), width=8)
_ID = Column(
    "id_number",
    "Số CMND/CCCD",
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
    as_text=True,
    width=15,
)
_COMMUNE = Column(
    "commune",
    "Xã, phường, thị trấn",
    ("Xã", "Xã/phường", "Xã/phường/thị trấn", "Phường/xã", "Phường, xã, thị trấn", "Tên xã"),
    width=20,
)
_HAMLET = Column(
    "hamlet",
    "Thôn, tổ dân phố",
    ("Thôn", "Xóm", "Tổ dân phố", "Thôn/xóm", "Thôn/tổ dân phố", "Thôn, xóm, tổ dân phố"),
    required=False,
    width=18,
)
_ADDRESS = Column(
    "address",
    "Địa chỉ nơi cư trú",
    ("Địa chỉ", "Nơi cư trú", "Chỗ ở hiện nay", "Nơi thường trú", "Địa chỉ thường trú", "Nơi ở"),
    required=False,
    width=30,
)
_CATEGORY = Column(
    "category",
    "Đối tượng",
    ("Loại đối tượng", "Diện đối tượng", "Nhóm đối tượng", "Diện hưởng", "Thuộc diện"),
    width=30,
)
_ALLOWANCE = Column(
    "allowance_dong",
    "Mức trợ cấp hằng tháng (đồng)",
    ("Mức trợ cấp hàng tháng", "Mức trợ cấp hằng tháng", "Trợ cấp hàng tháng", "Mức trợ cấp"),
    required=False,
    width=14,
)
_HEAD = Column(
    "household_head",
    "Họ và tên chủ hộ",
    ("Chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ"),
    width=26,
)
_HOUSEHOLD = Column(
    "household_number",
    "Số hộ",
    ("Mã hộ", "STT hộ", "Số thứ tự hộ", "Số sổ hộ", "Hộ số", "Mã số hộ"),
    as_text=True,
    width=9,
)
_RELATION = Column(
    "relation",
    "Quan hệ với chủ hộ",
    ("Quan hệ", "Mối quan hệ với chủ hộ", "QH với chủ hộ"),
    required=False,
    width=12,
)
_MONTHS = Column("months", "Số tháng hỗ trợ", ("Số tháng", "Số tháng hưởng"), width=8)
_AMOUNT = Column(
    "amount_dong",
    "Số tiền hỗ trợ (đồng)",
    ("Số tiền hỗ trợ", "Số tiền", "Số tiền (đồng)", "Thành tiền", "Kinh phí hỗ trợ", "Tổng tiền"),
    width=14,
)
_NOTE = Column("note", "Ghi chú", ("Chú thích",), required=False, width=18)

_PERSON = (_STT, _NAME, _BIRTH, _SEX, _ID)
_PLACE = (_HAMLET, _ADDRESS)
_HOME = (_HEAD, _HOUSEHOLD, _RELATION)
_MONEY = (_MONTHS, _AMOUNT, _NOTE)
_MERIT_CATEGORY = replace(
    _CATEGORY,
    header="Đối tượng người có công",
    variants=(_CATEGORY.header, *_CATEGORY.variants, "Diện người có công"),
)

_ALL = (
    Form(
        "05",
        "NCC",
        "Mẫu số 05",
        "DANH SÁCH RÀ SOÁT NGƯỜI CÓ CÔNG VỚI CÁCH MẠNG ĐANG HƯỞNG TRỢ CẤP ƯU ĐÃI HẰNG THÁNG "
        "ĐƯỢC HỖ TRỢ DO ĐẠI DỊCH COVID-19",
        "district",
        (*_PERSON, _COMMUNE, *_PLACE, _MERIT_CATEGORY, _ALLOWANCE, *_MONEY),
    ),
    Form(
        "07",
        "BTXH",
        "Mẫu số 07",
        "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI ĐANG HƯỞNG TRỢ CẤP XÃ HỘI HẰNG THÁNG "
        "ĐƯỢC HỖ TRỢ DO ĐẠI DỊCH COVID-19",
        "commune",
        (*_PERSON, *_PLACE, _CATEGORY, _ALLOWANCE, *_MONEY),
    ),
    Form(
        "08",
        "HN",
        "Mẫu số 08",
        "DANH SÁCH NGƯỜI THUỘC HỘ NGHÈO ĐƯỢC HỖ TRỢ DO ĐẠI DỊCH COVID-19",
        "commune",
        (*_PERSON, *_PLACE, *_HOME, *_MONEY),
    ),
    Form(
        "09",
        "HCN",
        "Mẫu số 09",
        "DANH SÁCH NGƯỜI THUỘC HỘ CẬN NGHÈO ĐƯỢC HỖ TRỢ DO ĐẠI DỊCH COVID-19",
        "commune",
        (*_PERSON, *_PLACE, *_HOME, *_MONEY),
    ),
)

FORMS: Mapping[str, Form] = MappingProxyType({form.code: form for form in _ALL})
