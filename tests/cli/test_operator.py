"""The operator's commands against a real database: upgrade, check, doctor, the first users."""

import json
import os

import pytest
from sqlalchemy import text

from app import admin_units
from app.core.embedded import Server
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from tests.migrations.dump import fresh_database

from .conftest import Run

OFFICER = ("--full-name", "Nguyễn Thị Thử", "--document", "01/QĐ-UBND")


def test_without_a_database_the_operator_is_told_what_to_do(ansinh: Run) -> None:
    for command in (["db", "upgrade"], ["serve"], ["worker"]):
        said = ansinh(*command, DATABASE_URL="")
        assert said.returncode == 3
        assert said.stderr.startswith("Lỗi: chưa có DATABASE_URL")


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("postgresql+asyncpg://u:bi-mat@127.0.0.1:9/x", 3, "không kết nối được"),
        ("postgresql://u:bi-mat@127.0.0.1:9/x", 1, "postgresql+asyncpg://"),
        ("bi-mat", 1, "postgresql+asyncpg://"),
        ("postgresql+asyncpg://u:bi-mat@db/x?sslmode=require", 1, "sslmode; để dùng TLS"),
    ],
)
def test_a_wrong_address_is_told_without_its_secret(
    ansinh: Run, url: str, code: int, words: str
) -> None:
    said = ansinh("db", "upgrade", DATABASE_URL=url)
    assert said.returncode == code
    assert words in said.stderr
    assert "bi-mat" not in said.stderr
    assert said.stderr.count("\n") == 1


def test_the_service_does_not_start_half_configured(ansinh: Run, house: str) -> None:
    said = ansinh("serve", ANSINH_IDENTITY_KEY="")
    assert (said.returncode, "ANSINH_IDENTITY_KEY" in said.stderr) == (1, True)
    said = ansinh("worker", ANSINH_ENVIRONMENT="production")
    assert (said.returncode, "ANSINH_CLOCK_CONTROL" in said.stderr) == (1, True)
    said = ansinh("serve", ANSINH_PORT="tám nghìn")
    assert (said.returncode, "ANSINH_PORT" in said.stderr) == (2, True)


def test_a_second_upgrade_changes_nothing(ansinh: Run, house: str) -> None:
    said = ansinh("db", "upgrade", "--province", "42", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == {"schemas": ["nation", "p40", "p42"]}
    assert ansinh("db", "upgrade", "--province", "99").returncode == 2
    assert ansinh("db", "check").returncode == 0


async def test_the_doctor_sees_what_is_wrong(ansinh: Run, server: Server | None) -> None:
    """On a house of its own: what other tests left in theirs is none of the doctor's findings."""
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_doctor_{os.getpid()}") as url:
        await upgrade(url, ("42", "40"))
        async with owner_transaction(url) as session:
            await admin_units.load_units(session)
            for code in ("42", "40"):
                await admin_units.open_province(session, code)
        said = ansinh("doctor", "--json", ANSINH_IDENTITY_KEY="k" * 40, DATABASE_URL=url)
        found = json.loads(said.stdout)
        assert said.returncode == 0, found
        assert found["ok"]
        async with owner_transaction(url) as session:
            await session.execute(text("alter table p40.batch no force row level security"))
        said = ansinh("doctor", ANSINH_IDENTITY_KEY="ngắn", DATABASE_URL=url)
    assert said.returncode == 1
    wrong = [line for line in said.stdout.splitlines() if line.startswith("FAIL")]
    assert [line.split(":")[0] for line in wrong] == [
        "FAIL  khóa định danh", "FAIL  bảo mật theo dòng",
    ]  # fmt: skip
    assert "p40.batch" in wrong[1]


def test_a_doctor_without_a_patient_says_so(ansinh: Run) -> None:
    said = ansinh("doctor", DATABASE_URL="")
    assert said.returncode == 1
    assert "FAIL  cơ sở dữ liệu" in said.stdout


def test_the_first_user_gets_one_code_and_no_second_account(ansinh: Run, house: str) -> None:
    command = ("user", "add", "--user-name", "cli.quantri", "--role", "administrator", *OFFICER)
    said = ansinh(*command)
    assert said.returncode == 0, said.stderr
    assert len(said.stdout.strip()) == 43
    again = ansinh(*command)
    assert again.returncode == 1
    assert "đã được ghi nhận" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--role", "vua", "--unit", "42"), 2, "appointment.role"),
        (("--role", "auditor", "--unit", "42.436.99999"), 1, "đơn vị hành chính"),
        (("--role", "auditor", "--unit", "42.437.18070"), 2, "42.436.18070."),
        (("--role", "payment_agent", "--unit", "42", "--agent", "LA"), 2, "--agent-name"),
    ],
)
def test_a_wrong_appointment_is_refused_before_it_is_made(
    ansinh: Run, house: str, arguments: tuple[str, ...], code: int, words: str
) -> None:
    said = ansinh("user", "add", "--user-name", "cli.sai", *OFFICER, *arguments)
    assert said.returncode == code
    assert words in said.stderr
