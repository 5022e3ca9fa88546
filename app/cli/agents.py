"""`ansinh agent`: payment agents' own software and the keys it signs with."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import account
from app.cli.account import Server
from app.cli.frame import Json, act, folder, note, print_json

if TYPE_CHECKING:
    from app.access.machine_schemas import KeyShown, SystemShown

agent = folder("Đơn vị chi trả: phần mềm của họ và khóa công khai để đăng nhập.")

AgentCode = Annotated[str, typer.Argument(metavar="MÃ", help="Mã đơn vị chi trả, ví dụ BUUDIEN.")]
Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số tài khoản của phần mềm.")]
KeyFile = Annotated[
    Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False,
                         help="Khóa công khai: PEM hoặc JWK (EC P-256, Ed25519)."),
]  # fmt: skip
Days = Annotated[int, typer.Option(min=1, max=731, help="Số ngày khóa có hiệu lực.")]


@act(agent, "add-system", "Mở tài khoản cho phần mềm của đơn vị chi trả, gắn với một người cụ thể.")
def add_system(  # noqa: PLR0913 - the fields of a system
    code: AgentCode,
    client_id: Annotated[str, typer.Option(help="Tên đăng nhập của phần mềm (client_id).")],
    name: Annotated[str, typer.Option(help="Tên phần mềm.")],
    officer: Annotated[int, typer.Option(min=1, help="Số cán bộ chịu trách nhiệm.")],
    document: Annotated[str, typer.Option(help="Số công văn đề nghị.")],
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Open the account; it can do nothing before a key is registered."""
    order = {
        "client_id": client_id, "name": name, "officer_id": officer, "document_number": document,
    }  # fmt: skip
    made = asyncio.run(_opened(server, code, order))
    if as_json:
        print_json(made.model_dump(mode="json"))
        return
    typer.echo(made.account_id)
    note(f"Tài khoản số {made.account_id} của {made.client_id}. Tiếp: ansinh agent add-key")


async def _opened(server: str | None, code: str, order: dict[str, Any]) -> "SystemShown":
    from app.access.machine_schemas import NewSystem

    async with account.service(server) as client:
        return await client.add_system(code, NewSystem.model_validate(order))


@act(agent, "add-key", "Đăng ký khóa công khai đã nhận bằng đường riêng; khóa cũ vẫn còn hiệu lực.")
def add_key(
    code: AgentCode,
    number: Number,
    file: KeyFile,
    days: Days = 365,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Register a public key beside those that the system has."""
    try:
        shown = asyncio.run(_registered(server, code, number, file.read_bytes(), days))
    except ValueError:
        raise typer.BadParameter(
            "không phải khóa EC P-256 hoặc Ed25519", param_hint="TỆP"
        ) from None
    if as_json:
        print_json(shown.model_dump(mode="json"))
        return
    typer.echo(shown.kid)
    note(f"Khóa {shown.algorithm}, hết hiệu lực {shown.valid_to.astimezone():%d/%m/%Y}.")


async def _registered(
    server: str | None, code: str, number: int, key: bytes, days: int
) -> "KeyShown":
    from app.core import clock

    until = clock.wall_clock() + timedelta(days=days)
    async with account.service(server) as client:
        return await client.add_system_key(code, number, key, until)


@act(agent, "revoke-key", "Thu hồi khóa ngay lập tức, cùng mọi mã truy cập của phần mềm.")
def revoke_key(
    code: AgentCode,
    number: Number,
    kid: Annotated[str, typer.Argument(metavar="KHÓA", help="Mã khóa (kid).")],
    server: Server = None,
) -> None:
    """End a key before its time."""
    asyncio.run(_revoked(server, code, number, kid))
    note("Đã thu hồi khóa.")


async def _revoked(server: str | None, code: str, number: int, kid: str) -> None:
    async with account.service(server) as client:
        await client.revoke_system_key(code, number, kid)


@act(agent, "systems", "Phần mềm của đơn vị chi trả và các khóa, kể cả khóa đã thu hồi.")
def systems(code: AgentCode, server: Server = None) -> None:
    """Everything registered, as JSON."""
    print_json([one.model_dump(mode="json") for one in asyncio.run(_listed(server, code))])


async def _listed(server: str | None, code: str) -> "list[SystemShown]":
    async with account.service(server) as client:
        return await client.systems(code)
