"""`ansinh report`: the tables the department asks for."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import account, words
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, folder, print_json, table
from app.cli.people import DAY_FORMATS

if TYPE_CHECKING:
    from rich.table import Table

report = folder("Báo cáo.")
MEASURES = (
    ("approved_people", "Duyệt (người)", words.number),
    ("paid_people", "Đã chi (người)", words.number),
    ("rate_people", "Tỷ lệ người", words.rate),
    ("approved_dong", "Duyệt (đồng)", words.number),
    ("paid_dong", "Đã chi (đồng)", words.number),
    ("rate_dong", "Tỷ lệ tiền", words.rate),
)
_LABELS = {
    "policy_group": "Nhóm chính sách", "group": "Nhóm", "province": "Tỉnh", "district": "Huyện",
    "commune": "Xã", "month": "Tháng", "decision": "Quyết định", "agent": "Đơn vị được giao chi",
    "source": "Nguồn",
}  # fmt: skip
_PLACES = (
    ("approved_dong", "Đã duyệt"), ("to_send_dong", "Chờ giao"), ("leased_dong", "Đang giao"),
    ("sent_dong", "Đã giao"), ("paid_dong", "Đã chi"), ("failed_dong", "Chi không được"),
    ("returned_dong", "Chuyển trả"), ("cancelled_dong", "Đã hủy"), ("recovered_dong", "Đã thu hồi"),
    ("to_recover_dong", "Còn phải thu hồi"),
)  # fmt: skip

Day = Annotated[datetime, typer.Option("--as-of", formats=DAY_FORMATS, help="Tính đến hết ngày.")]
KnownOn = Annotated[
    datetime | None,
    typer.Option("--known-on", formats=DAY_FORMATS, help="Theo những gì đã biết ngày này."),
]
_AGES = (
    ("days_1_2", "1–2"), ("days_3_5", "3–5"), ("days_6_10", "6–10"), ("days_over_10", "> 10"),
    ("dossiers", "Tổng"),
)  # fmt: skip
FromDay = Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="Từ ngày.")]
ToDay = Annotated[datetime, typer.Option("--to", formats=DAY_FORMATS, help="Đến hết ngày.")]
OnTimeBy = Annotated[str, typer.Option("--by", help="Chia theo step, district hoặc group.")]
By = Annotated[str, typer.Option("--by", help=f"Chia theo tối đa bốn trong: {', '.join(_LABELS)}.")]
Area = Annotated[
    str | None, typer.Option("--area", help="Trong địa bàn, ví dụ 42.436. (thành phố Hà Tĩnh).")
]


@act(report, "coverage", "Số người và số tiền đã duyệt, đã chi, tính đến một ngày.")
def coverage(
    as_of: Day,
    by: By = "group",
    known_on: KnownOn = None,
    area: Area = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """The coverage table."""
    known = known_on.date().isoformat() if known_on else None
    found = asyncio.run(_coverage(server, as_of.date().isoformat(), by, (known, area)))
    if as_json:
        print_json(found)
    else:
        title = f"Kết quả chi trả đến hết {words.day(as_of)}"
        title += f", theo số liệu đã biết đến hết {words.day(known_on)}" if known_on else ""
        console().print(coverage_table(found["rows"], title))


@act(report, "conservation", "Tiền có khép không: mỗi đồng đã duyệt phải đang nằm ở đúng một nơi.")
def conservation(server: Server = None, as_json: Json = False) -> int:
    """Whether every đồng is where the orders say; 1 when not."""
    found = asyncio.run(_conservation(server))
    if as_json:
        print_json(found)
    else:
        _show_conservation(found)
    return OK if found["closes"] else REFUSED


@act(report, "overdue", "Hồ sơ quá hạn theo cơ quan và số ngày làm việc quá hạn.")
def overdue(server: Server = None, as_json: Json = False) -> None:
    """The overdue board."""
    found = asyncio.run(_overdue(server))
    if as_json:
        print_json(found)
        return
    made = table("Hồ sơ quá hạn (ngày làm việc)", ["Cơ quan", *(name for _, name in _AGES)], 1)
    for one in found:
        place = one["commune_name"] or one["district_name"] or "Tỉnh"
        made.add_row(place, *(words.number(one[key]) for key, _ in _AGES))
    console().print(made)


@act(report, "on-time", "Tỷ lệ giải quyết đúng hạn trong một khoảng ngày.")
def on_time(
    from_: FromDay, to: ToDay, by: OnTimeBy = "step", server: Server = None, as_json: Json = False
) -> None:
    """The on-time rate as the department publishes it."""
    found = asyncio.run(_on_time(server, from_.date().isoformat(), to.date().isoformat(), by))
    if as_json:
        print_json(found)
        return
    made = table("Đúng hạn", ["Theo", "Đúng hạn", "Quá hạn", "Trả lại", "Tỷ lệ"], 1)
    for one in [*found["rows"], found["total"]]:
        counts = (words.number(one[key]) for key in ("on_time", "late", "returned"))
        made.add_row(one["key"], *counts, one["rate"] or "")
    console().print(made)


async def _overdue(server: str | None) -> Any:
    async with account.service(server) as client:
        return await client.overdue()


async def _on_time(server: str | None, from_: str, to: str, by: str) -> Any:
    async with account.service(server) as client:
        return await client.on_time(from_, to, by)


async def _coverage(
    server: str | None, as_of: str, by: str, inside: tuple[str | None, str | None]
) -> Any:
    async with account.service(server) as client:
        return await client.coverage(as_of, by, *inside)


async def _conservation(server: str | None) -> Any:
    async with account.service(server) as client:
        return await client.conservation()


def coverage_table(rows: Iterable[Mapping[str, Any]], title: str) -> "Table":
    """The rows of a coverage report as offices print them; the total's rate is cut, not rounded."""
    found = list(rows)
    divided = found[:-1] or found
    labels = [name for name in _LABELS if any(name in row for row in divided)]
    headers = [*map(_LABELS.__getitem__, labels), *(name for _, name, _ in MEASURES)]
    made = table(title, headers, numbers_from=len(labels))
    for row in found:
        is_total = {row[name] for name in _LABELS if name in row} == {"total"}
        cells = [_label(name, row) for name in labels]
        if is_total:
            cells = [words.group("total"), *("" for _ in labels[1:])]
        cells += [written(row.get(key)) for key, _, written in MEASURES]
        if is_total and row.get("rate_people_truncated") is not None:
            cells[len(labels) + 2] = f"trên {words.rate(row['rate_people_truncated'])}"
        made.add_row(*cells, style="bold" if is_total else None)
    return made


