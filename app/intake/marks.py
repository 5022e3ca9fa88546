"""What is said of the rows of a list, on its way into a workbook: packed small, told in words."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

from app.intake import doubts
from app.intake.forms import Form, form_of
from app.intake.mapping import ColumnMapping
from app.intake.refusals import Limits

ERRORS, REMARKS = "Lỗi", "Cần xem xét"
OWN_HEADERS = frozenset({"loi", "can xem xet"})
"""Folded headers of the columns that a marked workbook has besides the office's own."""
SUMMARY_SHEET = "Kết quả kiểm tra"
SUMMARY_TITLE = "KẾT QUẢ KIỂM TRA DANH SÁCH"
AUTHOR = "An Sinh"
MOST_COMMENTS = 5_000
"""Excel grows slow with more notes than this; the column of errors says everything."""

_MOST_CHARS = 1_900
_ROW_NAMED = re.compile(r"^Dòng [0-9]+, ")
_CONDITION = "CONDITION_"

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "NAME_MISSING": "Thiếu họ và tên",
        "NAME_CHARACTERS": "Có ký tự không hợp lệ hoặc ký tự ẩn",
        "LEGACY_FONT": "Chữ gõ bằng phông cũ (TCVN3, VNI)",
        "MOJIBAKE": "Chữ bị vỡ mã",
        "BIRTH_MISSING": "Thiếu ngày sinh",
        "BIRTH_IMPOSSIBLE": "Ngày sinh không có thật hoặc không đọc được",
        "BIRTH_FUTURE": "Ngày sinh sau ngày lập danh sách",
        "AGE_IMPOSSIBLE": "Tuổi không thể có",
        "AGE_OUTLIER": "Tuổi khác thường",
        "DATE_DAMAGED": "Excel đã làm hỏng ngày",
        "DAY_WRONG": "Ngày không đúng",
        "SEX_UNKNOWN": "Không rõ giới tính",
        "ID_DAMAGED": "Excel đã làm hỏng số giấy tờ",
        "ID_SHAPE": "Không phải số CMND/CCCD",
        "ID_PROVINCE": "Mã tỉnh trong CCCD không có",
        "ID_SEX": "CCCD trái với giới tính",
        "ID_BIRTH_YEAR": "CCCD trái với năm sinh",
        "INSURANCE_SHAPE": "Không phải số sổ bảo hiểm xã hội",
        "TAX_CODE": "Mã số thuế không đúng",
        "PHONE": "Số điện thoại không đúng",
        "ACCOUNT": "Số tài khoản không đúng",
        "ACCOUNT_NAME": "Tên tài khoản không khớp",
        "COMMUNE_UNKNOWN": "Không có xã, phường, thị trấn này",
        "CHOICE_UNKNOWN": "Không thuộc danh mục",
        "MONTHS_WRONG": "Số tháng không đúng",
        "AMOUNT_WRONG": "Số tiền không đúng",
        "COUNT_WRONG": "Số lượng không đúng",
        "HOUSEHOLD_MISSING": "Thiếu số hộ hoặc tên chủ hộ",
        "EMPLOYER_MISSING": "Thiếu người sử dụng lao động",
        "TWICE_IN_LIST": "Một người có hai dòng trong danh sách",
        "TOO_LONG": "Nội dung quá dài",
        "NOT_IN_LISTS": "Khác với danh sách chi tiết đã nộp",
        "CELL_MISSING": "Thiếu nội dung của cột",
    }
)
_ANY_DOUBT = "người này có thể đã có trong danh sách khác"


class Remark(NamedTuple):
    """One problem or warning of one cell."""

    code: str
    field: str
    vi: str


class RowMarks(NamedTuple):
    """All that is said of one row; the doubts are codes."""

    row_number: int
    problems: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class MarkingTask:
    """All that the child is told about a list besides its bytes and its marks."""

    form_code: str
    media_type: str
    limits: Limits
    list_id: int
    version: int
    rows: int
    good: int
    faulty: int
    doubtful: int
    mapping: ColumnMapping | None = None
    in_place: bool = True
    """Whether to try the office's own workbook first; otherwise a copy on our own layout."""
    programme_form: Form | None = None
    """The list of a programme, which the child does not know by its name."""

    @property
    def form(self) -> Form:
        """The form of the list."""
        return self.programme_form or form_of(self.form_code)


def packed_line(
    row_number: int, problems: str | None, warnings: str | None, codes: Iterable[str] | None
) -> bytes:
    """One row as a line to pack; problems and warnings are JSON texts as the database has them."""
    said = json.dumps(sorted(codes or ()))
    return f"[{row_number},{problems or '[]'},{warnings or '[]'},{said}]\n".encode()


