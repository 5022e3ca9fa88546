"""The demonstration from its first check to its last word, and nothing left behind."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import typer

from app.cli import words
from app.cli.codes import OK, REFUSED
from app.cli.demo_house import House, Wish, demo_house, fresh_database, ready_accounts
from app.cli.frame import console, note, print_json
from app.cli.memory import Peaks
from app.cli.progress import progress
from app.cli.reports import coverage_table
from app.core.supervise import (
    Child,
    PortTaken,
    children,
    leave_on_signals,
    refuse_taken_port,
    start_child,
)

if TYPE_CHECKING:
    from app.demo import Outcome

T = TypeVar("T")
Report = Callable[[str, int, int], None]
_READY_SECONDS = 60.0
_PORT_PATIENCE = 20
_SHOWN_DIFFERENCES = 40
_TYPED = {"user_name": "Tên đăng nhập", "password": "Mật khẩu", "key": "Khóa mã xác thực"}


def play(wish: Wish) -> int:
    """Everything, in the order in which it must be undone backwards; gives the exit code."""
    leave_on_signals()
    os.environ.update(NO_PROXY="*", no_proxy="*")  # all our traffic stays on this machine
    _await_free_port(wish)
    peaks = Peaks()
    with asyncio.Runner() as runner, closing(progress()) as told:
        told("khởi động cơ sở dữ liệu", 0, 0)
        with demo_house() as house, _rooms(runner) as rooms:
            told("tạo cơ sở dữ liệu của lần chạy thử", 0, 0)
            code = runner.run(rooms.enter_async_context(fresh_database(house)))
            with children() as started:
                told("khởi động dịch vụ", 0, 0)
                _start_service(started, house, wish)
                outcome = runner.run(_played(wish, code, told, started, peaks))
                told.close()
                _show(outcome, peaks.mib(), wish)
                if wish.serve:
                    outcome.sheet = runner.run(ready_accounts(house, outcome.sheet))
                    _serve_on(outcome, wish, started)
    return OK if outcome.ok else REFUSED


def _await_free_port(wish: Wish) -> None:
    """Refuse a taken port early; the children of a killed run need a moment to go."""
    for tries_left in range(_PORT_PATIENCE, -1, -1):
        try:
            return refuse_taken_port(wish.host, wish.port)
        except PortTaken:
            if not tries_left:
                raise
            time.sleep(0.05)
    return None


@contextmanager
def _rooms(runner: asyncio.Runner) -> Iterator[AsyncExitStack]:
    """Asynchronous things that stay open between two runs of the loop."""
    stack = AsyncExitStack()
    try:
        yield stack
    finally:
        runner.run(stack.aclose())


def _start_service(started: list[Child], house: House, wish: Wish) -> None:
    """The API and one worker, both ready."""
    logs, told = house.folder / "logs", house.environment()
    for name in ("api", "worker"):
        (logs / f"{name}.log").unlink(missing_ok=True)
    itself = [sys.executable, "-P", "-m", "app.cli"]
    where = ["--host", wish.host, "--port", str(wish.port)]
    api = start_child("api", [*itself, "serve", *where], log_folder=logs, environment=told)
    started.append(api)
    worker = start_child("worker", [*itself, "worker"], log_folder=logs, environment=told)
    started.append(worker)
    api.await_health(lambda: _answers(wish.address), seconds=_READY_SECONDS)
    worker.await_health(
        lambda: "worker ready" in worker.log.read_text(errors="replace"), seconds=_READY_SECONDS
    )


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False


async def _played(
    wish: Wish, code: str, report: Report, started: Sequence[Child], peaks: Peaks
) -> "Outcome":
    from app.demo import run_demo

    played = run_demo(base_url=wish.address, enrolment_code=code, scale=wish.scale, report=report)
    return await _watched(played, started, peaks)


async def _watched(work: Coroutine[Any, Any, T], started: Sequence[Child], peaks: Peaks) -> T:
    """The result of the work; or, when a child dies meanwhile, its last words."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=1)
        peaks.note({child.name: child.process.pid for child in started if child.alive})
        if not all(child.alive for child in started):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            _tell_dead(started)
    return task.result()


def _tell_dead(started: Sequence[Child]) -> None:
    """Raise what a dead child said last."""
    for child in started:
        if not child.alive:
            child.await_health(lambda: False)


def _show(outcome: "Outcome", peak_mib: Mapping[str, int], wish: Wish) -> None:
    """The one object, or the table and the verdict."""
    if wish.as_json:
        print_json({**outcome.as_json(), "peak_mib": dict(peak_mib)})
        return
    screen = console()
    screen.print(coverage_table(outcome.table, "Kết quả chi trả đến hết 01/06/2020"))
    screen.print(coverage_table(outcome.all_groups, "Cả chín nhóm, đến hết 26/10/2020"))
    for sentence in verdict(outcome, wish.scale):
        screen.print(sentence, markup=False)
    spent = sum(outcome.seconds.values())
    most = max(peak_mib.values(), default=0)
    screen.print(f"Thời gian: {spent:.0f} giây; bộ nhớ cao nhất của một tiến trình: {most} MiB.")


def verdict(outcome: "Outcome", scale: float) -> Iterator[str]:
    """Whether the figures equal the report and every planted fault was caught, or what differs."""
    whole = "báo cáo ngày 01/06/2020 của tỉnh" if scale == 1 else "tỉnh thu nhỏ đã dựng"
    yield f"Kết quả {'khớp' if outcome.ok else 'KHÔNG khớp'} với {whole}."
    faults = outcome.faults
    yield (
        f"Lỗi cài sẵn: {words.number(faults['planted'])}, "
        f"phát hiện đúng lý do: {words.number(faults['caught'])}; "
        f"người hợp lệ bị mất: {words.number(faults.get('clean_lost', 0))}."
    )
    yield from outcome.differences[:_SHOWN_DIFFERENCES]
    left = len(outcome.differences) - _SHOWN_DIFFERENCES
    if left > 0:
        yield f"và {words.number(left)} khác biệt nữa; xem hết bằng --json."


def sign_in_sheet(people: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Who everybody is and what they type, each on a line of its own: a key is never cut."""
    yield "\nNgười dùng thử (đều do máy đặt ra)"
    for one in people:
        yield f"\n  {one['role']}: {one['full_name']}, {one['unit']}"
        for name, label in _TYPED.items():
            yield f"    {label:<18}{one[name]}"
    yield ""


def _serve_on(outcome: "Outcome", wish: Wish, started: Sequence[Child]) -> None:
    """Tell where, give the sheet, and serve until a signal comes or a child dies."""
    if outcome.sheet:
        typer.echo("\n".join(sign_in_sheet(outcome.sheet)), err=wish.as_json)
        note(f"Đăng nhập tại {wish.address}; 6 số đang hiện: .venv/bin/ansinh code KHÓA")
    note(f"Đang phục vụ tại {wish.address} (tài liệu API: {wish.address}/docs). Ctrl-C để dừng.")
    sys.stdout.flush()
    try:
        while all(child.alive for child in started):
            time.sleep(0.5)
        _tell_dead(started)
    except SystemExit:
        note("Đang dừng…")
