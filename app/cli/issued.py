"""`ansinh report`, the papers: see a report, issue it, fetch it again as it was, compare two."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

import typer

from app.cli import account, words
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, note, print_json, table
from app.cli.papers import Output, keep
from app.cli.people import DAY_FORMATS
from app.cli.reports import Day, KnownOn, report

if TYPE_CHECKING:
    from app.reports.issued_schemas import Comparison, IssuedReportDetail

__all__ = ["report"]

KindName: TypeAlias = Literal[
    "quick", "half_year", "places", "decisions", "unpaid", "refused", "on_time", "sources",
]  # fmt: skip
Kind = Annotated[
    KindName, typer.Argument(metavar="LOẠI", help="Loại báo cáo; xem: ansinh report kinds.")
]
Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số thứ tự của báo cáo đã lưu.")]
Area = Annotated[
    str | None, typer.Option("--area", metavar="MÃ", help="Địa bàn, ví dụ 42. hoặc 42.436.")
]
Corrects = Annotated[
    int | None,
    typer.Option("--corrects", min=1, metavar="SỐ", help="Đính chính báo cáo đã lưu số này."),
]
Form = Annotated[Literal["pdf", "docx", "xlsx"], typer.Option("--form", help="Dạng tệp.")]
DraftForm = Annotated[Literal["pdf", "docx", "xlsx", "json"], typer.Option("--form")]
TableForm = Annotated[Literal["csv", "json", "xlsx"], typer.Option("--form", help="Dạng tệp.")]
_MOST_SHOWN: Final = 30
_MEASURES: Final = (
    ("approved_people", "Duyệt (người)"), ("paid_people", "Chi (người)"),
    ("approved_dong", "Duyệt (đồng)"), ("paid_dong", "Chi (đồng)"),
)  # fmt: skip


@act(report, "kinds", "Các loại báo cáo có thể lập.")
def kinds(server: Server = None, as_json: Json = False) -> None:
    """The department's papers."""
    found = asyncio.run(_ask(server, "report_kinds"))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    made = table("Loại báo cáo", ["Loại", "Tên", "Có tên người"])
    for one in found:
        made.add_row(one.kind, one.title, "có" if one.names_people else "")
    console().print(made)


