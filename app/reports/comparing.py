"""Two reports of one day and area side by side: cells that differ, and what explains it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app import policy
from app.core import clock
from app.core.money import spoken
from app.documents.schemas import ReportSection
from app.reports.explaining import MEASURES, TOTAL, WORDS, Cause, Explained
from app.reports.issued_rules import names_nobody
from app.reports.issued_schemas import CauseShown, CellChange, FiguresShown, GroupChange
from app.reports.sealing import Figures, Head
from app.sheets import Column, Kind, Row, Sheet

_MEASURE_WORDS: Final = {
    "approved_people": ("Duyệt", "người", Kind.COUNT), "paid_people": ("Chi", "người", Kind.COUNT),
    "approved_dong": ("Duyệt", "đồng", Kind.DONG), "paid_dong": ("Chi", "đồng", Kind.DONG),
}  # fmt: skip


def changed_cells(was: Sequence[Sheet], now: Sequence[Sheet], *, naming: bool) -> list[CellChange]:
    """Every cell that differs, by table, row and column; words that could name people stay out."""
    old, new = {one.key: one for one in was}, {one.key: one for one in now}
    return [
        change
        for key in dict.fromkeys([*old, *new])
        for change in _changes(key, old.get(key), new.get(key), naming)
    ]


def _changes(
    table: str, was: Sheet | None, now: Sheet | None, naming: bool
) -> Iterator[CellChange]:
    old, new = _cells(was), _cells(now)
    both = [one for one in (was, now) if one is not None]
    columns = dict.fromkeys(
        column.key for one in both for column in one.columns if not naming or names_nobody(column)
    )
    for row in dict.fromkeys([*old, *new]):
        for column in columns:
            before, after = old.get(row, {}).get(column), new.get(row, {}).get(column)
            if before == after:
                continue
            difference = None
            if isinstance(before, int | None) and isinstance(after, int | None):
                difference = (after or 0) - (before or 0)
            yield CellChange(
                table=table, row=row, column=column, was=before, now=after, difference=difference
            )


def _cells(sheet: Sheet | None) -> dict[str, Mapping[str, Any]]:
    return {row.key: row.cells for row in sheet.rows} if sheet else {}


def _groups(was: Mapping[str, Figures], now: Mapping[str, Figures]) -> list[str]:
    """In the order of the law, then a province's own by code."""
    law = {str(group): number for number, group in enumerate(policy.Group)}
    return sorted({*was, *now} - {TOTAL}, key=lambda group: (law.get(group, len(law)), group))


def by_group(was: Mapping[str, Figures], now: Mapping[str, Figures]) -> list[GroupChange]:
    """Figures of every group in both, then of all."""
    return [
        GroupChange(
            group=group,
            was=FiguresShown.model_validate(was.get(group, Figures())),
            now=FiguresShown.model_validate(now.get(group, Figures())),
        )
        for group in [*_groups(was, now), TOTAL]
    ]


def shown(one: Explained) -> CauseShown:
    """A cause as it is told."""
    change = {name: getattr(one.change, name) for name in MEASURES}
    return CauseShown(
        cause=one.cause, words=WORDS[one.cause], agent=one.agent, number=one.number,
        dated=one.dated, group=one.group, **change,
    )  # fmt: skip


def annex_of(
    earlier: Head,
    was: Mapping[str, Figures],
    now: Mapping[str, Figures],
    causes: Sequence[Explained],
    group_names: Mapping[str, str],
) -> ReportSection:
    """What a correction says of the report that it corrects: "Giải trình chênh lệch"."""
    paper = f"Báo cáo số {earlier.number} ngày {earlier.dated:%d/%m/%Y}"
    words = [
        f"Báo cáo này đính chính {paper}, cùng tính đến hết ngày {earlier.as_of:%d/%m/%Y}; báo cáo"
        f" trước lập theo những gì đã biết lúc {_moment(earlier.known_at)}.",
        _difference(was.get(TOTAL, Figures()), now.get(TOTAL, Figures())),
    ]
    if any(one.cause is Cause.UNEXPLAINED for one in causes):
        words.append(
            "Có phần chênh lệch chưa rõ nguyên nhân, được ghi thành dòng riêng trong bảng dưới đây."
        )
    sheets = (_restated(was, now, group_names), _by_cause(causes))
    return ReportSection(
        heading=f"Giải trình chênh lệch so với {paper}", paragraphs=tuple(words), sheets=sheets
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}"


