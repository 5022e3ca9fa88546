"""Workbooks that come back: empty templates, a list with its faults marked; and column mappings."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import account, list_view
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, note, print_json, table
from app.cli.lists import File, Form, Number, lists

Output = Annotated[
    Path | None, typer.Option("--output", "-o", dir_okay=False, help="Tệp để ghi ra.")
]


def template(
    form: Annotated[
        str | None, typer.Argument(metavar="MẪU", help="01 đến 14, bao-tu, chuyen-di.")
    ] = None,
    output: Output = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Fetch the empty workbook of a form; without a form, say which there are."""
    if form is None:
        _show_forms(asyncio.run(_forms(server)), as_json)
        return
    content = asyncio.run(_template(form, server))
    keep(output or Path(f"mau-{form}.xlsx"), content, as_json)


@act(lists, "marked", "Lấy lại tệp của đơn vị với từng lỗi đánh dấu ngay trong ô.")
def marked(
    number: Number, output: Output = None, server: Server = None, as_json: Json = False
) -> None:
    """Fetch the office's own workbook with its faults marked."""
    content = asyncio.run(_marked(number, server))
    keep(output or Path(f"danh-sach-{number}-danh-dau-loi.xlsx"), content, as_json)


@act(
    lists, "columns",
    "Ghép cột của tệp xuất từ phần mềm khác với cột của mẫu; đặt tên một lần, hệ thống sẽ nhớ.",
)  # fmt: skip
def columns(  # noqa: PLR0913 - the options of the command
    file: File,
    form: Form,
    name: Annotated[
        str | None, typer.Option("--name", help="Tên để nhớ; bỏ trống thì chỉ xem đề xuất.")
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="CỘT=trường", help="Cột trong tệp là trường nào của mẫu."),
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option("--constant", metavar="trường=GIÁ TRỊ", help="Giá trị chung cho mọi dòng."),
    ] = None,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """Show how a file's columns would be read, and remember it under a name."""
    chosen, same = _pairs(said, "--set"), _pairs(constants, "--constant")
    return asyncio.run(_columns(file, form, name, (chosen, same), (server, as_json)))


async def _columns(
    file: Path,
    form: str,
    name: str | None,
    said: tuple[dict[str, str], dict[str, str]],
    where: tuple[str | None, bool],
) -> int:
    from app.client import media_type_of
    from app.intake.file_schemas import MappingOrder

    (chosen, constants), (server, as_json) = said, where
    async with account.service(server) as client:
        content = await asyncio.to_thread(file.read_bytes)
        found = await client.propose_columns(form, content, media_type=media_type_of(file.name))
        mapping = _merged(found.headers, found.proposal, chosen)
        kept = None
        if name:
            told = {"headers": found.headers, "columns": mapping, "constants": constants}
            order = MappingOrder.model_validate({"form": form, "name": name, **told})
            kept = (await client.name_columns(order)).model_dump(mode="json")
    if as_json:
        shown = {"headers": found.headers, "columns": mapping, "constants": constants}
        print_json({**shown, "kept": kept})
        return OK if kept else REFUSED
    list_view.show_proposal(form, found.headers, mapping)
    if kept is None:
        note("Chưa nhớ gì. Thêm --name để đặt tên và nhớ.")
        return REFUSED
    note(f"Đã nhớ bảng ghép cột “{name}”. Gửi tệp: ansinh list submit TỆP --form {form}")
    return OK


def _merged(headers: list[str], proposal: dict[str, str], chosen: dict[str, str]) -> dict[str, str]:
    """The proposal as the officer corrected it; a field goes to the column that was chosen."""
    from app.intake.forms import header_key

    spelled = {header_key(header): header for header in headers}
    said = {spelled.get(header_key(text), text): field for text, field in chosen.items()}
    kept = {text: field for text, field in proposal.items() if field not in said.values()}
    return kept | said


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for one in given or ():
        left, sign, right = one.rpartition("=") if option == "--set" else one.partition("=")
        if not (left.strip() and sign and right.strip()):
            raise typer.BadParameter(f"cần dạng A=B, không phải {one}", param_hint=option)
        found[left.strip()] = right.strip()
    return found


async def _forms(server: str | None) -> Any:
    async with account.service(server) as client:
        return await client.templates()


async def _template(form: str, server: str | None) -> bytes:
    async with account.service(server) as client:
        return await client.template(form)


async def _marked(number: int, server: str | None) -> bytes:
    async with account.service(server) as client:
        return await client.marked_workbook(number)


def _show_forms(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    shown = table("Các mẫu danh sách", ["Mẫu", "Tên", "Cấp nộp"])
    levels = {"commune": "xã", "district": "huyện", "province": "tỉnh"}
    for one in found:
        shown.add_row(
            one["code"], one["title"], levels.get(one["handed_in_at"], one["handed_in_at"])
        )
    console().print(shown)


def keep(file: Path, content: bytes, as_json: bool) -> None:
    """Write a file whole, beside its place first."""
    new = file.with_name(f".{file.name}.part")
    new.write_bytes(content)
    new.replace(file)
    if as_json:
        print_json({"file": str(file), "bytes": len(content)})
    else:
        note(f"Đã ghi {file}.")
