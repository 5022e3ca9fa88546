"""An officer at the command line, against the service itself: sign in, hand in, look, sign out."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.client import Client
from tests.intake.zoo import cells, form_file

from .conftest import Run

SINCE = ("--from", "01/04/2020", "--full-name", "Trần Văn Thử", "--document", "02/QĐ-UBND")


@pytest.fixture
def officer(ansinh: Run, service: str) -> Iterator[str]:
    """A signed-in commune officer on 27 April 2020; gives the service's address."""
    clock = _code(ansinh, "cli.dongho", "administrator", "")
    asyncio.run(_set_clock(service, clock, datetime(2020, 4, 27, 3, tzinfo=UTC)))
    code = _code(ansinh, "cli.canbo", "commune_officer", "42.436.18070")
    said = ansinh("login", "--code", code, "--server", service)
    assert said.returncode == 0, said.stderr
    yield service
    again = _code(ansinh, "cli.dongho", "administrator", "")
    asyncio.run(_set_clock(service, again, None))


_made = 0


def _code(ansinh: Run, user_name: str, role: str, unit: str) -> str:
    """A fresh user's one-use code."""
    global _made
    _made += 1
    name = f"{user_name}{_made}"
    said = ansinh("user", "add", "--user-name", name, "--role", role, "--unit", unit, *SINCE)
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


async def _set_clock(address: str, code: str, moment: datetime | None) -> None:
    async with Client(address) as client:
        await client.sign_in(enrolment_code=code)
        await client.set_clock(moment)


def workbook(folder: Path) -> Path:
    """Two good rows and one whose identity number lost its zero."""
    rows = [
        cells("07", stt=1, full_name="Lê Thị Mận", id_number="042175900001"),
        cells("07", stt=2, full_name="Lê Thị Đào", id_number="042175900002"),
        cells("07", stt=3, full_name="Lê Thị [bold]Mơ", id_number="42175900003"),
    ]
    file = folder / "danh sách.xlsx"
    file.write_bytes(form_file("07", rows))
    return file


def answer(said: subprocess.CompletedProcess[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_an_officer_hands_in_a_list(ansinh: Run, officer: str, tmp_path: Path) -> None:
    assert "commune_officer" in ansinh("me").stdout
    file = str(workbook(tmp_path))
    looked = ansinh("list", "submit", file, "--form", "07")
    assert looked.returncode == 0, looked.stderr
    assert "Chưa nộp" in looked.stderr
    assert "Các lỗi cần sửa" in looked.stdout
    handed = ansinh("list", "submit", file, "--form", "07", "--yes", "--json")
    assert handed.returncode == 0, handed.stderr
    found = json.loads(handed.stdout)
    counts = {name: found["list"][name] for name in ("row_count", "good_count", "faulty_count")}
    assert counts == {"row_count": 3, "good_count": 2, "faulty_count": 1}
    assert found["submitted"]["dossiers"] == 2
    assert found["faulty_rows"][0]["problems"]
    number = str(found["list"]["id"])
    status = answer(ansinh("list", "status", number, "--json"))
    assert status["stages"] == {"submitted": 2}
    assert "đã nộp" in ansinh("list", "status", number).stdout
    refused = ansinh("list", "withdraw", number)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Lỗi: ")


def test_a_file_that_is_no_list_is_refused_in_one_line(
    ansinh: Run, officer: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK nothing")
    said = ansinh("list", "submit", str(file), "--form", "07", "--yes")
    assert said.returncode == 1
    assert said.stderr.startswith("Lỗi: ")
    assert "Traceback" not in said.stderr


def test_a_list_can_be_taken_back(ansinh: Run, officer: str, tmp_path: Path) -> None:
    file = tmp_path / "rut.xlsx"
    file.write_bytes(form_file("07", [cells("07", full_name="Lê Thị Rút")]))
    found = answer(ansinh("list", "submit", str(file), "--form", "07", "--json"))
    assert isinstance(found["list"], dict)
    assert found["submitted"] is None
    taken = ansinh("list", "withdraw", str(found["list"]["id"]), "--json")
    assert answer(taken)["stage"] == "withdrawn"


def test_a_code_becomes_a_password_and_works_once(ansinh: Run, service: str) -> None:
    where = ("--server", service)
    code = _code(ansinh, "cli.matkhau", "auditor", "42")
    name = f"cli.matkhau{_made}"
    short = ansinh("user", "password", "--code", code, "--password-stdin", *where, typed="ngắn\n")
    assert short.returncode == 2
    secret = "một mật khẩu dài\n"
    command = ("user", "password", "--code", code, "--password-stdin", *where)
    assert ansinh(*command, typed=secret).returncode == 0
    assert ansinh(*command, typed=secret).returncode == 1
    login = ("login", "--user-name", name, "--password-stdin", *where)
    assert ansinh(*login, typed="sai\n").returncode == 1
    assert ansinh(*login, typed=secret).returncode == 0
    assert answer(ansinh("me", "--json"))["unit_path"] == "42."
    assert ansinh("logout").returncode == 0
    assert ansinh("me", *where).returncode == 1


def test_nobody_at_home_is_code_3(ansinh: Run) -> None:
    said = ansinh("me", "--server", "http://127.0.0.1:9", ANSINH_TOKEN="x")
    assert said.returncode == 3
    assert said.stderr.count("\n") == 1