def _difference(was: Figures, now: Figures) -> str:
    if was == now:
        return "Số đã duyệt và số đã chi không thay đổi."
    return (
        f"Số đã chi: trước đây {spoken(was.paid_people)} người, {spoken(was.paid_dong)} đồng; nay"
        f" {spoken(now.paid_people)} người, {spoken(now.paid_dong)} đồng. Số đã duyệt: trước đây"
        f" {spoken(was.approved_people)} người, {spoken(was.approved_dong)} đồng; nay"
        f" {spoken(now.approved_people)} người, {spoken(now.approved_dong)} đồng."
    )


def _column(key: str, title: str, kind: Kind, meaning: str) -> Column:
    return Column(key=key, title=title, kind=kind, meaning=meaning)


def _restated(
    was: Mapping[str, Figures], now: Mapping[str, Figures], names: Mapping[str, str]
) -> Sheet:
    columns = [_column("group", "Nhóm đối tượng", Kind.TEXT, "Nhóm đối tượng được hỗ trợ.")]
    for name, (what, unit, kind) in _MEASURE_WORDS.items():
        columns.append(
            _column(f"was_{name}", f"{what} – đã báo cáo ({unit})", kind,
                    f"{what} ({unit}) theo báo cáo trước.")
        )  # fmt: skip
        columns.append(
            _column(f"now_{name}", f"{what} – đính chính ({unit})", kind,
                    f"{what} ({unit}) theo báo cáo này.")
        )  # fmt: skip
    groups = _groups(was, now)
    rows = [_restated_row(one, names.get(one, one), was, now) for one in groups]
    total = _restated_row(TOTAL, "Tổng cộng", was, now)
    total = Row(key=TOTAL, cells=total.cells, sum_of=tuple(groups), level=2)
    return Sheet(
        key="restated", title="Số đã báo cáo và số đính chính", columns=tuple(columns),
        rows=(*rows, total),
    )  # fmt: skip


def _restated_row(
    group: str, name: str, was: Mapping[str, Figures], now: Mapping[str, Figures]
) -> Row:
    old, new = was.get(group, Figures()), now.get(group, Figures())
    cells: dict[str, Any] = {"group": name}
    for measure in _MEASURE_WORDS:
        cells |= {f"was_{measure}": getattr(old, measure), f"now_{measure}": getattr(new, measure)}
    return Row(key=group, cells=cells)


def _by_cause(causes: Iterable[Explained]) -> Sheet:
    """Up and down stand apart, as offices keep them, so that no count is below nothing."""
    columns = [
        _column("cause", "Nguyên nhân", Kind.TEXT, "Vì sao số liệu thay đổi."),
        _column("agent", "Đơn vị chi trả", Kind.TEXT, "Đơn vị gửi bảng kê."),
        _column("paper_number", "Số văn bản", Kind.TEXT, "Số bảng kê hoặc số quyết định."),
        _column("paper_day", "Ngày văn bản", Kind.DAY, "Ngày của bảng kê hoặc quyết định."),
    ]
    for name, (what, unit, kind) in _MEASURE_WORDS.items():
        for way, vi in (("up", "tăng"), ("down", "giảm")):
            meaning = f"Số {what.lower()} {vi} thêm ({unit})."
            columns.append(_column(f"{name}_{way}", f"{what} {vi} ({unit})", kind, meaning))
    rows = _cause_rows(causes)
    sums = {key: sum(row.cells[key] for row in rows) for key in _WAYS}  # type: ignore[misc]
    nothing = dict.fromkeys(("agent", "paper_number", "paper_day"))
    total = Row(
        key=TOTAL, level=2, sum_of=tuple(row.key for row in rows),
        cells={"cause": "Tổng cộng", **nothing, **sums},
    )  # fmt: skip
    return Sheet(
        key="causes", title="Nguyên nhân chênh lệch", columns=tuple(columns), rows=(*rows, total)
    )


_WAYS: Final = tuple(f"{name}_{way}" for name in MEASURES for way in ("up", "down"))


def _cause_rows(causes: Iterable[Explained]) -> list[Row]:
    papers: dict[tuple[Any, ...], dict[str, int]] = {}
    for one in causes:
        found = papers.setdefault(
            (one.cause, one.agent, one.number, one.dated), dict.fromkeys(_WAYS, 0)
        )
        for name in MEASURES:
            change = getattr(one.change, name)
            found[f"{name}_{'up' if change > 0 else 'down'}"] += abs(change)
    order = list(Cause)
    return [
        Row(
            key="/".join(str(part or "") for part in paper),
            cells={"cause": WORDS[paper[0]], "agent": paper[1], "paper_number": paper[2],
                   "paper_day": paper[3], **sums},
        )
        for paper, sums in sorted(
            papers.items(), key=lambda one: (order.index(one[0][0]), *map(str, one[0][1:]))
        )
    ]  # fmt: skip
