"""The demonstration as a command: refused early when it must be, and small from end to end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from app.access import Role
from app.cli.demo_house import House, Wish, kept_key, ready_accounts
from app.cli.demo_play import sign_in_sheet, verdict
from app.core.embedded import discard_server
from app.core.settings import settings
from app.demo import Outcome
from tests.builders import COMMUNE, enrolled
from tests.pages import Visitor, code_for
from tests.service import the_service

from .conftest import ROOT, Run, free_port

FAULTS = {"planted": 2000, "caught": 1999, "clean_lost": 1}


def test_a_taken_port_is_told_before_the_long_work(ansinh: Run, home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = ansinh("demo", "--port", port, ANSINH_DATA_FOLDER=str(home / "data"))
    assert said.returncode == 1
    assert f"Cổng {port}" in said.stderr
    assert not (home / "data").exists()


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "demo.key"
    file.touch()
    key = kept_key(file)
    assert kept_key(file) == key
    assert len(key) >= 32
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_this_machine_finds_the_service(host: str, address: str) -> None:
    assert Wish(host, 8000, 1.0, serve=False, as_json=False).address == address


async def test_everyone_on_the_sheet_comes_in_at_once(
    house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = settings().identity_key.get_secret_value()
    monkeypatch.setenv("ANSINH_IDENTITY_KEY", own)  # put back afterwards
    (tmp_path / "demo.key").write_text(own)
    people = await enrolled((Role.COMMUNE_OFFICER, COMMUNE), (Role.CHAIRMAN, "42."))
    asked = [{"user_name": one.user_name, "role": "Vai"} for one in people]
    sheet = await ready_accounts(House(tmp_path, make_url(house), None), asked)
    assert len({row["password"] for row in sheet}) == len({row["key"] for row in sheet}) == 2
    visitor = Visitor(the_service())
    async with visitor.http:
        for person, row in zip(people, sheet, strict=True):
            visitor.key, visitor.account_id = row["key"], person.account_id
            typed = {"ten": row["user_name"], "mat-khau": row["password"], "cach": "mat-khau"}
            step = await visitor.send(await visitor.look("/dang-nhap"), typed)
            page = await visitor.look(step.headers["location"])
            inside = await visitor.send(page, {"ma-6-so": await code_for(visitor)})
            assert (inside.status_code, inside.headers["location"]) == (303, "/")


def test_children_are_told_of_the_demonstration_alone(tmp_path: Path) -> None:
    url = make_url("postgresql+asyncpg://u:p@db/ansinh_demo")
    told = House(tmp_path, url, url.set(username="house_app")).environment()
    assert told["ANSINH_ENVIRONMENT"] == "demo"
    assert told["DATABASE_URL"] == "postgresql+asyncpg://u:p@db/ansinh_demo"
    assert told["ANSINH_SERVICE_DATABASE_URL"].endswith("/ansinh_demo")


def test_the_verdict_names_what_differs() -> None:
    bad = Outcome([], FAULTS, {}, [f"HN.paid_people: {n} ≠ 1" for n in range(50)])
    said = list(verdict(bad, 1.0))
    assert said[0] == "Kết quả KHÔNG khớp với báo cáo ngày 01/06/2020 của tỉnh."
    assert "2.000" in said[1]
    assert said[2] == "HN.paid_people: 0 ≠ 1"
    assert said[-1].startswith("và 10 khác biệt nữa")
    assert "khớp với tỉnh thu nhỏ" in next(verdict(Outcome([], FAULTS, {}), 0.01))


def test_the_sheet_gives_each_key_whole_on_its_own_line() -> None:
    person = {"role": "Cán bộ xã", "full_name": "Dương Minh Phúc", "unit": "Xã Cẩm Nhượng",
              "user_name": "42.436.18070.canbo-xem", "password": "tao-xoai-hong-man-4015",
              "key": "RDS2GG4E25KIGYYTCHPC2U5D2VQJMGAB" * 2}  # fmt: skip
    said = list(sign_in_sheet([person]))
    assert "\n  Cán bộ xã: Dương Minh Phúc, Xã Cẩm Nhượng" in said
    assert [line.split()[-1] for line in said[2:5]] == [
        person[name] for name in ("user_name", "password", "key")
    ]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose database goes with it, wherever root had to put it."""
    yield tmp_path / "data"
    discard_server(tmp_path / "data" / "postgresql")


@pytest.mark.slow
def test_a_small_province_from_end_to_end(tmp_path: Path, data: Path) -> None:
    """Runs twice: the first is killed outright, the second must come through and leave nothing."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ANSINH_DATA_FOLDER": str(data),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    port = free_port()
    command = [sys.executable, "-P", "-m", "app.cli", "demo", "--json", "--scale", "0.01"]
    command += ["--port", str(port)]

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, env=environment, cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    first = start()
    assert first.stderr is not None
    while "nộp danh sách" not in (line := first.stderr.readline()):
        assert line, "it ended early"
    first.kill()
    first.communicate()

    second = start()
    assert second.stderr is not None
    assert second.stdout is not None
    progress = []
    while "Đang phục vụ" not in (line := second.stderr.readline()):
        progress.append(line)
        assert line, "".join(progress)
    assert httpx.get(f"http://127.0.0.1:{port}/readyz").json()["status"] == "ok"
    second.send_signal(signal.SIGTERM)
    said, rest = second.communicate(timeout=60)
    outcome = json.loads(said)
    assert second.returncode == 0, (outcome["differences"], rest)
    assert outcome["ok"]
    assert {row["group"] for row in outcome["table"]} >= {"NCC", "BTXH", "HN", "HCN", "total"}
    assert outcome["faults"]["planted"] == outcome["faults"]["caught"]
    assert {"demo", "api", "worker"} <= set(outcome["peak_mib"])
    assert max(outcome["peak_mib"].values()) < 600
    assert not _left_over(tmp_path)


def _left_over(folder: Path) -> list[str]:
    """Processes that still name the folder, given a moment to go."""
    found: list[str] = []
    for _ in range(20):
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(folder) in line and int(process.name) != os.getpid():
                found.append(line)
        if not found:
            break
        time.sleep(0.1)
    return found
