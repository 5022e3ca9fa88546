"""Who has not been paid yet, by reason: the closing of the figures, the sums, the people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import register
from app.coverage import Cell
from app.documents.schemas import ReportSection
from app.dossiers.tables import Dossier
from app.reports import seen, standing
from app.reports.kinds.frame import (
    SUM_VI,
    TOTAL_VI,
    count,
    day,
    dong,
    sheet_with_total,
    sum_down,
    text,
)
from app.reports.report import Ask, Report
from app.sheets import Row, Sheet

CLOSING: Final = (
    text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
    count(
        "approved_people", "Được phê duyệt (người)",
        "Số người được phê duyệt đến hết ngày báo cáo.", ("held_people", "unpaid_people"),
    ),
    count(
        "paid_people", "Đã chi (người)",
        "Số người đã nhận tiền.", ("held_people", "beyond_people"),
    ),
    count(
        "held_people", "Đã chi, đang được phê duyệt (người)",
        "Số người đã nhận tiền và vẫn có tên trong quyết định.",
    ),
    count(
        "beyond_people", "Đã chi, không còn được phê duyệt (người)",
        "Số người đã nhận tiền nhưng đã bị đưa ra khỏi quyết định và chưa ghi thu hồi.",
    ),
    count(
        "unpaid_people", "Chưa nhận (người)",
        "Số người được phê duyệt chưa nhận khoản nào.",
    ),
    dong(
        "approved_dong", "Được phê duyệt (đồng)",
        "Kinh phí được phê duyệt đến hết ngày báo cáo.", ("paid_dong", "unpaid_dong"),
    ),
    dong("paid_dong", "Đã chi (đồng)", "Số tiền đã đến tay người hưởng."),
    dong(
        "unpaid_dong", "Chưa chi (đồng)",
        "Kinh phí được phê duyệt trừ số đã chi.", signed=True,
    ),
)  # fmt: skip
SUMS: Final = (
    text("reason", "Lý do", "Vì sao tiền chưa đến tay người hưởng, theo việc gần nhất."),
    text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
    count("people", "Chưa nhận (người)", "Số người chưa nhận khoản nào."),
    dong(
        "dong", "Chưa chi (đồng)",
        "Kinh phí chưa chi, gồm cả phần còn lại của người mới nhận một phần.", signed=True,
    ),
)  # fmt: skip
PEOPLE: Final = (
    text("dossier", "Mã hồ sơ", "Số hồ sơ trong hệ thống."),
    text("name", "Họ và tên", "Họ và tên người hưởng như trong danh sách được phê duyệt."),
    text("identity", "Số giấy tờ", "Số định danh hoặc CMND, chỉ hiện ba chữ số cuối."),
    text("commune", "Xã, phường, thị trấn", "Nơi người hưởng cư trú."),
    text("district", "Huyện, thị xã, thành phố", "Nơi người hưởng cư trú."),
    text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
    text("reason", "Lý do", "Vì sao tiền chưa đến tay, theo việc gần nhất của lệnh chi."),
    day(
        "since", "Từ ngày",
        "Ngày của việc gần nhất; chưa giao lệnh chi thì là ngày ký quyết định.",
    ),
    text("agent", "Đơn vị chi trả", "Mã đơn vị chi trả giữ lệnh chi gần nhất."),
    count("people", "Chưa nhận (người)", "1 nếu chưa nhận khoản nào, 0 nếu đã nhận một phần."),
    dong("dong", "Chưa chi (đồng)", "Phần được phê duyệt chưa chi.", signed=True),
)  # fmt: skip
_NOTE: Final = (
    "Lý do là việc gần nhất đã ghi nhận đối với lệnh chi của người đó đến hết ngày báo cáo; "
    "lệnh chi cấp lại được tính từ khi đơn vị chi trả nhận."
)


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The closing, the sums by reason and group, and the list; raises TableDoesNotFoot."""
    cells = await seen.covered(session, ask)
    people = await _people(session, ask)
    names = await seen.place_names(session, ask.area[:3])
    groups = seen.group_names(ask)
    return Report(
        ask=ask, subject="danh sách người được phê duyệt chưa nhận hỗ trợ",
        sections=(
            ReportSection(sheets=(_closing(cells, people, groups), sums_of(people, groups))),
        ),
        annexes=(
            ReportSection(
                heading="Phụ lục. Danh sách người chưa nhận đủ hỗ trợ",
                sheets=(_list(people, names, groups),),
            ),
        ),
    )  # fmt: skip