class Packing:
    """Lines on their way to the child: a long list's sentences weigh a twentieth once packed."""

    def __init__(self) -> None:
        self._kept = BytesIO()
        self._file = gzip.GzipFile(fileobj=self._kept, mode="wb", compresslevel=1, mtime=0)

    def add(self, line: bytes) -> None:
        """Take one more line, in the order of the rows."""
        self._file.write(line)

    def whole(self) -> bytes:
        """All lines, packed; nothing can be added any more."""
        self._file.close()
        return self._kept.getvalue()


def unpacked(packed: bytes) -> Iterator[RowMarks]:
    """The marks of every row that has any, row by row; memory does not grow with them."""
    with gzip.GzipFile(fileobj=BytesIO(packed)) as lines:
        for line in lines:
            number, problems, warnings, codes = json.loads(line)
            yield RowMarks(number, _remarks(problems), _remarks(warnings), tuple(codes))


def _remarks(found: list[dict[str, str]]) -> tuple[Remark, ...]:
    return tuple(
        Remark(one.get("code", ""), one.get("field", ""), _ROW_NAMED.sub("", one.get("vi", "")))
        for one in found
    )


def errors_of(row: RowMarks) -> str:
    """What stands in the column of errors."""
    return _lines(_capital(one.vi) for one in row.problems)


def remarks_of(row: RowMarks) -> str:
    """What stands in the column of things to look at: suspected doubles, then warnings."""
    return _lines([*map(doubt_sentence, row.doubts), *(_capital(one.vi) for one in row.warnings)])


def doubt_sentence(code: str) -> str:
    """A suspected double in words; nothing tells who or where the other is."""
    return f"Nghi trùng: {doubts.VIETNAMESE.get(code, _ANY_DOUBT)}."


def _lines(sentences: Iterable[str]) -> str:
    text = "\n".join(sentences)
    return text if len(text) <= _MOST_CHARS else text[:_MOST_CHARS] + "…"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True)
class Counts:
    """How often each kind of fault, warning and doubt is said in a list."""

    problems: Counter[str]
    warnings: Counter[str]
    doubts: Counter[str]


def counted(packed: bytes) -> Counts:
    """The marks counted by kind."""
    counts = Counts(Counter(), Counter(), Counter())
    for row in unpacked(packed):
        counts.problems.update(one.code for one in row.problems)
        counts.warnings.update(one.code for one in row.warnings)
        counts.doubts.update(row.doubts)
    return counts


def kind_of(code: str) -> str:
    """A kind of fault or warning in words."""
    if code.startswith(_CONDITION):
        return "Cần xem lại điều kiện hưởng"
    return _KINDS.get(code, code)


def summary_lines(task: MarkingTask, counts: Counts, notes: Iterable[str] = ()) -> list[list[str]]:
    """The sheet of results, as rows of cells: numbers, faults by kind, what to do next."""
    kinds = _by_kind(counts.problems)
    looks = _by_kind(counts.warnings) + [
        [doubt_sentence(code).rstrip("."), f"{count}"]
        for code, count in counts.doubts.most_common()
    ]
    return [
        [SUMMARY_TITLE],
        [f"Danh sách số {task.list_id}, phiên bản {task.version}, Mẫu số {task.form_code}"],
        [],
        ["Số dòng của danh sách", f"{task.rows}"],
        ["Dòng đúng", f"{task.good}"],
        ["Dòng có lỗi", f"{task.faulty}"],
        ["Dòng nghi trùng", f"{task.doubtful}"],
        *([[], ["Lỗi theo loại", "Số lỗi"], *kinds] if kinds else []),
        *([[], ["Cần xem xét", "Số dòng"], *looks] if looks else []),
        [],
        ["Việc cần làm tiếp"],
        *([f"{number}. {step}"] for number, step in enumerate((*_steps(task), *notes), 1)),
    ]


def _by_kind(codes: Counter[str]) -> list[list[str]]:
    kinds: Counter[str] = Counter()
    for code, count in codes.items():
        kinds[kind_of(code)] += count
    return [[kind, f"{count}"] for kind, count in kinds.most_common()]


def _steps(task: MarkingTask) -> Iterator[str]:
    if task.faulty:
        yield (
            "Sửa các ô tô vàng, chữ đỏ đậm (ô trống thì kẻ sọc); cột “Lỗi” ở cuối bảng nói rõ "
            "từng chỗ sai và cần ghi thế nào."
        )
        yield (
            "Gửi lại chính tệp này làm bản sửa của danh sách: cột “Lỗi”, ghi chú và trang tính "
            "này không ảnh hưởng gì, chỉ dòng thay đổi được cập nhật."
        )
        yield "Các dòng đúng có thể nộp ngay, không phải chờ các dòng lỗi."
    else:
        yield "Không có dòng lỗi: danh sách có thể nộp."
    if task.doubtful:
        yield (
            "Dòng tô cam là dòng nghi trùng: đối chiếu giấy tờ, bỏ dòng nếu đúng là trùng; "
            "nếu là hai người khác nhau thì giữ nguyên, hội đồng sẽ xem xét."
        )
