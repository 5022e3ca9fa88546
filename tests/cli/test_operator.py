"""The operator's commands against a real database: upgrade, check, doctor, the first users."""

import json
import os

import pytest
from sqlalchemy import text

from app import admin_units
from app.core.db import Standing, enter
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


async def test_the_doctor_finds_lost_coverage_and_a_recount_heals_it(
    ansinh: Run, server: Server | None
) -> None:
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_coverage_{os.getpid()}") as url:
        await upgrade(url, ("42",))
        async with owner_transaction(url) as session:
            await admin_units.load_units(session)
            await admin_units.open_province(session, "42")
        async with owner_transaction(url) as session:
            await enter(session, Standing("42."))
            await session.execute(text("set local session_replication_role = replica"))
            await session.execute(text(_LINE))
        key = {"ANSINH_IDENTITY_KEY": "k" * 40, "DATABASE_URL": url}
        said = ansinh("doctor", **key)
        assert said.returncode == 1
        assert [line for line in said.stdout.splitlines() if not line.startswith("ok")] == [
            "FAIL  số liệu chi trả (tỷ lệ), tỉnh 42: 1 ô lệch; 0 dòng chưa gộp",
            "      → chạy: ansinh db recount-coverage 42",
        ]
        done = ansinh("db", "recount-coverage", "42", "--json", **key)
        assert json.loads(done.stdout) == {"province": "42", "deltas": 1}
        said = ansinh("doctor", **key)
        assert (said.returncode, "ok    số liệu chi trả (tỷ lệ)" in said.stdout) == (0, True)
        said = ansinh("db", "coverage", "--as-of", "2020-06-01", "--by", "province,group", **key)
        assert "Tỉnh Hà Tĩnh" in said.stdout, said.stderr
        said = ansinh("db", "coverage", "--as-of", "2020-06-01", "--json", **key)
        row, total = json.loads(said.stdout)["rows"]
        assert (
            (row["province"], row["approved_people"])
            == ("42", total["approved_people"])
            == ("42", 1)
        )
        assert (
            ansinh("db", "coverage", "--as-of", "2020-06-01", "--by", "commune", **key).returncode
            == 2
        )
        async with owner_transaction(url) as session:
            await enter(session, Standing("42."))
            await session.execute(text(_DOUBLED))
        said = ansinh("doctor", **key)
        assert said.returncode == 1
        assert "1 ô lệch; 1 dòng chưa gộp, cũ nhất từ 27/04/2020" in said.stdout
        assert ansinh("db", "recount-coverage", "40", **key).returncode == 1
        assert ansinh("db", "recount-coverage", "99", **key).returncode == 2


async def test_the_doctor_finds_miscounted_dossiers_and_a_recount_heals_it(
    ansinh: Run, server: Server | None
) -> None:
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_miscounted_{os.getpid()}") as url:
        await upgrade(url, ("42",))
        async with owner_transaction(url) as session:
            await admin_units.load_units(session)
            await admin_units.open_province(session, "42")
        async with owner_transaction(url) as session:
            await enter(session, Standing("42."))
            await session.execute(text("set local session_replication_role = replica"))
            await session.execute(text(_MISCOUNTED))
        key = {"ANSINH_IDENTITY_KEY": "k" * 40, "DATABASE_URL": url}
        said = ansinh("doctor", **key)
        assert said.returncode == 1
        assert [line for line in said.stdout.splitlines() if not line.startswith("ok")] == [
            "FAIL  hồ sơ đang chờ, tỉnh 42: 1 chỗ đếm lệch",
            "      → chạy: ansinh db recount-standing 42",
        ]
        done = ansinh("db", "recount-standing", "42", "--json", **key)
        assert json.loads(done.stdout) == {"province": "42", "places": 0}
        assert ansinh("doctor", **key).returncode == 0
        assert ansinh("db", "recount-standing", "40", **key).returncode == 1
        assert ansinh("db", "recount-standing", "99", **key).returncode == 2


_MISCOUNTED = """
insert into standing_count (list_id, area_path, stage, again, since, resumed, dossiers)
values (1, '42.436.18070.', 'at_commune', false, '2020-05-04', 0, 3)
"""
_DOUBLED = """
insert into nation.coverage_delta
select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
       approved_people, approved_months, approved_dong, paid_people, paid_dong
  from nation.coverage_fold where cut = 'full' and span = 1
"""
_LINE = """
with signed as (
  insert into decision (batch_id, kind, number, signed_on, signer_id, case_count, total_dong, root,
                        policy_version, area_path)
  values (1, 'approved', '1/QĐ-UBND', '2020-04-27', 1, 1, 0, sha256(''), 'QD15', '42.')
  returning id)
insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong, signed_on,
                           recorded_at, area_path, leaf)
select 1, id, 'HN', 3, 750000, '2020-04-27', '2020-04-27 12:00+07', '42.436.18070.', sha256('')
  from signed
"""
"""A line past every trigger: no delta tells of it."""


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
