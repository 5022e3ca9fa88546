"""`ansinh user`, `login`, `logout`, `me`: who may come in, and coming in."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import account
from app.cli.account import Server
from app.cli.frame import Json, act, folder, note, print_json

if TYPE_CHECKING:
    from app.access.schemas import Enrolled, TokenGiven

user = folder("Cán bộ, tài khoản và chức danh.")
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
_SHORTEST_PASSWORD = 12

UserName = Annotated[str, typer.Option(help="Tên đăng nhập: chữ thường, số, dấu chấm, gạch.")]
Code = Annotated[str | None, typer.Option("--code", help="Mã kích hoạt dùng một lần.")]
PasswordPiped = Annotated[
    bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào chuẩn (cho máy).")
]


@act(
    user, "add",
    "Ghi nhận một cán bộ với tài khoản và chức danh đầu tiên, ngay trong cơ sở dữ liệu; "
    "in mã kích hoạt dùng một lần.",
)  # fmt: skip
def add(  # noqa: PLR0913 - the fields of an appointment
    user_name: UserName,
    full_name: Annotated[str, typer.Option(help="Họ và tên.")],
    role: Annotated[str, typer.Option(help="Chức danh, ví dụ commune_officer, administrator.")],
    document: Annotated[str, typer.Option(help="Số văn bản giao chức danh.")],
    unit: Annotated[
        str, typer.Option(help="Đơn vị: 42 tỉnh, 42.436 huyện, 42.436.18070 xã; trống: cả nước.")
    ] = "",
    agent: Annotated[str | None, typer.Option(help="Mã đơn vị chi trả.")] = None,
    agent_name: Annotated[
        str | None, typer.Option(help="Tên đơn vị chi trả, để ghi nhận mã chưa có.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAY_FORMATS, help="Ngày đầu; trống là hôm nay."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAY_FORMATS, help="Ngày cuối; trống là không hạn."),
    ] = None,
    piped: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help="Đọc mật khẩu từ đầu vào chuẩn và in khóa của mã xác thực: vào được ngay.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Bootstrap somebody in office as the owner of the database."""
    facts = {
        "role": role, "unit_path": f"{unit.strip('.')}." if unit.strip(".") else "",
        "document_number": document, "valid_from": since.date() if since else _today(),
        "valid_to": until.date() if until else None, "agent_code": agent,
    }  # fmt: skip
    officer = {"user_name": user_name, "full_name": full_name, "appointment": facts}
    secret = _read_password(piped=True, new=True) if piped else None
    made, key = asyncio.run(_enrol(officer, agent_name, secret))
    if as_json:
        print_json(made.model_dump() | ({"second_factor_key": key} if key else {}))
        return
    if key:
        typer.echo(key)
        note(f"Khóa mã xác thực của {made.user_name}; xem mã đang hiện: ansinh code KHÓA")
        return
    typer.echo(made.enrolment_code)
    note(
        f"Mã kích hoạt của {made.user_name}, dùng một lần trong 14 ngày. "
        "Người nhận chạy: ansinh user password --code MÃ"
    )


def _today() -> Any:
    from app.core import clock

    return clock.wall_clock().astimezone(clock.VIETNAM).date()


async def _enrol(
    facts: dict[str, Any], agent_name: str | None, password: str | None
) -> tuple["Enrolled", str]:
    """Who was enrolled, and the key of the second factor when a password came with it."""
    from app import access, admin_units
    from app.access.schemas import NewAgent, NewOfficer
    from app.access.tables import PaymentAgent
    from app.cli.database import owner_url
    from app.core.owner import owner_transaction

    officer = NewOfficer.model_validate(facts)
    appointment = officer.appointment
    async with owner_transaction(owner_url()) as session:
        if appointment.unit_path:
            code = admin_units.code_of(appointment.unit_path)
            unit = await admin_units.unit_at(session, code, appointment.valid_from)
            if unit["path"] != appointment.unit_path:
                raise typer.BadParameter(f"đơn vị này nằm ở {unit['path']}", param_hint="--unit")
        if agent := appointment.agent_code:
            if agent_name:
                await access.add_agents(session, [NewAgent(code=agent, name=agent_name)])
            elif await session.get(PaymentAgent, agent) is None:
                raise typer.BadParameter("chưa có mã này; thêm --agent-name", param_hint="--agent")
        (made,) = await access.enrol_officers(session, None, [officer])
        if password is None:
            return made, ""
        keys = await access.make_ready(session, {made.user_name: password})
        return made.model_copy(update={"enrolment_code": ""}), keys[made.user_name]


