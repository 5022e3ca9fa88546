"""What a template says of each of its columns: how to fill it, and an example."""

from collections.abc import Mapping
from types import MappingProxyType

from app.intake.forms import Column, Form, HeadField, Kind

_HOW: Mapping[Kind, str] = MappingProxyType(
    {
        "stt": "Số thứ tự của dòng; có thể để trống.",
        "name": "Họ, tên đệm và tên bằng chữ Việt có dấu, phông Unicode; mỗi người một dòng.",
        "birth": "Ngày/tháng/năm, ví dụ 1/6/2020. Chỉ biết năm thì ghi riêng năm, đừng thêm 01/01.",
        "sex": "Chọn Nam hoặc Nữ.",
        "identity": "9 số (CMND) hoặc 12 số (CCCD). Ô đã đặt kiểu văn bản để giữ số 0 ở đầu. "
        "Người không có giấy tờ thì để trống.",
        "insurance": "10 chữ số trên sổ hoặc thẻ; giữ số 0 ở đầu.",
        "tax_code": "10 số, hoặc 13 số đối với chi nhánh (0123456789-001).",
        "phone": "10 số, bắt đầu bằng số 0.",
        "account": "Từ 6 đến 19 ký tự, viết liền; để trống nếu nhận tiền mặt.",
        "words": "Ghi bằng chữ.",
        "commune": "Chọn trong danh sách xã, phường, thị trấn của địa bàn.",
        "category": "Chọn trong danh sách hoặc ghi đúng diện đối tượng đang hưởng.",
        "choice": "Chọn một dòng trong danh sách.",
        "money": "Số tiền bằng đồng, là số nguyên.",
        "day": "Ghi đủ ngày/tháng/năm, ví dụ 1/6/2020.",
        "month_count": "Số tháng, là số nguyên.",
        "count": "Số nguyên.",
        "flag": "Chọn Có hoặc Không.",
        "household_number": "Số thứ tự hộ trong danh sách hộ của thôn; người cùng hộ cùng một số.",
    }
)
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "stt": "1",
        "full_name": "Nguyễn Thị Hòa",
        "birth": "12/03/1975 hoặc 1942",
        "sex": "Nữ",
        "id_number": "042175000123",
        "insurance_number": "4216001234",
        "tax_code": "3000123455",
        "phone": "0912345678",
        "account_name": "NGUYEN THI HOA",
        "account_number": "3700205123456",
        "bank": "Agribank chi nhánh Thạch Hà",
        "district": "Huyện Thạch Hà",
        "commune": "Xã Thạch Hải",
        "hamlet": "Thôn Đông",
        "address": "Thôn Đông, xã Thạch Hải",
        "permanent_address": "Thôn Đông, xã Thạch Hải, huyện Thạch Hà",
        "temporary_address": "Tổ dân phố 3, phường Bắc Hà",
        "ethnicity": "Kinh",
        "allowance_dong": "540000",
        "household_head": "Trần Văn Ân",
        "household_number": "17",
        "relation": "Vợ",
        "months": "3",
        "amount_dong": "750000",
        "note": "Có thể để trống",
        "department": "Tổ may 2",
        "contract_kind": "Không xác định thời hạn",
        "contract_signed_on": "01/06/2018",
        "contract_ended_on": "20/04/2020",
        "suspended_from": "01/04/2020",
        "suspended_to": "30/06/2020",
        "business_place": "Chợ Cày, thị trấn Thạch Hà",
        "trade": "Ăn uống",
        "registration_number": "28A8001234",
        "job": "Bán lẻ vé số lưu động",
        "job_before": "Phục vụ bàn",
        "workplace": "Chợ tỉnh, phường Nam Hà",
        "income_before_dong": "3000000",
        "income_now_dong": "0",
        "job_lost_on": "02/04/2020",
        "employer_name": "Công ty TNHH May Hồng Lam",
        "industry": "May mặc",
        "zone": "III",
        "insured_workers": "120",
        "idle_workers": "45",
        "stoppage_due_dong": "154350000",
        "stoppage_paid_dong": "80000000",
        "loan_dong": "70000000",
        "bad_debt": "Không",
        "idle_from": "01/04/2020",
        "idle_to": "30/04/2020",
        "wage_dong": "3430000",
        "workers": "45",
        "disbursed_on": "25/06/2020",
        "document_number": "125/QĐ-UBND",
        "died_on": "15/02/2020",
        "moved_on": "10/03/2020",
        "poor_households": "12",
        "poor_members": "31",
        "poor_dong": "23250000",
        "near_poor_households": "20",
        "near_poor_members": "64",
        "near_poor_dong": "48000000",
    }
)


def how_to_fill(column: Column | HeadField) -> str:
    """How a column, or a fact above the table, is filled."""
    return _HOW[column.kind]


def example_of(column: Column | HeadField) -> str:
    """An example of its content; empty when it needs none."""
    if column.kind == "category":
        return column.choices[0] if column.choices else ""
    return _EXAMPLES.get(column.field, "")


def advice(form: Form) -> tuple[str, ...]:
    """What to know before filling the form."""
    return (
        f"Tệp này là {form.annex}: {form.title.lower().replace('covid', 'COVID')}.",
        "Điền vào trang tính đầu tiên, từ dòng ngay dưới dòng số thứ tự cột (1), (2), (3); "
        "tiêu đề cột đã khóa.",
        "Các cột bắt buộc phải có mặt trong tệp; có thể đổi thứ tự cột hoặc thêm cột riêng của đơn "
        "vị khi làm trên tệp khác.",
        "Dán dữ liệu từ tệp khác: dùng Dán đặc biệt - Giá trị (Paste Special - Values) để giữ định "
        "dạng văn bản của ô.",
        "Không dùng công thức; không để phông .VnTime hay VNI; lưu tệp dưới dạng Excel Workbook "
        "(.xlsx).",
    )
