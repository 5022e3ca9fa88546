"""What a list may weigh, and the refusals of lists that are no lists."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.errors import Refused

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be; sizes in bytes, rows are rows of people."""

    max_bytes: int = 20 * MIB
    max_rows: int = 200_000
    max_columns: int = 60
    max_entries: int = 200
    max_part_bytes: int = 256 * MIB
    max_total_bytes: int = 320 * MIB
    max_ratio: int = 200
    ratio_floor_bytes: int = MIB
    max_cell_chars: int = 2_000
    headroom_rows: int = 100

    @property
    def last_row(self) -> int:
        """The last sheet row a cell may stand in: people, titles and signatures."""
        return self.max_rows + self.headroom_rows


class WorkbookRefused(Refused):
    """The workbook was refused."""

    status: ClassVar[int] = 422
    field: ClassVar[str] = "file"
    """Where a page tells it."""
    vi: ClassVar[str] = "Tệp Excel bị từ chối."


class WorkbookTooLarge(WorkbookRefused):
    """The workbook has {found} bytes; the limit is {limit} bytes."""

    status = 413
    vi = "Tệp Excel có {found} byte, vượt quá giới hạn {limit} byte."


class FileNotChosen(WorkbookRefused):
    """Choose the file of the list first."""

    vi = "Chưa chọn tệp danh sách."


class FormNotChosen(Refused):
    """Choose the form of the list first."""

    status: ClassVar[int] = 422
    field: ClassVar[str] = "form"
    vi: ClassVar[str] = "Chưa chọn mẫu của danh sách."


class NotAWorkbook(WorkbookRefused):
    """This is not a readable .xlsx workbook ({reason}); save it as Excel Workbook (.xlsx)."""

    vi = (
        "Đây không phải tệp Excel .xlsx đọc được ({reason_vi}); "
        "hãy lưu lại dưới dạng Excel Workbook (.xlsx)."
    )


class WorkbookBomb(WorkbookRefused):
    """The part {part} of the workbook would unpack beyond what an honest list needs."""

    vi = "Phần {part} trong tệp giải nén ra quá lớn so với một danh sách thật."


class WorkbookUnreadable(WorkbookRefused):
    """Reading the workbook was stopped: it needs more memory or time than a list may take."""

    vi = "Phải dừng đọc tệp: tệp đòi hỏi bộ nhớ hoặc thời gian vượt mức cho phép."


class CellOutOfBounds(WorkbookRefused):
    """The cell {cell} lies outside of {columns} columns and {rows} rows; delete what is there."""

    vi = "Ô {cell} nằm ngoài phạm vi {columns} cột và {rows} dòng; hãy xóa nội dung thừa."


class CellTooLong(WorkbookRefused):
    """The text at {cell} is longer than {limit} characters."""

    vi = "Nội dung tại {cell} dài quá {limit} ký tự."


class CellBroken(WorkbookRefused):
    """The cell {cell} holds an error value such as #N/A or #REF!; type its value."""

    vi = "Ô {cell} chứa giá trị lỗi (như #N/A, #REF!); hãy nhập giá trị thật."


class CharacterForbidden(WorkbookRefused):
    """The text at {cell} holds a character that no text may hold ({code})."""

    vi = "Nội dung tại {cell} có ký tự không được phép ({code})."


class FormulaFound(WorkbookRefused):
    """The cell {cell} holds a formula; paste its value instead (Paste Special, Values)."""

    vi = "Ô {cell} chứa công thức; hãy dán lại thành giá trị (Paste Special - Values)."


class MacroFound(WorkbookRefused):
    """The workbook carries a macro or an embedded object ({part}); send a plain .xlsx."""

    vi = "Tệp có macro hoặc đối tượng nhúng ({part}); hãy gửi tệp .xlsx thường."


class ExternalLinkFound(WorkbookRefused):
    """The workbook draws on another file or connection ({part}); break the links first."""

    vi = "Tệp có liên kết đến tệp hoặc nguồn dữ liệu khác ({part}); hãy bỏ liên kết trước khi gửi."


class EntityFound(WorkbookRefused):
    """The part {part} declares a document type or entities, which no workbook needs."""

    vi = "Phần {part} khai báo DOCTYPE hoặc ENTITY, điều không tệp Excel nào cần."


class WrongForm(WorkbookRefused):
    """This is not form {form}: {reason}."""

    vi = "Đây không phải Mẫu số {form}: {reason_vi}."


class ColumnMissing(WorkbookRefused):
    """The sheet {sheet} lacks the column "{column}" of form {form}."""

    vi = "Trang tính {sheet} thiếu cột “{column}” của Mẫu số {form}."


class ColumnTwice(WorkbookRefused):
    """The sheet {sheet} has the column "{column}" twice: keep one."""

    vi = "Trang tính {sheet} có hai cột “{column}”: hãy giữ lại một cột."


class NoRows(WorkbookRefused):
    """The list holds no person."""

    vi = "Danh sách không có người nào."


class TooManyRows(WorkbookRefused):
    """The list holds more than {limit} people; split it."""

    vi = "Danh sách có hơn {limit} người; hãy chia thành nhiều danh sách."


def not_a_workbook(reason: str, reason_vi: str) -> NotAWorkbook:
    """The refusal for bytes that no honest writer of .xlsx makes."""
    return NotAWorkbook(reason=reason, reason_vi=reason_vi)


class WrongOffice(Refused):
    """Form {form} is not compiled by an office of level {level}."""

    status: ClassVar[int] = 403
    vi: ClassVar[str] = "Mẫu {form} không do cơ quan cấp {level} lập."


class ReadingUnderWay(Refused):
    """An upload of this list is still being read; wait for its result first."""

    vi = "Một bản của danh sách này đang được đọc; hãy chờ kết quả trước."


class NotOffered(Refused):
    """No list of {group} is taken here today: no programme in force in this province has it."""

    status = 422
    vi = "Hôm nay không nhận danh sách nhóm {group}: tỉnh này không có chương trình nào đang mở."


class NothingToCorrect(Refused):
    """This list was not found to be typed in that old font."""

    vi = "Danh sách này không được nhận ra là gõ bằng phông chữ cũ đó."
