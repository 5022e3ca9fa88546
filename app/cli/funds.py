"""`ansinh funds`: what each source was given, where it stands, who owes whom."""

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import account, words
from app.cli.account import Server
from app.cli.frame import Json, act, console, folder, print_json, table
from app.cli.people import DAY_FORMATS

if TYPE_CHECKING:
    from app.funds.schemas import Balance, FundShares

funds = folder("Nguồn kinh phí.")
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=DAY_FORMATS, help="Tính đến hết ngày (mặc định: hôm nay)."),
]
_ACCOUNTS = (
    ("allotted_dong", "Được cấp"), ("advanced_dong", "Tạm ứng"),
    ("settlement_dong", "Quyết toán"), ("available_dong", "Còn dùng"),
    ("committed_dong", "Cam kết"), ("sent_dong", "Đã chuyển"), ("paid_dong", "Đã chi"),
    ("recovered_dong", "Thu hồi"),
)  # fmt: skip
_SHARES = (
    ("spent_dong", "Đã chi"), ("carries_dong", "Phải gánh"), ("advanced_dong", "Chi hộ"),
    ("settled_dong", "Đã quyết toán"), ("remaining_dong", "Còn lại"),
)  # fmt: skip


@act(funds, "balances", "Mỗi nguồn được cấp bao nhiêu, tiền đang nằm ở đâu.")
def balances(as_of: AsOf = None, server: Server = None, as_json: Json = False) -> None:
    """Where every source's money stands."""
    found = asyncio.run(_balances(server, as_of.date() if as_of else None))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    made = table("Nguồn kinh phí (đồng)", ["Nguồn", *(name for _, name in _ACCOUNTS)], 1)
    for one in found:
        made.add_row(one.code, *(words.number(getattr(one, key)) for key, _ in _ACCOUNTS))
    console().print(made)


@act(
    funds, "shares", "Ngân sách trung ương gánh bao nhiêu, các nguồn còn phải quyết toán bao nhiêu."
)
def shares(as_of: AsOf = None, server: Server = None, as_json: Json = False) -> None:
    """How what was spent divides, and what remains to settle."""
    found = asyncio.run(_shares(server, as_of.date() if as_of else None))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    title = f"Phần gánh theo nhóm đến hết {words.day(found.as_of)} (đồng)"
    groups = table(title, ["Nhóm", "% TW", "Đã chi", "Trung ương", "Địa phương"], 1)
    for one in found.groups:
        sums = map(words.number, (one.spent_dong, one.central_dong, one.own_dong))
        groups.add_row(one.group_vi, str(one.central_percent), *sums)
    total = map(words.number, (found.spent_dong, found.central_dong, found.own_dong))
    groups.add_row(words.group("total"), "", *total, style="bold")
    console().print(groups)
    sources = table("Quyết toán giữa các nguồn (đồng)", ["Nguồn", *(n for _, n in _SHARES)], 1)
    for source in found.sources:
        sources.add_row(source.code, *(words.number(getattr(source, key)) for key, _ in _SHARES))
    console().print(sources)
    typer.echo(found.rounding_vi)


async def _balances(server: str | None, as_of: date | None) -> "list[Balance]":
    async with account.service(server) as client:
        return await client.funds(as_of)


async def _shares(server: str | None, as_of: date | None) -> "FundShares":
    async with account.service(server) as client:
        return await client.fund_shares(as_of)
