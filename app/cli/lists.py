"""`ansinh list`: an office hands in its list, sees what is wrong, corrects it, takes it back."""

import asyncio
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from app.cli import account, list_view, unanswered, words
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, folder, note, print_json
from app.cli.progress import progress

if TYPE_CHECKING:
    from app.client import Client
    from app.dossiers.schemas import ListShown
    from app.intake.schemas import VersionShown

_OTHER_COLUMNS = ("header-unknown", "column-missing")
lists = folder("Danh sách: nộp, xem, sửa, rút.")

FormName: TypeAlias = Literal[
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14",
]  # fmt: skip
Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của danh sách.")]
File = Annotated[
    Path,
    typer.Argument(
        metavar="TỆP", exists=True, dir_okay=False, help="Tệp XLSX, CSV (UTF-8) hoặc JSON."
    ),
]
Form = Annotated[FormName, typer.Option("--form", help="Mẫu danh sách, 01 đến 14.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Nộp ngay, không hỏi lại.")]
MappingId = Annotated[
    int | None, typer.Option("--mapping", min=1, help="Số của bảng ghép cột đã đặt tên.")
]


@dataclass(frozen=True)
class Wish:
    """What was asked on the command line, beyond the file."""

    yes: bool
    as_json: bool
    server: str | None


@act(lists, "submit", "Gửi tệp danh sách, xem kết quả đọc, rồi nộp những dòng hợp lệ.")
def submit(  # noqa: PLR0913 - the options of the command
    file: File,
    form: Form,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem sẽ ra sao, không gửi gì.")
    ] = False,
    yes: Yes = False,
    mapping: MappingId = None,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """Upload, follow the reading, show the numbers, and hand in the number seen.

    Run again after a lost answer it finds the same list.
    """
    wish = Wish(yes, as_json, server)
    if dry_run:
        return asyncio.run(_check(file, form, mapping, wish))
    return asyncio.run(_submit(file, form, mapping, wish))


@act(lists, "fix", "Gửi bản đã sửa của một danh sách; chỉ những dòng đã sửa thay đổi.")
def fix(
    number: Number, file: File, yes: Yes = False, server: Server = None, as_json: Json = False
) -> int:
    """Upload a corrected file of the same list, and say what it changed."""
    return asyncio.run(_fix(number, file, Wish(yes, as_json, server)))


