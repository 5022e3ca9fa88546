"""Steps done in time, by step, by district and by group."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.schemas import ReportSection
from app.reports import punctuality, seen
from app.reports.kinds.frame import TOTAL_VI, count, share, text
from app.reports.report import Ask, Report
from app.reports.rules import rate
from app.reports.schemas import OnTimeRow
from app.sheets import Column, Kind, Row, Sheet

_FIRST: Final = date(2020, 1, 1)
"""Before every dossier of the programme."""
_TITLES: Final = {
    "step": ("Bước giải quyết", "Bước của trình tự mà hồ sơ đã đi qua."),
    "district": ("Địa bàn", "Huyện, thị xã, thành phố của hồ sơ."),
    "group": ("Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
}
_MEASURES: Final = (
    count(
        "judged", "Đã giải quyết có thời hạn (hồ sơ)",
        "Số lượt hồ sơ xong một bước có thời hạn.", ("on_time", "late"),
    ),
    count("on_time", "Đúng hạn (hồ sơ)", "Số lượt xong trong hạn."),
    count("late", "Quá hạn (hồ sơ)", "Số lượt xong sau hạn."),
    share(
        "rate", "Tỷ lệ đúng hạn (%)",
        "Số lượt đúng hạn trên số lượt có thời hạn, làm tròn nửa lên đến hai chữ số.",
        "on_time", "judged",
    ),
    Column(
        key="most_days_late", title="Trễ nhất (ngày làm việc)", kind=Kind.DAYS,
        meaning="Số ngày làm việc trễ nhiều nhất của một lượt.", adds=False,
    ),
    count("returned", "Trả lại bổ sung (hồ sơ)", "Số lượt bị trả lại, không xét hạn."),
    count("stopped", "Dừng (hồ sơ)", "Số lượt do người nộp rút hoặc tự nguyện không nhận."),
    count("without_limit", "Chưa có thời hạn (hồ sơ)", "Số lượt xong một bước chưa quy định hạn."),
)  # fmt: skip


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The three tables of all steps done up to the day.

    What a step was judged by stands with it; it is known on the day on which the step was done.
    """
    names = await seen.place_names(session, ask.area[:3])
    districts = {path[3:6]: name for path, name in names.items() if seen.depth(path) == 2}
    named: dict[str, Mapping[str, str]] = {
        "step": _step_names(ask), "district": districts, "group": seen.group_names(ask),
    }  # fmt: skip
    sheets = [await _sheet(session, ask, by, named[by].get) for by in _TITLES]
    return Report(
        ask=ask, subject="tình hình giải quyết hồ sơ đúng hạn",
        sections=(ReportSection(sheets=tuple(sheets)),),
    )  # fmt: skip


def _step_names(ask: Ask) -> dict[str, str]:
    rules = seen.rules_of(ask)
    return {step.code: step.vi for one in rules.groups for step in rules.road(one.code)}


async def _sheet(
    session: AsyncSession, ask: Ask, by: str, name_of: Callable[[str], str | None]
) -> Sheet:
    told = await punctuality.on_time(session, _FIRST, seen.last_day(ask), by, ask.area)
    title, meaning = _TITLES[by]
    rows = [_row(one, by, name_of(one.key) or one.key) for one in told.rows]
    whole = _row(told.total, by, TOTAL_VI, tuple(one.key for one in rows))
    return Sheet(
        key=f"on_time_by_{by}", title=f"Giải quyết đúng hạn theo {title.lower()}",
        columns=(text(by, title, meaning), *_MEASURES), rows=(*rows, whole),
    )  # fmt: skip


def _row(one: OnTimeRow, by: str, name: str, sum_of: tuple[str, ...] = ()) -> Row:
    counts = {column.key: getattr(one, column.key) for column in _MEASURES if column.key != "rate"}
    cells = {by: name, **counts, "rate": rate(one.on_time, one.judged)}
    level = 2 if name == TOTAL_VI else 0
    return Row(key=one.key, cells=cells, sum_of=sum_of, level=level)
