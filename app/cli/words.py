"""Numbers, days and names as Vietnamese offices write them."""

from datetime import date, datetime
from typing import Any

GROUPS = {
    "NCC": "Người có công với cách mạng",
    "BTXH": "Đối tượng bảo trợ xã hội",
    "HN": "Người thuộc hộ nghèo",
    "HCN": "Người thuộc hộ cận nghèo",
    "NLD_TAMHOAN": "Lao động tạm hoãn hợp đồng",
    "HKD": "Hộ kinh doanh",
    "NLD_CHAMDUT": "Lao động chấm dứt hợp đồng",
    "NLD_KHONGHD": "Lao động không có giao kết hợp đồng",
    "NSDLD_VAY": "Người sử dụng lao động vay vốn",
    "total": "Tổng cộng",
}
STATES = {
    "received": "đã nhận, đang đọc",
    "read": "đã đọc, chờ nộp",
    "unreadable": "không đọc được",
    "submitted": "đã nộp",
    "withdrawn": "đã rút",
}


def number(value: Any) -> str:
    """1234567 -> '1.234.567'; nothing for an unknown value."""
    return "" if value is None else f"{int(value):,}".replace(",", ".")


def rate(value: Any) -> str:
    """'97.33' -> '97,33 %'; nothing for an unknown value."""
    return "" if value is None else f"{value} %".replace(".", ",")


def day(value: date | datetime | str | None) -> str:
    """2020-06-01 -> '01/06/2020'; nothing for an unknown value."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return f"{value:%d/%m/%Y}"


def group(code: Any) -> str:
    """The group's name; an unknown code as it is."""
    return GROUPS.get(str(code), str(code))
