"""`ansinh list`: an office hands in its list, sees what is wrong with it, and takes it back."""

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.cli import account, words
from app.cli.account import Server
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, folder, note, print_json, table

if TYPE_CHECKING:
    from app.client import Client
    from app.dossiers.schemas import ListShown

lists = folder("Danh sách: nộp, xem, rút.")
_SHOWN_PROBLEMS = 50
_LOOK_EVERY_SECONDS = 0.4

Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của danh sách.")]


@act(lists, "submit", "Gửi tệp danh sách, xem kết quả đọc, rồi nộp những dòng hợp lệ.")
def submit(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False, help="Tệp XLSX theo mẫu.")
    ],
    form: Annotated[Literal["05", "07", "08", "09"], typer.Option(help="Mẫu danh sách.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Nộp ngay, không hỏi lại.")] = False,
    server: Server = None,
    as_json: Json = False,
) -> int:
    """Upload, wait until it is read, show the three numbers, and hand in the number seen."""
    return asyncio.run(_submit(file, form, yes, server, as_json))


@act(lists, "status", "Danh sách đang ở đâu: ba con số, và hồ sơ theo trạng thái.")
def status(number: Number, server: Server = None, as_json: Json = False) -> int:
    """One list as it stands now."""
    return asyncio.run(_status(number, server, as_json))


@act(lists, "withdraw", "Rút danh sách chưa nộp.")
def withdraw(number: Number, server: Server = None, as_json: Json = False) -> None:
    """Take a list back."""
    answer = asyncio.run(_withdraw(number, server))
    if as_json:
        print_json(answer)
    else:
        note(f"Đã rút danh sách số {number}.")


async def _submit(file: Path, form: str, yes: bool, server: str | None, as_json: bool) -> int:
    async with account.service(server) as client:
        content = await asyncio.to_thread(file.read_bytes)
        received = await client.receive_list(form, content, file.name)
        found = await _until_read(client, received)
        faulty = await _rows(client, found.id, "faulty") if found.faulty_count else []
        if not as_json:
            _show(found, faulty)
        submitted = None
        if found.state == "read" and found.good_count and (yes or _agreed(found, as_json)):
            answer = await client.submit_list(found.id, found.good_count)
            submitted = answer.model_dump()
            note(f"Đã nộp {words.number(answer.dossiers)} hồ sơ của danh sách số {found.id}.")
        if as_json:
            shown = found.model_dump(mode="json")
            print_json({"list": shown, "faulty_rows": faulty, "submitted": submitted})
        return _verdict(found, submitted)


def _verdict(found: "ListShown", submitted: object) -> int:
    """0 when the list is handed in or can be; 1 when nothing of it can."""
    useful = submitted is not None or found.state in ("read", "submitted")
    return OK if useful and found.good_count else REFUSED


async def _until_read(client: "Client", received: "ListShown") -> "ListShown":
    """The list once the service has read it, with a bar meanwhile."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    found = received
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        bar.add_task(f"Đang đọc danh sách số {found.id}", total=None)
        while found.state == "received":
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            found = await client.list_of(found.id)
    return found


async def _rows(client: "Client", number: int, outcome: str) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") async for row in client.rows(number, outcome)]


def _agreed(found: "ListShown", as_json: bool) -> bool:
    """Ask the officer; a machine must say --yes."""
    if as_json or not sys.stdin.isatty():
        note("Chưa nộp. Xem lại các con số rồi chạy lại với --yes để nộp.")
        return False
    question = (
        f"Nộp {words.number(found.good_count)} hồ sơ hợp lệ, "
        f"tổng {words.number(found.total_dong)} đồng? [c/k]"
    )
    while True:
        answer = str(typer.prompt(question, default="k", show_default=False, err=True)).lower()
        if answer in ("c", "có", "co", "y", "yes", "k", "không", "khong", "n", "no"):
            return answer[0] in "cy"


def _show(found: "ListShown", faulty: list[dict[str, Any]]) -> None:
    screen = console()
    state = words.STATES.get(found.state, found.state)
    screen.print(
        f"Danh sách số {found.id}, mẫu {found.form}, {words.group(found.group_code)}: {state}",
        markup=False,
    )
    if found.problem:
        screen.print(f"Không đọc được: {found.problem}", markup=False)
    if found.row_count is not None:
        counts = table("", ["Dòng", "Hợp lệ", "Có lỗi", "Số tiền (đồng)"], numbers_from=0)
        counts.add_row(
            *map(
                words.number,
                (found.row_count, found.good_count, found.faulty_count, found.total_dong),
            )
        )
        screen.print(counts)
    _show_problems(faulty)


def _show_problems(faulty: list[dict[str, Any]]) -> None:
    from rich.text import Text

    problems = [(row["row_number"], problem) for row in faulty for problem in row["problems"] or ()]
    if not problems:
        return
    shown = table("Các lỗi cần sửa", ["Dòng", "Mã lỗi", "Cột", "Nội dung"])
    for row_number, problem in problems[:_SHOWN_PROBLEMS]:
        facts = (problem.get("code"), problem.get("column"), problem.get("vi"))
        # Plain text: what an office wrote must not be taken for the screen's markup.
        shown.add_row(str(row_number), *(Text(str(fact or "")) for fact in facts))
    console().print(shown)
    if len(problems) > _SHOWN_PROBLEMS:
        left = len(problems) - _SHOWN_PROBLEMS
        note(f"Còn {words.number(left)} lỗi nữa; xem hết bằng --json.")


async def _status(number: int, server: str | None, as_json: bool) -> int:
    async with account.service(server) as client:
        found = await client.list_of(number)
        faulty = await _rows(client, number, "faulty") if found.faulty_count else []
        stages: Counter[str] = Counter()
        if found.state == "submitted":
            stages.update([row.stage or "" async for row in client.rows(number)])
    stages.pop("", None)
    if as_json:
        shown = found.model_dump(mode="json")
        print_json({"list": shown, "faulty_rows": faulty, "stages": dict(stages)})
    else:
        _show(found, faulty)
        _show_stages(stages)
    return OK


def _show_stages(stages: Counter[str]) -> None:
    from app.dossiers.rules import VIETNAMESE

    if not stages:
        return
    names: dict[str, str] = {str(stage): name for stage, name in VIETNAMESE.items()}
    shown = table("Hồ sơ theo trạng thái", ["Trạng thái", "Hồ sơ"], numbers_from=1)
    for stage, count in stages.most_common():
        shown.add_row(names.get(stage, stage), words.number(count))
    console().print(shown)


async def _withdraw(number: int, server: str | None) -> dict[str, Any]:
    async with account.service(server) as client:
        return (await client.withdraw_list(number)).model_dump()