@act(lists, "convert", "Xác nhận danh sách gõ bằng phông chữ cũ; hệ thống chuyển mã và đọc lại.")
def convert(
    number: Number,
    encoding: Annotated[Literal["tcvn3", "vni"], typer.Option(help="Bảng mã của phông chữ cũ.")],
    yes: Yes = False,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """Say in which old font the list was typed."""
    return asyncio.run(_convert(number, encoding, Wish(yes, as_json, server)))


@act(lists, "status", "Danh sách đang ở đâu: các con số, lỗi, và hồ sơ theo trạng thái.")
def status(number: Number, server: Server = None, as_json: Json = False) -> int:
    """One list as it stands now."""
    return asyncio.run(_status(number, Wish(False, as_json, server)))


@act(lists, "withdraw", "Rút danh sách chưa nộp.")
def withdraw(number: Number, server: Server = None, as_json: Json = False) -> None:
    """Take a list back."""
    answer = asyncio.run(_withdraw(number, server))
    if as_json:
        print_json(answer)
    else:
        note(f"Đã rút danh sách số {number}.")


@act(lists, "cancel", "Dừng việc đọc một danh sách đang chờ đọc.")
def cancel(number: Number, server: Server = None, as_json: Json = False) -> None:
    """Stop a reading that has not ended."""
    asyncio.run(_cancel(number, server))
    if as_json:
        print_json({"id": number, "cancelled": True})
    else:
        note(f"Đã dừng đọc danh sách số {number}.")


async def _check(file: Path, form: str, mapping: int | None, wish: Wish) -> int:
    from app.client import Problem, media_type_of

    async with account.service(wish.server) as client:
        content = await asyncio.to_thread(file.read_bytes)
        try:
            found = await client.check_list(
                form, content, file.name, media_type=media_type_of(file.name), mapping_id=mapping
            )
        except Problem as problem:
            if problem.code in _OTHER_COLUMNS and not wish.as_json:
                await _show_how_to_map(client, file, form, content)
            raise
    if wish.as_json:
        print_json(found.model_dump(mode="json"))
    else:
        list_view.show_check(found)
    return OK if found.good_count else REFUSED


async def _submit(file: Path, form: str, mapping: int | None, wish: Wish) -> int:
    from app.client import Problem, media_type_of

    async with account.service(wish.server) as client:
        content = await asyncio.to_thread(file.read_bytes)
        act_name = f"POST /lists {form} {file.name} {mapping or ''} {_office()}"
        with unanswered.key_of(account.address(wish.server), act_name, content) as key:
            try:
                received = await client.receive_list(
                    form, content, file.name, media_type=media_type_of(file.name),
                    mapping_id=mapping, key=key,
                )  # fmt: skip
            except Problem as problem:
                if problem.code in _OTHER_COLUMNS and not wish.as_json:
                    await _show_how_to_map(client, file, form, content)
                raise
        reading = await _until_read(client, received.id)
        return await _result(client, received.id, reading, wish)


async def _fix(number: int, file: Path, wish: Wish) -> int:
    from app.client import media_type_of

    async with account.service(wish.server) as client:
        content = await asyncio.to_thread(file.read_bytes)
        act_name = f"POST /lists/{number}/versions {file.name} {_office()}"
        with unanswered.key_of(account.address(wish.server), act_name, content) as key:
            await client.fix_list(
                number, content, file.name, media_type=media_type_of(file.name), key=key
            )
        reading = await _until_read(client, number)
        return await _result(client, number, reading, wish)


async def _convert(number: int, encoding: Literal["tcvn3", "vni"], wish: Wish) -> int:
    async with account.service(wish.server) as client:
        await client.accept_conversion(number, encoding)
        reading = await _until_read(client, number)
        return await _result(client, number, reading, wish)


def _office() -> str:
    """The office in whose name one is signed in, as far as it is remembered here."""
    last = account.remembered()
    return last.unit_path if last else ""


async def _until_read(client: "Client", number: int) -> "VersionShown":
    """The reading once it has ended, with a bar meanwhile: its phase, and how many rows."""
    with closing(progress()) as told:
        async for now in client.watch_reading(number):
            if now.state == "received":
                phase = now.phase_vi or "chờ đến lượt"
                told(f"Danh sách số {number}: {phase}", now.rows_done, now.rows_total or 0)
    return now


async def _result(client: "Client", number: int, reading: "VersionShown", wish: Wish) -> int:
    """Show what was read, and hand in what is good when the officer says so."""
    found = await client.list_of(number)
    faulty = await _rows(client, number, "faulty") if found.faulty_count else []
    doubtful = await _rows(client, number, "doubtful") if reading.doubt_count else []
    if not wish.as_json:
        list_view.show_list(found, reading)
        if reading.version > 1 and reading.state == "read":
            list_view.show_correction(reading)
        list_view.show_problems(_problems(faulty))
        list_view.show_doubts(doubtful)
    submitted = await _hand_in(client, found, reading, wish)
    if wish.as_json:
        print_json(
            {
                "list": found.model_dump(mode="json"), "reading": reading.model_dump(mode="json"),
                "faulty_rows": faulty, "doubtful_rows": doubtful, "submitted": submitted,
            }
        )  # fmt: skip
    return _verdict(found, reading, submitted)


async def _hand_in(
    client: "Client", found: "ListShown", reading: "VersionShown", wish: Wish
) -> dict[str, Any] | None:
    """Hand in the drafts of a list: the first time its good rows, later what was corrected."""
    drafts = await _drafts(client, found)
    if reading.state != "read" or not drafts or not (wish.yes or _agreed(found, drafts, wish)):
        return None
    answer = await client.submit_list(found.id, drafts)
    note(f"Đã nộp {words.number(answer.dossiers)} hồ sơ của danh sách số {found.id}.")
    return answer.model_dump()


async def _drafts(client: "Client", found: "ListShown") -> int:
    if found.state == "read":
        return found.good_count or 0
    if found.state != "submitted":
        return 0
    return sum([1 async for row in client.rows(found.id) if row.stage == "draft"])


def _verdict(found: "ListShown", reading: "VersionShown", submitted: object) -> int:
    """0 when the list is handed in or can be; 1 when nothing of it can."""
    useful = submitted is not None or found.state in ("read", "submitted")
    return OK if useful and reading.state == "read" and found.good_count else REFUSED


async def _rows(
    client: "Client", number: int, outcome: Literal["faulty", "doubtful"]
) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") async for row in client.rows(number, outcome)]


def _problems(faulty: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return [(row["row_number"], one) for row in faulty for one in row["problems"] or ()]


def _agreed(found: "ListShown", drafts: int, wish: Wish) -> bool:
    """Ask the officer; a machine must say --yes."""
    if wish.as_json or not sys.stdin.isatty():
        note("Chưa nộp. Xem lại các con số rồi chạy lại với --yes để nộp.")
        return False
    money = f", tổng {words.number(found.total_dong)} đồng" if drafts == found.good_count else ""
    question = f"Nộp {words.number(drafts)} hồ sơ hợp lệ{money}? [c/k]"
    while True:
        answer = str(typer.prompt(question, default="k", show_default=False, err=True)).lower()
        if answer in ("c", "có", "co", "y", "yes", "k", "không", "khong", "n", "no"):
            return answer[0] in "cy"


async def _show_how_to_map(client: "Client", file: Path, form: str, content: bytes) -> None:
    """When the columns of a file are unknown: what they may be, and how to say so once."""
    from app.client import media_type_of

    found = await client.propose_columns(form, content, media_type=media_type_of(file.name))
    list_view.show_proposal(form, found.headers, found.proposal)
    note(
        "Đặt tên một lần, hệ thống sẽ nhớ:\n"
        f'  ansinh list columns "{file}" --form {form} --name "TÊN PHẦN MỀM" '
        '[--set "CỘT TRONG TỆP=trường"]'
    )


async def _status(number: int, wish: Wish) -> int:
    async with account.service(wish.server) as client:
        found, reading = await client.list_of(number), await client.reading(number)
        faulty = await _rows(client, number, "faulty") if found.faulty_count else []
        stages: Counter[str] = Counter()
        if found.state == "submitted":
            stages.update([row.stage or "" async for row in client.rows(number)])
    stages.pop("", None)
    if wish.as_json:
        shown = {
            "list": found.model_dump(mode="json"), "reading": reading.model_dump(mode="json"),
        }  # fmt: skip
        print_json({**shown, "faulty_rows": faulty, "stages": dict(stages)})
        return OK
    list_view.show_list(found, reading)
    if reading.state == "received":
        note(f"Đang đọc bản {reading.version}: {reading.phase_vi}, {reading.rows_done} dòng.")
    list_view.show_problems(_problems(faulty))
    list_view.show_stages(stages)
    return OK


async def _withdraw(number: int, server: str | None) -> dict[str, Any]:
    async with account.service(server) as client:
        return (await client.withdraw_list(number)).model_dump()


async def _cancel(number: int, server: str | None) -> None:
    async with account.service(server) as client:
        await client.cancel_reading(number)