async def _people(session: AsyncSession, ask: Ask) -> list[Any]:
    """Every dossier with money that is not paid, by place, reason and number."""
    rows = standing.unpaid(ask).subquery("unpaid").c
    query = (
        select(
            *rows, Dossier.full_name, register.masked(Dossier.id_number).label("identity"),
        )
        .join(Dossier, Dossier.id == rows.dossier_id)
        .order_by(rows.area_path, rows.reason, rows.dossier_id)
    )  # fmt: skip
    return list(await session.execute(query))


def _closing(
    cells: Mapping[tuple[str, ...], Cell], people: Sequence[Any], groups: Mapping[str, str]
) -> Sheet:
    """Coverage by group, beside what the list itself counts as not paid."""
    rows = []
    for code in seen.in_order_of_law(group for (group,) in cells):
        cell = cells[(code,)]
        own = [one for one in people if one.group_code == code]
        unpaid, beyond = (sum(getattr(one, name) for one in own) for name in ("people", "beyond"))
        rows.append(
            Row(
                key=code,
                cells={
                    "group": groups.get(code, code), "approved_people": cell.approved_people,
                    "paid_people": cell.paid_people, "held_people": cell.paid_people - beyond,
                    "beyond_people": beyond, "unpaid_people": unpaid,
                    "approved_dong": cell.approved_dong, "paid_dong": cell.paid_dong,
                    "unpaid_dong": sum(one.dong for one in own),
                },
            )
        )  # fmt: skip
    return sheet_with_total("closing", "Đối chiếu được phê duyệt và đã chi", CLOSING, rows)


def sums_of(people: Iterable[Any], groups: Mapping[str, str]) -> Sheet:
    """By reason and group, with the sums of every reason, of every group, and of all."""
    found: dict[tuple[str, str], list[Any]] = {}
    for one in people:
        found.setdefault((one.reason, one.group_code), []).append(one)
    items = {
        (reason, code): _row(
            f"{reason}/{code}", standing.REASONS_VI[reason], groups.get(code, code), own
        )
        for (reason, code), own in found.items()
    }
    codes = seen.in_order_of_law(code for _, code in items)
    reasons = [one for one in standing.REASONS_VI if any(one == reason for reason, _ in items)]
    rows: list[Row] = []
    for reason in reasons:
        own = [items[reason, code] for code in codes if (reason, code) in items]
        rows += [*own, _sum(reason, standing.REASONS_VI[reason], SUM_VI, own)]
    margins = [
        _sum(
            f"total/{code}", TOTAL_VI, groups.get(code, code),
            [row for (_, one), row in items.items() if one == code],
        )
        for code in codes
    ]  # fmt: skip
    whole = _sum("total", TOTAL_VI, TOTAL_VI, margins, 2)
    return Sheet(
        key="unpaid_by_reason_and_group", title="Chưa chi theo lý do và nhóm đối tượng",
        columns=SUMS, rows=(*rows, *margins, whole), note=_NOTE,
    )  # fmt: skip


def _row(key: str, reason: str, group: str, own: Iterable[Any]) -> Row:
    several = list(own)
    sums = {name: sum(getattr(one, name) for one in several) for name in ("people", "dong")}
    return Row(key=key, cells={"reason": reason, "group": group, **sums})


def _sum(key: str, reason: str, group: str, rows: Sequence[Row], level: int = 1) -> Row:
    sums = {name: sum_down(rows, name) for name in ("people", "dong")}
    return Row(
        key=key, cells={"reason": reason, "group": group, **sums}, level=level,
        sum_of=tuple(row.key for row in rows),
    )  # fmt: skip


def _list(people: Iterable[Any], names: Mapping[str, str], groups: Mapping[str, str]) -> Sheet:
    rows = [
        Row(
            key=str(one.dossier_id),
            cells={
                "dossier": str(one.dossier_id), "name": one.full_name, "identity": one.identity,
                "commune": names.get(one.area_path, one.area_path),
                "district": names.get(one.area_path[:7], one.area_path[:7]),
                "group": groups.get(one.group_code, one.group_code),
                "reason": standing.REASONS_VI[one.reason], "since": one.since,
                "agent": one.agent_code, "people": one.people, "dong": one.dong,
            },
        )
        for one in people
    ]  # fmt: skip
    return sheet_with_total("unpaid", "Người chưa nhận đủ hỗ trợ", PEOPLE, rows, _NOTE)