@act(report, "preview", "Xem trước một báo cáo: bản dự thảo, chưa lưu gì.")
def preview(  # noqa: PLR0913 - the options of the command
    kind: Kind,
    as_of: Day,
    known_on: KnownOn = None,
    area: Area = None,
    corrects: Corrects = None,
    form: DraftForm = "pdf",
    output: Output = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Fetch the draft paper, and tell the hash of what it says."""
    asked = {"known_on": _day(known_on), "area": area, "corrects": corrects}
    note("Đang lập báo cáo…")
    content, sha256 = asyncio.run(
        _ask(server, "preview_report", kind, _day(as_of), form, **asked)
    )  # fmt: skip
    file = output or Path(f"bao-cao-{kind.replace('_', '-')}-{_day(as_of)}-du-thao.{form}")
    keep(file, content, as_json)
    note(f"Mã băm số liệu: {sha256}")


@act(report, "issue", "Ban hành một báo cáo: cấp số, ký, đóng dấu số liệu và lưu ba tệp.")
def issue(  # noqa: PLR0913 - the options of the command
    kind: Kind,
    as_of: Day,
    number: Annotated[str, typer.Option("--number", help="Số, ký hiệu văn bản.")],
    dated: Annotated[datetime, typer.Option("--dated", formats=DAY_FORMATS, help="Ngày ký.")],
    known_on: KnownOn = None,
    area: Area = None,
    corrects: Corrects = None,
    seen: Annotated[
        str | None, typer.Option("--seen", help="Mã băm của bản đã xem; bỏ trống thì xem ngay.")
    ] = None,
    signer: Annotated[int | None, typer.Option("--signer", min=1, help="Số của người ký.")] = None,
    signer_title: Annotated[
        str | None, typer.Option("--signer-title", help="Chức vụ, khi ký thay thủ trưởng.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ban hành ngay, không hỏi lại.")] = False,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """Issue a report exactly as it was seen."""
    asked = {"known_on": _day(known_on), "area": area, "corrects": corrects}
    if seen is None:
        note("Đang lập báo cáo…")
        draft, seen = asyncio.run(
            _ask(server, "preview_report", kind, _day(as_of), "json", **asked)
        )
        _show_draft(json.loads(draft), seen)
        if not yes and not typer.confirm("Ban hành báo cáo này?", err=True):
            note("Chưa ban hành.")
            return REFUSED
    told = {
        "kind": kind, "as_of": _day(as_of), "known_on": _day(known_on), "area": area,
        "number": number, "dated": _day(dated), "corrects_id": corrects, "expected_sha256": seen,
        "signer_id": signer, "signer_title": signer_title,
    }  # fmt: skip
    note("Đang vẽ và lưu ba tệp…")
    _show(asyncio.run(_issue(server, told)), as_json)
    return OK


@act(report, "issued", "Các báo cáo đã ban hành trong địa bàn.")
def issued(
    kind: Annotated[str | None, typer.Option("--kind", help="Chỉ một loại.")] = None,
    after: Annotated[int, typer.Option("--after", min=0, help="Sau số thứ tự này.")] = 0,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """List issued reports."""
    page = asyncio.run(_ask(server, "issued_reports", after, kind=kind))
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    headers = ["TT", "Loại", "Số", "Ngày", "Tính đến", "Đã biết", "Đính chính", "Chi (người)"]
    made = table("Báo cáo đã ban hành", [*headers, "Chi (đồng)"], len(headers) - 1)
    for one in page.items:
        days = (words.day(one.dated), words.day(one.as_of), words.day(one.known_on))
        paid = (words.number(one.paid_people), words.number(one.paid_dong))
        corrects = str(one.corrects_id or "")
        made.add_row(str(one.id), one.kind, one.number, *days, corrects, *paid)
    console().print(made)
    if page.next_after:
        note(f"Còn nữa: --after {page.next_after}")


@act(report, "show", "Xem một báo cáo đã ban hành: số, ngày, mã băm, các bảng, các tệp.")
def show(number: Number, server: Server = None, as_json: Json = False) -> None:
    """One issued report."""
    _show(asyncio.run(_ask(server, "issued_report", number)), as_json)


@act(report, "paper", "Lấy lại đúng tệp đã ban hành, từng byte.")
def paper(
    number: Number,
    form: Form = "pdf",
    output: Output = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Fetch the very file that was issued."""
    content = asyncio.run(_ask(server, "issued_paper", number, form))
    keep(output or Path(f"bao-cao-{number}.{form}"), content, as_json)


@act(report, "table", "Lấy một bảng của báo cáo thành dữ liệu mở, kèm giải thích các cột.")
def table_file(  # noqa: PLR0913 - the options of the command
    number: Number,
    key: Annotated[str, typer.Argument(metavar="BẢNG", help="Tên bảng; xem: report show SỐ.")],
    form: TableForm = "csv",
    public: Annotated[
        bool, typer.Option("--public", help="Để công khai: không tên người, ẩn số nhỏ.")
    ] = False,
    output: Output = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Fetch one table as CSV, JSON or XLSX."""
    content = asyncio.run(_ask(server, "issued_table", number, key, form, public=public))
    keep(output or Path(f"bao-cao-{number}-{key.replace('_', '-')}.{form}"), content, as_json)


@act(report, "compare", "So một báo cáo với báo cáo khác, hoặc với số liệu đang biết.")
def compare(
    number: Number,
    other: Annotated[
        int | None, typer.Option("--with", min=1, help="Báo cáo kia; bỏ trống: với hiện nay.")
    ] = None,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """What differs, and why; 1 when something is not explained."""
    note("Đang so sánh…")
    found = asyncio.run(_ask(server, "compare_reports", number, other))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _show_comparison(found)
    return OK if found.adds_up else REFUSED


async def _ask(server: str | None, call: str, *told: Any, **named: Any) -> Any:
    async with account.service(server) as client:
        return await getattr(client, call)(*told, **named)


async def _issue(server: str | None, told: Mapping[str, Any]) -> "IssuedReportDetail":
    from app.reports.issued_schemas import IssueOrder

    given = {name: one for name, one in told.items() if one is not None}
    async with account.service(server) as client:
        return await client.issue_report(IssueOrder.model_validate(given))


def _day(value: datetime | None) -> str | None:
    return value.date().isoformat() if value else None


def _show_draft(draft: Mapping[str, Any], sha256: str) -> None:
    """The words of a draft, before anybody signs."""
    typer.echo(f"Báo cáo về {draft['report']['subject']}", err=True)
    for section in draft["report"]["sections"]:
        for paragraph in (section["heading"], *section["paragraphs"]):
            if paragraph:
                typer.echo(paragraph, err=True)
    note(f"Mã băm số liệu: {sha256}")


def _show(found: "IssuedReportDetail", as_json: bool) -> None:
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    typer.echo(f"{found.id}. Báo cáo số {found.number} ngày {words.day(found.dated)}")
    typer.echo(f"   {found.title}; {found.office}; địa bàn {found.area_path}")
    known = f"{words.day(found.known_on)} ({found.known_at.isoformat()})"
    typer.echo(f"   Tính đến {words.day(found.as_of)}, theo những gì đã biết {known}")
    typer.echo(f"   Mã băm: {found.sha256}\n   Tra cứu: /v/{found.paper_mark}")
    if found.corrects_id:
        typer.echo(f"   Đính chính báo cáo số thứ tự {found.corrects_id}.")
    if found.corrected_by:
        typer.echo(f"   Đã được đính chính bởi báo cáo số thứ tự {found.corrected_by}.")
    made = table("Các bảng", ["Tên", "Tiêu đề", "Số dòng"], 2)
    for one in found.tables:
        made.add_row(one.key, one.title, words.number(one.rows))
    files = table("Các tệp", ["Dạng", "SHA-256", "Byte"], 2)
    for file in found.files:
        files.add_row(file.form, file.sha256, words.number(file.bytes))
    console().print(made, files)


def _show_comparison(found: "Comparison") -> None:
    groups = table("Số liệu", ["Nhóm", *(f"{name}: cũ → mới" for _, name in _MEASURES)], 1)
    for one in found.groups:
        cells = (_pair(getattr(one.was, key), getattr(one.now, key)) for key, _ in _MEASURES)
        groups.add_row(words.group(one.group), *cells)
    causes = table("Nguyên nhân", ["Vì sao", "Văn bản", "Nhóm", *(n for _, n in _MEASURES)], 3)
    for cause in found.causes:
        paper = " ".join(str(part) for part in (cause.agent, cause.number) if part)
        changes = (_signed(getattr(cause, key)) for key, _ in _MEASURES)
        causes.add_row(cause.words, paper, words.group(cause.group), *changes)
    console().print(groups, causes)
    for cell in found.cells[:_MOST_SHOWN]:
        typer.echo(f"{cell.table}/{cell.row}/{cell.column}: {cell.was} → {cell.now}")
    if found.cell_count > _MOST_SHOWN:
        typer.echo(f"… tất cả {words.number(found.cell_count)} ô khác nhau (xem --json).")
    typer.echo("Khớp." if found.adds_up else "CHÊNH LỆCH CHƯA RÕ NGUYÊN NHÂN.")


def _pair(was: int, now: int) -> str:
    return words.number(was) if was == now else f"{words.number(was)} → {words.number(now)}"


def _signed(change: int) -> str:
    return f"{'+' if change > 0 else ''}{words.number(change)}" if change else ""
