"""What became of each decision: people, money, where its money stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import BigInteger, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.decisions.tables import Decision, Delegation
from app.documents.schemas import ReportSection
from app.reports import seen, standing
from app.reports.kinds.frame import count, day, dong, share, sheet_with_total, text
from app.reports.report import Ask, Report
from app.reports.rules import rate
from app.sheets import Column, Row, Sheet

_RESULTS_VI: Final = {"approved": "Phê duyệt", "refused": "Không phê duyệt"}
_OTHERS: Final = "Quyết định của cấp trên"
_PLACES: Final = {
    "with_agent_dong": ("with_agent",), "failed_dong": standing.FAILED,
    "returned_dong": ("returned", "called_back"), "unsent_dong": (standing.NEVER_SENT,),
    "stopped_dong": ("cancelled", "superseded"), "over_dong": (standing.OVER,),
}  # fmt: skip
"""Where the unpaid money of a decision stands, by the reasons of its dossiers."""

_OVER: Final = dong(
    "over_dong", "Chi vượt (đồng)",
    "Số đã chi vượt phần đang được phê duyệt và chờ thu hồi, ghi số âm.", signed=True,
)  # fmt: skip
COLUMNS: Final = (
    text("number", "Số quyết định", "Số và ký hiệu của quyết định phê duyệt danh sách."),
    day("signed_on", "Ngày ký", "Ngày ký quyết định."),
    text("office", "Người ký", "Chức vụ và cơ quan của người ký."),
    text("result", "Kết quả", "Phê duyệt hoặc không phê duyệt danh sách."),
    count(
        "refused", "Không phê duyệt (hồ sơ)",
        "Số hồ sơ của danh sách không được phê duyệt.",
    ),
    count(
        "approved_people", "Được phê duyệt (người)",
        "Số người của quyết định đang được phê duyệt đến hết ngày báo cáo.",
        ("paid_people", "unpaid_people"),
    ),
    count("paid_people", "Đã chi (người)", "Số người của quyết định đã nhận tiền."),
    count(
        "unpaid_people", "Còn lại (người)",
        "Số người được phê duyệt trừ số người đã chi.", signed=True,
    ),
    share(
        "rate_people", "Tỷ lệ người (%)",
        "Số người đã chi trên số người được phê duyệt, làm tròn nửa lên đến hai chữ số.",
        "paid_people", "approved_people",
    ),
    dong(
        "approved_dong", "Được phê duyệt (đồng)",
        "Kinh phí của quyết định đang có hiệu lực đến hết ngày báo cáo.",
        ("paid_dong", "unpaid_dong"),
    ),
    dong(
        "ordered_dong", "Đã giao lệnh chi (đồng)",
        "Kinh phí mà đơn vị chi trả đã nhận lệnh chi.",
        ("paid_dong", "with_agent_dong", "failed_dong", "returned_dong"),
    ),
    dong("paid_dong", "Đã chi (đồng)", "Số tiền đã đến tay người hưởng."),
    dong(
        "with_agent_dong", "Đang ở đơn vị chi trả (đồng)",
        "Kinh phí của người mà đơn vị chi trả đang giữ lệnh, chưa báo kết quả.",
    ),
    dong(
        "failed_dong", "Không chi được (đồng)",
        "Kinh phí của người mà đơn vị chi trả báo không chi được hoặc mới chi một phần.",
    ),
    dong(
        "returned_dong", "Trả lại, thu hồi (đồng)",
        "Kinh phí của người mà ngân hàng trả lại tiền hoặc đã chi nhưng phải thu hồi.",
    ),
    dong(
        "unsent_dong", "Chưa giao lệnh chi (đồng)",
        "Kinh phí của người chưa có lệnh chi nào được đơn vị chi trả nhận.",
    ),
    dong(
        "stopped_dong", "Hủy lệnh, thôi chi (đồng)",
        "Kinh phí của người có lệnh chi bị hủy hoặc đã hưởng chế độ khác cao hơn.",
    ),
    dong(
        "unpaid_dong", "Còn lại (đồng)",
        "Kinh phí được phê duyệt trừ số đã chi.",
        ("with_agent_dong", "failed_dong", "returned_dong", "unsent_dong", "stopped_dong"),
        signed=True,
    ),
    share(
        "rate_dong", "Tỷ lệ kinh phí (%)",
        "Số tiền đã chi trên kinh phí được phê duyệt, làm tròn nửa lên đến hai chữ số.",
        "paid_dong", "approved_dong",
    ),
)  # fmt: skip
_NOTE: Final = (
    "Số liệu tính theo các quyết định sau (điều chỉnh, hủy bỏ) đã ký đến hết ngày báo cáo; "
    "kinh phí của một người được xếp trọn theo việc gần nhất của lệnh chi."
)


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """Every decision that approved somebody of the area, or refused a list of it."""
    sheets = _sheets(await rows_of(session, ask))
    return Report(
        ask=ask, subject="kết quả thực hiện các quyết định phê duyệt hỗ trợ", sections=(),
        annexes=tuple(ReportSection(heading=one.title, sheets=(one,)) for one in sheets),
    )  # fmt: skip


async def rows_of(session: AsyncSession, ask: Ask) -> list[Row]:
    """A row of the table for each decision, by day of signature."""
    unpaid: dict[int | None, list[Any]] = defaultdict(list)
    for one in await standing.unpaid_by(session, ask, "decision_id"):
        unpaid[one.decision_id].append(one)
    names = await seen.place_names(session, ask.area[:3])
    found = [
        _row(one, unpaid.pop(one.decision_id, ()), names) for one in await _decided(session, ask)
    ]
    return found + [_row(None, several, names) for several in unpaid.values()]


async def _decided(session: AsyncSession, ask: Ask) -> list[Any]:
    """Decisions with what stands approved of them; of one out of sight only its lines are known."""
    lines = standing.approved_lines(ask)
    sums = (
        select(
            lines.c.decision_id, func.min(lines.c.signed_on).label("signed_on"),
            cast(func.sum(lines.c.people), BigInteger).label("people"),
            cast(func.sum(lines.c.amount_dong), BigInteger).label("dong"),
        )
        .group_by(lines.c.decision_id)
        .subquery("sums")
    )  # fmt: skip
    own = and_(
        Decision.signed_on <= ask.as_of, seen.known(Decision.recorded_at, ask),
        or_(Decision.kind == "approved", seen.inside(Decision.area_path, ask.area)),
    )  # fmt: skip
    decision = select(Decision.__table__).where(own).subquery("decision")
    both = sums.outerjoin(decision, decision.c.id == sums.c.decision_id, full=True)
    signed_on = func.coalesce(decision.c.signed_on, sums.c.signed_on).label("signed_on")
    query = (
        select(
            func.coalesce(decision.c.id, sums.c.decision_id).label("decision_id"),
            decision.c.number, signed_on, decision.c.kind, decision.c.case_count, sums.c.people,
            sums.c.dong, Delegation.area_path.label("delegated_path"),
        )
        .select_from(both.outerjoin(Delegation, Delegation.id == decision.c.delegation_id))
        .where(or_(sums.c.decision_id.is_not(None), decision.c.kind == "refused"))
        .order_by(signed_on, "decision_id")
    )  # fmt: skip
    return list(await session.execute(query))


def _row(one: Any, unpaid: Iterable[standing.UnpaidRow], names: Mapping[str, str]) -> Row:
    rests = list(unpaid)
    places = {
        name: sum(each.dong for each in rests if each.reason in reasons)
        for name, reasons in _PLACES.items()
    }
    people, money = (one.people or 0, one.dong or 0) if one else (0, 0)
    left = sum(each.people - each.beyond for each in rests)
    rest = sum(places.values())
    refused = one.case_count if one and one.kind == "refused" else 0
    return Row(
        key=str(one.decision_id) if one else "unknown",
        cells={
            **_head(one, names), "refused": refused, "approved_people": people,
            "paid_people": people - left, "unpaid_people": left,
            "rate_people": rate(people - left, people), "approved_dong": money,
            "ordered_dong": money - rest + places["with_agent_dong"] + places["failed_dong"]
            + places["returned_dong"],
            "paid_dong": money - rest, **places, "unpaid_dong": rest,
            "rate_dong": rate(money - rest, money),
        },
    )  # fmt: skip


def _head(one: Any, names: Mapping[str, str]) -> dict[str, Any]:
    if one is None or one.number is None:
        signed_on = one.signed_on if one else None
        return {"number": _OTHERS, "signed_on": signed_on, "office": None, "result": None}
    path = one.delegated_path or next(iter(names), "")
    office = f"Chủ tịch UBND {names.get(path, path)}"
    by = " (được ủy quyền)" if one.delegated_path else ""
    return {
        "number": one.number, "signed_on": one.signed_on, "office": f"{office}{by}",
        "result": _RESULTS_VI[one.kind],
    }  # fmt: skip


def _sheets(rows: list[Row]) -> tuple[Sheet, Sheet]:
    """How far each decision is, and where its money stands, on pages of their own."""
    return (
        _sheet("decisions", "Kết quả thực hiện từng quyết định", _reached(), rows),
        _sheet("decision_money", "Kinh phí của từng quyết định đang ở đâu", _stands(rows), rows),
    )


def _reached() -> tuple[Column, ...]:
    told = (*_PLACES, "ordered_dong")
    return tuple(
        replace(one, sum_of=()) if one.key == "unpaid_dong" else one
        for one in COLUMNS
        if one.key not in told
    )


def _stands(rows: list[Row]) -> tuple[Column, ...]:
    """With the column of what was paid too much only where something was."""
    columns = [one for one in COLUMNS if one.key == "number" or one.key.endswith("_dong")]
    chosen = tuple(one for one in columns if one.key != "rate_dong")
    return _with_over(chosen) if any(row.cells["over_dong"] for row in rows) else chosen


def _sheet(key: str, title: str, columns: tuple[Column, ...], rows: list[Row]) -> Sheet:
    keys = {one.key for one in columns}
    kept = [
        Row(key=row.key, cells={name: value for name, value in row.cells.items() if name in keys})
        for row in rows
    ]
    return sheet_with_total(key, title, columns, kept, _NOTE)


def _with_over(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    found: list[Column] = []
    for one in columns:
        if one.key == "unpaid_dong":
            found.append(_OVER)
            one = replace(one, sum_of=(*one.sum_of, _OVER.key))
        found.append(one)
    return tuple(found)
