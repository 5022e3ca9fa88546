"""An officer at the command line, against the service itself: sign in, hand in, look, sign out."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.access import Role
from app.cli import account
from app.client import Client
from tests.builders import COMMUNE, enrolled
from tests.grounds import scalar, set_clock
from tests.intake.zoo import cells, form_file

from .conftest import Run

AUDITOR = (
    "--role", "auditor", "--unit", "42", "--from", "01/04/2020",
    "--full-name", "Trần Văn Thử", "--document", "02/QĐ-UBND",
)  # fmt: skip


@dataclass(frozen=True)
class Officer:
    """Where an officer is signed in, and with which token."""

    address: str
    token: str


@pytest.fixture
async def officer(ansinh: Run, service: str, own_house: str) -> AsyncIterator[Officer]:
    """A signed-in commune officer on 27 April 2020."""
    await set_clock(own_house, date(2020, 4, 27), hour=10)
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    said = ansinh("login", "--code", person.code, "--server", service)
    assert said.returncode == 0, said.stderr
    last = account.remembered()
    assert last is not None
    yield Officer(service, last.token)
    await set_clock(own_house, None)


LOST_ZERO = "42175900003"


def workbook(folder: Path, *, third: str = LOST_ZERO, named: str = "Mận") -> Path:
    """Two good rows and one whose identity number lost its zero."""
    rows = [
        cells("07", stt=1, full_name=f"Lê Thị {named}", id_number="042175900001"),
        cells("07", stt=2, full_name="Lê Thị Đào", id_number="042175900002"),
        cells("07", stt=3, full_name="Lê Thị Mơ", category="[bold]Khác", id_number=third),
    ]
    file = folder / "danh sách.xlsx"
    file.write_bytes(form_file("07", rows))
    return file


def answer(said: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_an_officer_hands_in_a_list(ansinh: Run, officer: Officer, tmp_path: Path) -> None:
    assert "commune_officer" in ansinh("me").stdout
    file = str(workbook(tmp_path))
    looked = ansinh("list", "submit", file, "--form", "07")
    assert looked.returncode == 0, looked.stderr
    assert "Chưa nộp" in looked.stderr
    assert "Các lỗi cần sửa" in looked.stdout
    assert "Số CMND/CCCD" in looked.stdout
    assert LOST_ZERO not in looked.stdout
    handed = ansinh("list", "submit", file, "--form", "07", "--yes", "--json")
    assert handed.returncode == 0, handed.stderr
    found = json.loads(handed.stdout)
    counts = {name: found["list"][name] for name in ("row_count", "good_count", "faulty_count")}
    assert counts == {"row_count": 3, "good_count": 2, "faulty_count": 1}
    assert found["reading"]["state"] == "read"
    assert found["submitted"]["dossiers"] == 2
    assert found["faulty_rows"][0]["problems"]
    number = str(found["list"]["id"])
    status = answer(ansinh("list", "status", number, "--json"))
    assert status["stages"] == {"submitted": 2}
    assert "đã nộp" in ansinh("list", "status", number).stdout
    refused = ansinh("list", "withdraw", number)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Lỗi: ")


def test_a_corrected_file_hands_in_what_was_corrected(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    file = str(workbook(tmp_path, named="Mận Sửa"))
    first = answer(ansinh("list", "submit", file, "--form", "07", "--yes", "--json"))
    number = str(first["list"]["id"])
    workbook(tmp_path, named="Mận Sửa", third="042175900003")
    shown = ansinh("list", "fix", number, file)
    assert shown.returncode == 0, shown.stderr
    assert "So với bản 1" in shown.stdout
    assert "bản 2" in shown.stdout
    fixed = answer(ansinh("list", "fix", number, file, "--yes", "--json"))
    told = {n: fixed["reading"][f"{n}_count"] for n in ("added", "changed", "same", "gone")}
    assert told == {"added": 0, "changed": 1, "same": 2, "gone": 0}
    assert fixed["submitted"]["dossiers"] == 1
    status = answer(ansinh("list", "status", number, "--json"))
    assert status["stages"] == {"submitted": 3}


def test_a_dry_run_tells_all_and_keeps_nothing(
    own_house: str, ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    count = "select count(*) from dossier_list"
    before = asyncio.run(scalar(own_house, count))
    file = str(workbook(tmp_path, named="Mận Thử"))
    shown = ansinh("list", "submit", file, "--form", "07", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "Chạy thử" in shown.stdout
    assert "Các lỗi cần sửa" in shown.stdout
    found = answer(ansinh("list", "submit", file, "--form", "07", "--dry-run", "--json"))
    counts = {name: found[name] for name in ("row_count", "good_count", "faulty_count")}
    assert counts == {"row_count": 3, "good_count": 2, "faulty_count": 1}
    assert found["problems"][0]["row_number"]
    assert asyncio.run(scalar(own_house, count)) == before


def test_a_file_that_is_no_list_is_refused_in_one_line(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK nothing")
    said = ansinh("list", "submit", str(file), "--form", "07", "--yes")
    assert said.returncode == 1
    assert said.stderr.startswith("Lỗi: ")
    assert "Traceback" not in said.stderr


def test_a_list_can_be_taken_back(ansinh: Run, officer: Officer, tmp_path: Path) -> None:
    file = tmp_path / "rut.xlsx"
    file.write_bytes(form_file("07", [cells("07", full_name="Lê Thị Rút")]))
    found = answer(ansinh("list", "submit", str(file), "--form", "07", "--json"))
    assert found["submitted"] is None
    taken = ansinh("list", "withdraw", str(found["list"]["id"]), "--json")
    assert answer(taken)["stage"] == "withdrawn"


def test_a_template_is_fetched_filled_in_and_handed_in(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    shown = ansinh("template")
    assert shown.returncode == 0, shown.stderr
    assert "08" in shown.stdout
    file = tmp_path / "mau.xlsx"
    said = ansinh("template", "08", "-o", str(file))
    assert said.returncode == 0, said.stderr
    assert load_workbook(file).sheetnames
    unknown = ansinh("template", "99", "-o", str(tmp_path / "khong.xlsx"))
    assert unknown.returncode == 1
    assert not (tmp_path / "khong.xlsx").exists()


def test_the_own_workbook_comes_back_with_its_faults(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    file = str(workbook(tmp_path, named="Mận Đánh Dấu"))
    found = answer(ansinh("list", "submit", file, "--form", "07", "--json"))
    marked = tmp_path / "loi.xlsx"
    said = ansinh("list", "marked", str(found["list"]["id"]), "-o", str(marked))
    assert said.returncode == 0, said.stderr
    texts = {str(cell) for sheet in load_workbook(marked) for row in sheet.values for cell in row}
    assert "Lỗi" in texts
    assert "Lê Thị Mận Đánh Dấu" in texts


async def test_a_paper_is_fetched_as_a_file(ansinh: Run, officer: Officer, tmp_path: Path) -> None:
    file = str(workbook(tmp_path, named="Mận Niêm Yết"))
    handed = answer(ansinh("list", "submit", file, "--form", "07", "--yes", "--json"))
    async with Client(officer.address, officer.token) as client:
        posting = await client.post_lists([handed["list"]["id"]], "Trụ sở UBND xã", "Bảng tin")
    for name, first in (("thông báo.docx", b"PK"), ("thông báo.pdf", b"%PDF")):
        out = tmp_path / name
        said = ansinh("paper", "thong-bao-niem-yet", str(posting.id), "-o", str(out))
        assert said.returncode == 0, said.stderr
        assert out.read_bytes().startswith(first)
    for wrong in (("thu-tinh", "1"), ("phieu-tra-lai", "1")):
        said = ansinh("paper", *wrong)
        assert said.returncode == 2
        assert said.stderr.startswith("Lỗi: ")
    assert ansinh("paper", "thong-bao-niem-yet", "999999").returncode == 1
    assert not (tmp_path / "thong-bao-niem-yet-999999.pdf").exists()


def test_an_export_of_another_software_is_read_once_its_columns_are_named(
    ansinh: Run, officer: Officer, tmp_path: Path
) -> None:
    file = tmp_path / "xuất.xlsx"
    file.write_bytes(an_export())
    refused = ansinh("list", "submit", str(file), "--form", "07")
    assert refused.returncode == 1
    assert "ansinh list columns" in refused.stderr
    assert "HOTEN_DT" in refused.stdout
    looked = ansinh("list", "columns", str(file), "--form", "07")
    assert looked.returncode == 1
    assert "Chưa nhớ gì" in looked.stderr
    chosen = ("--set", "CHEDO=category", "--name", "Phần mềm bảo trợ")
    named = ansinh("list", "columns", str(file), "--form", "07", *chosen)
    assert named.returncode == 0, named.stderr
    handed = ansinh("list", "submit", str(file), "--form", "07", "--yes", "--json")
    assert handed.returncode == 0, handed.stderr
    assert answer(handed)["list"]["good_count"] == 1


def an_export() -> bytes:
    """One person as a software of its own writes them."""
    book, out = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(["HOTEN_DT", "NAMSINH", "GIOITINH", "SO_CMND", "CHEDO", "SOTHANG", "SOTIEN"])
    person = ["Lê Thị Xuất", "12/03/1975", "Nữ", "042175900077", "Khuyết tật nặng", 3, 1_500_000]
    book.active.append(person)
    book.save(out)
    return out.getvalue()


def test_a_code_becomes_a_password_and_works_once(ansinh: Run, service: str) -> None:
    where = ("--server", service)
    said = ansinh("user", "add", "--user-name", "cli.matkhau", *AUDITOR)
    assert said.returncode == 0, said.stderr
    code = said.stdout.strip()
    short = ansinh("user", "password", "--code", code, "--password-stdin", *where, typed="ngắn\n")
    assert short.returncode == 2
    secret = "một mật khẩu dài\n"
    command = ("user", "password", "--code", code, "--password-stdin", *where)
    assert ansinh(*command, typed=secret).returncode == 0
    assert ansinh(*command, typed=secret).returncode == 1
    login = ("login", "--user-name", "cli.matkhau", "--password-stdin", *where)
    assert ansinh(*login, typed="sai\n").returncode == 1
    assert ansinh(*login, typed=secret).returncode == 0
    assert answer(ansinh("me", "--json"))["unit_path"] == "42."
    assert ansinh("logout").returncode == 0
    assert ansinh("me", *where).returncode == 1


def test_an_account_that_is_ready_at_once_comes_in_with_six_digits(
    ansinh: Run, service: str, own_house: str
) -> None:
    secret = "ba con vịt sang sông\n"
    add = ("user", "add", "--user-name", "cli.sansang", "--password-stdin", *AUDITOR)
    made = ansinh(*add, typed=secret, DATABASE_URL=own_house)
    assert made.returncode == 0, made.stderr
    key = made.stdout.strip()
    shown = ansinh("code", key)
    assert (shown.returncode, len(shown.stdout.strip())) == (0, 6)
    assert "giây" in shown.stderr
    assert ansinh("code", "-", typed=key).returncode == 0
    assert ansinh("code", "không phải khóa").returncode == 2
    login = ("login", "--user-name", "cli.sansang", "--password-stdin", "--server", service)
    asked = ansinh(*login, typed=secret)
    assert asked.returncode == 1
    assert "one_time_code" in asked.stderr
    assert ansinh(*login, "--code-6", "000000", typed=secret).returncode == 1
    given = ansinh(*login, "--code-6", ansinh("code", key).stdout.strip(), typed=secret)
    assert given.returncode == 0, given.stderr
    assert secret.strip() not in made.stdout + made.stderr + given.stderr


def test_coverage_is_read_in_any_division(ansinh: Run, officer: Officer) -> None:
    command = ("report", "coverage", "--as-of", "2020-06-01", "--by", "district,agent")
    found = answer(ansinh(*command, "--area", COMMUNE, "--json"))
    assert found["by"] == ["district", "agent"]
    assert found["rows"][-1]["approved_people"] == 0
    said = ansinh(*command, "--known-on", "2020-05-01")
    assert (said.returncode, "Tổng cộng" in said.stdout) == (0, True)
    assert "theo số liệu đã biết đến hết 01/05/2020" in said.stdout
    assert ansinh(*command, "--area", "42.437.").returncode == 1
    said = ansinh("report", "coverage", "--as-of", "2020-06-01", "--by", "màu")
    assert (said.returncode, "policy_group, group, province" in said.stderr) == (1, True)


def test_nobody_at_home_is_code_3(ansinh: Run) -> None:
    said = ansinh("me", "--server", "http://127.0.0.1:9", ANSINH_TOKEN="x")
    assert said.returncode == 3
    assert said.stderr.count("\n") == 1
