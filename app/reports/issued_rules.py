"""Issued reports: what they are called, who may be named where, and why one is refused. Pure."""

from typing import Final

from app.core.errors import Refused
from app.reports.report import ReportKind
from app.sheets import Column, Kind, Sheet

TITLES: Final[dict[ReportKind, str]] = {
    ReportKind.QUICK: "Báo cáo nhanh",
    ReportKind.HALF_YEAR: "Báo cáo 6 tháng, phần chương trình hỗ trợ",
    ReportKind.PLACES: "Biểu theo huyện, xã",
    ReportKind.DECISIONS: "Kết quả theo từng quyết định",
    ReportKind.UNPAID: "Danh sách chưa chi trả, theo lý do",
    ReportKind.REFUSED: "Danh sách không đủ điều kiện, kèm lý do",
    ReportKind.ON_TIME: "Giải quyết đúng hạn",
    ReportKind.SOURCES: "Nguồn kinh phí và quyết toán",
}
NAMING: Final = frozenset({ReportKind.UNPAID, ReportKind.REFUSED})
"""Kinds that name people."""
PUBLIC_WORDS: Final = frozenset(
    {"group", "province", "district", "commune", "place", "area", "agent", "source", "month",
     "decision", "kind", "reason", "article", "step", "state", "cause", "paper_number", "paper_day"}
)  # fmt: skip
"""Columns of words that name nobody: all the words that a public table of a naming kind has."""
DIFFERENCES: Final = frozenset({"restated", "causes"})
"""Tables of what a correction changed: a difference can be of one person, in đồng as in people."""
LEAST_SHOWN: Final = 5
"""Counts of people below it are not shown to the public: an assumption, no text says a number."""


def names_nobody(column: Column) -> bool:
    """Whether a column of a report that names people could name none of them."""
    return column.kind not in (Kind.TEXT, Kind.DAY) or column.key in PUBLIC_WORDS


def may_be_public(sheet: Sheet, naming: bool) -> bool:
    """Whether a table may be given out to the public."""
    if sheet.key in DIFFERENCES:
        return False
    return not naming or all(names_nobody(column) for column in sheet.columns)


class DayToCome(Refused):
    """A report tells of days that have come; {day} is still to come."""

    status = 422
    vi = "Báo cáo chỉ nói về những ngày đã qua; ngày {day} chưa đến."


class ReportMisdated(Refused):
    """A report is dated from the last day it tells of, and knows of, until today."""

    status = 422
    field = "dated"
    vi = "Ngày báo cáo phải từ ngày số liệu (và ngày đã biết) đến hôm nay."


class ReportNumberUsed(Refused):
    """This number was given to another report."""

    field = "number"
    vi = "Số này đã cấp cho một báo cáo khác."


class ReportIssued(Refused):
    """A report of this kind, day, knowledge and area is issued: say that a new one corrects it."""

    vi = "Đã có báo cáo cùng loại, cùng ngày, cùng địa bàn; báo cáo mới phải ghi đính chính số nào."


class ReportCorrected(Refused):
    """This report is corrected already; the next correction is of the report that corrects it."""

    vi = "Báo cáo này đã được đính chính; lần đính chính tiếp theo phải nêu báo cáo đính chính đó."


class ReportsUnlike(Refused):
    """Only reports of the same kind, day and area are compared or correct one another."""

    status = 422
    vi = "Chỉ so sánh hoặc đính chính giữa các báo cáo cùng loại, cùng ngày số liệu, cùng địa bàn."


class NothingLearnt(Refused):
    """A correction knows more than what it corrects: its knowledge is of a later moment."""

    vi = "Báo cáo đính chính phải dựa trên những gì biết được sau báo cáo trước."


class FiguresChanged(Refused):
    """The figures are no longer those that were seen; look at the preview again."""

    vi = "Số liệu không còn như bản đã xem; hãy xem lại bản dự thảo."


class SignerUnfit(Refused):
    """Who signs a report holds an office of the issuing unit on the day of the report."""

    status = 422
    field = "signer_id"
    vi = "Người ký phải có chức danh tại cơ quan ban hành vào ngày báo cáo."


class SealBroken(Refused):
    """Issued report {number} is no longer what was sealed ({what}); it is not given out."""

    vi = "Báo cáo số {number} không còn đúng như khi đóng dấu ({what}); không đưa ra."


class NotForPublic(Refused):
    """This table tells of single people, or may; the public is given other tables alone."""

    status = 403
    vi = "Bảng này nói, hoặc có thể nói, về từng người; chỉ công khai những bảng khác."
