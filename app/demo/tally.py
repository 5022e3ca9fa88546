"""What was planted and what was caught, kind by kind, in the words of the offices."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

VIETNAMESE: Mapping[str, str] = MappingProxyType(
    {
        # what intake finds in a row
        "ID_SEX": "CCCD trái với giới tính",
        "ID_BIRTH_YEAR": "CCCD trái với năm sinh",
        "ID_PROVINCE": "CCCD có mã tỉnh không có thật",
        "ID_DAMAGED": "Số giấy tờ bị Excel làm hỏng",
        "ID_SHAPE": "Không phải số CMND/CCCD",
        "BIRTH_IMPOSSIBLE": "Ngày sinh không có thật",
        "BIRTH_FUTURE": "Ngày sinh ở tương lai",
        "DATE_DAMAGED": "Ngày sinh bị Excel làm hỏng",
        "AGE_IMPOSSIBLE": "Tuổi không thể có",
        "COMMUNE_UNKNOWN": "Xã không thuộc huyện",
        "NAME_CHARACTERS": "Họ tên có ký tự lạ",
        "LEGACY_FONT": "Một chữ gõ bằng phông cũ trong danh sách Unicode",
        "AMOUNT_WRONG": "Số tiền không bằng mức nhân số tháng",
        "HOUSEHOLD_MISSING": "Thiếu số hộ",
        "TWICE_IN_LIST": "Một người hai dòng trong một danh sách",
        "INSURANCE_SHAPE": "Số sổ BHXH không đúng",
        "ACCOUNT": "Số tài khoản không đúng",
        "ACCOUNT_NAME": "Tài khoản mang tên người khác",
        "TAX_CODE": "Mã số thuế sai số kiểm tra hoặc bị hỏng",
        "PHONE": "Số điện thoại không đúng",
        "DAY_WRONG": "Ngày không có thật hoặc ngược thứ tự",
        "CHOICE_UNKNOWN": "Công việc ngoài danh mục",
        "COUNT_WRONG": "Số ngừng việc nhiều hơn số lao động",
        "LOAN_TOO_HIGH": "Số tiền vay vượt mức của vùng lương",
        "OUTSIDE_POLICY": "Người lao động của hợp tác xã, ngoài đối tượng",
        "DISTRICT_OF_TWO_NAMES": "“Kỳ Anh” không rõ huyện hay thị xã",
        "NOT_IN_LISTS": "Dòng tổng hợp không có trong danh sách cấp dưới",
        "SUMMARY_DIFFERS": "Số liệu Mẫu 10 khác danh sách đã nộp",
        "APPLICATION_FAULTY": "Đơn nhập từng người có số điện thoại sai",
        # what files look like
        "OFFICE_FURNITURE": "Tệp tự lập: ô gộp, (1)(2)(3), tiêu đề thôn, cột Nam/Nữ, Tổng cộng",
        "OWN_SOFTWARE": "Tệp xuất từ phần mềm chi trả người có công",
        "COLUMNS_REMEMBERED": "Bảng ghép cột được nhớ cho tệp sau",
        "CSV_FILE": "Tệp CSV có dấu BOM, dấu chấm phẩy",
        "FONT_TCVN3": "Danh sách gõ phông TCVN3",
        "FONT_VNI": "Danh sách gõ phông VNI",
        "MOJIBAKE": "Danh sách vỡ mã UTF-8",
        "ODD_COMMUNE_SPELLING": "Tên xã viết tắt, viết hoa, kèm tỉnh hoặc bằng mã",
        "NOTICE_FILE_FAULTY": "Danh sách báo tử có dòng sai bị trả lại",
        # what becomes of files
        "SAME_BYTES_TWICE": "Một tệp gửi hai lần là một danh sách",
        "CORRECTED_UPLOAD": "Bản sửa: nói đúng dòng sửa, thêm, bớt",
        "LIST_WITHDRAWN": "Danh sách được rút lại",
        "MARKED_WORKBOOK": "Tệp trả lại với ô vàng đúng chỗ sai",
        # what the councils must see
        "POOR_AND_PROTECTED": "Người hưởng bảo trợ xã hội có tên trong hộ nghèo",
        "TWO_COMMUNES": "Một số giấy tờ ở hai xã",
        "CMND_AND_CCCD": "Nơi này CMND, nơi kia CCCD",
        "BOTH_NUMBERS": "CMND và CCCD được danh sách thứ ba nối lại",
        "SPELLING": "Một người, tên viết hai cách",
        "CLAIMED_ELSEWHERE": "Đã có hồ sơ ở huyện khác, chỉ báo mã",
        "HIGHER_LATER": "Chế độ cao hơn đến sau thay chế độ đã duyệt",
        "DIED_BEFORE": "Đã mất trước 01/04/2020",
        "MOVED_AWAY": "Đã chuyển đi trước 01/04/2020",
        "AGE_OUTLIER": "Người trên 100 tuổi, phải đối chiếu",
        "STAFF_RELATIVE": "Người thân của cán bộ lập danh sách",
        "SAME_ACCOUNT": "Một tài khoản, hai tên chủ tài khoản",
        "BULK_DECLINED": "Từ chối hàng loạt ở một thôn",
        "BULK_DECLINE_ALERT": "Cảnh báo từ chối hàng loạt được hội đồng trả lời",
        "DECLINED_AND_REVOKED": "Tự nguyện không nhận rồi rút lại",
        # what happens on the road
        "NOT_CONFIRMED": "BHXH không xác nhận một lao động",
        "RETURNED_AND_CONFIRMED": "BHXH trả lại một dòng, nộp lại thì xác nhận",
        "OBJECTION_ANSWERED": "Phản ánh khi niêm yết được trả lời",
        "HEARD_AGAIN": "Hồ sơ bị trả lại, chờ trả lời hoặc bị giữ được xét lại",
        "QUESTION_ANSWERED": "Hội đồng hỏi, xã trả lời, phiên sau xét tiếp",
        "HELD_BY_FINDING": "Kiến nghị của Mặt trận giữ hồ sơ đến khi được trả lời",
        "SIGNED_BY_DELEGATE": "Quyết định ký theo ủy quyền",
        "SUSPENDED_AND_RESUMED": "Đợt bị tạm đình chỉ rồi tiếp tục",
        "SAMPLE_REPEATED": "Mẫu giám sát rút theo số công khai, ai cũng rút lại được",
        "LINE_TAKEN_OUT": "Quyết định điều chỉnh loại một người",
        "REFUSED_IN_WRITING": "Người bị từ chối nhận thông báo bằng văn bản",
        "TAKEN_IN_BY_AMENDMENT": "QĐ 32 bổ sung đối tượng: hồ sơ bị từ chối được xét lại",
        # what happens to the money
        "PAIN001_TAKEN": "Ngân hàng nhận lệnh chi pain.001 hợp lệ",
        "LEASED_AGAIN": "Hỏi lại trước khi xác nhận: vẫn lượt nhận cũ",
        "ASKED_BACK": "Lệnh đã giao được yêu cầu trả lại, đơn vị chi trả thấy",
        "RUN_LEFT_OPEN": "Danh sách chi trả chưa xong không khóa được, nêu rõ khoản",
        "TOLD_BY_CSV": "Bưu điện báo bằng CSV; gửi lại cho kết luận như lần đầu",
        "EXCEPTION_MATCHED": "Mã lệnh gõ sai do hai người xử lý, tài khoản treo về 0",
        "TOLD_BY_PAIN002": "Ngân hàng báo bằng pain.002, một tài khoản sai",
        "RETURNED_BY_CAMT054": "Chuyển khoản bị trả lại, báo bằng camt.054",
        "TOLD_BY_WORKBOOK": "NHCSXH báo bằng chính tệp ký nhận",
        "PAID_ANEW": "Danh sách chi bổ sung chỉ gồm người chưa nhận",
        "SIGNED_FOR": "Ký nhận đủ tiền, người nhận thay có giấy ủy quyền",
        "OWED_BY_LATER_DECISION": "Quyết định sau: tiền chưa chi trả về nguồn, đã chi phải thu hồi",
        "RECOVERED": "Thu hồi theo hai đợt, đủ số",
        "RUN_CLOSED": "Danh sách chi trả khóa sổ, cân đối",
        "PAID_BY_CAMT054": "Nhóm bổ sung được chuyển khoản, báo bằng camt.054",
        # what the department reports
        "REPORT_ISSUED": "Báo cáo ngày 01/06 có đúng số liệu và lời văn",
        "REPORT_AGAIN": "Báo cáo ngày 01/06 lấy lại giống từng byte",
        "REPORT_CORRECTED": "Báo cáo điều chỉnh theo chứng từ đến muộn",
        "REPORT_EXPLAINED": "Chênh lệch hai báo cáo được giải trình hết",
        # what officers rule
        "PAIR_SAME": "Cặp nghi trùng được kết luận là một người",
        "PAIR_DIFFERENT": "Cặp nghi trùng được kết luận là hai người",
        "PAIR_UNDONE": "Kết luận gộp người bị hủy",
    }
)


@dataclass
class Tally:
    """Planted and caught by kind, and in words what was missed."""

    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def tell(self, kind: str, caught: bool, what: object = "") -> None:
        """One more of a kind was planted; whether the service did with it what it must."""
        self.planted[kind] += 1
        self.caught[kind] += caught
        if not caught:
            self.missed.append(f"{VIETNAMESE[kind]} ({kind}): {what} không được xử lý đúng")

    def as_json(self) -> dict[str, dict[str, int | str]]:
        """By kind, in the order of the words."""
        return {
            kind: {
                "vi": words, "planted": self.planted[kind], "caught": self.caught[kind],
            }
            for kind, words in VIETNAMESE.items()
            if self.planted[kind]
        }  # fmt: skip