def _label(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if name == "group" or value == "total":
        return words.group(value)
    if name == "agent" and not value:
        return "(chưa giao)"
    return str(row.get(f"{name}_name") or value or "")


def _show_conservation(found: Mapping[str, Any]) -> None:
    """Where the money of all decisions stands, the books beside it, and what does not close."""
    decisions, accounts = found["decisions"], found["accounts"]
    money = table("Tiền của các quyết định (đồng)", [name for _, name in _PLACES], numbers_from=0)
    sums = (sum(one[key] for one in decisions) for key, _ in _PLACES)
    money.add_row(*map(words.number, sums))
    console().print(money)
    if accounts:
        books = table("Sổ nguồn kinh phí (đồng)", ["Nguồn", "Tài khoản", "Trong sổ", "Phải có"], 2)
        for one in accounts:
            pair = (words.number(one["booked_dong"]), words.number(one["wanted_dong"]))
            books.add_row(one["code"], one["account"], *pair)
        console().print(books)
    for one in decisions:
        if not one["closes"]:
            typer.echo(f"Không khép: quyết định {one['number']}.")
    for one in accounts:
        if not one["closes"]:
            typer.echo(f"Không khép: tài khoản {one['account']} của nguồn {one['code']}.")
    typer.echo("Tiền khép." if found["closes"] else "TIỀN KHÔNG KHÉP.")
