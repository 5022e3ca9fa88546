"""The tables of the half-year report, each from its figures."""

from collections.abc import Callable
from typing import Final

from app.core.money import spoken
from app.reports.figures import HalfYearFigures
from app.reports.kinds.frame import count, day, dong, share, sheet_with_total, text
from app.reports.rules import rate
from app.sheets import Row, Sheet

_STEERING: Final = (
    text("act", "Việc đã làm", "Loại văn bản hoặc việc đã làm."),
    count(
        "count",
        "Số lượng",
        "Số văn bản, phiên họp hoặc hồ sơ đến hết ngày báo cáo.",
        persons=False,
    ),
    dong("dong", "Kinh phí (đồng)", "Kinh phí phê duyệt khi ký; trống nếu không có."),
)
_FINISHED: Final = (
    text("place", "Địa bàn", "Đơn vị hành chính nơi người hưởng cư trú."),
    text("state", "Tình hình", "Hoàn thành, cơ bản hoàn thành hoặc chưa hoàn thành."),
    count(
        "approved_people", "Được phê duyệt (người)",
        "Số người được phê duyệt đến hết ngày báo cáo.", ("paid_people", "unpaid_people"),
    ),
    count("paid_people", "Đã chi (người)", "Số người đã nhận tiền."),
    count(
        "unpaid_people", "Chưa chi (người)", "Số người được phê duyệt trừ số người đã chi.",
        signed=True,
    ),
    share(
        "rate_people", "Tỷ lệ (%)",
        "Số người đã chi trên số người được phê duyệt, làm tròn nửa lên đến hai chữ số.",
        "paid_people", "approved_people",
    ),
    day("mostly_on", "Cơ bản hoàn thành từ ngày", "Ngày đạt tỷ lệ cơ bản hoàn thành."),
    day("wholly_on", "Hoàn thành ngày", "Ngày người cuối cùng nhận tiền."),
)  # fmt: skip
_OUTSIDE: Final = (
    text("reason", "Lý do ngoài phạm vi chính sách", "Vì sao chính sách không áp dụng."),
    text("reopened_by", "Đã được bổ sung bởi", "Văn bản sửa đổi đã đưa trường hợp này vào."),
    count("dossiers", "Số hồ sơ", "Số hồ sơ bị từ chối vì lý do này."),
)
_LATE: Final = (
    text("office", "Cơ quan", "Cơ quan đang giữ hồ sơ quá hạn."),
    count("dossiers", "Quá hạn (hồ sơ)", "Số hồ sơ đang chờ quá hạn."),
    day("oldest_due_on", "Hạn sớm nhất", "Hạn của hồ sơ trễ nhất."),
)
_SOURCES: Final = (
    text("name", "Nguồn kinh phí", "Tên nguồn kinh phí."),
    dong(
        "given_dong", "Tổng kinh phí (đồng)",
        "Kinh phí được cấp, tạm ứng và nhận từ nguồn khác, trừ số đã trả lại.",
        ("used_dong", "left_dong"),
    ),
    dong("used_dong", "Đã cam kết và chi (đồng)", "Đã cam kết, đã chuyển, đã chi, đã thu hồi."),
    dong("left_dong", "Còn được dùng (đồng)", "Chưa cam kết cho quyết định nào."),
)  # fmt: skip


def steering(figures: HalfYearFigures) -> Sheet:
    """What was done; a table without a total, for its rows are of different kinds."""
    rows = tuple(
        Row(key=one.key, cells={"act": one.name, "count": one.count, "dong": one.dong})
        for one in figures.steering
    )
    return Sheet(
        key="steering", title="Công tác chỉ đạo, điều hành", columns=_STEERING, rows=rows,
        note="Kinh phí là tổng đã ký trong quyết định, chưa trừ phần quyết định sau giảm.",
    )  # fmt: skip


def finished(figures: HalfYearFigures) -> Sheet:
    """Every place with how far it is, and since when it has (basically) finished."""
    rows = [
        Row(
            key=one.place.key,
            cells={
                "place": one.place.name, "state": _state(figures, one.place.reaches),
                "approved_people": one.place.approved_people,
                "paid_people": one.place.paid_people, "unpaid_people": one.place.unpaid_people,
                "rate_people": rate(one.place.paid_people, one.place.approved_people),
                "mostly_on": one.mostly_on, "wholly_on": one.wholly_on,
            },
        )
        for one in figures.finished
    ]  # fmt: skip
    note = (
        "Hoàn thành: mọi người được phê duyệt đã nhận tiền. Cơ bản hoàn thành: từ "
        f"{figures.finished_percent}% số người. Ngày đạt tính theo số người được phê duyệt đến hết "
        "ngày báo cáo."
    )
    return sheet_with_total("finished", "Địa bàn hoàn thành chi trả", _FINISHED, rows, note)


def _state(figures: HalfYearFigures, reaches: Callable[[int], bool]) -> str:
    if reaches(100):
        return "Hoàn thành"
    return "Cơ bản hoàn thành" if reaches(figures.finished_percent) else "Chưa hoàn thành"


def outside(figures: HalfYearFigures) -> Sheet:
    """Refusals because the policy does not reach them, by reason."""
    rows = [
        Row(
            key=one.code,
            cells={"reason": one.name, "reopened_by": one.reopened_by, "dossiers": one.dossiers},
        )
        for one in figures.outside
    ]
    note = "Tính mọi lần từ chối đến hết ngày báo cáo, kể cả hồ sơ sau đó được mở lại."
    return sheet_with_total("outside", "Hồ sơ ngoài phạm vi chính sách", _OUTSIDE, rows, note)


def late(figures: HalfYearFigures) -> Sheet:
    """Offices at which dossiers wait beyond their day."""
    rows = [
        Row(
            key=one.key,
            cells={
                "office": one.office, "dossiers": one.dossiers, "oldest_due_on": one.oldest_due_on,
            },
        )
        for one in figures.late
    ]  # fmt: skip
    note = (
        "Hồ sơ đang chờ vào lúc lập báo cáo mà hạn trước ngày báo cáo; vị trí hồ sơ là của lúc "
        "lập, không phải của ngày báo cáo."
    )
    return sheet_with_total("late", "Cơ quan có hồ sơ quá hạn", _LATE, rows, note)


def sources(figures: HalfYearFigures) -> tuple[Sheet, ...]:
    """What sources have left; none where the report is of a part of a province."""
    if not figures.sources:
        return ()
    rows = [
        Row(
            key=one.code,
            cells={
                "name": one.name, "given_dong": one.given_dong,
                "used_dong": one.stands_dong - one.left_dong, "left_dong": one.left_dong,
            },
        )
        for one in figures.sources
    ]  # fmt: skip
    note = (
        f"Hồ sơ đang ở cấp tỉnh chờ quyết định đề nghị {spoken(figures.waiting_dong)} đồng; "
        f"còn thiếu {spoken(figures.short_dong)} đồng."
    )
    return (sheet_with_total("short", "Kinh phí còn lại của các nguồn", _SOURCES, rows, note),)
