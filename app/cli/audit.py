"""`ansinh audit`: sealing the trail, giving it out, verifying it, and who saw whom."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from app.cli import account, words
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, folder, note, print_json, table
from app.cli.people import DAY_FORMATS

if TYPE_CHECKING:
    from app.audit.schemas import ViewShown

audit = folder("Dấu vết: khóa, xuất, kiểm tra, và ai đã xem ai.")

Province = Annotated[
    str | None, typer.Option(metavar="MÃ", help="Mã tỉnh; bỏ trống khi chỉ mở một tỉnh.")
]
Since = Annotated[
    datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Từ đầu ngày này.")
]
Until = Annotated[
    datetime | None, typer.Option("--to", formats=DAY_FORMATS, help="Đến trước ngày này.")
]


@act(audit, "seal", "Khóa ngay những gì đã ghi của mỗi tỉnh và ký; người vận hành chạy.")
def seal(as_json: Json = False) -> None:
    """One pass of the sealer, beside the worker's own."""
    _check_database()
    done = asyncio.run(_sealed())
    if as_json:
        print_json(done)
        return
    for province, one in done.items():
        if one is None:
            note(f"Tỉnh {province}: một nơi khác đang khóa.")
        else:
            rows, size = words.number(one["rows"]), words.number(one["size"])
            note(f"Tỉnh {province}: khóa thêm {rows} dòng; cả thảy {size} dòng.")


async def _sealed() -> dict[str, dict[str, Any] | None]:
    from app.audit import seal_everywhere
    from app.core import db

    try:
        done = await seal_everywhere()
    finally:
        await db.dispose()
    return {province: one._asdict() if one else None for province, one in done.items()}


@act(audit, "export", "Xuất dấu vết đã khóa của một tỉnh ra tệp JSON từng dòng.")
def export(
    file: Annotated[Path, typer.Argument(metavar="TỆP", dir_okay=False, help="Tệp sẽ ghi.")],
    province: Province = None,
    as_json: Json = False,
) -> None:
    """The whole sealed trail with its notes, written as it is read."""
    _check_database()
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        chosen = asyncio.run(_exported(output, province))
    new.replace(file)
    size = file.stat().st_size
    if as_json:
        print_json({"province": chosen, "file": str(file), "bytes": size})
    else:
        note(f"Đã xuất dấu vết tỉnh {chosen}: {words.number(size)} byte vào {file}.")


async def _exported(output: IO[str], province: str | None) -> str:
    from app.audit import trail_lines
    from app.core import db

    try:
        chosen = province or await _only_province()
        async for part in trail_lines(db.Standing(scope=f"{chosen}.")):
            output.write(part)
    finally:
        await db.dispose()
    return chosen


async def _only_province() -> str:
    from app import admin_units
    from app.core import db

    async with db.transaction(db.NOBODY) as session:
        found = await admin_units.open_provinces(session)
    if len(found) != 1:
        raise typer.BadParameter(
            f"đang mở {len(found)} tỉnh, hãy chọn một", param_hint="--province"
        )
    return found[0]


def _check_database() -> None:
    from app.cli.database import checked_url, owner_url
    from app.core.logs import configure_logs
    from app.core.settings import settings

    configure_logs()  # what the trail warns of goes beside the answer, never into it
    if url := settings().service_database_url:
        checked_url("ANSINH_SERVICE_DATABASE_URL", url)
    else:
        owner_url()


@act(audit, "verify", "Kiểm tra một tệp đã xuất, không cần máy chủ hay cơ sở dữ liệu.")
def verify(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False, help="Tệp đã xuất.")
    ],
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KHÓA", help="Khóa công khai nhận từ nơi khác, hoặc tệp chứa nó."),
    ] = None,
    outside: Annotated[
        list[Path] | None,
        typer.Option("--note", metavar="PHIẾU", exists=True, help="Tệp phiếu ký giữ ở ngoài."),
    ] = None,
    as_json: Json = False,
) -> int:
    """The same as the script that can be carried out alone; 1 when something is wrong."""
    from app.audit import verify_trail as script

    notes = [one for name in outside or () for one in script.notes_in(name.read_text("utf-8"))]
    with open(file, encoding="utf-8") as lines:
        found = script.verify(lines, [script.key_of(one) for one in key or ()], notes)
    if as_json:
        print_json(script.as_told(found))
    else:
        typer.echo("\n".join(script.sentences(found)))
    return REFUSED if found.found else OK


@act(audit, "who-saw", "Ai đã xem số giấy tờ, số tài khoản của một người.")
def who_saw(
    person: Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của người trong sổ.")],
    since: Since = None,
    until: Until = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Every look at one person's numbers, in order; for the auditor."""
    found = asyncio.run(_who_saw(server, person, since, until))
    if as_json:
        print_json({"views": [one.model_dump(mode="json") for one in found]})
        return
    made = table(f"Ai đã xem người số {person}", ["Lúc", "Cán bộ", "Việc", "Của", "Cùng lúc"], 4)
    for one in found:
        thing = f"{one.about} {one.about_id}"
        who = f"{one.officer or ''} ({one.officer_id})"
        made.add_row(_moment(one.at), who, one.act, thing, f"{one.people} người")
    console().print(made)


def _moment(at: datetime) -> str:
    from app.core.clock import VIETNAM

    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


async def _who_saw(
    server: str | None, person: int, since: datetime | None, until: datetime | None
) -> "list[ViewShown]":
    from app.core.clock import VIETNAM

    window = [one.replace(tzinfo=VIETNAM) if one else None for one in (since, until)]
    async with account.service(server) as client:
        return [one async for one in client.viewers(person, *window)]