@act(user, "password", "Nhận tài khoản bằng mã kích hoạt và đặt mật khẩu.")
def password(
    code: Annotated[str, typer.Option("--code", prompt="Mã kích hoạt", help="Mã dùng một lần.")],
    piped: PasswordPiped = False,
    server: Server = None,
) -> None:
    """Exchange the code; the token that comes with it is given back at once."""
    chosen = account.address(server)
    _warn(chosen)
    secret = _read_password(piped, new=True)
    given = asyncio.run(_exchange(chosen, enrolment_code=code, password=secret))
    asyncio.run(_sign_out(chosen, given.token))
    note("Đã đặt mật khẩu. Đăng nhập: ansinh login --user-name TÊN")


def login(
    user_name: Annotated[str | None, typer.Option(help="Tên đăng nhập.")] = None,
    code: Code = None,
    piped: PasswordPiped = False,
    six: Annotated[
        str | None, typer.Option("--code-6", help="6 số đang hiện trong ứng dụng xác thực.")
    ] = None,
    server: Server = None,
) -> None:
    """Take a token by password and second factor or by enrolment code, and keep it."""
    if (user_name is None) == (code is None):
        raise typer.BadParameter("cần đúng một trong hai", param_hint="--user-name/--code")
    chosen = account.address(server)
    _warn(chosen)
    if code is not None:
        given = asyncio.run(_exchange(chosen, enrolment_code=code))
    else:
        secret = _read_password(piped, new=False)
        given = _by_password(chosen, six, ask=not piped, user_name=user_name, password=secret)
    account.keep(
        account.SignedIn(
            chosen, given.token, given.expires_at.isoformat(), given.role, given.unit_path
        )
    )
    until = given.expires_at.astimezone()
    unit = given.unit_path or "cả nước"
    note(f"Đã đăng nhập tại {chosen}: {given.role}, {unit}; đến {until:%H:%M %d/%m/%Y}.")


def _by_password(server: str, six: str | None, *, ask: bool, **given: str | None) -> "TokenGiven":
    """A token; the six digits are asked for when the account has a second factor."""
    from app.client import Problem

    try:
        return asyncio.run(_exchange(server, **given, one_time_code=six))
    except Problem as problem:
        if problem.code != "second-factor-needed" or not ask:
            raise
    six = str(typer.prompt("Mã xác thực 6 số", err=True))
    return asyncio.run(_exchange(server, **given, one_time_code="".join(six.split())))


def code_now(
    key: Annotated[
        str, typer.Argument(help="Khóa của mã xác thực; dấu - để đọc từ đầu vào chuẩn.")
    ],
) -> None:
    """The six digits that an authenticator with this key would show now."""
    from app import access

    given = typer.get_text_stream("stdin").readline() if key == "-" else key
    try:
        digits, seconds = access.code_now(given)
    except ValueError:
        raise typer.BadParameter("không phải khóa của mã xác thực", param_hint="KEY") from None
    typer.echo(digits)
    note(f"Còn dùng được {seconds} giây.")


def logout(server: Server = None) -> None:
    """Give the token back and forget it, even when the service no longer knows it."""
    from app.client import Problem

    chosen = account.address(server)
    token = account.token_for(chosen)
    account.forget()
    try:
        asyncio.run(_sign_out(chosen, token))
    except Problem as problem:
        if problem.status != 401:
            raise
    note("Đã đăng xuất.")


def me(server: Server = None, as_json: Json = False) -> None:
    """Who the service thinks is asking."""
    shown = asyncio.run(_who(server))
    if as_json:
        print_json(shown)
        return
    typer.echo(f"Cán bộ số {shown['officer_id']}, {shown['role']}")
    typer.echo(f"Phạm vi: {shown['unit_path'] or 'cả nước'}")
    typer.echo(f"Được phép: {', '.join(shown['permissions'])}")


async def _who(server: str | None) -> dict[str, Any]:
    async with account.service(server) as client:
        return (await client.me()).model_dump(mode="json")


async def _exchange(server: str, **given: str | None) -> "TokenGiven":
    from app.client import Client

    async with Client(server) as client:
        return await client.sign_in(**given)


async def _sign_out(server: str, token: str) -> None:
    from app.client import Client

    async with Client(server, token) as client:
        await client.send("DELETE", "/tokens/current")


def _read_password(piped: bool, *, new: bool) -> str:
    """From a hidden prompt or from standard input; never from the arguments, which others see."""
    if piped:
        secret = typer.get_text_stream("stdin").readline().rstrip("\r\n")
    else:
        secret = str(typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt=new, err=True))
    if new and len(secret) < _SHORTEST_PASSWORD:
        raise typer.BadParameter(
            f"mật khẩu cần ít nhất {_SHORTEST_PASSWORD} ký tự", param_hint="mật khẩu"
        )
    return secret


def _warn(server: str) -> None:
    if account.in_the_clear(server):
        note(f"Chú ý: {server} không mã hóa; mật khẩu và mã có thể bị nghe lén. Nên dùng https.")
